//! Blueprints: reading, merging, evaluating, checking, decoding. The only reader of blueprints.

mod brackets;
mod canonical;
mod check;
pub mod codes;
mod declare;
mod decode;
pub mod diagnostic;
mod discover;
mod eval;
pub mod explain;
mod extends;
mod loading;
mod merge;
pub(crate) mod nearest;
pub mod reading;
pub mod report;
mod rules;
pub mod source;
mod syntax;
pub mod tree;
pub mod value;

pub use canonical::{canonical, digest};
pub use decode::decode;
pub use loading::Predecessors;
pub use reading::{Read, Reading};

use diagnostic::Diagnostic;
use loading::Loader;
use source::Sources;
use std::path::PathBuf;
use tree::Blueprint;

/// The blueprints of a run, merged and evaluated, before their declarations are checked.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Every file that was read.
    pub sources: Sources,
    /// The blueprints, in the order of their paths.
    pub blueprints: Vec<Blueprint>,
    /// What is wrong with files, syntax, inheritance and expressions.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads, checks and decodes every blueprint of the files and folders.
pub fn read(paths: &[PathBuf]) -> Reading {
    let mut loader = Loader::default();
    let blueprints = loader.load(paths);
    let before = loader.predecessors(&blueprints);
    let Loader { sources, diagnostics, .. } = loader;
    reading::conclude(sources, &blueprints, &before, diagnostics)
}

/// Reads files and folders. A file with a `platform` block is a blueprint, one without is a base.
pub fn load(paths: &[PathBuf]) -> Loaded {
    let mut loader = Loader::default();
    let blueprints = loader.load(paths);
    let Loader { sources, mut diagnostics, .. } = loader;
    let mut seen = std::collections::BTreeSet::new();
    diagnostics.retain(|d| seen.insert((d.code, d.span, d.message.clone())));
    Loaded { sources, blueprints, diagnostics }
}
