//! Rules across attributes and blocks, one subject a file.

mod access;
pub(super) mod across;
pub(super) mod after;
mod arns;
mod cluster;
mod database;
mod effect;
mod egress;
pub(super) mod endpoints;
mod entry;
mod jobs;
mod mesh;
mod network;
mod pending;
mod platform;
mod pool_limits;
mod pools;
mod quotas;
pub(super) mod references;
mod regions;
mod renamed;
mod roles;
mod scaling;
mod services;
mod settings;
mod shared;
mod stores;

pub(super) use database::zones;
pub(super) use pools::{of as pools_of, pool};
pub(super) use services::fewest;

use super::declare::view::{Tree, View};
use super::diagnostic::Diagnostic;
use super::source::Span;
use super::tree::Blueprint;

/// The rules in the order of the reference.
const RULES: &[fn(Tree<'_>, &mut Vec<Diagnostic>)] = &[
    platform::check,
    regions::check,
    network::check,
    cluster::check,
    pools::check,
    pool_limits::check,
    database::check,
    stores::check,
    services::check,
    jobs::check,
    egress::check,
    references::check,
    settings::check,
    roles::check,
    entry::check,
    access::check,
    quotas::check,
    arns::check,
    mesh::check,
    effect::check,
    renamed::check,
    pending::check,
    scaling::check,
];

/// Applies every rule to a blueprint.
pub(super) fn check(blueprint: &Blueprint, found: &mut Vec<Diagnostic>) {
    for rule in RULES {
        rule(Tree(blueprint), found);
    }
}

/// The first of two places in the file, where a conflict is reported, and the second.
fn ordered(a: Span, b: Span) -> (Span, Span) {
    if a <= b { (a, b) } else { (b, a) }
}

/// A conflict of two attributes, at the first in the file.
fn conflict(code: &'static str, message: String, a: Span, b: Span) -> Diagnostic {
    let (first, second) = ordered(a, b);
    Diagnostic::error(code, first, message).related(second, "conflicts with this")
}

/// `min` and `max` of a block, the wrong one of which is reported where it is written.
fn bounds(view: View<'_>, min: Option<u32>, found: &mut Vec<Diagnostic>) {
    let (Some(min), Some(max)) = (min, view.whole("max")) else { return };
    if min <= max {
        return;
    }
    let message = format!("`min` is {min}, more than `max`, which is {max}");
    let help = format!("raise `max` to {min} or lower `min` to {max}");
    let diagnostic = match (view.name_span("min"), view.name_span("max")) {
        (Some(a), Some(b)) => conflict("GEN412", message, a, b),
        (Some(only), None) | (None, Some(only)) => Diagnostic::error("GEN412", only, message),
        (None, None) => return,
    };
    found.push(diagnostic.help(help));
}
