//! 20-cluster: keys, the EKS control plane, its security groups, system nodes and add-ons.

mod addons;
mod control_plane;
mod nodes;
mod security_groups;

use super::keys::{Here, Key, logs_use, volumes_use};
use super::layers::{Call, Layer};
use crate::ir::{
    Block, Expr, Module, Output, Root, TerraformFile, Variable, list, object, template,
};
use crate::model::{Architecture, Platform};

pub(super) use nodes::{NODE_POLICIES, SYSTEM_LABEL, SYSTEM_TAINT};

/// The alias of the key of volumes, as [`Cluster::key`] makes it.
pub(super) fn volumes_key_alias(platform: &Platform) -> String {
    format!("alias/{}-volumes", platform.prefix())
}

/// What every file of the module refers to.
struct Cluster {
    here: Here,
    default_tags: Block,
    name: Variable,
    version: Variable,
    vpc_id: Variable,
    vpc_cidr: Variable,
    control_plane_subnets: Variable,
    node_subnets: Variable,
    logs_days: Variable,
    deletion_protection: Variable,
    public_access_cidrs: Variable,
    system: Variable,
    egress: Variable,
}

/// The module `cluster`.
pub(super) fn module(platform: &Platform) -> Module {
    let cluster = Cluster::new();
    let groups = security_groups::SecurityGroups::new(&cluster, platform);
    let secrets_key = cluster.key("secrets", "Secrets in the cluster's database", Vec::new());
    let volumes =
        cluster.key("volumes", "Volumes of nodes and pods", volumes_use(&cluster.here).into());
    let log_group = cluster.here.arn(
        "logs",
        vec!["log-group:/aws/eks/".into(), cluster.name.address().into(), "/cluster".into()],
    );
    let logs_key = cluster.key(
        "control_plane_logs",
        "Logs of the Kubernetes control plane",
        vec![logs_use(&cluster.here, log_group)],
    );
    let control_plane =
        control_plane::ControlPlane::new(&cluster, &groups, (&secrets_key, &logs_key), platform);
    let addons = addons::Addons::new(&cluster, &control_plane, platform);
    let nodes = nodes::Nodes::new(&cluster, &control_plane, (&groups, &volumes), &addons);

    let mut outputs = control_plane.outputs();
    outputs.extend(nodes.outputs());
    outputs.extend(groups.outputs());
    outputs.push(Output::new(
        "volumes_key_arn",
        "ARN of the key that encrypts the volumes of nodes and pods.",
        volumes.arn(),
    ));
    let keys = TerraformFile::new("keys.tf")
        .blocks([secrets_key, logs_key, volumes].into_iter().flat_map(Key::blocks));
    let addons = addons.file(&nodes);
    let files = vec![control_plane.file(&cluster), keys, groups.file(), nodes.file(), addons];
    Module {
        family: "cluster".to_owned(),
        summary: "An EKS cluster with the API as its only source of access, a system node group \
                  spread over the zones for what must run before Karpenter, and the add-ons that \
                  every pod needs. Add-ons that nodes need come before the nodes, the others \
                  after them."
            .to_owned(),
        files,
        variables: cluster.variables(platform),
        outputs,
    }
}

/// Calls the module in the layer 20-cluster.
pub(super) fn add_to(
    layer: &mut Layer,
    platform: &Platform,
    module: &Module,
    network: &Root,
) -> Call {
    let network = layer.read(network);
    let remote = |name: &str| Expr::from(network.output(name));
    let system = &platform.cluster.system;
    let mut arguments: Vec<(&str, Expr)> = vec![
        ("name", platform.prefix().into()),
        ("kubernetes_version", platform.cluster.version.clone().into()),
        ("vpc_id", remote("vpc_id")),
        ("vpc_cidr", remote("vpc_cidr")),
        ("control_plane_subnet_ids", remote("control_plane_subnet_ids")),
        ("node_subnet_ids", remote("private_subnet_ids")),
        ("logs_days", platform.cluster.logs_days.into()),
        ("deletion_protection", platform.production().into()),
    ];
    if let Some(allow) = &platform.cluster.public_api {
        let cidrs = list(allow.iter().map(ToString::to_string));
        arguments.push(("public_access_cidrs", cidrs));
    }
    let node_group = object([
        ("ami_type", ami_type(system.architecture).into()),
        ("architecture", bottlerocket_architecture(system.architecture).into()),
        ("instance_types", list(system.instance_types.clone())),
        ("max_pods", system.max_pods.into()),
        ("max_size", system.max.into()),
        ("min_size", Expr::from(system.min)),
    ]);
    arguments.push(("system", node_group));
    if !platform.cluster.egress.is_empty() {
        let rules = platform.cluster.egress.iter().map(|(cidr, port)| {
            let rule =
                object([("cidr", Expr::from(cidr.to_string())), ("port", Expr::from(*port))]);
            (format!("{cidr}:{port}"), rule)
        });
        arguments.push(("egress", object(rules)));
    }
    let call = layer.call(module, arguments);
    layer.pass_on(&call);
    call
}

