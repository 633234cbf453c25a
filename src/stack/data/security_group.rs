//! Security groups: the cluster's nodes come in on the engine's port, and nothing goes out.

use crate::ir::{Block, Expr, Ref, object};

/// A group in the VPC; without an egress rule it can open no connection itself.
pub(super) fn group(vpc: Ref, name: &Expr, description: &str) -> Block {
    Block::resource("aws_security_group", "this")
        .set("name", name.clone())
        .set("description", description)
        .set("vpc_id", vpc)
        .gap()
        .set("tags", object([("Name", name.clone())]))
}

/// A rule of one TCP port between `group` and `other`; `way` is `ingress` or `egress`.
pub(super) fn rule(
    (way, name): (&str, &str),
    group: Ref,
    other: Ref,
    description: &str,
    port: impl Into<Expr>,
) -> Block {
    let port = port.into();
    Block::resource(&format!("aws_vpc_security_group_{way}_rule"), name)
        .set("security_group_id", group)
        .set("description", description)
        .set("referenced_security_group_id", other)
        .set("ip_protocol", "tcp")
        .set("from_port", port.clone())
        .set("to_port", port)
}
