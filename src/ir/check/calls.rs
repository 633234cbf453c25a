//! Module calls: each names a module of the tree and passes exactly what it declares.

use super::Defects;
use super::scope::{Scope, attribute, attributes, title};
use crate::ir::{Block, Expr, Module, Tree};

/// Arguments of a `module` block that are Terraform's, not the module's.
const META: [&str; 6] = ["source", "version", "count", "for_each", "depends_on", "providers"];

/// Every call in every root.
pub(super) fn check(tree: &Tree, defects: &mut Defects) {
    let mut called = Vec::new();
    for root in &tree.roots {
        let scope = Scope::root(root);
        for block in scope.blocks.iter().filter(|block| block.keyword == "module") {
            let module = family(block)
                .and_then(|family| tree.modules.iter().find(|module| module.family == family));
            let Some(module) = module else {
                let defect = format!("the source of {} is no module of the tree", title(block));
                defects.push(&scope.place, &defect);
                continue;
            };
            called.push(&module.family);
            call(&scope.place, block, module, defects);
        }
    }
    for module in tree.modules.iter().filter(|module| !called.contains(&&module.family)) {
        defects.push(&format!("modules/{}", module.family), "is called by no root");
    }
}

/// The folder's name in a call's `source`.
pub(in crate::ir) fn family(call: &Block) -> Option<&str> {
    match attribute(call, "source") {
        Some(Expr::String(source)) => source.strip_prefix("../../modules/"),
        _ => None,
    }
}

/// The arguments that a call passes to its module.
pub(super) fn arguments(call: &Block) -> impl Iterator<Item = (&str, &Expr)> {
    attributes(call).filter(|(name, _)| !META.contains(name))
}

fn call(place: &str, block: &Block, module: &Module, defects: &mut Defects) {
    for (name, _) in arguments(block) {
        if !module.variables.iter().any(|variable| variable.name == name) {
            let defect = format!("{} passes `{name}`, which is no variable of it", title(block));
            defects.push(place, &defect);
        }
    }
    for variable in &module.variables {
        if attribute(block, &variable.name).is_none() {
            let defect = format!("{} does not pass `{}`", title(block), variable.name);
            defects.push(place, &defect);
        }
    }
}
