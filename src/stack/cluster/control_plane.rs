//! The EKS control plane: its role, its log group and the cluster itself.

use super::Cluster;
use super::security_groups::SecurityGroups;
use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Expr, Output, Ref, TerraformFile, list, template};
use crate::model::Platform;
use crate::stack::keys::{Key, SHORT_LOGS};

/// Control-plane logs that EKS can export: all of them.
const LOG_TYPES: [&str; 5] = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/// The control plane.
pub(super) struct ControlPlane {
    role: Vec<Block>,
    log_group: Block,
    cluster: Block,
}

impl ControlPlane {
    pub(super) fn new(
        cluster: &Cluster,
        groups: &SecurityGroups,
        (secrets_key, logs_key): (&Key, &Key),
        platform: &Platform,
    ) -> Self {
        let role = role(cluster, secrets_key);
        let log_group = Block::resource("aws_cloudwatch_log_group", "control_plane")
            .why("Before the cluster: a group that EKS makes itself is unencrypted and kept for ever.")
            .set("name", template(["/aws/eks/".into(), cluster.name.address().into(), "/cluster".into()]))
            .set("retention_in_days", cluster.logs_days.address())
            .set("kms_key_id", logs_key.arn())
            .skip_if(platform.cluster.logs_days < 365, "CKV_AWS_338", SHORT_LOGS);
        let before = [role[2].address(), role[4].address(), log_group.address()];
        let block = Block::resource("aws_eks_cluster", "this")
            .skip_if(
                platform.cluster.public_api.is_some(),
                "CKV_AWS_39",
                "the blueprint asks for a public endpoint, for the addresses that it names",
            )
            .skip_if(
                platform.cluster.version == "1.36",
                "CKV_AWS_339",
                "EKS supports 1.36; the list of checkov 3.3.30 ends at 1.35",
            )
            .set("name", cluster.name.address())
            .set("role_arn", role[1].address().attr("arn"))
            .set("version", cluster.version.address())
            .gap()
            .set("enabled_cluster_log_types", list(LOG_TYPES))
            .set("deletion_protection", cluster.deletion_protection.address())
            .set_because(
                "bootstrap_self_managed_addons",
                false,
                "The add-ons below own the network plugin, kube-proxy and CoreDNS.",
            )
            .nest(
                Block::nested("access_config")
                    .why("Access is what access entries say: whoever creates the cluster is nobody in it.")
                    .set("authentication_mode", "API")
                    .set("bootstrap_cluster_creator_admin_permissions", false),
            )
            .nest(vpc_config(cluster, groups, platform))
            .nest(
                Block::nested("encryption_config")
                    .set("resources", list(["secrets"]))
                    .nest(Block::nested("provider").set("key_arn", secrets_key.arn())),
            )
            .nest(
                Block::nested("upgrade_policy")
                    .why("Extended support costs six times as much and hides a missed upgrade.")
                    .set("support_type", "STANDARD"),
            )
            .nest(Block::nested("zonal_shift_config").set("enabled", true))
            .gap()
            .set_because(
                "depends_on",
                list(before),
                "On the way down the role outlives the cluster, or EKS cannot remove its interfaces.",
            );
        Self { role, log_group, cluster: block }
    }

    /// `aws_eks_cluster.this.name`, which other resources wait for.
    pub(super) fn name(&self) -> Ref {
        self.cluster.address().attr("name")
    }

    pub(super) fn outputs(&self) -> Vec<Output> {
        let attr = |name: &str| self.cluster.address().attr(name);
        let authority = attr("certificate_authority").index(0).attr("data");
        vec![
            Output::new("cluster_name", "Name of the cluster.", attr("name")),
            Output::new("cluster_arn", "ARN of the cluster.", attr("arn")),
            Output::new("cluster_endpoint", "URL of the Kubernetes API.", attr("endpoint")),
            Output::new(
                "cluster_certificate_authority",
                "Certificate authority of the Kubernetes API, base64.",
                authority,
            ),
        ]
    }

    pub(super) fn file(self, cluster: &Cluster) -> TerraformFile {
        TerraformFile::new("main.tf")
            .blocks([
                cluster.here.identity.clone(),
                cluster.here.partition.clone(),
                cluster.here.region.clone(),
                cluster.default_tags.clone(),
            ])
            .banner("Role of the control plane")
            .blocks(self.role)
            .banner("Cluster")
            .blocks([self.log_group, self.cluster])
    }
}

/// Trust, role, managed policy, policy document, policy.
fn role(cluster: &Cluster, secrets_key: &Key) -> Vec<Block> {
    let trust = policy::document(
        "control_plane_trust",
        [Statement::allow("ControlPlane", &["sts:AssumeRole"])
            .to("Service", ["eks.amazonaws.com"])
            .when("ArnLike", "aws:SourceArn", [cluster.here.cluster_arn(&cluster.name)])],
    );
    let role = Block::resource("aws_iam_role", "control_plane")
        .set("name", cluster.named("control-plane"))
        .set("description", "Assumed by EKS to run the control plane of this cluster")
        .set("assume_role_policy", trust.address().attr("json"));
    let managed = Block::resource("aws_iam_role_policy_attachment", "control_plane")
        .set("role", role.address().attr("name"))
        .set("policy_arn", cluster.here.managed_policy("AmazonEKSClusterPolicy"));
    let actions = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:ListGrants"];
    let document = policy::document(
        "control_plane",
        [Statement::allow("EncryptSecrets", &actions).on([secrets_key.arn()])],
    );
    let attached = Block::resource("aws_iam_role_policy", "control_plane")
        .set("name", "encrypt-secrets")
        .set("role", role.address().attr("name"))
        .set("policy", document.address().attr("json"));
    vec![trust, role, managed, document, attached]
}

fn vpc_config(cluster: &Cluster, groups: &SecurityGroups, platform: &Platform) -> Block {
    let public: Expr = platform.cluster.public_api.is_some().into();
    let block = Block::nested("vpc_config")
        .set("subnet_ids", cluster.control_plane_subnets.address())
        .set("security_group_ids", list([groups.control_plane()]))
        .gap()
        .set("endpoint_private_access", true)
        .set("endpoint_public_access", public);
    if platform.cluster.public_api.is_some() {
        return block.set("public_access_cidrs", cluster.public_access_cidrs.address());
    }
    block
}
