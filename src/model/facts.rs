//! Connection facts: what of a service's settings is known only after apply, and is no secret.

use super::{Fact, FactOf, Piece, Service, Store, StoreKind};
use std::collections::{BTreeMap, BTreeSet};

/// What is kept for a service until its pods read it: a JSON object of strings.
#[derive(Debug, Clone, Default)]
pub struct Facts<'a> {
    /// The whole text of each setting in `env` that mentions a store, by the setting's name.
    pub settings: BTreeMap<&'a str, &'a [Piece]>,
    /// Facts of stores that texts in `secrets` mention, without the secret ones.
    pub mentioned: BTreeSet<&'a Fact>,
}

impl StoreKind {
    /// As blueprints spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Cache => "cache",
            Self::Table => "table",
            Self::Queue => "queue",
            Self::Bucket => "bucket",
        }
    }
}

impl Fact {
    /// Whether only Secrets Manager knows it.
    pub fn secret(&self) -> bool {
        let attribute = self.attribute.as_deref();
        match &self.of {
            FactOf::Secret(_) => true,
            FactOf::Service(_) => false,
            FactOf::Store(_) => matches!(attribute, Some("username" | "password" | "token")),
        }
    }

    /// `kind_label_attribute`, under which the fact is kept. Labels have no `_`, and attributes of
    /// stores neither, so no two facts of stores share one.
    pub fn key(&self) -> String {
        let (kind, label) = match &self.of {
            FactOf::Store(Store { kind, label }) => (kind.name(), label),
            FactOf::Secret(label) => ("secret", label),
            FactOf::Service(label) => ("service", label),
        };
        let attribute = self.attribute.as_deref().unwrap_or("value");
        format!("{kind}_{}_{}", label.replace('-', "_"), attribute.replace(['-', '.'], "_"))
    }

    /// The most bytes of its value, by the limits of names and the forms of hosts.
    fn longest(&self) -> usize {
        match self.attribute.as_deref() {
            // A proxy's is the longest host: `NAME-reader.endpoint.proxy-ID.REGION.rds.SUFFIX`.
            Some("host" | "reader") => 128,
            Some("address") => 128 + ":65535".len(),
            Some("port") => "65535".len(),
            // A queue's: `https://sqs.REGION.SUFFIX/ACCOUNT/NAME`.
            Some("url") => 144,
            // A queue's name is the longest; that of a service is known.
            _ => 80,
        }
    }
}

impl Service {
    /// What is kept for it.
    pub fn facts(&self) -> Facts<'_> {
        Facts::of(&self.env, &self.secrets)
    }
}

impl<'a> Facts<'a> {
    /// What is kept for a service with these settings.
    pub fn of(
        env: &'a BTreeMap<String, Vec<Piece>>,
        secrets: &'a BTreeMap<String, Vec<Piece>>,
    ) -> Self {
        let settings = env.iter().filter(|(_, pieces)| pieces.iter().any(|p| store(p).is_some()));
        let mentioned = secrets.values().flatten().filter_map(store);
        Self {
            settings: settings.map(|(name, text)| (name.as_str(), text.as_slice())).collect(),
            mentioned: mentioned.filter(|fact| !fact.secret()).collect(),
        }
    }

    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.settings.is_empty() && self.mentioned.is_empty()
    }

    /// The most bytes of the JSON, as Terraform writes it.
    pub fn longest(&self) -> usize {
        let entry = |name: &str, text: usize| r#""":"","#.len() + name.len() + text;
        let settings = self.settings.iter().map(|(name, text)| entry(name, longest(text)));
        let mentioned = self.mentioned.iter().map(|fact| entry(&fact.key(), fact.longest()));
        // Braces; the last entry has no comma.
        1 + settings.chain(mentioned).sum::<usize>()
    }
}

/// The most bytes of a setting's text in JSON.
pub fn longest(pieces: &[Piece]) -> usize {
    let bytes = pieces.iter().map(|piece| match piece {
        Piece::Literal(text) => text.chars().map(bytes).sum(),
        Piece::Fact(fact) => fact.longest(),
    });
    bytes.sum()
}

/// The fact of a store that a piece mentions.
fn store(piece: &Piece) -> Option<&Fact> {
    match piece {
        Piece::Fact(fact) if matches!(fact.of, FactOf::Store(_)) => Some(fact),
        _ => None,
    }
}

/// Bytes of a character in a JSON string of Terraform's, which escapes HTML too; a brace may be
/// escaped as well.
fn bytes(character: char) -> usize {
    match character {
        '"' | '\\' | '\n' | '\r' | '\t' => 2,
        '<' | '>' | '&' | '{' | '\u{2028}' | '\u{2029}' => r"\u0000".len(),
        _ if character < ' ' => r"\u0000".len(),
        _ => character.len_utf8(),
    }
}
