//! The namespace of a service, and how much may run in it.

use super::object::Object;
use crate::model::{Bytes, Millicores, Platform, Service, Strategy, Workload};
use crate::stack::inside::TIER_LABEL;
use crate::tables::pods::SIDECAR;
use serde_json::json;
use std::collections::BTreeMap;

/// Pods of a job: the one that runs, and one that its node was taken from and that still ends.
const JOB_PODS: u32 = 2;

/// The namespace: in the mesh, its pods `restricted` as the cluster's version understands it.
pub(super) fn namespace(platform: &Platform, service: &Service) -> Object {
    let mut labels = BTreeMap::from([
        ("istio-injection", "enabled".to_owned()),
        (TIER_LABEL, "service".to_owned()),
    ]);
    let modes = [
        ("pod-security.kubernetes.io/enforce", "pod-security.kubernetes.io/enforce-version"),
        ("pod-security.kubernetes.io/audit", "pod-security.kubernetes.io/audit-version"),
        ("pod-security.kubernetes.io/warn", "pod-security.kubernetes.io/warn-version"),
    ];
    for (mode, version) in modes {
        labels.insert(mode, "restricted".to_owned());
        labels.insert(version, format!("v{}", platform.cluster.version));
    }
    Object::of_labels(&service.id.label, labels)
}

/// What the namespace may request: enough for its scale while a release is under way, and no more.
pub(super) fn quota(service: &Service) -> Object {
    let pods = pods(service);
    let all = |one: u64| one * u64::from(pods);
    let cpu = Millicores(all(service.cpu.0 + SIDECAR.0.0));
    let memory = Bytes(all(service.memory.0 + SIDECAR.1.0));
    let hard = json!({
        "pods": pods.to_string(),
        "requests.cpu": cpu.to_string(),
        "requests.memory": memory.to_string(),
        // State lives in the stores, and the one way in is the platform's entry.
        "persistentvolumeclaims": "0",
        "services.loadbalancers": "0",
        "services.nodeports": "0",
    });
    Object::new("quota", &service.id.label, json!({ "hard": hard }))
}

/// The most pods at once. A canary or a preview grows as large as what it replaces; a rolling update
/// adds a quarter. Another quarter are pods that still end.
fn pods(service: &Service) -> u32 {
    let Workload::Web(web) = &service.workload else { return JOB_PODS };
    let max = web.scale.max;
    let quarter = max.div_ceil(4);
    match web.release.strategy {
        Strategy::Canary | Strategy::BlueGreen => 2 * max + quarter,
        Strategy::Rolling => max + 2 * quarter,
    }
}

/// What a container gets that says nothing, such as one that somebody attaches to look.
pub(super) fn limits(service: &Service) -> Object {
    let limit = json!({
        "type": "Container",
        "default": { "memory": "256Mi" },
        "defaultRequest": { "cpu": "100m", "memory": "128Mi" },
    });
    Object::new("defaults", &service.id.label, json!({ "limits": [limit] }))
}
