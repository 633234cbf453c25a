//! Operators: arithmetic, comparison, logic. Nothing is converted.

use super::{Evaluated, Evaluator, Failed};
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::source::{FileId, Span};
use crate::blueprint::value::{Node, Value};
use hcl::Number;
use hcl::edit::expr::{BinaryOp, BinaryOperator, UnaryOp, UnaryOperator};

impl Evaluator<'_> {
    pub(super) fn unary(&mut self, file: FileId, operation: &UnaryOp) -> Evaluated {
        let node = self.node(file, &operation.expr)?;
        match (operation.operator.value(), node.value) {
            (UnaryOperator::Not, Value::Bool(value)) => Ok(Value::Bool(!value)),
            (UnaryOperator::Neg, Value::Number(value)) => Ok(Value::Number(-value)),
            (_, Value::Invalid) => Err(Failed),
            (operator, other) => {
                let message = format!("`{}` does not apply to {}", operator.as_str(), other.kind());
                self.fail(Diagnostic::error("GEN030", node.span, message))
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
        self.fail(Diagnostic::error("GEN030", node.span, message))
    }

    fn numeric(&mut self, operator: BinaryOperator, (left, right): (&Node, &Node)) -> Evaluated {
        let Value::Number(one) = &left.value else { return self.wrong(left, operator) };
        let Value::Number(other) = &right.value else { return self.wrong(right, operator) };
        let (a, b) = (one.as_f64().unwrap_or(f64::NAN), other.as_f64().unwrap_or(f64::NAN));
        let compared = match operator {
            BinaryOperator::Less => Some(a < b),
            BinaryOperator::LessEq => Some(a <= b),
            BinaryOperator::Greater => Some(a > b),
            BinaryOperator::GreaterEq => Some(a >= b),
            _ => None,
        };
        if let Some(result) = compared {
            return Ok(Value::Bool(result));
        }
        if matches!(operator, BinaryOperator::Div | BinaryOperator::Mod) && b == 0.0 {
            let message = "this divides by zero";
            return self.fail(Diagnostic::error("GEN031", right.span, message));
        }
        match whole(operator, one, other).or_else(|| fraction(operator, a, b)) {
            Some(number) => Ok(Value::Number(number)),
            None => {
                let message = "the result is too large for a number";
                self.fail(Diagnostic::error("GEN031", left.span, message))
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

/// Whole numbers stay exact; `None` where the result is no whole number of 64 bits.
fn whole(operator: BinaryOperator, one: &Number, other: &Number) -> Option<Number> {
    let (a, b) = (i128::from(one.as_i64()?), i128::from(other.as_i64()?));
    let result = match operator {
        BinaryOperator::Plus => a + b,
        BinaryOperator::Minus => a - b,
        BinaryOperator::Mul => a * b,
        BinaryOperator::Div if a % b == 0 => a / b,
        BinaryOperator::Mod => a % b,
        _ => return None,
    };
    i64::try_from(result).ok().map(Number::from)
}

fn fraction(operator: BinaryOperator, a: f64, b: f64) -> Option<Number> {
    let result = match operator {
        BinaryOperator::Plus => a + b,
        BinaryOperator::Minus => a - b,
        BinaryOperator::Mul => a * b,
        BinaryOperator::Div => a / b,
        _ => a % b,
    };
    Number::from_f64(result)
}

/// Equality as Terraform has it: values of different types differ.
fn equal(left: &Node, right: &Node) -> bool {
    match (&left.value, &right.value) {
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| equal(a, b))
        }
        (Value::Map(one), Value::Map(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, a)| other.get(key).is_some_and(|b| equal(a, b)))
        }
        (one, other) => one == other,
    }
}
