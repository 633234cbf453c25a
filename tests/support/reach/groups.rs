//! Security groups, as Terraform makes them: who comes to nodes, whose group pods share, and where
//! they go.

use super::{Port, Side};
use hcl::{Block, Body, Expression};
use ipnet::Ipv4Net;
use std::collections::{BTreeMap, BTreeSet};

/// A range of ports of one protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Range {
    protocol: String,
    from: u16,
    to: u16,
}

/// The rules about nodes.
#[derive(Debug, Clone)]
pub(crate) struct Groups {
    /// Nodes to nodes.
    between: Vec<Range>,
    /// The control plane to nodes.
    control_plane: Vec<Range>,
    /// The load balancer to nodes; both its own rules and the nodes' let it through.
    balancer: Vec<Range>,
    /// Nodes to addresses.
    out: Vec<(String, Range)>,
    vpc: String,
}

/// Who stands outside of the nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outside {
    ControlPlane,
    Balancer,
    Internet,
}

const NODES: &str = "aws_security_group.nodes.id";

impl Groups {
    pub(crate) fn new(files: &BTreeMap<String, String>) -> Self {
        let parse = |text: &String| hcl::parse(text).unwrap();
        let nodes = parse(&files["terraform/modules/cluster/security_groups.tf"]);
        let called = ports_of_local(&nodes);
        let root = |layer: &str| {
            let mut roots = files.iter().filter(|(path, _)| path.ends_with(layer));
            parse(roots.next().unwrap().1)
        };
        let cluster = root("/20-cluster/main.tf");
        let declared = declared(&cluster);
        let vpc = text(argument(module(&root("/10-network/main.tf"), "network"), "cidr").unwrap());
        let mut groups = Self {
            between: Vec::new(),
            control_plane: Vec::new(),
            balancer: Vec::new(),
            out: Vec::new(),
            vpc,
        };
        for rule in rules(&nodes, "ingress").filter(|rule| group(rule) == NODES) {
            // Addresses may not come in at all.
            assert!(argument(rule, "cidr_ipv4").is_none(), "{rule:?}");
            match text(argument(rule, "referenced_security_group_id").unwrap()).as_str() {
                NODES => groups.between.push(range(rule)),
                "aws_security_group.control_plane.id" => {
                    groups.control_plane.extend(called.iter().map(|port| tcp(*port)));
                }
                other => panic!("{other} comes to nodes"),
            }
        }
        for rule in rules(&nodes, "egress") {
            assert_eq!(group(rule), NODES);
            if argument(rule, "for_each").is_some() {
                groups.out.extend(declared.clone());
            } else {
                let to = text(argument(rule, "cidr_ipv4").unwrap());
                groups.out.push((to, range(rule)));
            }
        }
        groups.balancer = files
            .get("terraform/modules/entry/security_group.tf")
            .map(|text| balancer(&parse(text)))
            .unwrap_or_default();
        groups
    }

    /// Whether a connection from pod to pod passes, on nodes apart.
    pub(crate) fn between(&self, port: Port) -> bool {
        self.between.iter().any(|range| range.holds(port))
    }

    /// Whether a connection from outside comes to a pod.
    pub(crate) fn to_pods(&self, from: Outside, port: Port) -> bool {
        let ranges = match from {
            Outside::ControlPlane => &self.control_plane,
            Outside::Balancer => &self.balancer,
            Outside::Internet => return false,
        };
        ranges.iter().any(|range| range.holds(port))
    }

    /// Whether a pod may go to these addresses.
    pub(crate) fn out(&self, to: &Side, port: Port) -> bool {
        let Side::At(addresses) = to else { return self.between(port) };
        addresses.iter().all(|address| {
            self.out.iter().any(|(to, range)| {
                let to = if to == "var.vpc_cidr" { &self.vpc } else { to };
                to.parse::<Ipv4Net>().unwrap().contains(address) && range.holds(port)
            })
        })
    }
}

impl Range {
    fn holds(&self, port: Port) -> bool {
        let (protocol, number) = match port {
            Port::Tcp(number) => ("tcp", number),
            Port::Udp(number) => ("udp", number),
        };
        [protocol, "-1"].contains(&self.protocol.as_str())
            && (self.from..=self.to).contains(&number)
    }
}

fn tcp(port: u16) -> Range {
    Range { protocol: "tcp".to_owned(), from: port, to: port }
}

fn rules<'a>(body: &'a Body, way: &str) -> impl Iterator<Item = &'a Block> {
    let kind = format!("aws_vpc_security_group_{way}_rule");
    body.blocks()
        .filter(move |block| block.labels().first().is_some_and(|label| label.as_str() == kind))
}

fn group(rule: &Block) -> String {
    text(argument(rule, "security_group_id").unwrap())
}

fn range(rule: &Block) -> Range {
    let number = |name: &str| argument(rule, name).map(|port| text(port).parse().unwrap());
    let protocol = text(argument(rule, "ip_protocol").unwrap());
    Range {
        from: number("from_port").unwrap_or(0),
        to: number("to_port").unwrap_or(u16::MAX),
        protocol,
    }
}

/// What the load balancer's own rules and the nodes' both let through.
fn balancer(body: &Body) -> Vec<Range> {
    let own = "aws_security_group.load_balancer.id";
    let nodes = "var.node_security_group_id";
    let of = |way: &str, group_id: &str, other: &str| -> Vec<Range> {
        rules(body, way)
            .filter(|rule| group(rule) == group_id)
            .filter(|rule| {
                argument(rule, "referenced_security_group_id").is_some_and(|id| text(id) == other)
            })
            .map(range)
            .collect()
    };
    let (out, within) = (of("egress", own, nodes), of("ingress", nodes, own));
    assert_eq!(rules(body, "egress").count(), out.len(), "it goes to nodes only");
    out.into_iter().filter(|range| within.contains(range)).collect()
}

/// The ports of the local value with what the API calls.
fn ports_of_local(body: &Body) -> BTreeSet<u16> {
    let locals = body.blocks().find(|block| block.identifier() == "locals").unwrap();
    let Expression::Object(rows) = argument(locals, "called_by_the_api").unwrap() else {
        panic!("no object");
    };
    rows.values().map(|row| text(field(row, "port")).parse().unwrap()).collect()
}

/// The rules that a root passes for what services declare.
fn declared(root: &Body) -> Vec<(String, Range)> {
    let Some(Expression::Object(rows)) = argument(module(root, "cluster"), "egress") else {
        return Vec::new();
    };
    let rule = |row: &Expression| {
        (text(field(row, "cidr")), tcp(text(field(row, "port")).parse().unwrap()))
    };
    rows.values().map(rule).collect()
}

fn module<'a>(root: &'a Body, name: &str) -> &'a Block {
    let mut modules = root.blocks().filter(|block| block.identifier() == "module");
    modules.find(|block| block.labels()[0].as_str() == name).unwrap()
}

fn field<'a>(row: &'a Expression, name: &str) -> &'a Expression {
    let Expression::Object(fields) = row else { panic!("{row:?} is no object") };
    fields.iter().find(|(key, _)| key.to_string() == name).unwrap().1
}

fn argument<'a>(block: &'a Block, name: &str) -> Option<&'a Expression> {
    block.body.attributes().find(|one| one.key() == name).map(hcl::Attribute::expr)
}

fn text(value: &Expression) -> String {
    hcl::format::to_string(value).unwrap().trim_matches('"').to_owned()
}
