//! From text to syntax, and where syntax errors point.

use super::diagnostic::Diagnostic;
use super::source::{FileId, Span};
use hcl::edit::structure::Body;

/// Parses a file; a syntax error ends the checks of its file.
pub(super) fn parse(file: FileId, text: &str) -> Result<Body, Diagnostic> {
    hcl::edit::parser::parse_body(text).map_err(|error| {
        let place = error.location().offset().min(text.len());
        let (message, help) = explain(error.message());
        if place >= text.trim_end().len()
            && let Some(open) = unclosed(text)
        {
            let span = Span { file, start: open, end: open + 1 };
            return Diagnostic::error("GEN010", span, "this block or bracket is never closed")
                .help("write the closing bracket that belongs to it");
        }
        let end = text[place..].chars().next().map_or(place, |c| place + c.len_utf8());
        let diagnostic = Diagnostic::error("GEN010", Span { file, start: place, end }, message);
        match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    })
}

/// The span of a piece of syntax; parsed syntax always has one.
pub(super) fn span(file: FileId, syntax: &impl hcl::edit::Span) -> Span {
    let range = syntax.span().unwrap_or(0..0);
    Span { file, start: range.start, end: range.end }
}

fn explain(message: &str) -> (String, Option<&'static str>) {
    if message.contains("redefined attribute") || message.contains("unique attribute") {
        let help = "each attribute stands once in a block: remove one of the two";
        return ("this attribute is set twice in its block".to_owned(), Some(help));
    }
    if message.contains("redefined object key") {
        let help = "each key stands once in a map: remove one of the two";
        return ("this key stands twice in its map".to_owned(), Some(help));
    }
    if message.contains("nesting depth") || message.contains("operator depth") {
        let help = "split the expression with locals; at most 64 levels nest";
        return ("this is nested too deeply".to_owned(), Some(help));
    }
    (message.replace('\n', "; ").replace("invalid ", "this is no valid "), None)
}

/// The innermost bracket that is open at the end of the text, outside of strings and comments.
fn unclosed(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    let mut characters = text.char_indices().peekable();
    let mut in_string = false;
    while let Some((index, character)) = characters.next() {
        match character {
            '\\' if in_string => {
                characters.next();
            }
            '"' => in_string = !in_string,
            '\n' => in_string = false,
            _ if in_string => (),
            '#' => while characters.next_if(|(_, c)| *c != '\n').is_some() {},
            '{' | '[' | '(' => open.push(index),
            '}' | ']' | ')' => {
                open.pop();
            }
            _ => (),
        }
    }
    let bracket = open.pop()?;
    let line_start = text[..bracket].rfind('\n').map_or(0, |newline| newline + 1);
    let indent = text[line_start..].len() - text[line_start..].trim_start().len();
    Some(line_start + indent)
}
