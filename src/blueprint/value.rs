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

impl Reference {
    /// The reference as written, without quotes.
    pub fn spelled(&self) -> String {
        let head = [self.kind.as_str(), self.label.as_str()].into_iter();
        head.chain(self.path.iter().map(String::as_str)).collect::<Vec<_>>().join(".")
    }
}

/// A piece of a string with references.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Text.
    Literal(String),
    /// A reference.
    Reference(Reference),
}

impl Value {
    /// What kind of value it is, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a bool",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
            Self::Reference(_) => "a reference",
            Self::Template(_) => "a string with references",
            Self::Invalid => "an invalid expression",
        }
    }

    /// A string, number or bool as Terraform's `tostring` writes it.
    pub fn to_text(&self) -> Option<String> {
        match self {
            Self::Bool(value) => Some(value.to_string()),
            Self::String(text) => Some(text.clone()),
            // Terraform writes no exponent and no trailing `.0`.
            Self::Number(number) => Some(match (number.as_i64(), number.as_u64()) {
                (Some(whole), _) => whole.to_string(),
                (None, Some(whole)) => whole.to_string(),
                (None, None) => number.as_f64().unwrap_or_default().to_string(),
            }),
            _ => None,
        }
    }
}
