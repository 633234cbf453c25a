//! The stores as those see them who use them: facts, ARNs, secrets and keys.

use super::database::Front;
use crate::ir::expr::Piece;
use crate::ir::{Expr, Ref, object, template};
use crate::model::{self, Fact, FactOf, Store, StoreKind};
use crate::stack::inside::{service_address, store_kind};
use crate::stack::layers::Call;
use std::collections::{BTreeMap, BTreeSet};

/// The calls of a family, by label.
pub(super) type Calls = BTreeMap<String, Call>;

/// Every store of the root.
#[derive(Default)]
pub(super) struct Stores {
    pub(super) databases: BTreeMap<String, Front>,
    pub(super) caches: Calls,
    pub(super) tables: Calls,
    pub(super) queues: Calls,
    pub(super) buckets: Calls,
    pub(super) secrets: Calls,
}

/// What Secrets Manager keeps a value of: a database, a cache or a `secret`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Vault<'a> {
    kind: &'static str,
    label: &'a str,
}

/// These outputs of each call, by label.
pub(super) fn facts(calls: &Calls, names: &[&str]) -> Expr {
    object(calls.iter().map(|(label, call)| {
        (label.as_str(), object(names.iter().map(|name| (*name, call.output(name)))))
    }))
}

impl<'a> Vault<'a> {
    /// A `secret`.
    pub(super) fn secret(label: &'a str) -> Self {
        Self { kind: "secret", label }
    }

    /// The secrets that texts mention.
    pub(super) fn mentioned(
        texts: impl Iterator<Item = &'a Vec<model::Piece>>,
    ) -> BTreeSet<Vault<'a>> {
        let vault = |piece: &'a model::Piece| match piece {
            model::Piece::Fact(fact) if fact.secret() => match &fact.of {
                FactOf::Secret(label) => Some(Vault::secret(label)),
                FactOf::Store(Store { kind, label }) => {
                    Some(Vault { kind: store_kind(*kind), label })
                }
                FactOf::Service(_) => None,
            },
            _ => None,
        };
        texts.flatten().filter_map(vault).collect()
    }

    /// `KIND_LABEL`, as the keys of facts begin.
    fn name(&self) -> String {
        format!("{}_{}", self.kind, self.label.replace('-', "_"))
    }
}

impl Stores {
    /// A setting's text.
    pub(super) fn text(&self, pieces: &[model::Piece]) -> Expr {
        match pieces {
            [model::Piece::Fact(fact)] => self.fact(fact),
            _ => template(pieces.iter().flat_map(|piece| match piece {
                model::Piece::Literal(text) => vec![text.as_str().into()],
                model::Piece::Fact(fact) => self.pieces(fact),
            })),
        }
    }

    /// A fact alone.
    pub(super) fn fact(&self, fact: &Fact) -> Expr {
        let mut pieces = self.pieces(fact);
        match (pieces.pop(), pieces.is_empty()) {
            (Some(Piece::Value(only)), true) => only,
            (last, _) => template(pieces.into_iter().chain(last)),
        }
    }

    fn pieces(&self, fact: &Fact) -> Vec<Piece> {
        let attribute = fact.attribute.as_deref().unwrap_or_default();
        match &fact.of {
            FactOf::Store(Store { kind: StoreKind::Cache, label }) if attribute == "address" => {
                let cache = |name: &str| self.caches[label].output(name).into();
                vec![cache("host"), ":".into(), cache("port")]
            }
            FactOf::Store(Store { kind: StoreKind::Database, label }) => {
                vec![self.databases[label].output(attribute).into()]
            }
            FactOf::Store(store) => vec![self.call(store).output(attribute).into()],
            FactOf::Service(label) => vec![service_address(label).into()],
            FactOf::Secret(label) => unreachable!("the value of secret.{label} is no fact"),
        }
    }

    /// The call of a store that is no database.
    fn call(&self, store: &Store) -> &Call {
        let calls = match store.kind {
            StoreKind::Cache => &self.caches,
            StoreKind::Table => &self.tables,
            StoreKind::Queue => &self.queues,
            StoreKind::Bucket => &self.buckets,
            StoreKind::Database => unreachable!("a database may have two calls"),
        };
        &calls[&store.label]
    }

    /// ARN and key of a table, queue or bucket.
    pub(super) fn arns(&self, store: &Store) -> [Ref; 2] {
        ["arn", "key_arn"].map(|name| self.call(store).output(name))
    }

    /// ARN and key of a secret.
    pub(super) fn secret(&self, vault: &Vault) -> [Ref; 2] {
        let label = vault.label;
        match vault.kind {
            "database" => ["secret_arn", "key_arn"].map(|name| self.databases[label].output(name)),
            "cache" => ["secret_arn", "key_arn"].map(|name| self.caches[label].output(name)),
            _ => ["arn", "key_arn"].map(|name| self.secrets[label].output(name)),
        }
    }

    /// `KIND_LABEL` to the ARN of every secret.
    pub(super) fn secret_names(&self) -> Vec<(String, Ref)> {
        let of = |kind: &'static str, label: &str| {
            let vault = Vault { kind, label };
            (vault.name(), self.secret(&vault)[0].clone())
        };
        let databases = self.databases.keys().map(|label| of("database", label));
        let caches = self.caches.keys().map(|label| of("cache", label));
        let secrets = self.secrets.keys().map(|label| of("secret", label));
        databases.chain(caches).chain(secrets).collect()
    }
}
