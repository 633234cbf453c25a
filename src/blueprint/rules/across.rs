//! Blueprints of one run against each other.

use super::{Tree, shared};
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::source::Span;
use crate::blueprint::tree::Blueprint;
use std::collections::BTreeMap;

/// What an account has once, by attribute of `security`.
const ONCE: &[&str] =
    &["trail", "guardduty", "inspector", "config", "ebs_encryption", "ecr_scanning", "spot_role"];

/// Checks names, domains and what an account has once; predecessors share the names only.
pub(in crate::blueprint) fn check(run: &[&Blueprint], before: &[&Blueprint]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut names = BTreeMap::new();
    let mut domains = BTreeMap::new();
    let mut singletons = BTreeMap::new();
    for blueprint in before {
        named(Tree(blueprint), (&mut names, &mut domains), &mut found);
    }
    for tree in run.iter().map(|blueprint| Tree(blueprint)) {
        named(tree, (&mut names, &mut domains), &mut found);
        singletons_of(tree, &mut singletons, &mut found);
    }
    let trees: Vec<Tree<'_>> = run.iter().map(|blueprint| Tree(blueprint)).collect();
    shared::check(&trees, &mut found);
    found
}

/// The name and the domain of a blueprint are its own.
fn named<'a>(
    tree: Tree<'a>,
    (names, domains): (&mut BTreeMap<String, Span>, &mut BTreeMap<&'a str, Span>),
    found: &mut Vec<Diagnostic>,
) {
    let platform = tree.platform();
    if let (Some(environment), Some(span)) =
        (platform.text("environment"), own(tree, platform.label_span()))
    {
        let name = format!("{}-{environment}", platform.label());
        if let Some(first) = names.insert(name.clone(), span) {
            let message = format!("two blueprints are named `{name}`");
            let help = "change the platform's name or `environment` in one of them";
            found.push(twice("GEN428", message, span, first).help(help));
        }
    }
    if let (Some(domain), Some(span)) =
        (platform.text("domain"), own(tree, platform.span("domain")))
        && let Some(first) = domains.insert(domain, span)
    {
        let message = format!("two blueprints have the domain `{domain}`");
        let help = "give each environment a zone of its own";
        found.push(twice("GEN429", message, span, first).help(help));
    }
}

/// A place in the blueprint's own file: what a base says is reported at the blueprint's header,
/// since the base is not the second of anything.
pub(super) fn own(tree: Tree<'_>, span: Option<Span>) -> Option<Span> {
    span.map(|span| if span.file == tree.0.file { span } else { tree.header() })
}

pub(super) fn twice(code: &'static str, message: String, second: Span, first: Span) -> Diagnostic {
    Diagnostic::error(code, second, message).related(first, "the first is here")
}

/// What a blueprint creates that its account has once, and where it says so.
fn created(tree: Tree<'_>) -> Vec<(&'static str, Span)> {
    let security = tree.one("security");
    let github = tree.one("access").nested("github");
    let of_security = ONCE.iter().map(|name| (*name, security));
    of_security
        .chain([("provider", github)])
        .filter(|(name, view)| view.text(name) == Some("create"))
        .filter_map(|(name, view)| {
            Some((name, own(tree, view.span(name).or(view.header()).or(Some(tree.header())))?))
        })
        .collect()
}

fn singletons_of<'a>(
    tree: Tree<'a>,
    known: &mut BTreeMap<(&'a str, &'static str), Span>,
    found: &mut Vec<Diagnostic>,
) {
    let Some(account) = tree.platform().text("account") else { return };
    let mut places: BTreeMap<Span, (Vec<&str>, Span)> = BTreeMap::new();
    for (name, span) in created(tree) {
        if let Some(first) = known.get(&(account, name)) {
            places.entry(span).or_insert_with(|| (Vec::new(), *first)).0.push(name);
        } else {
            known.insert((account, name), span);
        }
    }
    for (span, (names, first)) in places {
        let listed = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let block = if names == ["provider"] { "`access.github`" } else { "`security`" };
        let edits = names
            .iter()
            .map(|name| format!("`{name} = \"existing\"`"))
            .collect::<Vec<_>>()
            .join(", ");
        let message = format!("two blueprints of account `{account}` create {listed}");
        found.push(
            twice("GEN430", message, span, first)
                .help(format!("write {edits} in {block} of this one")),
        );
    }
}
