//! Access, entry, mesh, alerts: who comes in, and who is told.

use super::{Tree, View, conflict};
use crate::blueprint::check::hint;
use crate::blueprint::declare::grammar;
use crate::blueprint::diagnostic::Diagnostic;
use crate::tables::regions;
use std::collections::BTreeMap;

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    runner(tree, found);
    github(tree, found);
    operators(tree, found);
    certificates(tree, found);
    for alert in tree.one("monitoring").nested_all("alert") {
        target(alert, found);
    }
}

fn runner(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    let access = tree.one("access");
    let Some(span) = access.name_span("runner").filter(|_| access.text("runner") == Some("github"))
    else {
        return;
    };
    if tree.one("cluster").text("api") == Some("private") {
        let message = "`runner = \"github\"` needs `api = \"public\"` in `cluster`";
        let help = "add `cluster { api = \"public\" }` with the runner's addresses in `allow`, or remove `runner`";
        found.push(Diagnostic::error("GEN422", span, message).help(help));
    }
    if !access.has("runner_label") {
        let message = "`runner = \"github\"` needs `runner_label`";
        let help =
            "add `runner_label = …`: a larger runner whose fixed addresses are in `cluster.allow`";
        found.push(Diagnostic::error("GEN422", span, message).help(help));
    }
}

fn github(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    let github = tree.one("access").nested("github");
    for (one, other) in [("owner_id", "repository_id"), ("repository_id", "owner_id")] {
        if let Some(span) = github.name_span(one).filter(|_| !github.has(other)) {
            let message = format!("`{one}` needs `{other}`");
            found.push(
                Diagnostic::error("GEN427", span, message).help(format!("add `{other} = \"…\"`")),
            );
        }
    }
    let prefix = format!(
        "{}-{}",
        tree.platform().label(),
        tree.platform().text("environment").unwrap_or_default()
    );
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for step in ["plan_environment", "apply_environment", "deploy_environment"] {
        let default = format!("{prefix}-{}", step.trim_end_matches("_environment"));
        let name = github.text(step).map_or(default, str::to_owned);
        let Some(earlier) = names.insert(name.clone(), step) else { continue };
        let message = format!("`{earlier}` and `{step}` are both `{name}`");
        let spans = (github.name_span(earlier), github.name_span(step));
        let diagnostic = match spans {
            (Some(a), Some(b)) => conflict("GEN427", message, a, b),
            (Some(only), None) | (None, Some(only)) => Diagnostic::error("GEN427", only, message),
            (None, None) => continue,
        };
        found.push(diagnostic.help("name them apart: each has its own role and its own reviewers"));
    }
}

fn operators(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    let services = tree.all("service");
    for operator in tree.one("access").nested_all("operator") {
        for node in operator.elements("namespaces") {
            let Some(name) = node.text() else { continue };
            if services.iter().any(|service| service.label() == name) {
                continue;
            }
            let message = format!("there is no `service \"{}\"`", name.escape_debug());
            let help = hint(name, services.iter().map(|service| service.label()), "services");
            found.push(Diagnostic::error("GEN301", node.span, message).help(help));
        }
    }
}

/// An ARN that the load balancer or the mesh uses lies in the primary region.
fn certificates(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    let all = tree.all("region");
    let primary = all.iter().find(|region| region.text("role") == Some("primary"));
    let Some(region) = primary.and_then(|region| regions::find(region.label())) else { return };
    for (block, name, service) in [("entry", "certificate", "acm"), ("mesh", "ca", "acm-pca")] {
        let view = tree.one(block);
        let (Some(text), Some(span)) = (view.text(name), view.span(name)) else { continue };
        let Some(arn) = grammar::arn(text, service) else { continue };
        if arn.region != region.name || arn.partition != region.partition {
            let message =
                format!("`{name}` lies in `{}`, the platform in `{}`", arn.region, region.name);
            let help = format!("name one in `{}`, or leave `{name}` out", region.name);
            found.push(Diagnostic::error("GEN424", span, message).help(help));
        }
    }
}

/// An alert goes to exactly one target.
fn target(alert: View<'_>, found: &mut Vec<Diagnostic>) {
    let Some(header) = alert.header() else { return };
    let slack = alert.nested("slack").header();
    let targets = [alert.name_span("email"), alert.name_span("pagerduty"), slack];
    let mut spans: Vec<_> = targets.into_iter().flatten().collect();
    spans.sort();
    match spans.as_slice() {
        [] => {
            let message = format!("the alert `{}` goes nowhere", alert.label());
            let help =
                "add one of `email = …`, `slack { team, channel }` and `pagerduty = secret.NAME`";
            found.push(Diagnostic::error("GEN423", header, message).help(help));
        }
        [first, second, ..] => {
            let message = format!("the alert `{}` has more than one target", alert.label());
            let help = "write an `alert` block for each target";
            found.push(conflict("GEN423", message, *first, *second).help(help));
        }
        [_] => {}
    }
}
