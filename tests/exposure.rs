//! Nothing but the one load balancer is reachable from the internet, in any generated tree.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use hcl::{Block, Body, Expression};
use platform_gen::blueprint;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Resources that are doors to the internet by their nature.
const DOORS: [&str; 8] = [
    "aws_api_gateway_rest_api",
    "aws_apigatewayv2_api",
    "aws_cloudfront_distribution",
    "aws_elb",
    "aws_globalaccelerator_accelerator",
    "aws_lambda_function_url",
    "aws_lightsail_instance",
    "aws_transfer_server",
];

/// Arguments that open something when they are true.
const OPENING: [&str; 3] =
    ["associate_public_ip_address", "map_public_ip_on_launch", "publicly_accessible"];

/// Everyone, in both families.
const EVERYONE: [&str; 2] = ["0.0.0.0/0", "::/0"];

/// What a folder may open: the load balancer's own group, the load balancer, and the addresses from
/// which private subnets leave.
const ALLOWED: [(&str, &str); 4] = [
    ("modules/entry", "aws_lb.this"),
    ("modules/entry", "aws_vpc_security_group_ingress_rule.http"),
    ("modules/entry", "aws_vpc_security_group_ingress_rule.https"),
    ("modules/network", "aws_eip.nat"),
];

/// The doors of one folder's Terraform, by address, with what opens them.
fn doors(text: &str) -> BTreeMap<String, Vec<String>> {
    let body: Body = hcl::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let closed = closed_buckets(&body);
    let mut doors: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for block in body.blocks() {
        let labels: Vec<&str> = block.labels().iter().map(hcl::BlockLabel::as_str).collect();
        let (address, found) = match (block.identifier(), labels.as_slice()) {
            ("resource", [kind, name]) => {
                (format!("{kind}.{name}"), resource(block, kind, closed.contains(*name)))
            }
            ("data", [kind, name]) => (format!("data.{kind}.{name}"), document(block, kind, name)),
            ("module", [name]) => (format!("module.{name}"), call(block)),
            _ => continue,
        };
        if !found.is_empty() {
            doors.insert(address, found);
        }
    }
    doors
}

fn resource(block: &Block, kind: &str, closed: bool) -> Vec<String> {
    let mut found = Vec::new();
    if DOORS.contains(&kind) || kind == "aws_eip" {
        found.push("is a door of its own".to_owned());
    }
    if kind == "aws_lb" && text(&block.body, "internal") != Some("true".to_owned()) {
        found.push("faces the internet".to_owned());
    }
    if kind == "aws_s3_bucket" && !closed {
        found.push("has no complete public access block".to_owned());
    }
    let inward = kind == "aws_vpc_security_group_ingress_rule"
        || (kind == "aws_security_group_rule"
            && text(&block.body, "type") == Some("\"ingress\"".to_owned()));
    if inward {
        found.extend(ranges(&block.body));
    }
    nested(&block.body, &mut found);
    found
}

/// What a body or a block inside it opens.
fn nested(body: &Body, found: &mut Vec<String>) {
    for argument in OPENING {
        if text(body, argument).is_some_and(|value| value != "false") {
            found.push(format!("sets {argument}"));
        }
    }
    if text(body, "endpoint_public_access").is_some_and(|value| value != "false")
        && text(body, "public_access_cidrs").is_none_or(|value| everyone(&value))
    {
        found.push("opens the Kubernetes API to everyone".to_owned());
    }
    for block in body.blocks() {
        if block.identifier() == "ingress" {
            found.extend(ranges(&block.body));
        }
        nested(&block.body, found);
    }
}

/// Ranges that something may come from; the VPC's own is no door.
fn ranges(body: &Body) -> Vec<String> {
    ["cidr_ipv4", "cidr_ipv6", "cidr_blocks", "ipv6_cidr_blocks"]
        .iter()
        .filter_map(|argument| text(body, argument))
        .filter(|value| !["var.cidr", "var.vpc_cidr"].contains(&value.as_str()))
        .map(|value| format!("lets in {value}"))
        .collect()
}

/// A policy that gives something to everyone; endpoint policies only narrow.
fn document(block: &Block, kind: &str, name: &str) -> Vec<String> {
    if kind != "aws_iam_policy_document" || name.ends_with("_endpoint") {
        return Vec::new();
    }
    let statements = block.body.blocks().filter(|block| block.identifier() == "statement");
    let open = statements.filter(|statement| {
        let blocks: Vec<&Block> = statement.body.blocks().collect();
        let anybody = blocks.iter().any(|block| {
            block.identifier() == "principals"
                && text(&block.body, "identifiers").is_some_and(|value| value.contains("\"*\""))
        });
        let bound = blocks.iter().any(|block| block.identifier() == "condition");
        anybody && !bound && text(&statement.body, "effect") != Some("\"Deny\"".to_owned())
    });
    open.map(|_| "allows everyone".to_owned()).collect()
}

/// Everyone, passed to a module that is not the entry.
fn call(block: &Block) -> Vec<String> {
    let entry = text(&block.body, "source") == Some("\"../../modules/entry\"".to_owned());
    let arguments = block.body.attributes();
    let open = arguments.filter(|argument| {
        let value = hcl::format::to_string(&argument.expr).unwrap();
        everyone(&value) && !(entry && argument.key() == "allow")
    });
    // Where pods may go is not who may come.
    let open = open.filter(|argument| argument.key() != "egress");
    open.map(|argument| format!("passes everyone as {}", argument.key())).collect()
}

fn everyone(value: &str) -> bool {
    EVERYONE.iter().any(|range| value.contains(range))
}

