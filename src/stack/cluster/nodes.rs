//! The system node group: Bottlerocket in every zone, for what must run before Karpenter.

use super::Cluster;
use super::addons::Addons;
use super::control_plane::ControlPlane;
use super::security_groups::SecurityGroups;
use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Expr, Output, Ref, TerraformFile, call, list, object, template};
use crate::stack::keys::Key;
use crate::tables::versions::BOTTLEROCKET;

/// The label of the system nodes.
pub(in crate::stack) const SYSTEM_LABEL: (&str, &str) = ("node-pool", "system");

/// The taint of the system nodes.
pub(in crate::stack) const SYSTEM_TAINT: &str = "CriticalAddonsOnly";

/// What a node needs of AWS itself; what pods need comes by Pod Identity.
pub(in crate::stack) const NODE_POLICIES: [&str; 3] = [
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonEKSWorkerNodePolicy",
    "AmazonSSMManagedInstanceCore",
];

/// The node group with its role, image and launch template.
pub(super) struct Nodes {
    role: [Block; 3],
    image: Block,
    template: Block,
    group: Block,
}

impl Nodes {
    pub(super) fn new(
        cluster: &Cluster,
        control_plane: &ControlPlane,
        (groups, volumes): (&SecurityGroups, &Key),
        addons: &Addons,
    ) -> Self {
        let role = role(cluster);
        let image = image(cluster);
        let template = launch_template(cluster, groups, volumes);
        let mut before = vec![role[2].address()];
        before.extend(addons.before_nodes());
        let system = || cluster.system.address();
        let group = Block::resource("aws_eks_node_group", "system")
            .set("cluster_name", control_plane.name())
            .set("node_group_name", "system")
            .set("node_role_arn", role[1].address().attr("arn"))
            .set("subnet_ids", cluster.node_subnets.address())
            .gap()
            .set("ami_type", system().attr("ami_type"))
            .set("instance_types", system().attr("instance_types"))
            .set("version", cluster.version.address())
            .set("release_version", image.address().attr("insecure_value"))
            .set("labels", object([SYSTEM_LABEL]))
            .nest(scaling(cluster))
            .nest(
                Block::nested("launch_template")
                    .set("id", template.address().attr("id"))
                    .set("version", template.address().attr("latest_version")),
            )
            .nest(Block::nested("update_config").set("max_unavailable", 1))
            .nest(Block::nested("node_repair_config").set("enabled", true))
            .nest(
                Block::nested("taint")
                    .why("Only add-ons that the rest of the cluster depends on tolerate it.")
                    .set("key", SYSTEM_TAINT)
                    .set("value", "true")
                    .set("effect", "NO_SCHEDULE"),
            )
            .gap()
            .set_because(
                "depends_on",
                list(before),
                "Nodes become ready only with their network plugin and its credentials, and on \
                 the way down those must outlive the nodes.",
            );
        Self { role, image, template, group }
    }

    /// The address that add-ons wait for, whose pods need a node.
    pub(super) fn group(&self) -> Ref {
        self.group.address()
    }

    pub(super) fn outputs(&self) -> [Output; 2] {
        let arn = self.role[1].address().attr("arn");
        let group = self.group.address().attr("resources").index(0);
        let group = group.attr("autoscaling_groups").index(0).attr("name");
        [
            Output::new("node_role_arn", "ARN of the role of the system nodes.", arn),
            Output::new(
                "system_autoscaling_group",
                "Name of the Auto Scaling group of the system nodes.",
                group,
            ),
        ]
    }

    pub(super) fn file(self) -> TerraformFile {
        TerraformFile::new("nodes.tf")
            .banner("Role of the system nodes")
            .blocks(self.role)
            .banner("System nodes")
            .blocks([self.image, self.template, self.group])
    }
}

