//! The references in an expression.

use crate::ir::Expr;
use hcl::edit::expr::Expression as Parsed;
use hcl::edit::template::{Element as ParsedElement, StringTemplate};
use hcl::expr::{ForExpr, ObjectKey, Operation, TemplateExpr, TraversalOperator};

/// The names of a reference in order; indexes and splats between them are left out.
pub(super) type Path = Vec<String>;

/// A piece of a template.
pub(super) enum Element {
    Literal(String),
    Value(Expr),
}

/// Every reference in an expression, without the iteration variables of its `for` expressions.
pub(super) fn references(expr: &Expr) -> Vec<Path> {
    let mut walk = Walk::default();
    walk.expression(expr);
    walk.found
}

/// The pieces of a quoted template; none if it is a heredoc, has a directive or does not parse.
pub(super) fn elements(template: &TemplateExpr) -> Option<Vec<Element>> {
    let TemplateExpr::QuotedString(raw) = template else { return None };
    match hcl::edit::parser::parse_expr(&format!("\"{raw}\"")).ok()? {
        Parsed::String(text) => Some(vec![Element::Literal(text.as_str().to_owned())]),
        Parsed::StringTemplate(template) => pieces(template),
        _ => None,
    }
}

fn pieces(template: StringTemplate) -> Option<Vec<Element>> {
    template
        .into_iter()
        .map(|element| match element {
            ParsedElement::Literal(text) => Some(Element::Literal(text.as_str().to_owned())),
            ParsedElement::Interpolation(value) => Some(Element::Value(value.expr.into())),
            ParsedElement::Directive(_) => None,
        })
        .collect()
}

/// The names that a traversal runs through after its root.
pub(super) fn attributes(operators: &[TraversalOperator]) -> impl Iterator<Item = String> {
    operators.iter().filter_map(|operator| match operator {
        TraversalOperator::GetAttr(name) => Some(name.to_string()),
        _ => None,
    })
}

#[derive(Default)]
struct Walk {
    /// Iteration variables of the `for` expressions around the current one.
    bound: Vec<String>,
    found: Vec<Path>,
}

impl Walk {
    fn expression(&mut self, expr: &Expr) {
        match expr {
            Expr::Array(items) => items.iter().for_each(|item| self.expression(item)),
            Expr::Object(entries) => entries.iter().for_each(|(key, value)| {
                if let ObjectKey::Expression(key) = key {
                    self.expression(key);
                }
                self.expression(value);
            }),
            Expr::TemplateExpr(template) => self.template(template),
            Expr::Variable(name) => self.reference(name.as_str(), &[]),
            Expr::Traversal(traversal) => self.traversal(&traversal.expr, &traversal.operators),
            Expr::FuncCall(call) => call.args.iter().for_each(|item| self.expression(item)),
            Expr::Parenthesis(inner) => self.expression(inner),
            Expr::Conditional(choice) => {
                for part in [&choice.cond_expr, &choice.true_expr, &choice.false_expr] {
                    self.expression(part);
                }
            }
            Expr::Operation(operation) => match operation.as_ref() {
                Operation::Unary(unary) => self.expression(&unary.expr),
                Operation::Binary(binary) => {
                    self.expression(&binary.lhs_expr);
                    self.expression(&binary.rhs_expr);
                }
            },
            Expr::ForExpr(loops) => self.for_expr(loops),
            // Null, booleans, numbers, strings.
            _ => {}
        }
    }

    fn traversal(&mut self, root: &Expr, operators: &[TraversalOperator]) {
        match root {
            Expr::Variable(name) => self.reference(name.as_str(), operators),
            other => self.expression(other),
        }
        for operator in operators {
            if let TraversalOperator::Index(index) = operator {
                self.expression(index);
            }
        }
    }

    fn reference(&mut self, root: &str, operators: &[TraversalOperator]) {
        if !self.bound.iter().any(|bound| bound == root) {
            self.found.push([root.to_owned()].into_iter().chain(attributes(operators)).collect());
        }
    }

    fn template(&mut self, template: &TemplateExpr) {
        for element in elements(template).into_iter().flatten() {
            if let Element::Value(value) = element {
                self.expression(&value);
            }
        }
    }

    fn for_expr(&mut self, loops: &ForExpr) {
        self.expression(&loops.collection_expr);
        let outside = self.bound.len();
        self.bound.extend(loops.key_var.iter().chain([&loops.value_var]).map(ToString::to_string));
        let inside = loops.key_expr.iter().chain([&loops.value_expr]).chain(&loops.cond_expr);
        inside.for_each(|part| self.expression(part));
        self.bound.truncate(outside);
    }
}
