//! A chain of files as one tree: blocks merge by type and labels, maps by key.

use super::diagnostic::Diagnostic;
use super::eval::Evaluator;
use super::extends::header;
use super::source::FileId;
use super::syntax::span;
use super::tree::{Attribute, Block, Label};
use super::value::{Node, Value};
use hcl::edit::structure::{self, Body};
use std::collections::BTreeMap;

/// Evaluates the blocks of one file. `locals` and top-level attributes are left out.
pub(super) fn file(file: FileId, body: &Body, evaluator: &mut Evaluator) -> Vec<Block> {
    blocks(file, body.blocks().filter(|block| block.ident.as_str() != "locals"), evaluator)
}

fn blocks<'a>(
    file: FileId,
    syntax: impl Iterator<Item = &'a structure::Block>,
    evaluator: &mut Evaluator,
) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut places: BTreeMap<(String, Vec<String>), usize> = BTreeMap::new();
    for syntax in syntax {
        let block = block(file, syntax, evaluator);
        if let Some(first) = places.insert(identity(&block), blocks.len()) {
            places.insert(identity(&block), first);
            let first = &blocks[first];
            let labels: String = block.labels.iter().map(|l| format!(" \"{}\"", l.text)).collect();
            let message = format!("`{}{labels}` stands twice", block.kind);
            let diagnostic = Diagnostic::error("GEN014", block.header, message)
                .help("put the attributes of both into one block")
                .related(first.header, "the first one");
            evaluator.report(diagnostic);
            continue;
        }
        blocks.push(block);
    }
    blocks
}

fn block(file: FileId, syntax: &structure::Block, evaluator: &mut Evaluator) -> Block {
    let attributes = syntax
        .body
        .attributes()
        .map(|attribute| {
            let name = span(file, &attribute.key);
            let value = evaluator.attribute(file, &attribute.value);
            (attribute.key.as_str().to_owned(), Attribute { name, value })
        })
        .collect();
    let label = |label: &structure::BlockLabel| Label {
        text: label.as_str().to_owned(),
        span: span(file, label),
    };
    Block {
        kind: syntax.ident.as_str().to_owned(),
        kind_span: span(file, &syntax.ident),
        labels: syntax.labels.iter().map(label).collect(),
        header: header(file, syntax),
        attributes,
        blocks: blocks(file, syntax.body.blocks(), evaluator),
    }
}

/// What makes two blocks one after merging: same type and labels. There is one `platform`,
/// whatever its label.
fn identity(block: &Block) -> (String, Vec<String>) {
    let labels = block.labels.iter().filter(|_| block.kind != "platform");
    (block.kind.clone(), labels.map(|label| label.text.clone()).collect())
}

/// Lays a file's blocks over those of its base.
pub(super) fn merge(base: &mut Vec<Block>, child: Vec<Block>) {
    let places: BTreeMap<_, _> =
        base.iter().enumerate().map(|(place, block)| (identity(block), place)).collect();
    for block in child {
        match places.get(&identity(&block)) {
            Some(place) => overlay(&mut base[*place], block),
            None => base.push(block),
        }
    }
}

fn overlay(base: &mut Block, child: Block) {
    for (name, attribute) in child.attributes {
        match base.attributes.remove(&name) {
            Some(under) => {
                let value = overlay_value(under.value, attribute.value);
                base.attributes.insert(name, Attribute { name: attribute.name, value });
            }
            None => {
                base.attributes.insert(name, attribute);
            }
        }
    }
    base.labels = child.labels;
    base.header = child.header;
    base.kind_span = child.kind_span;
    merge(&mut base.blocks, child.blocks);
}

/// Maps merge by key; everything else is replaced whole.
fn overlay_value(base: Node, child: Node) -> Node {
    match (base.value, child.value) {
        (Value::Map(mut under), Value::Map(over)) => {
            under.extend(over);
            Node { value: Value::Map(under), span: child.span }
        }
        (_, value) => Node { value, span: child.span },
    }
}

/// Drops what `null` unset: attributes, which then take their defaults, and keys of maps.
pub(super) fn drop_nulls(blocks: &mut [Block]) {
    for block in blocks {
        block.attributes.retain(|_, attribute| attribute.value.value != Value::Null);
        for attribute in block.attributes.values_mut() {
            if let Value::Map(map) = &mut attribute.value.value {
                map.retain(|_, node| node.value != Value::Null);
            }
        }
        drop_nulls(&mut block.blocks);
    }
}
