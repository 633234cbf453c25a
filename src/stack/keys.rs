//! KMS keys, each with a policy that names who may use it and through which service.

use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Ref, Variable, expr::Piece, template};

/// Why a log group may keep less than a year.
pub(super) const SHORT_LOGS: &str = "the blueprint asks for fewer days";

/// A key, its policy and its alias.
pub(super) struct Key {
    policy: Block,
    resource: Block,
    alias: Block,
}

/// The data sources that ARNs are made of, so that no partition, account or region is spelled out.
pub(super) struct Here {
    /// `data "aws_caller_identity"`
    pub(super) identity: Block,
    /// `data "aws_partition"`
    pub(super) partition: Block,
    /// `data "aws_region"`
    pub(super) region: Block,
}

impl Here {
    pub(super) fn new() -> Self {
        Self {
            identity: Block::data("aws_caller_identity", "current"),
            partition: Block::data("aws_partition", "current"),
            region: Block::data("aws_region", "current"),
        }
    }

    pub(super) fn account(&self) -> Ref {
        self.identity.address().attr("account_id")
    }

    pub(super) fn partition(&self) -> Ref {
        self.partition.address().attr("partition")
    }

    pub(super) fn region(&self) -> Ref {
        self.region.address().attr("region")
    }

    /// `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`
    pub(super) fn arn(&self, service: &str, resource: Vec<Piece>) -> crate::ir::Expr {
        let mut pieces: Vec<Piece> = vec![
            "arn:".into(),
            self.partition().into(),
            format!(":{service}:").into(),
            self.region().into(),
            ":".into(),
            self.account().into(),
            ":".into(),
        ];
        pieces.extend(resource);
        template(pieces)
    }

    /// `arn:PARTITION:iam::ACCOUNT:RESOURCE`
    pub(super) fn iam_arn(&self, resource: Vec<Piece>) -> crate::ir::Expr {
        let mut pieces: Vec<Piece> = vec![
            "arn:".into(),
            self.partition().into(),
            ":iam::".into(),
            self.account().into(),
            ":".into(),
        ];
        pieces.extend(resource);
        template(pieces)
    }

    /// The ARN of a cluster, spelled from its name, for policies that must exist before it.
    pub(super) fn cluster_arn(&self, name: &Variable) -> crate::ir::Expr {
        self.arn("eks", vec!["cluster/".into(), name.address().into()])
    }

    /// The ARN of a policy that AWS manages; `path` may hold `service-role/`.
    pub(super) fn managed_policy(&self, path: &str) -> crate::ir::Expr {
        template([
            "arn:".into(),
            self.partition().into(),
            format!(":iam::aws:policy/{path}").into(),
        ])
    }

    /// `SERVICE.REGION.SUFFIX`, as `kms:ViaService` and regional service principals have it.
    pub(super) fn endpoint(&self, service: &str) -> crate::ir::Expr {
        let service = format!("{service}.").into();
        template([service, self.region().into(), ".".into(), self.dns_suffix().into()])
    }

    /// `amazonaws.com`, or what the partition has instead.
    pub(super) fn dns_suffix(&self) -> Ref {
        self.partition.address().attr("dns_suffix")
    }
}

impl Key {
    /// A symmetric key that rotates yearly. `uses` says who may use it beside the account's own
    /// IAM policies; `alias` is without the `alias/`.
    pub(super) fn new(
        here: &Here,
        name: &str,
        description: &str,
        alias: Vec<Piece>,
        uses: Vec<Statement>,
    ) -> Self {
        let mut statements = vec![administration(here)];
        statements.extend(uses);
        let policy = ["CKV_AWS_109", "CKV_AWS_111", "CKV_AWS_356"]
            .iter()
            .fold(policy::document(&format!("{name}_key"), statements), |block, check| {
                block.skip(check, "in a key policy the resource * is this key alone")
            });
        let key = Block::resource("aws_kms_key", name)
            .set("description", description)
            .set("deletion_window_in_days", 30)
            .set("enable_key_rotation", true)
            .set("policy", policy.address().attr("json"));
        let mut pieces: Vec<Piece> = vec!["alias/".into()];
        pieces.extend(alias);
        let alias = Block::resource("aws_kms_alias", name)
            .set("name", template(pieces))
            .set("target_key_id", key.address().attr("key_id"));
        Self { policy, resource: key, alias }
    }

    /// Its ARN.
    pub(super) fn arn(&self) -> Ref {
        self.resource.address().attr("arn")
    }

    /// Its ID, the last part of the ARN.
    pub(super) fn id(&self) -> Ref {
        self.resource.address().attr("key_id")
    }

    /// Forbids Terraform to destroy it.
    pub(super) fn keep(mut self) -> Self {
        let lifecycle = Block::nested("lifecycle").set("prevent_destroy", true);
        self.resource = self.resource.nest(lifecycle);
        self
    }

    /// Policy, key, alias, in reading order.
    pub(super) fn blocks(self) -> [Block; 3] {
        [self.policy, self.resource, self.alias]
    }
}

/// The account's IAM policies decide who administers and uses a key; without this statement a key
/// can become unmanageable.
fn administration(here: &Here) -> Statement {
    let root = here.iam_arn(vec!["root".into()]);
    Statement::allow("AccountPolicies", &["kms:*"]).on(["*"]).to("AWS", [root])
}

/// Volumes of this account may be encrypted with a key, by whoever EC2 acts for: node groups,
/// Karpenter and the EBS driver. The AWS managed key for EBS grants the same.
pub(super) fn volumes_use(here: &Here) -> [Statement; 2] {
    let through_ec2 = |sid: &str, actions: &[&str]| {
        Statement::allow(sid, actions)
            .on(["*"])
            .to("AWS", ["*"])
            .when("StringEquals", "kms:CallerAccount", [here.account()])
            .when("StringEquals", "kms:ViaService", [here.endpoint("ec2")])
    };
    let actions =
        ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];
    [
        through_ec2("VolumesThroughEc2", &actions),
        through_ec2("VolumeGrantsThroughEc2", &["kms:CreateGrant"]).when(
            "Bool",
            "kms:GrantIsForAWSResource",
            ["true"],
        ),
    ]
}

/// The service of `CloudWatch` logs may use a key for these log groups only.
pub(super) fn logs_use(here: &Here, log_group_arn: crate::ir::Expr) -> Statement {
    Statement::allow(
        "CloudWatchLogs",
        &[
            "kms:Decrypt*",
            "kms:Describe*",
            "kms:Encrypt*",
            "kms:GenerateDataKey*",
            "kms:ReEncrypt*",
        ],
    )
    .on(["*"])
    .to("Service", [here.endpoint("logs")])
    .when("ArnEquals", "kms:EncryptionContext:aws:logs:arn", [log_group_arn])
}
