//! Findings about blueprints.

use super::source::Span;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// Exit code 0.
    Warning,
}

/// One finding. The message is a lower-case phrase without a final dot, values in backticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code of its rule, such as `GEN101`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where; none for a file that cannot be read.
    pub span: Option<Span>,
    /// The exact edits that mend it.
    pub help: Vec<String>,
    /// Further places, each with a phrase.
    pub related: Vec<(Span, String)>,
}

/// Text of a blueprint within a message: control characters escaped, quotes as they are.
pub fn shown(text: &str) -> String {
    let plain = |c: char| "'\"\\".contains(c);
    let escaped = |c: char| if plain(c) { c.to_string() } else { c.escape_debug().to_string() };
    text.chars().map(escaped).collect()
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            span: Some(span),
            help: Vec::new(),
            related: Vec::new(),
        }
    }

    /// A warning at a place.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// The same as a warning.
    pub fn lenient(self) -> Self {
        Self { severity: Severity::Warning, ..self }
    }

    /// Adds what to write instead.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds a further place.
    pub fn related(mut self, span: Span, phrase: impl Into<String>) -> Self {
        self.related.push((span, phrase.into()));
        self
    }
}
