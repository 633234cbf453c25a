//! The tree of one environment: modules, roots and documents.

use super::{Block, Expr, Ref};
use std::collections::BTreeMap;

/// Everything generated for one environment, below its `NAME-ENV` folder.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// `terraform/modules/FAMILY/`
    pub modules: Vec<Module>,
    /// `terraform/REGION/LAYER/`, in order of creation.
    pub roots: Vec<Root>,
    /// Everything that is not Terraform.
    pub documents: Vec<Document>,
}

/// A Terraform module, called by a root of the same environment.
///
/// `variables.tf`, `outputs.tf`, `versions.tf` and `README.md` are rendered from the fields.
#[derive(Debug, Clone)]
pub struct Module {
    /// The folder's name.
    pub family: String,
    /// What it makes and why, in a paragraph for its README.
    pub summary: String,
    /// The theme files, `main.tf` first.
    pub files: Vec<TerraformFile>,
    /// Its arguments.
    pub variables: Vec<Variable>,
    /// Its results.
    pub outputs: Vec<Output>,
}

/// A Terraform root: one layer in one region, one state.
///
/// `versions.tf`, `backend.tf`, `providers.tf` and `outputs.tf` are rendered from the fields.
#[derive(Debug, Clone)]
pub struct Root {
    /// The region it is applied in.
    pub region: String,
    /// The layer's folder, such as `10-network`.
    pub layer: String,
    /// `main.tf` (remote states, then module calls) and theme files.
    pub files: Vec<TerraformFile>,
    /// The `terraform { backend }` block's arguments, without the `backend "s3"` wrapper.
    pub backend: BTreeMap<String, Expr>,
    /// `provider` blocks.
    pub providers: Vec<Block>,
    /// What later layers may read.
    pub outputs: Vec<Output>,
}

/// A `.tf` file.
#[derive(Debug, Clone)]
pub struct TerraformFile {
    /// The file's name, such as `main.tf`.
    pub name: String,
    /// Its contents in order.
    pub items: Vec<Item>,
}

/// A top-level part of a `.tf` file.
#[derive(Debug, Clone)]
pub enum Item {
    /// A section's heading, printed under an 80-column `#` line.
    Banner(String),
    /// A block.
    Block(Block),
}

/// A `variable` block. There are no defaults: a root passes every value.
#[derive(Debug, Clone)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its type constraint in HCL, such as `list(string)`.
    pub kind: String,
    /// What it is, with unit and range.
    pub description: String,
}

/// An `output` block.
#[derive(Debug, Clone)]
pub struct Output {
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Its value.
    pub value: Expr,
}

/// A file that is not Terraform, finished text.
#[derive(Debug, Clone)]
pub struct Document {
    /// The path below the environment's folder.
    pub path: String,
    /// The whole text.
    pub text: String,
}

impl Variable {
    /// A variable; `kind` is its type constraint in HCL.
    pub fn new(name: &str, kind: &str, description: &str) -> Self {
        let (name, kind) = (name.to_owned(), kind.to_owned());
        Self { name, kind, description: description.to_owned() }
    }

    /// `var.NAME`
    pub fn address(&self) -> Ref {
        Ref::new("var").attr(&self.name)
    }
}

impl Output {
    /// An output.
    pub fn new(name: &str, description: &str, value: impl Into<Expr>) -> Self {
        let (name, description) = (name.to_owned(), description.to_owned());
        Self { name, description, value: value.into() }
    }
}

impl TerraformFile {
    /// An empty file.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), items: Vec::new() }
    }

    /// Adds a section heading.
    pub fn banner(mut self, text: &str) -> Self {
        self.items.push(Item::Banner(text.to_owned()));
        self
    }

    /// Adds a block.
    pub fn block(mut self, block: Block) -> Self {
        self.items.push(Item::Block(block));
        self
    }

    /// Adds blocks.
    pub fn blocks(mut self, blocks: impl IntoIterator<Item = Block>) -> Self {
        self.items.extend(blocks.into_iter().map(Item::Block));
        self
    }
}
