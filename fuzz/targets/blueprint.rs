//! Any bytes as a blueprint: an error in its place, or an environment that generates.
#![no_main]
#![allow(clippy::disallowed_methods, reason = "a fuzz target sets up files")]

use libfuzzer_sys::fuzz_target;
use platform_gen::blueprint::{self, report};
use std::path::PathBuf;
use std::sync::LazyLock;

/// A folder with the bases and the predecessor that inputs may name.
static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let base = include_str!("../../blueprints/retail/base.hcl");
    std::fs::write(folder.path().join("base.hcl"), base).expect("a base");
    let before = include_str!("../../blueprints/minimal.hcl");
    std::fs::write(folder.path().join("staging.hcl"), before).expect("a predecessor");
    folder
});

fuzz_target!(|bytes: &[u8]| {
    let path: PathBuf = FOLDER.path().join("main.hcl");
    std::fs::write(&path, bytes).expect("an input");
    let reading = blueprint::read(&[path]);
    for found in &reading.diagnostics {
        for span in found.span.iter().chain(found.related.iter().map(|(span, _)| span)) {
            let text = &reading.sources.get(span.file).text;
            assert!(text.get(span.start..span.end).is_some(), "{found:?}");
        }
    }
    let text = report::text(&reading.diagnostics, &reading.sources, false);
    assert_eq!(text.is_empty(), reading.diagnostics.is_empty());
    if !reading.errors().is_empty() {
        return;
    }
    assert!(!reading.platforms.is_empty(), "no error and no platform");
    for read in &reading.platforms {
        let environment = platform_gen::generate(&read.platform, &read.digest);
        assert!(environment.files.len() > 20);
    }
});