fn ami_type(architecture: Architecture) -> &'static str {
    match architecture {
        Architecture::Arm64 => "BOTTLEROCKET_ARM_64",
        Architecture::Amd64 => "BOTTLEROCKET_x86_64",
    }
}

/// The architecture as Bottlerocket's parameters spell it.
fn bottlerocket_architecture(architecture: Architecture) -> &'static str {
    match architecture {
        Architecture::Arm64 => "arm64",
        Architecture::Amd64 => "x86_64",
    }
}

impl Cluster {
    fn new() -> Self {
        let variable = Variable::new;
        Self {
            here: Here::new(),
            default_tags: Block::data("aws_default_tags", "current"),
            name: variable("name", "string", "Name of the cluster and prefix of every name."),
            version: variable("kubernetes_version", "string", "Kubernetes minor, such as 1.35."),
            vpc_id: variable("vpc_id", "string", "ID of the VPC."),
            vpc_cidr: variable("vpc_cidr", "string", "Addresses of the VPC."),
            control_plane_subnets: variable(
                "control_plane_subnet_ids",
                "list(string)",
                "Subnets of the control plane's network interfaces, one a zone.",
            ),
            node_subnets: variable(
                "node_subnet_ids",
                "list(string)",
                "Subnets of the nodes, one a zone.",
            ),
            logs_days: variable(
                "logs_days",
                "number",
                "Days that control-plane logs are kept; a value that CloudWatch Logs accepts.",
            ),
            deletion_protection: variable(
                "deletion_protection",
                "bool",
                "Whether the cluster refuses to be deleted.",
            ),
            public_access_cidrs: variable(
                "public_access_cidrs",
                "list(string)",
                "Addresses that reach the public endpoint of the Kubernetes API.",
            ),
            system: variable(
                "system",
                "object({ ami_type = string, architecture = string, \
                 instance_types = list(string), max_pods = number, max_size = number, \
                 min_size = number })",
                "The system node group: image, instance types of one architecture, pods a node, \
                 and fewest and most nodes.",
            ),
            egress: variable(
                "egress",
                "map(object({ cidr = string, port = number }))",
                "TCP destinations outside the VPC beside HTTPS, as services declare them.",
            ),
        }
    }

    fn variables(self, platform: &Platform) -> Vec<Variable> {
        let mut variables = vec![
            self.name,
            self.version,
            self.vpc_id,
            self.vpc_cidr,
            self.control_plane_subnets,
            self.node_subnets,
            self.logs_days,
            self.deletion_protection,
        ];
        variables.extend(platform.cluster.public_api.is_some().then_some(self.public_access_cidrs));
        variables.push(self.system);
        variables.extend((!platform.cluster.egress.is_empty()).then_some(self.egress));
        variables
    }

    /// `NAME-suffix`
    fn named(&self, suffix: &str) -> Expr {
        template([self.name.address().into(), format!("-{suffix}").into()])
    }

    fn key(&self, name: &str, description: &str, uses: Vec<crate::ir::Statement>) -> Key {
        let suffix = name.replace('_', "-");
        let alias = vec![self.name.address().into(), format!("-{suffix}").into()];
        Key::new(&self.here, name, description, alias, uses)
    }
}
