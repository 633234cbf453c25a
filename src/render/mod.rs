//! From the tree to text. This module knows no AWS.

mod hcl;
mod layout;
pub(crate) mod markdown;
pub(crate) mod prose;
mod readme;
mod terraform;
pub(crate) mod yaml;

use crate::ir::Tree;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The files of one environment: path below its folder, text.
pub type Files = BTreeMap<String, String>;

/// Renders every file of the tree.
pub fn render(tree: &Tree) -> Files {
    let modules = tree.modules.par_iter().with_max_len(1).flat_map_iter(terraform::module);
    let roots = tree.roots.par_iter().with_max_len(1).flat_map_iter(terraform::root);
    let documents = tree.documents.par_iter().map(|d| (d.path.clone(), d.text.clone()));
    modules.chain(roots).chain(documents).collect()
}
