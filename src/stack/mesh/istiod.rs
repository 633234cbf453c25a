//! Values of istiod, and of the definitions that it needs.

use super::{authority, gateway, placement};
use crate::model::{Authority, Platform};
use crate::stack::inside::{POD_IDENTITY, TRUST_DOMAIN, namespace};
use crate::tables::pods::SIDECAR;
use serde_json::{Map, Value, json};

/// Definitions, and the webhook through which the only revision checks what people write.
pub(super) fn definitions() -> Value {
    json!({ "defaultRevision": "default" })
}

/// The control plane. Its webhook stands before every pod of a service, so it has two replicas at
/// least, and what the cluster's own parts have: their nodes and their priority.
pub(super) fn values(platform: &Platform) -> Value {
    let mut values = json!({
        "autoscaleMin": 2,
        "autoscaleMax": 5,
        // A replica that does not start must not hold up the drain of its node.
        "pdb": { "minAvailable": 1, "unhealthyPodEvictionPolicy": "AlwaysAllow" },
        "resources": {
            "requests": { "cpu": "500m", "memory": "1Gi" },
            "limits": { "memory": "2Gi" },
        },
        "seccompProfile": { "type": "RuntimeDefault" },
        "affinity": placement::affinity(),
        "tolerations": placement::tolerations(),
        "topologySpreadConstraints": placement::spread(&json!({ "app": "istiod" })),
        // Pods stay `restricted`: the node agent redirects their traffic, no container of theirs.
        "cni": { "enabled": true },
        // Karpenter's nodes start with the agent's taint, and lose it once the agent is there.
        "taint": { "enabled": true, "namespace": namespace::ISTIO_CNI },
        "gateways": { "securityContext": gateway::pod_security() },
        "env": environment(),
        "meshConfig": mesh(),
        "global": {
            "logAsJson": true,
            "priorityClassName": "system-cluster-critical",
            "proxy": proxy(),
        },
    });
    match &platform.mesh.ca {
        Authority::Secret(_) => authority::own(&mut values),
        Authority::Generated | Authority::Acm(_) => authority::outside(&mut values),
    }
    values
}

fn environment() -> Map<String, Value> {
    // The Gateway API is not used: its controller could make Deployments in every namespace.
    let settings = [
        ("ENABLE_NATIVE_SIDECARS", "true"),
        ("PILOT_ENABLE_GATEWAY_API", "false"),
        ("PILOT_ENABLE_GATEWAY_API_DEPLOYMENT_CONTROLLER", "false"),
        ("PILOT_ENABLE_GATEWAY_API_STATUS", "false"),
    ];
    settings.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
}

fn mesh() -> Value {
    json!({
        "trustDomain": TRUST_DOMAIN,
        // What no service declared is not reached.
        "outboundTrafficPolicy": { "mode": "REGISTRY_ONLY" },
        "accessLogEncoding": "JSON",
        // Databases behind one port are told apart by the addresses that the sidecar's DNS gives.
        "defaultConfig": { "proxyMetadata": { "ISTIO_META_DNS_CAPTURE": "true" } },
    })
}

fn proxy() -> Value {
    let (cpu, memory) = SIDECAR;
    json!({
        // Pods fetch their credentials from an address of the node that is in no registry. The
        // metadata of the node stays captured: no pod has any business there.
        "excludeIPRanges": POD_IDENTITY,
        "seccompProfile": { "type": "RuntimeDefault" },
        "resources": {
            "requests": { "cpu": cpu.to_string(), "memory": memory.to_string() },
            // The proxy derives the number of its threads from the first.
            "limits": { "cpu": "2", "memory": "512Mi" },
        },
    })
}
