//! How many connections a database accepts as RDS sets it up by default.
//!
//! Sources: <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections>,
//! <https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Managing.html>,
//! <https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Managing.Performance.html>.

use super::instances::{self, InstanceType};

/// Connections that a pod is taken to keep open: what common pools of connections hold by default,
/// such as `HikariCP`, which Spring uses.
/// Source: <https://github.com/brettwooldridge/HikariCP#frequently-used>
pub const OF_A_POD: u64 = 10;

/// Bytes of a PostgreSQL connection in the default of `max_connections`.
const POSTGRES: u64 = 9_531_392;

/// The most connections by that default.
const MOST_POSTGRES: u64 = 5000;

/// Bytes of a connection of RDS for MySQL in that default.
const MYSQL: u64 = 12_582_880;

/// The EC2 type whose hardware a class has: `r8g.large` of `db.r8g.large`.
pub fn hardware(class: &str) -> Option<InstanceType> {
    instances::find(class.strip_prefix("db.")?)
}

/// About how many connections a class accepts with this engine; `None` for an engine that is not
/// known. The formulas take the memory that is left to the engine; as in AWS' own example, of each
/// GiB of a class that is 10^9 bytes.
pub fn accepted(engine: &str, memory_mib: u32) -> Option<u64> {
    let bytes = u64::from(memory_mib) * 1_000_000_000 / 1024;
    match engine {
        "postgres" | "aurora-postgresql" => Some((bytes / POSTGRES).min(MOST_POSTGRES)),
        "mysql" => Some(bytes / MYSQL),
        "aurora-mysql" => Some(aurora_mysql(memory_mib)),
        _ => None,
    }
}

/// The row of AWS' table for a class with so much memory: 45 for each doubling of 1 GiB up to
/// 8 GiB, and from then on 1000 for each doubling of those.
fn aurora_mysql(memory_mib: u32) -> u64 {
    match memory_mib >> 10 {
        small @ ..=8 => 45 * doublings(small, 1),
        large => 1000 * doublings(large, 8),
    }
}

/// How many doublings of `from` come nearest to `memory`: one more wherever `memory` is beyond the
/// last one by more than the root of two.
fn doublings(memory: u32, from: u32) -> u64 {
    let square = |n: u32| u64::from(n) * u64::from(n);
    (0..16).find(|n| square(from << n) * 2 > square(memory)).unwrap_or(16)
}
