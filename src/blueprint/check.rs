//! The tree against the declarations: blocks, attributes, labels, types, forms.

use super::declare::{self, Block, Default, Label, alternatives};
use super::diagnostic::{Diagnostic, shown};
use super::source::Span;
use super::tree::{self, Blueprint};
use super::value::Value;

mod values;

/// Checks every block of a blueprint; what is missing too, unless files of its chain are.
pub(super) fn check(blueprint: &Blueprint, found: &mut Vec<Diagnostic>) {
    let whole = (!blueprint.partial).then(|| declare::view::Tree(blueprint).header());
    for block in &blueprint.blocks {
        match declare::block(&block.kind) {
            Some(declared) => self::block(block, declared, whole, found),
            None => found.push(unknown_block(block, None)),
        }
    }
    missing_blocks(declare::BLOCKS, &blueprint.blocks, whole, found);
    if !blueprint.blocks.iter().any(|block| block.kind == "access") {
        let access = declare::block("access").expect("access is declared");
        missing_blocks(access.blocks, &[], whole, found);
    }
}

/// Whether an expression somewhere was reported already and has no value.
pub(super) fn invalid(blueprint: &Blueprint) -> bool {
    blueprint.blocks.iter().any(invalid_block)
}

fn invalid_block(block: &tree::Block) -> bool {
    let mut values = block.attributes.values().map(|attribute| &attribute.value.value);
    values.any(invalid_value) || block.blocks.iter().any(invalid_block)
}

fn invalid_value(value: &Value) -> bool {
    match value {
        Value::Invalid => true,
        Value::List(items) => items.iter().any(|item| invalid_value(&item.value)),
        Value::Map(map) => map.values().any(|item| invalid_value(&item.value)),
        _ => false,
    }
}

fn missing_blocks(
    declared: &[Block],
    written: &[tree::Block],
    whole: Option<Span>,
    found: &mut Vec<Diagnostic>,
) {
    let Some(at) = whole else { return };
    for declared in declared.iter().filter(|declared| declared.presence.required()) {
        // `access` without `github` and no `access` at all are the same mistake, told once.
        let told_below = declared.blocks.iter().any(|nested| nested.presence.required());
        if told_below || written.iter().any(|block| block.kind == declared.name) {
            continue;
        }
        let name = declared.name;
        let help = match name {
            "region" => "add `region \"eu-west-1\" {}`".to_owned(),
            "github" => "add `access { github { repository = \"owner/name\" } }`".to_owned(),
            _ => format!("add a `{name}` block"),
        };
        found.push(Diagnostic::error("GEN107", at, format!("missing `{name}` block")).help(help));
    }
}

fn block(
    block: &tree::Block,
    declared: &'static Block,
    whole: Option<Span>,
    found: &mut Vec<Diagnostic>,
) {
    labels(block, declared, found);
    for (name, attribute) in &block.attributes {
        match declared.attribute(name) {
            Some(known) => values::check(name, &known.kind, &attribute.value, found),
            None => found.push(unknown_attribute(name, attribute.name, declared)),
        }
    }
    for nested in &block.blocks {
        match declared.block(&nested.kind) {
            Some(known) => self::block(nested, known, whole, found),
            None => found.push(unknown_block(nested, Some(declared))),
        }
    }
    for attribute in declared.attributes {
        let missing = whole.is_some() && !block.attributes.contains_key(attribute.name);
        if matches!(attribute.default, Default::Required) && missing {
            let message = format!("missing attribute `{}` in `{}`", attribute.name, declared.name);
            let help = format!("add `{} = …`: {}", attribute.name, attribute.kind.describe());
            found.push(Diagnostic::error("GEN104", block.header, message).help(help));
        }
    }
    missing_blocks(declared.blocks, &block.blocks, whole, found);
}

fn labels(block: &tree::Block, declared: &Block, found: &mut Vec<Diagnostic>) {
    let name = declared.name;
    match (declared.label, block.labels.as_slice()) {
        (Label::None, []) => {}
        (Label::None, [first, ..]) => {
            let message = format!("`{name}` takes no label");
            found.push(
                Diagnostic::error("GEN105", first.span, message).help(format!("write `{name} {{`")),
            );
        }
        (Label::One(form, _), [only]) => {
            if !form.accepts(&only.text) {
                let message = format!("`{}` is not a legal label of `{name}`", shown(&only.text));
                let help = format!("write {}", form.describe());
                found.push(Diagnostic::error("GEN106", only.span, message).help(help));
            }
        }
        (Label::One(_, shown), []) => {
            let message = format!("`{name}` needs a label");
            let help = format!("write `{name} \"{shown}\" {{`");
            found.push(Diagnostic::error("GEN105", block.header, message).help(help));
        }
        (Label::One(..), [_, second, ..]) => {
            let message = format!("`{name}` takes one label");
            found.push(
                Diagnostic::error("GEN105", second.span, message).help("remove the second label"),
            );
        }
    }
}

fn unknown_block(block: &tree::Block, parent: Option<&Block>) -> Diagnostic {
    let known = parent.map_or(declare::BLOCKS, |parent| parent.blocks);
    let place_name = parent.map_or("", |parent| parent.name);
    let place = parent.map_or(String::new(), |parent| format!(" in `{}`", parent.name));
    let message = format!("unknown block `{}`{place}", block.kind);
    let diagnostic = Diagnostic::error("GEN101", block.kind_span, message);
    if parent.is_some_and(|parent| parent.attribute(&block.kind).is_some()) {
        return diagnostic.help(format!("`{0}` is an attribute: write `{0} = …`", block.kind));
    }
    if parent.is_some() && (block.kind == "locals" || declare::block(&block.kind).is_some()) {
        return diagnostic.help(format!(
            "move `{}` out of `{name}`",
            block.kind,
            name = place_name
        ));
    }
    diagnostic.help(hint(&block.kind, known.iter().map(|block| block.name), "blocks"))
}

fn unknown_attribute(name: &str, span: Span, declared: &Block) -> Diagnostic {
    let message = format!("unknown attribute `{name}` in `{}`", declared.name);
    let diagnostic = Diagnostic::error("GEN102", span, message);
    if declared.block(name).is_some() {
        return diagnostic.help(format!("`{name}` is a block: write `{name} {{ … }}`"));
    }
    if name == "extends" {
        return diagnostic.help(format!("move `extends` out of `{}`, to the top", declared.name));
    }
    diagnostic.help(hint(
        name,
        declared.attributes.iter().map(|attribute| attribute.name),
        "attributes",
    ))
}

/// The nearest name, else every name.
pub(super) fn hint<'a>(
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    what: &str,
) -> String {
    if let Some(nearest) = nearest(name, known.clone()) {
        return format!("did you mean `{nearest}`?");
    }
    if known.clone().next().is_none() {
        return format!("there are no {what} here: remove it");
    }
    format!(
        "the {what} here are {}",
        alternatives(known.map(str::to_owned)).replace(" or ", " and ")
    )
}

/// The nearest of some names, if it is near enough to be a typo.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let close = |candidate: &&str| {
        let length = name.chars().count().max(candidate.chars().count());
        strsim::damerau_levenshtein(&name.to_lowercase(), candidate) <= (length / 3).max(1)
    };
    known.filter(close).min_by_key(|candidate| strsim::damerau_levenshtein(name, candidate))
}
