//! `--format sarif` and `--format github`: what other programs read, and that no text of a
//! blueprint becomes a command or a link of theirs. The schema is checked by `make conformance`.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests run the program")]

use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;

const BLUEPRINT: &str = r#"platform "shop" {
  environment = "test"
  owner       = "platform@shop.example"
  domain      = "test.shop.example"
}

region "eu-west-1" {}

access {
  github { repository = "shop/platform" }
}
"#;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        put(folder.path(), path, text);
    }
    folder
}

fn put(folder: &Path, below: &str, text: &str) {
    let path = folder.join(below);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Exit code and stdout; nothing may be on stderr.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gen"));
    let output = command.current_dir(folder).args(arguments).output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{arguments:?}");
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

fn github(folder: &Path, command: &str) -> (i32, String) {
    run(folder, &[command, "--format", "github"])
}

fn sarif(folder: &Path, command: &str) -> (i32, Value) {
    let (code, text) = run(folder, &[command, "--format", "sarif"]);
    (code, serde_json::from_str(&text).unwrap())
}

/// The result with this code.
fn result<'a>(log: &'a Value, code: &str) -> &'a Value {
    let results = log["runs"][0]["results"].as_array().unwrap();
    results.iter().find(|result| result["ruleId"] == code).unwrap_or_else(|| panic!("{log:#}"))
}

/// A blueprint whose every text is hostile, with several errors.
fn hostile() -> String {
    let text = r"::error file=x::owned\n::set-output name=a::b\r\n##[error]100% sure, a:b [x](https://evil.example)";
    format!("{BLUEPRINT}\nnetwork {{\n  nat       = \"{text}\"\n  endpoints = [\"{text}\"]\n}}\n")
}

#[test]
fn github_gets_a_command_for_each_finding() {
    let broken = BLUEPRINT.replace("  owner ", "  /* é👩 */ onwer ");
    let folder = folder(&[("blueprints/a, b: 100%.hcl", &broken)]);
    let (code, out) = github(folder.path(), "validate");
    assert_eq!(code, 1);
    let line = out.lines().find(|line| line.contains("GEN102")).unwrap();
    assert_eq!(
        line,
        "::error file=blueprints/a%2C b%3A 100%25.hcl,line=3,col=12,endColumn=17,\
         title=GEN102%3A unknown attribute::unknown attribute `onwer` in `platform`\
         %0Ahelp: did you mean `owner`?"
    );
    assert!(out.contains("::warning file="), "{out}");
}

#[test]
fn no_text_of_a_blueprint_starts_a_command() {
    let folder = folder(&[("blueprints/a.hcl", &hostile())]);
    let (code, out) = github(folder.path(), "validate");
    assert_eq!(code, 1);
    assert!(out.contains("GEN203") && out.contains("owned"), "{out}");
    for line in out.split(['\n', '\r']).filter(|line| !line.is_empty()) {
        let (command, rest) = line.strip_prefix("::").unwrap().split_once(' ').unwrap();
        assert!(["error", "warning"].contains(&command), "{line}");
        let (properties, _) = rest.split_once("::").unwrap();
        for property in properties.split(',') {
            let name = property.split('=').next().unwrap();
            let known = ["file", "line", "endLine", "col", "endColumn", "title"];
            assert!(known.contains(&name), "{line}");
        }
    }
}

#[test]
fn a_place_over_several_lines_has_no_columns() {
    let text = BLUEPRINT.replace("\"platform@shop.example\"", "[\n    1,\n  ]");
    let folder = folder(&[("blueprints/a.hcl", &text)]);
    let (_, out) = github(folder.path(), "validate");
    let line = out.lines().find(|line| line.contains("GEN103")).unwrap();
    assert!(line.starts_with("::error file=blueprints/a.hcl,line=3,endLine=5,title="), "{line}");
}

#[test]
fn drift_is_found_in_both_formats_on_the_line_that_differs() {
    let folder = folder(&[("blueprints/shop.hcl", BLUEPRINT)]);
    let gen_ = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gen"));
        command.current_dir(folder.path()).args(arguments).output().unwrap()
    };
    gen_(&[]);
    let (code, out) = github(folder.path(), "check");
    assert!(code == 0 && !out.contains("::error"), "{out}");
    let makefile = folder.path().join("generated/shop-test/Makefile");
    let lines = fs::read_to_string(&makefile).unwrap();
    fs::write(&makefile, lines.replacen('\n', "\nedited\n", 2)).unwrap();
    fs::remove_file(folder.path().join("generated/shop-test/README.md")).unwrap();
    let (code, out) = github(folder.path(), "check");
    assert_eq!(code, 2);
    let edited = "::error file=generated/shop-test/Makefile,line=2,title=GEN604%3A a generated file was edited by hand::";
    let missing = "::error file=generated/shop-test/README.md,line=1,title=GEN601%3A a generated file is missing::";
    assert!(out.contains(edited) && out.contains(missing), "{out}");
    assert!(out.contains("repair with `gen --force`"), "{out}");
    let (code, log) = sarif(folder.path(), "check");
    assert_eq!(code, 2);
    let place = &result(&log, "GEN604")["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "generated/shop-test/Makefile");
    assert_eq!(place["region"], json!({ "startLine": 2 }));
    assert_eq!(result(&log, "GEN601")["level"], "error");
    assert!(gen_(&["explain", "GEN604"]).status.success());
}

