//! The controller's policies: one for each thing that it does.
//!
//! Statements and conditions are those of
//! <https://github.com/aws/karpenter-provider-aws>, the `CloudFormation` template of the
//! getting-started guide, commit 1d927085d of 2026-08-21. There they are six policies because one
//! would be longer than the 6,144 characters that IAM accepts.

use super::nodes::Nodes;
use super::queue::Queue;
use super::{Karpenter, isolated, json};
use crate::ir::expr::Piece;
use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Expr, Ref, TerraformFile, object, template};
use crate::model::Platform;

/// What an instance is launched from; none of it carries the cluster's tags.
const LAUNCHED_FROM: [&str; 6] = [
    ":image/*",
    ":snapshot/*",
    "*:security-group/*",
    "*:subnet/*",
    "*:capacity-reservation/*",
    "*:placement-group/*",
];

/// What a launch makes.
const MADE: [&str; 6] = [
    "*:fleet/*",
    "*:instance/*",
    "*:volume/*",
    "*:network-interface/*",
    "*:launch-template/*",
    "*:spot-instances-request/*",
];

/// What Karpenter looks up in EC2.
const LOOK_UPS: [&str; 11] = [
    "ec2:DescribeCapacityReservations",
    "ec2:DescribeImages",
    "ec2:DescribeInstanceStatus",
    "ec2:DescribeInstanceTypeOfferings",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeInstances",
    "ec2:DescribeLaunchTemplates",
    "ec2:DescribePlacementGroups",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSpotPriceHistory",
    "ec2:DescribeSubnets",
];

/// The policies and their documents.
pub(super) struct Policies {
    documents: Vec<Block>,
    names: Block,
    resource: Block,
}

impl Policies {
    pub(super) fn new(
        karpenter: &Karpenter,
        platform: &Platform,
        nodes: &Nodes,
        queue: &Queue,
    ) -> Self {
        let mut documents = vec![
            policy::document("node_lifecycle", karpenter.node_lifecycle()),
            policy::document("iam_integration", karpenter.iam(nodes, isolated(platform))),
            policy::document("eks_integration", [karpenter.cluster()]),
            policy::document("interruption", [interruption(queue)]),
            discovery(karpenter),
        ];
        if !isolated(platform) {
            documents.push(policy::document("zonal_shift", [karpenter.zonal_shift()]));
        }
        let name = |block: &Block| block.labels[1].replace('_', "-");
        let names = Block::new("locals", &[])
            .why("One policy each, because together they are longer than IAM accepts.")
            .set("policies", object(documents.iter().map(|block| (name(block), json(block)))));
        let policy_name =
            [karpenter.cluster_name.address().into(), "-karpenter-".into(), Ref::each_key().into()];
        let resource = Block::resource("aws_iam_policy", "controller")
            .set("for_each", names.local("policies"))
            .gap()
            .set("name", template(policy_name))
            .set("description", "Karpenter's controller in this cluster")
            .set("policy", Ref::each_value());
        Self { documents, names, resource }
    }

    /// The address of all of them, by name.
    pub(super) fn address(&self) -> Ref {
        self.resource.address()
    }

    pub(super) fn file(self) -> TerraformFile {
        TerraformFile::new("policies.tf").blocks(self.documents).blocks([self.names, self.resource])
    }
}

/// A statement that holds only for what carries the cluster's tag and a second tag of Karpenter's.
struct Tags<'a> {
    karpenter: &'a Karpenter,
    /// `karpenter.sh/nodepool` or `karpenter.k8s.aws/ec2nodeclass`.
    by: &'static str,
    /// Instance profiles belong to no region, so they say theirs in a tag.
    regional: bool,
}

impl Tags<'_> {
    /// Of what exists already.
    fn owned(&self, statement: Statement) -> Statement {
        self.tagged(statement, "aws:ResourceTag", "ResourceTag")
    }

    /// Of what is about to be made.
    fn requested(&self, statement: Statement) -> Statement {
        let name = self.karpenter.cluster_name.address();
        self.tagged(statement, "aws:RequestTag", "RequestTag").when(
            "StringEquals",
            "aws:RequestTag/eks:eks-cluster-name",
            [name],
        )
    }

    fn tagged(&self, statement: Statement, prefix: &str, of: &str) -> Statement {
        let cluster = self.karpenter.cluster_tag(of);
        let mut statement = statement.when("StringEquals", cluster, ["owned"]);
        if self.regional {
            let key = format!("{prefix}/topology.kubernetes.io/region");
            let region = self.karpenter.here.region();
            statement = statement.when("StringEquals", key, [region]);
        }
        statement.when("StringLike", format!("{prefix}/{}", self.by), ["*"])
    }
}

