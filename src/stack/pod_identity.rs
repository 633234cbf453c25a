//! Roles that pods get through EKS Pod Identity: no key, no annotation, only in this cluster, and
//! only the pods of one service account.
//!
//! Trust: <https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html>; the tags that a
//! session has: <https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html>.

use super::keys::Here;
use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Expr, Ref, Variable};

/// The pods that get a role: those of one service account.
pub(super) struct Pods {
    namespace: Expr,
    service_account: Expr,
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
    trust: Block,
    role: Block,
    document: Block,
    policy: Block,
    association: Block,
}

/// `LABEL_trust`: EKS' Pod Identity service, for these pods of this cluster, so that an association
/// of other pods with the role comes to nothing.
pub(super) fn trust(label: &str, here: &Here, cluster_arn: Expr, pods: &Pods) -> Block {
    let tag = |name: &str| format!("aws:RequestTag/kubernetes-{name}");
    policy::document(
        &format!("{label}_trust"),
        [Statement::allow("PodIdentity", &["sts:AssumeRole", "sts:TagSession"])
            .to("Service", ["pods.eks.amazonaws.com"])
            .when("StringEquals", "aws:SourceAccount", [here.account()])
            .when("ArnEquals", "aws:SourceArn", [cluster_arn])
            .when("StringEquals", tag("namespace"), [pods.namespace.clone()])
            .when("StringEquals", tag("service-account"), [pods.service_account.clone()])],
    )
}

/// Gives a role to pods.
pub(super) fn association(
    label: &str,
    cluster_name: &Variable,
    pods: &Pods,
    role: &Block,
) -> Block {
    Block::resource("aws_eks_pod_identity_association", label)
        .set("cluster_name", cluster_name.address())
        .set("namespace", pods.namespace.clone())
        .set("service_account", pods.service_account.clone())
        .set("role_arn", role.address().attr("arn"))
}

impl Pods {
    pub(super) fn new(namespace: impl Into<Expr>, service_account: impl Into<Expr>) -> Self {
        Self { namespace: namespace.into(), service_account: service_account.into() }
    }
}

impl Controller {
    pub(super) fn new(here: &Here, cluster_name: &Variable, duty: Duty<'_>) -> Self {
        let trust = trust(duty.label, here, here.cluster_arn(cluster_name), &duty.pods);
        let role = Block::resource("aws_iam_role", duty.label)
            .set("name", duty.role_name.address())
            .set("description", duty.description)
            .set("assume_role_policy", trust.address().attr("json"));
        let document = policy::document(duty.label, duty.statements);
        let policy = Block::resource("aws_iam_role_policy", duty.label)
            .set("name", duty.policy)
            .set("role", role.address().attr("name"))
            .set("policy", document.address().attr("json"));
        let association = association(duty.label, cluster_name, &duty.pods, &role);
        Self { trust, role, document, policy, association }
    }

    /// The ARN of the role.
    pub(super) fn role_arn(&self) -> Ref {
        self.role.address().attr("arn")
    }

    /// Trust, role, permissions, association, in reading order.
    pub(super) fn blocks(self) -> [Block; 5] {
        [self.trust, self.role, self.document, self.policy, self.association]
    }
}
