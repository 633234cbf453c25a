//! The program: exit codes, what goes to which stream, and what is left untouched.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests run the program")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

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

/// A folder with a valid blueprint in it.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "blueprints/shop.hcl", BLUEPRINT);
    folder
}

fn put(folder: &Path, below: &str, text: &str) {
    let path = folder.join(below);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Runs `gen` in a folder: exit code, stdout, stderr.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gen"));
    let Output { status, stdout, stderr } =
        command.current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

#[test]
fn writing_then_checking_is_clean_and_says_what_it_did_on_stderr() {
    let folder = folder();
    let (code, out, err) = run(folder.path(), &[]);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    assert!(
        err.contains("[+] generated/shop-test/terraform/eu-west-1/10-network/main.tf"),
        "{err}"
    );
    assert!(err.contains("warning[GEN501]: `access` blocks are checked"), "{err}");
    let (code, out, err) = run(folder.path(), &[]);
    assert_eq!((code, out.as_str()), (0, ""));
    assert!(err.ends_with("nothing to do\n"), "{err}");
    let (code, _, err) = run(folder.path(), &["check"]);
    assert_eq!(code, 0, "{err}");
}

#[test]
fn drift_exits_with_2_and_the_named_command_repairs_it() {
    let folder = folder();
    let arguments = ["blueprints/shop.hcl", "--out", "tree"];
    run(folder.path(), &arguments);
    let changed = BLUEPRINT.replace(
        "region \"eu-west-1\" {}",
        "region \"eu-west-1\" {}\nnetwork { nat = \"single\" }",
    );
    put(folder.path(), "blueprints/shop.hcl", &changed);
    let (code, out, err) = run(folder.path(), &["check", "blueprints/shop.hcl", "--out", "tree"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("[~] tree/shop-test/terraform/modules/network/routes.tf"), "{err}");
    assert!(err.contains("-  for_each = var.zones"), "{err}");
    assert!(err.ends_with("repair with: gen blueprints/shop.hcl --out tree\n"), "{err}");
    assert_eq!(run(folder.path(), &arguments).0, 0);
    assert_eq!(run(folder.path(), &["check", "blueprints/shop.hcl", "--out", "tree"]).0, 0);
}

#[test]
fn a_hand_edit_is_kept_and_the_rest_is_written() {
    let folder = folder();
    run(folder.path(), &[]);
    let readme = "generated/shop-test/README.md";
    put(folder.path(), readme, "mine\n");
    fs::remove_file(folder.path().join("generated/shop-test/Makefile")).unwrap();
    let (code, _, err) = run(folder.path(), &["check"]);
    assert_eq!(code, 2);
    assert!(err.contains("[!] generated/shop-test/README.md"), "{err}");
    assert!(err.contains("repair with: gen --force"), "{err}");
    let (code, _, err) = run(folder.path(), &[]);
    assert_eq!(code, 1);
    assert!(err.contains("-mine\n"), "{err}");
    assert!(folder.path().join("generated/shop-test/Makefile").exists());
    assert_eq!(fs::read_to_string(folder.path().join(readme)).unwrap(), "mine\n");
    assert_eq!(run(folder.path(), &["--force"]).0, 0);
    assert_eq!(run(folder.path(), &["check"]).0, 0);
}

#[test]
fn nothing_is_written_if_any_blueprint_has_an_error() {
    let folder = folder();
    let broken = BLUEPRINT.replace("shop", "other").replace("owner", "onwer");
    put(folder.path(), "blueprints/other.hcl", &broken);
    let (code, out, err) = run(folder.path(), &[]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("error[GEN102]: unknown attribute `onwer`"), "{err}");
    assert!(err.contains(" --> blueprints/other.hcl:3:3"), "{err}");
    assert!(!folder.path().join("generated").exists());
    assert_eq!(run(folder.path(), &["check"]).0, 1);
    assert_eq!(run(folder.path(), &["validate"]).0, 1);
    assert_eq!(run(folder.path(), &["validate", "blueprints/shop.hcl"]).0, 0);
}

#[test]
fn json_goes_to_stdout_and_is_data() {
    let folder = folder();
    let (code, out, err) = run(folder.path(), &["check", "--format", "json"]);
    assert_eq!((code, err.as_str()), (2, ""));
    let data: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(data["clean"], false);
    assert_eq!(data["repair"], "gen");
    assert_eq!(data["files"][0]["state"], "new");
    assert_eq!(data["diagnostics"][0]["code"], "GEN501");
    put(folder.path(), "blueprints/shop.hcl", "platform \"shop\" {\n");
    let (code, out, _) = run(folder.path(), &["validate", "--format", "json"]);
    let data: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(code, 1);
    assert_eq!(data["diagnostics"][0]["severity"], "error");
    assert_eq!(data["diagnostics"][0]["place"]["line"], 1);
}

#[test]
fn mistakes_on_the_command_line_exit_with_1() {
    let folder = folder();
    for arguments in
        [&["--nope"][..], &["check", "--force"], &["check", "--format", "xml"], &["init"]]
    {
        let (code, out, err) = run(folder.path(), arguments);
        assert_eq!((code, out.as_str()), (1, ""), "{arguments:?}");
        assert!(err.contains("Usage: gen") || err.contains("possible values"), "{err}");
    }
    let (code, _, err) = run(folder.path(), &["absent"]);
    assert_eq!(code, 1);
    assert!(err.contains("cannot read `absent`"), "{err}");
}

#[test]
fn help_version_and_completions_go_to_stdout() {
    let folder = folder();
    let (code, out, _) = run(folder.path(), &["--version"]);
    assert_eq!((code, out.as_str()), (0, concat!("gen ", env!("CARGO_PKG_VERSION"), "\n")));
    let (code, out, _) = run(folder.path(), &["--help"]);
    assert!(code == 0 && out.contains("Exit codes: 0 clean, 1 error, 2 drift"), "{out}");
    let (code, out, _) = run(folder.path(), &["completions", "bash"]);
    assert!(code == 0 && out.contains("_gen"), "{out}");
}

#[test]
fn init_writes_a_blueprint_that_generates_and_never_overwrites() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), &["init", "demo"]).0, 0);
    assert!(folder.path().join(".pre-commit-config.yaml").exists());
    let (code, _, err) = run(folder.path(), &[]);
    assert_eq!(code, 0, "{err}");
    assert!(folder.path().join("generated/demo-staging/gen.lock.json").exists());
    put(folder.path(), "blueprints/demo.hcl", "mine\n");
    let (code, _, err) = run(folder.path(), &["init", "demo"]);
    assert_eq!(code, 1);
    assert!(err.contains("`blueprints/demo.hcl` exists; gen does not overwrite it"), "{err}");
    assert_eq!(fs::read_to_string(folder.path().join("blueprints/demo.hcl")).unwrap(), "mine\n");
    let (code, _, err) = run(folder.path(), &["init", "Not_A_Name"]);
    assert_eq!(code, 1);
    assert!(err.contains("`Not_A_Name` is no name for a platform"), "{err}");
}

