//! Where add-ons and the mesh run, what they take, and what they may not do: the same for each of
//! them.
//!
//! Only what Karpenter's nodes depend on is pinned to the system nodes. Everything else prefers
//! them and may run anywhere, so that it neither waits for a node of Karpenter nor for one of the
//! system's.

use crate::stack::cluster::{SYSTEM_LABEL, SYSTEM_TAINT};
use serde_json::{Value, json};

/// The zone of a node.
const ZONE: &str = "topology.kubernetes.io/zone";

/// The name of a node.
const HOST: &str = "kubernetes.io/hostname";

/// The values of a workload and, beside them, where its pods run: on system nodes if there is
/// room, apart from each other; `labels` are those of its pods and of no others.
///
/// # Panics
///
/// If the values are no object: a bug in `gen`.
pub(super) fn placed(labels: &[(&str, &str)], mut values: Value) -> Value {
    let object = values.as_object_mut().expect("values are an object");
    object.insert("affinity".to_owned(), affinity(labels));
    object.insert("tolerations".to_owned(), tolerations());
    object.insert("topologySpreadConstraints".to_owned(), spread(labels));
    values
}

/// Of the system nodes' taint.
pub(super) fn tolerations() -> Value {
    json!([{ "key": SYSTEM_TAINT, "operator": "Exists" }])
}

/// Of every taint, for what runs on every node.
pub(super) fn everywhere() -> Value {
    json!([{ "operator": "Exists" }])
}

/// The system nodes, if there is room.
pub(super) fn preferred_nodes() -> Value {
    let (key, value) = SYSTEM_LABEL;
    let system = json!({ "key": key, "operator": "In", "values": [value] });
    json!({
        "preferredDuringSchedulingIgnoredDuringExecution": [
            { "weight": 50, "preference": { "matchExpressions": [system] } },
        ],
    })
}

fn affinity(labels: &[(&str, &str)]) -> Value {
    let apart = json!({ "labelSelector": selector(labels), "topologyKey": HOST });
    json!({
        "nodeAffinity": preferred_nodes(),
        "podAntiAffinity": {
            "preferredDuringSchedulingIgnoredDuringExecution": [
                { "weight": 100, "podAffinityTerm": apart },
            ],
        },
    })
}

/// Over the zones, but never at the price of a pod that waits for a lost one.
fn spread(labels: &[(&str, &str)]) -> Value {
    json!([{
        "maxSkew": 1,
        "topologyKey": ZONE,
        "whenUnsatisfiable": "ScheduleAnyway",
        "nodeTaintsPolicy": "Honor",
        "labelSelector": selector(labels),
    }])
}

fn selector(labels: &[(&str, &str)]) -> Value {
    let labels = labels.iter().map(|&(key, value)| (key.to_owned(), json!(value)));
    json!({ "matchLabels": labels.collect::<serde_json::Map<_, _>>() })
}

/// What a container is sure of; it may use more of the processor, and no more of the memory.
pub(super) fn resources(cpu: &str, memory: &str) -> Value {
    json!({
        "requests": { "cpu": cpu, "memory": memory },
        "limits": { "memory": memory },
    })
}

/// A pod's security context within the standard `restricted`.
pub(super) fn restricted_pod() -> Value {
    json!({ "runAsNonRoot": true, "seccompProfile": { "type": "RuntimeDefault" } })
}

/// A container's security context within the standard `restricted`.
pub(super) fn restricted_container() -> Value {
    json!({
        "allowPrivilegeEscalation": false,
        "capabilities": { "drop": ["ALL"] },
        "readOnlyRootFilesystem": true,
    })
}
