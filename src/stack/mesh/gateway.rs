//! Values of the gateway, the only workload that the load balancer reaches.

use crate::stack::inside::{GATEWAY_LABEL, GATEWAY_PORT, STATUS_PORT, priority};
use crate::stack::placement::placed;
use serde_json::{Value, json};

/// What a pod has to say to be `restricted`. It listens on no port below 1024, so the injected
/// template's sysctl is not needed.
pub(super) fn pod_security() -> Value {
    json!({ "runAsNonRoot": true, "seccompProfile": { "type": "RuntimeDefault" } })
}

/// One replica a zone at least; the load balancer takes a pod out before it goes.
pub(super) fn values() -> Value {
    let port = |name: &str, port: u16| {
        // The same inside and outside: policies and Gateway objects mean either.
        json!({ "name": name, "port": port, "targetPort": port, "protocol": "TCP" })
    };
    let values = json!({
        "service": {
            "type": "ClusterIP",
            "ports": [port("https", GATEWAY_PORT), port("status-port", STATUS_PORT)],
        },
        "autoscaling": { "minReplicas": 3, "maxReplicas": 12, "targetCPUUtilizationPercentage": 70 },
        "podDisruptionBudget": { "maxUnavailable": 1, "unhealthyPodEvictionPolicy": "AlwaysAllow" },
        // A new pod is there before an old one goes.
        "strategy": { "rollingUpdate": { "maxSurge": 1, "maxUnavailable": 0 } },
        "priorityClassName": priority::CRITICAL,
        "resources": {
            "requests": { "cpu": "250m", "memory": "256Mi" },
            "limits": { "cpu": "2", "memory": "1Gi" },
        },
        "securityContext": pod_security(),
        "podAnnotations": { "proxy.istio.io/config": proxy_config() },
        // A pod that ends still serves while the load balancer stops sending to it, which takes as
        // long as the target groups' deregistration, then until its last connection is closed.
        "env": { "EXIT_ON_ZERO_ACTIVE_CONNECTIONS": "true", "MINIMUM_DRAIN_DURATION": "30s" },
        "terminationGracePeriodSeconds": 90,
    });
    placed(&[GATEWAY_LABEL], values)
}

/// The load balancer is the one proxy in front whose account of the client counts.
fn proxy_config() -> String {
    json!({ "gatewayTopology": { "numTrustedProxies": 1 } }).to_string()
}
