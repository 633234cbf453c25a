//! The program among others: runs at once on one output, runs that are killed, full and read-only
//! disks, closed pipes.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests run the program")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

fn blueprint(name: &str, nat: &str) -> String {
    format!(
        r#"platform "{name}" {{
  environment = "test"
  owner       = "platform@{name}.example"
  domain      = "{name}.example"
}}

region "eu-west-1" {{}}

network {{ nat = "{nat}" }}

access {{
  github {{ repository = "{name}/platform" }}
}}
"#
    )
}

/// How many runs are killed.
const ROUNDS: u32 = 24;

const NAMES: [&str; 2] = ["red", "green"];

/// A folder with blueprints in it.
fn folder(nat: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("blueprints")).unwrap();
    put(folder.path(), nat);
    folder
}

fn put(folder: &Path, nat: &str) {
    for name in NAMES {
        fs::write(folder.join(format!("blueprints/{name}.hcl")), blueprint(name, nat)).unwrap();
    }
}

fn gen_in(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gen"));
    command.current_dir(folder).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn shell_in(folder: &Path, script: &str) -> Command {
    let mut command = Command::new("sh");
    command.current_dir(folder).args(["-c", script, env!("CARGO_BIN_EXE_gen")]);
    command
}

fn told(output: &Output) -> (i32, String) {
    let stderr = String::from_utf8(output.stderr.clone()).unwrap();
    (output.status.code().unwrap_or(-1), stderr)
}

/// Every file below a folder.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let files = entries.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            (path, fs::read(entry.path()).unwrap())
        })
        .collect()
}

/// The output of blueprints that was written by one run in peace.
fn expected(nat: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = folder(nat);
    let output = gen_in(folder.path(), &[]).output().unwrap();
    assert!(output.status.success(), "{}", told(&output).1);
    tree(&folder.path().join("generated"))
}

#[test]
fn runs_at_once_on_one_output_end_in_a_whole_tree() {
    let expected = expected("single");
    for _ in 0..2 {
        let folder = folder("single");
        let runs: Vec<Child> =
            (0..6).map(|_| gen_in(folder.path(), &[]).spawn().unwrap()).collect();
        let checks: Vec<Child> =
            (0..6).map(|_| gen_in(folder.path(), &["check"]).spawn().unwrap()).collect();
        for run in runs {
            let (code, err) = told(&run.wait_with_output().unwrap());
            assert_eq!(code, 0, "{err}");
        }
        for check in checks {
            let (code, err) = told(&check.wait_with_output().unwrap());
            // Before all runs, nothing is there; after one of them, all is. Never half of it.
            let new = err.matches("[+] ").count();
            assert!(
                code == 0 || (code == 2 && new + NAMES.len() == expected.len()),
                "{code} {err}"
            );
        }
        assert!(tree(&folder.path().join("generated")) == expected);
    }
}

#[test]
fn runs_of_other_blueprints_at_once_end_in_one_of_both() {
    let (one, other) = (expected("single"), expected("per-zone"));
    let folder = folder("single");
    let second = folder.path().join("second");
    fs::create_dir_all(second.join("blueprints")).unwrap();
    put(&second, "per-zone");
    for _ in 0..2 {
        let runs: Vec<Child> = (0..6)
            .map(|index| {
                let path = if index % 2 == 0 { "blueprints" } else { "second/blueprints" };
                gen_in(folder.path(), &[path]).spawn().unwrap()
            })
            .collect();
        for run in runs {
            let (code, err) = told(&run.wait_with_output().unwrap());
            assert_eq!(code, 0, "{err}");
        }
        let now = tree(&folder.path().join("generated"));
        assert!(now == one || now == other, "a mixture");
    }
}

#[test]
fn a_run_waits_for_another_and_says_so() {
    let folder = folder("single");
    let out = folder.path().join("generated");
    assert!(gen_in(folder.path(), &[]).output().unwrap().status.success());
    let held = File::open(&out).unwrap();
    held.lock().unwrap();
    for arguments in [&[][..], &["check"]] {
        let mut run = gen_in(folder.path(), arguments).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(300));
        assert!(run.try_wait().unwrap().is_none(), "it waits");
        held.unlock().unwrap();
        let (code, err) = told(&run.wait_with_output().unwrap());
        assert_eq!(code, 0, "{err}");
        assert!(err.contains("waiting for another gen that is at work here\n"), "{err}");
        held.lock().unwrap();
    }
}

