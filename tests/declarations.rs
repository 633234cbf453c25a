//! Every rule of the declarations, each with the blueprint that breaks it.
//!
//! `declarations/bad` holds them: a line `=== CODE MESSAGE`, then a snippet in which `§` marks the
//! place that the report must point at (`platform`, when there is none). Lines `--- TEXT` are parts
//! of the hint. Blocks that a platform
//! cannot do without are added when a snippet does not write them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "declarations/decoding.rs"]
mod decoding;
#[path = "declarations/literal.rs"]
mod literal;
#[path = "declarations/runs.rs"]
mod runs;
#[path = "declarations/scaling.rs"]
mod scaling;

use platform_gen::blueprint::diagnostic::{Diagnostic, Severity};
use platform_gen::blueprint::source::{FileId, Sources, Span};
use platform_gen::blueprint::{Predecessors, codes, decode, reading};
use runs::{RUNS, Run};
use std::collections::BTreeSet;

/// The mistakes within one blueprint.
const BAD: &[&str] = &[
    include_str!("declarations/bad/structure.txt"),
    include_str!("declarations/bad/values.txt"),
    include_str!("declarations/bad/references.txt"),
    include_str!("declarations/bad/platform.txt"),
    include_str!("declarations/bad/entry.txt"),
    include_str!("declarations/bad/limits.txt"),
    include_str!("declarations/bad/quantities.txt"),
    include_str!("declarations/bad/services.txt"),
    include_str!("declarations/bad/roles.txt"),
    include_str!("declarations/bad/access.txt"),
    include_str!("declarations/bad/scaling.txt"),
    include_str!("declarations/bad/warnings.txt"),
];

const PLATFORM: &str = r#"
platform "shop" {
  environment = "staging"
  owner       = "platform@shop.example"
  domain      = "staging.shop.example"
}
"#;
const REGION: &str = "\nregion \"eu-west-1\" {}\n";
const ACCESS: &str = "\naccess {\n  github { repository = \"shop/platform\" }\n}\n";

/// The start of a line that holds a part of a hint.
const HINT: &str = "--- ";

/// Code, message and snippet of every mistake.
fn cases() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let parts = BAD.iter().flat_map(|text| text.split("=== ").skip(1));
    parts.map(|part| {
        let (head, snippet) = part.split_once('\n').unwrap();
        let (code, message) = head.split_once(' ').unwrap();
        (code, message, snippet)
    })
}

/// The snippet as a whole blueprint, and where its mark stood.
fn complete(snippet: &str) -> (String, usize) {
    let told = |line: &&str| !line.starts_with(HINT);
    let snippet: String = snippet.split_inclusive('\n').filter(told).collect();
    let start = snippet.find('§');
    let mut text = snippet.replacen('§', "", 1);
    for (block, addition) in [("platform", PLATFORM), ("region", REGION), ("access", ACCESS)] {
        let without = text.lines().any(|line| line.trim() == format!("# without {block}"));
        let written = text.lines().any(|line| line.starts_with(block));
        if !without && !written {
            text.push_str(addition);
        }
    }
    let start = start.unwrap_or_else(|| text.find("platform \"").unwrap());
    (text, start)
}

fn findings(snippet: &str) -> (Sources, Vec<Diagnostic>, usize) {
    let mut sources = Sources::default();
    let (text, start) = complete(snippet);
    let tree = literal::tree(&mut sources, "shop.hcl", &text);
    let (platform, found) = decode(&tree);
    let broken = found.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    assert_eq!(platform.is_none(), broken, "a platform is given exactly if there is no error");
    (sources, found, start)
}

