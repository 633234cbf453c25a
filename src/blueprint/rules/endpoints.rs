//! VPC endpoints: the names that are legal, and which a blueprint gets by itself.

use super::Tree;
use crate::tables::regions;
use std::collections::BTreeSet;

/// Services that gateway endpoints reach.
const GATEWAYS: &[&str] = &["dynamodb", "s3"];

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

/// Further interface endpoints that a platform can ask for.
/// Source: <https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html>
const FURTHER: &[&str] = &[
    "access-analyzer",
    "acm-pca",
    "airflow.api",
    "application-autoscaling",
    "aps",
    "aps-workspaces",
    "athena",
    "autoscaling",
    "backup",
    "bedrock",
    "bedrock-runtime",
    "cloudformation",
    "cloudtrail",
    "codebuild",
    "codecommit",
    "codeconnections.api",
    "config",
    "ebs",
    "ecs",
    "elasticache",
    "elasticfilesystem",
    "email-smtp",
    "events",
    "execute-api",
    "firehose",
    "git-codecommit",
    "glue",
    "grafana",
    "grafana-workspace",
    "guardduty",
    "guardduty-data",
    "inspector2",
    "kafka",
    "kinesis-streams",
    "lambda",
    "monitoring-query",
    "network-firewall",
    "organizations",
    "rds",
    "rds-data",
    "redshift-data",
    "rolesanywhere",
    "rum",
    "scheduler",
    "securityhub",
    "servicediscovery",
    "sns",
    "states",
    "synthetics",
    "tagging",
    "transfer",
    "wafv2",
    "xray",
];

/// Every legal name.
pub(in crate::blueprint) fn names() -> impl Iterator<Item = &'static str> + Clone {
    GATEWAYS.iter().chain(DEFAULT).chain(FURTHER).copied()
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
