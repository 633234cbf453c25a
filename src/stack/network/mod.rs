//! 10-network: the VPC, its subnets in every zone, NAT, endpoints and flow logs.

mod endpoints;
mod flow_logs;
mod nat;
mod subnets;

use super::keys::Here;
use super::layers::Layer;
use crate::ir::{Block, Expr, Module, Output, Root, TerraformFile, Variable, object};
use crate::model::{self, Nat, Platform, ZoneSubnets};

/// The subnets of each zone.
pub(super) fn zones(platform: &Platform) -> impl Iterator<Item = ZoneSubnets> {
    platform.region.zones.iter().map(|zone| model::subnets(platform.network.cidr, zone))
}

/// What every file of the module refers to.
struct Network {
    here: Here,
    name: Variable,
    cidr: Variable,
    zones: Variable,
    interface_endpoints: Variable,
    flow_logs_days: Variable,
    vpc: Block,
}

/// The module `network`.
pub(super) fn module(platform: &Platform) -> Module {
    let network = Network::new();
    let subnets = subnets::Subnets::new(&network);
    let nat = nat::Nat::new(&network, &subnets, platform);
    let endpoints = endpoints::Endpoints::new(&network, &subnets, &nat, platform);
    let interface = endpoints.has_interface_endpoints();

    let mut outputs = vec![
        Output::new("vpc_id", "ID of the VPC.", network.vpc.address().attr("id")),
        Output::new("vpc_cidr", "Addresses of the VPC.", network.vpc.address().attr("cidr_block")),
    ];
    outputs.extend(subnets.outputs());
    outputs.extend(nat.outputs());

    let mut files =
        vec![network.main(), subnets.file(), nat.file(), flow_logs::file(&network, platform)];
    files.extend(endpoints.file());

    let mut variables = vec![network.name, network.cidr, network.zones];
    variables.extend(interface.then_some(network.interface_endpoints));
    variables.push(network.flow_logs_days);
    Module {
        family: "network".to_owned(),
        summary: "A VPC with private, public, data and control-plane subnets in every zone. A \
                  zone's addresses follow from its letter, so adding a zone moves nothing. Only \
                  public subnets route to the internet gateway; data and control-plane subnets \
                  have no route out of the VPC."
            .to_owned(),
        files,
        variables,
        outputs,
    }
}

/// The root 10-network.
pub(super) fn root(platform: &Platform, module: &Module) -> Root {
    let zones = platform.region.zones.iter().map(|zone| {
        let subnets = model::subnets(platform.network.cidr, zone);
        let nets = [
            ("private", subnets.private),
            ("public", subnets.public),
            ("data", subnets.data),
            ("control_plane", subnets.control_plane),
            ("prefixes", subnets.prefixes),
        ];
        (zone, object(nets.map(|(kind, net)| (kind, net.to_string()))))
    });
    let mut arguments: Vec<(&str, Expr)> = vec![
        ("name", platform.prefix().into()),
        ("cidr", platform.network.cidr.to_string().into()),
        ("zones", object(zones)),
    ];
    let interface = endpoints::interface_services(platform);
    if !interface.is_empty() {
        arguments.push(("interface_endpoints", object(interface)));
    }
    arguments.push(("flow_logs_days", platform.network.flow_logs_days.into()));
    let mut layer = Layer::new(platform, "10-network");
    let call = layer.call(module, arguments);
    layer.pass_on(&call);
    layer.root()
}

impl Network {
    fn new() -> Self {
        let name = Variable::new("name", "string", "Prefix of every name, NAME-ENVIRONMENT.");
        let cidr = Variable::new("cidr", "string", "Addresses of the VPC, /16 to /20.");
        let vpc = Block::resource("aws_vpc", "this")
            .set("cidr_block", cidr.address())
            .gap()
            .set_because(
                "enable_dns_support",
                true,
                "Both are needed by private endpoints, EKS' own among them.",
            )
            .set("enable_dns_hostnames", true)
            .gap()
            .set("tags", object([("Name", name.address())]));
        Self {
            here: Here::new(),
            zones: Variable::new(
                "zones",
                "map(object({ private = string, public = string, data = string, \
                 control_plane = string, prefixes = string }))",
                "Addresses of the subnets by zone name; prefixes is the part of private that only \
                 prefixes for pods are taken from.",
            ),
            interface_endpoints: Variable::new(
                "interface_endpoints",
                "map(string)",
                "AWS services to reach inside the VPC: short name to full service name.",
            ),
            flow_logs_days: Variable::new(
                "flow_logs_days",
                "number",
                "Days that flow logs are kept; a value that CloudWatch Logs accepts.",
            ),
            name,
            cidr,
            vpc,
        }
    }

    fn main(&self) -> TerraformFile {
        let closed = Block::resource("aws_default_security_group", "closed")
            .why("Without a rule: whatever is put into it by mistake can reach nothing.")
            .set("vpc_id", self.vpc.address().attr("id"))
            .gap()
            .set("tags", object([("Name", self.named("default-closed"))]));
        TerraformFile::new("main.tf")
            .blocks([
                self.here.identity.clone(),
                self.here.partition.clone(),
                self.here.region.clone(),
            ])
            .banner("VPC")
            .block(self.vpc.clone())
            .block(closed)
    }

    /// `PREFIX-suffix`
    fn named(&self, suffix: &str) -> Expr {
        crate::ir::template([self.name.address().into(), format!("-{suffix}").into()])
    }

    /// `PREFIX-kind-ZONE` within a `for_each` over zones.
    fn named_by_zone(&self, kind: &str) -> Expr {
        let zone = crate::ir::Ref::each_key();
        crate::ir::template([self.name.address().into(), format!("-{kind}-").into(), zone.into()])
    }
}

/// Whether private subnets reach the internet at all.
fn has_nat(platform: &Platform) -> bool {
    platform.network.nat != Nat::None
}
