//! Which services fit on which pools of nodes, and what families there are.

use super::{Tree, View, conflict};
use crate::blueprint::check::hint;
use crate::blueprint::declare::{Form, grammar};
use crate::blueprint::diagnostic::{Diagnostic, shown};
use crate::blueprint::value::Value;
use crate::model::Millicores;
use crate::tables::instances::{self, InstanceType};
use std::collections::BTreeSet;

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    for pool in tree.all("nodes") {
        families(pool, found);
    }
    for service in tree.all("service") {
        placed(tree, service, found);
    }
}

fn families(pool: View<'_>, found: &mut Vec<Diagnostic>) {
    let categories: BTreeSet<String> =
        instances::all().map(|kind| kind.category.to_string()).collect();
    for node in pool.elements("families") {
        let Some(family) = node.text().filter(|family| !categories.contains(*family)) else {
            continue;
        };
        let message = format!("unknown instance category `{}`", shown(family));
        let help = hint(family, categories.iter().map(String::as_str), "categories");
        found.push(Diagnostic::error("GEN413", node.span, message).help(help));
    }
}

/// The types that Karpenter may launch in a pool.
pub(super) fn launchable(pool: View<'_>) -> Vec<InstanceType> {
    let oldest = pool.whole("min_generation").unwrap_or_default();
    let architectures = pool.texts("architectures");
    let mut kinds = instances::launchable(&pool.texts("families"), oldest);
    kinds.retain(|kind| architectures.contains(&kind.architecture.name()));
    kinds
}

/// Launchable types by what they must have: any of them, and each architecture that is written out.
pub(super) fn by_architecture(
    pool: View<'_>,
    kinds: Vec<InstanceType>,
) -> Vec<(String, Vec<InstanceType>)> {
    if !pool.has("architectures") {
        return vec![(String::new(), kinds)];
    }
    let known = |name: &&str| ["arm64", "amd64"].contains(name);
    let wanted = pool.texts("architectures").into_iter().filter(known).map(|name| {
        let kinds = kinds.iter().filter(|kind| kind.architecture.name() == name).copied();
        (format!("{name} "), kinds.collect())
    });
    wanted.collect()
}

/// The labels of the pools that a service may use; `general` when there is no `nodes` block.
pub(in crate::blueprint) fn of<'a>(tree: Tree<'a>, service: View<'a>) -> Vec<View<'a>> {
    let chosen = pool(service);
    tree.all("nodes")
        .into_iter()
        .filter(|pool| match chosen {
            Some(label) => pool.label() == label,
            None => pool.elements("taints").is_empty(),
        })
        .collect()
}

/// The pool that a service names, as `"p"` or `nodes.p`.
pub(in crate::blueprint) fn pool(service: View<'_>) -> Option<&str> {
    match &service.node("nodes")?.value {
        Value::String(label) => Some(label.as_str()).filter(|label| Form::Label.accepts(label)),
        Value::Reference(reference) if reference.kind == "nodes" => Some(&reference.label),
        _ => None,
    }
}

fn placed(tree: Tree<'_>, service: View<'_>, found: &mut Vec<Diagnostic>) {
    let pools = tree.all("nodes");
    if let (Some(label), Some(span)) = (pool(service), service.span("nodes")) {
        let general = pools.is_empty() && label == "general";
        if !general && !pools.iter().any(|pool| pool.label() == label) {
            let message = format!("there is no `nodes \"{}\"`", shown(label));
            let known =
                pools.iter().map(|pool| pool.label()).chain(pools.is_empty().then_some("general"));
            found
                .push(Diagnostic::error("GEN301", span, message).help(hint(label, known, "pools")));
            return;
        }
    }
    let usable = of(tree, service);
    if usable.is_empty() && !pools.is_empty() {
        if let Some(span) = service.header().filter(|_| !service.has("nodes")) {
            let message =
                format!("`{}` has no pool to run on: every pool is tainted", service.label());
            let help = "add `nodes = …` to the service, or a pool without `taints`";
            found.push(Diagnostic::error("GEN426", span, message).help(help));
        }
        return;
    }
    let general = [tree.one("nodes")];
    room(service, if pools.is_empty() { &general } else { &usable }, found);
    if pools.is_empty() || !service.has("architectures") {
        return;
    }
    for node in service.elements("architectures") {
        let Some(architecture) = node.text() else { continue };
        if usable.iter().any(|pool| pool.texts("architectures").contains(&architecture)) {
            continue;
        }
        let message = format!("no pool that `{}` may use has `{architecture}`", service.label());
        let diagnostic = match usable.first().and_then(|pool| pool.span("architectures")) {
            Some(pool) => conflict("GEN426", message, node.span, pool),
            None => Diagnostic::error("GEN426", node.span, message),
        };
        found.push(
            diagnostic.help("add the architecture to the pool, or remove it from the service"),
        );
    }
}

/// One pod fits within the limits of some pool.
fn room(service: View<'_>, pools: &[View<'_>], found: &mut Vec<Diagnostic>) {
    let resources = service.nested("resources");
    let quantity = |text: &str| grammar::memory(text).ok();
    let cpu = resources.text("cpu").and_then(|text| grammar::cpu(text).ok());
    let memory = resources.text("memory").and_then(quantity);
    let vcpu = |pool: &View<'_>| pool.whole("cpu_limit").map(|n| Millicores(u64::from(n) * 1000));
    let bytes = |pool: &View<'_>| pool.text("memory_limit").and_then(quantity);
    let roomy = [
        ("cpu", pools.iter().any(|pool| vcpu(pool).zip(cpu).is_none_or(|(most, n)| n <= most))),
        (
            "memory",
            pools.iter().any(|pool| bytes(pool).zip(memory).is_none_or(|(most, n)| n <= most)),
        ),
    ];
    for (name, _) in roomy.iter().filter(|(_, roomy)| !roomy) {
        let Some(span) = resources.span(name).or(service.header()) else { continue };
        let message =
            format!("no pool that `{}` may use has so much `{name}` in all", service.label());
        let help = format!("request less, or raise `{name}_limit` of the pool");
        found.push(Diagnostic::error("GEN426", span, message).help(help));
    }
}
