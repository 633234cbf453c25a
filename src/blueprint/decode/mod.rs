//! From the checked tree to the model, with every default.
//!
//! Decoding runs only on a tree without errors, so it never reports anything.

mod access;
mod cluster;
mod data;
mod operations;
mod region;
mod service;
pub(super) mod settings;

use super::check;
use super::declare::view::{Tree, View};
use super::diagnostic::{Diagnostic, Severity};
use super::rules;
use super::tree::Blueprint;
use crate::model::{Identity, Platform};

/// Checks a blueprint and, if there is no error, gives the platform that it describes.
pub fn decode(blueprint: &Blueprint) -> (Option<Platform>, Vec<Diagnostic>) {
    let mut found = Vec::new();
    check::check(blueprint, &mut found);
    if blueprint.partial {
        return (None, found);
    }
    rules::check(blueprint, &mut found);
    let broken = found.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    let tree = Tree(blueprint);
    // An expression that was reported already leaves a value that is no value.
    let platform = (!broken && !check::invalid(blueprint)).then(|| platform(tree));
    (platform, found)
}

fn platform(tree: Tree<'_>) -> Platform {
    let view = tree.platform();
    let (region, standby) = region::regions(tree);
    let services = service::services(tree);
    Platform {
        name: view.label().to_owned(),
        environment: owned(view, "environment"),
        owner: owned(view, "owner"),
        domain: owned(view, "domain"),
        account: view.text("account").map(str::to_owned),
        after: view.text("after").map(str::to_owned),
        tags: view.strings("tags"),
        network: region::network(tree, &region.name),
        cluster: cluster::cluster(tree, &services),
        region,
        standby,
        nodes: cluster::pools(tree),
        databases: data::databases(tree),
        caches: data::caches(tree),
        tables: data::tables(tree),
        queues: data::queues(tree),
        buckets: data::buckets(tree),
        secrets: data::secrets(tree),
        services,
        entry: access::entry(tree),
        mesh: access::mesh(tree),
        access: access::access(tree),
        security: operations::security(tree),
        monitoring: operations::monitoring(tree),
    }
}

/// A string that the check has seen.
fn owned(view: View<'_>, name: &str) -> String {
    view.text(name).unwrap_or_default().to_owned()
}

/// A whole number that the check has seen.
fn count(view: View<'_>, name: &str) -> u32 {
    view.whole(name).unwrap_or_default()
}

/// The labels of a block.
fn identity(view: View<'_>) -> Identity {
    Identity { label: view.label().to_owned(), was: view.text("was").map(str::to_owned) }
}
