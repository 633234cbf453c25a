//! VPC endpoints: the names that are legal, and which a blueprint gets by itself.

use super::Tree;
use crate::tables::{endpoints, regions};
use std::collections::BTreeSet;

/// Interface endpoints that nodes, add-ons and services of a private cluster use.
const DEFAULT: &[&str] = &[
    "ec2",
    "ec2messages",
    "ecr.api",
    "ecr.dkr",
    "eks",
    "eks-auth",
    "elasticloadbalancing",
    "kms",
    "logs",
    "monitoring",
    "secretsmanager",
    "sqs",
    "ssm",
    "ssmmessages",
    "sts",
];

/// Every legal name.
pub(in crate::blueprint) fn names() -> impl Iterator<Item = &'static str> + Clone {
    endpoints::all().map(|endpoint| endpoint.name)
}

/// What a blueprint gets when it says nothing.
pub(in crate::blueprint) fn defaults(tree: Tree<'_>, region: &str) -> BTreeSet<&'static str> {
    let mut names: BTreeSet<_> = DEFAULT.iter().copied().chain(["s3"]).collect();
    if !tree.all("table").is_empty() {
        names.insert("dynamodb");
    }
    if regions::find(region).is_some_and(|region| region.prometheus) {
        names.insert("aps-workspaces");
    }
    names
}
