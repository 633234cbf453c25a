//! Alarms of databases: a module for each engine, called once a database.
//!
//! Aurora: <https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html>.
//! RDS: <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html>.
//! The standby of an RDS Multi-AZ instance cannot be read and has no lag of its own.

use super::alarm::{self, Alarm, Bad, Measure, Missing, NamePart, Threshold, Watched};
use crate::ir::{Module, Output, Ref, TerraformFile, Variable};
use crate::model::AlertSeverity::{Critical, Warning};
use crate::model::Engine;

/// Whether data arrives is a question that one alarm asks.
const QUIET: (Missing, &str) =
    (Missing::NotBreaching, "A silent instance has an alarm of its own.");

const SILENT: Alarm = Alarm {
    what: "silent",
    severity: Critical,
    measure: Measure::Metric("CPUUtilization", "SampleCount"),
    bad: Bad::Below,
    threshold: Threshold::Number(1.0),
    period: 60,
    datapoints: (10, 10),
    missing: (Missing::Breaching, "No data is what this alarm is about."),
    meaning: "The database instance has reported nothing for 10 minutes: it is stopped, failing \
              over, or gone.",
    check: "its status and recent events in the RDS console; on Aurora, whether another instance \
            became the writer.",
};

const CPU: Alarm = Alarm {
    what: "cpu",
    severity: Warning,
    measure: Measure::Metric("CPUUtilization", "Average"),
    bad: Bad::Above,
    threshold: Threshold::Number(85.0),
    period: 300,
    datapoints: (4, 4),
    missing: QUIET,
    meaning: "The database instance has been busy above 85% for 20 minutes.",
    check: "top SQL by load in Database Insights; an index that is missing costs less than a \
            larger class.",
};

const MEMORY: Alarm = Alarm {
    what: "memory",
    severity: Warning,
    measure: Measure::Metric("FreeableMemory", "Average"),
    bad: Bad::Below,
    threshold: Threshold::Given("free_memory_bytes"),
    period: 300,
    datapoints: (3, 3),
    missing: QUIET,
    meaning: "The database instance has less than 5% of its memory left; without any it restarts.",
    check: "its number of connections and its largest queries; then a larger class.",
};

const CONNECTIONS: Alarm = Alarm {
    what: "connections",
    severity: Warning,
    measure: Measure::Metric("DatabaseConnections", "Maximum"),
    bad: Bad::Above,
    threshold: Threshold::Given("connections"),
    period: 60,
    datapoints: (10, 15),
    missing: QUIET,
    meaning: "The database instance nears the most connections that its memory allows; beyond that \
              it refuses new ones.",
    check: "which service holds them, in the list of sessions; pools that are too large, or a \
            proxy.",
};

const LOCAL_STORAGE: Alarm = Alarm {
    what: "local-storage",
    severity: Critical,
    measure: Measure::Metric("FreeLocalStorage", "Minimum"),
    bad: Bad::Below,
    threshold: Threshold::Given("free_local_storage_bytes"),
    period: 300,
    datapoints: (2, 2),
    missing: QUIET,
    meaning: "The instance runs out of local storage for temporary tables and logs; queries that \
              sort or build indexes fail then.",
    check: "long queries with large sorts; a larger class has more of it.",
};

const STORAGE: Alarm = Alarm {
    what: "storage",
    severity: Critical,
    measure: Measure::Metric("FreeStorageSpace", "Minimum"),
    bad: Bad::Below,
    threshold: Threshold::Given("free_storage_bytes"),
    period: 300,
    datapoints: (3, 3),
    missing: QUIET,
    meaning: "The volume is almost full although RDS grows it before that; a full database stops.",
    check: "whether it reached its maximum or grew within the last six hours; then logs and \
            replication slots that hold space.",
};

const TRANSACTION_IDS: Alarm = Alarm {
    what: "transaction-ids",
    severity: Warning,
    measure: Measure::Metric("MaximumUsedTransactionIDs", "Maximum"),
    bad: Bad::Above,
    threshold: Threshold::Number(1_000_000_000.0),
    period: 900,
    datapoints: (2, 2),
    missing: (Missing::NotBreaching, "Readers do not report it."),
    meaning: "Half of the transaction IDs are used up; near two billion PostgreSQL stops taking \
              writes.",
    check: "why autovacuum does not keep up: long transactions, prepared transactions, abandoned \
            replication slots.",
};

const REPLICA_LAG: Alarm = Alarm {
    what: "replica-lag",
    severity: Warning,
    measure: Measure::Metric("AuroraReplicaLagMaximum", "Maximum"),
    bad: Bad::Above,
    threshold: Threshold::Number(2000.0),
    period: 60,
    datapoints: (10, 15),
    missing: (Missing::NotBreaching, "A cluster without a reader has no lag."),
    meaning: "A reader is more than two seconds behind the writer, where milliseconds are normal; \
              it restarts if it falls behind for too long.",
    check: "CPU of the readers, and large transactions on the writer.",
};

