//! Tables: `DynamoDB` on demand.

use super::stores::{self, Calls};
use crate::ir::{Block, Expr, Module, Output, TerraformFile, Variable, object};
use crate::model::{DynamoTable, Index, Key as Attribute, KeyType, Platform, names};
use crate::stack::keys::{Here, Key};
use crate::stack::layers::Layer;

/// The longest name of a table.
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html>
const LONGEST: usize = 255;

/// Keys, as the modules take them.
const KEYS: &str = "object({ hash = string, range = optional(string) })";

/// The module, if the platform has tables.
pub(super) fn module(platform: &Platform) -> Option<Module> {
    if platform.tables.is_empty() {
        return None;
    }
    let here = Here::new();
    let name = Variable::new("name", "string", "Name of the table.");
    let attributes = Variable::new(
        "attributes",
        "map(string)",
        "Every attribute that is a key, to its type: S, N or B.",
    );
    let keys = Variable::new("keys", KEYS, "Partition key, and sort key where there is one.");
    let indexes = platform.tables.iter().any(|table| !table.indexes.is_empty()).then(|| {
        Variable::new("indexes", &format!("map({KEYS})"), "Keys of each global secondary index.")
    });
    let alias = vec![name.address().into(), "-table".into()];
    let key = Key::new(&here, "table", "Items and backups of the table", alias, Vec::new());
    let table = table(platform, (&name, &attributes, &keys), indexes.as_ref(), &key);
    let outputs = vec![
        Output::new("name", "Name of the table.", table.address().attr("name")),
        Output::new("arn", "ARN of the table.", table.address().attr("arn")),
        Output::new("key_arn", "ARN of the key that encrypts it.", key.arn()),
    ];
    Some(Module {
        family: "table".to_owned(),
        summary: "A DynamoDB table that is paid by the request, encrypted with a key of its own. \
                  It can be restored to any second of the last 35 days."
            .to_owned(),
        files: vec![
            TerraformFile::new("main.tf").blocks([here.identity, here.partition, table]),
            TerraformFile::new("keys.tf").blocks(key.blocks()),
        ],
        variables: [name, attributes, keys].into_iter().chain(indexes).collect(),
        outputs,
    })
}

fn table(
    platform: &Platform,
    (name, attributes, keys): (&Variable, &Variable, &Variable),
    indexes: Option<&Variable>,
    key: &Key,
) -> Block {
    let block = Block::resource("aws_dynamodb_table", "this")
        .set("name", name.address())
        .set("billing_mode", "PAY_PER_REQUEST")
        .set("hash_key", keys.address().attr("hash"))
        .set("range_key", keys.address().attr("range"))
        .set("deletion_protection_enabled", platform.production())
        .repeat("attribute", attributes.address(), |attribute, content| {
            content.set("name", attribute.clone().attr("key")).set("type", attribute.attr("value"))
        });
    let block = match indexes {
        Some(indexes) => {
            block.repeat("global_secondary_index", indexes.address(), |index, content| {
                let keys = index.clone().attr("value");
                // A null is no item of a splat.
                let range = keys.clone().attr("range").splat();
                content
                    .set("name", index.attr("key"))
                    .set("projection_type", "ALL")
                    .nest(
                        Block::nested("key_schema")
                            .set("attribute_name", keys.attr("hash"))
                            .set("key_type", "HASH"),
                    )
                    .repeat("key_schema", range, |key, content| {
                        content.set("attribute_name", key.attr("value")).set("key_type", "RANGE")
                    })
            })
        }
        None => block,
    };
    block
        .nest(
            Block::nested("point_in_time_recovery")
                .set("enabled", true)
                .set("recovery_period_in_days", 35),
        )
        .nest(
            Block::nested("server_side_encryption")
                .set("enabled", true)
                .set("kms_key_arn", key.arn()),
        )
}

/// Calls it for each table, and hands on what later layers need to know.
pub(super) fn calls(layer: &mut Layer, platform: &Platform, module: &Module) -> Calls {
    let with_indexes = module.variables.iter().any(|variable| variable.name == "indexes");
    let tables = platform.tables.iter();
    let calls: Calls = tables
        .map(|table| {
            let arguments = arguments(platform, table, with_indexes);
            (table.id.label.clone(), layer.call_for("table", &table.id, module, arguments))
        })
        .collect();
    let description = "By label: name and ARN of each table, and its key.";
    let facts = stores::facts(&calls, &["name", "arn", "key_arn"]);
    layer.output(Output::new("tables", description, facts));
    calls
}

/// The name of a table.
pub(super) fn name(platform: &Platform, table: &DynamoTable) -> String {
    names::fit(&format!("{}-{}", platform.prefix(), table.id.cloud()), LONGEST)
}

fn arguments(
    platform: &Platform,
    table: &DynamoTable,
    with_indexes: bool,
) -> Vec<(&'static str, Expr)> {
    let attributes = table.keys().into_iter().map(|key| (key.name.as_str(), kind(key)));
    let mut arguments = vec![
        ("name", name(platform, table).into()),
        ("attributes", object(attributes)),
        ("keys", keys(&table.hash_key, table.range_key.as_ref())),
    ];
    if with_indexes {
        let of = |index: &Index| keys(&index.hash_key, index.range_key.as_ref());
        let indexes = table.indexes.iter().map(|index| (index.name.as_str(), of(index)));
        arguments.push(("indexes", object(indexes)));
    }
    arguments
}

fn keys(hash: &Attribute, range: Option<&Attribute>) -> Expr {
    let range = range.map(|key| ("range", key.name.as_str()));
    object([("hash", hash.name.as_str())].into_iter().chain(range))
}

fn kind(key: &Attribute) -> &'static str {
    match key.kind {
        KeyType::Text => "S",
        KeyType::Number => "N",
        KeyType::Binary => "B",
    }
}
