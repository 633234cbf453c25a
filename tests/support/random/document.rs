//! What a blueprint says, apart from how it is written.

use std::collections::BTreeMap;

/// A value of the language.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(u64),
    /// A number with a fraction, as it is written.
    Decimal(&'static str),
    Text(String),
    List(Vec<Value>),
    Map(BTreeMap<String, Value>),
    /// `TYPE.LABEL` and what follows.
    Reference(Vec<String>),
    Template(Vec<Piece>),
}

/// A piece of a string.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Piece {
    Text(String),
    Reference(Vec<String>),
}

/// A block.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    pub(crate) kind: &'static str,
    pub(crate) label: Option<String>,
    pub(crate) attributes: BTreeMap<String, Value>,
    pub(crate) blocks: Vec<Block>,
}

impl Block {
    /// A block without a label.
    pub(crate) fn new(kind: &'static str) -> Self {
        Self { kind, label: None, attributes: BTreeMap::new(), blocks: Vec::new() }
    }

    /// A block with a label.
    pub(crate) fn labelled(kind: &'static str, label: impl Into<String>) -> Self {
        Self { label: Some(label.into()), ..Self::new(kind) }
    }

    /// With an attribute.
    pub(crate) fn set(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.put(name, value);
        self
    }

    /// Adds an attribute.
    pub(crate) fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.attributes.insert(name.to_owned(), value.into());
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

/// A reference.
pub(crate) fn reference(path: &[&str]) -> Value {
    Value::Reference(path.iter().map(|part| (*part).to_owned()).collect())
}
