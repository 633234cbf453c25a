//! Every emitted block and argument against the schema of the pinned provider, without Terraform.
#![expect(clippy::disallowed_methods, reason = "the golden tree and the blueprints are read here")]

mod support {
    pub(crate) mod schema;
}

use std::collections::BTreeMap;
use std::path::Path;
use support::schema::{Schema, spelled, violations};

/// Files below a folder whose name ends so, by path.
fn files(folder: &str, extension: &str) -> BTreeMap<String, String> {
    let found: BTreeMap<String, String> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.expect("the folder is readable").into_path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .map(|path| (path.display().to_string(), read(&path)))
        .collect();
    assert!(!found.is_empty(), "no .{extension} file below {folder}");
    found
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("the file is text")
}

#[test]
fn the_generated_tree_keeps_the_provider_schema() {
    let schema = Schema::load();
    let files = files("generated", "tf");
    let found: Vec<String> =
        files.iter().flat_map(|(path, text)| violations(&schema, path, text)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The engines and options that no committed environment uses.
#[test]
fn every_option_keeps_the_provider_schema() {
    let schema = Schema::load();
    let folder = Path::new("tests/data/blueprints");
    let reading = platform_gen::blueprint::read(&[folder.to_path_buf()]);
    assert!(reading.platforms.len() > 2, "{:#?}", reading.errors());
    for read in &reading.platforms {
        let environment = platform_gen::generate(&read.platform, &read.digest);
        let hcl = |path: &str| Path::new(path).extension().is_some_and(|found| found == "tf");
        let terraform = environment.files.iter().filter(|(path, _)| hcl(path));
        let found: Vec<String> =
            terraform.flat_map(|(path, text)| violations(&schema, path, text)).collect();
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

#[test]
fn the_generated_tree_spells_out_no_partition_and_no_account() {
    let blueprints: String = files("blueprints", "hcl").into_values().collect();
    let files = files("generated", "tf");
    let found: Vec<String> =
        files.iter().flat_map(|(path, text)| spelled(path, text, &blueprints)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Checks one file, whose violations are these.
#[track_caller]
fn finds(text: &str, expected: &[&str]) {
    assert_eq!(violations(&Schema::load(), "main.tf", text), expected);
}

#[test]
fn a_sound_file_has_no_violation() {
    finds(
        r#"
        terraform {
          required_version = ">= 1.11.0"
        }
        provider "aws" {
          region = "eu-west-1"
          default_tags {
            tags = { Owner = "a" }
          }
        }
        data "terraform_remote_state" "network" {
          backend = "s3"
          config  = { key = "x" }
        }
        data "aws_region" "current" {}
        resource "aws_vpc" "this" {
          for_each             = toset(["a"])
          cidr_block           = "10.0.0.0/${each.key}"
          enable_dns_hostnames = var.on ? true : null
          depends_on           = [data.aws_region.current]
          tags                 = { for key, value in var.tags : key => value }
          lifecycle {
            ignore_changes = [tags]
          }
        }
        resource "aws_security_group" "this" {
          name = "x"
          ingress {
            from_port   = 443
            to_port     = 443
            protocol    = "tcp"
            cidr_blocks = [aws_vpc.this["a"].cidr_block]
          }
        }
        output "region" { value = data.aws_region.current.region }
        "#,
        &[],
    );
}

#[test]
fn unknown_types_say_how_to_add_them() {
    let add = "is not in tests/data/schema: add it as prune.py there says";
    finds("resource \"aws_x\" \"y\" {}", &[&format!("main.tf > resource aws_x y: {add}")]);
    finds("data \"aws_x\" \"y\" {}", &[&format!("main.tf > data aws_x y: {add}")]);
    finds(
        "resuorce \"aws_vpc\" \"y\" {}",
        &["main.tf > resuorce aws_vpc y: is no block that Terraform knows"],
    );
    finds(
        "provider \"google\" {}",
        &["main.tf > provider google: is no block that Terraform knows"],
    );
    finds("x = 1", &["main.tf: has the argument `x` outside a block"]);
}

#[test]
fn a_file_that_does_not_parse_is_a_violation() {
    let found = violations(&Schema::load(), "main.tf", "resource {");
    assert!(found[0].starts_with("main.tf: does not parse: "), "{found:#?}");
}

#[test]
fn unknown_arguments_and_blocks() {
    let vpc = "main.tf > resource aws_vpc a";
    finds("resource \"aws_vpc\" \"a\" { cidr = 1 }", &[&format!("{vpc}: has no argument `cidr`")]);
    finds(
        "resource \"aws_vpc\" \"a\" {\n  cidr {}\n}",
        &[&format!("{vpc} > cidr: is an unknown block")],
    );
    finds(
        "data \"terraform_remote_state\" \"a\" {\n  backend = \"s3\"\n  bucket = 1\n}",
        &[
            "main.tf > data terraform_remote_state a: has no argument `bucket`",
            "main.tf > data terraform_remote_state a: lacks the required `config`",
        ],
    );
    finds("provider \"aws\" { regoin = 1 }", &["main.tf > provider aws: has no argument `regoin`"]);
    finds(
        "data \"aws_region\" \"a\" { x = 1 }",
        &["main.tf > data aws_region a: has no argument `x`"],
    );
}

#[test]
fn blocks_are_no_arguments_and_the_reverse() {
    finds(
        "resource \"aws_vpc\" \"a\" {\n  tags {\n    Name = \"x\"\n  }\n}",
        &["main.tf > resource aws_vpc a > tags: is an argument, written as a block"],
    );
    finds(
        "resource \"aws_launch_template\" \"a\" { metadata_options = { http_tokens = \"required\" } }",
        &[
            "main.tf > resource aws_launch_template a: writes the block `metadata_options` as an argument",
        ],
    );
}

#[test]
fn arguments_that_may_be_blocks_are_checked_in_both_forms() {
    let group = "main.tf > resource aws_security_group a";
    finds(
        "resource \"aws_security_group\" \"a\" {\n  ingress {\n    port = 1\n    to_port = \"1\"\n    x {}\n  }\n}",
        &[
            &format!("{group} > ingress: has no argument `port`"),
            &format!("{group} > ingress: `to_port` is of type string, where number is wanted"),
            &format!("{group} > ingress: has no block `x`"),
        ],
    );
    finds("resource \"aws_security_group\" \"a\" { ingress = [] }", &[]);
    finds(
        "resource \"aws_route_table\" \"a\" {\n  vpc_id = \"x\"\n  route = [{ cidr = 1, cidr_block = 2 }]\n}",
        &[
            "`route` has `cidr`, which its type does not have",
            "`route` has `cidr_block` that is of type number, where string is wanted",
            "`route` lacks `carrier_gateway_id`",
            "`route` lacks `core_network_arn`",
            "`route` lacks `destination_prefix_list_id`",
            "`route` lacks `egress_only_gateway_id`",
            "`route` lacks `gateway_id`",
            "`route` lacks `ipv6_cidr_block`",
            "`route` lacks `local_gateway_id`",
            "`route` lacks `nat_gateway_id`",
            "`route` lacks `network_interface_id`",
            "`route` lacks `odb_network_arn`",
            "`route` lacks `transit_gateway_id`",
            "`route` lacks `vpc_endpoint_id`",
            "`route` lacks `vpc_peering_connection_id`",
        ]
        .map(|violation| format!("main.tf > resource aws_route_table a: {violation}"))
        .each_ref()
        .map(String::as_str),
    );
}

#[test]
fn required_arguments_and_blocks() {
    finds(
        "resource \"aws_iam_role\" \"a\" {\n  assume_role_policy = null\n}",
        &["main.tf > resource aws_iam_role a: lacks the required `assume_role_policy`"],
    );
    finds(
        "resource \"aws_eks_cluster\" \"a\" {\n  name     = \"x\"\n  role_arn = \"y\"\n}",
        &["main.tf > resource aws_eks_cluster a: has 0 blocks `vpc_config`, at least 1 are wanted"],
    );
    finds(
        "resource \"aws_eks_cluster\" \"a\" {\n  name     = \"x\"\n  role_arn = \"y\"\n  vpc_config {}\n}",
        &["main.tf > resource aws_eks_cluster a > vpc_config: lacks the required `subnet_ids`"],
    );
}

#[test]
fn blocks_stand_at_most_as_often_as_allowed() {
    let twice = "  zonal_shift_config {}\n".repeat(2);
    finds(
        &format!(
            "resource \"aws_eks_cluster\" \"a\" {{\n  name = \"x\"\n  role_arn = \"y\"\n  vpc_config {{\n    \
             subnet_ids = []\n  }}\n{twice}}}"
        ),
        &[
            "main.tf > resource aws_eks_cluster a: has 2 blocks `zonal_shift_config`, at most 1 are allowed",
        ],
    );
}

#[test]
fn dynamic_blocks_are_checked_by_their_content() {
    finds(
        "resource \"aws_eks_cluster\" \"a\" {\n  name = \"x\"\n  role_arn = \"y\"\n  dynamic \"vpc_config\" {\n    \
         for_each = [1]\n    content {\n      subnets = []\n    }\n  }\n}",
        &[
            "main.tf > resource aws_eks_cluster a > vpc_config: has no argument `subnets`",
            "main.tf > resource aws_eks_cluster a > vpc_config: lacks the required `subnet_ids`",
        ],
    );
}

#[test]
fn what_only_the_provider_sets() {
    finds(
        "resource \"aws_vpc\" \"a\" { arn = \"x\" }",
        &["main.tf > resource aws_vpc a: sets `arn`, which only the provider sets"],
    );
    finds(
        "resource \"aws_eks_cluster\" \"a\" {\n  name = \"x\"\n  role_arn = \"y\"\n  vpc_config {\n    subnet_ids = []\n  }\n  identity {}\n}",
        &["main.tf > resource aws_eks_cluster a > identity: is what only the provider sets"],
    );
}

#[test]
fn literals_have_their_type() {
    let vpc = "main.tf > resource aws_vpc a";
    for (argument, mismatch) in [
        ("cidr_block = 10", "`cidr_block` is of type number, where string is wanted"),
        ("cidr_block = [\"x\"]", "`cidr_block` is of type list, where string is wanted"),
        ("cidr_block = (true)", "`cidr_block` is of type bool, where string is wanted"),
        (
            "cidr_block = var.x ? \"y\" : 1",
            "`cidr_block` is of type number, where string is wanted",
        ),
        (
            "enable_dns_support = \"true\"",
            "`enable_dns_support` is of type string, where bool is wanted",
        ),
        (
            "ipv4_netmask_length = \"8\"",
            "`ipv4_netmask_length` is of type string, where number is wanted",
        ),
        ("ipv4_netmask_length = -8", ""),
        ("tags = [\"x\"]", "`tags` is of type list, where map is wanted"),
        ("tags = [for x in var.y : x]", "`tags` is of type list, where map is wanted"),
        ("tags = { a = 1 }", "`tags` is of type number, where string is wanted"),
    ] {
        let expected: Vec<String> =
            if mismatch.is_empty() { vec![] } else { vec![format!("{vpc}: {mismatch}")] };
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        finds(&format!("resource \"aws_vpc\" \"a\" {{ {argument} }}"), &expected);
    }
    finds(
        "resource \"aws_eks_cluster\" \"a\" {\n  name = \"x\"\n  role_arn = \"y\"\n  vpc_config {\n    subnet_ids = [1, var.x, [\"y\"]]\n    security_group_ids = {}\n  }\n}",
        &[
            "`subnet_ids` is of type number, where string is wanted",
            "`subnet_ids` is of type list, where string is wanted",
            "`security_group_ids` is of type object, where set is wanted",
        ]
        .map(|mismatch| format!("main.tf > resource aws_eks_cluster a > vpc_config: {mismatch}"))
        .each_ref()
        .map(String::as_str),
    );
}

#[test]
fn references_read_attributes_that_exist() {
    finds(
        "output \"x\" {\n  value = \"${aws_vpc.a[0].idd}-${data.aws_region.b.name_}-${aws_vpc.a.id}\"\n}",
        &[
            "main.tf: refers to `aws_vpc.a.idd`: `aws_vpc` has no `idd`",
            "main.tf: refers to `data.aws_region.b.name_`: `aws_region` has no `name_`",
        ],
    );
}

#[test]
fn partitions_and_accounts_come_from_data_sources_or_the_blueprint() {
    let text = "a = \"arn:aws:iam::aws:policy/X\"\nb = \"arn:${data.aws_partition.x.partition}:s3:::y\"\n\
                c = \"arn:aws-cn:acm:cn-north-1:111111111111:certificate/z\"\nd = [\"222222222222\"]\n\
                e = 1234567890123\n";
    let expected = [
        "x.tf:1: spells out `arn:aws:iam::aws:policy/X`",
        "x.tf:3: spells out `arn:aws-cn:acm:cn-north-1:111111111111:certificate/z`",
        "x.tf:3: spells out `111111111111`",
        "x.tf:4: spells out `222222222222`",
    ];
    assert_eq!(spelled("x.tf", text, ""), expected);
    let blueprint =
        "account = \"222222222222\" arn:aws-cn:acm:cn-north-1:111111111111:certificate/z";
    assert_eq!(spelled("x.tf", text, blueprint), expected[..1]);
}
