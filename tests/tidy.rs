//! The rules of ARCHITECTURE.md that a machine can hold: sizes, headings, and who may use whom.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests set up and read files")]

use std::path::{Path, PathBuf};

/// The longest a source file may be.
const MOST_LINES: usize = 400;

/// Module to the modules that it may use; whatever is not named here is forbidden.
///
/// `tables` is data, so everybody may read it.
const EDGES: [(&str, &[&str]); 8] = [
    ("blueprint", &["blueprint", "model", "tables"]),
    ("cli", &["blueprint", "cli", "output", "model"]),
    ("ir", &["ir", "tables"]),
    ("model", &["model", "tables"]),
    ("output", &["output"]),
    ("render", &["ir", "render", "tables"]),
    ("stack", &["ir", "model", "render", "stack", "tables"]),
    ("tables", &["model", "tables"]),
];

fn sources() -> Vec<(PathBuf, String)> {
    let mut sources: Vec<(PathBuf, String)> = walkdir::WalkDir::new("src")
        .into_iter()
        .map(|entry| entry.expect("src is readable").into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| (path.clone(), std::fs::read_to_string(path).expect("sources are text")))
        .collect();
    sources.sort();
    assert!(sources.len() > 30, "the walk found {} files", sources.len());
    sources
}

/// The module of a file: the first folder or file below `src`.
fn module(path: &Path) -> String {
    let below = path.strip_prefix("src").expect("below src");
    let first = below.iter().next().expect("a file").to_str().expect("UTF-8");
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn no_file_is_longer_than_one_subject() {
    let long: Vec<String> = sources()
        .iter()
        .filter(|(_, text)| text.lines().count() > MOST_LINES)
        .map(|(path, text)| format!("{} has {} lines", path.display(), text.lines().count()))
        .collect();
    assert!(long.is_empty(), "split by subject: {long:#?}");
}

#[test]
fn every_file_says_what_it_is() {
    let silent: Vec<String> = sources()
        .iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(silent.is_empty(), "no `//!` heading: {silent:#?}");
}

#[test]
fn modules_use_only_what_the_architecture_allows() {
    let mut forbidden = Vec::new();
    for (path, text) in sources() {
        let from = module(&path);
        let Some((_, allowed)) = EDGES.iter().find(|(name, _)| *name == from) else { continue };
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for rest in line.split("crate::").skip(1) {
                let to: String =
                    rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let is_module = EDGES.iter().any(|(name, _)| *name == to);
                if is_module && !allowed.contains(&to.as_str()) {
                    forbidden.push(format!("{}: {}", path.display(), line.trim()));
                }
            }
        }
    }
    assert!(forbidden.is_empty(), "{forbidden:#?}");
}

#[test]
fn crates_that_print_the_output_are_pinned_exactly() {
    let manifest = std::fs::read_to_string("Cargo.toml").expect("the manifest is text");
    for name in ["hcl-rs", "serde-saphyr", "tera"] {
        let line = manifest.lines().find(|line| line.starts_with(&format!("{name} = ")));
        let line = line.unwrap_or_else(|| panic!("{name} is a dependency"));
        assert!(line.contains("\"="), "another {name} may print other bytes: {line}");
    }
}
