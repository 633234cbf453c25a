//! Where the alarms of a database begin: what follows from its class and its volume.

use crate::ir::{Expr, object};
use crate::model::{Database, Engine};
use crate::tables::instances;

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// What a database's alarms are passed.
pub(super) fn of(database: &Database) -> Expr {
    let memory = memory(&database.class);
    let mut thresholds = vec![
        ("connections", connections(database.engine, memory)),
        ("free_memory_bytes", memory / 20),
    ];
    thresholds.push(match database.storage {
        // RDS grows a volume of which less than a tenth is free.
        Some(storage) => ("free_storage_bytes", u64::from(storage) * GIB * 8 / 100),
        // An instance has about twice its memory as local storage; a tenth of that.
        None => ("free_local_storage_bytes", memory / 5),
    });
    object(thresholds.into_iter().map(|(name, value)| (name, Expr::from(value))))
}

/// Bytes of memory of a class, which are those of the EC2 type of the same name.
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html>
fn memory(class: &str) -> u64 {
    let name = class.strip_prefix("db.").unwrap_or(class);
    match instances::find(name) {
        Some(kind) => u64::from(kind.memory_mib) * MIB,
        None => least_memory(name),
    }
}

/// Of a class without an EC2 type, the least that its size has in any family beside the burstable
/// ones: 4 GiB a virtual processor, two of them in `large`.
fn least_memory(name: &str) -> u64 {
    let size = name.split('.').nth(1).unwrap_or_default();
    let times = size.strip_suffix("xlarge").map(|times| times.parse::<u64>().unwrap_or(1));
    8 * GIB * times.map_or(1, |times| times * 2)
}

/// The connections at which the alarm begins: about four fifths of what the engine allows by
/// default. The formulas take the memory that is left after the operating system and RDS, a tenth
/// less than the class has; so three quarters of what they give for all of it.
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections>,
/// <https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Managing.Performance.html>
fn connections(engine: Engine, memory: u64) -> u64 {
    match engine {
        Engine::AuroraPostgresql | Engine::Postgres => (memory / 9_531_392 * 3 / 4).min(4000),
        Engine::Mysql => (memory / 12_582_880 * 3 / 4).min(12_000),
        Engine::AuroraMysql => {
            let log = |unit: u64| u64::from((memory / unit).max(1).ilog2());
            let most = (log(805_306_368) * 45).max(log(8_187_281_408) * 1000);
            most.max(45) * 4 / 5
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_that_of_the_class() {
        assert_eq!(memory("db.r8g.large"), 16 * GIB);
        assert_eq!(memory("db.t4g.medium"), 4 * GIB);
        assert_eq!(memory("db.r5b.4xlarge.tpc2.mem2x"), 64 * GIB, "no EC2 type has the name");
        assert_eq!(memory("db.x9z.xlarge"), 16 * GIB);
        assert_eq!(memory("db.x9z.large"), 8 * GIB);
    }

    #[test]
    fn aurora_mysql_allows_what_aws_lists_by_class() {
        // AWS lists 90, 1000, 2000, 3000, 4000 and 5000.
        let classes = ["t4g.medium", "r6g.large", "r6g.xlarge", "r6g.2xlarge", "r6g.4xlarge"];
        let most = classes.map(|class| connections(Engine::AuroraMysql, memory(class)) * 5 / 4);
        assert_eq!(most, [90, 1000, 2000, 3000, 4000]);
    }

    #[test]
    fn the_other_engines_count_by_memory() {
        assert_eq!(connections(Engine::AuroraPostgresql, 16 * GIB), 1351);
        assert_eq!(connections(Engine::Postgres, 1024 * GIB), 4000, "PostgreSQL allows 5000");
        assert_eq!(connections(Engine::Mysql, 16 * GIB), 1023);
    }
}
