//! From text to syntax, and where syntax errors point.

use super::brackets::{self, Mistake};
use super::diagnostic::Diagnostic;
use super::source::{FileId, Span};
use hcl::edit::structure::Body;

/// Parses a file; a syntax error ends the checks of its file.
pub(super) fn parse(file: FileId, text: &str) -> Result<Body, Diagnostic> {
    let unbalanced = brackets::mistake(text).map(|mistake| unbalanced(file, text, &mistake));
    // The parser takes line breaks in quotes, HCL does not.
    match (hcl::edit::parser::parse_body(text), unbalanced) {
        (Ok(body), None) => Ok(body),
        (_, Some(diagnostic)) => Err(diagnostic),
        (Err(error), None) => {
            let place = error.location().offset().min(text.len());
            Err(refused(file, text, place, error.message()))
        }
    }
}

/// What the parser refuses.
fn refused(file: FileId, text: &str, place: usize, message: &str) -> Diagnostic {
    let end = text[place..].chars().next().map_or(place, |c| place + c.len_utf8());
    let (message, help) = explain(message, &text[..place], &text[place..]);
    Diagnostic::error("GEN010", Span { file, start: place, end }, message).help(help)
}

/// A mistake with brackets; an unclosed block is shown from the start of its opening line.
fn unbalanced(file: FileId, text: &str, mistake: &Mistake) -> Diagnostic {
    let (start, message, help) = match mistake {
        Mistake::Bracket('{', at) => {
            let line_start = text[..*at].rfind('\n').map_or(0, |newline| newline + 1);
            let line = &text[line_start..];
            let indent = line.len() - line.trim_start().len();
            let help = "write the `}` that belongs to it";
            (line_start + indent, "this block or map is never closed".to_owned(), help.to_owned())
        }
        Mistake::Bracket(bracket, at) => {
            let close = if *bracket == '[' { ']' } else { ')' };
            let help = format!("write the `{close}` that belongs to it");
            (*at, format!("this `{bracket}` is never closed"), help)
        }
        Mistake::Quote(at) => {
            let help = "write `\"` at the end of the string; text of several lines is a heredoc";
            (*at, "this string does not end on its line".to_owned(), help.to_owned())
        }
        Mistake::Interpolation(at) => {
            let help = "write the `}` that belongs to it; a literal `${` is `$${`";
            (*at, "this interpolation is never closed".to_owned(), help.to_owned())
        }
        Mistake::Heredoc(delimiter, at) => {
            let help = format!("write `{delimiter}` alone on the line behind the text");
            (*at, format!("the heredoc `{delimiter}` never ends"), help)
        }
        Mistake::Nothing(bracket, at) => {
            let help = "remove it, or write what it should close before it";
            (*at, format!("this `{bracket}` closes nothing"), help.to_owned())
        }
    };
    let end = text[start..].chars().next().map_or(start, |c| start + c.len_utf8());
    Diagnostic::error("GEN010", Span { file, start, end }, message).help(help)
}

/// The span of a piece of syntax; parsed syntax always has one.
pub(super) fn span(file: FileId, syntax: &impl hcl::edit::Span) -> Span {
    let range = syntax.span().unwrap_or(0..0);
    Span { file, start: range.start, end: range.end }
}

/// The parser's message and what stands around its place, as a message and what to write.
fn explain(message: &str, before: &str, rest: &str) -> (String, &'static str) {
    if message.contains("redefined attribute") || message.contains("unique attribute") {
        let help = "each attribute stands once in a block: remove one of the two";
        return ("this attribute is set twice in its block".to_owned(), help);
    }
    if message.contains("redefined object key") {
        let help = "each key stands once in a map: remove one of the two";
        return ("this key stands twice in its map".to_owned(), help);
    }
    if message.contains("nesting depth") || message.contains("operator depth") {
        let help = "split the expression with locals; at most 64 levels nest";
        return ("this is nested too deeply".to_owned(), help);
    }
    let help = if rest.starts_with(':') {
        "write `=` between a name and its value"
    } else if rest.starts_with('\'') || before.ends_with('\'') {
        "write strings in double quotes"
    } else if message.contains("escape") || message.contains("hex code") {
        "the escapes are `\\n`, `\\r`, `\\t`, `\\\"`, `\\\\`, `\\uXXXX` and `\\UXXXXXXXX`"
    } else if message.contains("block body") {
        "write each attribute on a line of its own"
    } else if message.contains("object item") {
        "write the entries of a map as `NAME = VALUE`, with commas or line breaks between them"
    } else if message.contains("expression") {
        "write a value: text in quotes, a number, a list `[…]`, a map `{ … }` or a reference"
    } else {
        "write an attribute as `NAME = VALUE` and a block as `TYPE \"LABEL\" { … }`"
    };
    (message.replace('\n', "; ").replace("invalid ", "this is no valid "), help)
}
