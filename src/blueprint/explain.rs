//! The reference: what `gen explain` prints of blocks, attributes and codes.

use super::check::nearest;
use super::codes;
use super::declare::{self, Attribute, Block, Default, Label};
use std::fmt::Write;

/// The reference of a block (`service`, `service.scale`), an attribute (`database.engine`) or a
/// code (`GEN101`); without a topic an overview.
///
/// # Errors
/// The topic is none of them; the message names the nearest.
pub fn explain(topic: Option<&str>) -> Result<String, String> {
    let Some(topic) = topic else { return Ok(overview()) };
    if topic.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("gen"))
        && topic[3..].chars().all(|c| c.is_ascii_digit())
    {
        return code(topic);
    }
    let mut path = topic.split('.');
    let name = path.next().unwrap_or_default();
    let (parent, mut block) = find(name).ok_or_else(|| {
        let nested = declare::BLOCKS.iter().flat_map(|block| block.blocks);
        let known = declare::BLOCKS.iter().chain(nested).map(|block| block.name);
        unknown(topic, name, "block", known)
    })?;
    let mut titles: Vec<&str> = parent.into_iter().chain([block.name]).collect();
    while let Some(name) = path.next() {
        if let Some(attribute) = block.attribute(name).filter(|_| path.next().is_none()) {
            return Ok(attribute_page(&titles.join("."), attribute));
        }
        let names = block.attributes.iter().map(|attribute| attribute.name);
        let known = names.chain(block.blocks.iter().map(|nested| nested.name));
        let Some(nested) = block.block(name) else {
            return Err(unknown(topic, name, "attribute or block", known));
        };
        block = nested;
        titles.push(block.name);
    }
    Ok(block_page(&titles.join("."), block))
}

/// A block at the top level, else a nested one with the name of its parent.
fn find(name: &str) -> Option<(Option<&'static str>, &'static Block)> {
    let nested = || {
        let mut parents = declare::BLOCKS.iter();
        parents.find_map(|parent| Some((Some(parent.name), parent.block(name)?)))
    };
    declare::block(name).map(|block| (None, block)).or_else(nested)
}

fn unknown<'a>(
    topic: &str,
    name: &str,
    what: &str,
    known: impl Iterator<Item = &'a str>,
) -> String {
    let message = format!("nothing is known of `{topic}`: there is no {what} `{name}`");
    match nearest(name, known) {
        Some(nearest) => format!("{message}; did you mean `{nearest}`?"),
        None => format!("{message}; `gen explain` lists every block"),
    }
}

fn code(topic: &str) -> Result<String, String> {
    let codes = codes::all().map(|rule| rule.code);
    let rule =
        codes::find(topic).ok_or_else(|| unknown(topic, &topic.to_uppercase(), "code", codes))?;
    Ok(format!("{}: {}\n\nWhy: {}\nFix: {}\n", rule.code, rule.title, rule.why, rule.fix))
}

fn overview() -> String {
    let mut text = String::from(
        "A blueprint is one environment of one platform, in HCL. Every default is the production choice.\n\nBlocks:\n",
    );
    for block in declare::BLOCKS {
        let need = if block.presence.required() { " Required." } else { "" };
        line(&mut text, &header(block), &format!("{}{need}", block.doc));
    }
    text.push_str(
        "\nAt the top level also `extends = \"base.hcl\"` and `locals { NAME = … }`, used as `local.NAME`.\n\
         Expressions: literals, heredocs, templates, operators, conditionals, `for`, and the functions\n\
         lower, upper, replace, join, split, format, concat, merge, length, contains, keys, values, cidrsubnet.\n\
         `gen explain BLOCK`, `gen explain BLOCK.ATTRIBUTE` and `gen explain CODE` say more.\n",
    );
    text
}

fn header(block: &Block) -> String {
    match block.label {
        Label::None => block.name.to_owned(),
        Label::One(_, label) => format!("{} \"{label}\"", block.name),
    }
}

fn line(text: &mut String, head: &str, doc: &str) {
    let _ = writeln!(text, "  {head:<22} {doc}");
}

fn block_page(title: &str, block: &Block) -> String {
    let mut text = format!("{title}: {}\n", block.doc);
    let _ = write!(text, "\n  {} {{ … }}\n", header(block));
    if let Label::One(form, label) = block.label {
        let _ = write!(text, "\n{label} is {}.\n", form.describe());
    }
    if block.presence.pending() {
        text.push_str("\nIt is checked; its output is not generated yet.\n");
    }
    if !block.attributes.is_empty() {
        text.push_str("\nAttributes:\n");
    }
    for attribute in block.attributes {
        line(&mut text, attribute.name, attribute.doc);
        let shown = shown(attribute.default);
        let _ = writeln!(text, "  {:<22} {} ({shown})", "", attribute.kind.describe());
    }
    if !block.blocks.is_empty() {
        text.push_str("\nBlocks:\n");
    }
    for nested in block.blocks {
        line(&mut text, &header(nested), nested.doc);
    }
    facts(&mut text, block);
    text
}

fn facts(text: &mut String, block: &Block) {
    let named = |names: &[&str]| {
        names
            .iter()
            .map(|name| format!("{}.NAME.{name}", block.name))
            .collect::<Vec<_>>()
            .join(", ")
    };
    if !block.facts.open.is_empty() {
        let _ = write!(text, "\nIn `env` and `secrets`: {}\n", named(block.facts.open));
    }
    if !block.facts.secret.is_empty() {
        let _ = writeln!(text, "In `secrets` only: {}", named(block.facts.secret));
    }
}

fn attribute_page(block: &str, attribute: &Attribute) -> String {
    format!(
        "{block}.{}: {}\n\nType: {}\nDefault: {}\n",
        attribute.name,
        attribute.doc,
        attribute.kind.describe(),
        shown(attribute.default).trim_start_matches("default "),
    )
}

/// A default as the reference prints it.
fn shown(default: Default) -> String {
    let list = |items: Vec<String>| format!("default [{}]", items.join(", "));
    match default {
        Default::Required => "required".to_owned(),
        Default::None => "default none".to_owned(),
        Default::Derived(words) => format!("default {words}"),
        Default::Text(text) => format!("default \"{text}\""),
        Default::Whole(number) => format!("default {number}"),
        Default::Decimal(number) => format!("default {number}"),
        Default::Flag(flag) => format!("default {flag}"),
        Default::Texts(texts) => list(texts.iter().map(|text| format!("\"{text}\"")).collect()),
        Default::Wholes(numbers) => list(numbers.iter().map(ToString::to_string).collect()),
    }
}
