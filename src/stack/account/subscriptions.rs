//! E-mail addresses that hear of alarms.

use crate::ir::{Block, Module, Ref, TerraformFile, Variable};

/// The module `alarm-email`, called once an address.
pub(super) fn module() -> Module {
    let address = Variable::new("address", "string", "Who is told.");
    let topics = Variable::new(
        "topic_arns",
        "map(string)",
        "ARNs of the topics that the address hears of, by severity.",
    );
    let subscription = Block::resource("aws_sns_topic_subscription", "this")
        .set("for_each", topics.address())
        .gap()
        .set("topic_arn", Ref::each_value())
        .set("protocol", "email")
        .set("endpoint", address.address());
    Module {
        family: "alarm-email".to_owned(),
        summary: "Subscribes an e-mail address to alarm topics. SNS sends a message for each \
                  topic, whose link the recipient must follow within two days; until then nothing \
                  else arrives."
            .to_owned(),
        files: vec![TerraformFile::new("main.tf").block(subscription)],
        variables: vec![address, topics],
        outputs: Vec::new(),
    }
}
