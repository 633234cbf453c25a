//! Text that is known before anything is applied: literals, and templates of arguments and locals.

use super::scope::attributes;
use super::walk::{self, Element};
use crate::ir::{Block, Expr};
use hcl::expr::{ObjectKey, TraversalOperator};
use std::collections::BTreeMap;

/// The values that a module's expressions may refer to.
#[derive(Default)]
pub(super) struct Known<'a> {
    /// What the root passes.
    pub(super) arguments: BTreeMap<&'a str, &'a Expr>,
    /// What the `locals` blocks hold.
    locals: BTreeMap<&'a str, &'a Expr>,
}

impl<'a> Known<'a> {
    pub(super) fn new(
        arguments: impl Iterator<Item = (&'a str, &'a Expr)>,
        blocks: &[&'a Block],
    ) -> Self {
        let locals = blocks.iter().filter(|block| block.keyword == "locals");
        let locals = locals.flat_map(|block| attributes(block)).collect();
        Self { arguments: arguments.collect(), locals }
    }

    /// The text of an expression for one key of the block's `for_each`; none where a part is known
    /// only after apply.
    pub(super) fn text(&self, expr: &Expr, each: Option<&str>) -> Option<String> {
        match expr {
            Expr::String(text) => Some(text.clone()),
            Expr::Number(number) => Some(number.to_string()),
            Expr::TemplateExpr(template) => walk::elements(template)?
                .iter()
                .map(|element| match element {
                    Element::Literal(text) => Some(text.clone()),
                    Element::Value(value) => self.text(value, each),
                })
                .collect(),
            Expr::Traversal(traversal) => {
                match path(&traversal.expr, &traversal.operators)?.as_slice() {
                    [root, key] if root == "each" && key == "key" => each.map(str::to_owned),
                    path => self.text(self.value(path)?, each),
                }
            }
            _ => None,
        }
    }

    /// The keys that a block's `for_each` runs over.
    pub(super) fn keys(&self, for_each: &Expr) -> Option<Vec<String>> {
        match for_each {
            Expr::Object(entries) => entries.iter().map(|(key, _)| object_key(key)).collect(),
            Expr::Array(items) => items.iter().map(|item| self.text(item, None)).collect(),
            Expr::FuncCall(call) if call.name.name.as_str() == "toset" => {
                self.keys(call.args.first()?)
            }
            Expr::Traversal(traversal) => {
                self.keys(self.value(&path(&traversal.expr, &traversal.operators)?)?)
            }
            _ => None,
        }
    }

    /// How many elements a list or object has, where it is written out.
    pub(super) fn count(&self, expr: &Expr) -> Option<usize> {
        match expr {
            Expr::Object(entries) => Some(entries.len()),
            Expr::Array(items) => Some(items.len()),
            Expr::FuncCall(call) if call.name.name.as_str() == "toset" => {
                self.count(call.args.first()?)
            }
            Expr::Traversal(traversal) => {
                self.count(self.value(&path(&traversal.expr, &traversal.operators)?)?)
            }
            _ => None,
        }
    }

    /// The values that a block's `for_each` runs over, where they are written out.
    pub(super) fn values(&self, for_each: &'a Expr) -> Option<Vec<&'a Expr>> {
        match for_each {
            Expr::Object(entries) => Some(entries.iter().map(|(_, value)| value).collect()),
            Expr::Traversal(traversal) => {
                self.values(self.value(&path(&traversal.expr, &traversal.operators)?)?)
            }
            _ => None,
        }
    }

    /// What `var.NAME` or `local.NAME` stands for.
    fn value(&self, path: &[String]) -> Option<&'a Expr> {
        match path {
            [root, name] if root == "var" => self.arguments.get(name.as_str()).copied(),
            [root, name] if root == "local" => self.locals.get(name.as_str()).copied(),
            _ => None,
        }
    }
}

/// A reference of names alone.
fn path(root: &Expr, operators: &[TraversalOperator]) -> Option<Vec<String>> {
    let Expr::Variable(root) = root else { return None };
    let names = [root.to_string()].into_iter().chain(walk::attributes(operators));
    let plain = operators.iter().all(|o| matches!(o, TraversalOperator::GetAttr(_)));
    plain.then(|| names.collect())
}

pub(super) fn object_key(key: &ObjectKey) -> Option<String> {
    match key {
        ObjectKey::Identifier(name) => Some(name.to_string()),
        ObjectKey::Expression(Expr::String(name)) => Some(name.clone()),
        _ => None,
    }
}
