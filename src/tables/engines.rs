//! Database engines and their versions.
//!
//! A version without a source is not in the table: where it is empty, any version may be written,
//! and without one the newest is read by data source.

/// An engine.
#[derive(Debug, Clone, Copy)]
pub struct Engine {
    /// As RDS or `ElastiCache` spell it.
    pub name: &'static str,
    /// Versions, newest first.
    pub versions: &'static [&'static str],
}

/// Every engine.
const ALL: &[Engine] = &[
    // The long-term support minors.
    // Source: <https://docs.aws.amazon.com/AmazonRDS/latest/AuroraPostgreSQLReleaseNotes/>
    Engine { name: "aurora-postgresql", versions: &["17.7", "16.8"] },
    Engine { name: "aurora-mysql", versions: &[] },
    Engine { name: "mysql", versions: &[] },
    Engine { name: "postgres", versions: &[] },
    Engine { name: "valkey", versions: &[] },
];

/// The versions of an engine; none for an engine that is not in the table.
pub fn versions(engine: &str) -> &'static [&'static str] {
    ALL.iter().find(|row| row.name == engine).map_or(&[], |row| row.versions)
}
