//! A value against its declared type. No value is converted.

use crate::blueprint::check::hint;
use crate::blueprint::declare::{DAYS, Form, Kind, hints};
use crate::blueprint::diagnostic::{Diagnostic, shown};
use crate::blueprint::source::Span;
use crate::blueprint::value::{Node, Piece, Value};

/// Checks the value of the attribute `name`.
pub(super) fn check(name: &str, kind: &Kind, node: &Node, found: &mut Vec<Diagnostic>) {
    match (kind, &node.value) {
        (_, Value::Invalid)
        | (Kind::Flag | Kind::Setting, Value::Bool(_))
        | (Kind::Setting, Value::Number(_))
        | (Kind::Reference(_) | Kind::Setting | Kind::Confidential, Value::Reference(_)) => {}
        (Kind::Whole(min, max), Value::Number(number)) => {
            whole(name, number, (*min, *max), node.span, found);
        }
        (Kind::Between(min, max), Value::Number(number)) => {
            if !number.as_f64().is_some_and(|number| number > *min && number < *max) {
                found.push(out_of_range(name, number, kind, node.span));
            }
        }
        (Kind::Days, Value::Number(number)) => days(name, number, node.span, found),
        (Kind::Text(form), Value::String(text)) => string(name, *form, text, node.span, found),
        (Kind::Choice(choices), Value::String(text)) => {
            choice(name, choices, text, node.span, found);
        }
        (Kind::List(element) | Kind::Filled(element), Value::List(items)) => {
            if items.is_empty() && matches!(kind, Kind::Filled(_)) {
                let message = format!("`{name}` is empty");
                found.push(
                    Diagnostic::error("GEN206", node.span, message)
                        .help(format!("write {}", kind.describe())),
                );
            }
            for item in items {
                check(name, element, item, found);
            }
            twice(name, element, items, found);
        }
        (Kind::Map(keys, element), Value::Map(map)) => {
            for (key, item) in map {
                self::key(name, *keys, key, item.span, found);
                check(&format!("{name}.{key}"), element, item, found);
            }
        }
        (Kind::Either(kinds), _) => either(name, kinds, node, found),
        (Kind::Setting, Value::String(text)) => {
            control(name, Form::Free, text, node.span, found);
        }
        (Kind::Setting | Kind::Confidential, Value::Template(pieces)) => {
            for piece in pieces {
                if let Piece::Literal(text) = piece {
                    control(name, Form::Free, text, node.span, found);
                }
            }
        }
        (Kind::Confidential, Value::String(_)) => {
            let message = format!("`{name}` is written in the blueprint");
            let key = name.rsplit('.').next().unwrap_or(name);
            let help = format!(
                "move `{key}` to `env` if it is no secret; a secret is `secret.NAME` or a secret attribute such as `database.NAME.password`"
            );
            found.push(Diagnostic::error("GEN307", node.span, message).help(help));
        }
        _ => found.push(wrong_type(name, kind, node)),
    }
}

/// An element that stands in the list already. Arguments may repeat, steps have their own rule.
fn twice(name: &str, element: &Kind, items: &[Node], found: &mut Vec<Diagnostic>) {
    if matches!(element, Kind::Text(Form::Free) | Kind::Whole(..)) {
        return;
    }
    for (index, item) in items.iter().enumerate() {
        let shown = match &item.value {
            Value::String(text) => shown(text),
            Value::Reference(reference) => reference.spelled(),
            _ => continue,
        };
        if let Some(first) = items[..index].iter().find(|earlier| earlier.value == item.value) {
            let message = format!("`{shown}` stands twice in `{name}`");
            let diagnostic = Diagnostic::error("GEN207", item.span, message).help("remove it");
            // A list that came through a local has one place.
            let apart = first.span != item.span;
            found.push(if apart {
                diagnostic.related(first.span, "the first is here")
            } else {
                diagnostic
            });
        }
    }
}

fn wrong_type(name: &str, kind: &Kind, node: &Node) -> Diagnostic {
    let message = format!("`{name}` is {}, not {}", spoken(&node.value), kind.shape());
    let diagnostic = Diagnostic::error("GEN103", node.span, message);
    match (kind, &node.value) {
        (Kind::Reference(kinds), Value::String(text)) if unquoted(kinds, text).is_some() => {
            let reference = unquoted(kinds, text).unwrap_or_default();
            diagnostic.help(format!("write `{reference}` without quotes"))
        }
        (Kind::Text(_) | Kind::Choice(_), Value::Reference(_) | Value::Template(_)) => diagnostic
            .help(format!(
                "write {}; references to blocks stand in `env` and `secrets`",
                kind.describe()
            )),
        (Kind::Text(_), Value::Number(_) | Value::Bool(_)) => {
            let text = node.value.to_text().unwrap_or_default();
            diagnostic.help(format!("write it in quotes, `\"{text}\"`: {}", kind.describe()))
        }
        (Kind::Confidential, Value::Number(_) | Value::Bool(_)) => {
            let key = name.rsplit('.').next().unwrap_or(name);
            diagnostic.help(format!("move `{key}` to `env`: a value in the blueprint is no secret"))
        }
        (Kind::Flag | Kind::Whole(..) | Kind::Days, Value::String(_)) => {
            diagnostic.help(format!("write {} without quotes", kind.describe()))
        }
        _ => diagnostic.help(format!("write {}", kind.describe())),
    }
}

