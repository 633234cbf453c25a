//! Ownership on disk: what a run that stops leaves behind, and that nothing leads out of the output.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests set up and read files")]

use platform_gen::output::{self, Environment, Facts, Failure, Plan, Target};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

const LEDGER: &str = "shop-prod/gen.lock.json";

/// An output in a folder of its own, gone with the test.
struct Output {
    folder: TempDir,
    target: Target,
}

impl Output {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let target = Target::new(&folder.path().join("out"), None);
        Self { folder, target }
    }

    fn written(files: &[(&str, &str)]) -> Self {
        let output = Self::new();
        output.write(files, false).unwrap();
        output
    }

    fn path(&self, below: &str) -> PathBuf {
        self.target.out.join(below)
    }

    fn read(&self, below: &str) -> String {
        fs::read_to_string(self.path(below)).unwrap()
    }

    fn put(&self, below: &str, text: &str) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn write(&self, files: &[(&str, &str)], force: bool) -> Result<Plan, Failure> {
        output::write(&self.target, &[environment("shop-prod", files)], force)
    }

    fn check(&self, files: &[(&str, &str)]) -> Result<Plan, Failure> {
        output::check(&self.target, &[environment("shop-prod", files)])
    }

    /// What `gen check` lists, without the folder of the test.
    fn list(&self, plan: &Plan) -> String {
        plan.list().replace(&format!("{}/", self.target.out.display()), "")
    }

    /// Every file with its content and time, to prove that a run wrote nothing.
    fn state(&self) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
        let files = walkdir::WalkDir::new(self.folder.path()).into_iter().map(Result::unwrap);
        let files = files.filter(|entry| entry.file_type().is_file());
        files
            .map(|entry| {
                let modified = entry.metadata().unwrap().modified().unwrap();
                (entry.path().to_owned(), (fs::read(entry.path()).unwrap(), modified))
            })
            .collect()
    }
}

fn environment(name: &str, files: &[(&str, &str)]) -> Environment {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let workflow = (format!("{name}.yaml"), "on: push\n".to_owned());
    Environment {
        name: name.to_owned(),
        files: files.collect(),
        workflows: BTreeMap::from([workflow]),
        facts: Facts { blueprint: "digest".to_owned(), ..Facts::default() },
    }
}

fn refusal(result: Result<Plan, Failure>) -> String {
    match result.expect_err("the output is refused") {
        Failure::Refused(reasons) | Failure::Stopped(reasons) => reasons.join("\n"),
        Failure::Busy(reason) => reason,
    }
}

#[test]
fn a_file_that_does_not_change_keeps_its_time() {
    let output = Output::written(&[("a.tf", "a\n"), ("b.tf", "b\n")]);
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
    let file = fs::File::options().write(true).open(output.path("shop-prod/a.tf")).unwrap();
    file.set_modified(long_ago).unwrap();
    output.write(&[("a.tf", "a\n"), ("b.tf", "changed\n")], false).unwrap();
    let metadata = fs::metadata(output.path("shop-prod/a.tf")).unwrap();
    assert_eq!(metadata.modified().unwrap(), long_ago);
    assert_eq!(output.read("shop-prod/b.tf"), "changed\n");
}

#[test]
fn a_ledger_of_other_facts_alone_is_drift() {
    let output = Output::written(&[("a.tf", "a\n")]);
    let mut other = environment("shop-prod", &[("a.tf", "a\n")]);
    other.facts.blueprint = "another".to_owned();
    let plan = output::check(&output.target, &[other.clone()]).unwrap();
    assert_eq!(output.list(&plan), "[~] shop-prod/gen.lock.json\n");
    output::write(&output.target, &[other.clone()], false).unwrap();
    assert!(output::check(&output.target, &[other]).unwrap().is_clean());
}

#[test]
fn a_hand_edit_taken_back_is_ours_again() {
    let output = Output::written(&[("a.tf", "1\n")]);
    output.put("shop-prod/a.tf", "mine\n");
    output.write(&[("a.tf", "2\n")], false).unwrap();
    output.put("shop-prod/a.tf", "1\n");
    let plan = output.check(&[("a.tf", "2\n")]).unwrap();
    assert_eq!(output.list(&plan), "[~] shop-prod/a.tf\n");
}

#[test]
fn an_orphan_is_pruned_with_the_folders_it_leaves_empty() {
    let output = Output::written(&[("a.tf", "a\n"), ("net/deep/b.tf", "b\n"), ("own/c.tf", "c\n")]);
    output.put("shop-prod/own/mine.local.tf", "mine\n");
    output.write(&[("a.tf", "a\n")], false).unwrap();
    assert!(!output.path("shop-prod/net").exists());
    assert!(!output.path("shop-prod/own/c.tf").exists());
    assert_eq!(output.read("shop-prod/own/mine.local.tf"), "mine\n");
    assert!(!output.read(LEDGER).contains("b.tf"));
}

