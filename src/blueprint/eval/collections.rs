//! Lists, maps, access to their elements, conditionals and `for`.

use super::{Evaluated, Evaluator, Failed};
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::nearest::nearest;
use crate::blueprint::source::{FileId, Span};
use crate::blueprint::syntax;
use crate::blueprint::value::{Node, Value};
use hcl::edit::expr::{
    Array, Conditional, Expression, ForExpr, Object, ObjectKey, TraversalOperator,
};
use std::collections::BTreeMap;

impl Evaluator<'_> {
    pub(super) fn list(&mut self, file: FileId, items: &Array) -> Evaluated {
        let nodes: Vec<_> = items.iter().map(|item| self.node(file, item)).collect();
        nodes.into_iter().collect::<Evaluated<_>>().map(Value::List)
    }

    pub(super) fn map(&mut self, file: FileId, object: &Object) -> Evaluated {
        let mut map = BTreeMap::new();
        let mut failed = false;
        for (key, value) in object {
            let entry = self.key(file, key).and_then(|(name, place)| {
                let node = self.node(file, value.expr())?;
                Ok((name, place, node))
            });
            match entry {
                Ok((name, place, node)) => {
                    if map.insert(name.clone(), node).is_some() {
                        failed = true;
                        let message = format!("the key `{name}` stands twice in its map");
                        self.report(
                            Diagnostic::error("GEN024", place, message)
                                .help("remove one of the two"),
                        );
                    }
                }
                Err(Failed) => failed = true,
            }
        }
        if failed { Err(Failed) } else { Ok(Value::Map(map)) }
    }

    fn key(&mut self, file: FileId, key: &ObjectKey) -> Evaluated<(String, Span)> {
        match key {
            ObjectKey::Ident(name) => Ok((name.as_str().to_owned(), syntax::span(file, name))),
            ObjectKey::Expression(Expression::Variable(name)) => {
                Ok((name.as_str().to_owned(), syntax::span(file, name)))
            }
            // Bare words are names here, as in Terraform; `(null)` would be the value.
            ObjectKey::Expression(word @ Expression::Null(_)) => {
                Ok(("null".to_owned(), syntax::span(file, word)))
            }
            ObjectKey::Expression(word @ Expression::Bool(value)) => {
                Ok((value.value().to_string(), syntax::span(file, word)))
            }
            ObjectKey::Expression(expression) => {
                let node = self.node(file, expression)?;
                match node.value {
                    Value::String(name) => Ok((name, node.span)),
                    other => self.fail(
                        Diagnostic::error(
                            "GEN024",
                            node.span,
                            format!("a map's key is a string, not {}", other.kind()),
                        )
                        .help("put the key in quotes"),
                    ),
                }
            }
        }
    }

    /// One step of an access: `.name` or `[index]`.
    pub(super) fn step(
        &mut self,
        file: FileId,
        value: Value,
        operator: &TraversalOperator,
        place: Span,
    ) -> Evaluated {
        let index = match operator {
            TraversalOperator::GetAttr(name) => Value::String(name.as_str().to_owned()),
            TraversalOperator::Index(index) => self.value(file, index)?,
            TraversalOperator::LegacyIndex(index) => Value::Number((*index.value()).into()),
            TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => {
                let message = "splat expressions are not part of the blueprint language";
                let help = "write a `for` expression: `[for x in LIST : x.NAME]`";
                return self.fail(Diagnostic::error("GEN025", place, message).help(help));
            }
        };
        match (value, index) {
            (Value::Map(mut map), Value::String(key)) => match map.remove(&key) {
                Some(node) => Ok(node.value),
                None => {
                    let message = format!("there is no key `{key}` here");
                    let diagnostic = Diagnostic::error("GEN025", place, message);
                    let near = nearest(&key, map.keys().map(String::as_str));
                    self.fail(match near {
                        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                        None => diagnostic,
                    })
                }
            },
            (Value::List(mut items), Value::Number(index)) => {
                let length = items.len();
                match index.as_u64().and_then(|i| usize::try_from(i).ok()).filter(|i| *i < length) {
                    Some(index) => Ok(items.swap_remove(index).value),
                    None => {
                        let message = format!("the index {index} is outside of the list");
                        let help = format!("the list has {length} elements, counted from 0");
                        self.fail(Diagnostic::error("GEN025", place, message).help(help))
                    }
                }
            }
            (Value::Invalid, _) | (_, Value::Invalid) => Err(Failed),
            (value, index) => {
                let message = format!("{} has no element by {}", value.kind(), index.kind());
                self.fail(Diagnostic::error("GEN025", place, message))
            }
        }
    }

    pub(super) fn conditional(&mut self, file: FileId, syntax: &Conditional) -> Evaluated {
        let condition = self.node(file, &syntax.cond_expr)?;
        if self.bool(&condition)? {
            self.value(file, &syntax.true_expr)
        } else {
            self.value(file, &syntax.false_expr)
        }
    }

    pub(super) fn bool(&mut self, node: &Node) -> Evaluated<bool> {
        match &node.value {
            Value::Bool(value) => Ok(*value),
            Value::Invalid => Err(Failed),
            other => {
                let message = format!("a condition is a bool, not {}", other.kind());
                self.fail(Diagnostic::error("GEN026", node.span, message))
            }
        }
    }

    pub(super) fn for_expression(&mut self, file: FileId, syntax: &ForExpr) -> Evaluated {
        let collection = self.node(file, &syntax.intro.collection_expr)?;
        let key_name = syntax.intro.key_var.as_ref().map(|name| name.as_str().to_owned());
        let value_name = syntax.intro.value_var.as_str().to_owned();
        let mut list = Vec::new();
        let mut map: BTreeMap<String, Node> = BTreeMap::new();
        for (key, element) in self.elements(collection)? {
            let depth = self.scope.len();
            if let Some(name) = &key_name {
                self.scope.push((name.clone(), Node { value: key, span: element.span }));
            }
            self.scope.push((value_name.clone(), element));
            let result = self.iteration(file, syntax, &mut list, &mut map);
            self.scope.truncate(depth);
            result?;
        }
        Ok(if syntax.key_expr.is_some() { Value::Map(map) } else { Value::List(list) })
    }

    fn iteration(
        &mut self,
        file: FileId,
        syntax: &ForExpr,
        list: &mut Vec<Node>,
        map: &mut BTreeMap<String, Node>,
    ) -> Evaluated<()> {
        if let Some(condition) = &syntax.cond {
            let condition = self.node(file, &condition.expr)?;
            if !self.bool(&condition)? {
                return Ok(());
            }
        }
        let Some(key) = &syntax.key_expr else {
            list.push(self.node(file, &syntax.value_expr)?);
            return Ok(());
        };
        let key = self.node(file, key)?;
        let Value::String(name) = key.value else {
            let message = format!("a map's key is a string, not {}", key.value.kind());
            return self.fail(Diagnostic::error("GEN024", key.span, message));
        };
        let value = self.node(file, &syntax.value_expr)?;
        if syntax.grouping {
            let span = value.span;
            let group = map.entry(name).or_insert(Node { value: Value::List(Vec::new()), span });
            if let Value::List(items) = &mut group.value {
                items.push(value);
            }
        } else if map.insert(name.clone(), value).is_some() {
            let message = format!("the key `{name}` comes up twice");
            let help = "write `...` behind the value to collect the values of one key";
            return self.fail(Diagnostic::error("GEN024", key.span, message).help(help));
        }
        Ok(())
    }

    /// The keys (or indices) and elements of a collection.
    pub(super) fn elements(&mut self, collection: Node) -> Evaluated<Vec<(Value, Node)>> {
        match collection.value {
            Value::List(items) => {
                Ok((0u64..).map(|i| Value::Number(i.into())).zip(items).collect())
            }
            Value::Map(map) => {
                Ok(map.into_iter().map(|(key, node)| (Value::String(key), node)).collect())
            }
            Value::Invalid => Err(Failed),
            other => {
                let message = format!("`for` goes over a list or a map, not {}", other.kind());
                self.fail(Diagnostic::error("GEN027", collection.span, message))
            }
        }
    }
}
