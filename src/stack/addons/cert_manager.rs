//! cert-manager, and where the mesh's CA is an ACM Private CA, the issuer that asks it.

use super::Addon;
use crate::model::Platform;
use crate::stack::inside::{namespace, priority};
use crate::stack::placement::{
    placed, resources, restricted_container, restricted_pod, tolerations,
};
use serde_json::{Value, json};

/// The chart, also the release.
const CHART: &str = "cert-manager";

/// The chart of the issuer, also its release and service account.
pub(super) const ISSUER: &str = "aws-privateca-issuer";

pub(super) fn addon() -> Addon {
    Addon::new(CHART, namespace::CERT_MANAGER, values())
}

pub(super) fn private_ca(platform: &Platform) -> Addon {
    Addon::new(ISSUER, namespace::CERT_MANAGER, issuer(platform)).after(CHART)
}

fn values() -> Value {
    let mut values = pods("controller", &resources("50m", "192Mi"));
    values["crds"] = json!({
        "enabled": true,
        // With the definitions would go every certificate.
        "keep": true,
    });
    values["global"] = json!({
        "leaderElection": { "namespace": namespace::CERT_MANAGER },
        "priorityClassName": priority::CRITICAL,
        // Whoever may change workloads may not ask for certificates.
        "rbac": { "aggregateClusterRoles": false },
    });
    values["prometheus"] = json!({ "servicemonitor": { "enabled": true } });
    values["webhook"] = pods("webhook", &resources("20m", "64Mi"));
    values["cainjector"] = pods("cainjector", &resources("20m", "192Mi"));
    values["startupapicheck"] =
        json!({ "tolerations": tolerations(), "resources": resources("10m", "64Mi") });
    values
}

/// One of the chart's three deployments, which differ in their component only.
fn pods(component: &str, resources: &Value) -> Value {
    let labels =
        [("app.kubernetes.io/component", component), ("app.kubernetes.io/instance", CHART)];
    placed(
        &labels,
        json!({
            "replicaCount": 2,
            "podDisruptionBudget": { "enabled": true },
            "resources": resources,
        }),
    )
}

fn issuer(platform: &Platform) -> Value {
    let mut resources = resources("20m", "96Mi");
    // The chart's own limit would throttle it whenever a new pod waits for a certificate.
    resources["limits"]["cpu"] = Value::Null;
    placed(
        &[("app.kubernetes.io/name", ISSUER)],
        json!({
            "replicaCount": 2,
            "priorityClassName": priority::CRITICAL,
            "podDisruptionBudget": { "maxUnavailable": 1 },
            "resources": resources,
            "podSecurityContext": restricted_pod(),
            "securityContext": restricted_container(),
            "serviceAccount": { "name": ISSUER },
            // Pods do not reach the metadata service, which would tell the region.
            "env": { "AWS_REGION": platform.region.name },
            "serviceMonitor": { "create": true },
        }),
    )
}
