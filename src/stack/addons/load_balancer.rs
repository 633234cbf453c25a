//! The AWS Load Balancer Controller: registers the gateway's pods as targets of the entry.
//!
//! Load balancer, listeners and target groups are Terraform's, so everything in the controller that
//! would make some is off.

use super::Addon;
use crate::ir::object;
use crate::model::Platform;
use crate::stack::inside::{namespace, priority};
use crate::stack::placement::{placed, resources, restricted_container, restricted_pod};
use serde_json::{Value, json};

/// The chart, also the release and the service account.
pub(super) const CHART: &str = "aws-load-balancer-controller";

pub(super) fn addon(platform: &Platform) -> Addon {
    Addon::new(CHART, namespace::LOAD_BALANCER, values(platform))
        // Pods do not reach the metadata service, which would tell the VPC.
        .facts(|_, states| {
            let network =
                states.network.as_ref().expect("a platform that exposes reads its network");
            object([("vpcId", network.output("vpc_id"))])
        })
}

fn values(platform: &Platform) -> Value {
    placed(
        &[("app.kubernetes.io/name", CHART)],
        json!({
            "clusterName": platform.prefix(),
            "region": platform.region.name,
            "replicaCount": 2,
            "priorityClassName": priority::CRITICAL,
            "podDisruptionBudget": { "maxUnavailable": 1 },
            "resources": resources("50m", "192Mi"),
            "podSecurityContext": restricted_pod(),
            "securityContext": restricted_container(),
            "serviceAccount": { "name": CHART },
            "serviceMonitor": { "enabled": true },
            // A binding anywhere else is not looked at.
            "watchNamespace": namespace::INGRESS,
            "controllerConfig": { "featureGates": {
                "ALBGatewayAPI": false,
                "EnableServiceController": false,
                "GatewayListenerSet": false,
                "NLBGatewayAPI": false,
            } },
            "createIngressClassResource": false,
            "ingressClassParams": { "create": false },
            "disableIngressClassAnnotation": true,
            "enableBackendSecurityGroup": false,
            "enableShield": false,
            "enableWaf": false,
            "enableWafv2": false,
            // Webhooks for Services and Ingresses would stop those of everybody else.
            "enableServiceMutatorWebhook": false,
            "webhookConfig": { "disableIngressValidation": true },
            // Pods start without their readiness gate rather than not at all.
            "podMutatorWebhookConfig": { "failurePolicy": "Ignore" },
            // Otherwise each upgrade replaces the webhook's certificate before its pods know.
            "keepTLSSecret": true,
        }),
    )
}
