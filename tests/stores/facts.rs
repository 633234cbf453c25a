//! What later layers and people are told of each store, and that stores stay apart.

use super::{FAMILIES, STORES, argument, blocks, call, changed, files, folder};
use std::collections::BTreeSet;

#[test]
fn no_store_takes_the_name_of_another() {
    // Labels that equal the names of what the platform makes itself.
    let files = changed(|platform| {
        platform.buckets[0].id.label = "state".to_owned();
        platform.queues[0].id.label = "plain-dead".to_owned();
        platform.queues[0].fifo = false;
    });
    let root = folder(&files, "30-data");
    let calls = root.blocks().filter(|block| block.identifier() == "module");
    let names = calls.flat_map(|block| {
        let kind = argument(block, "source");
        ["name", "dead_letter_name"]
            .into_iter()
            .filter(|name| block.body.attributes().any(|attribute| attribute.key() == *name))
            .map(|name| format!("{kind} {}", argument(block, name)))
            .collect::<Vec<_>>()
    });
    let mut names: Vec<String> = names.collect();
    let state = folder(&files, "00-bootstrap");
    names.push(format!("../../modules/bucket {}", argument(call(&state, "state"), "bucket")));
    let different: BTreeSet<&String> = names.iter().collect();
    assert_eq!(different.len(), names.len(), "{names:#?}");
}

#[test]
fn each_store_has_a_key_of_its_own() {
    let files = files(STORES);
    for family in FAMILIES {
        let module = folder(&files, &format!("modules/{family}"));
        assert_eq!(blocks(&module, "resource", "aws_kms_key").len(), 1, "{family}");
    }
}

#[test]
fn later_layers_know_each_store_by_its_label() {
    let files = files(STORES);
    let root = folder(&files, "30-data");
    for (output, labels, facts) in [
        (
            "caches",
            vec!["answers-that-we-compute", "sessions-of-all-visitors"],
            vec!["arn", "host", "key_arn", "member_names", "name", "port", "secret_arn"],
        ),
        ("tables", vec!["items-that-stand-on-rack", "plain"], vec!["arn", "key_arn", "name"]),
        (
            "queues",
            vec!["orders-in-their-sequence", "plain"],
            vec!["arn", "dead_letter_arn", "dead_letter_name", "key_arn", "name", "url"],
        ),
        ("buckets", vec!["photos-of-the-full-shelf", "plain"], vec!["arn", "key_arn", "name"]),
        (
            "secrets",
            vec!["partners-that-we-deliver", "unread", "whole"],
            vec!["arn", "key_arn", "name"],
        ),
    ] {
        let block = blocks(&root, "output", output)[0];
        let value = &block.body.attributes().find(|a| a.key() == "value").unwrap().expr;
        let hcl::Expression::Object(stores) = value else { panic!("{value:?}") };
        let found: BTreeSet<String> = stores.keys().map(ToString::to_string).collect();
        assert_eq!(found.iter().collect::<Vec<_>>(), labels, "{output}");
        for store in stores.values() {
            let hcl::Expression::Object(known) = store else { panic!("{store:?}") };
            let known: BTreeSet<String> = known.keys().map(ToString::to_string).collect();
            assert_eq!(known.iter().collect::<Vec<_>>(), facts, "{output}");
        }
    }
}

#[test]
fn the_readme_says_how_each_secret_gets_its_value() {
    let readme = &files(STORES)["README.md"];
    for line in [
        "| `warehouse-keep-reporting/secret/partners-that-we-deliver` | a JSON object with the keys `api_key`, `user` |",
        "| `warehouse-keep-reporting/secret/whole` | the value itself |",
        "aws secretsmanager put-secret-value --region us-gov-west-1 --secret-id warehouse-keep-reporting/secret/whole --secret-string file://whole.secret",
        "terraform -chdir=terraform/us-gov-west-1/30-data apply -replace=module.cache_answers_that_we_compute.terraform_data.token",
    ] {
        assert!(readme.lines().any(|found| found == line), "no line {line}\n{readme}");
    }
}

#[test]
fn the_mesh_reads_four_files_of_its_secret() {
    let files = changed(|platform| {
        platform.mesh.ca = platform_gen::model::Authority::Secret("unread".to_owned());
    });
    let keys = "a JSON object with the keys `ca-cert.pem`, `ca-key.pem`, `cert-chain.pem`, `root-cert.pem` |";
    let row = files["README.md"]
        .lines()
        .find(|line| line.starts_with("| `warehouse-keep-reporting/secret/unread`"));
    assert!(row.unwrap().ends_with(keys), "{row:?}");
}

/// The layer is there for any store alone, and reads the VPC's layers only where it stands in it.
#[test]
fn a_store_alone_brings_the_layer() {
    let only = |keep: &str| {
        changed(|platform| {
            platform.services.clear();
            if keep != "cache" {
                platform.caches.clear();
            }
            if keep != "table" {
                platform.tables.clear();
            }
            if keep != "queue" {
                platform.queues.clear();
            }
            if keep != "bucket" {
                platform.buckets.clear();
            }
            if keep != "secret" {
                platform.secrets.clear();
            }
        })
    };
    for family in FAMILIES {
        let files = only(family);
        let root = folder(&files, "30-data");
        let sources: BTreeSet<String> = root
            .blocks()
            .filter(|block| block.identifier() == "module")
            .map(|block| argument(block, "source"))
            .collect();
        assert_eq!(sources, BTreeSet::from([format!("../../modules/{family}")]));
        let states = blocks(&root, "data", "terraform_remote_state").len();
        assert_eq!(states, if family == "cache" { 2 } else { 0 }, "{family}");
    }
    assert!(only("nothing").keys().all(|path| !path.contains("30-data")));
}
