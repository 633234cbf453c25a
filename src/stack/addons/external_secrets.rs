//! external-secrets: brings secrets and connection facts from AWS into namespaces.

use super::{Addon, KEEP};
use crate::model::Platform;
use crate::stack::inside::{namespace, priority};
use crate::stack::placement::{placed, resources};
use serde_json::{Value, json};

/// The chart, also the release and the controller's service account.
const CHART: &str = "external-secrets";

pub(super) fn addon(platform: &Platform) -> Addon {
    Addon::new(CHART, namespace::EXTERNAL_SECRETS, values(platform))
}

fn values(platform: &Platform) -> Value {
    let mut values = pods(
        CHART,
        json!({
            "replicaCount": 2,
            "leaderElect": true,
            "resources": resources("50m", "256Mi"),
            "serviceAccount": { "name": CHART },
            // Pods do not reach the metadata service, which would tell the region.
            "extraEnv": [{ "name": "AWS_REGION", "value": platform.region.name }],
            "livenessProbe": { "enabled": true },
            "readinessProbe": { "enabled": true },
            "serviceMonitor": { "enabled": true, "renderMode": "alwaysRender" },
            "rbac": {
                // Whoever may change workloads may not choose which secrets come to them.
                "aggregateToAdmin": false,
                "aggregateToEdit": false,
                // Stores use the controller's own identity, and assume a role from there.
                "serviceAccountTokenCreate": false,
            },
        }),
    );
    let webhook = json!({ "replicaCount": 2, "resources": resources("20m", "128Mi") });
    values["webhook"] = pods("external-secrets-webhook", webhook);
    let certificates = json!({ "replicaCount": 2, "resources": resources("20m", "192Mi") });
    values["certController"] = pods("external-secrets-cert-controller", certificates);
    namespaced(&mut values);
    values
}

/// Every store belongs to one namespace, and secrets are only read: what would cross namespaces or
/// write to AWS has neither a definition nor a loop in the controller.
fn namespaced(values: &mut Value) {
    values["crds"] = json!({
        // With the definitions would go every secret that services run on.
        "annotations": { (KEEP.0): KEEP.1 },
        "createClusterExternalSecret": false,
        "createClusterGenerator": false,
        "createClusterPushSecret": false,
        "createClusterSecretStore": false,
        "createPushSecret": false,
    });
    for off in [
        "processClusterExternalSecret",
        "processClusterGenerator",
        "processClusterPushSecret",
        "processClusterStore",
        "processPushSecret",
    ] {
        values[off] = false.into();
    }
}

/// One of the chart's three deployments.
fn pods(name: &str, mut values: Value) -> Value {
    values["priorityClassName"] = priority::CRITICAL.into();
    values["podDisruptionBudget"] = json!({ "enabled": true, "minAvailable": 1 });
    placed(&[("app.kubernetes.io/name", name)], values)
}
