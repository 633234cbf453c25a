//! `database`, `cache`, `table`, `queue`, `bucket`, `secret`.

use super::{Block, Default, Facts, Form, Kind, Label, PLAIN, WAS, defaulted, optional, required};

const NAMED: Block = Block { label: Label::One(Form::Label, "NAME"), ..PLAIN };

pub(super) const DATABASE: Block = Block {
    name: "database",
    doc: "Aurora, or an RDS Multi-AZ instance. The password is RDS-managed and never in Terraform state.",
    attributes: &[
        required(
            "engine",
            Kind::Choice(&["aurora-postgresql", "aurora-mysql", "postgres", "mysql"]),
            "Aurora, or an RDS Multi-AZ instance",
        ),
        defaulted(
            "version",
            Kind::Text(Form::Line),
            Default::Derived("newest in the built-in table"),
            "engine version",
        ),
        defaulted(
            "class",
            Kind::Text(Form::DatabaseClass),
            Default::Text("db.r8g.large"),
            "instance class",
        ),
        defaulted(
            "instances",
            Kind::Whole(1, 15),
            Default::Derived("Aurora 2, or 3 in production; RDS 2"),
            "Aurora: writer and readers, each in its own zone; RDS: only 2",
        ),
        defaulted("storage", Kind::Whole(20, 65_536), Default::Whole(100), "GiB, RDS only"),
        defaulted(
            "name",
            Kind::Text(Form::DatabaseName),
            Default::Derived("the label with `-` as `_`"),
            "initial database",
        ),
        defaulted(
            "backup_days",
            Kind::Whole(1, 35),
            Default::Whole(35),
            "days that backups are kept",
        ),
        defaulted("proxy", Kind::Flag, Default::Flag(false), "RDS Proxy in front"),
        defaulted(
            "protect",
            Kind::Flag,
            Default::Derived("true in production"),
            "deletion protection and a final snapshot",
        ),
        defaulted(
            "tls",
            Kind::Choice(&["required", "optional"]),
            Default::Text("required"),
            "`optional` accepts plain connections, and warns",
        ),
        WAS,
    ],
    facts: Facts { open: &["host", "port", "name", "reader"], secret: &["username", "password"] },
    ..NAMED
};

pub(super) const CACHE: Block = Block {
    name: "cache",
    doc: "ElastiCache for Valkey with TLS, a token and Multi-AZ.",
    attributes: &[
        defaulted(
            "version",
            Kind::Text(Form::Line),
            Default::Derived("newest in the built-in table"),
            "Valkey version",
        ),
        defaulted(
            "node_type",
            Kind::Text(Form::CacheType),
            Default::Text("cache.r7g.large"),
            "node type",
        ),
        defaulted("replicas", Kind::Whole(1, 5), Default::Whole(2), "replicas beside the primary"),
        WAS,
    ],
    facts: Facts { open: &["host", "port", "address"], secret: &["token"] },
    ..NAMED
};

pub(super) const TABLE: Block = Block {
    name: "table",
    doc: "DynamoDB on demand with point-in-time recovery.",
    attributes: &[
        required(
            "hash_key",
            Kind::Text(Form::Key),
            "partition key, `name` or `name:S|N|B`; without a type it is `S`",
        ),
        optional("range_key", Kind::Text(Form::Key), "sort key"),
        WAS,
    ],
    blocks: &[INDEX],
    facts: Facts { open: &["name"], secret: &[] },
    ..NAMED
};

const INDEX: Block = Block {
    name: "index",
    label: Label::One(Form::IndexLabel, "NAME"),
    doc: "A global secondary index that projects all attributes.",
    attributes: &[
        required("hash_key", Kind::Text(Form::Key), "partition key"),
        optional("range_key", Kind::Text(Form::Key), "sort key"),
    ],
    ..PLAIN
};

pub(super) const QUEUE: Block = Block {
    name: "queue",
    doc: "SQS with a dead-letter queue and its own key.",
    attributes: &[
        defaulted("fifo", Kind::Flag, Default::Flag(false), "whether order is kept"),
        defaulted(
            "retention_hours",
            Kind::Whole(1, 336),
            Default::Whole(96),
            "hours that messages are kept",
        ),
        defaulted(
            "max_receives",
            Kind::Whole(1, 1000),
            Default::Whole(5),
            "deliveries before a message goes to the dead-letter queue",
        ),
        defaulted(
            "visibility_seconds",
            Kind::Whole(0, 43_200),
            Default::Whole(30),
            "seconds that a delivered message stays hidden",
        ),
        WAS,
    ],
    facts: Facts { open: &["url", "name"], secret: &[] },
    ..NAMED
};

pub(super) const BUCKET: Block = Block {
    name: "bucket",
    doc: "S3, private, versioned, TLS only.",
    attributes: &[
        optional("expire_days", Kind::Whole(1, 36_500), "days after which objects are deleted"),
        WAS,
    ],
    facts: Facts { open: &["name"], secret: &[] },
    ..NAMED
};

pub(super) const SECRET: Block = Block {
    name: "secret",
    doc: "An empty Secrets Manager secret whose value people put in outside Terraform. In `secrets`, `secret.X` is the whole value and `secret.X.KEY` one key of its JSON.",
    attributes: &[optional("description", Kind::Text(Form::Line), "what it holds"), WAS],
    ..NAMED
};
