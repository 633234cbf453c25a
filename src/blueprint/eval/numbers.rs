//! Numbers: whole ones stay exact, fractions keep 15 digits, and what cannot be held is an error.

use hcl::Number;
use hcl::edit::expr::BinaryOperator;
use std::cmp::Ordering;

/// A whole number, however it is held.
pub(super) fn integer(number: &Number) -> Option<i128> {
    let small = number.as_i64().map(i128::from);
    small.or_else(|| number.as_u64().map(i128::from))
}

/// A whole number that is not negative; `3.0` is one, as in Terraform.
pub(super) fn natural(number: &Number) -> Option<u64> {
    integer(number).and_then(|whole| u64::try_from(whole).ok())
}

/// The number of this value, if 64 bits hold it.
pub(super) fn from_integer(value: i128) -> Option<Number> {
    let positive = u64::try_from(value).ok().map(Number::from);
    positive.or_else(|| i64::try_from(value).ok().map(Number::from))
}

/// Which of two numbers is larger.
pub(super) fn compare(one: &Number, other: &Number) -> Option<Ordering> {
    match (integer(one), integer(other)) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
    }
}

/// The result of arithmetic; `None` where no number holds it.
pub(super) fn compute(operator: BinaryOperator, one: &Number, other: &Number) -> Option<Number> {
    if let (Some(a), Some(b)) = (integer(one), integer(other)) {
        let exact = match operator {
            BinaryOperator::Plus => a.checked_add(b),
            BinaryOperator::Minus => a.checked_sub(b),
            BinaryOperator::Mul => a.checked_mul(b),
            BinaryOperator::Mod => a.checked_rem(b),
            _ if a % b == 0 => a.checked_div(b),
            _ => return fraction(operator, one, other),
        };
        return exact.and_then(from_integer);
    }
    fraction(operator, one, other)
}

fn fraction(operator: BinaryOperator, one: &Number, other: &Number) -> Option<Number> {
    let (a, b) = (one.as_f64()?, other.as_f64()?);
    let result = match operator {
        BinaryOperator::Plus => a + b,
        BinaryOperator::Minus => a - b,
        BinaryOperator::Mul => a * b,
        BinaryOperator::Div => a / b,
        _ => a % b,
    };
    // Binary noise beyond 15 digits: Terraform computes `0.1 + 0.2` as `0.3`.
    let rounded = format!("{result:.14e}").parse().ok().filter(|number: &f64| number.is_finite());
    rounded.and_then(Number::from_f64)
}

/// Whether a number is the one that its literal spells, to the last digit.
pub(super) fn exact(literal: &str, number: &Number) -> bool {
    let held = match (integer(number), number.as_f64()) {
        (Some(whole), _) => whole.to_string(),
        (None, Some(float)) => format!("{float:e}"),
        (None, None) => return false,
    };
    significant(literal) == significant(&held)
}

/// The digits that count: without sign, point, exponent and zeros at the ends.
fn significant(text: &str) -> String {
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').to_owned()
}
