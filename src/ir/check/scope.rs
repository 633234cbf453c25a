//! One module or root as Terraform sees it: a namespace of blocks, variables and outputs.

use super::walk::Path;
use crate::ir::{Block, Expr, Item, Module, Output, Part, Root, TerraformFile, Variable};
use std::collections::BTreeSet;

/// A module or a root.
pub(super) struct Scope<'a> {
    /// `modules/FAMILY` or `REGION/LAYER`.
    pub(super) place: String,
    /// Its top-level blocks.
    pub(super) blocks: Vec<&'a Block>,
    /// Its theme files.
    pub(super) files: &'a [TerraformFile],
    pub(super) variables: &'a [Variable],
    pub(super) outputs: &'a [Output],
}

/// An expression and where it stands.
pub(super) struct Site<'a> {
    /// The top-level block, or none for an output.
    pub(super) block: Option<&'a Block>,
    /// The argument's name, or the output's.
    pub(super) name: &'a str,
    pub(super) value: &'a Expr,
    /// The iterators of the `dynamic` blocks around it.
    pub(super) iterators: Vec<&'a str>,
}

impl<'a> Scope<'a> {
    pub(super) fn module(module: &'a Module) -> Self {
        Self {
            place: format!("modules/{}", module.family),
            blocks: blocks(&module.files).collect(),
            files: &module.files,
            variables: &module.variables,
            outputs: &module.outputs,
        }
    }

    pub(super) fn root(root: &'a Root) -> Self {
        Self {
            place: format!("{}/{}", root.region, root.layer),
            blocks: blocks(&root.files).chain(&root.providers).collect(),
            files: &root.files,
            variables: &[],
            outputs: &root.outputs,
        }
    }

    /// Every address that expressions of the scope may refer to.
    pub(super) fn declared(&self) -> BTreeSet<String> {
        let variables = self.variables.iter().map(|variable| format!("var.{}", variable.name));
        self.blocks.iter().flat_map(|block| addresses(block)).chain(variables).collect()
    }

    /// Every expression of the scope.
    pub(super) fn sites(&self) -> Vec<Site<'a>> {
        let mut sites = Vec::new();
        for block in &self.blocks {
            collect(block, block, &[], &mut sites);
        }
        let outputs = self.outputs.iter();
        sites.extend(outputs.map(|o| Site {
            block: None,
            name: &o.name,
            value: &o.value,
            iterators: Vec::new(),
        }));
        sites
    }

    /// The block `module "NAME"`.
    pub(super) fn call(&self, name: &str) -> Option<&'a Block> {
        self.blocks
            .iter()
            .copied()
            .find(|block| block.keyword == "module" && block.labels == [name])
    }

    /// The block `data "terraform_remote_state" "NAME"`.
    pub(super) fn remote_state(&self, name: &str) -> Option<&'a Block> {
        let labels = ["terraform_remote_state", name];
        self.blocks.iter().copied().find(|block| block.keyword == "data" && block.labels == labels)
    }
}

impl Site<'_> {
    /// How a report names the place.
    pub(super) fn label(&self) -> String {
        match self.block {
            Some(block) => format!("`{}` of {}", self.name, title(block)),
            None => format!("output `{}`", self.name),
        }
    }

    /// Whether the block is repeated by `argument`, which itself cannot know the repetition.
    pub(super) fn repeats(&self, argument: &str) -> bool {
        self.name != argument && self.block.is_some_and(|b| attribute(b, argument).is_some())
    }
}

/// The value of a block's own argument.
pub(super) fn attribute<'a>(block: &'a Block, wanted: &str) -> Option<&'a Expr> {
    attributes(block).find_map(|(name, value)| (name == wanted).then_some(value))
}

/// The arguments of a block, without those of nested ones.
pub(super) fn attributes(block: &Block) -> impl Iterator<Item = (&str, &Expr)> {
    block.body.iter().filter_map(|part| match part {
        Part::Attribute { name, value, .. } => Some((name.as_str(), value)),
        _ => None,
    })
}

/// The addresses that a top-level block declares.
pub(super) fn addresses(block: &Block) -> Vec<String> {
    match (block.keyword.as_str(), block.labels.as_slice()) {
        ("resource", [kind, name]) => vec![format!("{kind}.{name}")],
        (keyword @ ("data" | "ephemeral"), [kind, name]) => {
            vec![format!("{keyword}.{kind}.{name}")]
        }
        ("module", [name]) => vec![format!("module.{name}")],
        ("locals", []) => attributes(block).map(|(name, _)| format!("local.{name}")).collect(),
        _ => Vec::new(),
    }
}

/// The address that a path begins with; the rest are attributes of what it points to.
pub(super) fn address(path: &Path) -> Option<String> {
    let long = path.first().is_some_and(|root| root == "data" || root == "ephemeral");
    let length = if long { 3 } else { 2 };
    (path.len() >= length).then(|| path[..length].join("."))
}

/// `aws_vpc.this`, or the keyword and labels of a block without an address.
pub(super) fn title(block: &Block) -> String {
    match addresses(block).as_slice() {
        [address] if block.keyword != "locals" => format!("`{address}`"),
        _ => {
            format!(
                "`{}`",
                [std::slice::from_ref(&block.keyword), &block.labels].concat().join(" ")
            )
        }
    }
}

/// The top-level blocks of some files.
pub(in crate::ir) fn blocks(files: &[TerraformFile]) -> impl Iterator<Item = &Block> {
    files.iter().flat_map(|file| &file.items).filter_map(|item| match item {
        Item::Block(block) => Some(block),
        Item::Banner(_) => None,
    })
}

fn collect<'a>(top: &'a Block, block: &'a Block, iterators: &[&'a str], sites: &mut Vec<Site<'a>>) {
    for part in &block.body {
        match part {
            // Names arguments of the block itself, which is not a reference.
            Part::Attribute { name, .. } if name == "ignore_changes" => {}
            // An address that is gone.
            Part::Attribute { name, .. } if top.keyword == "moved" && name == "from" => {}
            Part::Attribute { name, value, .. } => {
                let iterators = iterators.to_vec();
                sites.push(Site { block: Some(top), name, value, iterators });
            }
            // The iterator of a `dynamic` block is known in its content, not in its `for_each`.
            Part::Block(nested) => {
                let iterator = block.labels.first().map(String::as_str);
                let own = iterator.filter(|_| block.keyword == "dynamic");
                let within: Vec<&str> = iterators.iter().copied().chain(own).collect();
                collect(top, nested, &within, sites);
            }
            Part::Gap | Part::Note(_) => {}
        }
    }
}