#[test]
fn every_rule_reports_its_mistake_alone_and_at_its_place() {
    let mut failures = Vec::new();
    for (code, message, snippet) in cases() {
        let (sources, found, start) = findings(snippet);
        let shown = |diagnostic: &Diagnostic| {
            let place = literal::place(&sources, diagnostic.span.unwrap());
            format!("{} {place} {}", diagnostic.code, diagnostic.message)
        };
        let told: Vec<String> = found
            .iter()
            // A snippet says no more than it needs: it may have pending kinds, and expose nothing.
            .filter(|told| code == told.code || !["GEN501", "GEN506"].contains(&told.code))
            .map(shown)
            .collect();
        let place = literal::place(&sources, Span { file: FileId(0), start, end: start });
        let wanted = format!("{code} {place} {message}");
        // A region lacks several services at once, and a blueprint has several pending kinds.
        let alone = told.len() == 1 || ["GEN407", "GEN501"].contains(&code);
        let helps = found.iter().filter(|diagnostic| diagnostic.code == code);
        let helps: String = helps.map(|diagnostic| diagnostic.help.join("\n")).collect();
        for hint in snippet.lines().filter_map(|line| line.strip_prefix(HINT)) {
            if !helps.contains(hint) {
                failures.push(format!("{snippet}\n  hint {hint}\n  told {helps}"));
            }
        }
        if !told.contains(&wanted) || !alone {
            failures.push(format!(
                "{snippet}\n  wanted {wanted}\n  told   {}",
                told.join("\n         ")
            ));
        }
    }
    assert!(failures.is_empty(), "{}\n{} failures", failures.join("\n\n"), failures.len());
}

#[test]
fn every_error_says_the_edit() {
    for (_, _, snippet) in cases() {
        for diagnostic in findings(snippet).1 {
            let silent = diagnostic.severity == Severity::Error && diagnostic.help.is_empty();
            assert!(!silent, "{} has no help: {}", diagnostic.code, diagnostic.message);
        }
    }
}

#[test]
fn every_page_of_a_rule_has_a_test_and_every_code_a_page() {
    // Which version is near its end depends on the table: the rule has its own test beside it.
    let beside = ["GEN504"];
    let tested: BTreeSet<&str> =
        cases().map(|case| case.0).chain(RUNS.iter().map(|run| run.0)).chain(beside).collect();
    let pages: BTreeSet<&str> = codes::all()
        .map(|rule| rule.code)
        .filter(|code| ("GEN100".."GEN600").contains(code))
        .collect();
    assert_eq!(tested, pages);
}

#[test]
fn blueprints_of_one_run_are_checked_against_each_other() {
    for Run(code, message, place, files) in RUNS {
        let mut sources = Sources::default();
        let trees: Vec<_> = files
            .iter()
            .map(|(path, snippet)| literal::tree(&mut sources, path, &complete(snippet).0))
            .collect();
        let result = reading::conclude(sources, &trees, &Predecessors::new(), Vec::new());
        let told: Vec<String> = result
            .diagnostics
            .iter()
            .filter_map(|diagnostic| Some((diagnostic, diagnostic.span?)))
            .map(|(diagnostic, span)| {
                let path = &result.sources.get(span.file).path;
                let place = literal::place(&result.sources, span);
                format!("{} {path}:{place} {}", diagnostic.code, diagnostic.message)
            })
            .collect();
        assert!(told.contains(&format!("{code} {place} {message}")), "{code}: {told:#?}");
    }
}

#[test]
fn every_code_in_the_source_has_a_page() {
    let mut raised = BTreeSet::new();
    for entry in walkdir::WalkDir::new("src/blueprint") {
        let path = entry.unwrap().into_path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        #[allow(clippy::disallowed_methods, reason = "it reads the source, not a blueprint")]
        let text = std::fs::read_to_string(&path).unwrap();
        let codes = text.split("\"GEN").skip(1).filter_map(|rest| rest.get(..3));
        raised.extend(codes.map(|digits| format!("GEN{digits}")));
    }
    raised.retain(|code| code[3..].chars().all(|c| c.is_ascii_digit()));
    let pages: BTreeSet<String> = codes::all().map(|rule| rule.code.to_owned()).collect();
    assert_eq!(raised, pages);
}

#[test]
fn the_line_to_add_keeps_only_what_is_right() {
    let snippet = "queue \"reminders\" {}\nqueue \"other\" {}\nsecret \"s\" {}\nservice \"a\" {\n  port = 80\n  \
                   uses = [queue.reminder, secret.s, queue.other, queue.other.url]\n  \
                   env = { A = queue.reminders.url }\n}";
    let found = findings(snippet).1;
    let missing = found.iter().find(|diagnostic| diagnostic.code == "GEN305").unwrap();
    assert_eq!(missing.help, ["write `uses = [queue.other, queue.reminders]`"]);
}
