//! The variables of the module.

use crate::ir::Variable;

/// In the order in which a root passes them.
pub(super) struct Variables {
    pub(super) name: Variable,
    pub(super) engine_version: Variable,
    pub(super) parameter_group: Variable,
    pub(super) node_type: Variable,
    pub(super) nodes: Variable,
    pub(super) vpc_id: Variable,
    pub(super) subnet_ids: Variable,
    pub(super) node_group: Variable,
    pub(super) secret_name: Variable,
    pub(super) recovery_days: Variable,
    pub(super) snapshot_days: Variable,
    pub(super) snapshot_window: Variable,
    pub(super) maintenance_window: Variable,
    pub(super) logs_days: Variable,
}

impl Variables {
    #[rustfmt::skip]
    pub(super) fn new() -> Self {
        let string = |name: &str, description: &str| Variable::new(name, "string", description);
        let number = |name: &str, description: &str| Variable::new(name, "number", description);
        Self {
            name: string("name", "ID of the replication group and prefix of every name."),
            engine_version: string("engine_version", "Version of Valkey, to the minor."),
            parameter_group: string("parameter_group", "Parameter group of its major version, for a single shard."),
            node_type: string("node_type", "Type of the nodes, such as cache.r7g.large."),
            nodes: number("nodes", "The primary and its replicas."),
            vpc_id: string("vpc_id", "ID of the VPC."),
            subnet_ids: Variable::new("subnet_ids", "list(string)", "Subnets of the cache, one a zone."),
            node_group: string("node_security_group_id", "Security group of the cluster's nodes, which alone may connect."),
            secret_name: string("secret_name", "Name of the secret with the token."),
            recovery_days: number("recovery_days", "Days in which a deleted secret can be brought back."),
            snapshot_days: number("snapshot_days", "Days that daily snapshots are kept."),
            snapshot_window: string("snapshot_window", "When the daily snapshot starts, in UTC."),
            maintenance_window: string("maintenance_window", "When changes that interrupt are applied, weekly, in UTC."),
            logs_days: number("logs_days", "Days that logs are kept; a value that CloudWatch Logs accepts."),
        }
    }

    /// All of them.
    pub(super) fn list(self) -> Vec<Variable> {
        vec![
            self.name,
            self.engine_version,
            self.parameter_group,
            self.node_type,
            self.nodes,
            self.vpc_id,
            self.subnet_ids,
            self.node_group,
            self.secret_name,
            self.recovery_days,
            self.snapshot_days,
            self.snapshot_window,
            self.maintenance_window,
            self.logs_days,
        ]
    }
}
