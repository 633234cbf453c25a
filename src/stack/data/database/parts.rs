//! What the modules of all engines have in common: variables, key, logs, network, rotation.

use super::engine::{Profile, parameters};
use super::security_group::{group, rule};
use crate::ir::{
    Block, Expr, Output, Ref, TerraformFile, Variable, call, list, not, object, template,
};
use crate::model::{Database, Engine, Platform};
use crate::stack::keys::{Here, Key, SHORT_LOGS, logs_use};

/// Variables and resources that an engine's files refer to.
pub(super) struct Parts {
    pub(super) here: Here,
    pub(super) engine: Engine,
    pub(super) profile: Profile,
    pub(super) name: Variable,
    pub(super) engine_version: Variable,
    pub(super) major_version: Variable,
    pub(super) instance_class: Variable,
    /// `instances` or `storage`.
    pub(super) size: Variable,
    pub(super) database_name: Variable,
    vpc_id: Variable,
    subnet_ids: Variable,
    node_security_group_id: Variable,
    require_tls: Variable,
    pub(super) backup_days: Variable,
    pub(super) backup_window: Variable,
    pub(super) maintenance_window: Variable,
    insights: Variable,
    logs_days: Variable,
    pub(super) protect: Variable,
    key: Key,
    pub(super) subnet_group: Block,
    pub(super) security_group: Block,
    pub(super) parameter_group: Block,
    log_names: Block,
    pub(super) log_groups: Block,
}

impl Parts {
    /// `place` is `cluster` or `instance`, as the names of log groups have it; `group_kind` is the
    /// type of the parameter group.
    pub(super) fn new(
        platform: &Platform,
        engine: Engine,
        size: Variable,
        (place, group_kind): (&str, &str),
    ) -> Self {
        let string = |name: &str, description: &str| Variable::new(name, "string", description);
        let number = |name: &str, description: &str| Variable::new(name, "number", description);
        let profile = Profile::of(engine);
        let here = Here::new();
        let name = string("name", "Identifier of the database and prefix of every name.");
        let major_version = string(
            "major_version",
            "The engine's major version, which the family of its parameters is named by.",
        );
        let require_tls =
            Variable::new("require_tls", "bool", "Whether connections without TLS are refused.");
        let vpc_id = string("vpc_id", "ID of the VPC.");
        let subnet_ids =
            Variable::new("subnet_ids", "list(string)", "Subnets of the database, one a zone.");
        let logs_days =
            number("logs_days", "Days that logs are kept; a value that CloudWatch Logs accepts.");
        let logs = |log: Vec<crate::ir::expr::Piece>| {
            let start = [format!("/aws/rds/{place}/").into(), name.address().into(), "/".into()];
            start.into_iter().chain(log).collect::<Vec<_>>()
        };
        let mut arn: Vec<crate::ir::expr::Piece> = vec!["log-group:".into()];
        arn.extend(logs(vec!["*".into()]));
        let key = Key::new(
            &here,
            "database",
            "Storage, backups, secret, insights and logs of the database",
            vec![name.address().into(), "-db".into()],
            vec![logs_use(&here, here.arn("logs", arn))],
        );
        let log_names = Block::new("locals", &[])
            .why(profile.logs_because)
            .set("logs", list(profile.logs.iter().copied()));
        let log_groups = Block::resource("aws_cloudwatch_log_group", "this")
            .why("Before the database: a group that RDS makes itself is unencrypted and kept for ever.")
            .set("for_each", call("toset", [log_names.local("logs").into()]))
            .gap()
            .set("name", template(logs(vec![Ref::each_key().into()])))
            .set("retention_in_days", logs_days.address())
            .set("kms_key_id", key.arn())
            .skip_if(platform.monitoring.logs_days < 365, "CKV_AWS_338", SHORT_LOGS);
        let subnet_group = Block::resource("aws_db_subnet_group", "this")
            .set("name", name.address())
            .set("description", "Subnets without a way out of the VPC")
            .set("subnet_ids", subnet_ids.address());
        let group_name = template([name.address().into(), "-db".into()]);
        let security_group = group(vpc_id.address(), &group_name, "Database");
        let parameter_group =
            parameter_group(group_kind, engine, (&name, &major_version), &require_tls);
        Self {
            engine_version: string("engine_version", "The engine's version, to the minor."),
            instance_class: string(
                "instance_class",
                "Class of the instances, such as db.r8g.large.",
            ),
            database_name: string("database_name", "The database that exists from the start."),
            node_security_group_id: string(
                "node_security_group_id",
                "Security group of the cluster's nodes, which alone may connect.",
            ),
            backup_days: number("backup_days", "Days back to which the database can be restored."),
            backup_window: string("backup_window", "When the daily backup starts, in UTC."),
            maintenance_window: string(
                "maintenance_window",
                "When changes that interrupt are applied, weekly, in UTC.",
            ),
            insights: Variable::new(
                "insights",
                "object({ mode = string, retention_days = number })",
                "Mode of Database Insights and days of its data; advanced needs 465, and 7 are free \
                 of charge.",
            ),
            protect: Variable::new(
                "protect",
                "bool",
                "Whether the database refuses to be deleted, and leaves a final snapshot and its \
                 backups behind when it is.",
            ),
            here,
            engine,
            profile,
            name,
            major_version,
            size,
            vpc_id,
            subnet_ids,
            require_tls,
            logs_days,
            key,
            subnet_group,
            security_group,
            parameter_group,
            log_names,
            log_groups,
        }
    }

    /// `NAME` and a suffix.
    pub(super) fn named(&self, suffix: &str) -> Expr {
        template([self.name.address().into(), suffix.into()])
    }

