//! EKS add-ons, in an order that never deadlocks.
//!
//! The network plugin, kube-proxy and the Pod Identity agent come before the first node, so that
//! nodes get prefixes and credentials at once. Add-ons with pods that need a node come after it,
//! or EKS would wait for pods that cannot be placed.

use super::Cluster;
use super::control_plane::ControlPlane;
use super::nodes::{Nodes, SYSTEM_TAINT};
use crate::ir::{Block, Expr, Ref, TerraformFile, call, list, object};
use crate::model::Platform;
use crate::stack::pod_identity::{self, Pods};

/// Add-ons of every cluster.
const ADDONS: [&str; 7] = [
    "aws-ebs-csi-driver",
    "coredns",
    "eks-node-monitoring-agent",
    "eks-pod-identity-agent",
    "kube-proxy",
    "metrics-server",
    "vpc-cni",
];

/// The service account of the network plugin's add-on.
const NETWORK_PLUGIN: &str = "aws-node";

/// The service account of the EBS driver's add-on.
const VOLUME_DRIVER: &str = "ebs-csi-controller-sa";

/// The add-ons, and the roles that two of them have by Pod Identity.
pub(super) struct Addons {
    versions: Block,
    cluster_name: Ref,
    network_role: [Block; 3],
    volume_role: [Block; 3],
    before_nodes: Vec<Block>,
    zones: usize,
    default_tags: Ref,
}

impl Addons {
    pub(super) fn new(
        cluster: &Cluster,
        control_plane: &ControlPlane,
        platform: &Platform,
    ) -> Self {
        let versions = Block::data("aws_eks_addon_version", "this")
            .why("The version that EKS installs by default with this Kubernetes version.")
            .set("for_each", call("toset", [list(ADDONS)]))
            .gap()
            .set("addon_name", Ref::each_value())
            .set("kubernetes_version", cluster.version.address());
        let network = role(cluster, "network_plugin", NETWORK_PLUGIN, "AmazonEKS_CNI_Policy");
        let volumes = role(cluster, "volume_driver", VOLUME_DRIVER, "AmazonEBSCSIDriverPolicyV2");
        let name = control_plane.name();
        let before_nodes = vec![
            addon(&versions, &name, "vpc-cni")
                .set("configuration_values", call("jsonencode", [network_plugin_settings()]))
                .nest(identity(NETWORK_PLUGIN, &network[1])),
            addon(&versions, &name, "kube-proxy"),
            addon(&versions, &name, "eks-pod-identity-agent"),
        ];
        Self {
            versions,
            cluster_name: name,
            network_role: network,
            volume_role: volumes,
            before_nodes,
            zones: platform.region.zones.len(),
            default_tags: cluster.default_tags.address().attr("tags"),
        }
    }

    /// What the node group waits for.
    pub(super) fn before_nodes(&self) -> impl Iterator<Item = Ref> {
        self.before_nodes.iter().chain([&self.network_role[2]]).map(Block::address)
    }

    pub(super) fn file(self, nodes: &Nodes) -> TerraformFile {
        let after = |name: &str, settings: Option<Expr>| {
            let block = addon(&self.versions, &self.cluster_name, name);
            match settings {
                Some(settings) => block.set("configuration_values", call("jsonencode", [settings])),
                None => block,
            }
        };
        let wait = |block: Block| block.gap().set("depends_on", list([nodes.group()]));
        let volumes = after("aws-ebs-csi-driver", Some(self.volume_driver_settings()))
            .nest(identity(VOLUME_DRIVER, &self.volume_role[1]));
        let after_nodes = [
            after("coredns", Some(self.dns_settings())),
            volumes,
            after("metrics-server", Some(metrics_server_settings())),
            after("eks-node-monitoring-agent", None),
        ];
        TerraformFile::new("addons.tf")
            .block(self.versions.clone())
            .banner("Roles of add-ons")
            .blocks(self.network_role)
            .blocks(self.volume_role)
            .banner("Before the nodes")
            .blocks(self.before_nodes)
            .banner("After the nodes")
            .blocks(after_nodes.map(wait))
    }

    /// One replica a zone at least, so that the loss of a zone leaves DNS in the others.
    fn dns_settings(&self) -> Expr {
        let scaling = object([
            ("enabled", Expr::from(true)),
            ("minReplicas", Expr::from(self.zones as u64)),
            ("maxReplicas", Expr::from(10)),
        ]);
        let spread = object([
            ("maxSkew", Expr::from(1)),
            ("topologyKey", "topology.kubernetes.io/zone".into()),
            ("whenUnsatisfiable", "ScheduleAnyway".into()),
            ("labelSelector", object([("matchLabels", object([("k8s-app", "kube-dns")]))])),
        ]);
        object([
            ("autoScaling", scaling),
            ("tolerations", list([critical()])),
            ("topologySpreadConstraints", list([spread])),
        ])
    }

    fn volume_driver_settings(&self) -> Expr {
        let controller = object([
            ("extraVolumeTags", Expr::from(self.default_tags.clone())),
            ("tolerations", list([critical()])),
        ]);
        object([("controller", controller)])
    }
}

fn addon(versions: &Block, cluster_name: &Ref, name: &str) -> Block {
    Block::resource("aws_eks_addon", &name.replace('-', "_"))
        .set("cluster_name", cluster_name.clone())
        .set("addon_name", name)
        .set("addon_version", versions.address().index(name).attr("version"))
        .set("resolve_conflicts_on_create", "OVERWRITE")
        .set("resolve_conflicts_on_update", "OVERWRITE")
}

fn identity(service_account: &str, role: &Block) -> Block {
    Block::nested("pod_identity_association")
        .set("service_account", service_account)
        .set("role_arn", role.address().attr("arn"))
}

/// A role with one managed policy, for the service account of an add-on: trust, role, policy.
fn role(cluster: &Cluster, name: &str, service_account: &str, policy: &str) -> [Block; 3] {
    let here = &cluster.here;
    let pods = Pods::new("kube-system", service_account);
    let trust = pod_identity::trust(name, here, here.cluster_arn(&cluster.name), &pods);
    let role = Block::resource("aws_iam_role", name)
        .set("name", cluster.named(&name.replace('_', "-")))
        .set("assume_role_policy", trust.address().attr("json"));
    let attached = Block::resource("aws_iam_role_policy_attachment", name)
        .set("role", role.address().attr("name"))
        .set("policy_arn", here.managed_policy(policy));
    [trust, role, attached]
}

/// Network policies are enforced, and nodes take /28 prefixes instead of single addresses.
fn network_plugin_settings() -> Expr {
    object([
        ("enableNetworkPolicy", Expr::from("true")),
        ("env", object([("ENABLE_PREFIX_DELEGATION", "true"), ("WARM_PREFIX_TARGET", "1")])),
        ("nodeAgent", object([("enablePolicyEventLogs", "true")])),
    ])
}

fn metrics_server_settings() -> Expr {
    object([("replicas", Expr::from(2)), ("tolerations", list([critical()]))])
}

/// The toleration of the system nodes' taint.
fn critical() -> Expr {
    object([("key", SYSTEM_TAINT), ("operator", "Exists")])
}
