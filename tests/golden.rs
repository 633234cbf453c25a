//! `generated/` is the golden tree: what the blueprints give in memory is what is committed.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests set up and read files")]

use platform_gen::blueprint::{self, Reading};
use platform_gen::output::Environment;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The command that regenerates the golden tree; its diff is then read like code.
const REGENERATE: &str = "make gen";

fn read(paths: &[&str]) -> Reading {
    let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
    blueprint::read(&paths)
}

fn environments(paths: &[&str]) -> BTreeMap<String, Environment> {
    let reading = read(paths);
    assert!(reading.errors().is_empty(), "{:#?}", reading.errors());
    let generate = |read: &blueprint::Read| platform_gen::generate(&read.platform, &read.digest);
    reading.platforms.iter().map(generate).map(|e| (e.name.clone(), e)).collect()
}

/// Every file below a folder, by its path with `/`.
fn files(folder: &Path) -> BTreeMap<String, String> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.expect("the golden tree is readable"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("below the folder");
            let text = std::fs::read_to_string(entry.path()).expect("the golden tree is text");
            (path.to_str().expect("UTF-8").replace('\\', "/"), text)
        })
        .collect()
}

#[test]
fn the_committed_tree_is_what_the_blueprints_give() {
    let environments = environments(&["blueprints"]);
    let names: Vec<&str> = environments.keys().map(String::as_str).collect();
    assert_eq!(names, ["retail-production", "retail-staging", "shop-staging"]);
    for (name, environment) in &environments {
        let mut committed = files(&Path::new("generated").join(name));
        assert!(committed.remove("gen.lock.json").is_some(), "{name} has no ledger");
        let paths = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(paths(&committed), paths(&environment.files), "{name}: run `{REGENERATE}`");
        for (path, text) in &environment.files {
            assert_eq!(&committed[path], text, "{name}/{path} differs: run `{REGENERATE}`");
        }
    }
}

#[test]
fn one_file_gives_what_its_folder_gives() {
    let folder = environments(&["blueprints"]);
    for (file, name) in [
        ("blueprints/minimal.hcl", "shop-staging"),
        ("blueprints/retail/production.hcl", "retail-production"),
        ("blueprints/retail/staging.hcl", "retail-staging"),
    ] {
        let alone = environments(&[file]);
        assert_eq!(alone.len(), 1, "{file}");
        assert_eq!(alone[name].files, folder[name].files, "{file}");
        assert_eq!(alone[name].facts, folder[name].facts, "{file}");
    }
}

#[test]
fn every_option_generates_without_a_defect() {
    let environments = environments(&["tests/data/blueprints"]);
    assert!(environments.len() >= 2);
    for environment in environments.values() {
        assert!(environment.files.len() > 20, "{}", environment.name);
    }
}
