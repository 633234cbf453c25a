//! Where the mesh's own pods run.

use crate::stack::cluster::{SYSTEM_LABEL, SYSTEM_TAINT};
use serde_json::{Value, json};

/// Replicas spread over zones and hosts; the loss of a zone leaves none waiting for it.
pub(super) fn spread(labels: &Value) -> Value {
    let over = |topology: &str| {
        json!({
            "maxSkew": 1,
            "topologyKey": topology,
            "whenUnsatisfiable": "ScheduleAnyway",
            "nodeTaintsPolicy": "Honor",
            "labelSelector": { "matchLabels": labels },
        })
    };
    json!([over("topology.kubernetes.io/zone"), over("kubernetes.io/hostname")])
}

/// The system nodes if they have room: they are never spot capacity, and wait for nobody.
pub(super) fn affinity() -> Value {
    let (key, value) = SYSTEM_LABEL;
    json!({ "nodeAffinity": { "preferredDuringSchedulingIgnoredDuringExecution": [{
        "weight": 100,
        "preference": { "matchExpressions": [{ "key": key, "operator": "In", "values": [value] }] },
    }] } })
}

/// What the system nodes ask of their pods.
pub(super) fn tolerations() -> Value {
    json!([{ "key": SYSTEM_TAINT, "operator": "Exists", "effect": "NoSchedule" }])
}
