//! What Karpenter and Kubernetes accept of a pool: instance types, limits, labels and taints.

use super::{Tree, View, conflict, pools};
use crate::blueprint::declare::grammar;
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::source::Span;
use crate::tables::instances::{self, InstanceType};
use std::collections::BTreeMap;

/// Labels of a NodePool, as its definition bounds them.
const MOST_LABELS: usize = 100;

/// Labels of these domains are set by Kubernetes and Karpenter; the definition of NodePool refuses
/// most of them, and of the rest a pool would contradict its own requirements.
const DOMAINS: [&str; 4] = ["kubernetes.io", "k8s.io", "karpenter.sh", "karpenter.k8s.aws"];

/// Where Kubernetes lets others set labels on nodes.
const OPEN: &str = "node-restriction.kubernetes.io";

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    for pool in tree.all("nodes") {
        let kinds = pools::launchable(pool);
        types(pool, &kinds, found);
        limits(pool, &kinds, found);
        labels(pool, found);
        taints(pool, found);
    }
}

/// Whether there is an instance type for the pool, and for each architecture that it names.
fn types(pool: View<'_>, kinds: &[InstanceType], found: &mut Vec<Diagnostic>) {
    let known = instances::all().any(|kind| pool.texts("families").contains(&kind.category));
    if !known {
        return; // reported where the families are
    }
    let narrow = ["min_generation", "families"].iter().find_map(|name| pool.name_span(name));
    for (index, (what, kinds)) in
        pools::by_architecture(pool, kinds.to_vec()).into_iter().enumerate()
    {
        let element = pool.elements("architectures").get(index).map(|node| node.span);
        let span = if what.is_empty() { narrow } else { element };
        if let (true, Some(span)) = (kinds.is_empty(), span) {
            let message =
                format!("no {what}instance type of at least 4 vCPU fits `{}`", pool.label());
            let help = "lower `min_generation`, or change `families` or `architectures`";
            found.push(Diagnostic::error("GEN413", span, message).help(help));
        }
    }
}

/// Whether the limits admit one node at least.
fn limits(pool: View<'_>, kinds: &[InstanceType], found: &mut Vec<Diagnostic>) {
    let smallest = |size: fn(&InstanceType) -> u32| kinds.iter().map(size).min();
    if let (Some(span), Some(limit), Some(least)) =
        (pool.span("cpu_limit"), pool.whole("cpu_limit"), smallest(|kind| kind.vcpu))
        && limit < least
    {
        let message = format!("{limit} vCPU admit no node: the smallest has {least}");
        let help = "raise `cpu_limit`; a node for each zone is the least that makes sense";
        found.push(Diagnostic::error("GEN441", span, message).help(help));
    }
    if let (Some(span), Some(text), Some(least)) =
        (pool.span("memory_limit"), pool.text("memory_limit"), smallest(|kind| kind.memory_mib))
        && grammar::memory(text).is_ok_and(|limit| limit.0 >> 20 < u64::from(least))
    {
        let message = format!("`{text}` admits no node: the smallest has {least}Mi");
        let help = "raise `memory_limit`; a node for each zone is the least that makes sense";
        found.push(Diagnostic::error("GEN441", span, message).help(help));
    }
}

fn labels(pool: View<'_>, found: &mut Vec<Diagnostic>) {
    let entries = pool.entries("labels");
    for (key, node) in &entries {
        if let Some(domain) = reserved(key) {
            found.push(belongs("label", key, domain, node.span));
        }
    }
    if let Some(span) = pool.span("labels").filter(|_| entries.len() > MOST_LABELS) {
        let message =
            format!("{} labels are too many, at most {MOST_LABELS} are possible", entries.len());
        let help = "remove labels, or split the pool";
        found.push(Diagnostic::error("GEN442", span, message).help(help));
    }
}

fn taints(pool: View<'_>, found: &mut Vec<Diagnostic>) {
    let mut earlier: BTreeMap<(&str, &str), Span> = BTreeMap::new();
    for node in pool.elements("taints") {
        let Some((key, _, effect)) = node.text().and_then(grammar::taint) else { continue };
        if let Some(domain) = reserved(key) {
            found.push(belongs("taint", key, domain, node.span));
        }
        if let Some(first) = earlier.insert((key, effect), node.span) {
            let message = format!("the taint `{key}` with `{effect}` stands twice");
            found.push(conflict("GEN443", message, node.span, first).help("keep one of them"));
        }
    }
}

fn belongs(what: &str, key: &str, domain: &str, span: Span) -> Diagnostic {
    let message = format!("the {what} `{key}` is in the domain `{domain}`, which is not yours");
    let help = "use a domain of your own, such as `example.com/team`, or none";
    Diagnostic::error("GEN442", span, message).help(help)
}

/// The domain of a key that Kubernetes or Karpenter owns.
fn reserved(key: &str) -> Option<&'static str> {
    let (domain, _) = key.split_once('/')?;
    let below = |owner: &str| {
        domain.strip_suffix(owner).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    DOMAINS.into_iter().find(|owner| below(owner) && domain != OPEN)
}
