//! What is declared: once, described, and in files that nothing else writes.

use super::Defects;
use super::scope::{Scope, addresses, title};
use crate::ir::{Block, Part, Tree};
use std::collections::BTreeSet;

/// Files that are rendered from a module's or root's fields, never from a theme file.
const RESERVED: [&str; 5] =
    ["backend.tf", "outputs.tf", "providers.tf", "variables.tf", "versions.tf"];

/// Folders and documents of the whole tree.
pub(super) fn folders(tree: &Tree, defects: &mut Defects) {
    let modules = tree.modules.iter().map(|module| format!("modules/{}", module.family));
    let roots = tree.roots.iter().map(|root| format!("{}/{}", root.region, root.layer));
    let documents = tree.documents.iter().map(|document| document.path.clone());
    for path in repeated(modules.chain(roots).chain(documents)) {
        defects.push(&path, "stands twice in the tree");
    }
    let states = tree.roots.iter().filter_map(|root| root.backend.get("key"));
    for state in repeated(states.map(ToString::to_string)) {
        defects.push("backends", &format!("two roots keep their state at {state}"));
    }
}

/// The declarations of one module or root.
pub(super) fn check(scope: &Scope, defects: &mut Defects) {
    let place = &scope.place;
    for file in scope.files {
        if RESERVED.contains(&file.name.as_str()) {
            defects.push(place, &format!("`{}` is rendered from the tree's fields", file.name));
        }
    }
    for name in repeated(scope.files.iter().map(|file| file.name.clone())) {
        defects.push(place, &format!("the file `{name}` stands twice"));
    }
    let variables = scope.variables.iter().map(|variable| format!("var.{}", variable.name));
    let outputs = scope.outputs.iter().map(|output| format!("output.{}", output.name));
    let blocks = scope.blocks.iter().flat_map(|block| addresses(block));
    for address in repeated(blocks.chain(variables).chain(outputs)) {
        defects.push(place, &format!("`{address}` is declared twice"));
    }
    for block in &scope.blocks {
        arguments(place, block, block, defects);
    }
    undescribed(scope, defects);
}

fn undescribed(scope: &Scope, defects: &mut Defects) {
    for variable in scope.variables {
        if variable.description.trim().is_empty() {
            let defect = format!("variable `{}` has no description", variable.name);
            defects.push(&scope.place, &defect);
        }
        if hcl::edit::parser::parse_expr(&variable.kind).is_err() {
            let defect = format!("variable `{}` has no valid type", variable.name);
            defects.push(&scope.place, &defect);
        }
    }
    for output in scope.outputs {
        if output.description.trim().is_empty() {
            let defect = format!("output `{}` has no description", output.name);
            defects.push(&scope.place, &defect);
        }
    }
}

/// An argument set twice, which Terraform cannot parse.
fn arguments(place: &str, top: &Block, block: &Block, defects: &mut Defects) {
    let names = block.body.iter().filter_map(|part| match part {
        Part::Attribute { name, .. } => Some(name.clone()),
        _ => None,
    });
    for name in repeated(names) {
        defects.push(place, &format!("{} sets `{name}` twice", title(top)));
    }
    for part in &block.body {
        if let Part::Block(nested) = part {
            arguments(place, top, nested, defects);
        }
    }
}

/// Every name that comes a second time, once.
pub(super) fn repeated(names: impl Iterator<Item = String>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    names.filter(|name| !seen.insert(name.clone())).collect()
}
