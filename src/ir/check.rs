//! Whole-tree checks before anything is rendered.
//!
//! Terraform finds most of these mistakes too, but only root by root, after `init`, and some only
//! on apply. Here they stop `gen` before it writes a byte, and a test before anybody runs it.

mod calls;
mod declarations;
mod fold;
mod limits;
mod names;
mod references;
mod releases;
mod scope;
#[cfg(test)]
mod size_tests;
mod sizes;
mod tags;
#[cfg(test)]
mod tests;
mod walk;

use super::Tree;
use scope::Scope;

pub(super) use calls::family;
pub(super) use scope::blocks;

/// Every defect of the tree: dangling references, duplicate addresses, undeclared or unused
/// variables, undocumented outputs, names, sizes and tags that AWS refuses,
/// releases that Kubernetes does. Each is a bug in `gen`, never a mistake in a blueprint.
pub fn check(tree: &Tree) -> Vec<String> {
    let mut defects = Defects::default();
    declarations::folders(tree, &mut defects);
    let modules = tree.modules.iter().map(Scope::module);
    for scope in modules.chain(tree.roots.iter().map(Scope::root)) {
        declarations::check(&scope, &mut defects);
        references::check(&scope, tree, &mut defects);
    }
    calls::check(tree, &mut defects);
    names::check(tree, &mut defects);
    sizes::check(tree, &mut defects);
    tags::check(tree, &mut defects);
    releases::check(tree, &mut defects);
    defects.found
}

/// What was found so far.
#[derive(Default)]
struct Defects {
    found: Vec<String>,
}

impl Defects {
    /// Records that something is wrong in a module or root.
    fn push(&mut self, place: &str, defect: &str) {
        self.found.push(format!("{place}: {defect}"));
    }
}
