//! The output side: ownership, drift, repair, and what it refuses.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests set up and read files")]

use platform_gen::output::{self, Environment, Facts, Failure, Plan, State, Target};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A temporary output and the environment `shop-test` in it.
struct Case {
    folder: tempfile::TempDir,
}

impl Case {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// An output that holds these files.
    fn written(files: &[(&str, &str)]) -> Self {
        let case = Self::new();
        case.write(files, false).unwrap();
        case
    }

    fn target(&self) -> Target {
        Target::new(&self.folder.path().join("generated"), None)
    }

    fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join("generated/shop-test").join(below)
    }

    fn write(&self, files: &[(&str, &str)], force: bool) -> Result<Plan, Failure> {
        output::write(&self.target(), &[environment(files)], force)
    }

    fn check(&self, files: &[(&str, &str)]) -> Result<Plan, Failure> {
        output::check(&self.target(), &[environment(files)])
    }

    /// State and path of every finding of a check.
    fn drift(&self, files: &[(&str, &str)]) -> Vec<(State, String)> {
        let root = self.path("").display().to_string();
        let plan = self.check(files).unwrap();
        plan.findings
            .iter()
            .map(|f| (f.state, f.path.strip_prefix(&root).unwrap().to_owned()))
            .collect()
    }

    fn read(&self, below: &str) -> String {
        fs::read_to_string(self.path(below)).unwrap()
    }

    fn refusal(&self, files: &[(&str, &str)]) -> String {
        match self.write(files, false).unwrap_err() {
            Failure::Refused(reasons) => reasons.join("\n"),
            other => panic!("nothing is written: {other:?}"),
        }
    }
}

fn environment(files: &[(&str, &str)]) -> Environment {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    Environment {
        name: "shop-test".to_owned(),
        files: files.collect(),
        workflows: BTreeMap::new(),
        facts: Facts::default(),
    }
}

const FILES: &[(&str, &str)] = &[("README.md", "one\n"), ("terraform/a/main.tf", "two\n")];

#[test]
fn a_first_run_writes_everything_and_a_second_nothing() {
    let case = Case::written(FILES);
    assert_eq!(case.read("terraform/a/main.tf"), "two\n");
    let before = fs::metadata(case.path("README.md")).unwrap().modified().unwrap();
    let ledger = fs::metadata(case.path("gen.lock.json")).unwrap().modified().unwrap();
    assert!(case.write(FILES, false).unwrap().is_clean());
    assert_eq!(fs::metadata(case.path("README.md")).unwrap().modified().unwrap(), before);
    assert_eq!(fs::metadata(case.path("gen.lock.json")).unwrap().modified().unwrap(), ledger);
}

#[test]
fn each_kind_of_drift_is_told_and_repaired() {
    let case = Case::written(&[("stale", "old\n"), ("gone", "x\n"), ("edited", "ours\n")]);
    fs::write(case.path("edited"), "theirs\n").unwrap();
    let wanted: &[(&str, &str)] = &[("stale", "new\n"), ("edited", "ours\n"), ("new", "n\n")];
    let drift = case.drift(wanted);
    let expected = [
        (State::Edited, "edited"),
        (State::Orphan, "gone"),
        (State::New, "new"),
        (State::Stale, "stale"),
    ];
    assert_eq!(drift, expected.map(|(state, path)| (state, path.to_owned())));

    let plan = case.write(wanted, false).unwrap();
    let kept: Vec<String> = plan.kept().filter_map(|f| f.diff.clone()).collect();
    assert!(kept[0].contains("-theirs\n+ours\n"), "{kept:?}");
    assert_eq!(case.read("edited"), "theirs\n");
    assert_eq!(case.read("stale"), "new\n");
    assert!(!case.path("gone").exists());
    assert_eq!(case.drift(wanted), [(State::Edited, "edited".to_owned())]);

    case.write(wanted, true).unwrap();
    assert_eq!(case.read("edited"), "ours\n");
    assert!(case.check(wanted).unwrap().is_clean());
}

