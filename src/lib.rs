//! `gen` turns a short HCL blueprint into a complete AWS platform.
//!
//! The modules in the order in which a run passes through them:
//!
//! ```text
//! blueprint ──► model ──► stack ──► ir ──► render ──► output
//! parse, merge, typed,    one AWS   checked HCL,      write | check,
//! diagnose      no AWS    family a  tree    Markdown  prune, report
//! with spans    syntax    file
//! ```

pub mod blueprint;
pub mod cli;
pub mod ir;
pub mod model;
pub mod output;
pub mod render;
pub mod stack;
pub mod tables;

use model::Platform;
use output::{Environment, Facts};
use std::collections::BTreeMap;

/// Generates one environment. `digest` identifies the blueprint in the ledger.
///
/// # Panics
///
/// If the tree has a defect: a bug in `gen`, never a mistake in a blueprint.
pub fn generate(platform: &Platform, digest: &str) -> Environment {
    let tree = stack::build(platform);
    let (defects, files) = rayon::join(|| ir::check::check(&tree), || render::render(&tree));
    assert!(defects.is_empty(), "this is a bug in gen:\n{}", defects.join("\n"));
    Environment {
        name: platform.prefix(),
        files,
        workflows: BTreeMap::new(),
        facts: Facts {
            blueprint: digest.to_owned(),
            versions: stack::versions(platform),
            addresses: tree.addresses(),
        },
    }
}
