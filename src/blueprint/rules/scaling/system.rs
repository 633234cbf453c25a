//! The system nodes against what has to run on them while a zone is lost.

use super::Tree;
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::rules::zones;
use crate::model::{Bytes, Millicores};
use crate::tables::instances::{self, InstanceType};
use crate::tables::pods::{
    AGENTS, DNS, EKS_AGENTS, EKS_CONTROLLERS, KARPENTER, KUBELET_CPU, kubelet_memory,
};

/// Thousandths of a vCPU, and MiB.
type Amount = [u64; 2];

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    let cluster = tree.one("cluster");
    let system = cluster.nested("system");
    let kinds = system.texts("instance_types").into_iter().filter_map(instances::find);
    let smallest = kinds.min_by_key(|kind| (kind.memory_mib, kind.vcpu));
    let (Some(kind), Some(min)) = (smallest, system.whole("min")) else { return };
    let zones = zones(tree).max(1) as u64;
    let (min, lost) = (u64::from(min), u64::from(min).div_ceil(zones));
    let Some(message) = short(&kind, min - lost, zones) else { return };
    let names = ["instance_types", "min"];
    let written = names.iter().find_map(|name| system.span(name));
    let span = written.or(system.header()).or(cluster.header()).unwrap_or(tree.header());
    let help = "write a larger type in `instance_types` of `system`, or a higher `min`";
    found.push(Diagnostic::warning("GEN519", span, message).help(help));
}

/// What is missing on so many nodes.
fn short(kind: &InstanceType, nodes: u64, zones: u64) -> Option<String> {
    if nodes == 0 {
        return Some("no system node is left when a zone is lost, and so no Karpenter".to_owned());
    }
    let node = node(kind);
    let karpenter = amount(KARPENTER.1, KARPENTER.2);
    let others = [amount(EKS_CONTROLLERS.0, EKS_CONTROLLERS.1), times(zones, amount(DNS.0, DNS.1))];
    let needed = others.into_iter().fold(times(KARPENTER.0.min(nodes), karpenter), plus);
    let room = times(nodes, node);
    let place = (0..2).find(|i| needed[*i] > room[*i] || karpenter[*i] > node[*i])?;
    let texts = |amount: Amount| match place {
        0 => format!("{} vCPU", Millicores(amount[0])),
        _ => format!("{} MiB", amount[1]),
    };
    let (nodes, have) = match nodes {
        1 => ("one system node".to_owned(), "has"),
        _ => (format!("{nodes} system nodes"), "have"),
    };
    Some(format!(
        "{nodes} of `{}`, left when a zone is lost, {have} {}: Karpenter and what starts before it request {}",
        kind.name,
        texts(room),
        texts(needed),
    ))
}

/// What a node has for pods that do not run on every node.
fn node(kind: &InstanceType) -> Amount {
    let all = [u64::from(kind.vcpu) * 1000, u64::from(kind.memory_mib)];
    let kubelet = amount(KUBELET_CPU, kubelet_memory(kind.max_pods()));
    let agents = [amount(AGENTS.0, AGENTS.1), amount(EKS_AGENTS.0, EKS_AGENTS.1)];
    let taken = agents.into_iter().fold(kubelet, plus);
    [all[0].saturating_sub(taken[0]), all[1].saturating_sub(taken[1])]
}

fn amount(cpu: Millicores, memory: Bytes) -> Amount {
    [cpu.0, memory.0 >> 20]
}

fn times(count: u64, amount: Amount) -> Amount {
    amount.map(|number| number * count)
}

fn plus(a: Amount, b: Amount) -> Amount {
    [a[0] + b[0], a[1] + b[1]]
}
