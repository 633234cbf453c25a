//! Access and alerts: who comes in, and who is told.

use super::{Tree, View, conflict};
use crate::blueprint::check::hint;
use crate::blueprint::diagnostic::{Diagnostic, shown};
use std::collections::BTreeMap;

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    runner(tree, found);
    github(tree, found);
    operators(tree, found);
    groups(tree.one("monitoring").nested("grafana"), found);
    for alert in tree.one("monitoring").nested_all("alert") {
        target(alert, found);
    }
}

fn runner(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    let access = tree.one("access");
    if let (Some(label), Some("codebuild")) =
        (access.name_span("runner_label"), access.text("runner"))
    {
        let message = "`runner_label` goes with `runner = \"github\"` only".to_owned();
        let diagnostic = match access.name_span("runner") {
            Some(runner) => conflict("GEN422", message, label, runner),
            None => Diagnostic::error("GEN422", label, message),
        };
        let help = "add `runner = \"github\"`, or remove `runner_label`: the jobs run on CodeBuild";
        found.push(diagnostic.help(help));
    }
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
    folders(github, found);
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for (step, name) in environments(tree) {
        // GitHub ignores the case of environments.
        let Some(earlier) = names.insert(name.to_lowercase(), step) else { continue };
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

/// The GitHub environments of plan, apply and deploy, by attribute.
pub(super) fn environments(tree: Tree<'_>) -> [(&'static str, String); 3] {
    let platform = tree.platform();
    let github = tree.one("access").nested("github");
    let environment = platform.text("environment").unwrap_or_default();
    ["plan", "apply", "deploy"].map(|step| {
        let attribute = match step {
            "plan" => "plan_environment",
            "apply" => "apply_environment",
            _ => "deploy_environment",
        };
        let default = || format!("{}-{environment}-{step}", platform.label());
        (attribute, github.text(attribute).map_or_else(default, str::to_owned))
    })
}

/// The tree and the blueprints lie apart: one is overwritten, the other is written by people.
fn folders(github: View<'_>, found: &mut Vec<Diagnostic>) {
    let (Some(path), Some(blueprints)) = (github.text("path"), github.text("blueprints")) else {
        return;
    };
    if path != blueprints {
        return;
    }
    let message = format!("`path` and `blueprints` are both `{path}`");
    let diagnostic = match (github.name_span("path"), github.name_span("blueprints")) {
        (Some(a), Some(b)) => conflict("GEN427", message, a, b),
        (Some(only), None) | (None, Some(only)) => Diagnostic::error("GEN427", only, message),
        (None, None) => return,
    };
    found.push(diagnostic.help("keep the blueprints in a folder of their own"));
}

/// A group has one role in Grafana.
fn groups(grafana: View<'_>, found: &mut Vec<Diagnostic>) {
    let admins = grafana.elements("admins");
    for node in grafana.elements("viewers") {
        let twice =
            admins.iter().find(|admin| admin.text().is_some() && admin.text() == node.text());
        if let (Some(admin), Some(group)) = (twice, node.text()) {
            let message = format!("the group `{}` is in both `admins` and `viewers`", shown(group));
            let help = "keep it in `admins`, who may look too";
            found.push(conflict("GEN511", message, admin.span, node.span).help(help).lenient());
        }
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
            let message = format!("there is no `service \"{}\"`", shown(name));
            let help = hint(name, services.iter().map(|service| service.label()), "services");
            found.push(Diagnostic::error("GEN301", node.span, message).help(help));
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
