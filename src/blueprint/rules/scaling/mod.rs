//! Whether a platform can grow to what it promises: every service at its `scale.max`, and one of
//! them, the largest, while it is released.

mod addresses;
mod connections;
mod load;
mod pools;
mod system;

use super::{Tree, View};
use crate::blueprint::diagnostic::{Diagnostic, Severity};

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    // Numbers that are mistakes add up to nothing.
    if found.iter().any(|told| told.severity == Severity::Error) {
        return;
    }
    system::check(tree, found);
    let services = tree.all("service");
    if services.is_empty() {
        return;
    }
    pools::check(tree, &services, found);
    addresses::check(tree, &services, found);
    connections::check(tree, &services, found);
}
