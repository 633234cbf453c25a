//! Security groups of the control plane and the nodes.
//!
//! Nodes have a group of their own instead of the one that EKS makes, in which everything reaches
//! everything; so each port that the control plane calls on nodes is a rule here.

use super::Cluster;
use crate::ir::{Block, Expr, Output, Ref, TerraformFile, object};
use crate::model::Platform;
use crate::stack::entry;

/// A TCP port on nodes and pods that the Kubernetes API calls: name, port, who listens.
type Called = (&'static str, u16, &'static str);

/// What it calls in every cluster.
///
/// A webhook whose port is missing here makes every creation of its objects fail.
const CALLED_BY_THE_API: [Called; 3] = [
    ("kubelet", 10250, "kubelet; webhooks of cert-manager, external-secrets, Prometheus operator"),
    ("metrics_server", 10251, "metrics-server"),
    ("istiod", 15017, "webhook of istiod"),
];

/// What it calls where there is an entry, whose controller runs only there.
const CALLED_FOR_THE_ENTRY: Called =
    ("load_balancer_controller", 9443, "webhook of the AWS Load Balancer Controller");

/// The groups and their rules.
pub(super) struct SecurityGroups {
    ports: Block,
    control_plane: Block,
    nodes: Block,
    rules: Vec<Block>,
}

impl SecurityGroups {
    pub(super) fn new(cluster: &Cluster, platform: &Platform) -> Self {
        let entry = entry::exposes(platform).then_some(CALLED_FOR_THE_ENTRY);
        let called = CALLED_BY_THE_API.into_iter().chain(entry).map(called);
        let ports = Block::new("locals", &[])
            .why("What the Kubernetes API calls on nodes and pods.")
            .set("called_by_the_api", object(called));
        let control_plane = group(cluster, "control_plane", "EKS control plane", Vec::new());
        // Karpenter finds the group of its nodes by this tag: exactly one group may have it.
        let discovery = ("karpenter.sh/discovery", cluster.name.address().into());
        let nodes = group(cluster, "nodes", "Nodes and pods", vec![discovery]);

        let mut rules = vec![
            ingress("control_plane_from_nodes", &control_plane, "Kubernetes API")
                .set("referenced_security_group_id", nodes.address().attr("id"))
                .set("ip_protocol", "tcp")
                .set("from_port", 443)
                .set("to_port", 443),
            called_rule(&ports, &control_plane, &nodes),
        ];
        rules.extend(between_nodes(&nodes, platform));
        rules.extend(egress_of_nodes(cluster, &nodes, platform));
        Self { ports, control_plane, nodes, rules }
    }

    /// The ID of the control plane's group.
    pub(super) fn control_plane(&self) -> Ref {
        self.control_plane.address().attr("id")
    }

    /// The ID of the nodes' group.
    pub(super) fn nodes(&self) -> Ref {
        self.nodes.address().attr("id")
    }

    pub(super) fn outputs(&self) -> [Output; 2] {
        [
            Output::new(
                "node_security_group_id",
                "Security group of nodes and pods.",
                self.nodes(),
            ),
            Output::new(
                "control_plane_security_group_id",
                "Security group of the control plane.",
                self.control_plane(),
            ),
        ]
    }

    pub(super) fn file(self) -> TerraformFile {
        TerraformFile::new("security_groups.tf")
            .blocks([self.ports, self.control_plane, self.nodes])
            .blocks(self.rules)
    }
}

fn called((name, port, who): Called) -> (String, Expr) {
    let row = object([("description", Expr::from(who)), ("port", Expr::from(port))]);
    (name.to_owned(), row)
}

fn group(cluster: &Cluster, name: &str, what: &str, tags: Vec<(&str, Expr)>) -> Block {
    let suffix = name.replace('_', "-");
    let mut all = vec![("Name", cluster.named(&suffix))];
    all.extend(tags);
    Block::resource("aws_security_group", name)
        .skip("CKV2_AWS_5", "attached to the control plane or by the launch template of the nodes")
        .set("name", cluster.named(&suffix))
        .set("description", what)
        .set("vpc_id", cluster.vpc_id.address())
        .gap()
        .set("tags", object(all))
}

fn ingress(name: &str, group: &Block, description: &str) -> Block {
    Block::resource("aws_vpc_security_group_ingress_rule", name)
        .set("security_group_id", group.address().attr("id"))
        .set("description", description)
}

fn called_rule(ports: &Block, control_plane: &Block, nodes: &Block) -> Block {
    Block::resource("aws_vpc_security_group_ingress_rule", "nodes_from_control_plane")
        .set("for_each", ports.local("called_by_the_api"))
        .gap()
        .set("security_group_id", nodes.address().attr("id"))
        .set("description", Ref::each_value().attr("description"))
        .set("referenced_security_group_id", control_plane.address().attr("id"))
        .set("ip_protocol", "tcp")
        .set("from_port", Ref::each_value().attr("port"))
        .set("to_port", Ref::each_value().attr("port"))
}

/// What pods say to each other: the ports they can open without privileges, DNS, and the lower
/// ports that services declare. Who may really talk to whom is up to network policies.
fn between_nodes(nodes: &Block, platform: &Platform) -> Vec<Block> {
    let rule = |name: &str, what: &str, protocol: &str, (from, to): (u16, u16)| {
        ingress(&format!("nodes_{name}"), nodes, what)
            .set("referenced_security_group_id", nodes.address().attr("id"))
            .set("ip_protocol", protocol)
            .set("from_port", from)
            .set("to_port", to)
    };
    let mut rules = vec![
        rule("unprivileged", "Pods to pods", "tcp", (1025, 65535))
            .skip("CKV_AWS_25", "admits other nodes only, no address"),
        rule("dns_udp", "DNS", "udp", (53, 53)),
        rule("dns_tcp", "DNS over TCP", "tcp", (53, 53)),
    ];
    for &port in platform.cluster.low_ports.iter().filter(|&&port| port != 53) {
        let name = format!("port_{port}");
        let reason = "admits other nodes only, no address";
        let rule = rule(&name, "A service that listens on it", "tcp", (port, port))
            .skip_if(port == 22, "CKV_AWS_24", reason)
            .skip_if(port == 80, "CKV_AWS_260", reason);
        rules.push(rule);
    }
    rules
}

fn egress_of_nodes(cluster: &Cluster, nodes: &Block, platform: &Platform) -> Vec<Block> {
    let rule = |name: &str, description: &str| {
        Block::resource("aws_vpc_security_group_egress_rule", name)
            .set("security_group_id", nodes.address().attr("id"))
            .set("description", description)
    };
    let inside = rule("nodes_vpc", "The VPC: the API, other nodes, databases, endpoints")
        .set("cidr_ipv4", cluster.vpc_cidr.address())
        .set("ip_protocol", "-1");
    let https = rule("nodes_https", "HTTPS: AWS, registries and declared hosts")
        .set("cidr_ipv4", "0.0.0.0/0")
        .set("ip_protocol", "tcp")
        .set("from_port", 443)
        .set("to_port", 443);
    let mut rules = vec![inside, https];
    if !platform.cluster.egress.is_empty() {
        let declared = Block::resource("aws_vpc_security_group_egress_rule", "nodes_declared")
            .set("for_each", cluster.egress.address())
            .gap()
            .set("security_group_id", nodes.address().attr("id"))
            .set("description", "Declared by a service")
            .set("cidr_ipv4", Ref::each_value().attr("cidr"))
            .set("ip_protocol", "tcp")
            .set("from_port", Ref::each_value().attr("port"))
            .set("to_port", Ref::each_value().attr("port"));
        rules.push(declared);
    }
    rules
}
