//! Expressions that have a given value: literals, and everything else that the language can compute.

use super::document::{Piece, Value};
use super::write::Writer;
use std::collections::BTreeMap;

/// Locals by name, as expressions.
#[derive(Default)]
pub(crate) struct Locals {
    pub(crate) defined: Vec<(String, String)>,
    count: usize,
}

/// The expression of an attribute, where a heredoc may stand.
pub(crate) fn attribute(w: &mut Writer<'_, '_>, value: &Value) -> String {
    if let Value::Text(text) = value
        && w.leave(0, 50)
        && let Some(heredoc) = heredoc(w, text)
    {
        return heredoc;
    }
    any(w, value, 0)
}

fn heredoc(w: &mut Writer<'_, '_>, text: &str) -> Option<String> {
    let plain = text.ends_with('\n') && !text.contains('\r') && !text.contains("EOT") && !w.crlf();
    plain.then(|| format!("<<EOT\n{}EOT", text.replace("${", "$${").replace("%{", "%%{")))
}

/// An expression of this value.
pub(crate) fn any(w: &mut Writer<'_, '_>, value: &Value, depth: usize) -> String {
    if !w.leave(depth, 40) {
        return literal(w, value, depth);
    }
    let junk = w.choices.pick(&["null", "true", "7", "\"x\"", "[]", "{}"]);
    let deeper = depth + 1;
    match w.choices.below(10) {
        0 => format!("({})", any(w, value, deeper)),
        1 => {
            let inner = any(w, value, deeper);
            match w.choices.pick(&[
                "true",
                "!false",
                "1 < 2",
                "\"a\" == \"a\" && 2 >= 2",
                "contains([1, 2], 2)",
            ]) {
                truth if w.choices.chance(50) => format!("{truth} ? {inner} : {junk}"),
                truth => format!("!({truth}) ? {junk} : {inner}"),
            }
        }
        2 => format!("\"${{{}}}\"", any(w, value, deeper)),
        3 => format!("[{junk}, {}][1]", any(w, value, deeper)),
        4 => format!("{{ k = {} }}{}", any(w, value, deeper), w.choices.pick(&[".k", "[\"k\"]"])),
        5 | 6 => {
            let text = any(w, value, deeper);
            format!("local.{}", define(w, text))
        }
        7 => format!("[for x in [{}] : x][0]", any(w, value, deeper)),
        8 => format!("values({{ a = {} }})[0]", any(w, value, deeper)),
        _ => computed(w, value, deeper),
    }
}

/// Adds a local; its name.
fn define(w: &mut Writer<'_, '_>, text: String) -> String {
    let name = format!("{}{}", w.choices.pick(&["l", "a-b_", "for", "null"]), w.locals.count);
    w.locals.count += 1;
    w.locals.defined.push((name.clone(), text));
    name
}

/// An operation or a function of the value's type.
fn computed(w: &mut Writer<'_, '_>, value: &Value, depth: usize) -> String {
    match value {
        Value::Number(number) => number_of(w, *number),
        Value::Bool(flag) => {
            format!("{} {} true", any(w, &Value::Bool(*flag), depth), w.choices.pick(&["==", "&&"]))
        }
        Value::Text(text) => text_of(w, text, depth),
        Value::List(items) if !items.is_empty() => {
            let at = w.choices.below(items.len() + 1);
            let (one, other) = items.split_at(at);
            let one = any(w, &Value::List(one.to_vec()), depth);
            let other = any(w, &Value::List(other.to_vec()), depth);
            if w.choices.chance(30) {
                return format!("concat([{one}, {other}]...)");
            }
            format!("concat({one}, {other})")
        }
        Value::Map(map) => map_of(w, map, depth),
        Value::Template(pieces) => {
            let parts: Vec<String> = pieces.iter().map(|piece| piece_alone(w, piece)).collect();
            match w.choices.below(3) {
                0 => format!("join(\"\", [{}])", parts.join(", ")),
                1 => format!("format(\"{}\", {})", "%s".repeat(parts.len()), parts.join(", ")),
                _ => format!("\"%{{ for x in [{}] }}${{x}}%{{ endfor }}\"", parts.join(", ")),
            }
        }
        other => literal(w, other, depth),
    }
}

fn piece_alone(w: &mut Writer<'_, '_>, piece: &Piece) -> String {
    match piece {
        Piece::Text(text) => quoted(w, text),
        Piece::Reference(path) => path_of(w, path),
    }
}

fn number_of(w: &mut Writer<'_, '_>, number: u64) -> String {
    match w.choices.below(6) {
        0 => format!("{number} + 0"),
        1 => format!("({number} + 3) - 3"),
        2 => format!("{number} * 2 / 2"),
        3 => format!("-(0 - {number})"),
        4 if number < 20 => {
            format!("length([{}])", (0..number).map(|_| "1").collect::<Vec<_>>().join(", "))
        }
        _ => format!("{number} % {}", number + 1),
    }
}

fn text_of(w: &mut Writer<'_, '_>, text: &str, depth: usize) -> String {
    let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(index, _)| index);
    let (start, end) = text.split_at(middle);
    let (one, other) = (any(w, &start.into(), depth), any(w, &end.into(), depth));
    match w.choices.below(9) {
        0 => format!("join({}, [{one}, {other}])", quoted(w, "")),
        1 => format!("format(\"%s%s\", {one}, {other})"),
        2 => format!("\"${{{one}}}${{{other}}}\""),
        3 => format!("\"${{{one}}}%{{ if true }}${{{other}}}%{{ else }}no%{{ endif }}\""),
        4 if text.to_lowercase() == text => format!("lower({})", quoted(w, text)),
        5 if text.to_uppercase() == text => format!("upper({})", quoted(w, text)),
        6 => format!("replace({}, \"<|>\", \"\")", quoted(w, &format!("{start}<|>{end}"))),
        7 if !text.contains("<|>") => {
            format!("split(\"<|>\", {})[1]", quoted(w, &format!("a<|>{text}<|>b")))
        }
        8 => subnet(text).unwrap_or_else(|| quoted(w, text)),
        _ => format!("keys({{ {} = 1 }})[0]", quoted(w, text)),
    }
}

