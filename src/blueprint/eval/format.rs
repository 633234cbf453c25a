//! `format`, with the verbs, flags, widths and precisions of Terraform's.

use super::numbers::integer;
use super::template::join;
use super::{Evaluated, Evaluator};
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::source::Span;
use crate::blueprint::value::{Node, Piece, Value};
use std::iter::Peekable;
use std::str::Chars;

/// The widest that a verb pads to, and the most digits behind a point.
const WIDEST: usize = 1000;

/// What stands between `%` and the verb.
#[derive(Default)]
struct Verb {
    /// Of `+`, space, `-`, `#` and `0`.
    flags: String,
    width: Option<usize>,
    precision: Option<usize>,
    argument: Option<usize>,
    letter: char,
}

impl Verb {
    fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }
}

impl Evaluator<'_> {
    pub(super) fn format(&mut self, arguments: &[Node], place: Span) -> Evaluated {
        let pattern = self.string(&arguments[0])?;
        let (at, arguments) = (arguments[0].span, &arguments[1..]);
        let (mut pieces, mut length, mut next, mut used) = (Vec::new(), 0, 0, 0);
        let mut characters = pattern.chars().peekable();
        while characters.peek().is_some() {
            let text = literal(&mut characters);
            length += text.len();
            pieces.push(Piece::Literal(text));
            if characters.next_if_eq(&'%').is_none() {
                continue;
            }
            let Some(verb) = verb(&mut characters) else {
                return self.bad_format("a verb ends too early, or is wider than 1000", at);
            };
            if verb.letter == '%' {
                pieces.push(Piece::Literal("%".to_owned()));
                continue;
            }
            let index = verb.argument.unwrap_or(next);
            next = index + 1;
            used = used.max(next);
            let Some(argument) = arguments.get(index) else {
                return self.bad_format("there are fewer arguments than verbs", at);
            };
            let written = self.verb(&verb, argument, at)?;
            length += written.iter().map(Piece::len).sum::<usize>();
            pieces.extend(written);
            self.fits(length, place)?;
        }
        if used < arguments.len() {
            return self.bad_format("there are more arguments than verbs", at);
        }
        Ok(join(pieces))
    }

    fn bad_format<T>(&mut self, message: &str, place: Span) -> Evaluated<T> {
        let help = "the verbs are %s, %v, %d, %q, %t, %f, %e, %x, %X, %o, %b and %%; each takes the next argument";
        self.fail(Diagnostic::error("GEN064", place, message).help(help))
    }

    fn verb(&mut self, verb: &Verb, argument: &Node, at: Span) -> Evaluated<Vec<Piece>> {
        let plain = verb.width.is_none() && verb.precision.is_none() && !verb.has('#');
        let later = matches!(argument.value, Value::Reference(_) | Value::Template(_));
        if later && plain && matches!(verb.letter, 's' | 'v') {
            return self.text_of(argument);
        }
        let text = match (verb.letter, &argument.value) {
            ('v', value) if verb.has('#') => self.json(argument, value)?,
            ('v', Value::Null) => "null".to_owned(),
            ('v', value @ (Value::List(_) | Value::Map(_))) => self.json(argument, value)?,
            ('s' | 'v', value) => match value.to_text() {
                Some(text) => text,
                None => return self.mismatch(argument, "a string, number or bool"),
            },
            ('q', Value::String(text)) => quoted(text),
            ('q', _) => return self.mismatch(argument, "a string"),
            ('t', Value::Bool(flag)) => flag.to_string(),
            ('t', _) => return self.mismatch(argument, "a bool"),
            ('d' | 'b' | 'o' | 'x' | 'X', Value::Number(number)) => match integer(number) {
                Some(whole) => whole_number(verb, whole),
                None => return self.mismatch(argument, "a whole number"),
            },
            ('d' | 'b' | 'o' | 'x' | 'X', _) => return self.mismatch(argument, "a whole number"),
            ('f' | 'e', Value::Number(number)) => {
                decimal_number(verb, number.as_f64().unwrap_or_default())
            }
            ('f' | 'e', _) => return self.mismatch(argument, "a number"),
            (other, _) => {
                let shown = other.escape_debug();
                return self.bad_format(&format!("there is no verb `%{shown}`"), at);
            }
        };
        Ok(vec![Piece::Literal(padded(verb, text))])
    }

    /// A value as JSON, as `%#v` writes it.
    fn json(&mut self, argument: &Node, value: &Value) -> Evaluated<String> {
        match json(value) {
            Some(json) => Ok(json.to_string()),
            None => self.mismatch(argument, "a value without references"),
        }
    }
}

