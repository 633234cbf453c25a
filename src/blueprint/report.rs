//! Findings as text with the source line, and as JSON.

use super::diagnostic::{Diagnostic, Severity};
use super::source::{Sources, Span};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde_json::{Value as Json, json};

/// Findings in the order in which reports print them: by file, place and code.
pub fn sorted<'a>(diagnostics: &'a [Diagnostic], sources: &Sources) -> Vec<&'a Diagnostic> {
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by_cached_key(|d| {
        let place = d.span.map(|span| (sources.get(span.file).path.clone(), span.start));
        (place, d.code, d.message.clone())
    });
    sorted
}

/// Findings as a person reads them; `color` for terminals.
pub fn text(diagnostics: &[Diagnostic], sources: &Sources, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for diagnostic in sorted(diagnostics, sources) {
        text.push_str(&one(diagnostic, sources, &renderer));
        text.push_str("\n\n");
    }
    text
}

fn one(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let message = printable(&diagnostic.message);
    let title = level.primary_title(message.as_str()).id(diagnostic.code);
    let snippets = diagnostic.span.map(|span| {
        let mut snippets = vec![snippet(sources, span, AnnotationKind::Primary, "")];
        for (place, phrase) in &diagnostic.related {
            snippets.push(snippet(sources, *place, AnnotationKind::Context, phrase));
        }
        snippets
    });
    let help: Vec<String> = diagnostic.help.iter().map(|help| printable(help)).collect();
    let group = match snippets {
        Some(snippets) => title.elements(snippets),
        None => annotate_snippets::Group::with_title(title),
    };
    let group =
        help.iter().fold(group, |group, help| group.element(Level::HELP.message(help.as_str())));
    renderer.render(&[group])
}

fn snippet<'a>(
    sources: &'a Sources,
    span: Span,
    kind: AnnotationKind,
    label: &'a str,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let source = sources.get(span.file);
    let range = span.start.min(source.text.len())..span.end.min(source.text.len());
    let annotation = kind.span(range);
    let annotation = if label.is_empty() { annotation } else { annotation.label(label) };
    Snippet::source(source.text.as_str()).path(source.path.as_str()).annotation(annotation)
}

/// Findings as data.
pub fn json(diagnostics: &[Diagnostic], sources: &Sources) -> Json {
    let rows = sorted(diagnostics, sources).into_iter().map(|diagnostic| {
        let mut row = json!({
            "code": diagnostic.code,
            "severity": match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            "message": diagnostic.message,
            "help": diagnostic.help,
        });
        if let Some(span) = diagnostic.span {
            row["place"] = place(span, sources);
        }
        let related = diagnostic
            .related
            .iter()
            .map(|(span, phrase)| json!({ "message": phrase, "place": place(*span, sources) }));
        row["related"] = related.collect();
        row
    });
    rows.collect()
}

fn place(span: Span, sources: &Sources) -> Json {
    let (line, column) = sources.position(span.file, span.start);
    let (end_line, end_column) = sources.position(span.file, span.end);
    json!({
        "file": sources.get(span.file).path,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    })
}

/// Text whose control characters cannot reach a terminal.
fn printable(text: &str) -> String {
    let escape =
        |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(escape).collect()
}
