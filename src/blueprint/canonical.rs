//! What a blueprint says, whatever its order and formatting: what the ledger's digest is made of.

use super::tree::{Block, Blueprint};
use super::value::{Node, Piece, Reference, Value};
use crate::model::names;
use serde_json::{Value as Json, json};

/// SHA-256 of the canonical form, in hexadecimal.
pub fn digest(blueprint: &Blueprint) -> String {
    names::digest(&canonical(blueprint).to_string(), 64)
}

/// The blueprint as JSON: blocks sorted by type and labels, attributes and keys by name.
pub fn canonical(blueprint: &Blueprint) -> Json {
    blocks(&blueprint.blocks)
}

fn blocks(list: &[Block]) -> Json {
    let mut sorted: Vec<(String, Vec<&str>, Json)> = list
        .iter()
        .map(|block| {
            let labels: Vec<&str> = block.labels.iter().map(|l| l.text.as_str()).collect();
            let attributes: serde_json::Map<String, Json> = block
                .attributes
                .iter()
                .map(|(name, attribute)| (name.clone(), node(&attribute.value)))
                .collect();
            let body = json!({ "attributes": attributes, "blocks": blocks(&block.blocks) });
            (block.kind.clone(), labels, body)
        })
        .collect();
    sorted.sort_by(|one, other| (&one.0, &one.1).cmp(&(&other.0, &other.1)));
    sorted.into_iter().map(|(kind, labels, body)| json!([kind, labels, body])).collect()
}

fn node(node: &Node) -> Json {
    match &node.value {
        Value::Null | Value::Invalid => Json::Null,
        Value::Bool(value) => json!(value),
        Value::Number(value) => json!({ "number": value.to_string() }),
        Value::String(value) => json!(value),
        Value::List(items) => items.iter().map(self::node).collect(),
        Value::Map(map) => {
            let map: serde_json::Map<String, Json> =
                map.iter().map(|(key, value)| (key.clone(), self::node(value))).collect();
            json!({ "map": map })
        }
        Value::Reference(to) => reference(to),
        Value::Template(pieces) => {
            let pieces: Vec<Json> = pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Literal(text) => json!(text),
                    Piece::Reference(to) => reference(to),
                })
                .collect();
            json!({ "template": pieces })
        }
    }
}

fn reference(to: &Reference) -> Json {
    json!({ "reference": [to.kind, to.label, to.path] })
}
