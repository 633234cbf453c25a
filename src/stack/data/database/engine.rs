//! What differs between engines: port, administrator, logs, parameters.

use crate::ir::{Block, Expr, Ref, choice};
use crate::model::Engine;

/// An engine, as its module needs to know it.
pub(super) struct Profile {
    /// The module's folder.
    pub(super) family: &'static str,
    /// What people call it.
    pub(super) title: &'static str,
    /// Where it listens.
    pub(super) port: u16,
    /// The administrator's name.
    pub(super) administrator: &'static str,
    /// Logs that go to CloudWatch.
    pub(super) logs: &'static [&'static str],
    /// Why it is these logs.
    pub(super) logs_because: &'static str,
    /// Protocol of a proxy before it.
    pub(super) protocol: &'static str,
    /// How clients prove their password to a proxy.
    pub(super) password: &'static str,
}

impl Profile {
    pub(super) fn of(engine: Engine) -> Self {
        let (family, title, logs): (_, _, &[&str]) = match engine {
            Engine::AuroraMysql => {
                ("aurora-mysql", "Aurora MySQL", &["audit", "error", "slowquery"])
            }
            Engine::AuroraPostgresql => ("aurora-postgresql", "Aurora PostgreSQL", &["postgresql"]),
            Engine::Mysql => ("rds-mysql", "RDS for MySQL", &["audit", "error", "slowquery"]),
            Engine::Postgres => ("rds-postgres", "RDS for PostgreSQL", &["postgresql", "upgrade"]),
        };
        if postgresql(engine) {
            return Self {
                family,
                title,
                port: 5432,
                administrator: "postgres",
                logs,
                logs_because: "Everything that the engine writes.",
                protocol: "POSTGRESQL",
                password: "POSTGRES_SCRAM_SHA_256",
            };
        }
        Self {
            family,
            title,
            port: 3306,
            administrator: "admin",
            logs,
            logs_because: "The general log stays off: it has each statement with its values.",
            protocol: "MYSQL",
            password: "MYSQL_CACHING_SHA2_PASSWORD",
        }
    }
}

fn postgresql(engine: Engine) -> bool {
    matches!(engine, Engine::AuroraPostgresql | Engine::Postgres)
}

/// The `parameter` blocks of the engine's parameter group; all of them apply without a restart.
pub(super) fn parameters(engine: Engine, require_tls: &Ref) -> Vec<Block> {
    let parameter = |name: &str, value: Expr, why: Option<&str>| {
        let block = Block::nested("parameter").set("name", name).set("value", value);
        match why {
            Some(why) => block.why(why),
            None => block,
        }
    };
    let plain = |name: &str, value: &str| parameter(name, value.into(), None);
    let because = |name: &str, value: &str, why: &str| parameter(name, value.into(), Some(why));
    let tls = |name: &str, (on, off): (&str, &str)| {
        let why = "Refuses connections without TLS, unless the blueprint accepts them.";
        parameter(name, choice(require_tls.clone(), on, off), Some(why))
    };
    if postgresql(engine) {
        return vec![
            tls("rds.force_ssl", ("1", "0")),
            because(
                "log_disconnections",
                "1",
                "The end of a session says who it was, from where and for how long; a failed login \
                 is always logged.",
            ),
            plain("log_lock_waits", "1"),
            because("log_min_duration_statement", "1000", "In milliseconds."),
            plain("log_statement", "ddl"),
        ];
    }
    let slow = [plain("slow_query_log", "1"), because("long_query_time", "1", "In seconds.")];
    if engine == Engine::Mysql {
        let file = because("log_output", "FILE", "Only log files can be exported, tables cannot.");
        let tls = tls("require_secure_transport", ("1", "0"));
        return [tls, file].into_iter().chain(slow).collect();
    }
    let events = because(
        "server_audit_events",
        "CONNECT,QUERY_DCL,QUERY_DDL",
        "Logins, grants and changes of the schema; not the data itself.",
    );
    let tls = tls("require_secure_transport", ("ON", "OFF"));
    [tls, plain("server_audit_logging", "1"), events].into_iter().chain(slow).collect()
}
