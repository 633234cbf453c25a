//! Database engines and their versions.
//!
//! Sources. Aurora and RDS: the versions that `aws-cdk-lib` 2.276.0 lists as supported,
//! `aws-rds/lib/cluster-engine.d.ts` and `aws-rds/lib/instance-engine.d.ts`. Valkey:
//! <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html>.
//! Left out: majors whose standard support has ended or ends within months (they cost more and
//! `gen` opts out of extended support), and Valkey 9, whose parameter family no source names.

/// An engine.
#[derive(Debug, Clone, Copy)]
pub struct Engine {
    /// As RDS or `ElastiCache` spell it.
    pub name: &'static str,
    /// Versions, newest first.
    pub versions: &'static [&'static str],
}

/// Every engine.
#[rustfmt::skip]
pub const ALL: &[Engine] = &[
    Engine {
        name: "aurora-postgresql",
        versions: &[
            "18.6", "18.4", "18.3",
            "17.9", "17.7", "17.6", "17.5", "17.4",
            "16.13", "16.11", "16.10", "16.9", "16.8", "16.6", "16.4",
            "15.17", "15.15", "15.14", "15.13", "15.12", "15.10", "15.8",
        ],
    },
    Engine {
        name: "aurora-mysql",
        versions: &[
            "8.0.mysql_aurora.3.12.0",
            "8.0.mysql_aurora.3.11.1", "8.0.mysql_aurora.3.11.0",
            "8.0.mysql_aurora.3.10.4", "8.0.mysql_aurora.3.10.3", "8.0.mysql_aurora.3.10.2",
            "8.0.mysql_aurora.3.10.1", "8.0.mysql_aurora.3.10.0",
            "8.0.mysql_aurora.3.09.0",
            "8.0.mysql_aurora.3.08.2", "8.0.mysql_aurora.3.08.1", "8.0.mysql_aurora.3.08.0",
            "8.0.mysql_aurora.3.04.6", "8.0.mysql_aurora.3.04.4", "8.0.mysql_aurora.3.04.3",
            "8.0.mysql_aurora.3.04.2", "8.0.mysql_aurora.3.04.1", "8.0.mysql_aurora.3.04.0",
        ],
    },
    Engine {
        name: "postgres",
        versions: &[
            "18.3", "18.2", "18.1",
            "17.9", "17.8", "17.7", "17.6", "17.5", "17.4", "17.2",
            "16.13", "16.12", "16.11", "16.10", "16.9", "16.8", "16.6", "16.4", "16.3",
            "15.17", "15.16", "15.15", "15.14", "15.13", "15.12", "15.10", "15.8", "15.7",
        ],
    },
    Engine {
        name: "mysql",
        versions: &["8.4.10", "8.4.9", "8.4.8", "8.4.7", "8.4.6", "8.4.5"],
    },
    Engine { name: "valkey", versions: &["8.2", "8.1", "8.0", "7.2"] },
];

/// The versions of an engine; none for an engine that is not in the table.
pub fn versions(engine: &str) -> &'static [&'static str] {
    ALL.iter().find(|row| row.name == engine).map_or(&[], |row| row.versions)
}

/// The part of a version that parameter families and option groups are named by: `17` of `17.9`,
/// `8.4` of `8.4.10`, `8.0` of `8.0.mysql_aurora.3.12.0`.
pub fn major(engine: &str, version: &str) -> String {
    let parts = if engine.ends_with("mysql") { 2 } else { 1 };
    version.split('.').take(parts).collect::<Vec<_>>().join(".")
}