/// Trust, role, managed policies.
fn role(cluster: &Cluster) -> [Block; 3] {
    let ec2 = template(["ec2.".into(), cluster.here.dns_suffix().into()]);
    let trust = policy::document(
        "nodes_trust",
        [Statement::allow("Nodes", &["sts:AssumeRole"]).to("Service", [ec2])],
    );
    let role = Block::resource("aws_iam_role", "nodes")
        .set("name", cluster.named("system-nodes"))
        .set(
            "description",
            "System nodes: join the cluster, pull images, be reached by Session Manager",
        )
        .set("assume_role_policy", trust.address().attr("json"));
    let arn = template([
        "arn:".into(),
        cluster.here.partition().into(),
        ":iam::aws:policy/".into(),
        Ref::each_value().into(),
    ]);
    let managed = Block::resource("aws_iam_role_policy_attachment", "nodes")
        .set("for_each", call("toset", [list(NODE_POLICIES)]))
        .gap()
        .set("role", role.address().attr("name"))
        .set("policy_arn", arn);
    [trust, role, managed]
}

/// The pinned Bottlerocket release, with the build that AWS published for it.
fn image(cluster: &Cluster) -> Block {
    let name = template([
        "/aws/service/bottlerocket/aws-k8s-".into(),
        cluster.version.address().into(),
        "/".into(),
        cluster.system.address().attr("architecture").into(),
        format!("/{BOTTLEROCKET}/image_version").into(),
    ]);
    Block::data("aws_ssm_parameter", "bottlerocket")
        .why(
            "Pinned by version: nodes are replaced by a commit, not by whoever plans next. The value \
             is the build of it, which EKS asks for.",
        )
        .set("name", name)
}

fn launch_template(cluster: &Cluster, groups: &SecurityGroups, volumes: &Key) -> Block {
    let settings = template([
        "[settings.kubernetes]\nmax-pods = ".into(),
        cluster.system.address().attr("max_pods").into(),
        "\n".into(),
    ]);
    let block = Block::resource("aws_launch_template", "system")
        .set("name", cluster.named("system"))
        .set("description", "System nodes")
        .set("update_default_version", true)
        .set("vpc_security_group_ids", list([groups.nodes()]))
        .set_because(
            "user_data",
            call("base64encode", [settings]),
            "With prefix delegation a node carries more pods than its interfaces suggest.",
        )
        .nest(
            Block::nested("metadata_options")
                .why("One hop: the node itself reaches its metadata, pods do not.")
                .set("http_endpoint", "enabled")
                .set("http_tokens", "required")
                .set("http_put_response_hop_limit", 1),
        )
        .nest(volume("/dev/xvda", 4, volumes).why("Bottlerocket's own volume, read-only in use."))
        .nest(volume("/dev/xvdb", 80, volumes).why("Images, logs and ephemeral storage."))
        .nest(Block::nested("monitoring").set("enabled", true));
    ["instance", "network-interface", "volume"].iter().fold(block, |block, kind| {
        block.nest(
            Block::nested("tag_specifications")
                .set("resource_type", *kind)
                .set("tags", tags(cluster)),
        )
    })
}

/// The provider's default tags do not reach what a launch template makes; so they are passed on.
fn tags(cluster: &Cluster) -> Expr {
    let name = object([("Name", cluster.named("system"))]);
    call("merge", [cluster.default_tags.address().attr("tags").into(), name])
}

fn volume(device: &str, gibibytes: u32, key: &Key) -> Block {
    Block::nested("block_device_mappings").set("device_name", device).nest(
        Block::nested("ebs")
            .set("volume_type", "gp3")
            .set("volume_size", gibibytes)
            .set("encrypted", true)
            .set("kms_key_id", key.arn())
            .set("delete_on_termination", true),
    )
}

fn scaling(cluster: &Cluster) -> Block {
    let system = || cluster.system.address();
    Block::nested("scaling_config")
        .why(
            "Nothing scales this group by itself: what grows runs on nodes of Karpenter. A person \
             may go up to the most; the next apply goes back.",
        )
        .set("desired_size", system().attr("min_size"))
        .set("min_size", system().attr("min_size"))
        .set("max_size", system().attr("max_size"))
}
