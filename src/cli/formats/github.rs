//! Workflow commands, which GitHub shows as annotations of a pull request.
//!
//! The format: <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>.

use super::Found;
use crate::blueprint::codes;
use crate::blueprint::diagnostic::{Diagnostic, Severity};
use crate::blueprint::source::Sources;

/// A line for each finding.
pub(in crate::cli) fn commands(run: Found<'_>) -> String {
    let reading = run.reading;
    let findings = reading.diagnostics.iter().map(|found| finding(found, &reading.sources));
    let drift = run.differing().into_iter().map(|file| {
        let properties = [
            ("file", file.path),
            ("line", file.line.to_string()),
            ("title", format!("{}: {}", file.rule.code, file.rule.title)),
        ];
        command("error", &properties, &file.message)
    });
    findings.chain(drift).collect()
}

fn finding(found: &Diagnostic, sources: &Sources) -> String {
    let level = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut properties = Vec::new();
    if let Some(span) = found.span {
        let (line, column) = sources.position(span.file, span.start);
        let (end_line, end_column) = sources.position(span.file, span.end);
        properties.push(("file", sources.get(span.file).path.clone()));
        properties.push(("line", line.to_string()));
        if end_line == line {
            // GitHub takes columns within one line only.
            properties.push(("col", column.to_string()));
            properties.push(("endColumn", end_column.to_string()));
        } else {
            properties.push(("endLine", end_line.to_string()));
        }
    }
    let title = codes::find(found.code).map_or("", |rule| rule.title);
    properties.push(("title", format!("{}: {title}", found.code)));
    let helps = found.help.iter().map(|help| format!("\nhelp: {help}"));
    let message = format!("{}{}", found.message, helps.collect::<String>());
    command(level, &properties, &message)
}

fn command(level: &str, properties: &[(&str, String)], message: &str) -> String {
    let properties: Vec<String> =
        properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    format!("::{level} {}::{}\n", properties.join(","), data(message))
}

/// Text behind the command: no line of it can start another one.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
