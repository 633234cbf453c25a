//! A block seen through its declaration: what is written, else the default.
//!
//! Values that the check of types reported read as absent, so that rules stay silent about them.

use super::{Default, Kind, block};
use crate::blueprint::source::Span;
use crate::blueprint::tree::{Block, Blueprint};
use crate::blueprint::value::{Node, Reference, Value};
use std::collections::BTreeMap;

/// A whole blueprint.
#[derive(Clone, Copy)]
pub(in crate::blueprint) struct Tree<'a>(pub(in crate::blueprint) &'a Blueprint);

/// A block, written or not.
#[derive(Clone, Copy)]
pub(in crate::blueprint) struct View<'a> {
    /// What is written.
    pub(in crate::blueprint) written: Option<&'a Block>,
    declared: &'static super::Block,
}

impl<'a> Tree<'a> {
    /// The first block of a type.
    pub(in crate::blueprint) fn one(self, kind: &str) -> View<'a> {
        let written = self.0.blocks.iter().find(|block| block.kind == kind);
        View { written, declared: block(kind).expect("only declared blocks are asked for") }
    }

    /// Every block of a type, by label.
    pub(in crate::blueprint) fn all(self, kind: &str) -> Vec<View<'a>> {
        let Some(declared) = block(kind) else { return Vec::new() };
        sorted(self.0.blocks.iter().filter(|block| block.kind == kind), declared)
    }

    /// The block of a type and label.
    pub(in crate::blueprint) fn find(self, kind: &str, label: &str) -> Option<View<'a>> {
        self.all(kind).into_iter().find(|view| view.label() == label)
    }

    /// The `platform` block.
    pub(in crate::blueprint) fn platform(self) -> View<'a> {
        self.one("platform")
    }

    /// The header of `platform`, where what is missing altogether is reported.
    pub(in crate::blueprint) fn header(self) -> Span {
        let start = Span { file: self.0.file, start: 0, end: 0 };
        self.platform().written.map_or(start, |block| block.header)
    }

    /// Whether this is production.
    pub(in crate::blueprint) fn production(self) -> bool {
        self.platform().text("environment") == Some("production")
    }
}

fn sorted<'a>(
    blocks: impl Iterator<Item = &'a Block>,
    declared: &'static super::Block,
) -> Vec<View<'a>> {
    let mut views: Vec<View<'a>> =
        blocks.map(|block| View { written: Some(block), declared }).collect();
    views.sort_by_key(|view| view.label());
    views
}