    /// Sets who administers the database: RDS makes the password, and Terraform never sees it.
    pub(super) fn administrator(&self, block: Block, argument: &str) -> Block {
        block
            .gap()
            .set(argument, self.profile.administrator)
            .set_because(
                "manage_master_user_password",
                true,
                "RDS makes the password and keeps it in Secrets Manager; Terraform never sees it.",
            )
            .set("master_user_secret_kms_key_id", self.key.arn())
            .set("iam_database_authentication_enabled", true)
    }

    /// Sets encryption at rest.
    pub(super) fn encrypted(&self, block: Block) -> Block {
        block.set("storage_encrypted", true).set("kms_key_id", self.key.arn())
    }

    /// Sets what happens on changes and at the end.
    pub(super) fn guarded(&self, block: Block) -> Block {
        let incarnation = call("substr", [self.key.id().into(), 0.into(), 8.into()]);
        let snapshot = template([
            self.name.address().into(),
            "-final-".into(),
            crate::ir::expr::Piece::Value(incarnation),
        ]);
        block
            .gap()
            .set("deletion_protection", self.protect.address())
            .set("skip_final_snapshot", not(self.protect.address()))
            .set_because(
                "final_snapshot_identifier",
                snapshot,
                "With a part of the key's ID, so that a database that is made again can end too.",
            )
            .set("delete_automated_backups", not(self.protect.address()))
            .set("copy_tags_to_snapshot", true)
            .gap()
            .set_because(
                "allow_major_version_upgrade",
                true,
                "Versions change by a commit only, major ones too.",
            )
            .set_because(
                "apply_immediately",
                false,
                "What interrupts waits for the maintenance window.",
            )
            .set_because(
                "engine_lifecycle_support",
                "open-source-rds-extended-support-disabled",
                "Extended support is paid by the vCPU and hides a missed upgrade.",
            )
    }

    /// Sets logs and Database Insights.
    pub(super) fn observed(&self, block: Block) -> Block {
        let insights = || self.insights.address();
        block
            .gap()
            .set("enabled_cloudwatch_logs_exports", self.log_names.local("logs"))
            .set("database_insights_mode", insights().attr("mode"))
            .set("performance_insights_enabled", true)
            .set("performance_insights_kms_key_id", self.key.arn())
            .set("performance_insights_retention_period", insights().attr("retention_days"))
    }

    /// The rotation of the administrator's password in `database`, the cluster or instance.
    pub(super) fn rotation(database: &Block) -> Block {
        Block::resource("aws_secretsmanager_secret_rotation", "this")
            .why("Without a function of its own: RDS rotates, every seven days unless told otherwise.")
            .set("secret_id", secret(database))
            .set_because("rotate_immediately", false, "The first password is new already.")
            .nest(Block::nested("rotation_rules").set("automatically_after_days", 30))
    }

    /// The outputs that do not depend on the kind of database.
    pub(super) fn outputs(&self, database: &Block) -> Vec<Output> {
        let attr = |name: &str| database.address().attr(name);
        vec![
            Output::new("port", "Port of the database.", attr("port")),
            Output::new(
                "secret_arn",
                "ARN of the secret with the administrator's name and password.",
                secret(database),
            ),
            Output::new("key_arn", "ARN of the key that encrypts all of it.", self.key.arn()),
            Output::new(
                "security_group_id",
                "Security group of the database.",
                self.security_group.address().attr("id"),
            ),
        ]
    }

    /// The data sources that every module begins with.
    pub(super) fn sources(&self) -> [Block; 3] {
        let here = &self.here;
        [here.identity.clone(), here.partition.clone(), here.region.clone()]
    }

    /// The files beside `main.tf`, and the variables in their order.
    pub(super) fn finish(self) -> (Vec<TerraformFile>, Vec<Variable>) {
        let port = self.profile.port;
        let from_nodes = rule(
            ("ingress", "nodes"),
            self.security_group.address().attr("id"),
            self.node_security_group_id.address(),
            "Nodes and pods of the cluster",
            port,
        );
        let files = vec![
            TerraformFile::new("keys.tf").blocks(self.key.blocks()),
            TerraformFile::new("logs.tf").blocks([self.log_names, self.log_groups]),
            TerraformFile::new("parameters.tf").block(self.parameter_group),
            TerraformFile::new("security_group.tf").blocks([self.security_group, from_nodes]),
        ];
        let variables = vec![
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
        ];
        (files, variables)
    }
}

/// Why an unprotected database is one.
pub(super) const UNPROTECTED: &str = "the blueprint leaves a database of it unprotected";

/// Whether a module makes a database that may be deleted.
pub(super) fn any_unprotected(databases: &[&Database]) -> bool {
    databases.iter().any(|database| !database.protect)
}

fn secret(database: &Block) -> Ref {
    database.address().attr("master_user_secret").index(0).attr("secret_arn")
}

fn parameter_group(
    kind: &str,
    engine: Engine,
    (name, major_version): (&Variable, &Variable),
    require_tls: &Variable,
) -> Block {
    let prefix = template([name.address().into(), "-".into()]);
    let family = template([engine.name().into(), major_version.address().into()]);
    let group = Block::resource(kind, "this")
        .set_because(
            "name_prefix",
            prefix,
            "A new major version needs a new group before the old one goes.",
        )
        .set("family", family)
        .set("description", "TLS and logs")
        .gap()
        .set("tags", object([("Name", name.address())]));
    parameters(engine, require_tls.address())
        .into_iter()
        .fold(group, Block::nest)
        .nest(Block::nested("lifecycle").set("create_before_destroy", true))
}
