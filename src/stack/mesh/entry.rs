//! The chart `entry`: what the whole mesh obeys, and how the load balancer finds the gateway.

use super::Earlier;
use crate::ir::{Expr, object};
use crate::model::{Mtls, Platform};
use crate::stack::entry;
use crate::stack::inside::{GATEWAY, GATEWAY_LABEL, GATEWAY_PORT, INGRESS_CERTIFICATE, namespace};
use crate::stack::layers::Layer;
use serde::Serialize;

/// Values of the chart.
#[derive(Serialize)]
pub(super) struct Values {
    mesh: Mesh,
    #[serde(skip_serializing_if = "Option::is_none")]
    gateway: Option<Gateway>,
}

/// What every workload obeys.
#[derive(Serialize)]
struct Mesh {
    namespace: &'static str,
    mtls: &'static str,
}

/// The gateway, where a service is exposed.
#[derive(Serialize)]
struct Gateway {
    namespace: &'static str,
    service: &'static str,
    label: &'static str,
    port: u16,
    certificate: &'static str,
}

pub(super) fn values(platform: &Platform) -> Values {
    let mtls = match platform.mesh.mtls {
        Mtls::Strict => "STRICT",
        Mtls::Permissive => "PERMISSIVE",
    };
    Values {
        mesh: Mesh { namespace: namespace::ISTIO, mtls },
        gateway: entry::exposes(platform).then_some(Gateway {
            namespace: namespace::INGRESS,
            service: GATEWAY,
            label: GATEWAY_LABEL.1,
            port: GATEWAY_PORT,
            certificate: INGRESS_CERTIFICATE,
        }),
    }
}

/// The target groups, which only the layer of the load balancer knows.
pub(super) fn facts(layer: &mut Layer, platform: &Platform, earlier: &Earlier<'_>) -> Option<Expr> {
    let balancer = layer.read(earlier.entry?);
    let network = layer.read(earlier.network);
    let mut groups = vec![("https", Expr::from(balancer.output("https_target_group_arn")))];
    if entry::exposes_grpc(platform) {
        groups.push(("grpc", balancer.output("grpc_target_group_arn").into()));
    }
    let facts =
        object([("targetGroups", object(groups)), ("vpcId", network.output("vpc_id").into())]);
    Some(object([("gateway", facts)]))
}
