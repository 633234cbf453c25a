//! What of a blueprint is decided already, for what must agree with it.

use super::choices::Choices;
use super::document::{Block, Value};
use super::texts;
use std::collections::BTreeSet;

/// A database, cache, table, queue or bucket.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    pub(crate) kind: &'static str,
    pub(crate) label: String,
    /// Attributes that `env` may have.
    pub(crate) open: Vec<&'static str>,
    /// Attributes that only `secrets` may have.
    pub(crate) secret: Vec<&'static str>,
}

/// A pool of nodes.
#[derive(Debug, Clone)]
pub(crate) struct Pool {
    pub(crate) label: String,
    pub(crate) architectures: Vec<&'static str>,
    pub(crate) tainted: bool,
}

/// What is decided.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) domain: String,
    pub(crate) production: bool,
    pub(crate) region: &'static str,
    pub(crate) partition: &'static str,
    pub(crate) zones: usize,
    pub(crate) grafana: bool,
    /// No NAT gateway, so no host in `egress`.
    pub(crate) isolated: bool,
    pub(crate) pools: Vec<Pool>,
    pub(crate) stores: Vec<Store>,
    pub(crate) secrets: Vec<String>,
    pub(crate) services: Vec<String>,
    labels: BTreeSet<(&'static str, String)>,
}

impl World {
    /// A label that no block of the type has or had.
    pub(crate) fn label(&mut self, choices: &mut Choices<'_>, kind: &'static str) -> String {
        let mut label = texts::label(choices);
        let mut suffix = 0;
        while !self.labels.insert((kind, label.clone())) {
            suffix += 1;
            label =
                format!("{}{suffix}", label.chars().take(4).collect::<String>().replace('-', "x"));
        }
        label
    }

    /// A labelled block, now and then one that had another label before.
    pub(crate) fn block(&mut self, choices: &mut Choices<'_>, kind: &'static str) -> Block {
        let mut block = Block::labelled(kind, self.label(choices, kind));
        if choices.chance(15) {
            block.put("was", self.label(choices, kind));
        }
        block
    }
}

/// Sets an attribute in some of the cases.
pub(crate) fn maybe<V: Into<Value>>(
    choices: &mut Choices<'_>,
    block: &mut Block,
    name: &str,
    value: impl FnOnce(&mut Choices<'_>) -> V,
) {
    if choices.chance(35) {
        let value = value(choices);
        block.put(name, value);
    }
}