/// The text before the next `%`.
fn literal(characters: &mut Peekable<Chars<'_>>) -> String {
    let mut text = String::new();
    while let Some(character) = characters.next_if(|c| *c != '%') {
        text.push(character);
    }
    text
}

/// What follows `%`; `None` where the pattern ends in it or a number is too large.
fn verb(characters: &mut Peekable<Chars<'_>>) -> Option<Verb> {
    let mut verb = Verb::default();
    while let Some(flag) = characters.next_if(|c| "+ -#0".contains(*c)) {
        verb.flags.push(flag);
    }
    if characters.peek().is_some_and(char::is_ascii_digit) {
        verb.width = Some(number(characters)?);
    }
    if characters.next_if_eq(&'.').is_some() {
        verb.precision = Some(number(characters)?);
    }
    if characters.next_if_eq(&'[').is_some() {
        verb.argument = Some(number(characters)?.checked_sub(1)?);
        characters.next_if_eq(&']')?;
    }
    verb.letter = characters.next()?;
    Some(verb)
}

/// Digits as a number; none is 0.
fn number(characters: &mut Peekable<Chars<'_>>) -> Option<usize> {
    let mut number = 0usize;
    while let Some(digit) = characters.next_if(char::is_ascii_digit).and_then(|c| c.to_digit(10)) {
        number = number * 10 + digit as usize;
        if number > WIDEST {
            return None;
        }
    }
    Some(number)
}

fn whole_number(verb: &Verb, whole: i128) -> String {
    let magnitude = whole.unsigned_abs();
    let (prefix, digits) = match verb.letter {
        'b' => ("0b", format!("{magnitude:b}")),
        'o' => ("0", format!("{magnitude:o}")),
        'x' => ("0x", format!("{magnitude:x}")),
        'X' => ("0X", format!("{magnitude:X}")),
        _ => ("", magnitude.to_string()),
    };
    let prefix = if verb.has('#') { prefix } else { "" };
    format!("{}{prefix}{digits}", sign(verb, whole < 0))
}

fn decimal_number(verb: &Verb, number: f64) -> String {
    let precision = verb.precision.unwrap_or(6);
    let magnitude = number.abs();
    let digits = if verb.letter == 'f' {
        format!("{magnitude:.precision$}")
    } else {
        exponent(&format!("{magnitude:.precision$e}"))
    };
    format!("{}{digits}", sign(verb, number < 0.0))
}

/// An exponent with its sign and at least two digits.
fn exponent(text: &str) -> String {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (sign, digits) = exponent.strip_prefix('-').map_or(('+', exponent), |rest| ('-', rest));
    format!("{mantissa}e{sign}{digits:0>2}")
}

fn sign(verb: &Verb, negative: bool) -> &'static str {
    match (negative, verb.has('+'), verb.has(' ')) {
        (true, ..) => "-",
        (false, true, _) => "+",
        (false, false, true) => " ",
        _ => "",
    }
}

/// Cuts strings to the precision, and pads to the width: with zeros behind the sign of a number.
fn padded(verb: &Verb, text: String) -> String {
    let numeric = "dboxXfe".contains(verb.letter);
    let text = match verb.precision {
        Some(precision) if verb.letter == 's' => text.chars().take(precision).collect(),
        _ => text,
    };
    let missing = verb.width.unwrap_or(0).saturating_sub(text.chars().count());
    if verb.has('-') {
        return text + &" ".repeat(missing);
    }
    if !(verb.has('0') && numeric) {
        return " ".repeat(missing) + &text;
    }
    let digits = text.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    format!("{}{}{}", &text[..digits], "0".repeat(missing), &text[digits..])
}

fn quoted(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}

fn json(value: &Value) -> Option<serde_json::Value> {
    Some(match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(flag) => (*flag).into(),
        Value::String(text) => text.as_str().into(),
        Value::Number(number) => match integer(number) {
            Some(whole) => serde_json::from_str(&whole.to_string()).ok()?,
            None => number.as_f64()?.into(),
        },
        Value::List(items) => items.iter().map(|item| json(&item.value)).collect::<Option<_>>()?,
        Value::Map(map) => {
            let entries = map.iter().map(|(key, item)| Some((key.clone(), json(&item.value)?)));
            serde_json::Value::Object(entries.collect::<Option<_>>()?)
        }
        Value::Reference(_) | Value::Template(_) | Value::Invalid => return None,
    })
}