#[test]
fn sarif_has_places_in_code_points_and_relative_uris() {
    let broken = BLUEPRINT.replace("  owner ", "  /* é👩 */ onwer ");
    let folder = folder(&[("blueprints/a b:é%.hcl", &broken)]);
    let (code, log) = sarif(folder.path(), "validate");
    assert_eq!(code, 1);
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log["runs"][0]["columnKind"], "unicodeCodePoints");
    let found = result(&log, "GEN102");
    let place = &found["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"],
        json!({ "uri": "blueprints/a%20b%3A%C3%A9%25.hcl", "uriBaseId": "%SRCROOT%" })
    );
    assert_eq!(
        place["region"],
        json!({ "startLine": 3, "startColumn": 12, "endLine": 3, "endColumn": 17 })
    );
    let message = "unknown attribute `onwer` in `platform`\nhelp: did you mean `owner`?";
    assert_eq!(found["message"]["text"], message);
    let driver = &log["runs"][0]["tool"]["driver"];
    let rule = &driver["rules"][usize::try_from(found["ruleIndex"].as_u64().unwrap()).unwrap()];
    assert_eq!((&rule["id"], found["level"].as_str()), (&json!("GEN102"), Some("error")));
    assert_eq!(rule["shortDescription"]["text"], "unknown attribute");
    assert!(rule["help"]["markdown"].as_str().unwrap().contains("**Fix:** Correct the spelling"));
    assert_eq!(result(&log, "GEN501")["level"], "warning");
    let warning = driver["rules"].as_array().unwrap().iter().find(|r| r["id"] == "GEN501").unwrap();
    assert_eq!(warning["defaultConfiguration"]["level"], "warning");
}

#[test]
fn a_finding_keeps_its_fingerprint_when_it_moves_and_equal_ones_differ() {
    let two =
        format!("{BLUEPRINT}\nnetwork {{ cidr = 1 }}\nentry {{\n  allow = [1,\n  1,\n  1]\n}}\n");
    let folder = folder(&[("blueprints/a.hcl", &two)]);
    let prints = |log: &Value| -> Vec<String> {
        let results = log["runs"][0]["results"].as_array().unwrap();
        results.iter().map(|r| r["partialFingerprints"]["gen/v1"].to_string()).collect()
    };
    let (_, log) = sarif(folder.path(), "validate");
    let before = prints(&log);
    put(folder.path(), "blueprints/a.hcl", &format!("# moved\n\n{two}"));
    let (_, log) = sarif(folder.path(), "validate");
    assert_eq!(before, prints(&log));
    let distinct: std::collections::BTreeSet<&String> = before.iter().collect();
    assert!(before.len() > 4 && distinct.len() == before.len(), "{before:#?}");
}

#[test]
fn sarif_messages_hold_no_links_and_conflicts_name_both_places() {
    let twice = format!("{}\nregion \"eu-central-1\" {{}}\n", hostile());
    let folder = folder(&[("blueprints/a.hcl", &twice)]);
    let (_, log) = sarif(folder.path(), "validate");
    let text = result(&log, "GEN203")["message"]["text"].as_str().unwrap();
    assert!(text.contains("\\[x\\](https://evil.example)"), "{text}");
    let related = &result(&log, "GEN403")["relatedLocations"][0];
    assert_eq!(related["message"]["text"], "primary too");
    assert_eq!(related["physicalLocation"]["region"]["startLine"], 18);
}

#[test]
fn a_file_that_cannot_be_read_is_a_finding_without_a_place() {
    let folder = folder(&[]);
    let (code, out) = github(folder.path(), "validate");
    assert_eq!(code, 1);
    assert!(
        out.starts_with("::error title=GEN001%3A a file or folder cannot be read::cannot"),
        "{out}"
    );
    let (code, log) = sarif(folder.path(), "check");
    assert_eq!((code, &result(&log, "GEN001")["locations"]), (1, &json!([])));
}
