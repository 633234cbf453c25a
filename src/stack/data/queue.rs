//! Queues: SQS, each with the queue that takes what nobody could handle.

use super::stores::{self, Calls};
use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Expr, Module, Output, TerraformFile, Variable, call, list, object};
use crate::model::{Platform, Queue, names};
use crate::stack::keys::{Here, Key};
use crate::stack::layers::Layer;

/// The longest name of a queue.
/// Source: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html>
const LONGEST: usize = 80;

/// How the names of queues end that keep order.
const FIFO: &str = ".fifo";

/// How the name of a dead-letter queue ends, before that; no label has such a sign.
const DEAD: &str = "_dead";

/// The most that SQS keeps a message: 14 days, in seconds.
const LONGEST_RETENTION: u32 = 1_209_600;

/// In the order in which a root passes them.
struct Variables {
    name: Variable,
    dead_name: Variable,
    alias: Variable,
    fifo: Variable,
    retention: Variable,
    receives: Variable,
    visibility: Variable,
}

/// The module, if the platform has queues.
pub(super) fn module(platform: &Platform) -> Option<Module> {
    if platform.queues.is_empty() {
        return None;
    }
    let here = Here::new();
    let v = Variables::new();
    let alias = vec![v.alias.address().into(), "-queue".into()];
    let key =
        Key::new(&here, "queue", "Messages of the queue and its dead letters", alias, Vec::new());
    let [dead, queue, allowed] = queues(&v, &key);
    let outputs = outputs(&queue, &dead, &key);
    let policies: Vec<Block> = [("queue", &queue), ("dead_letters", &dead)]
        .into_iter()
        .flat_map(|(name, queue)| tls_only(name, queue))
        .collect();
    Some(Module {
        family: "queue".to_owned(),
        summary:
            "An SQS queue, and a dead-letter queue for messages that were delivered too often \
                  without being deleted. Both are encrypted with one key of their own, and answer \
                  over TLS only."
                .to_owned(),
        files: vec![
            TerraformFile::new("main.tf").blocks([
                here.identity,
                here.partition,
                queue,
                dead,
                allowed,
            ]),
            TerraformFile::new("keys.tf").blocks(key.blocks()),
            TerraformFile::new("policies.tf").blocks(policies),
        ],
        variables: v.list(),
        outputs,
    })
}

/// The dead-letter queue, the queue, and which queue may use the dead-letter queue.
fn queues(v: &Variables, key: &Key) -> [Block; 3] {
    let queue = |resource: &str, name: &Variable| {
        Block::resource("aws_sqs_queue", resource)
            .set("name", name.address())
            .set("fifo_queue", v.fifo.address())
            .set("kms_master_key_id", key.arn())
    };
    let dead = queue("dead_letters", &v.dead_name).gap().set_because(
        "message_retention_seconds",
        LONGEST_RETENTION,
        "The most that SQS accepts; in a queue without order it counts from the first sending.",
    );
    let redrive = object([
        ("deadLetterTargetArn", Expr::from(dead.address().attr("arn"))),
        ("maxReceiveCount", v.receives.address().into()),
    ]);
    let main = queue("this", &v.name)
        .gap()
        .set("message_retention_seconds", v.retention.address())
        .set("visibility_timeout_seconds", v.visibility.address())
        .set_because(
            "receive_wait_time_seconds",
            20,
            "Long polling: an empty queue is not asked all the time.",
        )
        .set("redrive_policy", call("jsonencode", [redrive]));
    let allow = object([
        ("redrivePermission", Expr::from("byQueue")),
        ("sourceQueueArns", list([main.address().attr("arn")])),
    ]);
    let allowed = Block::resource("aws_sqs_queue_redrive_allow_policy", "dead_letters")
        .set("queue_url", dead.address().attr("url"))
        .set("redrive_allow_policy", call("jsonencode", [allow]));
    [dead, main, allowed]
}

fn tls_only(name: &str, queue: &Block) -> [Block; 2] {
    let statement = Statement::deny("TlsOnly", &["sqs:*"])
        .on([queue.address().attr("arn")])
        .to("*", ["*"])
        .when("Bool", "aws:SecureTransport", ["false"]);
    let document = policy::document(name, [statement]);
    let policy = Block::resource("aws_sqs_queue_policy", name)
        .set("queue_url", queue.address().attr("url"))
        .set("policy", document.address().attr("json"));
    [document, policy]
}

fn outputs(queue: &Block, dead: &Block, key: &Key) -> Vec<Output> {
    let attr = |block: &Block, name: &str| block.address().attr(name);
    vec![
        Output::new("url", "URL of the queue.", attr(queue, "url")),
        Output::new("name", "Name of the queue.", attr(queue, "name")),
        Output::new("arn", "ARN of the queue.", attr(queue, "arn")),
        Output::new("dead_letter_name", "Name of the dead-letter queue.", attr(dead, "name")),
        Output::new("dead_letter_arn", "ARN of the dead-letter queue.", attr(dead, "arn")),
        Output::new("key_arn", "ARN of the key that encrypts both.", key.arn()),
    ]
}

/// Calls it for each queue, and hands on what later layers need to know.
pub(super) fn calls(layer: &mut Layer, platform: &Platform, module: &Module) -> Calls {
    let queues = platform.queues.iter();
    let calls: Calls = queues
        .map(|queue| {
            let arguments = arguments(platform, queue);
            (queue.id.label.clone(), layer.call_for("queue", &queue.id, module, arguments))
        })
        .collect();
    let names: Vec<&str> = module.outputs.iter().map(|output| output.name.as_str()).collect();
    let description =
        "By label: URL, name and ARN of each queue, its dead-letter queue and its key.";
    layer.output(Output::new("queues", description, stores::facts(&calls, &names)));
    calls
}

fn arguments(platform: &Platform, queue: &Queue) -> Vec<(&'static str, Expr)> {
    // Cut so that both names, with what they end in, belong together and are legal.
    let base = format!("{}-{}", platform.prefix(), queue.id.cloud());
    let base = names::fit(&base, LONGEST - DEAD.len() - FIFO.len());
    let end = if queue.fifo { FIFO } else { "" };
    vec![
        ("name", format!("{base}{end}").into()),
        ("dead_letter_name", format!("{base}{DEAD}{end}").into()),
        ("key_name", base.into()),
        ("fifo", queue.fifo.into()),
        ("retention_seconds", (queue.retention_hours * 3600).into()),
        ("max_receives", queue.max_receives.into()),
        ("visibility_seconds", queue.visibility_seconds.into()),
    ]
}

impl Variables {
    #[rustfmt::skip]
    fn new() -> Self {
        let string = |name: &str, description: &str| Variable::new(name, "string", description);
        let number = |name: &str, description: &str| Variable::new(name, "number", description);
        Self {
            name: string("name", "Name of the queue."),
            dead_name: string("dead_letter_name", "Name of the dead-letter queue."),
            alias: string("key_name", "What the alias of the key begins with."),
            fifo: Variable::new("fifo", "bool", "Whether order is kept; both names then end in .fifo."),
            retention: number("retention_seconds", "Seconds that messages are kept."),
            receives: number("max_receives", "Deliveries before a message goes to the dead-letter queue."),
            visibility: number("visibility_seconds", "Seconds that a delivered message stays hidden."),
        }
    }

    /// All of them.
    fn list(self) -> Vec<Variable> {
        vec![
            self.name,
            self.dead_name,
            self.alias,
            self.fifo,
            self.retention,
            self.receives,
            self.visibility,
        ]
    }
}