#[test]
fn an_edited_orphan_is_kept_until_forced() {
    let case = Case::written(&[("a", "1\n"), ("b", "2\n")]);
    fs::write(case.path("b"), "mine\n").unwrap();
    let wanted: &[(&str, &str)] = &[("a", "1\n")];
    case.write(wanted, false).unwrap();
    assert_eq!(case.read("b"), "mine\n");
    assert_eq!(case.drift(wanted), [(State::Edited, "b".to_owned())]);
    case.write(wanted, true).unwrap();
    assert!(!case.path("b").exists());
}

#[test]
fn files_of_others_are_left_alone() {
    let case = Case::written(FILES);
    fs::write(case.path("terraform/a/extra.local.tf"), "theirs\n").unwrap();
    assert!(case.check(FILES).unwrap().is_clean());
    case.write(&[("README.md", "one\n")], false).unwrap();
    assert_eq!(case.read("terraform/a/extra.local.tf"), "theirs\n");
    assert!(!case.path("terraform/a/main.tf").exists());
}

#[test]
fn a_file_in_the_way_that_gen_never_wrote_is_not_overwritten() {
    let case = Case::new();
    fs::create_dir_all(case.path("")).unwrap();
    fs::write(case.path("README.md"), "theirs\n").unwrap();
    case.write(FILES, false).unwrap();
    assert_eq!(case.read("README.md"), "theirs\n");
    assert_eq!(case.drift(FILES), [(State::Edited, "README.md".to_owned())]);
    // What gen never wrote is not in the ledger, so it is no orphan later.
    case.write(&[], false).unwrap();
    assert_eq!(case.read("README.md"), "theirs\n");
}

#[test]
fn a_lost_ledger_is_written_anew_over_equal_files() {
    let case = Case::written(FILES);
    let ledger = case.read("gen.lock.json");
    fs::remove_file(case.path("gen.lock.json")).unwrap();
    assert!(!case.check(FILES).unwrap().is_clean());
    case.write(FILES, false).unwrap();
    assert_eq!(case.read("gen.lock.json"), ledger);
}

#[test]
fn a_run_that_died_half_way_is_repaired_by_the_next() {
    let old: &[(&str, &str)] = &[("a", "a1\n"), ("b", "b1\n"), ("c", "c1\n")];
    let new: &[(&str, &str)] = &[("a", "a2\n"), ("b", "b2\n"), ("d", "d2\n")];
    let later: &[(&str, &str)] = &[("a", "a3\n"), ("d", "d3\n")];
    // The ledger of a run under way knows the contents of before and after.
    let finished = Case::written(old);
    finished.write(new, false).unwrap();
    let during = |case: &Case| {
        let before: serde_json::Value = serde_json::from_str(&case.read("gen.lock.json")).unwrap();
        let text = finished.read("gen.lock.json");
        let mut ledger: serde_json::Value = serde_json::from_str(&text).unwrap();
        for (path, hashes) in before["files"].as_object().unwrap() {
            let known = &mut ledger["files"][path];
            if known.is_null() {
                *known = hashes.clone();
            } else {
                known["previous"] = serde_json::json!([hashes["sha256"]]);
            }
        }
        format!("{ledger:#}\n")
    };
    for done in 0..=3 {
        for wanted in [new, later] {
            let case = Case::written(old);
            fs::write(case.path("gen.lock.json"), during(&case)).unwrap();
            for (path, text) in &new[..done] {
                fs::write(case.path(path), text).unwrap();
            }
            case.write(wanted, false).unwrap();
            assert!(case.check(wanted).unwrap().is_clean(), "after {done} files");
            assert!(!case.path("c").exists(), "after {done} files");
            for (path, text) in wanted {
                assert_eq!(case.read(path), *text, "after {done} files");
            }
        }
    }
}

