//! The network: what needs the internet, and which endpoints exist.

use super::{Tree, conflict, endpoints};
use crate::blueprint::check::nearest;
use crate::blueprint::declare::grammar;
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::source::Span;
use std::collections::BTreeSet;

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    let network = tree.one("network");
    if let Some(nat) = network.span("nat").filter(|_| network.text("nat") == Some("none")) {
        without_nat(tree, nat, found);
    }
    let mut seen = BTreeSet::new();
    for node in network.elements("endpoints") {
        let Some(name) = node.text() else { continue };
        if !endpoints::names().any(|known| known == name) {
            let message = format!("unknown VPC endpoint `{}`", name.escape_debug());
            let help = nearest(name, endpoints::names()).map_or_else(
                || {
                    "write the service's name as in `com.amazonaws.REGION.NAME`, such as `ecr.api`"
                        .to_owned()
                },
                |nearest| format!("did you mean `{nearest}`?"),
            );
            found.push(Diagnostic::error("GEN409", node.span, message).help(help));
        }
        if !seen.insert(name) {
            let message = format!("the endpoint `{}` stands twice", name.escape_debug());
            found.push(Diagnostic::error("GEN409", node.span, message).help("keep one of them"));
        }
    }
}

/// Nothing may need the internet when there is no way to it.
fn without_nat(tree: Tree<'_>, nat: Span, found: &mut Vec<Diagnostic>) {
    let access = tree.one("access");
    if access.text("runner") == Some("codebuild") {
        let message =
            "`nat = \"none\"` leaves the CodeBuild runner without the internet".to_owned();
        let diagnostic = match access.span("runner") {
            Some(runner) => conflict("GEN408", message, nat, runner),
            None => Diagnostic::error("GEN408", nat, message),
        };
        found.push(
            diagnostic.help("write `nat = \"single\"`, or `runner = \"github\"` in `access`"),
        );
    }
    for service in tree.all("service") {
        for node in service.elements("egress") {
            let host = node.text().and_then(grammar::egress).and_then(|(target, _)| target.err());
            if let Some(host) = host {
                let message =
                    format!("`nat = \"none\"` leaves `{}` no way to `{host}`", service.label());
                let diagnostic = conflict("GEN408", message, nat, node.span);
                found.push(
                    diagnostic.help("write `nat = \"single\"` or remove the host from `egress`"),
                );
            }
        }
    }
}
