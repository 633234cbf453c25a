//! Repositories: where the image of each service lies that the platform builds itself.

use crate::ir::policy::{self, Statement};
use crate::ir::{
    Block, Expr, Module, Output, TerraformFile, Variable, call, list, object, template,
};
use crate::model::{Platform, Service};
use crate::stack::inside;
use crate::stack::keys::{Here, Key};
use crate::stack::layers::{Earlier, Layer};

/// Images with a tag that a repository keeps. Each commit that changes a service makes one, or one
/// more for each architecture; whatever is older than this many does not run any more.
const KEPT: u32 = 100;

/// What fetches an image.
const PULL: [&str; 3] =
    ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

/// What puts an image in.
const PUSH: [&str; 4] =
    ["ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart"];

/// In the order in which a root passes them.
struct Variables {
    name: Variable,
    key: Variable,
    system_nodes: Variable,
    nodes: Variable,
    deploy: Variable,
}

/// The services whose images the platform builds.
fn built(platform: &Platform) -> impl Iterator<Item = &Service> {
    platform.services.iter().filter(|service| service.image.is_none())
}

/// The names of the repositories.
pub(super) fn names(platform: &Platform) -> Vec<String> {
    built(platform).map(|service| name(platform, service)).collect()
}

fn name(platform: &Platform, service: &Service) -> String {
    format!("{}/{}", platform.prefix(), service.id.cloud())
}

/// The module of what all repositories share, and that of one; none without images of its own.
pub(super) fn modules(platform: &Platform) -> Option<[Module; 2]> {
    built(platform).next()?;
    Some([registry(), repository(platform)])
}

fn registry() -> Module {
    let here = Here::new();
    let name = Variable::new("name", "string", "Prefix of every name, NAME-ENVIRONMENT.");
    let alias = vec![name.address().into(), "-images".into()];
    let key = Key::new(&here, "images", "Images of the services", alias, Vec::new());
    let outputs = vec![Output::new("key_arn", "ARN of the key.", key.arn())];
    Module {
        family: "registry".to_owned(),
        summary: "The key that encrypts the images of all services. One is enough: the same nodes \
                  fetch all images, and the same role puts them in, so a key each would keep \
                  nobody out."
            .to_owned(),
        files: vec![
            TerraformFile::new("main.tf")
                .blocks([here.identity, here.partition])
                .blocks(key.blocks()),
        ],
        variables: vec![name],
        outputs,
    }
}

fn repository(platform: &Platform) -> Module {
    let here = Here::new();
    let v = Variables::new();
    let repository = Block::resource("aws_ecr_repository", "this")
        .set("name", v.name.address())
        .set_because(
            "image_tag_mutability",
            "IMMUTABLE",
            "What was tested under a tag is what runs under it.",
        )
        .set("force_delete", !platform.production())
        .nest(Block::nested("image_scanning_configuration").set("scan_on_push", true))
        .nest(
            Block::nested("encryption_configuration")
                .set("encryption_type", "KMS")
                .set("kms_key", v.key.address()),
        );
    let lifecycle = lifecycle(&repository);
    let policy = v.policy(&here, &repository);
    let attr = |name: &str| repository.address().attr(name);
    let outputs = vec![
        Output::new("url", "Where images are pulled from, without a tag.", attr("repository_url")),
        Output::new("arn", "ARN of the repository.", attr("arn")),
        Output::new("name", "Name of the repository.", attr("name")),
    ];
    Module {
        family: "repository".to_owned(),
        summary: format!(
            "The ECR repository of a service's images: a tag is never moved, each image is scanned, \
             and the last {KEPT} with a tag are kept. Only the deploy role puts images in, whatever \
             the account's IAM policies allow."
        ),
        files: vec![
            TerraformFile::new("main.tf").blocks([
                here.identity,
                here.partition,
                repository,
                lifecycle,
            ]),
            TerraformFile::new("policy.tf").blocks(policy),
        ],
        variables: v.list(),
        outputs,
    }
}

