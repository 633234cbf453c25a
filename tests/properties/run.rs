//! Running a property over many blueprints, and one blueprint through the library.

use platform_gen::blueprint::{self, Reading, report};
use platform_gen::output::Environment;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use std::collections::BTreeMap;
use std::path::Path;

/// The predecessor that random blueprints may name.
pub(crate) const BEFORE: &str = r#"platform "before" {
  environment = "b4"
  owner       = "platform@before.test"
  domain      = "before.test"
}
region "eu-west-1" {}
access {
  github { repository = "before/platform" }
}
"#;

/// How many blueprints a property sees when nobody says how many.
const CASES: u32 = 16;
/// More than the longest blueprint uses, so that some are cut short and end simple.
const DECISIONS: usize = 1200;
/// Attempts at a simpler blueprint once one has failed.
const ATTEMPTS: u32 = 600;

/// Checks a property of the decisions that make up a blueprint.
pub(crate) fn holds(property: impl Fn(&[u32]) -> Result<(), String>) {
    let mut config =
        Config { failure_persistence: None, max_shrink_iters: ATTEMPTS, ..Config::default() };
    if std::env::var("PROPTEST_CASES").is_err() {
        config.cases = CASES;
    }
    if std::env::var("PROPTEST_RNG_SEED").is_err() {
        config.rng_seed = RngSeed::Fixed(20_261_124);
    }
    let failed = TestRunner::new(config).run(&vec(any::<u32>(), 0..DECISIONS), |numbers| {
        property(&numbers).map_err(TestCaseError::fail)
    });
    if let Err(reason) = failed {
        // Only the reason is for people; the decisions are thousands of numbers.
        let text = reason.to_string();
        panic!("{}", text.split("\nminimal failing input").next().unwrap_or(&text));
    }
}

/// A temporary folder with these files and the predecessor in it.
pub(crate) fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files.iter().chain(&[("before.hcl", BEFORE.as_bytes())]) {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// Reads one path of a folder.
pub(crate) fn read(folder: &Path, path: &str) -> Reading {
    blueprint::read(&[folder.join(path)])
}

/// The environments of a reading without errors, else its report.
pub(crate) fn environments(reading: &Reading) -> Result<BTreeMap<String, Environment>, String> {
    if !reading.errors().is_empty() || reading.platforms.is_empty() {
        return Err(report::text(&reading.diagnostics, &reading.sources, false));
    }
    let generate = |read: &blueprint::Read| platform_gen::generate(&read.platform, &read.digest);
    Ok(reading.platforms.iter().map(generate).map(|e| (e.name.clone(), e)).collect())
}

/// The one environment of `main.hcl` among these files.
pub(crate) fn generated(files: &[(&str, &str)]) -> Result<Environment, String> {
    let bytes: Vec<(&str, &[u8])> =
        files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    let folder = folder(&bytes);
    let environments = environments(&read(folder.path(), "main.hcl"))?;
    assert_eq!(environments.len(), 1);
    Ok(environments.into_values().next().unwrap())
}

/// That two environments are the same to the byte, the ledger's facts included.
pub(crate) fn equal(one: &Environment, other: &Environment) -> Result<(), String> {
    if one.name != other.name {
        return Err(format!("`{}` became `{}`", one.name, other.name));
    }
    let paths = |environment: &Environment| environment.files.keys().cloned().collect::<Vec<_>>();
    if paths(one) != paths(other) {
        return Err(format!("{:#?} became {:#?}", paths(one), paths(other)));
    }
    for (path, text) in &one.files {
        if other.files[path] != *text {
            return Err(format!("{path} differs:\n{text}\n---\n{}", other.files[path]));
        }
    }
    if one.workflows != other.workflows {
        return Err("the workflows differ".to_owned());
    }
    if one.facts == other.facts { Ok(()) } else { Err("the ledger's facts differ".to_owned()) }
}

/// A failure together with the files that caused it.
pub(crate) fn with_files(error: &str, files: &[(&str, &str)]) -> String {
    let files: String =
        files.iter().map(|(path, text)| format!("\n===== {path}\n{text}")).collect();
    format!("{error}{files}\n=====")
}
