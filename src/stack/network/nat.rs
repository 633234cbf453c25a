//! Routes: the internet gateway for public subnets, NAT for private ones, none for the others.

use super::subnets::Subnets;
use super::{Network, has_nat};
use crate::ir::expr::for_object;
use crate::ir::{Block, Expr, Output, Ref, TerraformFile, list, object};
use crate::model::{self, Platform};

/// Gateways and route tables.
pub(super) struct Nat {
    gateways: Vec<Block>,
    /// The NAT gateway resource, where there is one.
    translator: Option<Block>,
    /// The zone of the only gateway, where there is one.
    zone: String,
    tables: Vec<Block>,
    /// One route table a zone.
    pub(super) private: Block,
    /// The route table of data and control-plane subnets.
    pub(super) isolated: Block,
}

impl Nat {
    pub(super) fn new(network: &Network, subnets: &Subnets, platform: &Platform) -> Self {
        let internet = Block::resource("aws_internet_gateway", "this")
            .set("vpc_id", network.vpc.address().attr("id"))
            .gap()
            .set("tags", object([("Name", network.name.address())]));
        let per_zone = platform.network.nat == model::Nat::PerZone;
        let zone = &platform.region.zones[0];
        let nat =
            has_nat(platform).then(|| nat_gateway(network, subnets, &internet, (per_zone, zone)));

        let private = route_table(network, "private", true).why(
            "One a zone, so that the loss of a zone or of its NAT gateway touches no other zone.",
        );
        let public = route_table(network, "public", false);
        let isolated = route_table(network, "isolated", false)
            .why("No route but the VPC's own: databases and the control plane never go out.");
        let mut tables = vec![
            private.clone(),
            association(
                network,
                "private",
                &subnets.private,
                private.address().index(Ref::each_key()),
            ),
            public.clone(),
            route(&public, "internet", None).set("gateway_id", internet.address().attr("id")),
            association(network, "public", &subnets.public, public.address()),
            isolated.clone(),
            association(network, "data", &subnets.data, isolated.address()),
            association(network, "control_plane", &subnets.control_plane, isolated.address()),
        ];
        let mut gateways = vec![internet];
        let nat = nat.map(|(address, nat)| {
            let id = if per_zone { nat.address().index(Ref::each_key()) } else { nat.address() };
            let route = route(&private, "nat", Some(network.zones.address().into()));
            tables.insert(1, route.set("nat_gateway_id", id.attr("id")));
            gateways.extend([address, nat.clone()]);
            nat
        });
        Self { gateways, translator: nat, zone: zone.clone(), tables, private, isolated }
    }

    pub(super) fn file(&self) -> TerraformFile {
        TerraformFile::new("routes.tf")
            .banner("Gateways")
            .blocks(self.gateways.clone())
            .banner("Route tables")
            .blocks(self.tables.clone())
    }

    pub(super) fn outputs(&self) -> Option<Output> {
        let nat = self.translator.as_ref()?;
        let per_zone = nat.body.iter().any(
            |part| matches!(part, crate::ir::Part::Attribute { name, .. } if name == "for_each"),
        );
        let ids: Expr = if per_zone {
            let gateway = Ref::iteration("gateway").attr("id");
            for_object(("zone", "gateway"), nat.address(), Ref::iteration("zone"), gateway)
        } else {
            object([(&self.zone, nat.address().attr("id"))])
        };
        Some(Output::new("nat_gateway_ids", "IDs of the NAT gateways by zone.", ids))
    }
}

/// The elastic address and the NAT gateway: one in each zone, or one in the first zone.
fn nat_gateway(
    network: &Network,
    subnets: &Subnets,
    internet: &Block,
    (per_zone, zone): (bool, &str),
) -> (Block, Block) {
    let start = |kind: &str| {
        let block = Block::resource(kind, "nat");
        if per_zone { block.set("for_each", network.zones.address()).gap() } else { block }
    };
    let name = if per_zone { network.named_by_zone("nat") } else { network.named("nat") };
    let address =
        start("aws_eip").set("domain", "vpc").gap().set("tags", object([("Name", name.clone())]));
    let (allocation, subnet) = if per_zone {
        (address.address().index(Ref::each_key()), subnets.public.address().index(Ref::each_key()))
    } else {
        (address.address(), subnets.public.address().index(zone))
    };
    let nat = start("aws_nat_gateway")
        .set("allocation_id", allocation.attr("id"))
        .set("subnet_id", subnet.attr("id"))
        .gap()
        .set("tags", object([("Name", name)]))
        .gap()
        .set_because(
            "depends_on",
            list([internet.address()]),
            "A NAT gateway forwards nothing until the internet gateway is attached.",
        );
    (address, nat)
}

fn route_table(network: &Network, name: &str, per_zone: bool) -> Block {
    let block = Block::resource("aws_route_table", name);
    let (block, tag) = if per_zone {
        (block.set("for_each", network.zones.address()).gap(), network.named_by_zone(name))
    } else {
        (block, network.named(name))
    };
    block.set("vpc_id", network.vpc.address().attr("id")).gap().set("tags", object([("Name", tag)]))
}

/// The default route of a table; `for_each` where the table has one.
fn route(table: &Block, name: &str, for_each: Option<Expr>) -> Block {
    let block = Block::resource("aws_route", name);
    let (block, table) = match for_each {
        Some(each) => (block.set("for_each", each).gap(), table.address().index(Ref::each_key())),
        None => (block, table.address()),
    };
    block.set("route_table_id", table.attr("id")).set("destination_cidr_block", "0.0.0.0/0")
}

fn association(network: &Network, name: &str, subnet: &Block, table: Ref) -> Block {
    Block::resource("aws_route_table_association", name)
        .set("for_each", network.zones.address())
        .gap()
        .set("subnet_id", subnet.address().index(Ref::each_key()).attr("id"))
        .set("route_table_id", table.attr("id"))
}
