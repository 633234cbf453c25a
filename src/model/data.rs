//! Stores of data: databases, caches, tables, queues, buckets, secrets.

use std::collections::BTreeSet;

/// A label, and the label that the same thing had before it was renamed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// The label in the blueprint: Terraform addresses, documents, references.
    pub label: String,
    /// The label before the renaming.
    pub was: Option<String>,
}

impl Identity {
    /// The label in cloud names and identifiers, which survives a renaming.
    pub fn cloud(&self) -> &str {
        self.was.as_deref().unwrap_or(&self.label)
    }
}

/// A `database` block.
#[derive(Debug, Clone)]
pub struct Database {
    /// Its labels.
    pub id: Identity,
    /// What runs.
    pub engine: Engine,
    /// Engine version.
    pub version: String,
    /// Instance class, such as `db.r8g.large`.
    pub class: String,
    /// Instances in all.
    pub instances: u32,
    /// GiB; none on Aurora, which grows by itself.
    pub storage: Option<u32>,
    /// The initial database.
    pub name: String,
    /// Days that backups are kept.
    pub backup_days: u32,
    /// Whether RDS Proxy stands in front.
    pub proxy: bool,
    /// Deletion protection and a final snapshot.
    pub protect: bool,
    /// Whether plain connections are refused.
    pub tls: Tls,
}

/// A database engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Aurora with PostgreSQL's protocol.
    AuroraPostgresql,
    /// Aurora with MySQL's protocol.
    AuroraMysql,
    /// RDS for PostgreSQL, Multi-AZ.
    Postgres,
    /// RDS for MySQL, Multi-AZ.
    Mysql,
}

impl Engine {
    /// Whether it is Aurora, which has readers of its own and grows by itself.
    pub fn aurora(self) -> bool {
        matches!(self, Self::AuroraPostgresql | Self::AuroraMysql)
    }

    /// As AWS spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::AuroraPostgresql => "aurora-postgresql",
            Self::AuroraMysql => "aurora-mysql",
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
        }
    }
}

/// Whether plain connections are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// They are refused.
    Required,
    /// They are accepted.
    Optional,
}

/// A `cache` block.
#[derive(Debug, Clone)]
pub struct Cache {
    /// Its labels.
    pub id: Identity,
    /// Valkey version.
    pub version: String,
    /// Such as `cache.r7g.large`.
    pub node_type: String,
    /// Replicas beside the primary.
    pub replicas: u32,
}

/// A `table` block.
#[derive(Debug, Clone)]
pub struct DynamoTable {
    /// Its labels.
    pub id: Identity,
    /// Partition key.
    pub hash_key: Key,
    /// Sort key.
    pub range_key: Option<Key>,
    /// Global secondary indexes, by name.
    pub indexes: Vec<Index>,
}

impl DynamoTable {
    /// Every key attribute once, by name.
    pub fn keys(&self) -> BTreeSet<&Key> {
        let of_indexes = self
            .indexes
            .iter()
            .flat_map(|index| std::iter::once(&index.hash_key).chain(&index.range_key));
        std::iter::once(&self.hash_key).chain(&self.range_key).chain(of_indexes).collect()
    }
}

/// A key attribute of a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: KeyType,
}

/// The type of a key attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyType {
    /// `S`
    Text,
    /// `N`
    Number,
    /// `B`
    Binary,
}

/// A global secondary index.
#[derive(Debug, Clone)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Partition key.
    pub hash_key: Key,
    /// Sort key.
    pub range_key: Option<Key>,
}

/// A `queue` block.
#[derive(Debug, Clone)]
pub struct Queue {
    /// Its labels.
    pub id: Identity,
    /// Whether order is kept.
    pub fifo: bool,
    /// Hours that messages are kept.
    pub retention_hours: u32,
    /// Deliveries before a message goes to the dead-letter queue.
    pub max_receives: u32,
    /// Seconds that a delivered message stays hidden.
    pub visibility_seconds: u32,
}

/// A `bucket` block.
#[derive(Debug, Clone)]
pub struct Bucket {
    /// Its labels.
    pub id: Identity,
    /// Days after which objects are deleted.
    pub expire_days: Option<u32>,
}

/// A `secret` block.
#[derive(Debug, Clone)]
pub struct Secret {
    /// Its labels.
    pub id: Identity,
    /// What people read beside it.
    pub description: Option<String>,
}
