//! VPC endpoints: AWS services that the platform reaches without leaving the VPC.

use super::Network;
use super::nat::Nat;
use super::subnets::Subnets;
use crate::ir::expr::for_list;
use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Expr, Ref, TerraformFile, call, list, object, template};
use crate::model::Platform;
use crate::tables::{endpoints, registries};

/// Services with a gateway endpoint: a route, without a price or an address.
const GATEWAYS: [&str; 2] = ["dynamodb", "s3"];

/// The endpoints of a platform.
pub(super) struct Endpoints {
    gateway: Vec<Block>,
    interface: Vec<Block>,
}

impl Endpoints {
    pub(super) fn new(
        network: &Network,
        subnets: &Subnets,
        nat: &Nat,
        platform: &Platform,
    ) -> Self {
        let wanted = |name: &str| platform.network.endpoints.iter().any(|e| e == name);
        let gateway = GATEWAYS
            .iter()
            .filter(|name| wanted(name))
            .flat_map(|name| gateway(network, nat, &platform.region.name, name))
            .collect();
        let interface = if interface_services(platform).is_empty() {
            Vec::new()
        } else {
            interface(network, subnets)
        };
        Self { gateway, interface }
    }

    pub(super) fn has_interface_endpoints(&self) -> bool {
        !self.interface.is_empty()
    }

    pub(super) fn file(self) -> Option<TerraformFile> {
        let mut file = TerraformFile::new("endpoints.tf");
        if !self.gateway.is_empty() {
            file = file.banner("Gateway endpoints").blocks(self.gateway);
        }
        if !self.interface.is_empty() {
            file = file.banner("Interface endpoints").blocks(self.interface);
        }
        (!file.items.is_empty()).then_some(file)
    }
}

/// Short name to full service name of every interface endpoint.
pub(super) fn interface_services(platform: &Platform) -> Vec<(String, String)> {
    let region = &platform.region.name;
    let known = platform.network.endpoints.iter().filter_map(|name| endpoints::find(name));
    known
        .filter(|endpoint| !endpoint.gateway)
        .map(|endpoint| (endpoint.name.to_owned(), endpoint.service_name(region)))
        .collect()
}

/// A gateway endpoint with a policy for this account's buckets or tables.
fn gateway(network: &Network, nat: &Nat, region: &str, service: &str) -> [Block; 2] {
    let own = Statement::allow("OwnAccount", &[&format!("{service}:*")])
        .on(["*"])
        .to("*", ["*"])
        .when("StringEquals", "aws:ResourceAccount", [network.here.account()]);
    let mut statements = vec![own];
    if service == "s3" {
        statements.push(image_layers(network, region));
    }
    let document = ["CKV_AWS_108", "CKV_AWS_109", "CKV_AWS_111", "CKV_AWS_283", "CKV_AWS_356"]
        .iter()
        .fold(policy::document(&format!("{service}_endpoint"), statements), |block, check| {
            block.skip(check, "grants nothing: it narrows what IAM policies grant to own resources")
        });
    let tables = nat.private.address();
    let private =
        for_list("table", call("values", [tables.into()]), Ref::iteration("table").attr("id"));
    let all = call("concat", [private, list([nat.isolated.address().attr("id")])]);
    let name = template([
        "com.amazonaws.".into(),
        network.here.region().into(),
        format!(".{service}").into(),
    ]);
    let endpoint = Block::resource("aws_vpc_endpoint", service)
        .set("vpc_id", network.vpc.address().attr("id"))
        .set("service_name", name)
        .set("vpc_endpoint_type", "Gateway")
        .set("route_table_ids", all)
        .set("policy", document.address().attr("json"))
        .gap()
        .set("tags", object([("Name", network.named(service))]));
    [document, endpoint]
}

/// Registries keep image layers in buckets of their own, and this endpoint is the way to all buckets
/// of the region: without this their images cannot be pulled.
fn image_layers(network: &Network, region: &str) -> Statement {
    let here = &network.here;
    let objects = |bucket: registries::LayerBucket| -> Expr {
        template([
            "arn:".into(),
            here.partition().into(),
            format!(":s3:::{}", bucket.before).into(),
            if bucket.regional { here.region().into() } else { "".into() },
            format!("{}/*", bucket.after).into(),
        ])
    };
    Statement::allow("ImageLayers", &["s3:GetObject"])
        .on(registries::layer_buckets(region).map(objects))
        .to("*", ["*"])
}

fn interface(network: &Network, subnets: &Subnets) -> Vec<Block> {
    let group = Block::resource("aws_security_group", "endpoints")
        .set("name", network.named("endpoints"))
        .set("description", "Interface endpoints: HTTPS from the VPC")
        .set("vpc_id", network.vpc.address().attr("id"))
        .gap()
        .set("tags", object([("Name", network.named("endpoints"))]));
    let https = Block::resource("aws_vpc_security_group_ingress_rule", "endpoints_https")
        .set("security_group_id", group.address().attr("id"))
        .set("description", "HTTPS from the VPC")
        .set("cidr_ipv4", network.cidr.address())
        .set("ip_protocol", "tcp")
        .set("from_port", 443)
        .set("to_port", 443);
    let private = call("values", [subnets.private.address().into()]);
    let subnet_ids = for_list("subnet", private, Ref::iteration("subnet").attr("id"));
    let name = template([network.name.address().into(), "-".into(), Ref::each_key().into()]);
    let endpoint = Block::resource("aws_vpc_endpoint", "interface")
        .set("for_each", network.interface_endpoints.address())
        .gap()
        .set("vpc_id", network.vpc.address().attr("id"))
        .set("service_name", Ref::each_value())
        .set("vpc_endpoint_type", "Interface")
        .set("private_dns_enabled", true)
        .set("subnet_ids", subnet_ids)
        .set("security_group_ids", list([group.address().attr("id")]))
        .gap()
        .set("tags", object([("Name", name)]));
    vec![group, https, endpoint]
}
