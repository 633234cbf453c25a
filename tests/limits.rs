//! The longest legal platform: every name at its limit, every list as long as AWS takes it. Whatever
//! is rendered of it must fit, which `generate` holds against every limit before it returns.

#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![expect(clippy::disallowed_methods, reason = "the blueprint is written here")]

use platform_gen::blueprint::{self, diagnostic::Severity};
use platform_gen::model::Platform;
use platform_gen::output::Environment;
use platform_gen::tables::quotas::{
    OWN_TAGS, PARAMETER, PUBLIC_API_RANGES, STORES_OF_A_ROLE, TAG_KEY, TAG_VALUE, TAGS,
};
use platform_gen::tables::regions;
use std::fmt::Write;

/// 24 characters with `-production`.
const NAME: &str = "commerce-plat";

/// A label of 24 characters, the most that are allowed.
fn label(kind: &str, index: usize) -> String {
    format!("{kind}{index}-abcdefghijklmnopqrstuvwxyz")[..24].to_owned()
}

fn list(texts: impl Iterator<Item = String>) -> String {
    format!("[{}]", texts.map(|text| format!("{text:?}")).collect::<Vec<_>>().join(", "))
}

/// The domain: a host below it has 63 characters, as many as a managed certificate takes.
fn domain() -> String {
    format!("{}.{}.example", "d".repeat(15), "e".repeat(15))
}

fn head(text: &mut String, region: &str) {
    let tags = (0..TAGS - OWN_TAGS).map(|index| {
        let key = format!("{index:02}{}", "k".repeat(TAG_KEY - 2));
        format!("    {key:?} = {:?}\n", "v".repeat(TAG_VALUE))
    });
    let ranges = list((0..PUBLIC_API_RANGES).map(|index| format!("198.51.100.{}/32", index * 2)));
    let entry = list((0..30).map(|index| format!("203.0.113.{}/32", index * 2)));
    let partition = regions::find(region).unwrap().partition;
    let owner = format!("{}@{}", "o".repeat(40), domain());
    write!(
        text,
        r#"
platform "{NAME}" {{
  environment = "production"
  owner       = "{owner}"
  domain      = "{}"
  account     = "111122223333"

  tags = {{
{}  }}
}}

region "{region}" {{}}

cluster {{
  api   = "public"
  allow = {ranges}
}}

entry {{ allow = {entry} }}

access {{
  github {{ repository = "commerce/platform" }}
  operator "{}" {{ principal = "arn:{partition}:iam::111122223333:role/operator" }}
}}

monitoring {{
  alert "{}" {{
    email    = "{owner}"
    severity = "critical"
  }}
}}
"#,
        domain(),
        tags.collect::<String>(),
        label("o", 0),
        label("a", 0),
    )
    .unwrap();
}

/// Stores of every kind; databases of every engine, with a proxy and without.
fn stores(text: &mut String) -> Vec<String> {
    let engines = ["aurora-postgresql", "aurora-mysql", "postgres", "mysql"];
    let mut uses = Vec::new();
    for (index, engine) in engines.iter().chain(&engines).enumerate() {
        let name = label("d", index);
        let proxy = index < engines.len();
        writeln!(text, "database {name:?} {{\n  engine = {engine:?}\n  proxy = {proxy}\n}}")
            .unwrap();
        uses.push(format!("database.{name}"));
    }
    for index in 0..3 {
        writeln!(text, "cache {:?} {{}}", label("c", index)).unwrap();
        writeln!(text, "table {:?} {{ hash_key = \"id\" }}", label("t", index)).unwrap();
        writeln!(text, "queue {:?} {{ fifo = {} }}", label("q", index), index == 0).unwrap();
        writeln!(text, "bucket {:?} {{}}", label("b", index)).unwrap();
        writeln!(text, "secret {:?} {{}}", label("s", index)).unwrap();
        writeln!(text, "nodes {:?} {{}}", label("n", index)).unwrap();
        let kinds = [("cache", "c"), ("table", "t"), ("queue", "q"), ("bucket", "b")];
        uses.extend(kinds.map(|(kind, letter)| format!("{kind}.{}", label(letter, index))));
    }
    // A table and its indexes take the most room in the policy of a role.
    for index in 9..STORES_OF_A_ROLE {
        writeln!(text, "table {:?} {{ hash_key = \"id\" }}", label("t", index)).unwrap();
        uses.push(format!("table.{}", label("t", index)));
    }
    for index in 3..STORES_OF_A_ROLE {
        writeln!(text, "secret {:?} {{}}", label("s", index)).unwrap();
    }
    uses
}

fn services(text: &mut String, uses: &[String]) {
    for index in 0..45 {
        let (name, port) = (label("w", index), 100 + index);
        let protocol = if index % 2 == 0 { "grpc" } else { "http" };
        let host = format!("h{index:02}{}.{}", "h".repeat(20), domain());
        let egress = format!("192.0.2.{index}/32:{}", 2000 + index);
        writeln!(
            text,
            "service {name:?} {{\n  port = {port}\n  protocol = {protocol:?}\n  uses = [{}]\n  \
             egress = [{egress:?}]\n  expose {{ host = {host:?} }}\n  secrets = {{ {} }}\n  \
             env = {{ {} }}\n}}",
            uses.join(", "),
            secrets(),
            facts(),
        )
        .unwrap();
    }
}

/// As many secrets as a role may read.
fn secrets() -> String {
    let own = (0..STORES_OF_A_ROLE).map(|index| format!("S{index} = secret.{}", label("s", index)));
    own.collect::<Vec<_>>().join(", ")
}

/// As many connection facts as a parameter takes.
fn facts() -> String {
    let url = |index: usize| format!("URL{index:02} = queue.{}.url", label("q", 1));
    let entry = "\"URL00\":\"\",".len() + 144;
    (0..(PARAMETER.1 - 1) / entry).map(url).collect::<Vec<_>>().join(", ")
}

fn longest(region: &str) -> Platform {
    let mut text = String::new();
    head(&mut text, region);
    let uses = stores(&mut text);
    services(&mut text, &uses);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("longest.hcl");
    std::fs::write(&file, &text).unwrap();
    let mut reading = blueprint::read(&[file]);
    let errors: Vec<String> = reading
        .diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .map(|found| format!("{} {}", found.code, found.message))
        .collect();
    assert_eq!(errors, [""; 0]);
    reading.platforms.remove(0).platform
}

fn generate(region: &str) -> Environment {
    let platform = longest(region);
    assert_eq!(platform.prefix().len(), 24);
    platform_gen::generate(&platform, "")
}

#[test]
fn the_longest_platform_fits_in_the_region_of_the_longest_name() {
    let environment = generate("ap-southeast-1");
    let folders = ["10-network", "20-cluster", "30-data", "40-entry"];
    for folder in folders {
        let path = format!("terraform/ap-southeast-1/{folder}/main.tf");
        assert!(environment.files.contains_key(&path), "{path}");
    }
}

#[test]
fn the_longest_platform_fits_in_the_partition_of_the_longest_name() {
    assert!(!generate("us-gov-west-1").files.is_empty());
}
