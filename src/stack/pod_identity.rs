//! Roles that pods get through EKS Pod Identity: no key, no annotation, and only this cluster may
//! hand them out.
//!
//! How the service assumes roles: <https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html>.

use super::keys::Here;
use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Ref, Variable};

/// The pods that get a role: those of one service account.
#[derive(Clone, Copy)]
pub(super) struct Pods {
    pub(super) namespace: &'static str,
    pub(super) service_account: &'static str,
}

/// What a controller may do, and who it is.
pub(super) struct Duty<'a> {
    /// The label of its blocks.
    pub(super) label: &'a str,
    pub(super) role_name: &'a Variable,
    /// The role's description.
    pub(super) description: &'a str,
    pub(super) pods: Pods,
    /// The name of its only policy: what that permits.
    pub(super) policy: &'a str,
    pub(super) statements: Vec<Statement>,
}

/// A role with one policy, and the association that gives it to its pods.
pub(super) struct Controller {
    role: Block,
    document: Block,
    policy: Block,
    association: Block,
}

/// EKS' Pod Identity service, for this cluster only; a module has one such document.
pub(super) fn trust(here: &Here, cluster_name: &Variable) -> Block {
    policy::document(
        "pod_identity_trust",
        [Statement::allow("PodIdentity", &["sts:AssumeRole", "sts:TagSession"])
            .to("Service", ["pods.eks.amazonaws.com"])
            .when("StringEquals", "aws:SourceAccount", [here.account()])
            .when("ArnEquals", "aws:SourceArn", [here.cluster_arn(cluster_name)])],
    )
}

/// Gives a role to pods.
pub(super) fn association(label: &str, cluster_name: &Variable, pods: Pods, role: &Block) -> Block {
    Block::resource("aws_eks_pod_identity_association", label)
        .set("cluster_name", cluster_name.address())
        .set("namespace", pods.namespace)
        .set("service_account", pods.service_account)
        .set("role_arn", role.address().attr("arn"))
}

impl Controller {
    /// The controller of a cluster; `trust` is [`trust`].
    pub(super) fn new(cluster_name: &Variable, trust: &Block, duty: Duty<'_>) -> Self {
        let role = Block::resource("aws_iam_role", duty.label)
            .set("name", duty.role_name.address())
            .set("description", duty.description)
            .set("assume_role_policy", trust.address().attr("json"));
        let document = policy::document(duty.label, duty.statements);
        let policy = Block::resource("aws_iam_role_policy", duty.label)
            .set("name", duty.policy)
            .set("role", role.address().attr("name"))
            .set("policy", document.address().attr("json"));
        let association = association(duty.label, cluster_name, duty.pods, &role);
        Self { role, document, policy, association }
    }

    /// The ARN of the role.
    pub(super) fn role_arn(&self) -> Ref {
        self.role.address().attr("arn")
    }

    /// Role, permissions, association, in reading order.
    pub(super) fn blocks(self) -> [Block; 4] {
        [self.role, self.document, self.policy, self.association]
    }
}
