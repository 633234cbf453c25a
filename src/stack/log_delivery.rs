//! What lets AWS services that deliver their logs through CloudWatch write into a log group.

use super::keys::Here;
use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Expr, template};

/// The resource policy and its document: what a service adds by itself where it finds none, but
/// then no plan shows it.
///
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html>
pub(super) fn policy(here: &Here, sid: &str, policy_name: Expr, group: &Block) -> [Block; 2] {
    let label = &group.labels[1];
    let streams = template([group.address().attr("arn").into(), ":*".into()]);
    let statement = Statement::allow(sid, &["logs:CreateLogStream", "logs:PutLogEvents"])
        .on([streams])
        .to("Service", ["delivery.logs.amazonaws.com"])
        .when("StringEquals", "aws:SourceAccount", [here.account()])
        .when("ArnLike", "aws:SourceArn", [here.arn("logs", vec!["*".into()])]);
    let name = format!("{label}_logs");
    let document = policy::document(&name, [statement]);
    let policy = Block::resource("aws_cloudwatch_log_resource_policy", &name)
        .set("policy_name", policy_name)
        .set("policy_document", document.address().attr("json"));
    [document, policy]
}
