//! An output in a folder of its own, and what may lie in it.

use platform_gen::output::{self, Environment, Facts, Plan, Refused, Target};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;
use tempfile::TempDir;

pub(crate) const LEDGER: &str = "shop-prod/gen.lock.json";

/// An output in a folder of its own, gone with the test.
pub(crate) struct Output {
    pub(crate) folder: TempDir,
    pub(crate) target: Target,
}

impl Output {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let target = Target::new(&folder.path().join("out"), None);
        Self { folder, target }
    }

    pub(crate) fn written(files: &[(&str, &str)]) -> Self {
        let output = Self::new();
        output.write(files, false).unwrap();
        output
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.target.out.join(below)
    }

    pub(crate) fn read(&self, below: &str) -> String {
        fs::read_to_string(self.path(below)).unwrap()
    }

    pub(crate) fn put(&self, below: &str, text: &str) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn write(&self, files: &[(&str, &str)], force: bool) -> Result<Plan, Refused> {
        output::write(&self.target, &[environment("shop-prod", files)], force)
    }

    pub(crate) fn check(&self, files: &[(&str, &str)]) -> Result<Plan, Refused> {
        output::check(&self.target, &[environment("shop-prod", files)])
    }

    /// What `gen check` lists, without the folder of the test.
    pub(crate) fn list(&self, plan: &Plan) -> String {
        plan.list().replace(&format!("{}/", self.target.out.display()), "")
    }

    /// Every file with its content and time, to prove that a run wrote nothing.
    pub(crate) fn state(&self) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
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

pub(crate) fn environment(name: &str, files: &[(&str, &str)]) -> Environment {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let workflow = (format!("{name}.yaml"), "on: push\n".to_owned());
    Environment {
        name: name.to_owned(),
        files: files.collect(),
        workflows: BTreeMap::from([workflow]),
        facts: Facts { blueprint: "digest".to_owned(), ..Facts::default() },
    }
}

pub(crate) fn refusal(result: Result<Plan, Refused>) -> String {
    result.expect_err("the output is refused").0.join("\n")
}