#[test]
fn a_run_that_is_killed_is_repaired_by_the_next() {
    let (one, other) = (expected("single"), expected("per-zone"));
    let folder = folder("single");
    let out = folder.path().join("generated");
    let start = std::time::Instant::now();
    assert!(gen_in(folder.path(), &[]).output().unwrap().status.success());
    let whole = start.elapsed();
    let mut killed = 0;
    for round in 0..ROUNDS {
        put(folder.path(), if round % 2 == 0 { "single" } else { "per-zone" });
        if round % 5 == 0 {
            let _ = fs::remove_dir_all(&out);
        }
        let mut run = gen_in(folder.path(), &[]).spawn().unwrap();
        // At moments all over a run, in no order.
        std::thread::sleep(whole * (round * 7 % ROUNDS) / ROUNDS);
        run.kill().unwrap();
        killed += usize::from(run.wait().unwrap().code().is_none());
        let (code, err) = told(&gen_in(folder.path(), &["check"]).output().unwrap());
        assert!((code == 0 || code == 2) && !err.contains("[!]"), "{code} {err}");
        // Every third death is followed by a run of the other blueprints.
        let first = (round % 2 == 0) ^ (round % 3 == 0);
        let (nat, wanted) = if first { ("single", &one) } else { ("per-zone", &other) };
        put(folder.path(), nat);
        let (code, err) = told(&gen_in(folder.path(), &[]).output().unwrap());
        assert_eq!(code, 0, "{err}");
        assert!(tree(&out) == *wanted, "round {round}: {:?}", tree(&out).keys());
    }
    assert!(killed > 5, "only {killed} runs were killed in time");
}

#[test]
fn a_disk_that_takes_no_more_stops_the_run_and_the_next_goes_on() {
    let expected = expected("single");
    let folder = folder("single");
    // No file may grow beyond one block; writing more gives an error once the signal is ignored.
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\"";
    let (code, err) = told(&shell_in(folder.path(), script).output().unwrap());
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("error: the run stopped half-way; each file is whole"), "{err}");
    assert!(err.contains("  cannot write `generated/"), "{err}");
    let now = tree(&folder.path().join("generated"));
    assert!(now.iter().all(|(path, text)| expected.get(path) == Some(text)), "{:?}", now.keys());
    assert!(gen_in(folder.path(), &[]).output().unwrap().status.success());
    assert!(tree(&folder.path().join("generated")) == expected);
}

#[test]
fn a_disk_that_takes_no_more_leaves_a_written_tree_as_it_was_or_new() {
    let (one, other) = (expected("single"), expected("per-zone"));
    let folder = folder("single");
    assert!(gen_in(folder.path(), &[]).output().unwrap().status.success());
    put(folder.path(), "per-zone");
    let script = "trap '' XFSZ; ulimit -f 2; exec \"$0\"";
    let (code, err) = told(&shell_in(folder.path(), script).output().unwrap());
    assert_eq!(code, 1, "{err}");
    for (path, text) in tree(&folder.path().join("generated")) {
        let whole = [&one, &other].iter().any(|tree| tree.get(&path) == Some(&text));
        assert!(whole || path.ends_with("gen.lock.json"), "{path} is half-written");
    }
    let (code, err) = told(&gen_in(folder.path(), &["check"]).output().unwrap());
    assert!(code == 2 && !err.contains("[!]"), "{err}");
    assert!(gen_in(folder.path(), &[]).output().unwrap().status.success());
    assert!(tree(&folder.path().join("generated")) == other);
}

#[test]
fn an_output_that_cannot_be_written_is_an_error() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder("single");
    let readonly = folder.path().join("readonly");
    fs::create_dir(&readonly).unwrap();
    fs::set_permissions(&readonly, fs::Permissions::from_mode(0o555)).unwrap();
    // Root may write everywhere but into the kernel's own folders.
    let root = File::create(readonly.join("probe")).is_ok();
    let out = if root { "/proc/gen-test" } else { "readonly/out" };
    let (code, err) = told(&gen_in(folder.path(), &["--out", out]).output().unwrap());
    assert_eq!(code, 1, "{err}");
    assert!(err.contains(&format!("cannot create `{out}")), "{err}");
    fs::set_permissions(&readonly, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let folder = folder("single");
    for script in [
        "\"$0\" check --format json | head -c 1",
        "\"$0\" check 2>&1 | head -n 1",
        "\"$0\" explain | true",
        "\"$0\" check --format json > /dev/null 2>&-",
        "\"$0\" --help >&-",
    ] {
        let (_, err) = told(&shell_in(folder.path(), script).output().unwrap());
        assert!(!err.contains("panic") && !err.contains("RUST_BACKTRACE"), "{script}: {err}");
    }
    let script = "\"$0\" check >&- 2>&-; echo $?";
    let output = shell_in(folder.path(), script).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "2\n");
}

#[test]
fn output_without_a_terminal_has_no_colours_and_no_bar() {
    let folder = folder("single");
    for variable in [("NO_COLOR", "1"), ("TERM", "xterm-256color"), ("CLICOLOR_FORCE", "1")] {
        let output =
            gen_in(folder.path(), &["check"]).env(variable.0, variable.1).output().unwrap();
        let (code, err) = told(&output);
        assert_eq!(code, 2);
        assert!(!err.contains('\u{1b}') && !err.contains('\r'), "{variable:?}: {err:?}");
    }
}
