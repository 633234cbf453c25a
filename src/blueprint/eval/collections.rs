//! Lists, maps, access to their elements, conditionals and `for`.

use super::{Evaluated, Evaluator, Failed};
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::source::{FileId, Span};
use crate::blueprint::syntax;
use crate::blueprint::value::{Node, Value};
use hcl::edit::expr::{Array, Conditional, Expression, ForExpr, Object, ObjectKey};
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
                let help = "write a comparison, such as `local.x == \"y\"`; nothing is converted";
                self.fail(Diagnostic::error("GEN026", node.span, message).help(help))
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
            let help = "make it a string: `\"${…}\"` with text beside it, or `format(\"%v\", …)`";
            return self.fail(Diagnostic::error("GEN024", key.span, message).help(help));
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
        match &collection.value {
            Value::List(items) => self.spend(items.len(), collection.span)?,
            Value::Map(map) => self.spend(map.len(), collection.span)?,
            _ => (),
        }
        match collection.value {
            Value::List(items) => {
                Ok((0u64..).map(|i| Value::Number(i.into())).zip(items).collect())
            }
            Value::Map(map) => {
                Ok(map.into_iter().map(|(key, node)| (Value::String(key), node)).collect())
            }
            Value::Invalid => Err(Failed),
            other => {
                let message =
                    format!("this needs the elements of a list or a map, not {}", other.kind());
                let help = "write a list such as `[\"a\"]` or a map such as `{ a = 1 }`";
                self.fail(Diagnostic::error("GEN027", collection.span, message).help(help))
            }
        }
    }
}
