//! The alarm topics, their key, and who may publish.

use crate::ir::expr::for_object;
use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Module, Output, Part, Ref, TerraformFile, Variable, call, list, template};
use crate::model::AlertSeverity;
use crate::stack::keys::{Here, Key};

/// Services that name the account they act for when they use a key.
const NAMING: [&str; 2] = ["budgets.amazonaws.com", "cloudwatch.amazonaws.com"];

/// Services that do not, or of which it is not documented.
///
/// <https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html>
const SILENT: [&str; 2] = ["events.amazonaws.com", "events.rds.amazonaws.com"];

/// The module `alarm-topics`.
pub(super) fn module() -> Module {
    let name = Variable::new("name", "string", "Prefix of every name, NAME-ENVIRONMENT.");
    let here = Here::new();
    let key = key(&here, &name);
    let severities = AlertSeverity::ALL.map(AlertSeverity::name);
    let topic = Block::resource("aws_sns_topic", "alarms")
        .set("for_each", call("toset", [list(severities)]))
        .gap()
        .set("name", template([name.address().into(), "-alarms-".into(), Ref::each_key().into()]))
        .set("kms_master_key_id", key.arn());
    let document = publishers(&here, &topic);
    let policy = Block::resource("aws_sns_topic_policy", "alarms")
        .set("for_each", topic.address())
        .gap()
        .set("arn", Ref::each_value().attr("arn"))
        .set("policy", document.address().index(Ref::each_key()).attr("json"));
    let arns = for_object(
        ("severity", "topic"),
        topic.address(),
        Ref::iteration("severity"),
        Ref::iteration("topic").attr("arn"),
    );
    let [key_policy, key, alias] = key.blocks();
    let key_policy = key_policy.why(
        "EventBridge names no source account when it uses a key, and RDS promises none, so their \
         statement has no condition: the topics' own policies, which have it, decide who publishes.",
    );
    let main = TerraformFile::new("main.tf")
        .blocks([here.identity, here.partition])
        .banner("Encryption key")
        .blocks([key_policy, key, alias])
        .banner("Topics")
        .blocks([topic, document, policy]);
    Module {
        family: "alarm-topics".to_owned(),
        summary: "An SNS topic for each severity, encrypted with a key of their own. CloudWatch \
                  alarms, EventBridge, Budgets and RDS events of this account may publish, over \
                  TLS only. Who hears of what is decided by subscriptions, not here."
            .to_owned(),
        files: vec![main],
        variables: vec![name],
        outputs: vec![Output::new("topic_arns", "ARNs of the topics by severity.", arns)],
    }
}

fn key(here: &Here, name: &Variable) -> Key {
    let use_key = |sid: &str, services: [&str; 2]| {
        Statement::allow(sid, &["kms:Decrypt", "kms:GenerateDataKey*"])
            .on(["*"])
            .to("Service", services)
    };
    let uses = vec![
        use_key("AlarmsAndBudgets", NAMING).when(
            "StringEquals",
            "aws:SourceAccount",
            [here.account()],
        ),
        use_key("Events", SILENT),
    ];
    let alias = vec![name.address().into(), "-alarms".into()];
    Key::new(here, "alarms", "Messages of alarms on their way to people", alias, uses)
}

/// One policy document a topic.
fn publishers(here: &Here, topic: &Block) -> Block {
    let arn = || [Ref::each_value().attr("arn")];
    let statements = [
        Statement::allow("ServicesOfThisAccount", &["sns:Publish"])
            .on(arn())
            .to("Service", [NAMING, SILENT].concat())
            .when("StringEquals", "aws:SourceAccount", [here.account()]),
        Statement::deny("TlsOnly", &["sns:Publish"]).on(arn()).to("*", ["*"]).when(
            "Bool",
            "aws:SecureTransport",
            ["false"],
        ),
    ];
    let mut document = policy::document("alarms", statements);
    let for_each = Part::Attribute {
        name: "for_each".to_owned(),
        value: topic.address().into(),
        comment: None,
    };
    document.body.splice(0..0, [for_each, Part::Gap]);
    document
}
