//! Values of istio-cni, which redirects the traffic of pods from outside of them.

use crate::stack::inside::namespace;
use serde_json::{Value, json};

/// The agent of every node. The chart itself gives it the priority of a node's own parts, and the
/// tolerations for every taint.
pub(super) fn values() -> Value {
    json!({
        // A list replaces the chart's.
        "excludeNamespaces": [namespace::ISTIO, namespace::ISTIO_CNI, "kube-system"],
        // On Bottlerocket only this type may write the plugin's folder and enter pods' networks.
        "seLinuxOptions": { "user": "system_u", "role": "system_r", "type": "spc_t", "level": "s0" },
        // Since Kubernetes 1.30 a field of the pod, not an annotation.
        "useAppArmorAnnotation": false,
        "resources": {
            "requests": { "cpu": "50m", "memory": "100Mi" },
            "limits": { "memory": "200Mi" },
        },
        "global": { "logAsJson": true },
    })
}
