//! What cannot be trusted is refused before the first write.

use crate::fixture::{LEDGER, Output, environment, refusal};
use platform_gen::output;
use std::fs;

#[test]
fn a_damaged_ledger_is_refused_until_forced() {
    let output = Output::written(&[("a.tf", "a\n")]);
    for damage in ["", "{", "[]", "{\"schema\":1}", "<<<<<<< HEAD\n"] {
        output.put(LEDGER, damage);
        let before = output.state();
        let message = refusal(output.write(&[("a.tf", "2\n")], false));
        assert!(message.contains("is damaged") && message.contains("`gen --force`"), "{message}");
        assert_eq!(output.state(), before);
    }
    output.write(&[("a.tf", "2\n")], true).unwrap();
    assert!(output.check(&[("a.tf", "2\n")]).unwrap().is_clean());
}

#[test]
fn a_ledger_of_a_newer_gen_is_refused() {
    let output = Output::written(&[("a.tf", "a\n")]);
    output.put(LEDGER, "{\"schema\":2,\"unknown\":{}}");
    let message = refusal(output.write(&[("a.tf", "2\n")], false));
    assert!(message.contains("was written by a newer gen"), "{message}");
    assert_eq!(output.read("shop-prod/a.tf"), "a\n");
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
            assert!(!message.chars().any(|c| c.is_control()), "{path:?} is escaped: {message:?}");
            assert_eq!(output.state(), before, "{path:?}");
        }
    }
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

#[test]
fn an_output_that_is_a_file_is_refused() {
    let output = Output::new();
    fs::write(&output.target.out, "a file\n").unwrap();
    let message = refusal(output.write(&[("a.tf", "a\n")], true));
    assert!(message.contains("is a file, where a folder should be"), "{message}");
}

#[test]
fn a_folder_in_the_place_of_a_file_is_refused() {
    let output = Output::written(&[("b.tf", "b\n")]);
    fs::create_dir(output.path("shop-prod/a.tf")).unwrap();
    let before = output.state();
    let message = refusal(output.write(&[("a.tf", "a\n"), ("b.tf", "2\n")], true));
    assert!(message.contains("a.tf` is a folder, where a file should be"), "{message}");
    assert_eq!(output.state(), before);
}

#[test]
fn a_file_in_the_place_of_a_folder_is_refused() {
    let output = Output::new();
    output.put("shop-prod/net", "a file\n");
    let message = refusal(output.write(&[("net/a.tf", "a\n")], true));
    assert!(message.contains("net` is a file, where a folder should be"), "{message}");
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
        let link = output.path(below);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(&outside, &link).unwrap();
        let before = output.state();
        let message = refusal(output.write(&[("net/a.tf", "a\n")], true));
        assert!(message.contains("is a symbolic link"), "{below}: {message}");
        assert_eq!(output.state(), before, "{below}");
    }

    #[test]
    fn links_to_folders_are_refused() {
        for below in ["shop-prod", "shop-prod/net", ".github", ".github/workflows"] {
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
