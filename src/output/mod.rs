//! The output: what is on disk against what should be, ownership, writing, pruning, reports.

use std::collections::BTreeMap;

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
