//! Who can reach whom: exactly what blueprints declare, by network policies, by the mesh's
//! authorisation and by security groups, each asked alone and all together.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests set up and read files")]

#[path = "reachability/differences.rs"]
mod differences;
#[path = "reachability/expected.rs"]
mod expected;
#[path = "reachability/mutations.rs"]
mod mutations;
#[path = "support/random/mod.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod random;
#[path = "support/reach/mod.rs"]
mod reach;
#[path = "properties/run.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod run;

use differences::differences;
use platform_gen::model::{Authority, Mtls, Platform};
use platform_gen::{blueprint, generate};
use random::{choices::Choices, write::Writer};
use reach::Cluster;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The platforms of these blueprints.
fn platforms(path: &str) -> Vec<Platform> {
    let reading = blueprint::read(&[PathBuf::from(path)]);
    assert!(reading.errors().is_empty(), "{path}: {:#?}", reading.errors());
    reading.platforms.into_iter().map(|read| read.platform).collect()
}

fn files(platform: &Platform) -> BTreeMap<String, String> {
    generate(platform, "").files
}

fn cluster(platform: &Platform) -> Cluster {
    Cluster::new(&files(platform), platform.network.cidr, &platform.region.zones)
}

/// Everything at once: services, the platform's own parts, and the outside.
fn harbour() -> Platform {
    platforms("tests/data/blueprints/reach.hcl").remove(0)
}

#[test]
fn there_are_exactly_the_declared_paths() {
    let mut seen = 0;
    for path in ["blueprints", "tests/data/blueprints"] {
        for platform in platforms(path) {
            let found = differences(&platform, &cluster(&platform));
            assert!(found.is_empty(), "{}: {found:#?}", platform.prefix());
            seen += 1;
        }
    }
    assert!(seen >= 8, "{seen} platforms");
}

#[test]
fn there_are_exactly_the_declared_paths_whoever_signs() {
    let arn = "arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/0f0a5b1e-7c1c";
    for authority in [Authority::Secret("customs".to_owned()), Authority::Acm(arn.to_owned())] {
        let mut platform = harbour();
        platform.mesh.ca = authority;
        let found = differences(&platform, &cluster(&platform));
        assert!(found.is_empty(), "{found:#?}");
    }
}

#[test]
fn a_permissive_mesh_admits_only_who_shows_no_identity() {
    let mut platform = harbour();
    platform.mesh.mtls = Mtls::Permissive;
    let found = differences(&platform, &cluster(&platform));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn there_are_exactly_the_declared_paths_without_endpoints() {
    let mut platform = harbour();
    platform.network.endpoints.clear();
    let found = differences(&platform, &cluster(&platform));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn random_blueprints_have_exactly_the_declared_paths() {
    run::holds(|numbers| {
        let mut choices = Choices::new(numbers);
        let blocks = random::blueprint(&mut choices);
        let text = Writer::plain(&mut choices).file(&blocks, None);
        let folder = run::folder(&[("main.hcl", text.as_bytes())]);
        let reading = run::read(folder.path(), "main.hcl");
        let explain = |error: &str| run::with_files(error, &[("main.hcl", &text)]);
        let read = reading.platforms.first().ok_or_else(|| explain("no platform"))?;
        let found = differences(&read.platform, &cluster(&read.platform));
        if found.is_empty() { Ok(()) } else { Err(explain(&found.join("\n"))) }
    });
}

#[test]
fn the_document_names_every_policy() {
    let files = files(&harbour());
    let text = &files["docs/security.md"];
    let values: serde_json::Value =
        serde_yaml_ng::from_str(&files["helm/values/platform.yaml"]).unwrap();
    for policy in values["networkPolicies"].as_array().unwrap() {
        let of = |key: &str| policy[key].as_str().unwrap();
        let (name, namespace) = (of("name"), of("namespace"));
        let section =
            text.split("\n### ").find(|section| section.lines().next() == Some(namespace));
        let section = section.unwrap_or_else(|| panic!("{namespace} is missing"));
        assert!(name == "default-deny" || section.contains(&format!("| `{name}` |")), "{section}");
    }
}
