//! Values of the charts: Karpenter's controller and definitions, and the pools of chart `platform`.

use super::{isolated, node_role_name, queue_name};
use crate::model::{Capacity, NodePool, Platform, Taint, TaintEffect};
use crate::stack::cluster::{SYSTEM_LABEL, SYSTEM_TAINT, volumes_key_alias};
use crate::stack::layers::default_tags;
use crate::tables::versions::BOTTLEROCKET;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The definitions stay when their chart is removed: with them would go every pool, and with the
/// pools every node.
pub(in crate::stack) fn definitions() -> Value {
    json!({ "additionalAnnotations": { "helm.sh/resource-policy": "keep" } })
}

/// The controller, on the system nodes, since it cannot wait for nodes of its own.
pub(in crate::stack) fn controller(platform: &Platform) -> Value {
    let isolated = isolated(platform);
    let cluster = platform.prefix();
    json!({
        "replicas": 2,
        "priorityClassName": "system-cluster-critical",
        // The VPC's resolver, because the cluster's own may wait for a node.
        "dnsPolicy": "Default",
        "nodeSelector": { "kubernetes.io/os": "linux", (SYSTEM_LABEL.0): SYSTEM_LABEL.1 },
        "tolerations": [{ "key": SYSTEM_TAINT, "operator": "Exists" }],
        // Both replicas start even when a zone is lost.
        "topologySpreadConstraints": [{
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": "ScheduleAnyway",
            "nodeTaintsPolicy": "Honor",
        }],
        "controller": {
            // Pods do not reach the metadata service, which would tell the region.
            "env": [{ "name": "AWS_REGION", "value": platform.region.name }],
            "resources": {
                "requests": { "cpu": "500m", "memory": "1Gi" },
                "limits": { "memory": "1Gi" },
            },
        },
        "serviceMonitor": { "enabled": true },
        "settings": {
            "clusterName": cluster,
            "interruptionQueue": queue_name(platform),
            "isolatedVPC": isolated,
            // Its service has no VPC endpoint here.
            "enableZonalShift": !isolated,
        },
    })
}

/// What the pools have in common, and the pools: a part of the values of chart `platform`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::stack) struct Nodes {
    bottlerocket: &'static str,
    discovery: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance_profile: Option<String>,
    volumes_key: String,
    zones: Vec<String>,
    tags: BTreeMap<String, String>,
    pools: Vec<Pool>,
}

/// A NodePool and its EC2NodeClass.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Pool {
    name: String,
    architectures: Vec<&'static str>,
    capacity: Vec<&'static str>,
    families: Vec<String>,
    min_generation: u32,
    min_cpu: u32,
    max_pods: u32,
    cpu_limit: u32,
    memory_limit: String,
    expire_after: String,
    labels: BTreeMap<String, String>,
    taints: Vec<PoolTaint>,
}

/// A taint as Kubernetes writes it; Karpenter refuses an empty value.
#[derive(Serialize)]
struct PoolTaint {
    key: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    value: String,
    effect: &'static str,
}

impl Nodes {
    pub(in crate::stack) fn of(platform: &Platform) -> Self {
        let role = node_role_name(platform);
        let isolated = isolated(platform);
        Self {
            bottlerocket: BOTTLEROCKET,
            discovery: platform.prefix(),
            role: (!isolated).then(|| role.clone()),
            instance_profile: isolated.then_some(role),
            // An alias, so that nothing here waits for the first apply.
            volumes_key: volumes_key_alias(platform),
            zones: platform.region.zones.clone(),
            tags: default_tags(platform),
            pools: platform.nodes.iter().map(Pool::of).collect(),
        }
    }
}

impl Pool {
    fn of(pool: &NodePool) -> Self {
        Self {
            name: pool.id.cloud().to_owned(),
            architectures: sorted(pool.architectures.iter().map(|one| one.name())),
            capacity: sorted(pool.capacity.iter().map(|one| match one {
                Capacity::Spot => "spot",
                Capacity::OnDemand => "on-demand",
            })),
            families: pool.families.iter().cloned().collect(),
            min_generation: pool.min_generation,
            min_cpu: pool.min_vcpu,
            max_pods: pool.max_pods,
            cpu_limit: pool.cpu_limit,
            memory_limit: pool.memory_limit.to_string(),
            expire_after: format!("{}h", pool.expire_after_hours),
            labels: pool.labels.clone(),
            taints: pool.taints.iter().map(PoolTaint::of).collect(),
        }
    }
}

impl PoolTaint {
    fn of(taint: &Taint) -> Self {
        let effect = match taint.effect {
            TaintEffect::NoSchedule => "NoSchedule",
            TaintEffect::PreferNoSchedule => "PreferNoSchedule",
            TaintEffect::NoExecute => "NoExecute",
        };
        Self { key: taint.key.clone(), value: taint.value.clone(), effect }
    }
}

fn sorted(items: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut items: Vec<_> = items.collect();
    items.sort_unstable();
    items
}
