//! The output: what is on disk against what should be, ownership, writing, pruning, reports.

mod disk;
mod ledger;
mod plan;
mod report;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(crate) use disk::create_new;
pub use plan::{Finding, Plan, State};

/// One environment, rendered.
#[derive(Debug, Clone)]
pub struct Environment {
    /// `NAME-ENV`, the folder below the output.
    pub name: String,
    /// Files below the environment's folder, by their path with `/`.
    pub files: BTreeMap<String, String>,
    /// Files below the workflows folder, by name.
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
        Self { out: out.to_owned(), workflows: workflows.map_or_else(default, Path::to_owned) }
    }
}

/// Why the output was left as it is: a clear message each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub Vec<String>);

/// Compares the output with what it should be; never writes.
///
/// # Errors
///
/// If a ledger or a path cannot be trusted, or a file cannot be read.
pub fn check(target: &Target, environments: &[Environment]) -> Result<Plan, Refused> {
    plan::plan(target, environments, false)
}

/// Writes what differs and removes what is no longer generated.
///
/// Nothing is written before every environment was compared. The ledger is written first with old
/// and new hashes and last with the new ones only, so that the next run repairs one that dies
/// half-way.
///
/// # Errors
///
/// As [`check`]; or if the disk refuses, in which case each file is whole, old or new.
pub fn write(target: &Target, environments: &[Environment], force: bool) -> Result<Plan, Refused> {
    let plan = plan::plan(target, environments, force)?;
    plan.carry_out().map_err(|error| Refused(vec![error]))?;
    Ok(plan)
}

/// Folders of the output that have a ledger, but none of these environments.
pub fn strangers(target: &Target, environments: &[Environment]) -> Vec<String> {
    let known = |name: &String| environments.iter().any(|e| e.name == *name);
    disk::folders(&target.out)
        .into_iter()
        .filter(|name| !known(name) && disk::exists(&target.out.join(name).join(ledger::NAME)))
        .collect()
}
