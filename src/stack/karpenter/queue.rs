//! The interruption queue, and the rules that fill it.

use super::{Karpenter, json};
use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Expr, Output, Ref, TerraformFile, object, template};
use std::collections::BTreeMap;

/// Rule, source and kind of the events that Karpenter understands.
///
/// Source: <https://github.com/aws/karpenter-provider-aws>, the `CloudFormation` template of the
/// getting-started guide, commit 1d927085d of 2026-08-21.
const EVENTS: [(&str, &str, &str); 5] = [
    ("capacity-reservation", "aws.ec2", "EC2 Capacity Reservation Instance Interruption Warning"),
    ("health", "aws.health", "AWS Health Event"),
    ("rebalance", "aws.ec2", "EC2 Instance Rebalance Recommendation"),
    ("spot-interruption", "aws.ec2", "EC2 Spot Instance Interruption Warning"),
    ("state-change", "aws.ec2", "EC2 Instance State-change Notification"),
];

/// The queue with its policy, and the rules with their targets.
pub(super) struct Queue {
    resource: Block,
    policy: [Block; 2],
    events: Block,
    rule: Block,
    target: Block,
}

impl Queue {
    pub(super) fn new(karpenter: &Karpenter) -> Self {
        let queue = Block::resource("aws_sqs_queue", "interruptions")
            .set("name", karpenter.named(""))
            .set_because(
                "message_retention_seconds",
                300,
                "A warning comes two minutes before the interruption; after five it is history.",
            )
            .set("sqs_managed_sse_enabled", true);
        let events = Block::new("locals", &[])
            .why("What Karpenter reacts to by draining a node before it goes.")
            .set("events", object(EVENTS.map(event)));
        let rule = rule(karpenter, &events);
        let target = Block::resource("aws_cloudwatch_event_target", "interruptions")
            .set("for_each", rule.address())
            .gap()
            .set("rule", Ref::each_value().attr("name"))
            .set("target_id", "karpenter")
            .set("arn", queue.address().attr("arn"));
        let policy = access(karpenter, &queue);
        Self { resource: queue, policy, events, rule, target }
    }

    /// The ARN of the queue.
    pub(super) fn arn(&self) -> Ref {
        self.resource.address().attr("arn")
    }

    pub(super) fn outputs(&self) -> [Output; 2] {
        let name = self.resource.address().attr("name");
        [
            Output::new("queue_name", "Name of the interruption queue.", name),
            Output::new("queue_arn", "ARN of the interruption queue.", self.arn()),
        ]
    }

    pub(super) fn file(self) -> TerraformFile {
        TerraformFile::new("queue.tf")
            .banner("Interruption queue")
            .block(self.resource)
            .blocks(self.policy)
            .banner("Events")
            .blocks([self.events, self.rule, self.target])
    }
}

fn event((name, source, kind): (&str, &str, &str)) -> (String, Expr) {
    let event = BTreeMap::from([("detail_type", kind), ("source", source)]);
    (name.to_owned(), object(event))
}

fn rule(karpenter: &Karpenter, events: &Block) -> Block {
    let name =
        [karpenter.cluster_name.address().into(), "-karpenter-".into(), Ref::each_key().into()];
    let pattern = object([
        ("source", crate::ir::list([Ref::each_value().attr("source")])),
        ("detail-type", crate::ir::list([Ref::each_value().attr("detail_type")])),
    ]);
    Block::resource("aws_cloudwatch_event_rule", "interruptions")
        .set("for_each", events.local("events"))
        .gap()
        .set("name", template(name))
        .set("description", Ref::each_value().attr("detail_type"))
        .set("event_pattern", crate::ir::call("jsonencode", [pattern]))
}

/// The rules may write, and only over TLS.
fn access(karpenter: &Karpenter, queue: &Block) -> [Block; 2] {
    let arn = || queue.address().attr("arn");
    let name = karpenter.cluster_name.address().into();
    let rules = karpenter.here.arn("events", vec!["rule/".into(), name, "-karpenter-*".into()]);
    let document = policy::document(
        "interruptions",
        [
            Statement::allow("Events", &["sqs:SendMessage"])
                .on([arn()])
                .to("Service", ["events.amazonaws.com"])
                .when("ArnLike", "aws:SourceArn", [rules]),
            Statement::deny("TlsOnly", &["sqs:*"]).on([arn()]).to("*", ["*"]).when(
                "Bool",
                "aws:SecureTransport",
                ["false"],
            ),
        ],
    );
    let policy = Block::resource("aws_sqs_queue_policy", "interruptions")
        .set("queue_url", queue.address().attr("url"))
        .set("policy", json(&document));
    [document, policy]
}
