//! The cluster and its pools.

use super::region::range;
use super::{Tree, count, identity, owned};
use crate::blueprint::declare::grammar;
use crate::blueprint::declare::view::View;
use crate::model::{
    Architecture, Bytes, Capacity, Cluster, Egress, Identity, NodePool, Service, SystemNodes,
    Taint, TaintEffect, Workload,
};
use crate::tables::instances::{self, InstanceType};
use ipnet::Ipv4Net;
use std::collections::BTreeSet;

/// The cluster that these services need.
pub(super) fn cluster(tree: Tree<'_>, services: &[Service]) -> Cluster {
    let view = tree.one("cluster");
    let ports = services.iter().filter_map(|service| match &service.workload {
        Workload::Web(web) => Some(web.port),
        Workload::Job(_) => None,
    });
    Cluster {
        version: owned(view, "version"),
        public_api: (view.text("api") == Some("public")).then(|| {
            let ranges: BTreeSet<Ipv4Net> = view.texts("allow").into_iter().map(range).collect();
            ranges.into_iter().collect()
        }),
        logs_days: count(view, "logs_days"),
        system: system(view.nested("system")),
        egress: services.iter().flat_map(|service| &service.egress).filter_map(pair).collect(),
        low_ports: ports.filter(|port| *port < 1025).collect(),
    }
}

/// What a security group sees of an egress; port 443 is open to everywhere anyhow.
fn pair(egress: &Egress) -> Option<(Ipv4Net, u16)> {
    let pair = match egress {
        Egress::Host(_, port) => (Ipv4Net::default(), *port),
        Egress::Range(net, port) => (*net, *port),
    };
    (pair.1 != 443).then_some(pair)
}

fn system(view: View<'_>) -> SystemNodes {
    let names = view.texts("instance_types");
    let kinds: Vec<InstanceType> = names.iter().filter_map(|name| instances::find(name)).collect();
    SystemNodes {
        instance_types: names.into_iter().map(str::to_owned).collect(),
        architecture: kinds.first().map_or(Architecture::Arm64, |kind| kind.architecture),
        max_pods: kinds.iter().map(InstanceType::max_pods).min().unwrap_or(110),
        min: count(view, "min"),
        max: count(view, "max"),
    }
}

/// The pools; without a block the pool `general`.
pub(super) fn pools(tree: Tree<'_>) -> Vec<NodePool> {
    let views = tree.all("nodes");
    if views.is_empty() {
        let general = Identity { label: "general".to_owned(), was: None };
        return vec![pool(tree.one("nodes"), general)];
    }
    views.into_iter().map(|view| pool(view, identity(view))).collect()
}

fn pool(view: View<'_>, id: Identity) -> NodePool {
    let min_generation = count(view, "min_generation");
    let architectures = architectures(view);
    let mut kinds = instances::launchable(&view.texts("families"), min_generation);
    kinds.retain(|kind| architectures.contains(&kind.architecture));
    NodePool {
        id,
        capacity: view
            .texts("capacity")
            .into_iter()
            .map(|name| if name == "spot" { Capacity::Spot } else { Capacity::OnDemand })
            .collect(),
        architectures,
        families: view.texts("families").into_iter().map(str::to_owned).collect(),
        min_generation,
        min_vcpu: instances::FEWEST_VCPU,
        max_pods: kinds.iter().map(InstanceType::max_pods).min().unwrap_or(110).min(110),
        cpu_limit: count(view, "cpu_limit"),
        memory_limit: memory(view, "memory_limit"),
        expire_after_hours: view
            .text("expire_after")
            .and_then(|hours| hours.strip_suffix('h'))
            .and_then(|hours| hours.parse().ok())
            .unwrap_or_default(),
        labels: view.strings("labels"),
        taints: view.texts("taints").into_iter().filter_map(taint).collect(),
    }
}

/// Memory that the check has seen.
pub(super) fn memory(view: View<'_>, name: &str) -> Bytes {
    grammar::memory(view.text(name).unwrap_or_default()).expect("the check sees to quantities")
}

/// The architectures that a block lists.
pub(super) fn architectures(view: View<'_>) -> BTreeSet<Architecture> {
    let architecture =
        |name| if name == "arm64" { Architecture::Arm64 } else { Architecture::Amd64 };
    view.texts("architectures").into_iter().map(architecture).collect()
}

fn taint(text: &str) -> Option<Taint> {
    let (key, value, effect) = grammar::taint(text)?;
    let effect = match effect {
        "NoSchedule" => TaintEffect::NoSchedule,
        "PreferNoSchedule" => TaintEffect::PreferNoSchedule,
        _ => TaintEffect::NoExecute,
    };
    Some(Taint { key: key.to_owned(), value: value.to_owned(), effect })
}
