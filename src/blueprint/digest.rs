//! The digest of a blueprint: the same for every order of its blocks and attributes.

use super::tree::{Block, Blueprint};
use super::value::{Node, Piece, Reference, Value};
use serde_json::{Value as Json, json};

/// SHA-256 of the merged, evaluated, sorted blueprint, in hexadecimal.
pub(super) fn digest(blueprint: &Blueprint) -> String {
    crate::model::names::digest(&blocks(&blueprint.blocks).to_string(), 64)
}

fn blocks(blocks: &[Block]) -> Json {
    let mut keyed: Vec<(String, Json)> =
        blocks.iter().map(|block| (key(block), self::block(block))).collect();
    keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
    Json::Array(keyed.into_iter().map(|(_, block)| block).collect())
}

fn key(block: &Block) -> String {
    let labels = block.labels.iter().map(|label| label.text.as_str());
    std::iter::once(block.kind.as_str()).chain(labels).collect::<Vec<_>>().join("\0")
}

fn block(block: &Block) -> Json {
    let attributes: serde_json::Map<String, Json> = block
        .attributes
        .iter()
        .map(|(name, attribute)| (name.clone(), node(&attribute.value)))
        .collect();
    let labels: Vec<&str> = block.labels.iter().map(|label| label.text.as_str()).collect();
    json!({ "kind": block.kind, "labels": labels, "attributes": attributes, "blocks": blocks(&block.blocks) })
}

/// A value; references and templates are objects under keys that no blueprint can write.
fn node(node: &Node) -> Json {
    match &node.value {
        Value::Null | Value::Invalid => Json::Null,
        Value::Bool(flag) => json!(flag),
        Value::Number(number) => {
            number.as_i64().map_or_else(|| json!(number.as_f64()), |whole| json!(whole))
        }
        Value::String(text) => json!(text),
        Value::List(items) => Json::Array(items.iter().map(self::node).collect()),
        Value::Map(map) => {
            json!({ "map": map.iter().map(|(key, item)| (key.clone(), self::node(item))).collect::<serde_json::Map<_, _>>() })
        }
        Value::Reference(reference) => json!({ "reference": path(reference) }),
        Value::Template(pieces) => {
            json!({ "template": pieces.iter().map(piece).collect::<Vec<_>>() })
        }
    }
}

fn piece(piece: &Piece) -> Json {
    match piece {
        Piece::Literal(text) => json!(text),
        Piece::Reference(reference) => json!({ "reference": path(reference) }),
    }
}

fn path(reference: &Reference) -> Vec<&str> {
    let head = [reference.kind.as_str(), reference.label.as_str()].into_iter();
    head.chain(reference.path.iter().map(String::as_str)).collect()
}
