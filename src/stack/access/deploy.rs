//! The role of deployments: images of this platform's repositories, and the cluster's address.
//! What it may do inside the cluster is not IAM's to say.

use super::trust::Trust;
use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Expr, Ref, Variable};
use crate::stack::keys::Here;

/// To push an image, and to read back what was pushed.
/// Source: <https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html>
const IMAGES: [&str; 8] = [
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:CompleteLayerUpload",
    "ecr:DescribeImages",
    "ecr:GetDownloadUrlForLayer",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
];

/// The seconds for which a session lasts at most: AWS allows no less.
const SESSION: u32 = 3600;

/// The role with its trust and its policy.
pub(super) struct Deploy {
    trust: Block,
    role: Block,
    document: Block,
    policy: Block,
    variables: [Variable; 3],
}

impl Deploy {
    pub(super) fn new(here: &Here, trust: &Trust) -> Self {
        let text = |name: &str, description: &str| Variable::new(name, "string", description);
        let prefix = text("prefix", "First part of the names of the platform's repositories.");
        let cluster = text("cluster_name", "Name of the cluster.");
        let name = text("deploy_role_name", "Name of the role of deployments.");

        let trust = trust.deploy();
        let role = Block::resource("aws_iam_role", "deploy")
            .set("name", name.address())
            .set("description", "GitHub's jobs that build, push and deploy services")
            .set("assume_role_policy", trust.address().attr("json"))
            .set("max_session_duration", SESSION);
        let document = policy::document(
            "deploy",
            statements(here.cluster_arn(&cluster), images(here, &prefix)),
        );
        let policy = Block::resource("aws_iam_role_policy", "deploy")
            .set("name", "deploy")
            .set("role", role.address().attr("name"))
            .set("policy", document.address().attr("json"));
        Self { trust, role, document, policy, variables: [prefix, cluster, name] }
    }

    pub(super) fn role_arn(&self) -> Ref {
        self.role.address().attr("arn")
    }

    /// Its variables, and its blocks in reading order.
    pub(super) fn into_parts(self) -> ([Variable; 3], [Block; 4]) {
        (self.variables, [self.trust, self.role, self.document, self.policy])
    }
}

/// The ARN of every repository of the platform and of no other.
fn images(here: &Here, prefix: &Variable) -> Expr {
    here.arn("ecr", vec!["repository/".into(), prefix.address().into(), "/*".into()])
}

fn statements(cluster: Expr, images: Expr) -> [Statement; 3] {
    [
        Statement::allow("Cluster", &["eks:DescribeCluster"]).on([cluster]),
        Statement::allow("Images", &IMAGES).on([images]),
        // A token for the registry permits nothing that the statement above does not.
        Statement::allow("Registry", &["ecr:GetAuthorizationToken"]).on(["*"]),
    ]
}
