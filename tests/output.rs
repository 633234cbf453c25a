//! The output on disk: what is written, what is kept, what is pruned.

#![expect(clippy::disallowed_methods, reason = "the tests look at the disk behind the library")]

#[path = "output/fixture.rs"]
mod fixture;
#[path = "output/refused.rs"]
mod refused;

use fixture::{LEDGER, Output, environment, refusal};
use platform_gen::output::{self, State, Target};
use std::fs;
use std::time::{Duration, SystemTime};

#[test]
fn everything_is_new_at_first_and_nothing_differs_after() {
    let output = Output::new();
    let files = [("a.tf", "a\n"), ("net/b.tf", "b\n")];
    let plan = output.check(&files).unwrap();
    let all = "[+] .github/workflows/shop-prod.yaml\n[+] shop-prod/a.tf\n[+] shop-prod/net/b.tf\n";
    assert_eq!(output.list(&plan), all);
    assert!(!output.target.out.exists(), "a check writes nothing");
    output.write(&files, false).unwrap();
    assert_eq!(output.read("shop-prod/net/b.tf"), "b\n");
    assert_eq!(output.read(".github/workflows/shop-prod.yaml"), "on: push\n");
    assert!(output.check(&files).unwrap().is_clean());
}

#[test]
fn each_state_has_its_mark() {
    let output = Output::written(&[("edited", "1\n"), ("old", "1\n"), ("stale", "1\n")]);
    output.put("shop-prod/edited", "mine\n");
    let plan = output.check(&[("edited", "1\n"), ("new", "1\n"), ("stale", "2\n")]).unwrap();
    let marks = "[!] shop-prod/edited\n[+] shop-prod/new\n[-] shop-prod/old\n[~] shop-prod/stale\n";
    assert_eq!(output.list(&plan), marks);
    let diffs = plan.diffs();
    assert!(diffs.contains("-1\n+2\n"), "of the stale file: {diffs}");
    assert!(diffs.contains("-mine\n+1\n"), "of the edited file: {diffs}");
}