/// What every instance has.
const INSTANCE: [Alarm; 4] = [SILENT, CPU, MEMORY, CONNECTIONS];

/// The module `ENGINE-alarms`.
pub(super) fn module(engine: Engine) -> Module {
    let identifier = if engine.aurora() { "ID of the cluster." } else { "ID of the instance." };
    let identifier = Variable::new("identifier", "string", identifier);
    let instances = Variable::new("instance_identifiers", "set(string)", "IDs of the instances.");
    let kind = if engine.aurora() { "free_local_storage_bytes" } else { "free_storage_bytes" };
    let thresholds = alarm::thresholds_variable(&format!(
        "connections = number, free_memory_bytes = number, {kind} = number"
    ));
    let topics = alarm::topic_arns();
    let of_instance = Watched {
        namespace: "AWS/RDS",
        for_each: Some(instances.address().into()),
        prefix: vec![NamePart::Value(Ref::each_key())],
        dimensions: vec![("DBInstanceIdentifier", Ref::each_key().into())],
    };
    let of_cluster = Watched {
        namespace: "AWS/RDS",
        for_each: None,
        prefix: vec![NamePart::Value(identifier.address())],
        dimensions: vec![("DBClusterIdentifier", identifier.address().into())],
    };
    let mut alarms = Vec::from(INSTANCE);
    alarms.push(if engine.aurora() { LOCAL_STORAGE } else { STORAGE });
    alarms.extend(postgresql(engine).then_some(TRANSACTION_IDS));
    let mut tables: Vec<(&Watched, &[Alarm])> = vec![(&of_instance, &alarms)];
    let cluster = [REPLICA_LAG];
    let mut files = vec!["main.tf"];
    let mut variables = vec![instances, thresholds, topics.clone()];
    if engine.aurora() {
        tables.push((&of_cluster, &cluster));
        files.push("cluster.tf");
        variables.insert(0, identifier);
    }
    let (blocks, arns) = alarm::blocks(&tables, &topics);
    let files = files.into_iter().zip(blocks);
    Module {
        family: family(engine).to_owned(),
        summary: "Alarms of a database, for each of its instances.".to_owned(),
        files: files.map(|(name, blocks)| TerraformFile::new(name).blocks(blocks)).collect(),
        variables,
        outputs: vec![Output::new("alarm_arns", "ARNs of the alarms.", arns)],
    }
}

/// The module's folder.
pub(super) fn family(engine: Engine) -> &'static str {
    match engine {
        Engine::AuroraMysql => "aurora-mysql-alarms",
        Engine::AuroraPostgresql => "aurora-postgresql-alarms",
        Engine::Mysql => "rds-mysql-alarms",
        Engine::Postgres => "rds-postgres-alarms",
    }
}

fn postgresql(engine: Engine) -> bool {
    matches!(engine, Engine::AuroraPostgresql | Engine::Postgres)
}

/// Alarms of a proxy.
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.monitoring.html>
const PROXY: &[Alarm] = &[
    Alarm {
        what: "borrow-latency",
        severity: Warning,
        measure: Measure::Metric("DatabaseConnectionsBorrowLatency", "Average"),
        bad: Bad::Above,
        // Microseconds.
        threshold: Threshold::Number(100_000.0),
        period: 300,
        datapoints: (3, 3),
        missing: (Missing::NotBreaching, "Nobody waits where nobody asks."),
        meaning: "Clients of the proxy wait longer than 0.1 seconds for a connection to the \
                  database.",
        check: "sessions that are pinned, and long transactions; then the database's own alarms.",
    },
    Alarm {
        what: "connections-failed",
        severity: Critical,
        measure: Measure::Metric("DatabaseConnectionsSetupFailed", "Sum"),
        bad: Bad::Above,
        threshold: Threshold::Number(0.0),
        period: 60,
        datapoints: (5, 10),
        missing: (Missing::NotBreaching, "Nothing failed where nothing was tried."),
        meaning: "The proxy keeps failing to connect to the database.",
        check: "the proxy's targets: aws rds describe-db-proxy-targets; then whether its role still \
                reads the secret.",
    },
];

/// The module `database-proxy-alarms`.
pub(super) fn proxy() -> Module {
    let name = Variable::new("proxy_name", "string", "Name of the proxy.");
    let topics = alarm::topic_arns();
    let watched = Watched {
        namespace: "AWS/RDS",
        for_each: None,
        prefix: vec![NamePart::Value(name.address()), NamePart::Text("-proxy")],
        dimensions: vec![("ProxyName", name.address().into())],
    };
    let (blocks, arns) = alarm::blocks(&[(&watched, PROXY)], &topics);
    let main = TerraformFile::new("main.tf").blocks(blocks.into_iter().flatten());
    Module {
        family: "database-proxy-alarms".to_owned(),
        summary: "Alarms of the proxy before a database.".to_owned(),
        files: vec![main],
        variables: vec![name, topics],
        outputs: vec![Output::new("alarm_arns", "ARNs of the alarms.", arns)],
    }
}
