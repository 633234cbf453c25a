//! Argo Rollouts: moves traffic to new versions step by step, and back.

use super::Addon;
use crate::model::{Platform, Strategy, Workload};
use crate::stack::inside::{namespace, priority};
use crate::stack::placement::{placed, resources};
use serde_json::{Value, json};

/// The chart, also the release and the service account.
pub(super) const CHART: &str = "argo-rollouts";

/// Whether a service is released by weight or by colour, so that it is a Rollout.
pub(super) fn used(platform: &Platform) -> bool {
    platform.services.iter().any(|service| match &service.workload {
        Workload::Web(web) => web.release.strategy != Strategy::Rolling,
        Workload::Job(_) => false,
    })
}

pub(super) fn addon(platform: &Platform) -> Addon {
    Addon::new(CHART, namespace::ARGO_ROLLOUTS, values(platform))
}

fn values(platform: &Platform) -> Value {
    let others = [
        "ambassador",
        "apisix",
        "awsAppMesh",
        "awsLoadBalancerController",
        "contour",
        "gatewayAPI",
        "glooPlatform",
        "smi",
        "traefik",
    ];
    let mut providers = json!({ "istio": true });
    for other in others {
        providers[other] = false.into();
    }
    let controller = json!({
        "replicas": 2,
        "priorityClassName": priority::ADDON,
        "pdb": { "enabled": true, "maxUnavailable": 1 },
        "resources": resources("50m", "192Mi"),
        // Pods do not reach the metadata service, which would tell the region.
        "extraEnv": [{ "name": "AWS_REGION", "value": platform.region.name }],
        "logging": { "format": "json" },
        "metrics": { "enabled": true, "serviceMonitor": { "enabled": true } },
    });
    json!({
        "controller": placed(&[("app.kubernetes.io/name", CHART)], controller),
        // With the definitions would go every service that is a Rollout.
        "keepCRDs": true,
        "providerRBAC": { "providers": providers },
        "serviceAccount": { "name": CHART },
    })
}
