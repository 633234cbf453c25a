//! The role of the nodes that Karpenter launches, and their entry into the cluster.

use super::{Karpenter, json};
use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Output, Ref, TerraformFile, call, list, template};
use crate::stack::cluster::NODE_POLICIES;

/// Trust, role, managed policies, access entry; an instance profile where IAM cannot be reached.
pub(super) struct Nodes {
    trust: Block,
    role: Block,
    policies: Block,
    entry: Block,
    profile: Option<Block>,
}

impl Nodes {
    pub(super) fn new(karpenter: &Karpenter, isolated: bool) -> Self {
        let ec2 = template(["ec2.".into(), karpenter.here.dns_suffix().into()]);
        let trust = policy::document(
            "nodes_trust",
            [Statement::allow("Nodes", &["sts:AssumeRole"]).to("Service", [ec2])],
        );
        let role = Block::resource("aws_iam_role", "nodes")
            .set("name", karpenter.named("-nodes"))
            .set(
                "description",
                "Karpenter's nodes: join the cluster, pull images, be reached by Session Manager",
            )
            .set("assume_role_policy", json(&trust));
        let arn = template([
            "arn:".into(),
            karpenter.here.partition().into(),
            ":iam::aws:policy/".into(),
            Ref::each_value().into(),
        ]);
        let policies = Block::resource("aws_iam_role_policy_attachment", "nodes")
            .set("for_each", call("toset", [list(NODE_POLICIES)]))
            .gap()
            .set("role", role.address().attr("name"))
            .set("policy_arn", arn);
        let entry = Block::resource("aws_eks_access_entry", "nodes")
            .why(
                "EKS makes the entry of managed node groups itself, but not this one; without it \
                 no node of Karpenter's joins.",
            )
            .set("cluster_name", karpenter.cluster_name.address())
            .set("principal_arn", role.address().attr("arn"))
            .set("type", "EC2_LINUX");
        let profile = isolated.then(|| {
            Block::resource("aws_iam_instance_profile", "nodes")
                .why(
                    "Without a way to the internet Karpenter does not reach IAM, which has no VPC \
                     endpoint, and cannot make the profile itself.",
                )
                .set("name", karpenter.named("-nodes"))
                .set("role", role.address().attr("name"))
        });
        Self { trust, role, policies, entry, profile }
    }

    /// The ARN of the role.
    pub(super) fn role_arn(&self) -> Ref {
        self.role.address().attr("arn")
    }

    pub(super) fn outputs(&self) -> [Output; 2] {
        let name = self.role.address().attr("name");
        [
            Output::new("node_role_name", "Name of the role of Karpenter's nodes.", name),
            Output::new("node_role_arn", "ARN of the role of Karpenter's nodes.", self.role_arn()),
        ]
    }

    pub(super) fn file(self) -> TerraformFile {
        TerraformFile::new("nodes.tf")
            .blocks([self.trust, self.role, self.policies])
            .blocks(self.profile)
            .block(self.entry)
    }
}
