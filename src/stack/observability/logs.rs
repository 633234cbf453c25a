//! The log group of containers, and the role of the agent that fills it.
//!
//! Nodes keep no log group of their own: what they say of their health reaches the cluster as
//! conditions and events through EKS' node monitoring agent.

use crate::ir::policy::Statement;
use crate::ir::{Block, Expr, Module, Output, TerraformFile, Variable, template};
use crate::model::Platform;
use crate::stack::inside::{controller_role, namespace};
use crate::stack::keys::{Here, Key, SHORT_LOGS, logs_use};
use crate::stack::pod_identity::{Controller, Duty, Pods};

/// The module `container-logs`.
pub(super) fn module(platform: &Platform) -> Module {
    let here = Here::new();
    let cluster_name = Variable::new("cluster_name", "string", "Name of the cluster.");
    let role_name = Variable::new("role_name", "string", "Name of the role of the log agent.");
    let logs_days = Variable::new(
        "logs_days",
        "number",
        "Days that logs of containers are kept; a value that CloudWatch Logs accepts.",
    );
    let key = key(&here, &cluster_name);
    let name = template(["/aws/eks/".into(), cluster_name.address().into(), "/application".into()]);
    let group = Block::resource("aws_cloudwatch_log_group", "application")
        .why("Before the agent, which may not make one: it would be unencrypted and kept for ever.")
        .set("name", name)
        .set("retention_in_days", logs_days.address())
        .set("kms_key_id", key.arn())
        .skip_if(platform.monitoring.logs_days < 365, "CKV_AWS_338", SHORT_LOGS);
    let agent = Controller::new(&here, &cluster_name, duty(&role_name, &group));
    let outputs = outputs(&group);
    let main = TerraformFile::new("main.tf")
        .blocks([here.identity, here.partition, here.region])
        .blocks(key.blocks())
        .block(group);
    let agent = TerraformFile::new("agent.tf").blocks(agent.blocks());
    Module {
        family: "container-logs".to_owned(),
        summary: "What containers write, in one log group with a key of its own, and the role of \
                  Fluent Bit, which may add to this group and read nothing."
            .to_owned(),
        files: vec![main, agent],
        variables: vec![cluster_name, role_name, logs_days],
        outputs,
    }
}

/// The arguments of its call.
pub(super) fn arguments(platform: &Platform, cluster_name: Expr) -> Vec<(&'static str, Expr)> {
    vec![
        ("cluster_name", cluster_name),
        ("role_name", controller_role(platform, "fluent-bit").into()),
        ("logs_days", platform.monitoring.logs_days.into()),
    ]
}

fn key(here: &Here, cluster_name: &Variable) -> Key {
    let name = || cluster_name.address().into();
    let group = vec!["log-group:/aws/eks/".into(), name(), "/application".into()];
    let alias = vec![name(), "-container-logs".into()];
    let uses = vec![logs_use(here, here.arn("logs", group))];
    Key::new(here, "container_logs", "Logs of containers", alias, uses)
}

fn duty<'a>(role_name: &'a Variable, group: &Block) -> Duty<'a> {
    // As IAM spells a log group with its streams.
    let streams = template([group.address().attr("arn").into(), ":*".into()]);
    let write = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"];
    Duty {
        label: "fluent_bit",
        role_name,
        description: "Fluent Bit: writes the logs of containers",
        pods: Pods::new(namespace::LOGGING, "fluent-bit"),
        policy: "write-logs",
        statements: vec![Statement::allow("WriteLogs", &write).on([streams])],
    }
}

fn outputs(group: &Block) -> Vec<Output> {
    let group = |name: &str| group.address().attr(name);
    vec![
        Output::new("log_group_name", "Log group of containers.", group("name")),
        Output::new("log_group_arn", "ARN of the log group of containers.", group("arn")),
    ]
}
