//! The zone, read as it is, and an alias record for each host.

use super::Entry;
use crate::ir::{Block, Ref, TerraformFile};

/// The platform's public zone.
pub(super) fn zone(entry: &Entry) -> Block {
    Block::data("aws_route53_zone", "this")
        .set("name", entry.domain.address())
        .set("private_zone", false)
}

pub(super) fn file(entry: &Entry, zone: Block, balancer: &Block) -> TerraformFile {
    let alias = Block::nested("alias")
        .set("name", balancer.address().attr("dns_name"))
        .set("zone_id", balancer.address().attr("zone_id"))
        .set("evaluate_target_health", true);
    let record = Block::resource("aws_route53_record", "host")
        .why("IPv4 only, as the VPC is.")
        .set("for_each", entry.hosts.address())
        .gap()
        .set("zone_id", zone.address().attr("zone_id"))
        .set("name", Ref::each_key())
        .set("type", "A")
        .nest(alias);
    TerraformFile::new("records.tf").blocks([zone, record])
}
