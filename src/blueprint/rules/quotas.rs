//! What AWS limits: ranges that reach the API, rules of the nodes' security group, tags, and how
//! names may start.

use super::{Tree, View};
use crate::blueprint::declare::grammar;
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::source::Span;
use crate::tables::quotas::{
    NAMES_RESERVED, OWN_RULES, PUBLIC_API_RANGES, RULES_OF_A_GROUP, TAG_KEY, TAG_RESERVED,
    TAG_VALUE,
};
use std::collections::BTreeSet;

/// Rules of the nodes' group, in each direction, that services can take.
const MOST_RULES: usize = RULES_OF_A_GROUP - OWN_RULES;

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    api_ranges(tree.one("cluster"), found);
    egress(tree, found);
    low_ports(tree, found);
    name(tree.platform(), found);
    tags(tree.platform(), found);
}

/// What is named after the platform starts as it does.
fn name(platform: View<'_>, found: &mut Vec<Diagnostic>) {
    let Some(span) = platform.label_span() else { return };
    let start = format!("{}-", platform.label());
    if let Some((reserved, kind)) = NAMES_RESERVED.iter().find(|(one, _)| start.starts_with(one)) {
        let message = format!("AWS refuses names of {kind} that start with `{reserved}`");
        let help = "choose another name for the platform: every cloud name starts with it";
        found.push(Diagnostic::error("GEN432", span, message).help(help));
    }
}

/// Every resource has these tags, so that the strictest service decides.
fn tags(platform: View<'_>, found: &mut Vec<Diagnostic>) {
    let mut check = |what: &str, text: &str, most: usize, span: Span| {
        let length = text.chars().count();
        let lower = text.to_lowercase();
        if length > most {
            let message = format!("{what} has {length} characters, ACM accepts at most {most}");
            found.push(Diagnostic::error("GEN432", span, message).help("shorten it"));
        } else if let Some(start) = TAG_RESERVED.iter().find(|start| lower.starts_with(**start)) {
            let message = format!("{what} starts with `{start}`, which RDS keeps for AWS");
            found.push(Diagnostic::error("GEN432", span, message).help("let it start otherwise"));
        }
    };
    if let (Some(owner), Some(span)) = (platform.text("owner"), platform.span("owner")) {
        check("the tag of the owner", owner, TAG_VALUE, span);
    }
    for (key, node) in platform.entries("tags") {
        // That start of a key is reserved in all services, which is another rule.
        if !key.to_lowercase().starts_with("aws:") {
            check("the tag's key", key, TAG_KEY, node.span);
        }
        if let Some(text) = node.text() {
            check("the tag's value", text, TAG_VALUE, node.span);
        }
    }
}

fn api_ranges(cluster: View<'_>, found: &mut Vec<Diagnostic>) {
    let mut ranges = BTreeSet::new();
    for node in cluster.elements("allow") {
        let Some(range) = node.text() else { continue };
        if ranges.insert(range) && ranges.len() == PUBLIC_API_RANGES + 1 {
            let message = format!("EKS opens its API to at most {PUBLIC_API_RANGES} ranges");
            found.push(
                Diagnostic::error("GEN432", node.span, message)
                    .help("join ranges into larger ones, or remove some"),
            );
        }
    }
}

/// Each range and port that services reach is a rule; hosts of one port share theirs, and port 443
/// is open anyhow.
fn egress(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    let mut rules = BTreeSet::new();
    for service in tree.all("service") {
        for node in service.elements("egress") {
            let Some((target, port)) = node.text().and_then(grammar::egress) else { continue };
            let rule = (target.ok().unwrap_or_default(), port);
            if port != 443 && rules.insert(rule) && rules.len() == MOST_RULES + 1 {
                let message =
                    format!("services reach more than {MOST_RULES} ranges and ports outside");
                found.push(
                    Diagnostic::error("GEN432", node.span, message)
                        .help("join ranges into larger ones, or remove some"),
                );
            }
        }
    }
}

fn low_ports(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    let mut ports = BTreeSet::new();
    for service in tree.all("service") {
        let Some(port) = service.whole("port").filter(|&port| port < 1025) else { continue };
        if ports.insert(port) && ports.len() == MOST_RULES + 1 {
            let span = service.span("port").unwrap_or(tree.header());
            let message = format!("services listen on more than {MOST_RULES} ports below 1025");
            found.push(
                Diagnostic::error("GEN432", span, message)
                    .help("let services share ports, or listen on ports from 1025"),
            );
        }
    }
}
