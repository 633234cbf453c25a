//! Operators: arithmetic, comparison, logic. Nothing is converted.

use super::{Evaluated, Evaluator, Failed, numbers};
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::source::{FileId, Span};
use crate::blueprint::value::{Node, Value};
use hcl::Number;
use hcl::edit::expr::{BinaryOp, BinaryOperator, UnaryOp, UnaryOperator};
use std::cmp::Ordering;

impl Evaluator<'_> {
    pub(super) fn unary(&mut self, file: FileId, operation: &UnaryOp) -> Evaluated {
        let node = self.node(file, &operation.expr)?;
        match (operation.operator.value(), node.value) {
            (UnaryOperator::Not, Value::Bool(value)) => Ok(Value::Bool(!value)),
            (UnaryOperator::Neg, Value::Number(value)) => {
                let zero = Number::from(0u64);
                self.arithmetic(BinaryOperator::Minus, (&zero, &value), node.span)
            }
            (_, Value::Reference(_) | Value::Template(_)) => self.unknown_yet(node.span),
            (_, Value::Invalid) => Err(Failed),
            (operator, other) => {
                let message = format!("`{}` does not apply to {}", operator.as_str(), other.kind());
                let wanted = if *operator == UnaryOperator::Not { "a bool" } else { "a number" };
                self.fail(Diagnostic::error("GEN030", node.span, message).help(operand(wanted)))
            }
        }
    }

    pub(super) fn binary(&mut self, file: FileId, operation: &BinaryOp) -> Evaluated {
        let operator = *operation.operator.value();
        let left = self.node(file, &operation.lhs_expr)?;
        // Like Terraform, both sides of `&&` and `||` are evaluated: an error in either is one.
        let right = self.node(file, &operation.rhs_expr)?;
        for side in [&left, &right] {
            if matches!(side.value, Value::Reference(_) | Value::Template(_)) {
                return self.unknown_yet(side.span);
            }
        }
        match operator {
            BinaryOperator::Eq => Ok(Value::Bool(equal(&left, &right))),
            BinaryOperator::NotEq => Ok(Value::Bool(!equal(&left, &right))),
            BinaryOperator::And | BinaryOperator::Or => {
                let (one, other) =
                    (self.operand(&left, operator)?, self.operand(&right, operator)?);
                Ok(Value::Bool(if operator == BinaryOperator::And {
                    one && other
                } else {
                    one || other
                }))
            }
            _ => self.numeric(operator, (&left, &right)),
        }
    }

    fn operand(&mut self, node: &Node, operator: BinaryOperator) -> Evaluated<bool> {
        match node.value {
            Value::Bool(value) => Ok(value),
            _ => self.wrong(node, operator),
        }
    }

    fn wrong<T>(&mut self, node: &Node, operator: BinaryOperator) -> Evaluated<T> {
        if node.value == Value::Invalid {
            return Err(Failed);
        }
        let message = format!("`{}` does not apply to {}", operator.as_str(), node.value.kind());
        let logical = matches!(operator, BinaryOperator::And | BinaryOperator::Or);
        let help = operand(if logical { "a bool" } else { "a number" });
        self.fail(Diagnostic::error("GEN030", node.span, message).help(help))
    }

    fn numeric(&mut self, operator: BinaryOperator, (left, right): (&Node, &Node)) -> Evaluated {
        let Value::Number(one) = &left.value else { return self.wrong(left, operator) };
        let Value::Number(other) = &right.value else { return self.wrong(right, operator) };
        let order = numbers::compare(one, other);
        let compared = match operator {
            BinaryOperator::Less => order.map(Ordering::is_lt),
            BinaryOperator::LessEq => order.map(Ordering::is_le),
            BinaryOperator::Greater => order.map(Ordering::is_gt),
            BinaryOperator::GreaterEq => order.map(Ordering::is_ge),
            _ => None,
        };
        match compared {
            Some(result) => Ok(Value::Bool(result)),
            None => self.arithmetic(operator, (one, other), right.span),
        }
    }

    fn arithmetic(
        &mut self,
        operator: BinaryOperator,
        (one, other): (&Number, &Number),
        place: Span,
    ) -> Evaluated {
        let divides = matches!(operator, BinaryOperator::Div | BinaryOperator::Mod);
        if divides && *other == Number::from(0u64) {
            let diagnostic = Diagnostic::error("GEN031", place, "this divides by zero");
            return self.fail(diagnostic.help("write another divisor"));
        }
        match numbers::compute(operator, one, other) {
            Some(number) => Ok(Value::Number(number)),
            None => {
                let message = "the result is too large for a number";
                let help = "whole numbers go up to 18446744073709551615: write smaller ones";
                self.fail(Diagnostic::error("GEN031", place, message).help(help))
            }
        }
    }

    /// A reference where a value is needed now.
    pub(super) fn unknown_yet<T>(&mut self, place: Span) -> Evaluated<T> {
        let message =
            "what this refers to exists only after apply, so nothing can be computed from it";
        let help = "use it whole, or inside of a string: `\"${TYPE.LABEL.ATTRIBUTE}\"`";
        self.fail(Diagnostic::error("GEN028", place, message).help(help))
    }
}

fn operand(wanted: &str) -> String {
    format!("give it {wanted}; nothing is converted")
}

/// Equality as Terraform has it: values of different types differ.
pub(super) fn equal(left: &Node, right: &Node) -> bool {
    match (&left.value, &right.value) {
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| equal(a, b))
        }
        (Value::Map(one), Value::Map(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, a)| other.get(key).is_some_and(|b| equal(a, b)))
        }
        (Value::Number(one), Value::Number(other)) => {
            numbers::compare(one, other) == Some(Ordering::Equal)
        }
        (one, other) => one == other,
    }
}
