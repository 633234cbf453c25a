//! Terraform itself reads and would not reformat what random blueprints generate.
//!
//! `make conformance` runs this on a sample, `make soak` on ten thousand.

use super::run::{environments, folder, holds, read};
use crate::random::{self, choices::Choices, write::Writer};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// Files that one run of Terraform looks at.
const BATCH: usize = 400;

#[test]
#[ignore = "needs terraform on PATH: make conformance, make soak"]
fn terraform_has_nothing_to_change_in_what_is_generated() {
    let distinct = RefCell::new(BTreeSet::new());
    holds(|numbers| {
        let mut choices = Choices::new(numbers);
        let blocks = random::blueprint(&mut choices);
        let text = Writer::plain(&mut choices).file(&blocks, None);
        let folder = folder(&[("main.hcl", text.as_bytes())]);
        for environment in environments(&read(folder.path(), "main.hcl"))?.into_values() {
            let files = environment
                .files
                .into_iter()
                .filter(|(path, _)| Path::new(path).extension().is_some_and(|end| end == "tf"));
            distinct.borrow_mut().extend(files.map(|(_, text)| text));
        }
        Ok(())
    });
    let files: Vec<String> = distinct.into_inner().into_iter().collect();
    assert!(files.len() > 50, "{} files", files.len());
    for batch in files.chunks(BATCH) {
        let folder = tempfile::tempdir().unwrap();
        for (number, text) in batch.iter().enumerate() {
            std::fs::write(folder.path().join(format!("{number}.tf")), text).unwrap();
        }
        if formatted(folder.path()).is_err() {
            // A folder's run ends at the first file that does not parse: look at each alone.
            for (number, text) in batch.iter().enumerate() {
                let result = formatted(&folder.path().join(format!("{number}.tf")));
                assert!(result.is_ok(), "{}\n{text}", result.unwrap_err());
            }
            panic!("Terraform objects to a folder, but to none of its files");
        }
    }
}

/// What `terraform fmt -check` has against a file or folder.
fn formatted(path: &Path) -> Result<(), String> {
    let output = Command::new("terraform").args(["fmt", "-check", "-no-color"]).arg(path).output();
    let output = output.expect("terraform is on PATH");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    if output.status.success() { Ok(()) } else { Err(format!("{}: {out}{err}", output.status)) }
}
