//! The load balancer's security group, and the way from it to the gateway's pods.

use super::{Entry, GATEWAY_PORT, STATUS_PORT};
use crate::ir::{Block, Expr, Ref, TerraformFile, call, list, object};
use crate::model::Platform;

/// The group of the load balancer.
pub(super) fn group(entry: &Entry) -> Block {
    Block::resource("aws_security_group", "load_balancer")
        .set("name", entry.named("entry"))
        .set("description", "The load balancer, reached from the internet")
        .set("vpc_id", entry.vpc_id.address())
        .gap()
        .set("tags", object([("Name", entry.named("entry"))]))
}

/// The group and its rules.
pub(super) fn file(entry: &Entry, group: &Block, platform: &Platform) -> TerraformFile {
    let everyone = match &platform.entry.allow {
        Some(ranges) => ranges.iter().any(|range| range.prefix_len() == 0),
        None => true,
    };
    let http = from_clients(entry, group, ("http", 80), "HTTP, only to redirect to HTTPS").skip_if(
        everyone,
        "CKV_AWS_260",
        "answers with a redirect to HTTPS and nothing else",
    );
    let https = from_clients(entry, group, ("https", 443), "HTTPS");
    let ports =
        [("gateway", "Gateway", GATEWAY_PORT), ("status", "Status of the gateway", STATUS_PORT)];
    let inside = ports.into_iter().flat_map(|port| to_nodes(entry, group, port));
    TerraformFile::new("security_group.tf")
        .block(group.clone())
        .banner("From clients")
        .blocks([http, https])
        .banner("To the gateway, and nowhere else")
        .blocks(inside)
}

fn from_clients(entry: &Entry, group: &Block, (name, port): (&str, u16), what: &str) -> Block {
    Block::resource("aws_vpc_security_group_ingress_rule", name)
        .set("for_each", call("toset", [Expr::from(entry.allow.address())]))
        .gap()
        .set("security_group_id", group.address().attr("id"))
        .set("description", what)
        .set("cidr_ipv4", Ref::each_value())
        .set("ip_protocol", "tcp")
        .set("from_port", port)
        .set("to_port", port)
}

/// Out of the load balancer's group and into the nodes', for one port.
fn to_nodes(entry: &Entry, group: &Block, (name, what, port): (&str, &str, u16)) -> [Block; 2] {
    let rule = |direction: &str, name: &str, group: Expr, other: Expr| {
        Block::resource(&format!("aws_vpc_security_group_{direction}_rule"), name)
            .set("security_group_id", group)
            .set("description", what)
            .set("referenced_security_group_id", other)
            .set("ip_protocol", "tcp")
            .set("from_port", port)
            .set("to_port", port)
    };
    let own = || Expr::from(group.address().attr("id"));
    let nodes = || Expr::from(entry.node_group.address());
    [
        rule("egress", name, own(), nodes()),
        rule("ingress", &format!("nodes_{name}"), nodes(), own()),
    ]
}

/// The ranges that may connect.
pub(super) fn allowed(platform: &Platform) -> Expr {
    match &platform.entry.allow {
        Some(ranges) => list(ranges.iter().map(ToString::to_string)),
        None => list(["0.0.0.0/0"]),
    }
}
