//! Values of evaluated expressions. References stay symbolic: what they name exists after apply.

use super::source::Span;
use std::collections::BTreeMap;

/// An evaluated value and the expression it came from.
///
/// A value that came through a local carries the place where it is used.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it stands.
    pub span: Span,
}

/// What an expression evaluates to.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`
    Null,
    /// A bool.
    Bool(bool),
    /// A number.
    Number(hcl::Number),
    /// A string without references.
    String(String),
    /// A list.
    List(Vec<Node>),
    /// A map or object.
    Map(BTreeMap<String, Node>),
    /// `TYPE.LABEL` or `TYPE.LABEL.ATTRIBUTE`
    Reference(Reference),
    /// A string with references in it.
    Template(Vec<Piece>),
    /// An expression that was reported already; checks stay silent about it.
    Invalid,
}

/// A reference to another block.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// The block's type, such as `database`.
    pub kind: String,
    /// The block's label.
    pub label: String,
    /// What follows, such as `host`; empty for the block itself.
    pub path: Vec<String>,
}

/// A piece of a string with references.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Text.
    Literal(String),
    /// A reference.
    Reference(Reference),
}