#[test]
fn hostile_ledger_paths_are_refused() {
    let hostile = [
        "/etc/passwd",
        "../victim",
        "net/../../victim",
        "..",
        ".",
        "./a.tf",
        "",
        "net//a.tf",
        "net/",
        "..\\\\victim",
        "C:/victim",
        "C:victim",
        "a\\u0000b",
        "a\\nb",
        "a\\u001b[2Jb",
        "a\\u007fb",
        "a\\u202eft.b",
        "a\\u200bb",
        "e\\u0301.tf",
        "net./a.tf",
        " a.tf",
        "gen.lock.json",
    ];
    for path in hostile {
        for side in ["files", "workflows"] {
            let output = Output::written(&[("a.tf", "a\n")]);
            output.put("victim", "a\n");
            // The hash of `a\n`, so that only the path stands between the file and its removal.
            let ledger = output.read(LEDGER);
            let hash = ledger.split("\"sha256\": \"").nth(1).unwrap().split('"').next().unwrap();
            let entry = format!("\"{side}\": {{\"{path}\": {{\"sha256\": \"{hash}\"}},");
            output.put(LEDGER, &ledger.replace(&format!("\"{side}\": {{"), &entry));
            let before = output.state();
            let message = refusal(output.write(&[("a.tf", "2\n")], false));
            assert!(message.contains("which is no path that gen wrote"), "{path:?}: {message}");
            assert!(!message.chars().any(char::is_control), "{path:?} is escaped: {message:?}");
            assert_eq!(output.state(), before, "{path:?}");
        }
    }
}

#[test]
fn a_file_that_a_ledger_records_twice_is_refused() {
    let output = Output::written(&[("a.tf", "a\n")]);
    let ledger = output.read(LEDGER);
    let twice = ledger.replacen("\"files\": {", "\"files\": {\"a.tf\": {\"sha256\": \"\"},", 1);
    output.put(LEDGER, &twice);
    let message = refusal(output.check(&[("a.tf", "a\n")]));
    assert!(message.contains("is damaged (`a.tf` stands twice"), "{message}");
    assert!(message.contains("`gen --force` writes it anew"), "{message}");
}

#[test]
fn what_a_damaged_ledger_says_cannot_reach_a_terminal() {
    let output = Output::written(&[("a.tf", "a\n")]);
    let ledger = output.read(LEDGER).replacen("\"schema\"", "\"\\u001b[2J\": 1, \"schema\"", 1);
    output.put(LEDGER, &ledger);
    let message = refusal(output.check(&[("a.tf", "a\n")]));
    assert!(message.contains("unknown field `\\u{1b}[2J`"), "{message}");
}

#[test]
fn force_does_not_overwrite_the_ledger_of_a_newer_gen() {
    let output = Output::written(&[("a.tf", "a\n")]);
    output.put(LEDGER, &output.read(LEDGER).replace("\"schema\": 1", "\"schema\": 2, \"more\": 3"));
    let before = output.state();
    let message = refusal(output.write(&[("a.tf", "b\n")], true));
    assert!(message.ends_with("was written by a newer gen; use that one"), "{message}");
    assert_eq!(output.state(), before);
}

#[test]
fn one_refusal_stops_every_environment_before_the_first_write() {
    let output = Output::new();
    output.put("shop-test/gen.lock.json", "{");
    let before = output.state();
    let both = ["shop-prod", "shop-test"].map(|name| environment(name, &[("a.tf", "a\n")]));
    let message = refusal(output::write(&output.target, &both, false));
    assert!(message.contains("shop-test/gen.lock.json"), "{message}");
    assert_eq!(output.state(), before);
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    /// Puts a link to a folder or file outside of the output, and proves that nothing goes through.
    fn refuses_link(below: &str, to_folder: bool) {
        let output = Output::new();
        let outside = output.folder.path().join("outside");
        if to_folder {
            fs::create_dir(&outside).unwrap();
        } else {
            fs::write(&outside, "theirs\n").unwrap();
        }
        let link: PathBuf = output.path(below).components().collect();
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(&outside, &link).unwrap();
        let before = output.state();
        let message = refusal(output.write(&[("net/a.tf", "a\n")], true));
        assert!(message.contains("is a symbolic link"), "{below}: {message}");
        assert_eq!(output.state(), before, "{below}");
    }

    #[test]
    fn links_to_folders_are_refused() {
        for below in ["", "shop-prod", "shop-prod/net", ".github", ".github/workflows"] {
            refuses_link(below, true);
        }
    }

    #[test]
    fn links_to_files_are_refused() {
        for below in ["shop-prod/net/a.tf", LEDGER, ".github/workflows/shop-prod.yaml"] {
            refuses_link(below, false);
        }
    }

    #[test]
    fn an_orphan_behind_a_link_is_not_removed() {
        let output = Output::written(&[("net/a.tf", "a\n")]);
        let outside = output.folder.path().join("outside");
        fs::rename(output.path("shop-prod/net"), &outside).unwrap();
        symlink(&outside, output.path("shop-prod/net")).unwrap();
        let message = refusal(output.write(&[], true));
        assert!(message.contains("is a symbolic link"), "{message}");
        assert!(outside.join("a.tf").exists());
    }

    #[test]
    fn generated_files_are_readable_and_not_executable() {
        let output = Output::written(&[("a.tf", "a\n")]);
        let mode = fs::metadata(output.path("shop-prod/a.tf")).unwrap().permissions().mode();
        assert_eq!(mode & 0o511, 0o400, "{mode:o}");
    }
}
