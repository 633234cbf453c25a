//! The controller's role, and the Pod Identity association that gives it to its pods.

use super::policies::Policies;
use super::{Karpenter, NAMESPACE, SERVICE_ACCOUNT, json};
use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Output, Ref};

/// Trust, role, policies attached, association.
pub(super) struct Controller {
    trust: Block,
    role: Block,
    attached: Block,
    association: Block,
}

impl Controller {
    pub(super) fn new(karpenter: &Karpenter, policies: &Policies) -> Self {
        let account = karpenter.here.account();
        let trust = policy::document(
            "controller_trust",
            [Statement::allow("PodIdentity", &["sts:AssumeRole", "sts:TagSession"])
                .to("Service", ["pods.eks.amazonaws.com"])
                .when("StringEquals", "aws:SourceAccount", [account])
                .when("ArnEquals", "aws:SourceArn", [karpenter.cluster_arn()])],
        );
        let role = Block::resource("aws_iam_role", "controller")
            .set("name", karpenter.named("-controller"))
            .set("description", "Karpenter: launches and terminates the nodes of this cluster")
            .set("assume_role_policy", json(&trust));
        let attached = Block::resource("aws_iam_role_policy_attachment", "controller")
            .set("for_each", policies.address())
            .gap()
            .set("role", role.address().attr("name"))
            .set("policy_arn", Ref::each_value().attr("arn"));
        let association = Block::resource("aws_eks_pod_identity_association", "controller")
            .set("cluster_name", karpenter.cluster_name.address())
            .set("namespace", NAMESPACE)
            .set("service_account", SERVICE_ACCOUNT)
            .set("role_arn", role.address().attr("arn"))
            .gap()
            .set_because(
                "depends_on",
                crate::ir::list([attached.address()]),
                "A controller that starts with half of its policies fails until it is restarted.",
            );
        Self { trust, role, attached, association }
    }

    pub(super) fn outputs(&self) -> Vec<Output> {
        let arn = self.role.address().attr("arn");
        vec![Output::new("controller_role_arn", "ARN of the role of Karpenter's controller.", arn)]
    }

    pub(super) fn blocks(self) -> [Block; 4] {
        [self.trust, self.role, self.attached, self.association]
    }
}
