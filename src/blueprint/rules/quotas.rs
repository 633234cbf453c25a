//! Counts that AWS limits: ranges that reach the API, and rules of the nodes' security group.

use super::{Tree, View};
use crate::blueprint::declare::grammar;
use crate::blueprint::diagnostic::Diagnostic;
use crate::tables::quotas::{OWN_RULES, PUBLIC_API_RANGES, RULES_OF_A_GROUP};
use std::collections::BTreeSet;

/// Rules of the nodes' group, in each direction, that services can take.
const MOST_RULES: usize = RULES_OF_A_GROUP - OWN_RULES;

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    api_ranges(tree.one("cluster"), found);
    egress(tree, found);
    low_ports(tree, found);
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
