//! Subnets of the four kinds, one each in every zone.

use super::Network;
use crate::ir::expr::for_list;
use crate::ir::{Block, Expr, Output, Ref, TerraformFile, call, object};

/// The subnets and what keeps a part of the private ones for pods.
pub(super) struct Subnets {
    pub(super) private: Block,
    pub(super) public: Block,
    pub(super) data: Block,
    pub(super) control_plane: Block,
    prefixes: Block,
}

impl Subnets {
    pub(super) fn new(network: &Network) -> Self {
        // Karpenter and load balancers find their subnets by these tags.
        let private_tags = [
            ("Name", network.named_by_zone("private")),
            ("kubernetes.io/role/internal-elb", "1".into()),
            ("karpenter.sh/discovery", network.name.address().into()),
        ];
        let public_tags =
            [("Name", network.named_by_zone("public")), ("kubernetes.io/role/elb", "1".into())];
        let private = subnet(network, "private", "Nodes and pods.", object(private_tags));
        let public = subnet(
            network,
            "public",
            "NAT gateways and the one load balancer; nothing in them gets a public address by itself.",
            object(public_tags),
        );
        let data = subnet(
            network,
            "data",
            "Databases and caches.",
            object([("Name", network.named_by_zone("data"))]),
        );
        let control_plane = subnet(
            network,
            "control_plane",
            "Network interfaces of the EKS control plane, apart so that pods never take the free \
             addresses that an upgrade needs.",
            object([("Name", network.named_by_zone("control-plane"))]),
        );
        let prefixes = Block::resource("aws_ec2_subnet_cidr_reservation", "prefixes")
            .why(
                "Pods get whole /28 prefixes; without a reservation single addresses fragment the \
                 subnet until no prefix is left.",
            )
            .set("for_each", network.zones.address())
            .gap()
            .set("subnet_id", private.address().index(Ref::each_key()).attr("id"))
            .set("cidr_block", Ref::each_value().attr("prefixes"))
            .set("reservation_type", "prefix")
            .set("description", "Prefixes for pods");
        Self { private, public, data, control_plane, prefixes }
    }

    pub(super) fn file(&self) -> TerraformFile {
        TerraformFile::new("subnets.tf")
            .blocks([self.private.clone(), self.prefixes.clone()])
            .blocks([self.public.clone(), self.data.clone(), self.control_plane.clone()])
    }

    pub(super) fn outputs(&self) -> [Output; 4] {
        [
            ids("private", "nodes and pods", &self.private),
            ids("public", "the load balancer", &self.public),
            ids("data", "databases and caches", &self.data),
            ids("control_plane", "the EKS control plane", &self.control_plane),
        ]
    }
}

fn subnet(network: &Network, kind: &str, why: &str, tags: Expr) -> Block {
    Block::resource("aws_subnet", kind)
        .why(why)
        .set("for_each", network.zones.address())
        .gap()
        .set("vpc_id", network.vpc.address().attr("id"))
        .set("availability_zone", Ref::each_key())
        .set("cidr_block", Ref::each_value().attr(kind))
        .set("map_public_ip_on_launch", false)
        .gap()
        .set("tags", tags)
}

fn ids(kind: &str, purpose: &str, subnet: &Block) -> Output {
    let values = call("values", [subnet.address().into()]);
    let ids = for_list("subnet", values, Ref::iteration("subnet").attr("id"));
    let description = format!("IDs of the subnets of {purpose}, in the order of zone names.");
    Output::new(&format!("{kind}_subnet_ids"), &description, ids)
}
