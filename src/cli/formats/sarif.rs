//! SARIF 2.1.0, the exchange format of static analysis:
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use super::Found;
use crate::blueprint::codes::{self, Rule};
use crate::blueprint::diagnostic::{Diagnostic, Severity};
use crate::blueprint::source::{Sources, Span};
use crate::model::names;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The log of a run.
pub(in crate::cli) fn log(run: Found<'_>) -> String {
    let mut results = Results::default();
    for found in &run.reading.diagnostics {
        results.finding(found, &run.reading.sources);
    }
    for file in run.differing() {
        let mut place = artifact(&file.path);
        place["region"] = json!({ "startLine": file.line });
        let place = json!({ "physicalLocation": place });
        results.add((file.rule.code, "error"), &file.message, (&file.path, ""), Some(place));
    }
    let driver = json!({
        "name": "gen",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": codes::all().map(rule).collect::<Json>(),
    });
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            "columnKind": "unicodeCodePoints",
            "results": results.rows,
        }],
    });
    format!("{log:#}\n")
}

fn rule(rule: &Rule) -> Json {
    let level = if rule.code.starts_with("GEN5") { "warning" } else { "error" };
    json!({
        "id": rule.code,
        "shortDescription": { "text": rule.title },
        "fullDescription": { "text": rule.why },
        "help": {
            "text": format!("{} {}", rule.why, rule.fix),
            "markdown": format!("{}\n\n**Fix:** {}", rule.why, rule.fix),
        },
        "defaultConfiguration": { "level": level },
    })
}

/// Results under construction.
#[derive(Default)]
struct Results {
    rows: Vec<Json>,
    /// How often each text was fingerprinted, so that equal findings stay apart.
    seen: BTreeMap<String, usize>,
}

impl Results {
    fn finding(&mut self, found: &Diagnostic, sources: &Sources) {
        let level = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let helps = found.help.iter().map(|help| format!("\nhelp: {help}"));
        let message = format!("{}{}", found.message, helps.collect::<String>());
        let text = found.span.map_or("", |span| line(span, sources));
        let path = found.span.map_or("", |span| sources.get(span.file).path.as_str());
        let place = found.span.map(|span| location(span, sources));
        self.add((found.code, level), &message, (path, text), place);
        if found.related.is_empty() {
            return;
        }
        let related = found.related.iter().map(|(span, phrase)| {
            let mut place = location(*span, sources);
            place["message"] = json!({ "text": plain(phrase) });
            place
        });
        self.rows.last_mut().expect("it was just added")["relatedLocations"] = related.collect();
    }

    /// Adds a result. It is recognised by what it says of which line, wherever that line moves to.
    fn add(
        &mut self,
        (code, level): (&str, &str),
        message: &str,
        (path, line): (&str, &str),
        place: Option<Json>,
    ) {
        let told = [code, path, line, message].join("\0");
        let count = self.seen.entry(told.clone()).or_default();
        *count += 1;
        let fingerprint = names::digest(&format!("{told}\0{count}"), 64);
        self.rows.push(json!({
            "ruleId": code,
            "ruleIndex": codes::all().position(|rule| rule.code == code),
            "level": level,
            "message": { "text": plain(message) },
            "locations": place.into_iter().collect::<Json>(),
            "partialFingerprints": { "gen/v1": fingerprint },
        }));
    }
}

/// The line on which a place starts, without its indentation.
fn line(span: Span, sources: &Sources) -> &str {
    let (number, _) = sources.position(span.file, span.start);
    sources.get(span.file).text.lines().nth(number - 1).unwrap_or_default().trim()
}

fn location(span: Span, sources: &Sources) -> Json {
    let (line, column) = sources.position(span.file, span.start);
    let (end_line, end_column) = sources.position(span.file, span.end);
    let mut place = artifact(&sources.get(span.file).path);
    place["region"] = json!({
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
    });
    json!({ "physicalLocation": place })
}

/// A file, relative to where `gen` ran unless its path is absolute.
fn artifact(path: &str) -> Json {
    let encoded = encoded(path);
    if path.starts_with('/') {
        return json!({ "artifactLocation": { "uri": format!("file://{encoded}") } });
    }
    json!({ "artifactLocation": { "uri": encoded, "uriBaseId": "%SRCROOT%" } })
}

/// A path as part of a URI: whatever is not unreserved is percent-encoded.
fn encoded(path: &str) -> String {
    let byte = |byte: u8| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    path.bytes().map(byte).collect()
}

/// Text without links: `[text](target)` would be one.
fn plain(text: &str) -> String {
    if text.contains("](") { text.replace('[', "\\[").replace(']', "\\]") } else { text.to_owned() }
}
