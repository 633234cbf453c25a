//! The variables that the modules of all engines share.

use crate::ir::Variable;

/// In the order in which a root passes them.
pub(super) struct Variables {
    pub(super) name: Variable,
    pub(super) engine_version: Variable,
    pub(super) major_version: Variable,
    pub(super) instance_class: Variable,
    /// `instances` or `storage`.
    pub(super) size: Variable,
    pub(super) database_name: Variable,
    pub(super) vpc_id: Variable,
    pub(super) subnet_ids: Variable,
    pub(super) node_security_group_id: Variable,
    pub(super) require_tls: Variable,
    pub(super) backup_days: Variable,
    pub(super) backup_window: Variable,
    pub(super) maintenance_window: Variable,
    pub(super) insights: Variable,
    pub(super) logs_days: Variable,
    pub(super) protect: Variable,
}

fn string(name: &str, description: &str) -> Variable {
    Variable::new(name, "string", description)
}

fn number(name: &str, description: &str) -> Variable {
    Variable::new(name, "number", description)
}

fn flag(name: &str, description: &str) -> Variable {
    Variable::new(name, "bool", description)
}

impl Variables {
    #[rustfmt::skip]
    pub(super) fn new(size: Variable) -> Self {
        Self {
            name: string("name", "Identifier of the database and prefix of every name."),
            engine_version: string("engine_version", "Version of the engine, to the minor."),
            major_version: string("major_version", "Major version, which the family of parameters is named by."),
            instance_class: string("instance_class", "Class of the instances, such as db.r8g.large."),
            size,
            database_name: string("database_name", "The database that exists from the start."),
            vpc_id: string("vpc_id", "ID of the VPC."),
            subnet_ids: Variable::new("subnet_ids", "list(string)", "Subnets of the database, one a zone."),
            node_security_group_id: string("node_security_group_id", "Security group of the cluster's nodes, which alone may connect."),
            require_tls: flag("require_tls", "Whether connections without TLS are refused."),
            backup_days: number("backup_days", "Days back to which the database can be restored."),
            backup_window: string("backup_window", "When the daily backup starts, in UTC."),
            maintenance_window: string("maintenance_window", "When changes that interrupt are applied, weekly, in UTC."),
            insights: Variable::new(
                "insights",
                "object({ mode = string, retention_days = number })",
                "Mode of Database Insights and days of its data; advanced needs 465, and 7 are free of charge.",
            ),
            logs_days: number("logs_days", "Days that logs are kept; a value that CloudWatch Logs accepts."),
            protect: flag("protect", "Whether the database refuses to be deleted, and leaves a final snapshot and its backups behind when it is."),
        }
    }

    /// All of them.
    pub(super) fn list(self) -> Vec<Variable> {
        vec![
            self.name,
            self.engine_version,
            self.major_version,
            self.instance_class,
            self.size,
            self.database_name,
            self.vpc_id,
            self.subnet_ids,
            self.node_security_group_id,
            self.require_tls,
            self.backup_days,
            self.backup_window,
            self.maintenance_window,
            self.insights,
            self.logs_days,
            self.protect,
        ]
    }
}
