//! 40-entry: what each option of `entry` and `expose` does to the generated Terraform.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use platform_gen::blueprint;
use platform_gen::render::Files;
use std::path::PathBuf;

fn generate(file: &str) -> Files {
    let reading = blueprint::read(&[PathBuf::from(file)]);
    assert!(reading.errors().is_empty(), "{:#?}", reading.errors());
    let read = &reading.platforms[0];
    platform_gen::generate(&read.platform, &read.digest).files
}

/// A file without the blanks that align it.
fn file(files: &Files, path: &str) -> String {
    let text = files.get(&format!("terraform/{path}")).unwrap_or_else(|| panic!("no {path}"));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no `{part}` in {text}");
    }
}

#[track_caller]
fn lacks(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(!text.contains(part), "`{part}` in {text}");
    }
}

#[test]
fn the_defaults_are_those_of_production() {
    let files = generate("blueprints/minimal.hcl");
    let root = file(&files, "eu-west-1/40-entry/main.tf");
    has(
        &root,
        &[
            "allow = [\"0.0.0.0/0\"]",
            "certificate_name = \"staging.shop.example\"",
            "rate_limit = 2000",
            "access_logs_days = 365",
            "deletion_protection = false",
        ],
    );
    let balancer = file(&files, "modules/entry/load_balancer.tf");
    has(
        &balancer,
        &[
            "drop_invalid_header_fields = true",
            "enable_zonal_shift = true",
            "status_code = \"HTTP_301\"",
            "status_code = \"404\"",
            "header_value = \"max-age=31536000\"",
            "ssl_policy = \"ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09\"",
            "certificate_arn = aws_acm_certificate_validation.this.certificate_arn",
        ],
    );
    lacks(&balancer, &["grpc"]);
    let groups = file(&files, "modules/entry/target_groups.tf");
    has(&groups, &["port = \"15021\" protocol = \"HTTP\" path = \"/healthz/ready\""]);
    lacks(&groups, &["GRPC"]);
    let firewall = file(&files, "modules/entry/waf.tf");
    has(&firewall, &["single_header { name = \"authorization\" }", "evaluation_window_sec = 300"]);
    let logs = file(&files, "modules/entry/access_logs.tf");
    has(&logs, &["sse_algorithm = \"AES256\"", "aws:SecureTransport", "logdelivery."]);
}

#[test]
fn every_option_arrives() {
    let files = generate("tests/data/blueprints/entry-full.hcl");
    let root = file(&files, "eu-west-1/40-entry/main.tf");
    has(
        &root,
        &[
            "load_balancer_name = \"entry-internal-production\"",
            "allow = [\"198.51.100.0/24\", \"203.0.113.7/32\"]",
            "certificate_arn = \"arn:aws:acm:eu-west-1:111122223333:certificate/",
            "rate_limit = 500",
            "logs_days = 90",
            "access_logs_days = 30",
            "deletion_protection = true",
            "\"admin.parcel.example\" = ",
        ],
    );
    lacks(&root, &["certificate_name"]);
    assert!(!files.contains_key("terraform/modules/entry/certificate.tf"));
    let firewall = file(&files, "modules/entry/waf.tf");
    let order = ["rate-limit", "AWSManagedRulesSQLiRuleSet", "AWSManagedRulesAnonymousIpList"];
    let places: Vec<usize> = order.iter().map(|name| firewall.find(name).unwrap()).collect();
    assert!(places.is_sorted(), "{firewall}");
    lacks(&firewall, &["AWSManagedRulesCommonRuleSet"]);
}

#[test]
fn grpc_has_a_target_group_and_the_first_rules() {
    let files = generate("tests/data/blueprints/entry-full.hcl");
    has(
        &file(&files, "modules/entry/target_groups.tf"),
        &["protocol_version = \"GRPC\"", "matcher = \"12\""],
    );
    has(
        &file(&files, "modules/entry/load_balancer.tf"),
        &["values = [\"application/grpc\", \"application/grpc+*\"]"],
    );
    let root = file(&files, "eu-west-1/40-entry/main.tf");
    let priorities = |map: &str| -> Vec<u32> {
        let (_, rest) = root.split_once(&format!(" {map} = {{ ")).unwrap();
        let (entries, _) = rest.split_once('}').unwrap();
        entries.split_whitespace().filter_map(|word| word.parse().ok()).collect()
    };
    let (hosts, grpc) = (priorities("hosts"), priorities("grpc_hosts"));
    assert_eq!((hosts.len(), grpc.len()), (2, 1));
    assert!(grpc[0] < hosts[0].min(hosts[1]), "{grpc:?} {hosts:?}");
}

#[test]
fn many_hosts_share_a_wildcard_that_the_domain_validates() {
    let files = generate("tests/data/blueprints/entry-many.hcl");
    has(
        &file(&files, "eu-west-1/40-entry/main.tf"),
        &[
            "certificate_name = \"hosts.example\"",
            "certificate_alternatives = [\"*.hosts.example\"]",
        ],
    );
    has(
        &file(&files, "modules/entry/certificate.tf"),
        &["for_each = toset([var.certificate_name])", "checkov:skip=CKV2_AWS_71"],
    );
}

#[test]
fn a_certificate_names_each_host_and_each_host_has_a_record() {
    let files = generate("tests/data/blueprints/entry-names.hcl");
    has(
        &file(&files, "us-gov-west-1/40-entry/main.tf"),
        &[
            "certificate_name = \"www.names.example\"",
            "certificate_alternatives = [\"shop.names.example\"]",
        ],
    );
    has(
        &file(&files, "modules/entry/certificate.tf"),
        &["toset(concat([var.certificate_name], var.certificate_alternatives))"],
    );
    has(&file(&files, "modules/entry/records.tf"), &["for_each = var.hosts", "type = \"A\""]);
}
