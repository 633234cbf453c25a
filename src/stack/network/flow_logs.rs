//! Flow logs: who talked to whom, accepted and rejected, in an encrypted log group.

use super::Network;
use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Expr, TerraformFile, template};
use crate::model::Platform;
use crate::stack::keys::{Key, SHORT_LOGS, logs_use};

pub(super) fn file(network: &Network, platform: &Platform) -> TerraformFile {
    let key = key(network);
    let group = Block::resource("aws_cloudwatch_log_group", "flow_logs")
        .set("name", group_name(network))
        .set("retention_in_days", network.flow_logs_days.address())
        .set("kms_key_id", key.arn())
        .skip_if(platform.network.flow_logs_days < 365, "CKV_AWS_338", SHORT_LOGS);
    let [trust, role] = role(network);
    let [permissions, attached] = permissions(&group, &role);
    let flow_log = Block::resource("aws_flow_log", "this")
        .set("vpc_id", network.vpc.address().attr("id"))
        .set("traffic_type", "ALL")
        .set("max_aggregation_interval", 60)
        .gap()
        .set("log_destination_type", "cloud-watch-logs")
        .set("log_destination", group.address().attr("arn"))
        .set("iam_role_arn", role.address().attr("arn"))
        .gap()
        .set("tags", crate::ir::object([("Name", network.name.address())]));
    TerraformFile::new("flow_logs.tf").blocks(key.blocks()).blocks([
        group,
        trust,
        role,
        permissions,
        attached,
        flow_log,
    ])
}

fn group_name(network: &Network) -> Expr {
    template(["/aws/vpc/".into(), network.name.address().into(), "/flow-logs".into()])
}

fn key(network: &Network) -> Key {
    let here = &network.here;
    let group = here.arn(
        "logs",
        vec!["log-group:/aws/vpc/".into(), network.name.address().into(), "/flow-logs".into()],
    );
    let alias = vec![network.name.address().into(), "-flow-logs".into()];
    Key::new(here, "flow_logs", "Flow logs of the VPC", alias, vec![logs_use(here, group)])
}

fn role(network: &Network) -> [Block; 2] {
    let here = &network.here;
    let sources = here.arn("ec2", vec!["vpc-flow-log/*".into()]);
    let trust = policy::document(
        "flow_logs_trust",
        [Statement::allow("FlowLogs", &["sts:AssumeRole"])
            .to("Service", ["vpc-flow-logs.amazonaws.com"])
            .when("StringEquals", "aws:SourceAccount", [here.account()])
            .when("ArnLike", "aws:SourceArn", [sources])],
    );
    let role = Block::resource("aws_iam_role", "flow_logs")
        .set("name", network.named("flow-logs"))
        .set("description", "Writes the flow logs of the VPC")
        .set("assume_role_policy", trust.address().attr("json"));
    [trust, role]
}

fn permissions(group: &Block, role: &Block) -> [Block; 2] {
    let arn = || group.address().attr("arn");
    let write = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"];
    let document = policy::document(
        "flow_logs",
        [
            // IAM cannot limit a listing to one group.
            Statement::allow("FindLogGroup", &["logs:DescribeLogGroups"]).on(["*"]),
            Statement::allow("WriteFlowLogs", &write)
                .on([arn().into(), template([arn().into(), ":*".into()])]),
        ],
    );
    let attached = Block::resource("aws_iam_role_policy", "flow_logs")
        .set("name", "write-flow-logs")
        .set("role", role.address().attr("name"))
        .set("policy", document.address().attr("json"));
    [document, attached]
}