/// The reference that a string is meant to be.
fn unquoted(kinds: &[&str], text: &str) -> Option<String> {
    let label = |label: &str| Form::Label.accepts(label);
    match text.split_once('.') {
        Some((kind, rest)) if kinds.contains(&kind) && label(rest) => Some(text.to_owned()),
        None if kinds.len() == 1 && label(text) => Some(format!("{}.{text}", kinds[0])),
        _ => None,
    }
}

fn spoken(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a bool",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::List(_) => "a list",
        Value::Map(_) => "a map",
        Value::Reference(_) => "a reference",
        Value::Template(_) => "a string with references",
        Value::Invalid => "invalid",
    }
}

fn whole(
    name: &str,
    number: &hcl::Number,
    bounds: (u32, u32),
    span: Span,
    found: &mut Vec<Diagnostic>,
) {
    let kind = Kind::Whole(bounds.0, bounds.1);
    match crate::blueprint::declare::view::whole(number) {
        Some(number) if (bounds.0..=bounds.1).contains(&number) => {}
        _ => found.push(out_of_range(name, number, &kind, span)),
    }
}

fn out_of_range(name: &str, number: &hcl::Number, kind: &Kind, span: Span) -> Diagnostic {
    let message = format!("`{name}` cannot be `{number}`");
    Diagnostic::error("GEN202", span, message).help(format!("write {}", kind.describe()))
}

fn days(name: &str, number: &hcl::Number, span: Span, found: &mut Vec<Diagnostic>) {
    let days = crate::blueprint::declare::view::whole(number);
    if days.is_some_and(|days| DAYS.contains(&days)) {
        return;
    }
    let listed = DAYS.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    let message = format!(
        "`{name}` cannot be `{number}`: CloudWatch keeps logs for certain numbers of days only"
    );
    found.push(Diagnostic::error("GEN205", span, message).help(format!("write one of {listed}")));
}

fn choice(
    name: &str,
    choices: &[&'static str],
    text: &str,
    span: Span,
    found: &mut Vec<Diagnostic>,
) {
    if choices.contains(&text) {
        return;
    }
    let message = format!("`{name}` cannot be `{}`", shown(text));
    let help = hint(text, choices.iter().copied(), "values");
    found.push(Diagnostic::error("GEN203", span, message).help(help));
}

fn string(name: &str, form: Form, text: &str, span: Span, found: &mut Vec<Diagnostic>) {
    if control(name, form, text, span, found) || form.accepts(text) {
        return;
    }
    let message = format!("`{}` is not a legal `{name}`", shown(text));
    let help = hints::of(form, text).unwrap_or_else(|| format!("write {}", form.describe()));
    found.push(Diagnostic::error("GEN201", span, message).help(help));
}

fn key(name: &str, form: Form, key: &str, span: Span, found: &mut Vec<Diagnostic>) {
    if control(name, form, key, span, found) || form.accepts(key) {
        return;
    }
    let message = format!("`{}` is not a legal key of `{name}`", shown(key));
    found.push(
        Diagnostic::error("GEN201", span, message).help(format!("write {}", form.describe())),
    );
}

/// Reports control characters where they make no sense; says whether there are any.
fn control(name: &str, form: Form, text: &str, span: Span, found: &mut Vec<Diagnostic>) -> bool {
    let allowed = |c: char| form.multiline() && "\n\r\t".contains(c);
    let Some(bad) = text.chars().find(|c| c.is_control() && !allowed(*c)) else { return false };
    let message = format!("`{name}` holds the control character `{}`", bad.escape_debug());
    found.push(Diagnostic::error("GEN204", span, message).help("remove it"));
    true
}

/// One of several types: silent if one fits.
fn either(name: &str, kinds: &'static [Kind], node: &Node, found: &mut Vec<Diagnostic>) {
    let fits = |kind: &Kind| {
        let mut misfits = Vec::new();
        check(name, kind, node, &mut misfits);
        misfits.is_empty()
    };
    if kinds.iter().any(fits) {
        return;
    }
    let kind = Kind::Either(kinds);
    let reference = kinds.iter().find_map(|kind| match (kind, node.text()) {
        (Kind::Reference(kinds), Some(text)) => {
            unquoted(kinds, text).filter(|_| text.contains('.'))
        }
        _ => None,
    });
    let help = match reference {
        Some(reference) => format!("write `{reference}` without quotes"),
        None => format!("write {}", kind.describe()),
    };
    let (code, message) = match node.text() {
        Some(text) => ("GEN201", format!("`{}` is not a legal `{name}`", shown(text))),
        None => ("GEN103", format!("`{name}` is {}, not {}", spoken(&node.value), kind.shape())),
    };
    found.push(Diagnostic::error(code, node.span, message).help(help));
}
