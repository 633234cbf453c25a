//! References outside `env` and `secrets`: what they name exists and is of the right type.

use super::{Tree, View};
use crate::blueprint::check::hint;
use crate::blueprint::declare::{self, Kind, alternatives};
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::source::Span;
use crate::blueprint::value::Reference;

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    for service in tree.all("service") {
        listed(tree, service, "calls", &["service"], found);
        listed(tree, service, "uses", declare::STORES, found);
        single(tree, service, "nodes", found);
    }
    single(tree, tree.one("mesh"), "ca", found);
    for alert in tree.one("monitoring").nested_all("alert") {
        single(tree, alert, "pagerduty", found);
    }
}

fn listed(tree: Tree<'_>, view: View<'_>, name: &str, kinds: &[&str], found: &mut Vec<Diagnostic>) {
    for (reference, span) in view.references(name) {
        whole(tree, reference, (name, kinds), span, found);
    }
}

fn single(tree: Tree<'_>, view: View<'_>, name: &str, found: &mut Vec<Diagnostic>) {
    let Some((reference, span)) =
        view.node(name).and_then(|node| Some((node.reference()?, node.span)))
    else {
        return;
    };
    let kinds = match view.kind(name) {
        Some(Kind::Reference(kinds)) => kinds,
        Some(Kind::Either(either)) => either
            .iter()
            .find_map(|kind| if let Kind::Reference(kinds) = kind { Some(*kinds) } else { None })
            .unwrap_or_default(),
        _ => return,
    };
    // Pools are looked up with the services that run on them.
    if name != "nodes" || reference.kind != "nodes" || !reference.path.is_empty() {
        whole(tree, reference, (name, kinds), span, found);
    }
}

/// A reference to a block as a whole, of one of some types.
fn whole(
    tree: Tree<'_>,
    reference: &Reference,
    (name, kinds): (&str, &[&str]),
    span: Span,
    found: &mut Vec<Diagnostic>,
) {
    if !kinds.contains(&reference.kind.as_str()) {
        let message = format!("`{name}` cannot name `{}.{}`", reference.kind, reference.label);
        let help =
            format!("write {}", alternatives(kinds.iter().map(|kind| format!("{kind}.NAME"))));
        found.push(Diagnostic::error("GEN302", span, message).help(help));
    } else if let Some(extra) = reference.path.first() {
        let block = format!("{}.{}", reference.kind, reference.label);
        let message = format!("`{name}` names a block, not its `{extra}`");
        found.push(Diagnostic::error("GEN302", span, message).help(format!("write `{block}`")));
    } else {
        exists(tree, reference, span, found);
    }
}

/// Reports a reference to a block that is not there; says whether it is.
pub(super) fn exists(
    tree: Tree<'_>,
    reference: &Reference,
    span: Span,
    found: &mut Vec<Diagnostic>,
) -> bool {
    let (kind, label) = (reference.kind.as_str(), reference.label.as_str());
    if tree.find(kind, label).is_some() {
        return true;
    }
    let blocks = tree.all(kind);
    let message = format!("there is no `{kind} \"{label}\"`");
    let help = if blocks.is_empty() {
        format!("add `{kind} \"{label}\" {{ … }}`")
    } else {
        hint(label, blocks.iter().map(|block| block.label()), "labels")
    };
    found.push(Diagnostic::error("GEN301", span, message).help(help));
    false
}
