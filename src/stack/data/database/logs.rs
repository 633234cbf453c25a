//! Log groups of a database, made before it, and the key that encrypts them and all the rest.

use super::engine::Profile;
use super::variables::Variables;
use crate::ir::expr::Piece;
use crate::ir::{Block, Ref, TerraformFile, call, list, template};
use crate::model::Platform;
use crate::stack::keys::{Here, Key, SHORT_LOGS, logs_use};

/// The logs that are exported, and their groups.
pub(super) struct Logs {
    names: Block,
    groups: Block,
}

/// The pieces of a log group's name; `place` is `cluster` or `instance`.
fn group(variables: &Variables, place: &str, log: Piece) -> Vec<Piece> {
    let start = format!("/aws/rds/{place}/").into();
    vec![start, variables.name.address().into(), "/".into(), log]
}

/// The key of the database.
pub(super) fn key(here: &Here, variables: &Variables, place: &str) -> Key {
    let mut arn: Vec<Piece> = vec!["log-group:".into()];
    arn.extend(group(variables, place, "*".into()));
    Key::new(
        here,
        "database",
        "Storage, backups, secret, insights and logs of the database",
        vec![variables.name.address().into(), "-db".into()],
        vec![logs_use(here, here.arn("logs", arn))],
    )
}

impl Logs {
    pub(super) fn new(
        platform: &Platform,
        profile: &Profile,
        (variables, key): (&Variables, &Key),
        place: &str,
    ) -> Self {
        let names = Block::new("locals", &[])
            .why(profile.logs_because)
            .set("logs", list(profile.logs.iter().copied()));
        let groups = Block::resource("aws_cloudwatch_log_group", "this")
            .why("Before the database: a group that RDS makes itself is unencrypted and kept for ever.")
            .set("for_each", call("toset", [names.local("logs").into()]))
            .gap()
            .set("name", template(group(variables, place, Ref::each_key().into())))
            .set("retention_in_days", variables.logs_days.address())
            .set("kms_key_id", key.arn())
            .skip_if(platform.monitoring.logs_days < 365, "CKV_AWS_338", SHORT_LOGS);
        Self { names, groups }
    }

    /// The list of exported logs.
    pub(super) fn exported(&self) -> Ref {
        self.names.local("logs")
    }

    /// What a database must wait for.
    pub(super) fn groups(&self) -> Ref {
        self.groups.address()
    }

    pub(super) fn file(self) -> TerraformFile {
        TerraformFile::new("logs.tf").blocks([self.names, self.groups])
    }
}
