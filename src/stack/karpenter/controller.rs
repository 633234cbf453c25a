//! The controller's role, and the Pod Identity association that gives it to its pods.

use super::policies::Policies;
use super::{Karpenter, NAMESPACE, json};
use crate::ir::{Block, Output, Ref};
use crate::stack::pod_identity::{self, Pods};

/// Trust, role, policies attached, association.
pub(super) struct Controller {
    trust: Block,
    role: Block,
    attached: Block,
    association: Block,
}

impl Controller {
    pub(super) fn new(karpenter: &Karpenter, policies: &Policies) -> Self {
        let cluster = &karpenter.cluster_name;
        // The service account as the chart names it.
        let pods = Pods::new(NAMESPACE, "karpenter");
        let here = &karpenter.here;
        let trust = pod_identity::trust("controller", here, here.cluster_arn(cluster), &pods);
        let role = Block::resource("aws_iam_role", "controller")
            .set("name", karpenter.named("-controller"))
            .set("description", "Karpenter: launches and terminates the nodes of this cluster")
            .set("assume_role_policy", json(&trust));
        let attached = Block::resource("aws_iam_role_policy_attachment", "controller")
            .set("for_each", policies.address())
            .gap()
            .set("role", role.address().attr("name"))
            .set("policy_arn", Ref::each_value().attr("arn"));
        let association =
            pod_identity::association("controller", cluster, &pods, &role).gap().set_because(
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
