//! Blocks whose output is not generated yet: one warning for each kind.

use super::Tree;
use crate::blueprint::declare;
use crate::blueprint::diagnostic::Diagnostic;

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    for declared in declare::BLOCKS.iter().filter(|block| block.presence.pending()) {
        let written = tree.0.blocks.iter().filter(|block| block.kind == declared.name);
        let Some(span) = written.map(|block| block.kind_span).min() else { continue };
        let message = format!(
            "`{}` blocks are checked, but their output is not generated yet",
            declared.name
        );
        found.push(Diagnostic::warning("GEN501", span, message));
    }
}
