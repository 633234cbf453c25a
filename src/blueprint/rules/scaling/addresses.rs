//! Pods against the addresses of the zones that are left when one is lost.

use super::load::Load;
use super::{Tree, View};
use crate::blueprint::declare::grammar;
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::rules::zones;
use crate::model;
use crate::tables::instances::FEWEST_VCPU;
use crate::tables::pods::{ADDRESSES_OF_A_PREFIX, OF_A_NODE, OF_THE_PLATFORM, SHARE_OF_SERVICES};
use ipnet::Ipv4Net;

/// What the pods need.
struct Need {
    pods: u64,
    nodes: u64,
    prefixes: u64,
}

pub(super) fn check(tree: Tree<'_>, services: &[View<'_>], found: &mut Vec<Diagnostic>) {
    let network = tree.one("network");
    let vpc = network.text("cidr").and_then(grammar::cidr);
    let left = zones(tree).saturating_sub(1) as u64;
    let (Some(vpc), Some(system)) = (vpc, tree.one("cluster").nested("system").whole("min")) else {
        return;
    };
    let need = need(&Load::of(services), u64::from(system));
    let room = left * prefixes(vpc);
    if need.prefixes <= room {
        return;
    }
    let span = network.span("cidr").or(network.header()).unwrap_or(tree.header());
    let message = format!(
        "{} pods on {} nodes take {} prefixes at `scale.max` during a release, `{vpc}` has {room} when a zone is lost",
        need.pods, need.nodes, need.prefixes
    );
    let wider = (16..vpc.prefix_len()).rev().find(|length| {
        Ipv4Net::new(vpc.network(), *length)
            .is_ok_and(|vpc| left * prefixes(vpc.trunc()) >= need.prefixes)
    });
    let help = match wider {
        Some(length) => format!(
            "write a `cidr` of /{length}, as long as nothing is applied, or lower `scale.max`"
        ),
        None => "lower `scale.max`, or write more `zones` in the region".to_owned(),
    };
    found.push(Diagnostic::warning("GEN517", span, message).help(help));
}

/// Prefixes of one zone; all zones have as many.
fn prefixes(vpc: Ipv4Net) -> u64 {
    model::subnets(vpc, "a").pod_prefixes()
}

/// As if every node were of the smallest size, and each with a prefix to spare.
fn need(load: &Load, system: u64) -> Need {
    let of_a_node = u64::from(FEWEST_VCPU) * 10 * SHARE_OF_SERVICES;
    let nodes = load.cpu.div_ceil(of_a_node) + system;
    let pods = load.pods + OF_THE_PLATFORM + nodes * OF_A_NODE;
    Need { pods, nodes, prefixes: pods.div_ceil(ADDRESSES_OF_A_PREFIX) + nodes }
}
