//! Evaluation of expressions. References to blocks stay symbolic: what they name exists after
//! apply.
//!
//! A failed expression is reported once and becomes [`Value::Invalid`], so that nothing cascades.
//! Work and sizes are bounded, so that no blueprint can hang a run.

mod collections;
mod functions;
mod operators;
mod template;

use super::diagnostic::Diagnostic;
use super::nearest::nearest;
use super::source::{FileId, Span};
use super::syntax;
use super::value::{Node, Reference, Value};
use hcl::edit::expr::{Expression, Traversal, TraversalOperator};
use hcl::edit::structure::Body;
use std::collections::BTreeMap;

/// The most expressions that one blueprint may evaluate, iterations counted.
const MOST_STEPS: usize = 1_000_000;
/// The longest string that an expression may build, in bytes.
pub(super) const LONGEST_STRING: usize = 1 << 20;
/// The most values that a collection may hold, nested ones counted.
pub(super) const MOST_VALUES: usize = 100_000;

/// Block types that can be referred to.
const REFERABLE: [&str; 8] =
    ["bucket", "cache", "database", "nodes", "queue", "secret", "service", "table"];

/// An error that was reported; the expression's value is invalid.
pub(super) struct Failed;

/// What an expression gives, or that it failed.
pub(super) type Evaluated<T = Value> = Result<T, Failed>;

