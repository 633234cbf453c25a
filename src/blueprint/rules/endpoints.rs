//! VPC endpoints: the names that are legal, and which a blueprint gets by itself.

use super::Tree;
use crate::blueprint::declare::grammar;
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

/// Those of [`DEFAULT`] without which a platform that has no other way out still runs: they are for
/// people who look.
const COMFORT: &[&str] = &["ec2messages", "monitoring", "ssmmessages"];

/// What a list of endpoints leaves out though nothing runs without it where there is no NAT.
pub(super) fn missing(tree: Tree<'_>, region: &str) -> Vec<&'static str> {
    let written = tree.one("network").texts("endpoints");
    let needed = defaults(tree, region).into_iter();
    needed.filter(|name| !COMFORT.contains(name) && !written.contains(name)).collect()
}

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
    // An ACM Private CA signs from outside the cluster.
    if tree.one("mesh").text("ca").is_some_and(|ca| grammar::arn(ca, "acm-pca").is_some()) {
        names.insert("acm-pca");
    }
    if regions::find(region).is_some_and(|region| region.prometheus) {
        names.insert("aps-workspaces");
    }
    names
}
