//! The network: what needs the internet, and which endpoints exist.

use super::{Tree, View, conflict, endpoints};
use crate::blueprint::check::nearest;
use crate::blueprint::declare::grammar;
use crate::blueprint::diagnostic::{Diagnostic, shown};
use crate::blueprint::source::Span;

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    let network = tree.one("network");
    if let Some(nat) = network.span("nat").filter(|_| network.text("nat") == Some("none")) {
        without_nat(tree, nat, found);
    }
    for node in network.elements("endpoints") {
        let Some(name) = node.text() else { continue };
        if !endpoints::names().any(|known| known == name) {
            let message = format!("unknown VPC endpoint `{}`", shown(name));
            let help = nearest(name, endpoints::names()).map_or_else(
                || {
                    "write the service's name as in `com.amazonaws.REGION.NAME`, such as `ecr.api`"
                        .to_owned()
                },
                |nearest| format!("did you mean `{nearest}`?"),
            );
            found.push(Diagnostic::error("GEN409", node.span, message).help(help));
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
    unreachable(tree, nat, found);
    for service in tree.all("service") {
        image(service, nat, found);
        targets(service, nat, found);
    }
}

/// Without NAT the endpoints are the only way to AWS.
fn unreachable(tree: Tree<'_>, nat: Span, found: &mut Vec<Diagnostic>) {
    let all = tree.all("region");
    let primary = all.iter().find(|region| region.text("role") == Some("primary"));
    let (Some(region), Some(span)) = (primary, tree.one("network").name_span("endpoints")) else {
        return;
    };
    let missing = endpoints::missing(tree, region.label());
    if missing.is_empty() {
        return;
    }
    let listed = missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let message = format!("`nat = \"none\"` leaves no way to {listed}");
    let help = "add what is missing to `endpoints`, or leave `endpoints` out";
    found.push(conflict("GEN515", message, nat, span).help(help).lenient());
}

/// Whether an image lies in a private registry of ECR, which has an endpoint.
fn ecr(image: &str) -> bool {
    let host = image.split('/').next().unwrap_or_default();
    let aws = [".amazonaws.com", ".amazonaws.com.cn"];
    host.contains(".dkr.ecr.") && aws.iter().any(|end| host.ends_with(end))
}

/// An image from elsewhere than ECR comes through the internet.
fn image(service: View<'_>, nat: Span, found: &mut Vec<Diagnostic>) {
    if let (Some(image), Some(span)) = (service.text("image"), service.span("image"))
        && !ecr(image)
    {
        let message = format!(
            "`nat = \"none\"` leaves the image `{image}` of `{}` out of reach",
            service.label()
        );
        let help = "copy the image to a repository of ECR, or write `nat = \"single\"`";
        found.push(conflict("GEN515", message, nat, span).help(help).lenient());
    }
}

/// What lies outside of private networks is reached through the internet.
fn targets(service: View<'_>, nat: Span, found: &mut Vec<Diagnostic>) {
    for node in service.elements("egress") {
        let target = match node.text().and_then(grammar::egress) {
            Some((Err(host), _)) => host.to_owned(),
            Some((Ok(range), _)) if !grammar::private(range) => range.to_string(),
            _ => continue,
        };
        let message = format!("`nat = \"none\"` leaves `{}` no way to `{target}`", service.label());
        let diagnostic = conflict("GEN408", message, nat, node.span);
        found.push(diagnostic.help("write `nat = \"single\"` or remove it from `egress`"));
    }
}
