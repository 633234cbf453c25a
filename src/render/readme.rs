//! A module's README: what it makes, in which file, from what, and what it gives.

use super::markdown::{code, text};
use super::prose::prose;
use crate::ir::{Item, Module, TerraformFile};
use serde::Serialize;

/// What the template prints, already Markdown.
#[derive(Serialize)]
struct View {
    family: String,
    summary: String,
    files: Vec<FileRow>,
    variables: Vec<Row>,
    outputs: Vec<Row>,
}

#[derive(Serialize)]
struct FileRow {
    name: String,
    resources: String,
}

/// A variable or an output, which has no `kind`.
#[derive(Serialize)]
struct Row {
    name: String,
    kind: String,
    description: String,
}

/// The text of `README.md`.
pub(super) fn readme(module: &Module) -> String {
    let row = |name: &str, kind: &str, description: &str| Row {
        name: code(name),
        kind: code(kind),
        description: text(description),
    };
    let variables = module.variables.iter();
    let outputs = module.outputs.iter();
    let view = View {
        family: text(&module.family),
        summary: text(&module.summary),
        files: module.files.iter().map(file).collect(),
        variables: variables.map(|v| row(&v.name, &v.kind, &v.description)).collect(),
        outputs: outputs.map(|output| row(&output.name, "", &output.description)).collect(),
    };
    prose("module.md", &view)
}

fn file(file: &TerraformFile) -> FileRow {
    let resources = file.items.iter().filter_map(|item| match item {
        Item::Block(block) if block.keyword == "resource" => Some(code(&block.labels.join("."))),
        _ => None,
    });
    let resources: Vec<String> = resources.collect();
    FileRow { name: code(&file.name), resources: resources.join(" ") }
}
