//! `env` and `secrets`: what their references say is there, allowed and in the right map.

use super::references::exists;
use super::{Tree, View, conflict};
use crate::blueprint::check::hint;
use crate::blueprint::declare;
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::source::Span;
use crate::blueprint::value::{Node, Piece, Reference, Value};

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    for service in tree.all("service") {
        for (key, node) in service.entries("env") {
            for reference in referred(&node.value) {
                env(tree, service, (key, reference, node.span), found);
            }
            let twice = service.entries("secrets").into_iter().find(|(other, _)| *other == key);
            if let Some((_, other)) = twice {
                let message = format!("`{key}` stands in both `env` and `secrets`");
                found.push(
                    conflict("GEN421", message, node.span, other.span).help("keep one of them"),
                );
            }
        }
        for (key, node) in service.entries("secrets") {
            secrets(tree, service, (key, node), found);
        }
    }
}

fn referred(value: &Value) -> Vec<&Reference> {
    match value {
        Value::Reference(reference) => vec![reference],
        Value::Template(pieces) => pieces
            .iter()
            .filter_map(|piece| {
                if let Piece::Reference(reference) = piece { Some(reference) } else { None }
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// What a reference stands for.
#[derive(PartialEq, Eq)]
enum Standing {
    Open,
    Secret,
    Wrong,
}

fn env(
    tree: Tree<'_>,
    service: View<'_>,
    (key, reference, span): (&str, &Reference, Span),
    found: &mut Vec<Diagnostic>,
) {
    if reference.kind == "secret" || standing(tree, reference, span, found) == Standing::Secret {
        let message = format!("`{}` is secret and cannot stand in `env`", reference.spelled());
        found.push(
            Diagnostic::error("GEN306", span, message).help(format!("move `{key}` to `secrets`")),
        );
        return;
    }
    reachable(tree, service, reference, span, found);
}

fn secrets(
    tree: Tree<'_>,
    service: View<'_>,
    (key, node): (&str, &Node),
    found: &mut Vec<Diagnostic>,
) {
    let mut standings = Vec::new();
    for reference in referred(&node.value) {
        standings.push(standing(tree, reference, node.span, found));
        reachable(tree, service, reference, node.span, found);
    }
    // What names nothing was reported; it may be meant as a secret.
    if standings.is_empty() || standings.iter().any(|standing| *standing != Standing::Open) {
        return;
    }
    let message = match &node.value {
        Value::Reference(reference) => format!("`{}` is no secret", reference.spelled()),
        _ => format!("`secrets.{key}` holds no secret"),
    };
    let help = format!("move `{key}` to `env`");
    found.push(Diagnostic::error("GEN307", node.span, message).help(help));
}

/// Whether a reference names an attribute or a secret attribute; reports it if neither.
fn standing(
    tree: Tree<'_>,
    reference: &Reference,
    span: Span,
    found: &mut Vec<Diagnostic>,
) -> Standing {
    let kind = reference.kind.as_str();
    let Some(block) = declare::block(kind) else {
        let message = format!("`{}` names no block", reference.spelled());
        let kinds = declare::BLOCKS.iter().map(|block| block.name);
        found.push(Diagnostic::error("GEN302", span, message).help(hint(kind, kinds, "blocks")));
        return Standing::Wrong;
    };
    if kind == "secret" {
        return secret(tree, reference, span, found);
    }
    if block.facts.open.is_empty() {
        let message = format!("`{kind}` has nothing that `env` or `secrets` could hold");
        found.push(
            Diagnostic::error("GEN303", span, message)
                .help("refer to a store, a secret or a service"),
        );
        return Standing::Wrong;
    }
    if !exists(tree, reference, span, found) {
        return Standing::Wrong;
    }
    let named = tree.find(kind, &reference.label).filter(|_| kind == "database");
    let reader = named.is_none_or(reads);
    let open = block.facts.open.iter().copied().filter(|name| reader || *name != "reader");
    let known = open.clone().chain(block.facts.secret.iter().copied());
    match reference.path.as_slice() {
        [name] if open.clone().any(|open| open == name) => return Standing::Open,
        [name] if block.facts.secret.contains(&name.as_str()) => return Standing::Secret,
        [] => {
            let message = format!("`{}` is a whole block", reference.spelled());
            let help = format!("add an attribute: {}", hint("", known, "attributes"));
            found.push(Diagnostic::error("GEN303", span, message).help(help));
        }
        [name, ..] => {
            let message = format!(
                "`{kind}.{}` has no attribute `{}`",
                reference.label,
                reference.path.join(".")
            );
            found.push(Diagnostic::error("GEN303", span, message).help(hint(
                name,
                known,
                "attributes",
            )));
        }
    }
    Standing::Wrong
}

/// Whether a database has a reader's address: Aurora does, but a proxy has nobody to pass readers
/// to when the writer is alone.
fn reads(database: View<'_>) -> bool {
    let alone = database.whole("instances") == Some(1) && database.flag("proxy") == Some(true);
    !alone && database.text("engine").is_none_or(|engine| engine.starts_with("aurora-"))
}

/// `secret.X` is the whole value, `secret.X.KEY` one key of its JSON.
fn secret(
    tree: Tree<'_>,
    reference: &Reference,
    span: Span,
    found: &mut Vec<Diagnostic>,
) -> Standing {
    if reference.path.len() > 1 {
        let message = format!("`{}` goes deeper than one key", reference.spelled());
        let help = format!("write `secret.{}.{}`", reference.label, reference.path[0]);
        found.push(Diagnostic::error("GEN303", span, message).help(help));
        return Standing::Wrong;
    }
    // What reads the secret takes an empty key for no key, and that for the whole value.
    if reference.path.first().is_some_and(String::is_empty) {
        let label = &reference.label;
        let message = format!("`secret.{label}[\"\"]` names no key");
        let help = format!("write `secret.{label}` for the whole value, or name a key of its JSON");
        found.push(Diagnostic::error("GEN303", span, message).help(help));
        return Standing::Wrong;
    }
    if exists(tree, reference, span, found) { Standing::Secret } else { Standing::Wrong }
}

/// Whether an element of `calls` or `uses` is right, so that an edit may keep it.
fn stands(tree: Tree<'_>, listed: &Reference, store: bool) -> bool {
    let kind = listed.kind.as_str();
    let fits = if store { declare::STORES.contains(&kind) } else { kind == "service" };
    fits && listed.path.is_empty() && tree.find(&listed.kind, &listed.label).is_some()
}

/// A service is in `calls`, a store in `uses`; otherwise the error names the line to add.
fn reachable(
    tree: Tree<'_>,
    service: View<'_>,
    reference: &Reference,
    span: Span,
    found: &mut Vec<Diagnostic>,
) {
    let (kind, label) = (reference.kind.as_str(), reference.label.as_str());
    let store = declare::STORES.contains(&kind);
    let list = if store { "uses" } else { "calls" };
    let itself = kind == "service" && label == service.label();
    let Some(target) = tree.find(kind, label).filter(|_| store || kind == "service") else {
        return;
    };
    let mut listed: Vec<String> = service
        .references(list)
        .iter()
        .filter(|(listed, _)| stands(tree, listed, store))
        .map(|(listed, _)| listed.spelled())
        .collect();
    let wanted = format!("{kind}.{label}");
    let invalid = service.node(list).is_some_and(|node| !matches!(node.value, Value::List(_)));
    // A job in `calls` is reported there.
    if invalid || listed.contains(&wanted) {
        return;
    }
    if kind == "service" && target.has("schedule") {
        let message = format!("`{label}` is a job and has no address");
        found.push(Diagnostic::error("GEN308", span, message).help("remove the reference"));
        return;
    }
    if itself {
        return;
    }
    listed.push(wanted.clone());
    let code = if store { "GEN305" } else { "GEN304" };
    let message =
        format!("`{}` refers to `{wanted}`, which is not in its `{list}`", service.label());
    let edit = if service.has(list) { "write" } else { "add" };
    found.push(
        Diagnostic::error(code, span, message)
            .help(format!("{edit} `{list} = [{}]`", listed.join(", "))),
    );
}
