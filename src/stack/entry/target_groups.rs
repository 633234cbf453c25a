//! Target groups of the Istio gateway, whose pods the cluster registers.

use super::{Entry, GATEWAY_PORT, STATUS_PORT};
use crate::ir::{Block, Expr, Output, TerraformFile, object};

/// The target groups.
pub(super) struct TargetGroups {
    pub(super) https: Block,
    pub(super) grpc: Option<Block>,
}

impl TargetGroups {
    pub(super) fn new(entry: &Entry, grpc: bool) -> Self {
        let https = group(entry, "https", "HTTP1")
            .nest(health_check("/healthz/ready", "200"))
            .gap()
            .set("tags", named(entry, "https"))
            .why("Protocol version HTTP1, which alone carries WebSockets.");
        let grpc = grpc.then(|| {
            group(entry, "grpc", "GRPC")
                // Envoy answers a gRPC call of a path it does not know with 12, unimplemented.
                .nest(health_check("/AWS.ALB/healthcheck", "12").why(
                    "Asked over gRPC, the status port answers 12 for a path that it does not have; \
                     its readiness path speaks HTTP only. A pod is registered once it is ready.",
                ))
                .gap()
                .set("tags", named(entry, "grpc"))
        });
        Self { https, grpc }
    }

    pub(super) fn file(self) -> TerraformFile {
        TerraformFile::new("target_groups.tf").blocks([self.https]).blocks(self.grpc)
    }

    pub(super) fn outputs(&self) -> Vec<Output> {
        let named = [("https", "HTTPS", Some(&self.https)), ("grpc", "gRPC", self.grpc.as_ref())];
        let mut outputs = Vec::new();
        for (name, what, group) in named {
            let Some(group) = group else { continue };
            outputs.push(Output::new(
                &format!("{name}_target_group_arn"),
                &format!("ARN of the {what} target group, for the gateway's TargetGroupBinding."),
                group.address().attr("arn"),
            ));
            outputs.push(Output::new(
                &format!("{name}_target_group_arn_suffix"),
                &format!("The {what} target group as CloudWatch metrics name it."),
                group.address().attr("arn_suffix"),
            ));
        }
        outputs
    }
}

fn group(entry: &Entry, name: &str, version: &str) -> Block {
    Block::resource("aws_lb_target_group", name)
        .set("name", entry.named(name))
        .set("vpc_id", entry.vpc_id.address())
        .set("target_type", "ip")
        .set("port", GATEWAY_PORT)
        .set("protocol", "HTTPS")
        .set("protocol_version", version)
        .gap()
        .set_because(
            "deregistration_delay",
            "30",
            "The gateway drains as long; a request that takes longer is cut.",
        )
        .set("load_balancing_algorithm_type", "least_outstanding_requests")
}

fn named(entry: &Entry, name: &str) -> Expr {
    object([("Name", entry.named(name))])
}

fn health_check(path: &str, matcher: &str) -> Block {
    Block::nested("health_check")
        .set_because(
            "port",
            STATUS_PORT.to_string(),
            "The gateway's own status port: no service decides over it, no check shows up in metrics.",
        )
        .set("protocol", "HTTP")
        .set("path", path)
        .set("matcher", matcher)
        .gap()
        .set("interval", 10)
        .set("timeout", 5)
        .set("healthy_threshold", 2)
        .set("unhealthy_threshold", 2)
}
