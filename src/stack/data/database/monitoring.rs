//! Enhanced monitoring: the role by which RDS reports what the operating system of an instance does.

use super::parts::Parts;
use crate::ir::policy::{self, Statement};
use crate::ir::{Block, TerraformFile};

/// The role and what it may do.
pub(super) struct Monitoring {
    trust: Block,
    pub(super) role: Block,
    pub(super) attachment: Block,
}

impl Monitoring {
    pub(super) fn new(parts: &Parts) -> Self {
        let statement = Statement::allow("EnhancedMonitoring", &["sts:AssumeRole"])
            .to("Service", ["monitoring.rds.amazonaws.com"])
            .when("StringEquals", "aws:SourceAccount", [parts.here.account()]);
        let trust = policy::document("monitoring_trust", [statement]);
        let role = Block::resource("aws_iam_role", "monitoring")
            .set("name", parts.named("-db-monitoring"))
            .set("description", "Writes metrics of the database's operating system")
            .set("assume_role_policy", trust.address().attr("json"));
        let policy = parts.here.managed_policy("service-role/AmazonRDSEnhancedMonitoringRole");
        let attachment = Block::resource("aws_iam_role_policy_attachment", "monitoring")
            .set("role", role.address().attr("name"))
            .set("policy_arn", policy);
        Self { trust, role, attachment }
    }

    /// Sets it up on an instance.
    pub(super) fn on(&self, instance: Block) -> Block {
        instance
            .set_because("monitoring_interval", 60, "In seconds.")
            .set("monitoring_role_arn", self.role.address().attr("arn"))
    }

    pub(super) fn file(self) -> TerraformFile {
        TerraformFile::new("monitoring.tf").blocks([self.trust, self.role, self.attachment])
    }
}
