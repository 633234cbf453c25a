//! The output: what is on disk against what should be, ownership, writing, pruning, reports.

mod compare;
mod disk;
mod ledger;
mod lock;
mod plan;
mod report;
mod root;
mod run;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(crate) use disk::create_new;
pub use disk::{Disk, System};
pub use plan::{Finding, Plan, State};
pub use run::Run;

/// One environment, rendered.
#[derive(Debug, Clone)]
pub struct Environment {
    /// `NAME-ENV`, the folder below the output.
    pub name: String,
    /// Files below the environment's folder, by their path with `/`.
    pub files: BTreeMap<String, String>,
    /// Files below the workflows folder, by name, which starts with the environment's.
    pub workflows: BTreeMap<String, String>,
    /// What the ledger records beside the files.
    pub facts: Facts,
}

/// What the ledger says of an environment beside its files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// SHA-256 of the merged, evaluated, sorted blueprint, in hexadecimal.
    pub blueprint: String,
    /// Every pinned version, by component.
    pub versions: BTreeMap<String, String>,
    /// Resource addresses by root (`REGION/LAYER`).
    pub addresses: BTreeMap<String, Vec<String>>,
}

/// Where the output lies.
#[derive(Debug, Clone)]
pub struct Target {
    /// The folder of the environments.
    pub out: PathBuf,
    /// The folder of the workflow files.
    pub workflows: PathBuf,
}

impl Target {
    /// Workflows lie where the caller says, or in the output.
    pub fn new(out: &Path, workflows: Option<&Path>) -> Self {
        let default = || out.join(".github/workflows");
        // Without a `/` at the end, behind which a link would not be seen as one.
        let plain = |path: PathBuf| path.components().collect();
        Self {
            out: plain(out.to_owned()),
            workflows: plain(workflows.map_or_else(default, Path::to_owned)),
        }
    }
}

/// The environments of a run. Each is made when it is needed, possibly twice and on any thread, so
/// that never all are in memory.
pub trait Source: Sync {
    /// Their names.
    fn names(&self) -> Vec<String>;

    /// One of them, by its place among the names.
    fn environment(&self, index: usize) -> Cow<'_, Environment>;
}

impl Source for [Environment] {
    fn names(&self) -> Vec<String> {
        self.iter().map(|environment| environment.name.clone()).collect()
    }

    fn environment(&self, index: usize) -> Cow<'_, Environment> {
        Cow::Borrowed(&self[index])
    }
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Another run is at work in the output, and this one waits for it.
    Waiting,
    /// An environment was compared.
    Compared,
    /// An environment was written.
    Written,
}

/// Why a run did not do what it should: a clear message each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Something cannot be trusted or read; nothing was written.
    Refused(Vec<String>),
    /// Another run is at work; nothing was written.
    Busy(String),
    /// The disk failed while writing. Each file is whole, old or new, and the next run goes on.
    Stopped(Vec<String>),
}

/// Compares the output with what it should be; never writes.
///
/// # Errors
///
/// If a ledger or a path cannot be trusted, or a file cannot be read.
pub fn check(target: &Target, environments: &[Environment]) -> Result<Plan, Failure> {
    Run::new(target).check(environments)
}

/// Writes what differs and removes what is no longer generated.
///
/// Nothing is written before every environment was compared. The ledger is written first with old
/// and new hashes and last with the new ones only, so that the next run repairs one that dies
/// half-way.
///
/// # Errors
///
/// As [`check`]; or if the disk fails, in which case each file is whole, old or new.
pub fn write(target: &Target, environments: &[Environment], force: bool) -> Result<Plan, Failure> {
    Run { force, ..Run::new(target) }.write(environments)
}

/// Folders of the output that have a ledger, but are none of these environments.
pub fn strangers(target: &Target, names: &[String]) -> Vec<String> {
    let ledger = |name: &String| target.out.join(name).join(ledger::NAME);
    let mut found = disk::names(&target.out);
    found.retain(|name| !names.contains(name) && disk::exists(&ledger(name)));
    found
}
