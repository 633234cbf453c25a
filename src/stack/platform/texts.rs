//! Texts of settings as templates of external-secrets, in which no text of a blueprint is syntax.

use crate::model::{Fact, FactOf, Piece, Store, names};
use crate::stack::inside::service_address;
use serde_json::json;

/// A text of literals and facts.
pub(super) fn text(pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Literal(text) => literal(text),
        Piece::Fact(fact) => match &fact.of {
            FactOf::Service(label) => literal(&service_address(label)),
            FactOf::Store(_) | FactOf::Secret(_) => value(&input(fact)),
        },
    };
    pieces.iter().map(piece).collect()
}

/// The key under which a template finds a fact. Neither labels nor the names of settings have a
/// `.`, so that no two are the same; what external-secrets would refuse in a key of a secret's JSON
/// stands there as a part of its SHA-256, behind a second `.`, which no other key has there.
pub(super) fn input(fact: &Fact) -> String {
    let (kind, label) = match &fact.of {
        FactOf::Store(Store { kind, label }) => (kind.name(), label),
        FactOf::Secret(label) => ("secret", label),
        FactOf::Service(label) => ("service", label),
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    match &fact.attribute {
        None => format!("{kind}.{label}"),
        Some(name) if name.len() <= 128 && !name.starts_with('.') && name.chars().all(plain) => {
            format!("{kind}.{label}.{name}")
        }
        Some(name) => format!("{kind}.{label}..{}", names::digest(name, 16)),
    }
}

/// A value that was read under this key.
pub(super) fn value(key: &str) -> String {
    format!("{{{{ index . {} }}}}", quoted(key))
}

/// Text, as a literal of the template language, since bare text could open an action.
fn literal(text: &str) -> String {
    format!("{{{{ {} }}}}", quoted(text))
}

/// A string literal of Go: JSON's escapes are among its own.
fn quoted(text: &str) -> String {
    json!(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_blueprint_opens_no_action() {
        let pieces = [Piece::Literal("{{ .x }}\"\\\n`}}".to_owned())];
        assert_eq!(text(&pieces), r#"{{ "{{ .x }}\"\\\n`}}" }}"#);
    }

    #[test]
    fn keys_with_any_character_are_looked_up() {
        assert_eq!(value("secret.a-b.c"), r#"{{ index . "secret.a-b.c" }}"#);
    }
}
