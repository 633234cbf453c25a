//! The AWS Load Balancer Controller's role: it registers the gateway's pods, and owns nothing.

use super::Entry;
use super::target_groups::TargetGroups;
use crate::ir::policy::Statement;
use crate::ir::{Block, TerraformFile};
use crate::stack::inside::namespace;
use crate::stack::pod_identity::{Controller, Duty, Pods};

/// What it looks up for a `TargetGroupBinding`; IAM knows no resources for these.
///
/// Source: <https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/installation/>,
/// the subset for existing target groups. Its `ModifyTargetGroup` and `ModifyTargetGroupAttributes`
/// are for target groups that the controller makes (`pkg/deploy/elbv2` at commit 225f44568).
const LOOK_UPS: [&str; 5] = [
    "ec2:DescribeInstances",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeVpcs",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
];

pub(super) fn file(entry: &Entry, groups: &TargetGroups) -> TerraformFile {
    let arn = |group: &Block| group.address().attr("arn");
    let targets =
        ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"];
    let controller = Controller::new(
        &entry.here,
        &entry.cluster_name,
        Duty {
            label: "load_balancer_controller",
            role_name: &entry.controller_role_name,
            description: "AWS Load Balancer Controller: registers the pods of the gateway",
            pods: Pods::new(namespace::LOAD_BALANCER, "aws-load-balancer-controller"),
            policy: "register-gateway",
            statements: vec![
                Statement::allow("LookUp", &LOOK_UPS).on(["*"]).when(
                    "StringEquals",
                    "aws:RequestedRegion",
                    [entry.here.region()],
                ),
                Statement::allow("RegisterGateway", &targets)
                    .on([&groups.https].into_iter().chain(&groups.grpc).map(arn)),
            ],
        },
    );
    TerraformFile::new("controller.tf").blocks(controller.blocks())
}
