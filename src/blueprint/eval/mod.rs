//! Evaluation of expressions. References to blocks stay symbolic: what they name exists after
//! apply.
//!
//! A failed expression is reported once and becomes [`Value::Invalid`], so that nothing cascades.
//! Work and sizes are bounded, so that no blueprint can hang a run.

mod access;
mod collections;
mod format;
mod functions;
mod limits;
mod locals;
mod numbers;
mod operators;
mod template;

use super::diagnostic::Diagnostic;
use super::nearest::nearest;
use super::source::{FileId, Span};
use super::syntax;
use super::value::{Node, Value};
use hcl::Number;
use hcl::edit::expr::Expression;
use hcl::edit::structure::Body;
use std::collections::BTreeMap;

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
    /// How many expressions are under evaluation, one inside the other.
    depth: usize,
    /// Whether files of the chain are missing, so that a local may be there after all.
    partial: bool,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Evaluator<'a> {
    /// Takes the locals of the files, base first; each later one replaces an earlier one whole.
    /// A chain that is `partial` lacks files that could not be read.
    pub(super) fn new(bodies: &[(FileId, &'a Body)], partial: bool) -> Self {
        let (locals, mut diagnostics) = (locals::merged(bodies), Vec::new());
        locals::check(bodies, &mut diagnostics);
        let (done, pending, scope) = (BTreeMap::new(), Vec::new(), Vec::new());
        let (steps, depth) = (0, 0);
        Self { locals, done, pending, scope, steps, depth, partial, diagnostics }
    }

    /// Evaluates the locals that nothing used, and gives every finding.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        let names: Vec<&str> = self.locals.keys().copied().collect();
        for name in names {
            let (file, expression) = self.locals[name];
            let place = syntax::span(file, expression);
            let _ = self.evaluated(name, place);
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
        self.spend(1, place)?;
        self.descend(place)?;
        let value = self.computed(file, expression, place);
        self.depth -= 1;
        self.limited(value?, place)
    }

    fn computed(&mut self, file: FileId, expression: &Expression, place: Span) -> Evaluated {
        let value = match expression {
            Expression::Null(_) => Value::Null,
            Expression::Bool(value) => Value::Bool(*value.value()),
            Expression::Number(value) => {
                let literal = value.as_repr().map(|repr| &**repr);
                self.number(literal, *value.value(), place)?
            }
            Expression::String(value) => {
                let value = Value::String(value.as_str().to_owned());
                self.charge(&value, place)?;
                value
            }
            Expression::Array(items) => self.list(file, items)?,
            Expression::Object(object) => self.map(file, object)?,
            Expression::StringTemplate(template) => self.string_template(file, template, place)?,
            Expression::HeredocTemplate(heredoc) => self.heredoc(file, heredoc, place)?,
            Expression::Parenthesis(inner) => self.value(file, inner.inner())?,
            Expression::Variable(name) => self.variable(name.as_str(), place)?,
            Expression::Conditional(conditional) => self.conditional(file, conditional)?,
            Expression::FuncCall(call) => {
                let value = self.call(file, call, place)?;
                self.charge(&value, place)?;
                value
            }
            Expression::Traversal(traversal) => self.traversal(file, traversal)?,
            Expression::UnaryOp(operation) => self.unary(file, operation)?,
            Expression::BinaryOp(operation) => self.binary(file, operation)?,
            Expression::ForExpr(expression) => self.for_expression(file, expression)?,
        };
        Ok(value)
    }

    /// A number that means what its literal says, to the last digit.
    fn number(&mut self, literal: Option<&str>, number: Number, place: Span) -> Evaluated {
        if literal.is_none_or(|literal| numbers::exact(literal, &number)) {
            return Ok(Value::Number(number));
        }
        let message = format!("this number has more digits than can be kept: it becomes {number}");
        self.fail(
            Diagnostic::error("GEN031", place, message)
                .help("write fewer digits, or put it in quotes if it is an identifier"),
        )
    }

    /// Evaluates a local, on first use; `place` is where it is used. Gives its name.
    fn evaluated(&mut self, name: &str, place: Span) -> Evaluated<&'a str> {
        let Some((&name, &(file, expression))) = self.locals.get_key_value(name) else {
            if self.partial {
                return Err(Failed);
            }
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
        if self.done[name].value == Value::Invalid { Err(Failed) } else { Ok(name) }
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
