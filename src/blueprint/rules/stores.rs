//! Tables: their keys.

use super::{Tree, View, conflict};
use crate::blueprint::declare::grammar;
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::source::Span;
use std::collections::BTreeMap;

/// DynamoDB accepts 20 global secondary indexes on a table.
const MOST_INDEXES: usize = 20;

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    for table in tree.all("table") {
        let indexes = table.nested_all("index");
        let mut kinds: BTreeMap<&str, (char, Span)> = BTreeMap::new();
        for keyed in std::iter::once(table).chain(indexes.iter().copied()) {
            keys(keyed, &mut kinds, found);
        }
        if let Some(span) = indexes.get(MOST_INDEXES).and_then(|index| index.header()) {
            let message = format!(
                "{} indexes are too many, at most {MOST_INDEXES} are possible",
                indexes.len()
            );
            found.push(Diagnostic::error("GEN416", span, message).help("remove some"));
        }
    }
}

fn keys<'a>(
    keyed: View<'a>,
    kinds: &mut BTreeMap<&'a str, (char, Span)>,
    found: &mut Vec<Diagnostic>,
) {
    let mut hash = None;
    for attribute in ["hash_key", "range_key"] {
        let (Some(text), Some(span)) = (keyed.text(attribute), keyed.span(attribute)) else {
            continue;
        };
        let Some((name, kind)) = grammar::key(text) else { continue };
        if hash == Some(name) {
            let message = format!("`{name}` is both `hash_key` and `range_key`");
            let first = keyed.span("hash_key").unwrap_or(span);
            found.push(conflict("GEN416", message, first, span).help("choose another `range_key`"));
        }
        hash = Some(name);
        let (known, place) = *kinds.entry(name).or_insert((kind, span));
        if known != kind {
            let message = format!("the key `{name}` has two types, `{known}` and `{kind}`");
            let help =
                format!("write `{name}:{known}` in both places; a key without a type is `S`");
            found.push(conflict("GEN416", message, place, span).help(help));
        }
    }
}
