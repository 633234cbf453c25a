//! Network policies, as the VPC CNI enforces them.

use super::{Cluster, Port, Side, port, texts};
use ipnet::Ipv4Net;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

impl Cluster {
    /// The ports that policies let through from one side to another, asked at both ends.
    ///
    /// # Panics
    ///
    /// If it depends on the zone.
    pub(crate) fn policies(&self, from: &Side, to: &Side) -> BTreeSet<Port> {
        let mut by_zone = BTreeSet::new();
        for source in self.addresses(from) {
            for target in self.addresses(to) {
                let out = self.end("egress", from, (to, target));
                let within = self.end("ingress", to, (from, source));
                by_zone.insert(meet(out, within, &self.ports));
            }
        }
        assert_eq!(by_zone.len(), 1, "from {from:?} to {to:?} depends on the zone: {by_zone:?}");
        by_zone.pop_first().unwrap()
    }

    /// What one end lets through: none if no policy selects it.
    fn end(&self, way: &str, own: &Side, other: (&Side, Ipv4Addr)) -> Option<BTreeSet<Port>> {
        let Side::Pod(namespace, labels) = own else { return None };
        let kind = if way == "egress" { "Egress" } else { "Ingress" };
        let mut isolated = false;
        let mut ports = BTreeSet::new();
        for spec in self.policies.get(namespace).into_iter().flatten() {
            let kinds = spec["policyTypes"].as_array().unwrap();
            let selected =
                matches(&spec["podSelector"], labels) && kinds.iter().any(|one| one == kind);
            if !selected {
                continue;
            }
            isolated = true;
            for rule in spec[way].as_array().into_iter().flatten() {
                let peers = &rule[if way == "egress" { "to" } else { "from" }];
                if self.admits(peers, namespace, other) {
                    ports.extend(self.of_rule(rule));
                }
            }
        }
        isolated.then_some(ports)
    }

    /// The ports of a rule; without any it is all of them.
    fn of_rule(&self, rule: &Value) -> BTreeSet<Port> {
        match rule["ports"].as_array() {
            Some(ports) => ports.iter().filter_map(port).collect(),
            None => self.ports.clone(),
        }
    }

    /// Whether one of the peers is the other side; without any it is everybody.
    fn admits(&self, peers: &Value, namespace: &str, (side, address): (&Side, Ipv4Addr)) -> bool {
        let Some(peers) = peers.as_array() else { return true };
        peers.iter().any(|peer| {
            if let Some(block) = peer.get("ipBlock") {
                return holds(block, address);
            }
            let Side::Pod(theirs, labels) = side else { return false };
            let there = match peer.get("namespaceSelector") {
                Some(selector) => matches(selector, &self.namespaces[theirs]),
                None => theirs == namespace,
            };
            there && peer.get("podSelector").is_none_or(|selector| matches(selector, labels))
        })
    }
}

/// What both ends let through.
fn meet(
    one: Option<BTreeSet<Port>>,
    other: Option<BTreeSet<Port>>,
    all: &BTreeSet<Port>,
) -> BTreeSet<Port> {
    let (one, other) = (one.unwrap_or_else(|| all.clone()), other.unwrap_or_else(|| all.clone()));
    one.intersection(&other).copied().collect()
}

/// Whether labels have what a selector wants.
pub(super) fn matches(selector: &Value, labels: &BTreeMap<String, String>) -> bool {
    let known = selector.as_object().unwrap().keys().all(|key| key == "matchLabels");
    assert!(known, "a selector that nobody evaluates: {selector}");
    texts(&selector["matchLabels"]).iter().all(|(key, value)| labels.get(key) == Some(value))
}

fn holds(block: &Value, address: Ipv4Addr) -> bool {
    let range = |value: &Value| value.as_str().unwrap().parse::<Ipv4Net>().unwrap();
    let except = block["except"].as_array().into_iter().flatten();
    range(&block["cidr"]).contains(&address)
        && !except.map(range).any(|other| other.contains(&address))
}
