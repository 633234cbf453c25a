//! A blueprint after `extends`, locals and expressions: what the declarations check.

use super::source::{FileId, Span};
use super::value::Node;
use std::collections::BTreeMap;

/// A merged, evaluated blueprint.
#[derive(Debug, Clone)]
pub struct Blueprint {
    /// The file with the `platform` block (the child of the chain).
    pub file: FileId,
    /// Its top-level blocks, bases first, each in order of its file. `locals` are gone.
    pub blocks: Vec<Block>,
    /// Whether files of its chain could not be read: then only what is written is checked.
    pub partial: bool,
}

/// A block.
#[derive(Debug, Clone)]
pub struct Block {
    /// Its type, such as `database`.
    pub kind: String,
    /// The type's place.
    pub kind_span: Span,
    /// Its labels.
    pub labels: Vec<Label>,
    /// From the type to the last label.
    pub header: Span,
    /// Its attributes; those set to `null` are absent.
    pub attributes: BTreeMap<String, Attribute>,
    /// Nested blocks, in order.
    pub blocks: Vec<Block>,
}

/// A block's label.
#[derive(Debug, Clone)]
pub struct Label {
    /// The text.
    pub text: String,
    /// Its place, quotes included.
    pub span: Span,
}

/// An attribute.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// The name's place.
    pub name: Span,
    /// The value.
    pub value: Node,
}
