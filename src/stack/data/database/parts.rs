//! What the modules of all engines have in common: variables, key, logs, network, rotation.

use super::engine::{Profile, parameters};
use super::logs::{self, Logs};
use super::variables::Variables;
use crate::ir::{Block, Expr, Output, Ref, TerraformFile, Variable, call, not, object, template};
use crate::model::{Database, Engine, Platform};
use crate::stack::data::security_group::{group, rule};
use crate::stack::keys::{Here, Key};

/// Resources that an engine's files refer to.
pub(super) struct Parts {
    pub(super) here: Here,
    pub(super) engine: Engine,
    pub(super) profile: Profile,
    pub(super) variables: Variables,
    key: Key,
    pub(super) logs: Logs,
    pub(super) subnet_group: Block,
    pub(super) security_group: Block,
    pub(super) parameter_group: Block,
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
        let here = Here::new();
        let profile = Profile::of(engine);
        let variables = Variables::new(size);
        let key = logs::key(&here, &variables, place);
        let logs = Logs::new(platform, &profile, (&variables, &key), place);
        let subnet_group = Block::resource("aws_db_subnet_group", "this")
            .set("name", variables.name.address())
            .set("description", "Subnets without a way out of the VPC")
            .set("subnet_ids", variables.subnet_ids.address());
        let group_name = template([variables.name.address().into(), "-db".into()]);
        let security_group = group(variables.vpc_id.address(), &group_name, "Database");
        let parameter_group = parameter_group(group_kind, engine, &variables);
        Self {
            here,
            engine,
            profile,
            variables,
            key,
            logs,
            subnet_group,
            security_group,
            parameter_group,
        }
    }

    /// `NAME` and a suffix.
    pub(super) fn named(&self, suffix: &str) -> Expr {
        template([self.variables.name.address().into(), suffix.into()])
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
            self.variables.name.address().into(),
            "-final-".into(),
            crate::ir::expr::Piece::Value(incarnation),
        ]);
        block
            .gap()
            .set("deletion_protection", self.variables.protect.address())
            .set("skip_final_snapshot", not(self.variables.protect.address()))
            .set_because(
                "final_snapshot_identifier",
                snapshot,
                "With a part of the key's ID, so that a database that is made again can end too.",
            )
            .set("delete_automated_backups", not(self.variables.protect.address()))
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
        let insights = || self.variables.insights.address();
        block
            .gap()
            .set("enabled_cloudwatch_logs_exports", self.logs.exported())
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
            self.variables.node_security_group_id.address(),
            "Nodes and pods of the cluster",
            port,
        );
        let files = vec![
            TerraformFile::new("keys.tf").blocks(self.key.blocks()),
            self.logs.file(),
            TerraformFile::new("parameters.tf").block(self.parameter_group),
            TerraformFile::new("security_group.tf").blocks([self.security_group, from_nodes]),
        ];
        (files, self.variables.list())
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

fn parameter_group(kind: &str, engine: Engine, variables: &Variables) -> Block {
    let (name, major_version) = (&variables.name, &variables.major_version);
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
    parameters(engine, &variables.require_tls.address())
        .into_iter()
        .fold(group, Block::nest)
        .nest(Block::nested("lifecycle").set("create_before_destroy", true))
}
