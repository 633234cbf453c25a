//! Blocks of the emitted Terraform, with the paragraphs and comments that make them readable.

use super::{Expr, Ref};

/// A Terraform block: `resource`, `data`, `locals`, `module`, `provider`, …, or one nested in those.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// `resource`, `data`, `vpc_config`, …
    pub keyword: String,
    /// The labels behind the keyword.
    pub labels: Vec<String>,
    /// Why the block is there; printed as comment lines above it.
    pub comment: Option<String>,
    /// What stands between the braces, in order.
    pub body: Vec<Part>,
}

/// A line or paragraph of a block's body.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// `name = value`
    Attribute {
        /// The argument's name.
        name: String,
        /// Its value.
        value: Expr,
        /// Why; printed as comment lines above it.
        comment: Option<String>,
    },
    /// A nested block.
    Block(Block),
    /// A blank line between two paragraphs.
    Gap,
    /// A comment line of its own, for example a scanner's skip.
    Note(String),
}

impl Block {
    /// Any block.
    pub fn new(keyword: &str, labels: &[&str]) -> Self {
        let labels = labels.iter().map(|&label| label.to_owned()).collect();
        Self { keyword: keyword.to_owned(), labels, comment: None, body: Vec::new() }
    }

    /// `resource "KIND" "NAME"`
    pub fn resource(kind: &str, name: &str) -> Self {
        Self::new("resource", &[kind, name])
    }

    /// `data "KIND" "NAME"`
    pub fn data(kind: &str, name: &str) -> Self {
        Self::new("data", &[kind, name])
    }

    /// `ephemeral "KIND" "NAME"`: a value that no plan and no state keeps.
    pub fn ephemeral(kind: &str, name: &str) -> Self {
        Self::new("ephemeral", &[kind, name])
    }

    /// `module "NAME"`
    pub fn module(name: &str) -> Self {
        Self::new("module", &[name])
    }

    /// A block inside another.
    pub fn nested(keyword: &str) -> Self {
        Self::new(keyword, &[])
    }

    /// Says why the block is there.
    pub fn why(mut self, comment: &str) -> Self {
        self.comment = Some(comment.to_owned());
        self
    }

    /// `name = value`
    pub fn set(mut self, name: &str, value: impl Into<Expr>) -> Self {
        self.body.push(Part::Attribute {
            name: name.to_owned(),
            value: value.into(),
            comment: None,
        });
        self
    }

    /// `name = value`, with the reason above it.
    pub fn set_because(mut self, name: &str, value: impl Into<Expr>, comment: &str) -> Self {
        let comment = Some(comment.to_owned());
        self.body.push(Part::Attribute { name: name.to_owned(), value: value.into(), comment });
        self
    }

    /// Adds a nested block.
    pub fn nest(mut self, block: Block) -> Self {
        self.body.push(Part::Block(block));
        self
    }

    /// Adds `dynamic "NAME"`: a block for each item of `items`, which `content` makes of the
    /// iterator.
    pub fn repeat(
        self,
        name: &str,
        items: impl Into<Expr>,
        content: impl FnOnce(Ref, Block) -> Block,
    ) -> Self {
        let content = content(Ref::iteration(name), Self::nested("content"));
        self.nest(Self::new("dynamic", &[name]).set("for_each", items).nest(content))
    }

    /// Starts a new paragraph.
    pub fn gap(mut self) -> Self {
        self.body.push(Part::Gap);
        self
    }

    /// Tells checkov that a check does not apply here, and why.
    pub fn skip(mut self, check: &str, reason: &str) -> Self {
        // Skips lead the body, in the order in which they were given.
        let notes = self.body.iter().take_while(|part| matches!(part, Part::Note(_))).count();
        self.body.insert(notes, Part::Note(format!("checkov:skip={check}:{reason}")));
        self
    }

    /// As [`Self::skip`], where a blueprint chose what the check objects to.
    pub fn skip_if(self, chosen: bool, check: &str, reason: &str) -> Self {
        if chosen { self.skip(check, reason) } else { self }
    }

    /// The block's address, for others to refer to.
    ///
    /// # Panics
    ///
    /// If the block is none that has an address: a bug in `gen`.
    pub fn address(&self) -> Ref {
        match (self.keyword.as_str(), self.labels.as_slice()) {
            ("resource", [kind, name]) => Ref::new(kind).attr(name),
            (keyword @ ("data" | "ephemeral"), [kind, name]) => {
                Ref::new(keyword).attr(kind).attr(name)
            }
            ("module", [name]) => Ref::new("module").attr(name),
            ("variable", [name]) => Ref::new("var").attr(name),
            (keyword, _) => panic!("a `{keyword}` block has no address"),
        }
    }

    /// The address of a value in a `locals` block.
    ///
    /// # Panics
    ///
    /// If the block is no `locals` block or lacks the value: a bug in `gen`.
    pub fn local(&self, name: &str) -> Ref {
        let declared = self
            .body
            .iter()
            .any(|part| matches!(part, Part::Attribute { name: declared, .. } if declared == name));
        assert!(self.keyword == "locals" && declared, "no local `{name}`");
        Ref::new("local").attr(name)
    }
}
