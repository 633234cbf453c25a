//! Renamed things: the old label is free.

use super::{Tree, View, conflict};
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::source::Span;
use std::collections::BTreeMap;

/// Blocks that can be renamed, at the top level.
const KINDS: &[&str] =
    &["nodes", "database", "cache", "table", "queue", "bucket", "secret", "service"];

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    for kind in KINDS {
        family(kind, &tree.all(kind), found);
    }
    family("operator", &tree.one("access").nested_all("operator"), found);
    family("alert", &tree.one("monitoring").nested_all("alert"), found);
}

fn family(kind: &str, views: &[View<'_>], found: &mut Vec<Diagnostic>) {
    let mut taken: BTreeMap<&str, Span> = BTreeMap::new();
    for view in views.iter().filter(|view| !view.has("was")) {
        taken.extend(view.label_span().map(|span| (view.label(), span)));
    }
    for view in views {
        let (Some(was), Some(span)) = (view.text("was"), view.span("was")) else { continue };
        if was == view.label() {
            let message = format!("`{was}` is the label already");
            found.push(Diagnostic::error("GEN425", span, message).help("remove `was`"));
        } else if let Some(other) = taken.insert(was, span) {
            let message = format!("two `{kind}` blocks claim the name `{was}`");
            let help = "rename one of them without `was`, or to another label";
            found.push(conflict("GEN425", message, span, other).help(help));
        }
    }
}