/// Evaluates the expressions of one chain of files with its merged locals.
pub(super) struct Evaluator<'a> {
    locals: BTreeMap<&'a str, (FileId, &'a Expression)>,
    done: BTreeMap<&'a str, Node>,
    /// Locals under evaluation, to find circles.
    pending: Vec<&'a str>,
    /// Variables of enclosing `for` expressions, innermost last.
    scope: Vec<(String, Node)>,
    steps: usize,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Evaluator<'a> {
    /// Takes the locals of the files, base first; each later one replaces an earlier one whole.
    pub(super) fn new(bodies: &[(FileId, &'a Body)]) -> Self {
        let mut locals = BTreeMap::new();
        for (file, body) in bodies {
            let blocks = body.blocks().filter(|block| block.ident.as_str() == "locals");
            for attribute in blocks.flat_map(|block| block.body.attributes()) {
                locals.insert(attribute.key.as_str(), (*file, &attribute.value));
            }
        }
        let (done, pending, scope) = (BTreeMap::new(), Vec::new(), Vec::new());
        Self { locals, done, pending, scope, steps: 0, diagnostics: Vec::new() }
    }

    /// Evaluates the locals that nothing used, and gives every finding.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        let names: Vec<&str> = self.locals.keys().copied().collect();
        for name in names {
            let (file, expression) = self.locals[name];
            let place = syntax::span(file, expression);
            let _ = self.local(name, place);
        }
        self.diagnostics
    }

    /// Records a finding.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The value of an attribute.
    pub(super) fn attribute(&mut self, file: FileId, expression: &Expression) -> Node {
        let value = self.value(file, expression).unwrap_or(Value::Invalid);
        Node { value, span: syntax::span(file, expression) }
    }

    /// Reports an error and fails.
    fn fail<T>(&mut self, diagnostic: Diagnostic) -> Evaluated<T> {
        self.diagnostics.push(diagnostic);
        Err(Failed)
    }

    fn node(&mut self, file: FileId, expression: &Expression) -> Evaluated<Node> {
        let value = self.value(file, expression)?;
        Ok(Node { value, span: syntax::span(file, expression) })
    }

    fn value(&mut self, file: FileId, expression: &Expression) -> Evaluated {
        let place = syntax::span(file, expression);
        self.steps += 1;
        if self.steps > MOST_STEPS {
            if self.steps == MOST_STEPS + 1 {
                let message = "the blueprint's expressions take too many steps";
                self.report(Diagnostic::error("GEN066", place, message));
            }
            return Err(Failed);
        }
        let value = match expression {
            Expression::Null(_) => Value::Null,
            Expression::Bool(value) => Value::Bool(*value.value()),
            Expression::Number(value) => Value::Number(*value.value()),
            Expression::String(value) => Value::String(value.as_str().to_owned()),
            Expression::Array(items) => self.list(file, items)?,
            Expression::Object(object) => self.map(file, object)?,
            Expression::StringTemplate(template) => self.string_template(file, template, place)?,
            Expression::HeredocTemplate(heredoc) => self.heredoc(file, heredoc, place)?,
            Expression::Parenthesis(inner) => self.value(file, inner.inner())?,
            Expression::Variable(name) => self.variable(name.as_str(), place)?,
            Expression::Conditional(conditional) => self.conditional(file, conditional)?,
            Expression::FuncCall(call) => self.call(file, call, place)?,
            Expression::Traversal(traversal) => self.traversal(file, traversal)?,
            Expression::UnaryOp(operation) => self.unary(file, operation)?,
            Expression::BinaryOp(operation) => self.binary(file, operation)?,
            Expression::ForExpr(expression) => self.for_expression(file, expression)?,
        };
        if let Some(what) = too_large(&value) {
            return self.fail(Diagnostic::error("GEN066", place, what));
        }
        Ok(value)
    }

    /// The value of a local, as seen from `place`.
    fn local(&mut self, name: &str, place: Span) -> Evaluated {
        let Some((&name, &(file, expression))) = self.locals.get_key_value(name) else {
            let diagnostic =
                Diagnostic::error("GEN020", place, format!("there is no local `{name}`"));
            let near = nearest(name, self.locals.keys().copied());
            return self.fail(match near {
                Some(near) => diagnostic.help(format!("did you mean `local.{near}`?")),
                None => diagnostic.help(format!("add `{name} = …` to a `locals` block")),
            });
        };
        if !self.done.contains_key(name) {
            if self.pending.contains(&name) {
                let message = format!("`local.{name}` is defined by itself");
                let circle = self.pending.join("` → `local.");
                return self.fail(
                    Diagnostic::error("GEN021", place, message)
                        .help(format!("break the circle `local.{circle}` → `local.{name}`")),
                );
            }
            self.pending.push(name);
            let scope = std::mem::take(&mut self.scope);
            let node = self.attribute(file, expression);
            self.scope = scope;
            self.pending.pop();
            self.done.insert(name, node);
        }
        let mut node = self.done[name].clone();
        if node.value == Value::Invalid {
            return Err(Failed);
        }
        relocate(&mut node, place);
        Ok(node.value)
    }

    fn variable(&mut self, name: &str, place: Span) -> Evaluated {
        if let Some((_, node)) = self.scope.iter().rev().find(|(known, _)| known == name) {
            return Ok(node.value.clone());
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

    fn traversal(&mut self, file: FileId, traversal: &Traversal) -> Evaluated {
        let place = syntax::span(file, traversal);
        let mut operators = traversal.operators.iter();
        let root = match &traversal.expr {
            Expression::Variable(name) => Some(name.as_str()),
            _ => None,
        };
        let shadowed = root.is_some_and(|root| self.scope.iter().any(|(name, _)| name == root));
        let mut value = match root.filter(|_| !shadowed) {
            Some("local") => match operators.next().map(hcl::edit::Decorated::value) {
                Some(TraversalOperator::GetAttr(name)) => self.local(name.as_str(), place)?,
                _ => {
                    let message = "`local` wants a name";
                    return self.fail(
                        Diagnostic::error("GEN020", place, message).help("write `local.NAME`"),
                    );
                }
            },
            Some(kind) if REFERABLE.contains(&kind) => {
                return self.reference(file, kind, traversal, place);
            }
            _ => self.value(file, &traversal.expr)?,
        };
        for operator in operators {
            value = self.step(file, value, operator.value(), place)?;
        }
        Ok(value)
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
}

/// Gives a value that came through a local the place where it is used.
fn relocate(node: &mut Node, place: Span) {
    node.span = place;
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| relocate(item, place)),
        Value::Map(map) => map.values_mut().for_each(|item| relocate(item, place)),
        _ => (),
    }
}

/// Why a value is larger than any blueprint needs.
fn too_large(value: &Value) -> Option<&'static str> {
    match value {
        Value::String(text) if text.len() > LONGEST_STRING => {
            Some("this string has more than 1 MiB")
        }
        Value::List(_) | Value::Map(_) if count(value, MOST_VALUES) > MOST_VALUES => {
            Some("this collection has more than 100,000 values")
        }
        _ => None,
    }
}

/// Counts values, giving up beyond `most`.
fn count(value: &Value, most: usize) -> usize {
    let mut total = 1;
    let children: Box<dyn Iterator<Item = &Node>> = match value {
        Value::List(items) => Box::new(items.iter()),
        Value::Map(map) => Box::new(map.values()),
        _ => return 1,
    };
    for child in children {
        total += count(&child.value, most.saturating_sub(total));
        if total > most {
            break;
        }
    }
    total
}
