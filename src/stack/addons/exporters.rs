//! What turns the state of Kubernetes and of nodes into metrics; both are parts of the chart of
//! Prometheus.

use crate::stack::inside::{namespace, priority};
use crate::stack::placement::{everywhere, preferred_nodes, resources, tolerations};
use serde_json::{Value, json};

/// kube-state-metrics. One replica, since two would count each object twice; while a new one
/// starts there is a gap of seconds. A budget would keep its node from being drained.
pub(super) fn objects() -> Value {
    json!({
        "priorityClassName": priority::ADDON,
        "resources": resources("50m", "256Mi"),
        "affinity": { "nodeAffinity": preferred_nodes() },
        "tolerations": tolerations(),
        // It would need to read every value in the cluster to say that they exist.
        "collectorsExclude": ["configmaps", "secrets"],
    })
}

/// The exporter of nodes, on each of them.
pub(super) fn nodes() -> Value {
    json!({
        // It uses the node's network and processes, which no other add-on there may.
        "namespaceOverride": namespace::NODE_EXPORTER,
        "priorityClassName": priority::ADDON,
        "resources": resources("20m", "64Mi"),
        "tolerations": everywhere(),
        "updateStrategy": { "rollingUpdate": { "maxUnavailable": "10%" } },
        "containerSecurityContext": {
            "allowPrivilegeEscalation": false,
            "capabilities": { "drop": ["ALL"] },
            "readOnlyRootFilesystem": true,
            "seccompProfile": { "type": "RuntimeDefault" },
        },
    })
}
