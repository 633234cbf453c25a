//! `gen.lock.json`: what `gen` wrote for an environment, and so what it may change and remove.
//!
//! A ledger is data to distrust: its paths may try to leave the roots.

use super::Environment;
use rayon::prelude::*;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The ledger's name in the environment's folder.
pub(super) const NAME: &str = "gen.lock.json";

/// The form that this `gen` writes and reads.
const SCHEMA: u32 = 1;

/// A ledger.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct Ledger {
    schema: u32,
    generator: String,
    blueprint: String,
    versions: BTreeMap<String, String>,
    addresses: BTreeMap<String, Vec<String>>,
    /// Files below the environment's folder.
    #[serde(deserialize_with = "once")]
    pub(super) files: BTreeMap<String, Hashes>,
    /// Files below the workflows folder.
    #[serde(deserialize_with = "once")]
    pub(super) workflows: BTreeMap<String, Hashes>,
}

/// Why a ledger is no help.
pub(super) enum Distrusted {
    /// `--force` writes it anew.
    Damaged(String),
    /// This `gen` does not know what it says, so not even `--force` may overwrite it.
    Newer(String),
}

/// Files of which none is recorded twice: two records of one file contradict each other.
fn once<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, Hashes>, D::Error> {
    struct Files;
    impl<'de> Visitor<'de> for Files {
        type Value = BTreeMap<String, Hashes>;

        fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            to.write_str("a map of files")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut files = BTreeMap::new();
            while let Some((path, hashes)) = map.next_entry::<String, Hashes>()? {
                if files.contains_key(&path) {
                    return Err(A::Error::custom(format!("`{path}` stands twice")));
                }
                files.insert(path, hashes);
            }
            Ok(files)
        }
    }
    from.deserialize_map(Files)
}

/// What a file's content may be if nobody edited it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct Hashes {
    /// Of what `gen` wrote, or is about to write.
    pub(super) sha256: String,
    /// Of what it wrote before, while a run is under way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) previous: Vec<String>,
}

impl Hashes {
    pub(super) fn of(content: &[u8]) -> Self {
        Self { sha256: sha256(content), previous: Vec::new() }
    }

    /// Whether `gen` wrote this content.
    pub(super) fn know(&self, content: &[u8]) -> bool {
        let hash = sha256(content);
        self.sha256 == hash || self.previous.contains(&hash)
    }

    /// Every hash on record.
    pub(super) fn all(&self) -> impl Iterator<Item = &String> {
        [&self.sha256].into_iter().chain(&self.previous)
    }
}

impl Ledger {
    /// The ledger of an environment whose files are all as they should be.
    ///
    /// # Panics
    ///
    /// If a path is one that a ledger may not hold: a bug in `gen`.
    pub(super) fn of(environment: &Environment) -> Self {
        let mut paths = environment.files.keys().chain(environment.workflows.keys());
        let odd = paths.find(|path| !trustworthy(path));
        assert!(odd.is_none(), "this is a bug in gen: it would write `{odd:?}`");
        let hashes = |files: &BTreeMap<String, String>| {
            files
                .par_iter()
                .map(|(path, text)| (path.clone(), Hashes::of(text.as_bytes())))
                .collect()
        };
        Self {
            schema: SCHEMA,
            generator: concat!("gen ", env!("CARGO_PKG_VERSION")).to_owned(),
            blueprint: environment.facts.blueprint.clone(),
            versions: environment.facts.versions.clone(),
            addresses: environment.facts.addresses.clone(),
            files: hashes(&environment.files),
            workflows: hashes(&environment.workflows),
        }
    }

    pub(super) fn to_json(&self) -> String {
        let text = serde_json::to_string_pretty(self).expect("a ledger is plain data");
        format!("{text}\n")
    }

    /// Reads a ledger; `shown` names it in messages.
    pub(super) fn parse(text: &[u8], shown: &str) -> Result<Self, Distrusted> {
        #[derive(Deserialize)]
        struct Schema {
            schema: u32,
        }
        let damaged = |error: serde_json::Error| {
            // What the error quotes is as hostile as the ledger.
            let error = error.to_string().escape_debug().to_string().replace("\\'", "'");
            Distrusted::Damaged(format!("`{shown}` is damaged ({error}); {ANEW}"))
        };
        let Schema { schema } = serde_json::from_slice(text).map_err(damaged)?;
        if schema > SCHEMA {
            let newer = format!("`{shown}` was written by a newer gen; use that one");
            return Err(Distrusted::Newer(newer));
        }
        let ledger: Self = serde_json::from_slice(text).map_err(damaged)?;
        for path in ledger.files.keys().chain(ledger.workflows.keys()) {
            if !trustworthy(path) {
                let path = path.escape_debug();
                return Err(Distrusted::Damaged(format!(
                    "`{shown}` names `{path}`, which is no path that gen wrote; {ANEW}"
                )));
            }
        }
        Ok(ledger)
    }
}

/// What helps against a damaged ledger.
const ANEW: &str = "`gen --force` writes it anew";

/// Whether `gen` could have written a path: plain names joined by `/`, which stay below their root
/// and look like what they are whatever the system.
fn trustworthy(path: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && !part.ends_with('.')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    };
    path != NAME && path.split('/').all(plain)
}

fn sha256(content: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(content).iter().fold(String::with_capacity(64), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes text");
        text
    })
}
