//! Tags that a service would refuse, at the values that the roots pass: those of each resource
//! together with the provider's default ones.

use super::Defects;
use super::calls::{arguments, family};
use super::fold::{Known, object_key};
use super::scope::{Scope, attribute};
use crate::ir::{Block, Expr, Part, Root, Tree};
use crate::tables::quotas::{TAG_KEY, TAG_RESERVED, TAG_VALUE, TAGS, in_tags};
use std::collections::BTreeMap;

/// Keys, and the values that are known before apply.
type Tags = BTreeMap<String, Option<String>>;

/// The tags of every root, through the modules that it calls.
pub(super) fn check(tree: &Tree, defects: &mut Defects) {
    for root in &tree.roots {
        let scope = Scope::root(root);
        let known = Known::new([].into_iter(), &scope.blocks);
        let defaults = defaults(root, &known);
        for problem in defaults.iter().filter_map(|(key, value)| problem(key, value.as_deref())) {
            defects.push(&scope.place, &format!("a default tag: {problem}"));
        }
        resources((&scope.blocks, ""), &known, (&scope.place, &defaults), defects);
        for call in scope.blocks.iter().filter(|block| block.keyword == "module") {
            let module = tree.modules.iter().find(|m| family(call) == Some(&m.family));
            let Some(module) = module.map(Scope::module) else { continue };
            let known = Known::new(arguments(call), &module.blocks);
            let prefix = format!("module.{}.", call.labels.join("."));
            resources((&module.blocks, &prefix), &known, (&scope.place, &defaults), defects);
        }
    }
}

/// What every provider of the root adds.
fn defaults(root: &Root, known: &Known) -> Tags {
    let blocks = root.providers.iter().flat_map(|provider| &provider.body);
    let defaults = blocks.filter_map(|part| match part {
        Part::Block(block) if block.keyword == "default_tags" => attribute(block, "tags"),
        _ => None,
    });
    defaults.flat_map(|tags| pairs(tags, known)).collect()
}

fn resources(
    (blocks, prefix): (&[&Block], &str),
    known: &Known,
    (place, defaults): (&str, &Tags),
    defects: &mut Defects,
) {
    for block in blocks.iter().filter(|block| block.keyword == "resource") {
        let Some(tags) = attribute(block, "tags") else { continue };
        let own = pairs(tags, known);
        let address = format!("`{prefix}{}`", block.labels.join("."));
        for problem in own.iter().filter_map(|(key, value)| problem(key, value.as_deref())) {
            defects.push(place, &format!("{address}: {problem}"));
        }
        let count = own.keys().chain(defaults.keys().filter(|key| !own.contains_key(*key))).count();
        if count > TAGS {
            defects.push(place, &format!("{address} has {count} tags, at most {TAGS} are allowed"));
        }
    }
}

/// The tags of an object, and of all those that a call merges.
fn pairs(tags: &Expr, known: &Known) -> Tags {
    match tags {
        Expr::Object(entries) => {
            let pairs = entries
                .iter()
                .filter_map(|(key, value)| Some((object_key(key)?, known.text(value, None))));
            pairs.collect()
        }
        Expr::FuncCall(call) => call.args.iter().flat_map(|tags| pairs(tags, known)).collect(),
        _ => Tags::new(),
    }
}

fn problem(key: &str, value: Option<&str>) -> Option<String> {
    let value = value.unwrap_or_default();
    let reserved =
        |text: &str| TAG_RESERVED.iter().any(|start| text.to_lowercase().starts_with(start));
    if !(1..=TAG_KEY).contains(&key.chars().count()) {
        return Some(format!(
            "the tag `{key}` has a key of more than {TAG_KEY} characters, or none"
        ));
    }
    if value.chars().count() > TAG_VALUE {
        return Some(format!("the tag `{key}` has a value of more than {TAG_VALUE} characters"));
    }
    if reserved(key) || reserved(value) {
        return Some(format!("the tag `{key}` starts, or its value does, as only AWS may"));
    }
    let bad = key.chars().chain(value.chars()).find(|character| !in_tags(*character))?;
    Some(format!("the tag `{key}` has a `{bad}`, which not every service accepts"))
}
