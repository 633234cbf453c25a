//! The files that every module and root has beside its own: variables, outputs, versions, backend.

use super::hcl;
use super::readme::readme;
use crate::ir::{Block, Expr, Item, Module, Output, Root, TerraformFile, Variable, object};
use crate::tables::versions::{AWS_PROVIDER, HELM_PROVIDER, TERRAFORM};
use std::collections::BTreeSet;

/// Local name, source and pinned version of every provider.
const PROVIDERS: [(&str, &str, &str); 2] =
    [("aws", "hashicorp/aws", AWS_PROVIDER), ("helm", "hashicorp/helm", HELM_PROVIDER)];

/// `terraform/modules/FAMILY/`
pub(super) fn module(module: &Module) -> Vec<(String, String)> {
    let mut files = module.files.clone();
    if !module.variables.is_empty() {
        files.push(variables(&module.variables));
    }
    if !module.outputs.is_empty() {
        files.push(outputs(&module.outputs));
    }
    files.push(versions(&module.files, &[]));
    let folder = format!("terraform/modules/{}", module.family);
    let mut files = printed(&folder, &files);
    files.push((format!("{folder}/README.md"), readme(module)));
    files
}

/// `terraform/REGION/LAYER/`
pub(super) fn root(root: &Root) -> Vec<(String, String)> {
    let mut files = root.files.clone();
    files.push(versions(&root.files, &root.providers));
    let backend =
        root.backend.iter().fold(Block::new("backend", &["s3"]), |block, (name, value)| {
            block.set(name, value.clone())
        });
    files.push(TerraformFile::new("backend.tf").block(Block::new("terraform", &[]).nest(backend)));
    if !root.providers.is_empty() {
        files.push(TerraformFile::new("providers.tf").blocks(root.providers.clone()));
    }
    if !root.outputs.is_empty() {
        files.push(outputs(&root.outputs));
    }
    printed(&format!("terraform/{}/{}", root.region, root.layer), &files)
}

fn printed(folder: &str, files: &[TerraformFile]) -> Vec<(String, String)> {
    files.iter().map(|file| (format!("{folder}/{}", file.name), hcl::file(file))).collect()
}

/// `versions.tf`, which names the providers that the blocks need and no other.
///
/// # Panics
///
/// If a provider has no row in [`PROVIDERS`]: a bug in `gen`.
fn versions(files: &[TerraformFile], configured: &[Block]) -> TerraformFile {
    let items = files.iter().flat_map(|file| &file.items);
    let blocks = items.filter_map(|item| match item {
        Item::Block(block) => Some(block),
        Item::Banner(_) => None,
    });
    let used: BTreeSet<&str> = blocks.chain(configured).filter_map(provider).collect();
    let mut block = Block::new("terraform", &[]).set("required_version", TERRAFORM);
    if !used.is_empty() {
        let required = used.into_iter().fold(Block::nested("required_providers"), |block, name| {
            let row = PROVIDERS.iter().find(|(known, ..)| *known == name);
            let (_, source, version) = row.expect("each provider has a row");
            block.set(name, object([("source", *source), ("version", *version)]))
        });
        block = block.nest(required);
    }
    TerraformFile::new("versions.tf").block(block)
}

/// The provider that a block belongs to: the first word of a resource's type. Terraform's own
/// data sources and resources need none.
fn provider(block: &Block) -> Option<&str> {
    let label = block.labels.first()?;
    let name = match block.keyword.as_str() {
        "provider" => label,
        "resource" | "data" | "ephemeral" => label.split('_').next()?,
        _ => return None,
    };
    (name != "terraform").then_some(name)
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