impl<'a> View<'a> {
    /// The first label.
    pub(in crate::blueprint) fn label(self) -> &'a str {
        self.written.and_then(|block| block.labels.first()).map_or("", |label| label.text.as_str())
    }

    /// The label's place, or the header's.
    pub(in crate::blueprint) fn label_span(self) -> Option<Span> {
        let block = self.written?;
        Some(block.labels.first().map_or(block.header, |label| label.span))
    }

    /// The header's place.
    pub(in crate::blueprint) fn header(self) -> Option<Span> {
        self.written.map(|block| block.header)
    }

    /// A nested block.
    pub(in crate::blueprint) fn nested(self, kind: &str) -> View<'a> {
        let declared = self.declared.block(kind).expect("only declared blocks are asked for");
        let written =
            self.written.and_then(|block| block.blocks.iter().find(|block| block.kind == kind));
        View { written, declared }
    }

    /// Every nested block of a type, by label.
    pub(in crate::blueprint) fn nested_all(self, kind: &str) -> Vec<View<'a>> {
        let declared = self.declared.block(kind).expect("only declared blocks are asked for");
        let blocks = self.written.map(|block| block.blocks.as_slice()).unwrap_or_default();
        sorted(blocks.iter().filter(|block| block.kind == kind), declared)
    }

    /// Whether an attribute is written.
    pub(in crate::blueprint) fn has(self, name: &str) -> bool {
        self.node(name).is_some()
    }

    /// An attribute's value as written.
    pub(in crate::blueprint) fn node(self, name: &str) -> Option<&'a Node> {
        self.written?.attributes.get(name).map(|attribute| &attribute.value)
    }

    /// The place of an attribute's value.
    pub(in crate::blueprint) fn span(self, name: &str) -> Option<Span> {
        self.node(name).map(|node| node.span)
    }

    /// The place of an attribute's name.
    pub(in crate::blueprint) fn name_span(self, name: &str) -> Option<Span> {
        self.written?.attributes.get(name).map(|attribute| attribute.name)
    }

    /// The declared type of an attribute.
    pub(in crate::blueprint) fn kind(self, name: &str) -> Option<Kind> {
        self.declared.attribute(name).map(|attribute| attribute.kind)
    }

    fn default(self, name: &str) -> Default {
        self.declared.attribute(name).map_or(Default::None, |attribute| attribute.default)
    }

    /// A string.
    pub(in crate::blueprint) fn text(self, name: &str) -> Option<&'a str> {
        match (self.node(name), self.default(name)) {
            (Some(node), _) => node.text().filter(|text| match self.kind(name) {
                Some(Kind::Text(form)) => form.accepts(text),
                Some(Kind::Choice(choices)) => choices.contains(text),
                _ => true,
            }),
            (None, Default::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// A whole number.
    pub(in crate::blueprint) fn whole(self, name: &str) -> Option<u32> {
        match (self.node(name), self.default(name)) {
            (Some(node), _) => node.whole().filter(|number| match self.kind(name) {
                Some(Kind::Whole(min, max)) => (min..=max).contains(number),
                _ => true,
            }),
            (None, Default::Whole(number)) => Some(number),
            _ => None,
        }
    }

    /// A number.
    pub(in crate::blueprint) fn decimal(self, name: &str) -> Option<f64> {
        match (self.node(name), self.default(name)) {
            (Some(Node { value: Value::Number(number), .. }), _) => number.as_f64(),
            (None, Default::Whole(number)) => Some(f64::from(number)),
            (None, Default::Decimal(number)) => Some(number),
            _ => None,
        }
    }

    /// A bool.
    pub(in crate::blueprint) fn flag(self, name: &str) -> Option<bool> {
        match (self.node(name), self.default(name)) {
            (Some(Node { value: Value::Bool(flag), .. }), _) => Some(*flag),
            (None, Default::Flag(flag)) => Some(flag),
            _ => None,
        }
    }

    /// The strings of a list.
    pub(in crate::blueprint) fn texts(self, name: &str) -> Vec<&'a str> {
        match (self.node(name), self.default(name)) {
            (Some(_), _) => self.elements(name).iter().filter_map(Node::text).collect(),
            (None, Default::Texts(texts)) => texts.to_vec(),
            _ => Vec::new(),
        }
    }

    /// The whole numbers of a list.
    pub(in crate::blueprint) fn wholes(self, name: &str) -> Vec<u32> {
        match (self.node(name), self.default(name)) {
            (Some(_), _) => self.elements(name).iter().filter_map(Node::whole).collect(),
            (None, Default::Wholes(numbers)) => numbers.to_vec(),
            _ => Vec::new(),
        }
    }

    /// The elements of a list as written.
    pub(in crate::blueprint) fn elements(self, name: &str) -> &'a [Node] {
        match self.node(name) {
            Some(Node { value: Value::List(items), .. }) => items,
            _ => &[],
        }
    }

    /// The entries of a map as written.
    pub(in crate::blueprint) fn entries(self, name: &str) -> Vec<(&'a str, &'a Node)> {
        match self.node(name) {
            Some(Node { value: Value::Map(map), .. }) => {
                map.iter().map(|(key, node)| (key.as_str(), node)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A map of strings as written.
    pub(in crate::blueprint) fn strings(self, name: &str) -> BTreeMap<String, String> {
        let entries = self.entries(name).into_iter();
        entries.filter_map(|(key, node)| Some((key.to_owned(), node.text()?.to_owned()))).collect()
    }

    /// The references of a list as written.
    pub(in crate::blueprint) fn references(self, name: &str) -> Vec<(&'a Reference, Span)> {
        let items = self.elements(name).iter();
        items.filter_map(|node| Some((node.reference()?, node.span))).collect()
    }
}

impl Node {
    /// The string that it is.
    pub(in crate::blueprint) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number that it is.
    pub(in crate::blueprint) fn whole(&self) -> Option<u32> {
        match &self.value {
            Value::Number(number) => whole(number),
            _ => None,
        }
    }

    /// The reference that it is.
    pub(in crate::blueprint) fn reference(&self) -> Option<&Reference> {
        match &self.value {
            Value::Reference(reference) => Some(reference),
            _ => None,
        }
    }
}

/// A number without a fraction; `3.0` is `3`, as in Terraform.
pub(in crate::blueprint) fn whole(number: &hcl::Number) -> Option<u32> {
    match number.as_u64() {
        Some(whole) => u32::try_from(whole).ok(),
        None => number
            .as_f64()
            .filter(|float| float.fract() == 0.0)
            .and_then(|float| format!("{float}").parse().ok()),
    }
}
