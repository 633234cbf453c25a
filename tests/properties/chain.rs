//! A blueprint in one file and the same in a chain of files.

use super::run::{equal, generated, holds, with_files};
use crate::random;
use crate::random::choices::Choices;
use crate::random::document::Block;
use crate::random::split::split;
use crate::random::write::Writer;

/// The files of a chain: the blueprint itself, and its base.
fn files(choices: &mut Choices<'_>, blocks: &[Block]) -> Vec<(&'static str, String)> {
    let (low, high) = split(choices, blocks);
    let (lowest, middle) = split(choices, &low);
    let mut writer =
        if choices.chance(50) { Writer::wild(choices) } else { Writer::plain(choices) };
    // Locals are of the whole chain: each may stand in any file, and the last of a name counts.
    let (lowest, middle, high) = (
        writer.part(&lowest, None, &[]),
        writer.part(&middle, None, &[]),
        writer.part(&high, Some("bases/../bases/middle.hcl"), &[]),
    );
    let mut texts = [lowest, format!("extends = \"./deep/lowest.hcl\"\n{middle}"), high];
    let defined = std::mem::take(&mut writer.locals.defined);
    for (name, expression) in defined {
        let file = writer.choices.below(3);
        texts[file].push_str(&format!("\nlocals {{\n  {name} = {expression}\n}}\n"));
        for lower in &mut texts[..file] {
            if writer.choices.chance(30) {
                lower.push_str(&format!("\nlocals {{ {name} = local.replaced + 1 }}\n"));
            }
        }
    }
    let [lowest, middle, high] = texts;
    vec![("main.hcl", high), ("bases/middle.hcl", middle), ("bases/deep/lowest.hcl", lowest)]
}

#[test]
fn a_base_and_a_child_give_what_one_file_gives() {
    holds(|numbers| {
        let mut choices = Choices::new(numbers);
        let blocks = random::blueprint(&mut choices);
        let plain = Writer::plain(&mut choices).file(&blocks, None);
        let one = generated(&[("main.hcl", &plain)])
            .map_err(|e| with_files(&e, &[("main.hcl", &plain)]))?;
        let chain = files(&mut choices, &blocks);
        let chain: Vec<(&str, &str)> =
            chain.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let all = [&[("plain.hcl", plain.as_str())], chain.as_slice()].concat();
        generated(&chain).and_then(|other| equal(&one, &other)).map_err(|e| with_files(&e, &all))
    });
}
