//! Whether a platform can grow to what it promises: every service at its `scale.max`, and one of
//! them, the largest, while it is released.

mod addresses;
mod connections;
mod load;
mod pools;

use super::{Tree, View};
use crate::blueprint::diagnostic::Diagnostic;

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    let services = tree.all("service");
    if services.is_empty() {
        return;
    }
    pools::check(tree, &services, found);
    addresses::check(tree, &services, found);
    connections::check(tree, &services, found);
}
