//! The address of every resource, as `terraform state list` shows it without repetitions.

use super::check::{blocks, family};
use super::{Block, TerraformFile, Tree};
use std::collections::BTreeMap;

impl Tree {
    /// Resource addresses by root (`REGION/LAYER`), sorted; those of a called module begin with
    /// `module.NAME.`.
    pub fn addresses(&self) -> BTreeMap<String, Vec<String>> {
        let roots = self.roots.iter().map(|root| {
            let mut addresses: Vec<String> = resources(&root.files).collect();
            for call in blocks(&root.files).filter(|block| block.keyword == "module") {
                addresses.extend(self.called(call));
            }
            addresses.sort();
            (format!("{}/{}", root.region, root.layer), addresses)
        });
        roots.collect()
    }

    fn called(&self, call: &Block) -> impl Iterator<Item = String> {
        let prefix = format!("module.{}", call.labels.join("."));
        let module = self.modules.iter().find(|module| family(call) == Some(&module.family));
        let resources = module.into_iter().flat_map(|module| resources(&module.files));
        resources.map(move |address| format!("{prefix}.{address}"))
    }
}

fn resources(files: &[TerraformFile]) -> impl Iterator<Item = String> {
    blocks(files).filter(|block| block.keyword == "resource").map(|block| block.labels.join("."))
}