/// `cidrsubnet` that gives a range.
fn subnet(text: &str) -> Option<String> {
    let net: ipnet::Ipv4Net =
        text.parse().ok().filter(|net: &ipnet::Ipv4Net| net.prefix_len() > 12)?;
    let parent = net.supernet().and_then(|net| net.supernet())?;
    let index = u32::from(net.network()) - u32::from(parent.network());
    Some(format!("cidrsubnet(\"{parent}\", 2, {})", index >> (32 - net.prefix_len())))
}

fn map_of(w: &mut Writer<'_, '_>, map: &BTreeMap<String, Value>, depth: usize) -> String {
    let half = |even: bool| {
        let of = |(index, _): &(usize, _)| (index % 2 == 0) == even;
        let entries =
            map.iter().enumerate().filter(of).map(|(_, (key, value))| (key.clone(), value.clone()));
        Value::Map(entries.collect())
    };
    if w.choices.chance(50) {
        return format!("merge({}, {})", any(w, &half(true), depth), any(w, &half(false), depth));
    }
    format!("{{ for k, v in {} : k => v }}", any(w, &Value::Map(map.clone()), depth))
}

fn literal(w: &mut Writer<'_, '_>, value: &Value, depth: usize) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Decimal(text) => (*text).to_owned(),
        Value::Text(text) => quoted(w, text),
        Value::List(items) => list(w, items, depth),
        Value::Map(map) => object(w, map, depth),
        Value::Reference(path) => path_of(w, path),
        Value::Template(pieces) => {
            let parts: String = pieces
                .iter()
                .map(|piece| match piece {
                    // `$${` would be text: such an end stands in an interpolation of its own.
                    Piece::Text(text) if text.ends_with(['$', '%']) => {
                        let start = text.trim_end_matches(['$', '%']);
                        let last = &text[start.len()..];
                        format!("{}${{\"{last}\"}}", escaped(w, start))
                    }
                    Piece::Text(text) => escaped(w, text),
                    Piece::Reference(path) => {
                        let space = w.space_or_none();
                        format!("${{{space}{}{space}}}", path_of(w, path))
                    }
                })
                .collect();
            format!("\"{parts}\"")
        }
    }
}

fn list(w: &mut Writer<'_, '_>, items: &[Value], depth: usize) -> String {
    let items: Vec<String> = items.iter().map(|item| any(w, item, depth + 1)).collect();
    if items.is_empty() || !w.leave(depth, 40) {
        return format!("[{}]", items.join(", "));
    }
    let lines: String = items.iter().map(|item| format!("    {item},{}", w.end())).collect();
    format!("[{}{lines}  ]", w.end())
}

fn object(w: &mut Writer<'_, '_>, map: &BTreeMap<String, Value>, depth: usize) -> String {
    let mut entries: Vec<String> = Vec::new();
    for (key, value) in map {
        let key = self::key(w, key);
        let equals = if w.leave(depth, 20) { ":" } else { "=" };
        entries.push(format!("{key} {equals} {}", any(w, value, depth + 1)));
    }
    if w.wild {
        w.choices.shuffle(&mut entries);
    }
    if entries.is_empty() {
        return "{}".to_owned();
    }
    if w.leave(depth, 30) {
        return format!("{{ {} }}", entries.join(", "));
    }
    // hcl-edit 0.10 forgets after a call that lines end expressions: `f(1) == a` and a key in
    // parentheses on the next line read as the call `a(…)`, which a comma prevents.
    let call = |index: usize| entries.get(index + 1).is_some_and(|next| next.starts_with('('));
    let lines: String = (0..entries.len())
        .map(|index| {
            let comma = if w.leave(depth, 20) || call(index) { "," } else { "" };
            format!("    {}{comma}{}", entries[index], w.end())
        })
        .collect();
    format!("{{\n{lines}  }}")
}

fn key(w: &mut Writer<'_, '_>, key: &str) -> String {
    let plain = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        // `{ for …` starts a `for` expression.
        && key != "for";
    match w.choices.below(if w.wild { 4 } else { 1 }) {
        0 | 1 if plain => key.to_owned(),
        3 => format!("({})", quoted(w, key)),
        _ => quoted(w, key),
    }
}

fn path_of(w: &mut Writer<'_, '_>, path: &[String]) -> String {
    let mut text = path[0].clone();
    for part in &path[1..] {
        if part.contains('.') || (w.wild && w.choices.chance(20)) {
            text.push_str(&format!("[{}]", quoted(w, part)));
        } else {
            text.push_str(&format!(".{part}"));
        }
    }
    text
}

/// The string in quotes.
pub(crate) fn quoted(w: &mut Writer<'_, '_>, text: &str) -> String {
    format!("\"{}\"", escaped(w, text))
}

fn escaped(w: &mut Writer<'_, '_>, text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            other if w.wild && other.is_alphanumeric() && w.choices.chance(3) => {
                let code = u32::from(other);
                escaped.push_str(&if code > 0xffff {
                    format!("\\U{code:08x}")
                } else {
                    format!("\\u{code:04x}")
                });
            }
            other => escaped.push(other),
        }
    }
    escaped.replace("${", "$${").replace("%{", "%%{")
}
