//! References: each points to something that its own module or root, or an earlier layer, declares.

use super::Defects;
use super::calls::family;
use super::scope::{Scope, Site, address, attribute};
use super::walk::{self, Path};
use crate::ir::{Block, Expr, Root, Tree};
use hcl::expr::ObjectKey;
use std::collections::BTreeSet;

/// Every reference of one module or root.
pub(super) fn check(scope: &Scope, tree: &Tree, defects: &mut Defects) {
    let declared = scope.declared();
    let mut used = BTreeSet::new();
    for site in scope.sites() {
        let known =
            |path: &Path| path.first().is_some_and(|root| site.iterators.contains(&root.as_str()));
        for path in walk::references(site.value).into_iter().filter(|path| !known(path)) {
            if let Some(problem) = problem(&path, &site, (scope, &declared), tree) {
                let defect = format!("{} refers to `{}`: {problem}", site.label(), path.join("."));
                defects.push(&scope.place, &defect);
            }
            used.extend(address(&path));
        }
    }
    for variable in scope.variables {
        if !used.contains(&format!("var.{}", variable.name)) {
            defects.push(&scope.place, &format!("variable `{}` is used nowhere", variable.name));
        }
    }
}

/// What is wrong with a reference.
fn problem(
    path: &Path,
    site: &Site,
    (scope, declared): (&Scope, &BTreeSet<String>),
    tree: &Tree,
) -> Option<String> {
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    match names.as_slice() {
        ["self" | "path" | "terraform", ..] => None,
        ["each", ..] if site.repeats("for_each") => None,
        ["each", ..] => Some("the block has no `for_each`".to_owned()),
        ["count", ..] if site.repeats("count") => None,
        ["count", ..] => Some("the block has no `count`".to_owned()),
        _ if !address(path).is_some_and(|address| declared.contains(&address)) => {
            Some("it is not declared there".to_owned())
        }
        ["module", name, output, ..] => module_output(scope.call(name)?, output, tree),
        ["data", "terraform_remote_state", name, rest @ ..] => {
            // `depends_on` names the data source alone.
            let output = match rest {
                [] => return None,
                ["outputs", output, ..] => output,
                _ => return Some("a remote state has only `outputs.NAME`".to_owned()),
            };
            remote_output(scope, scope.remote_state(name)?, output, tree)
        }
        _ => None,
    }
}

fn module_output(call: &Block, output: &str, tree: &Tree) -> Option<String> {
    // A call of an unknown module is reported with the calls.
    let family = family(call)?;
    let module = tree.modules.iter().find(|module| module.family == family)?;
    let declared = module.outputs.iter().any(|declared| declared.name == output);
    (!declared).then(|| format!("module `{family}` has no output `{output}`"))
}

fn remote_output(scope: &Scope, state: &Block, output: &str, tree: &Tree) -> Option<String> {
    let Some(root) = read_root(state, tree) else {
        return Some("no root keeps its state where this remote state reads".to_owned());
    };
    let here = tree.roots.iter().position(|root| Scope::root(root).place == scope.place);
    let there = tree.roots.iter().position(|other| std::ptr::eq(other, root));
    if here.is_some_and(|here| there >= Some(here)) {
        return Some(format!("`{}` is no earlier layer", root.layer));
    }
    let declared = root.outputs.iter().any(|declared| declared.name == output);
    (!declared).then(|| format!("`{}` has no output `{output}`", root.layer))
}

/// The root whose state a `terraform_remote_state` reads: the same bucket, key and region.
fn read_root<'a>(state: &Block, tree: &'a Tree) -> Option<&'a Root> {
    let Some(Expr::Object(config)) = attribute(state, "config") else { return None };
    let set = |wanted: &str| {
        config.iter().find_map(|(key, value)| match key {
            ObjectKey::Identifier(name) => (name.as_str() == wanted).then_some(value),
            ObjectKey::Expression(Expr::String(name)) => (name == wanted).then_some(value),
            _ => None,
        })
    };
    let same = |root: &Root, name: &str| set(name).is_some() && set(name) == root.backend.get(name);
    let wanted = ["bucket", "key", "region"];
    tree.roots.iter().find(|root| wanted.iter().all(|name| same(root, name)))
}
