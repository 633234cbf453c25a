//! One document as a chain of files: what the base says and the child keeps, changes or takes back.

use super::choices::Choices;
use super::document::{Block, Value};
use std::collections::BTreeMap;

/// Base and child that together say what the blocks say.
pub(crate) fn split(c: &mut Choices<'_>, blocks: &[Block]) -> (Vec<Block>, Vec<Block>) {
    let (mut base, mut child) = (Vec::new(), Vec::new());
    for block in blocks {
        // A file with `platform` would be a blueprint of its own.
        match if block.kind == "platform" { 1 } else { c.below(3) } {
            0 => base.push(block.clone()),
            1 => child.push(block.clone()),
            _ => {
                let (under, over) = halves(c, block);
                base.push(under);
                child.push(over);
            }
        }
    }
    (base, child)
}

fn halves(c: &mut Choices<'_>, block: &Block) -> (Block, Block) {
    let empty = || Block { attributes: BTreeMap::new(), blocks: Vec::new(), ..block.clone() };
    let (mut under, mut over) = (empty(), empty());
    for (name, value) in &block.attributes {
        match (c.below(4), value) {
            (0, _) => under.put(name, value.clone()),
            (2, Value::Map(map)) => {
                let (mut low, mut high) = (map.clone(), map.clone());
                for key in map.keys() {
                    match c.below(3) {
                        0 => _ = high.remove(key),
                        1 => _ = low.remove(key),
                        _ => _ = low.insert(key.clone(), "replaced".into()),
                    }
                }
                low.insert("removed".to_owned(), "x".into());
                high.insert("removed".to_owned(), Value::Null);
                under.put(name, Value::Map(low));
                over.put(name, Value::Map(high));
            }
            (1, _) | (_, Value::Map(_)) => over.put(name, value.clone()),
            (_, _) => {
                let other: Value = match c.below(3) {
                    0 => "replaced".into(),
                    1 => vec!["replaced"].into(),
                    _ => Value::Null,
                };
                under.put(name, other);
                over.put(name, value.clone());
            }
        }
    }
    // `null` restores a default, whatever the base said.
    if c.chance(30)
        && !block.attributes.contains_key("was")
        && block.label.is_some()
        && block.kind != "region"
    {
        under.put("was", "someone-else");
        over.put("was", Value::Null);
    }
    (under.blocks, over.blocks) = split(c, &block.blocks);
    (under, over)
}