impl Karpenter {
    fn node_lifecycle(&self) -> Vec<Statement> {
        let tags = Tags { karpenter: self, by: "karpenter.sh/nodepool", regional: false };
        let launch = ["ec2:CreateFleet", "ec2:RunInstances"];
        let make = ["ec2:CreateFleet", "ec2:CreateLaunchTemplate", "ec2:RunInstances"];
        let created_by = ["CreateFleet", "CreateLaunchTemplate", "RunInstances"];
        let on = |sid: &str, actions: &[&str], resources: &[&str]| {
            let arns = resources.iter().map(|resource| self.ec2(resource));
            Statement::allow(sid, actions).on(arns)
        };
        let templates = &["*:launch-template/*"];
        let both = &["*:instance/*", "*:launch-template/*"];
        vec![
            on("LaunchFrom", &launch, &LAUNCHED_FROM),
            tags.owned(on("LaunchFromOwnTemplates", &launch, templates)),
            tags.requested(on("LaunchWithTags", &make, &MADE)),
            tags.requested(on("TagAtLaunch", &["ec2:CreateTags"], &MADE)).when(
                "StringEquals",
                "ec2:CreateAction",
                created_by,
            ),
            tags.owned(on("TagOwnInstances", &["ec2:CreateTags"], &["*:instance/*"]))
                .when(
                    "StringEqualsIfExists",
                    "aws:RequestTag/eks:eks-cluster-name",
                    [self.cluster_name.address()],
                )
                .when(
                    "ForAllValues:StringEquals",
                    "aws:TagKeys",
                    ["Name", "eks:eks-cluster-name", "karpenter.sh/nodeclaim"],
                ),
            tags.owned(on(
                "DeleteOwn",
                &["ec2:DeleteLaunchTemplate", "ec2:TerminateInstances"],
                both,
            )),
        ]
    }

    fn iam(&self, nodes: &Nodes, isolated: bool) -> Vec<Statement> {
        let tags = Tags { karpenter: self, by: "karpenter.k8s.aws/ec2nodeclass", regional: true };
        let profiles =
            |sid: &str, actions: &[&str]| Statement::allow(sid, actions).on([self.profiles()]);
        let mut statements =
            vec![Statement::allow("PassNodeRole", &["iam:PassRole"]).on([nodes.role_arn()]).when(
                "StringEquals",
                "iam:PassedToService",
                ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"],
            )];
        if isolated {
            return statements;
        }
        statements.push(tags.requested(profiles("CreateProfiles", &["iam:CreateInstanceProfile"])));
        let tag = profiles("TagOwnProfiles", &["iam:TagInstanceProfile"]);
        statements.push(tags.requested(tags.owned(tag)));
        statements.push(tags.owned(profiles(
            "ChangeOwnProfiles",
            &[
                "iam:AddRoleToInstanceProfile",
                "iam:DeleteInstanceProfile",
                "iam:RemoveRoleFromInstanceProfile",
            ],
        )));
        statements
    }

    /// The endpoint and the certificate authority of the Kubernetes API.
    fn cluster(&self) -> Statement {
        Statement::allow("DescribeCluster", &["eks:DescribeCluster"])
            .on([self.here.cluster_arn(&self.cluster_name)])
    }

    /// Whether the cluster is shifted away from a zone; then nothing is launched there.
    fn zonal_shift(&self) -> Statement {
        Statement::allow("ReadZonalShift", &["arc-zonal-shift:GetManagedResource"]).on(["*"]).when(
            "StringEquals",
            "arc-zonal-shift:ResourceIdentifier",
            [self.here.cluster_arn(&self.cluster_name)],
        )
    }

    /// `arn:PARTITION:ec2:REGION:`, then account and resource.
    fn ec2(&self, resource: &str) -> Expr {
        let region = self.here.region().into();
        template([
            "arn:".into(),
            self.partition(),
            ":ec2:".into(),
            region,
            format!(":{resource}").into(),
        ])
    }

    /// Every instance profile of the account.
    fn profiles(&self) -> Expr {
        self.here.iam_arn(vec!["instance-profile/*".into()])
    }

    fn partition(&self) -> Piece {
        self.here.partition().into()
    }
}

fn interruption(queue: &Queue) -> Statement {
    let actions = ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"];
    Statement::allow("Interruptions", &actions).on([queue.arn()])
}

/// What it reads: neither actions on EC2's lists nor those on prices know resources.
fn discovery(karpenter: &Karpenter) -> Block {
    let region = karpenter.here.region();
    let parameters = template([
        "arn:".into(),
        karpenter.partition(),
        ":ssm:".into(),
        region.clone().into(),
        "::parameter/aws/service/*".into(),
    ]);
    let statements = [
        Statement::allow("DescribeInRegion", &LOOK_UPS).on(["*"]).when(
            "StringEquals",
            "aws:RequestedRegion",
            [region],
        ),
        Statement::allow("PublicParameters", &["ssm:GetParameter"]).on([parameters]),
        Statement::allow("Prices", &["pricing:GetProducts"]).on(["*"]),
        Statement::allow("ListProfiles", &["iam:ListInstanceProfiles"]).on(["*"]),
        Statement::allow("ReadProfiles", &["iam:GetInstanceProfile"]).on([karpenter.profiles()]),
    ];
    policy::document("resource_discovery", statements)
}