fn lifecycle(repository: &Block) -> Block {
    let selection = object([
        ("tagStatus", Expr::from("tagged")),
        ("tagPatternList", list(["*"])),
        ("countType", "imageCountMoreThan".into()),
        ("countNumber", KEPT.into()),
    ]);
    let rule = object([
        ("rulePriority", Expr::from(1)),
        ("description", format!("Keep the last {KEPT} images with a tag").into()),
        ("selection", selection),
        ("action", object([("type", "expire")])),
    ]);
    let rules = object([("rules", list([rule]))]);
    Block::resource("aws_ecr_lifecycle_policy", "this")
        .why(
            "Nothing selects what has no tag: no tag ever moves, so that is a platform's part of a \
             tagged image, which ECR keeps as long as the image, or a signature or bill of \
             materials, which ECR deletes within a day of its image. A rule by age would take the \
             signature of an image that still runs.",
        )
        .set("repository", repository.address().attr("name"))
        .set("policy", call("jsonencode", [rules]))
}

impl Variables {
    #[rustfmt::skip]
    fn new() -> Self {
        let string = |name: &str, description: &str| Variable::new(name, "string", description);
        Self {
            name: string("name", "Name of the repository."),
            key: string("key_arn", "ARN of the key that encrypts the images."),
            system_nodes: string("node_role_arn", "ARN of the role of the system nodes."),
            nodes: string("karpenter_node_role_arn", "ARN of the role of Karpenter's nodes."),
            deploy: string("deploy_role_name", "Name of the role that builds and deploys."),
        }
    }

    fn list(self) -> Vec<Variable> {
        vec![self.name, self.key, self.system_nodes, self.nodes, self.deploy]
    }

    /// Who may pull and push. The deploy role is named by conditions: as a principal ECR would
    /// refuse a role that does not exist yet.
    fn policy(&self, here: &Here, repository: &Block) -> [Block; 2] {
        let deploy = template([
            "arn:".into(),
            here.partition().into(),
            ":iam::".into(),
            here.account().into(),
            ":role/".into(),
            self.deploy.address().into(),
        ]);
        let nodes = Statement::allow("NodesPull", &PULL)
            .to("AWS", [self.system_nodes.address(), self.nodes.address()]);
        let mut actions = [PULL.as_slice(), PUSH.as_slice()].concat();
        actions.sort_unstable();
        let pipeline = Statement::allow("DeployRole", &actions).to("AWS", ["*"]).when(
            "ArnEquals",
            "aws:PrincipalArn",
            [deploy.clone()],
        );
        let others = Statement::deny("NobodyElsePushes", &PUSH).to("AWS", ["*"]).when(
            "ArnNotEquals",
            "aws:PrincipalArn",
            [deploy],
        );
        let document = policy::document("repository", [nodes, pipeline, others]);
        let policy = Block::resource("aws_ecr_repository_policy", "this")
            .set("repository", repository.address().attr("name"))
            .set("policy", document.address().attr("json"));
        [document, policy]
    }
}

/// Calls them, and hands on what pipelines and charts need to know.
pub(super) fn calls(
    layer: &mut Layer,
    platform: &Platform,
    [registry, repository]: &[Module; 2],
    cluster: &Earlier,
) {
    let key = layer.call(registry, vec![("name", platform.prefix().into())]).output("key_arn");
    let facts: Vec<(&str, Expr)> = built(platform)
        .map(|service| {
            let arguments: Vec<(&str, Expr)> = vec![
                ("name", name(platform, service).into()),
                ("key_arn", key.clone().into()),
                ("node_role_arn", cluster.output("node_role_arn").into()),
                ("karpenter_node_role_arn", cluster.output("karpenter_node_role_arn").into()),
                ("deploy_role_name", inside::deploy_role(platform).into()),
            ];
            let call = layer.call_for("repository", &service.id, repository, arguments);
            let fact = ["url", "arn", "name"].map(|name| (name, call.output(name)));
            (service.id.label.as_str(), object(fact))
        })
        .collect();
    let description = "By label: URL, ARN and name of the repository of each service's images.";
    layer.output(Output::new("repositories", description, object(facts)));
}