#[test]
fn nothing_to_do_is_not_one_write() {
    let files = [("a.tf", "a\n"), ("b.tf", "b\n")];
    let output = Output::written(&files);
    let before = output.state();
    assert!(output.write(&files, false).unwrap().is_clean());
    assert_eq!(output.state(), before);
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
fn a_hand_edit_is_kept_and_the_rest_written() {
    let output = Output::written(&[("a.tf", "a\n"), ("b.tf", "b\n")]);
    output.put("shop-prod/a.tf", "mine\n");
    for _ in 0..2 {
        let plan = output.write(&[("a.tf", "2\n"), ("b.tf", "2\n")], false).unwrap();
        let kept: Vec<_> = plan.kept().map(|finding| finding.state).collect();
        assert_eq!(kept, [State::Edited]);
        assert_eq!(output.read("shop-prod/a.tf"), "mine\n");
        assert_eq!(output.read("shop-prod/b.tf"), "2\n");
    }
}

#[test]
fn force_overwrites_a_hand_edit() {
    let output = Output::written(&[("a.tf", "a\n")]);
    output.put("shop-prod/a.tf", "mine\n");
    let plan = output.write(&[("a.tf", "a\n")], true).unwrap();
    assert_eq!(plan.kept().count(), 0);
    assert_eq!(output.read("shop-prod/a.tf"), "a\n");
    assert!(output.check(&[("a.tf", "a\n")]).unwrap().is_clean());
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
fn an_edited_orphan_is_kept_and_remembered() {
    let output = Output::written(&[("a.tf", "a\n"), ("b.tf", "b\n")]);
    output.put("shop-prod/b.tf", "mine\n");
    for _ in 0..2 {
        let plan = output.write(&[("a.tf", "a\n")], false).unwrap();
        assert_eq!(output.list(&plan), "[!] shop-prod/b.tf\n");
        assert_eq!(output.read("shop-prod/b.tf"), "mine\n");
    }
}

#[test]
fn foreign_files_are_left_alone() {
    let output = Output::new();
    output.put("shop-prod/mine.local.tf", "mine\n");
    output.put("shop-prod/a.tf", "was here first\n");
    let plan = output.write(&[("a.tf", "a\n"), ("b.tf", "b\n")], false).unwrap();
    assert_eq!(plan.kept().count(), 1);
    assert_eq!(output.read("shop-prod/a.tf"), "was here first\n");
    assert!(!output.read(LEDGER).contains("\"a.tf\""), "the ledger does not claim it");
    // No longer generated: still not ours, so not removed and not even mentioned.
    let plan = output.write(&[("b.tf", "b\n")], false).unwrap();
    assert!(plan.findings.is_empty());
    assert_eq!(output.read("shop-prod/a.tf"), "was here first\n");
    assert_eq!(output.read("shop-prod/mine.local.tf"), "mine\n");
}

#[test]
fn a_folder_without_a_blueprint_is_named_and_never_pruned() {
    let output = Output::written(&[("a.tf", "a\n")]);
    let other = [environment("shop-test", &[("a.tf", "a\n")])];
    output::write(&output.target, &other, true).unwrap();
    assert_eq!(output::strangers(&output.target, &other), ["shop-prod"]);
    assert_eq!(output.read("shop-prod/a.tf"), "a\n");
}

#[test]
fn files_are_adopted_after_a_lost_ledger() {
    let files = [("a.tf", "a\n"), ("b.tf", "b\n")];
    let output = Output::written(&files);
    let ledger = output.read(LEDGER);
    fs::remove_file(output.path(LEDGER)).unwrap();
    let plan = output.write(&files, false).unwrap();
    assert!(plan.findings.is_empty());
    assert_eq!(output.read(LEDGER), ledger);
}

#[test]
fn an_interrupted_run_is_repaired_also_after_the_blueprint_changed() {
    for wanted in ["1\n", "2\n", "3\n"] {
        let output = Output::written(&[("a.tf", "1\n"), ("b.tf", "1\n"), ("gone.tf", "1\n")]);
        let first = output.read(LEDGER);
        output.write(&[("a.tf", "2\n"), ("b.tf", "2\n"), ("new.tf", "2\n")], false).unwrap();
        let second = output.read(LEDGER);
        // As if it died after the ledger and one file: the others are as before.
        output.put(LEDGER, &under_way(&first, &second));
        output.put("shop-prod/b.tf", "1\n");
        output.put("shop-prod/gone.tf", "1\n");
        fs::remove_file(output.path("shop-prod/new.tf")).unwrap();
        let files = [("a.tf", wanted), ("b.tf", wanted)];
        let plan = output.write(&files, false).unwrap();
        assert_eq!(plan.kept().count(), 0, "{}", plan.list());
        assert!(output.check(&files).unwrap().is_clean());
        assert!(!output.path("shop-prod/gone.tf").exists());
        assert!(!output.read(LEDGER).contains("previous"));
    }
}

/// The ledger that a run writes first: new hashes, the old ones as previous, orphans still there.
fn under_way(first: &str, second: &str) -> String {
    let first: serde_json::Value = serde_json::from_str(first).unwrap();
    let mut ledger: serde_json::Value = serde_json::from_str(second).unwrap();
    for (path, old) in first["files"].as_object().unwrap() {
        let entry = &mut ledger["files"][path];
        if entry.is_null() {
            *entry = old.clone();
        } else {
            entry["previous"] = serde_json::json!([old["sha256"]]);
        }
    }
    ledger.to_string()
}

#[test]
fn a_run_that_the_disk_stops_is_repaired_by_the_next() {
    let output = Output::written(&[("a.tf", "1\n"), ("z.tf", "1\n")]);
    // The workflows go where the run itself puts a file, which the plan cannot see on the disk.
    let target = Target::new(&output.target.out, Some(&output.path("shop-prod/y.tf")));
    let files = [("a.tf", "2\n"), ("y.tf", "2\n"), ("z.tf", "2\n")];
    let message = refusal(output::write(&target, &[environment("shop-prod", &files)], false));
    assert!(message.contains("y.tf` is a file, where a folder should be"), "{message}");
    assert_eq!(output.read("shop-prod/a.tf"), "2\n", "the run came this far");
    assert_eq!(output.read("shop-prod/z.tf"), "1\n", "and not this far");
    assert!(output.read(LEDGER).contains("previous"), "the ledger came first");
    let files = [("a.tf", "3\n"), ("z.tf", "3\n")];
    assert_eq!(output.write(&files, false).unwrap().kept().count(), 0);
    assert!(output.check(&files).unwrap().is_clean());
    assert!(!output.path("shop-prod/y.tf").exists());
}
