//! Locals, variables, references to blocks, and access to the elements of values.

use super::{Evaluated, Evaluator, Failed, REFERABLE, relocate};
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::nearest::nearest;
use crate::blueprint::source::{FileId, Span};
use crate::blueprint::syntax;
use crate::blueprint::value::{Node, Reference, Value};
use hcl::edit::expr::{Expression, Traversal, TraversalOperator};

impl Evaluator<'_> {
    pub(super) fn traversal(&mut self, file: FileId, traversal: &Traversal) -> Evaluated {
        let place = syntax::span(file, traversal);
        let root = match &traversal.expr {
            Expression::Variable(name) => Some(name.as_str()),
            _ => None,
        };
        let known = root.and_then(|root| self.scope.iter().rposition(|(name, _)| name == root));
        if let Some(kind) = root.filter(|root| known.is_none() && REFERABLE.contains(root)) {
            return self.reference(file, kind, traversal, place);
        }
        let mut path = Vec::new();
        for operator in &traversal.operators {
            path.push(self.index(file, operator.value(), place)?);
        }
        let found = if let Some(variable) = known {
            walk(&self.scope[variable].1.value, &path, place).cloned()
        } else if root == Some("local") {
            let Some((Value::String(name), path)) = path.split_first() else {
                return self.no_local(place);
            };
            let name = self.evaluated(name, place)?;
            walk(&self.done[name].value, path, place).cloned()
        } else {
            let value = self.value(file, &traversal.expr)?;
            walk(&value, &path, place).cloned()
        };
        match found {
            Ok(value) => self.copied(value, place),
            Err(Some(diagnostic)) => self.fail(*diagnostic),
            Err(None) => Err(Failed),
        }
    }

    /// A copy of a local's or a variable's value, with the place where it is used.
    fn copied(&mut self, value: Value, place: Span) -> Evaluated {
        self.charge(&value, place)?;
        let mut node = Node { value, span: place };
        relocate(&mut node, place);
        Ok(node.value)
    }

    fn no_local(&mut self, place: Span) -> Evaluated {
        let diagnostic = Diagnostic::error("GEN020", place, "`local` wants a name");
        self.fail(diagnostic.help("write `local.NAME`"))
    }

    pub(super) fn variable(&mut self, name: &str, place: Span) -> Evaluated {
        if let Some((_, node)) = self.scope.iter().rev().find(|(known, _)| known == name) {
            let value = node.value.clone();
            self.charge(&value, place)?;
            return Ok(value);
        }
        if name == "local" {
            return self.no_local(place);
        }
        let diagnostic = Diagnostic::error("GEN022", place, format!("`{name}` has no value"));
        let scope: Vec<String> = self.scope.iter().map(|(name, _)| name.clone()).collect();
        let known = scope.iter().map(String::as_str).chain(REFERABLE).chain(["local"]);
        self.fail(match nearest(name, known) {
            Some(near) if near != name => diagnostic.help(format!("did you mean `{near}`?")),
            _ if REFERABLE.contains(&name) => {
                diagnostic.help(format!("name a block, like `{name}.LABEL`"))
            }
            _ => diagnostic.help("put text in quotes; shared values are locals: `local.NAME`"),
        })
    }

    /// `TYPE.LABEL`, `TYPE.LABEL.ATTRIBUTE`, also with `["…"]`.
    fn reference(
        &mut self,
        file: FileId,
        kind: &str,
        traversal: &Traversal,
        place: Span,
    ) -> Evaluated {
        let mut path = Vec::new();
        for operator in &traversal.operators {
            match operator.value() {
                TraversalOperator::GetAttr(name) => path.push(name.as_str().to_owned()),
                TraversalOperator::Index(index) => match self.value(file, index)? {
                    Value::String(name) => path.push(name),
                    _ => return self.no_reference(kind, place),
                },
                _ => return self.no_reference(kind, place),
            }
        }
        let label = path.remove(0);
        Ok(Value::Reference(Reference { kind: kind.to_owned(), label, path }))
    }

    fn no_reference(&mut self, kind: &str, place: Span) -> Evaluated {
        let message = format!("this is no reference to a `{kind}` block");
        let help = format!("write `{kind}.LABEL` or `{kind}.LABEL.ATTRIBUTE`");
        self.fail(Diagnostic::error("GEN023", place, message).help(help))
    }

    /// What one step of an access looks for: `.name` or `[index]`.
    fn index(&mut self, file: FileId, operator: &TraversalOperator, place: Span) -> Evaluated {
        match operator {
            TraversalOperator::GetAttr(name) => Ok(Value::String(name.as_str().to_owned())),
            TraversalOperator::Index(index) => self.value(file, index),
            TraversalOperator::LegacyIndex(index) => Ok(Value::Number((*index.value()).into())),
            TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => {
                let message = "splat expressions are not part of the blueprint language";
                let help = "write a `for` expression: `[for x in LIST : x.NAME]`";
                self.fail(Diagnostic::error("GEN025", place, message).help(help))
            }
        }
    }
}

/// The element at the end of a path; the error is none where it was reported already.
fn walk<'a>(
    value: &'a Value,
    path: &[Value],
    place: Span,
) -> Result<&'a Value, Option<Box<Diagnostic>>> {
    path.iter().try_fold(value, |value, index| step(value, index, place))
}

fn step<'a>(
    value: &'a Value,
    index: &Value,
    place: Span,
) -> Result<&'a Value, Option<Box<Diagnostic>>> {
    let error = |message: String| Diagnostic::error("GEN025", place, message);
    let diagnostic = match (value, index) {
        (Value::Map(map), Value::String(key)) => match map.get(key) {
            Some(node) => return Ok(&node.value),
            None => missing(key, map.keys().map(String::as_str), error),
        },
        (Value::List(items), Value::Number(index)) => {
            let position = super::numbers::natural(index).and_then(|i| usize::try_from(i).ok());
            if let Some(node) = position.and_then(|position| items.get(position)) {
                return Ok(&node.value);
            }
            let count = items.len();
            error(format!("the index {index} is outside of the list"))
                .help(format!("the list has {count} elements, counted from 0"))
        }
        (Value::Invalid, _) | (_, Value::Invalid) => return Err(None),
        (Value::Reference(_) | Value::Template(_), _) => {
            error("what this refers to exists only after apply, and has no elements".to_owned())
                .help("write `TYPE.LABEL.ATTRIBUTE` whole")
        }
        (value, index) => {
            let help = match value {
                Value::List(_) => "elements of a list are numbered: `LIST[0]`",
                Value::Map(_) => "elements of a map have names: `MAP.NAME`",
                _ => "only lists and maps have elements: remove the access",
            };
            error(format!("{} has no element by {}", value.kind(), index.kind())).help(help)
        }
    };
    Err(Some(Box::new(diagnostic)))
}

fn missing<'a>(
    key: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    error: impl Fn(String) -> Diagnostic,
) -> Diagnostic {
    let diagnostic = error(format!("there is no key `{}` here", key.escape_debug()));
    if let Some(near) = nearest(key, known.clone()) {
        return diagnostic.help(format!("did you mean `{near}`?"));
    }
    let keys: Vec<&str> = known.take(10).collect();
    match keys.as_slice() {
        [] => diagnostic.help("the map is empty"),
        keys => diagnostic.help(format!("its keys are `{}`", keys.join("`, `"))),
    }
}