/// Buckets, by name, that a complete public access block of the same name belongs to.
fn closed_buckets(body: &Body) -> BTreeSet<String> {
    let blocks = body.blocks().filter(|block| {
        block
            .labels()
            .first()
            .is_some_and(|kind| kind.as_str() == "aws_s3_bucket_public_access_block")
    });
    let complete = blocks.filter(|block| {
        [
            "block_public_acls",
            "block_public_policy",
            "ignore_public_acls",
            "restrict_public_buckets",
        ]
        .iter()
        .all(|argument| text(&block.body, argument) == Some("true".to_owned()))
    });
    let buckets = complete.filter_map(|block| text(&block.body, "bucket"));
    buckets.filter_map(|value| value.split('.').nth(1).map(str::to_owned)).collect()
}

/// An argument as it is written.
fn text(body: &Body, argument: &str) -> Option<String> {
    let value = body.attributes().find(|attribute| attribute.key() == argument)?;
    let value: &Expression = &value.expr;
    hcl::format::to_string(value).ok()
}

/// The Terraform of each folder of each environment, joined.
fn folders(paths: &[&str]) -> BTreeMap<String, String> {
    let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
    let reading = blueprint::read(&paths);
    assert!(reading.errors().is_empty(), "{:#?}", reading.errors());
    let mut folders: BTreeMap<String, String> = BTreeMap::new();
    for read in &reading.platforms {
        let environment = platform_gen::generate(&read.platform, &read.digest);
        for (path, text) in &environment.files {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            if name.rsplit_once('.').is_none_or(|(_, extension)| extension != "tf") {
                continue;
            }
            folders.entry(format!("{}/{folder}", environment.name)).or_default().push_str(text);
        }
    }
    folders
}

#[test]
fn only_the_load_balancer_is_reachable_from_the_internet() {
    let folders = folders(&["blueprints", "tests/data/blueprints"]);
    let mut entries = 0;
    let mut open = Vec::new();
    for (folder, text) in &folders {
        for (address, found) in doors(text) {
            let allowed =
                |(place, known): &(&str, &str)| folder.ends_with(place) && address == *known;
            entries += usize::from(address == "aws_lb.this");
            if !ALLOWED.iter().any(allowed) {
                open.push(format!("{folder}: {address} {}", found.join(", ")));
            }
        }
    }
    assert!(open.is_empty(), "{}", open.join("\n"));
    let exposing = folders.keys().filter(|folder| folder.ends_with("/40-entry")).count();
    assert!(entries > 3, "{entries} load balancers");
    assert_eq!(entries, exposing, "one load balancer for each environment that exposes a service");
}

#[test]
fn a_platform_that_exposes_nothing_has_no_entry() {
    let folders = folders(&["tests/data/blueprints/entry-none.hcl"]);
    assert!(folders.keys().all(|folder| !folder.contains("entry")), "{:#?}", folders.keys());
}

#[test]
fn every_kind_of_door_is_seen() {
    for (block, address) in [
        (r#"resource "aws_lb" "a" { internal = false }"#, "aws_lb.a"),
        (r#"resource "aws_lb" "a" {}"#, "aws_lb.a"),
        (r#"resource "aws_eip" "a" {}"#, "aws_eip.a"),
        (r#"resource "aws_lambda_function_url" "a" {}"#, "aws_lambda_function_url.a"),
        (r#"resource "aws_db_instance" "a" { publicly_accessible = true }"#, "aws_db_instance.a"),
        (r#"resource "aws_subnet" "a" { map_public_ip_on_launch = true }"#, "aws_subnet.a"),
        (r#"resource "aws_s3_bucket" "a" {}"#, "aws_s3_bucket.a"),
        (
            "resource \"aws_launch_template\" \"a\" {\n  network_interfaces {\n    associate_public_ip_address = true\n  }\n}",
            "aws_launch_template.a",
        ),
        (
            r#"resource "aws_vpc_security_group_ingress_rule" "a" { cidr_ipv6 = "::/0" }"#,
            "aws_vpc_security_group_ingress_rule.a",
        ),
        (
            "resource \"aws_security_group\" \"a\" {\n  ingress {\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }\n}",
            "aws_security_group.a",
        ),
        (
            "resource \"aws_eks_cluster\" \"a\" {\n  vpc_config {\n    endpoint_public_access = true\n  }\n}",
            "aws_eks_cluster.a",
        ),
        (
            "data \"aws_iam_policy_document\" \"a\" {\n  statement {\n    principals {\n      identifiers = [\"*\"]\n    }\n  }\n}",
            "data.aws_iam_policy_document.a",
        ),
        (r#"module "cluster" { public_access_cidrs = ["0.0.0.0/0"] }"#, "module.cluster"),
    ] {
        let found: Vec<String> = doors(block).into_keys().collect();
        assert_eq!(found, [address], "{block}");
    }
    let closed = r#"
        resource "aws_lb" "a" { internal = true }
        resource "aws_vpc_security_group_ingress_rule" "a" { cidr_ipv4 = var.vpc_cidr }
        resource "aws_vpc_security_group_egress_rule" "a" { cidr_ipv4 = "0.0.0.0/0" }
        resource "aws_s3_bucket" "a" {}
        resource "aws_s3_bucket_public_access_block" "a" {
          bucket                  = aws_s3_bucket.a.id
          block_public_acls       = true
          block_public_policy     = true
          ignore_public_acls      = true
          restrict_public_buckets = true
        }
    "#;
    assert!(doors(closed).is_empty(), "{:#?}", doors(closed));
}
