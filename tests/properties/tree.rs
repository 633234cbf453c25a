//! The generated Terraform says what the tree says.

use super::run::{folder, holds, read, with_files};
use crate::random::{self, choices::Choices, write::Writer};
use platform_gen::ir::{Block, Item, Part, TerraformFile};
use platform_gen::output::Environment;
use platform_gen::stack;

/// That hcl-rs reads every Terraform file and serde every JSON.
pub(crate) fn parses(environment: &Environment) -> Result<(), String> {
    for (path, text) in &environment.files {
        let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
        match extension {
            "tf" | "hcl" => _ = hcl::parse(text).map_err(|e| format!("{path}: {e}\n{text}"))?,
            "json" => {
                let parsed: Result<serde_json::Value, _> = serde_json::from_str(text);
                parsed.map_err(|e| format!("{path}: {e}\n{text}"))?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// The block as hcl-rs models it, without comments and layout.
fn meant(block: &Block) -> hcl::Block {
    let mut builder = hcl::Block::builder(hcl::Identifier::sanitized(&block.keyword));
    for label in &block.labels {
        builder = builder.add_label(label.as_str());
    }
    for part in &block.body {
        builder = match part {
            Part::Attribute { name, value, .. } => {
                builder.add_attribute((hcl::Identifier::sanitized(name), value.clone()))
            }
            Part::Block(nested) => builder.add_block(meant(nested)),
            Part::Gap | Part::Note(_) => builder,
        };
    }
    builder.build()
}

fn compared(folder: &str, file: &TerraformFile, environment: &Environment) -> Result<(), String> {
    let path = format!("{folder}/{}", file.name);
    let text = environment.files.get(&path).ok_or_else(|| format!("{path} is missing"))?;
    let read = hcl::parse(text).map_err(|error| format!("{path}: {error}\n{text}"))?;
    let blocks = file.items.iter().filter_map(|item| match item {
        Item::Block(block) => Some(hcl::Structure::Block(meant(block))),
        Item::Banner(_) => None,
    });
    // Printed by hcl-rs itself, which lays out nothing, and read back: templates compare by meaning.
    let meant =
        hcl::to_string(&blocks.collect::<hcl::Body>()).map_err(|error| error.to_string())?;
    let meant = hcl::parse(&meant).map_err(|error| format!("{path}: {error}\n{meant}"))?;
    if read == meant {
        Ok(())
    } else {
        Err(format!("{path} reads as\n{read:?}\nand means\n{meant:?}"))
    }
}

#[test]
fn the_text_reads_back_as_the_tree() {
    holds(|numbers| {
        let mut choices = Choices::new(numbers);
        let blocks = random::blueprint(&mut choices);
        let text = Writer::plain(&mut choices).file(&blocks, None);
        let explain = |e: String| with_files(&e, &[("main.hcl", &text)]);
        let folder = folder(&[("main.hcl", text.as_bytes())]);
        let reading = read(folder.path(), "main.hcl");
        let read = reading.platforms.first().ok_or_else(|| explain("no platform".to_owned()))?;
        let (tree, environment) =
            (stack::build(&read.platform), platform_gen::generate(&read.platform, &read.digest));
        parses(&environment).map_err(explain)?;
        for module in &tree.modules {
            let folder = format!("terraform/modules/{}", module.family);
            module
                .files
                .iter()
                .try_for_each(|file| compared(&folder, file, &environment))
                .map_err(explain)?;
        }
        for root in &tree.roots {
            let folder = format!("terraform/{}/{}", root.region, root.layer);
            root.files
                .iter()
                .try_for_each(|file| compared(&folder, file, &environment))
                .map_err(explain)?;
        }
        Ok(())
    });
}
