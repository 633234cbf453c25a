//! Limits on work, sizes and depth, so that no blueprint hangs a run or exhausts its memory.

use super::{Evaluated, Evaluator};
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::source::Span;
use crate::blueprint::value::{Node, Piece, Value};

/// The most steps that one blueprint may take: expressions, iterations and copied values.
const MOST_STEPS: usize = 1_000_000;
/// How deeply expressions may nest, those of locals that they use counted.
const DEEPEST: usize = 192;
/// How deeply the values of locals may nest.
const DEEPEST_VALUE: usize = 64;
/// The most values that a collection may hold, nested ones counted.
const MOST_VALUES: usize = 100_000;
/// The longest string that an expression may build, in bytes.
pub(super) const LONGEST_STRING: usize = 1 << 20;
/// So many bytes of a string cost as much as one step.
const BYTES_A_STEP: usize = 64;

impl Evaluator<'_> {
    /// Counts steps, and fails when there were too many; that is told once.
    pub(super) fn spend(&mut self, steps: usize, place: Span) -> Evaluated<()> {
        let before = self.steps;
        self.steps = self.steps.saturating_add(steps);
        if self.steps <= MOST_STEPS {
            return Ok(());
        }
        if before > MOST_STEPS {
            return Err(super::Failed);
        }
        self.too_much(place, "the blueprint's expressions take too many steps")
    }

    /// Counts the copying of a value.
    pub(super) fn charge(&mut self, value: &Value, place: Span) -> Evaluated<()> {
        self.spend(weight(value), place)
    }

    /// One level deeper into expressions.
    pub(super) fn descend(&mut self, place: Span) -> Evaluated<()> {
        self.depth += 1;
        if self.depth <= DEEPEST {
            return Ok(());
        }
        self.depth -= 1;
        self.too_much(place, "locals and expressions nest too deeply here")
    }

    /// Fails if a value is larger than any blueprint needs.
    pub(super) fn limited(&mut self, value: Value, place: Span) -> Evaluated {
        match &value {
            Value::String(text) => self.fits(text.len(), place)?,
            Value::Template(pieces) => {
                self.fits(pieces.iter().map(Piece::len).sum(), place)?;
            }
            Value::List(_) | Value::Map(_) => {
                if count(&value, MOST_VALUES) > MOST_VALUES {
                    return self.too_much(place, "this collection has more than 100,000 values");
                }
                if depth(&value) > DEEPEST_VALUE {
                    return self.too_much(place, "this value nests more than 64 levels");
                }
            }
            _ => (),
        }
        Ok(value)
    }

    /// Fails if a string of this many bytes is longer than any blueprint needs.
    pub(super) fn fits(&mut self, length: usize, place: Span) -> Evaluated<()> {
        if length <= LONGEST_STRING {
            return Ok(());
        }
        self.too_much(place, "this string has more than 1 MiB")
    }

    fn too_much<T>(&mut self, place: Span, message: &str) -> Evaluated<T> {
        let help = "write the values that are needed: a blueprint describes one platform";
        self.fail(Diagnostic::error("GEN066", place, message).help(help))
    }
}

impl Piece {
    /// Its length in bytes; a reference counts as one.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Literal(text) => text.len(),
            Self::Reference(_) => 1,
        }
    }
}

fn children(value: &Value) -> Box<dyn Iterator<Item = &Node> + '_> {
    match value {
        Value::List(items) => Box::new(items.iter()),
        Value::Map(map) => Box::new(map.values()),
        _ => Box::new(std::iter::empty()),
    }
}

/// What copying a value costs, in steps.
fn weight(value: &Value) -> usize {
    let own = match value {
        Value::String(text) => text.len() / BYTES_A_STEP,
        Value::Template(pieces) => pieces.iter().map(|piece| 1 + piece.len() / BYTES_A_STEP).sum(),
        _ => 0,
    };
    children(value).map(|child| weight(&child.value)).sum::<usize>() + own + 1
}

/// Counts values, giving up beyond `most`.
fn count(value: &Value, most: usize) -> usize {
    let mut total = 1;
    for child in children(value) {
        total += count(&child.value, most.saturating_sub(total));
        if total > most {
            break;
        }
    }
    total
}

fn depth(value: &Value) -> usize {
    children(value).map(|child| depth(&child.value)).max().unwrap_or(0) + 1
}
