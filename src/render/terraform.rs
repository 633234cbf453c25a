//! The files that every module and root has beside its own: variables, outputs, versions, backend.

use super::hcl;
use super::prose::prose;
use crate::ir::{Block, Expr, Item, Module, Output, Root, TerraformFile, Variable, object};
use crate::tables::versions::{AWS_PROVIDER, TERRAFORM};
use serde::Serialize;

/// `terraform/modules/FAMILY/`
pub(super) fn module(module: &Module) -> Vec<(String, String)> {
    let mut files = module.files.clone();
    if !module.variables.is_empty() {
        files.push(variables(&module.variables));
    }
    if !module.outputs.is_empty() {
        files.push(outputs(&module.outputs));
    }
    files.push(versions());
    let folder = format!("terraform/modules/{}", module.family);
    let mut files = printed(&folder, &files);
    files.push((format!("{folder}/README.md"), readme(module)));
    files
}

/// `terraform/REGION/LAYER/`
pub(super) fn root(root: &Root) -> Vec<(String, String)> {
    let mut files = root.files.clone();
    files.push(versions());
    let backend =
        root.backend.iter().fold(Block::new("backend", &["s3"]), |block, (name, value)| {
            block.set(name, value.clone())
        });
    files.push(TerraformFile::new("backend.tf").block(Block::new("terraform", &[]).nest(backend)));
    files.push(TerraformFile::new("providers.tf").blocks(root.providers.clone()));
    if !root.outputs.is_empty() {
        files.push(outputs(&root.outputs));
    }
    printed(&format!("terraform/{}/{}", root.region, root.layer), &files)
}

fn printed(folder: &str, files: &[TerraformFile]) -> Vec<(String, String)> {
    files.iter().map(|file| (format!("{folder}/{}", file.name), hcl::file(file))).collect()
}

fn versions() -> TerraformFile {
    let aws = object([("source", "hashicorp/aws"), ("version", AWS_PROVIDER)]);
    let block = Block::new("terraform", &[])
        .set("required_version", TERRAFORM)
        .nest(Block::nested("required_providers").set("aws", aws));
    TerraformFile::new("versions.tf").block(block)
}

fn variables(variables: &[Variable]) -> TerraformFile {
    TerraformFile::new("variables.tf").blocks(variables.iter().map(|variable| {
        Block::new("variable", &[&variable.name])
            .set("description", variable.description.clone())
            .set("type", type_constraint(&variable.kind))
            .set("nullable", false)
    }))
}

/// # Panics
///
/// If the constraint is no expression: a bug in `gen`.
fn type_constraint(kind: &str) -> Expr {
    let parsed = ::hcl::edit::parser::parse_expr(kind).expect("a type constraint is an expression");
    Expr::from(parsed)
}

fn outputs(outputs: &[Output]) -> TerraformFile {
    TerraformFile::new("outputs.tf").blocks(outputs.iter().map(|output| {
        Block::new("output", &[&output.name])
            .set("description", output.description.clone())
            .set("value", output.value.clone())
    }))
}

/// What the README's template sees.
#[derive(Serialize)]
struct View<'a> {
    family: &'a str,
    summary: &'a str,
    resources: Vec<String>,
    variables: Vec<Row<'a>>,
    outputs: Vec<Row<'a>>,
}

/// A row of a table.
#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    kind: &'a str,
    description: &'a str,
}

fn readme(module: &Module) -> String {
    let blocks = module.files.iter().flat_map(|file| &file.items);
    let resources = blocks.filter_map(|item| match item {
        Item::Block(block) if block.keyword == "resource" => Some(block.labels.join(".")),
        _ => None,
    });
    let view = View {
        family: &module.family,
        summary: &module.summary,
        resources: resources.collect(),
        variables: module
            .variables
            .iter()
            .map(|v| Row { name: &v.name, kind: &v.kind, description: &v.description })
            .collect(),
        outputs: module
            .outputs
            .iter()
            .map(|o| Row { name: &o.name, kind: "", description: &o.description })
            .collect(),
    };
    prose("module.md", &view)
}
