//! Stores of data and secrets.

use super::{Tree, count, identity, owned};
use crate::blueprint::declare::grammar;
use crate::blueprint::declare::view::View;
use crate::blueprint::rules;
use crate::model::{
    Bucket, Cache, Database, DynamoTable, Engine, Index, Key, KeyType, Queue, Secret, Tls,
};
use crate::tables::engines;

/// The databases, by label.
pub(super) fn databases(tree: Tree<'_>) -> Vec<Database> {
    tree.all("database").into_iter().map(|view| database(tree, view)).collect()
}

fn database(tree: Tree<'_>, view: View<'_>) -> Database {
    let engine = match view.text("engine") {
        Some("aurora-postgresql") => Engine::AuroraPostgresql,
        Some("aurora-mysql") => Engine::AuroraMysql,
        Some("postgres") => Engine::Postgres,
        _ => Engine::Mysql,
    };
    let default =
        if engine.aurora() && tree.production() && rules::zones(tree) > 2 { 3 } else { 2 };
    let id = identity(view);
    Database {
        // A database cannot be renamed without its data moving, so the first label names it.
        name: view.text("name").map_or_else(|| id.cloud().replace('-', "_"), str::to_owned),
        id,
        engine,
        version: version(view, engine.name()).expect("the table has versions of each engine"),
        class: owned(view, "class"),
        instances: view.whole("instances").unwrap_or(default),
        storage: (!engine.aurora()).then(|| count(view, "storage")),
        backup_days: count(view, "backup_days"),
        proxy: view.flag("proxy").unwrap_or_default(),
        protect: view.flag("protect").unwrap_or(tree.production()),
        tls: if view.text("tls") == Some("optional") { Tls::Optional } else { Tls::Required },
    }
}

/// The version that is written, else the newest of the table, if it has one.
fn version(view: View<'_>, engine: &str) -> Option<String> {
    let newest = || engines::versions(engine).first().copied();
    view.text("version").or_else(newest).map(str::to_owned)
}

/// The caches, by label.
pub(super) fn caches(tree: Tree<'_>) -> Vec<Cache> {
    let cache = |view: View<'_>| Cache {
        id: identity(view),
        version: version(view, "valkey").expect("the table has versions of Valkey"),
        node_type: owned(view, "node_type"),
        replicas: count(view, "replicas"),
    };
    tree.all("cache").into_iter().map(cache).collect()
}

/// The DynamoDB tables, by label.
pub(super) fn tables(tree: Tree<'_>) -> Vec<DynamoTable> {
    let index = |view: View<'_>| Index {
        name: view.label().to_owned(),
        hash_key: hash_key(view),
        range_key: view.text("range_key").and_then(key),
    };
    let table = |view: View<'_>| DynamoTable {
        id: identity(view),
        hash_key: hash_key(view),
        range_key: view.text("range_key").and_then(key),
        indexes: view.nested_all("index").into_iter().map(index).collect(),
    };
    tree.all("table").into_iter().map(table).collect()
}

fn hash_key(view: View<'_>) -> Key {
    view.text("hash_key").and_then(key).expect("the check sees to a legal hash key")
}

fn key(text: &str) -> Option<Key> {
    let (name, kind) = grammar::key(text)?;
    let kind = match kind {
        'N' => KeyType::Number,
        'B' => KeyType::Binary,
        _ => KeyType::Text,
    };
    Some(Key { name: name.to_owned(), kind })
}

/// The queues, by label.
pub(super) fn queues(tree: Tree<'_>) -> Vec<Queue> {
    let queue = |view: View<'_>| Queue {
        id: identity(view),
        fifo: view.flag("fifo").unwrap_or_default(),
        retention_hours: count(view, "retention_hours"),
        max_receives: count(view, "max_receives"),
        visibility_seconds: count(view, "visibility_seconds"),
    };
    tree.all("queue").into_iter().map(queue).collect()
}

/// The buckets, by label.
pub(super) fn buckets(tree: Tree<'_>) -> Vec<Bucket> {
    let bucket =
        |view: View<'_>| Bucket { id: identity(view), expire_days: view.whole("expire_days") };
    tree.all("bucket").into_iter().map(bucket).collect()
}

/// The secrets, by label.
pub(super) fn secrets(tree: Tree<'_>) -> Vec<Secret> {
    let secret = |view: View<'_>| Secret {
        id: identity(view),
        description: view.text("description").map(str::to_owned),
    };
    tree.all("secret").into_iter().map(secret).collect()
}
