//! The mesh: what it lets through.

use super::Tree;
use crate::blueprint::diagnostic::Diagnostic;

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    let mesh = tree.one("mesh");
    if let Some(span) = mesh.span("mtls").filter(|_| mesh.text("mtls") == Some("permissive")) {
        let message = "the mesh accepts connections without mutual TLS";
        let help = "remove `mtls` once every client is in the mesh";
        found.push(Diagnostic::warning("GEN508", span, message).help(help));
    }
}