#[test]
fn explain_prints_blocks_attributes_and_rules() {
    let folder = folder();
    for (topic, phrase) in
        [("network.nat", "per-zone"), ("service", "port"), ("GEN404", "unknown region")]
    {
        let (code, out, _) = run(folder.path(), &["explain", topic]);
        assert!(code == 0 && out.contains(phrase), "{topic}: {out}");
    }
    let (code, _, err) = run(folder.path(), &["explain", "netwrok"]);
    assert!(code == 1 && err.contains("network"), "{err}");
}

#[test]
fn an_environment_without_a_blueprint_is_left_alone_with_a_warning() {
    let folder = folder();
    run(folder.path(), &[]);
    let renamed = BLUEPRINT.replace("\"shop\"", "\"store\"");
    put(folder.path(), "blueprints/shop.hcl", &renamed);
    let (code, _, err) = run(folder.path(), &[]);
    assert_eq!(code, 0);
    assert!(err.contains("warning: `generated/shop-test` has no blueprint in this run"), "{err}");
    assert!(err.contains("make -C generated/shop-test destroy"), "{err}");
    assert!(folder.path().join("generated/shop-test/Makefile").exists());
}

#[test]
fn init_writes_the_hooks_that_this_repository_offers() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["init", "demo"]);
    let config = fs::read_to_string(folder.path().join(".pre-commit-config.yaml")).unwrap();
    let rest = config.strip_prefix("repos:\n  - repo: local\n    hooks:\n").unwrap();
    let offered = fs::read_to_string(".pre-commit-hooks.yaml").unwrap();
    let keys = |text: &str| -> Vec<String> {
        text.lines()
            .map(|line| line.trim().to_owned())
            .filter(|l| !l.contains("language:"))
            .collect()
    };
    assert_eq!(keys(rest), keys(&offered));
    assert_eq!(rest.matches("        language: system\n").count(), 2, "{config}");
    for entry in [
        "      - id: gen-validate\n",
        "        entry: gen validate\n",
        "        entry: gen check\n",
    ] {
        assert!(rest.contains(entry), "{config}");
    }
}
