//! What two blueprints of a run would share without wanting to: environments and hosts.

use super::Tree;
use super::access::environments;
use super::across::{own, twice};
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::source::Span;
use std::collections::BTreeMap;

pub(super) fn check(run: &[Tree<'_>], found: &mut Vec<Diagnostic>) {
    let mut names = BTreeMap::new();
    for (index, tree) in run.iter().enumerate() {
        steps(*tree, index, &mut names, found);
    }
    for tree in run {
        hosts(*tree, run, found);
    }
}

/// A GitHub environment that two platforms share lets the reviewers of one release the other.
fn steps(
    tree: Tree<'_>,
    index: usize,
    known: &mut BTreeMap<(String, String), (usize, Span)>,
    found: &mut Vec<Diagnostic>,
) {
    let github = tree.one("access").nested("github");
    let (Some(repository), Some(header)) = (github.text("repository"), github.header()) else {
        return;
    };
    for (attribute, name) in environments(tree) {
        let Some(span) = own(tree, github.span(attribute).or(Some(header))) else { continue };
        // GitHub ignores the case of repositories and environments.
        let key = (repository.to_lowercase(), name.to_lowercase());
        match known.get(&key) {
            Some((other, first)) if *other != index => {
                let message =
                    format!("two blueprints use the environment `{name}` of `{repository}`");
                let help = format!("name another `{attribute}`: each has its own reviewers");
                found.push(twice("GEN512", message, span, *first).help(help).lenient());
            }
            Some(_) => {}
            None => {
                known.insert(key, (index, span));
            }
        }
    }
}

/// A host that is another environment's domain is answered by that one's zone.
fn hosts(tree: Tree<'_>, run: &[Tree<'_>], found: &mut Vec<Diagnostic>) {
    for service in tree.all("service") {
        let expose = service.nested("expose");
        let (Some(host), Some(span)) = (expose.text("host"), expose.span("host")) else { continue };
        if tree.platform().text("domain") == Some(host) {
            continue;
        }
        let other = run.iter().find(|other| other.platform().text("domain") == Some(host));
        if let (Some(span), Some(domain)) =
            (own(tree, Some(span)), other.and_then(|other| other.platform().span("domain")))
        {
            let message = format!("`{host}` is the domain of another blueprint");
            let diagnostic = Diagnostic::warning("GEN512", span, message);
            let diagnostic = diagnostic.related(domain, "its domain");
            found.push(diagnostic.help("choose another `host`: that zone answers for this one"));
        }
    }
}
