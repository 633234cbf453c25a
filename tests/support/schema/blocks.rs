//! Blocks against their schemas: unknown, missing, too many, or in the wrong form.

use super::Report;
use super::provider::{Attribute, BlockSchema, Nested, Nesting};
use super::types::mismatches;
use hcl::edit::expr::Expression;
use hcl::edit::structure::{Block, Body};
use std::collections::BTreeMap;

/// Terraform's own arguments and blocks of a resource or data source.
pub(super) const META: [&str; 4] = ["count", "depends_on", "for_each", "provider"];
const META_BLOCKS: [&str; 3] = ["connection", "lifecycle", "provisioner"];

/// Checks what stands in a block; `meta` are arguments that are Terraform's own there.
pub(super) fn body(body: &Body, schema: &BlockSchema, meta: &[&str], report: &mut Report) {
    for attribute in body.attributes().filter(|a| !meta.contains(&a.key.as_str())) {
        argument(attribute.key.as_str(), &attribute.value, schema, report);
    }
    let mut counts: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
    for block in body.blocks().filter(|b| meta != META || !META_BLOCKS.contains(&b.ident.as_str()))
    {
        let (name, content, dynamic) = unfold(block);
        let count = counts.entry(name).or_default();
        *count = (count.0 + 1, count.1 || dynamic);
        report.within(name, |report| nested(name, content, schema, report));
    }
    for (name, attribute) in &schema.attributes {
        let written = body.get_attribute(name).map(|a| matches!(a.value, Expression::Null(_)));
        let as_block = counts.contains_key(name.as_str());
        if attribute.required && written.unwrap_or(true) && !as_block {
            report.push(&format!("lacks the required `{name}`"));
        }
    }
    for (name, nested) in &schema.block_types {
        let (count, dynamic) = counts.get(name.as_str()).copied().unwrap_or_default();
        items(name, nested, count, dynamic, report);
    }
}

/// The name and content of a block, through `dynamic`.
fn unfold(block: &Block) -> (&str, &Body, bool) {
    if block.ident.as_str() == "dynamic"
        && let [label] = block.labels.as_slice()
        && let Some(content) = block.body.get_blocks("content").next()
    {
        return (label.as_str(), &content.body, true);
    }
    (block.ident.as_str(), &block.body, false)
}

fn argument(name: &str, value: &Expression, schema: &BlockSchema, report: &mut Report) {
    match schema.attributes.get(name) {
        Some(attribute) if attribute.read_only() => {
            report.push(&format!("sets `{name}`, which only the provider sets"));
        }
        Some(attribute) => {
            for mismatch in mismatches(value, &attribute.kind) {
                report.push(&format!("`{name}` {mismatch}"));
            }
        }
        None if schema.block_types.contains_key(name) => {
            report.push(&format!("writes the block `{name}` as an argument"));
        }
        None => report.push(&format!("has no argument `{name}`")),
    }
}

fn nested(name: &str, content: &Body, schema: &BlockSchema, report: &mut Report) {
    if let Some(nested) = schema.block_types.get(name) {
        return body(content, &nested.block, &[], report);
    }
    match schema.attributes.get(name) {
        Some(attribute) if attribute.read_only() => {
            report.push("is what only the provider sets");
        }
        Some(attribute) => as_block(content, attribute, report),
        None => report.push("is an unknown block"),
    }
}

/// An argument of objects that is written as blocks: each of its members is optional then.
fn as_block(content: &Body, attribute: &Attribute, report: &mut Report) {
    let Some(members) = attribute.as_block() else {
        return report.push("is an argument, written as a block");
    };
    for member in content.attributes() {
        let name = member.key.as_str();
        match members.get(name) {
            Some(kind) => {
                for mismatch in mismatches(&member.value, kind) {
                    report.push(&format!("`{name}` {mismatch}"));
                }
            }
            None => report.push(&format!("has no argument `{name}`")),
        }
    }
    for block in content.blocks() {
        report.push(&format!("has no block `{}`", block.ident.as_str()));
    }
}

/// A `dynamic` block may stand for any number of blocks, so it satisfies both limits.
fn items(name: &str, nested: &Nested, count: usize, dynamic: bool, report: &mut Report) {
    let most = if nested.nesting_mode == Nesting::Single { Some(1) } else { nested.max_items };
    if dynamic {
        return;
    }
    if count < nested.min_items {
        report.push(&format!(
            "has {count} blocks `{name}`, at least {} are wanted",
            nested.min_items
        ));
    }
    if let Some(most) = most.filter(|most| count > *most) {
        report.push(&format!("has {count} blocks `{name}`, at most {most} are allowed"));
    }
}