#[test]
fn ledgers_that_cannot_be_trusted_are_refused() {
    let good = Case::written(FILES).read("gen.lock.json");
    let table = [
        ("{".to_owned(), "is damaged"),
        ("[]".to_owned(), "`gen --force` writes it anew"),
        (good.replace("\"schema\": 1", "\"schema\": 2"), "was written by a newer gen"),
        (good.replace("README.md", "../../outside"), "which is no path that gen wrote"),
        (good.replace("README.md", "/etc/passwd"), "which is no path that gen wrote"),
        (good.replace("README.md", "a/./b"), "which is no path that gen wrote"),
        (good.replace("README.md", "a//b"), "which is no path that gen wrote"),
        (good.replace("README.md", "a\\\\b"), "which is no path that gen wrote"),
        (good.replace("README.md", "C:b"), "which is no path that gen wrote"),
        (good.replace("README.md", "a\\u0000b"), "which is no path that gen wrote"),
        (good.replace("README.md", "gen.lock.json"), "which is no path that gen wrote"),
    ];
    for (ledger, phrase) in table {
        let case = Case::written(FILES);
        fs::write(case.folder.path().join("outside"), "x").unwrap();
        fs::write(case.path("gen.lock.json"), &ledger).unwrap();
        let refusal = case.refusal(&[("README.md", "changed\n")]);
        assert!(refusal.contains(phrase), "{ledger}: {refusal}");
        assert_eq!(case.read("README.md"), "one\n", "nothing is written");
        assert!(case.folder.path().join("outside").exists());
    }
    let case = Case::written(FILES);
    fs::write(case.path("gen.lock.json"), "{").unwrap();
    case.write(FILES, true).unwrap();
    assert!(case.check(FILES).unwrap().is_clean());
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_not_followed() {
    for link in ["terraform", "terraform/a", "README.md"] {
        let case = Case::written(FILES);
        let path = case.path(link);
        let elsewhere = case.folder.path().join("elsewhere");
        fs::rename(&path, &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
        let refusal = case.refusal(&[("README.md", "new\n"), ("terraform/a/main.tf", "new\n")]);
        assert!(refusal.contains("is a symbolic link, which gen does not follow"), "{refusal}");
    }
}

#[test]
fn what_stands_in_the_way_is_named_and_nothing_is_written() {
    let case = Case::new();
    fs::write(case.folder.path().join("generated"), "x").unwrap();
    assert!(case.refusal(FILES).contains("is a file, where a folder should be"));

    let case = Case::new();
    fs::create_dir_all(case.path("README.md")).unwrap();
    assert!(case.refusal(FILES).contains("is a folder, where a file should be"));
    assert!(!case.path("terraform").exists());

    let case = Case::new();
    fs::create_dir_all(case.path("")).unwrap();
    fs::write(case.path("terraform"), "x").unwrap();
    assert!(case.refusal(FILES).contains("is a file, where a folder should be"));
    assert!(!case.path("README.md").exists());
}

#[test]
fn an_environment_without_a_blueprint_is_never_pruned() {
    let case = Case::written(FILES);
    let mut other = environment(FILES);
    other.name = "other-test".to_owned();
    output::write(&case.target(), std::slice::from_ref(&other), false).unwrap();
    assert_eq!(output::strangers(&case.target(), &[other.name]), ["shop-test"]);
    assert_eq!(case.read("README.md"), "one\n");
}

#[test]
fn workflows_lie_where_the_caller_says() {
    let case = Case::new();
    let place: &Path = &case.folder.path().join(".github/workflows");
    let target = Target::new(&case.folder.path().join("generated"), Some(place));
    let mut with = environment(FILES);
    with.workflows.insert("shop-test-plan.yml".to_owned(), "on: push\n".to_owned());
    output::write(&target, &[with], false).unwrap();
    assert_eq!(fs::read_to_string(place.join("shop-test-plan.yml")).unwrap(), "on: push\n");
    output::write(&target, &[environment(FILES)], false).unwrap();
    assert!(!place.join("shop-test-plan.yml").exists());
}
