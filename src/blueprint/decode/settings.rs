//! `env` and `secrets`: strings whose facts are known only after apply.

use crate::blueprint::declare::view::View;
use crate::blueprint::value::{self, Reference, Value};
use crate::model::{Fact, FactOf, Piece, Store, StoreKind};
use std::collections::BTreeMap;

/// The settings of a map attribute.
pub(in crate::blueprint) fn settings(view: View<'_>, name: &str) -> BTreeMap<String, Vec<Piece>> {
    let entries = view.entries(name).into_iter();
    entries.map(|(key, node)| (key.to_owned(), pieces(&node.value))).collect()
}

fn pieces(value: &Value) -> Vec<Piece> {
    match value {
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            value.to_text().into_iter().map(Piece::Literal).collect()
        }
        Value::Reference(reference) => fact(reference).into_iter().map(Piece::Fact).collect(),
        Value::Template(pieces) => pieces.iter().filter_map(piece).collect(),
        Value::Null | Value::List(_) | Value::Map(_) | Value::Invalid => Vec::new(),
    }
}

fn piece(piece: &value::Piece) -> Option<Piece> {
    match piece {
        value::Piece::Literal(text) => Some(Piece::Literal(text.clone())),
        value::Piece::Reference(reference) => fact(reference).map(Piece::Fact),
    }
}

fn fact(reference: &Reference) -> Option<Fact> {
    let label = reference.label.clone();
    let of = match reference.kind.as_str() {
        "secret" => FactOf::Secret(label),
        "service" => FactOf::Service(label),
        _ => FactOf::Store(store(reference)?),
    };
    Some(Fact { of, attribute: reference.path.first().cloned() })
}

/// The store that a reference names.
pub(super) fn store(reference: &Reference) -> Option<Store> {
    let kind = match reference.kind.as_str() {
        "database" => StoreKind::Database,
        "cache" => StoreKind::Cache,
        "table" => StoreKind::Table,
        "queue" => StoreKind::Queue,
        "bucket" => StoreKind::Bucket,
        _ => return None,
    };
    Some(Store { kind, label: reference.label.clone() })
}
