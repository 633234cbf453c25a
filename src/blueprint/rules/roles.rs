//! What AWS keeps for a service: how large its connection facts are, and how many stores and
//! secrets its roles name.

use super::{Tree, View};
use crate::blueprint::decode::settings::settings;
use crate::blueprint::diagnostic::Diagnostic;
use crate::model::{self, Facts, Piece, StoreKind};
use crate::tables::quotas::{PARAMETER, STORES_OF_A_ROLE};
use std::collections::{BTreeMap, BTreeSet};

type Settings = BTreeMap<String, Vec<Piece>>;

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    for service in tree.all("service") {
        let (env, secrets) = (settings(service, "env"), settings(service, "secrets"));
        let facts = Facts::of(&env, &secrets);
        size(service, &facts, found);
        names(service, &facts, found);
        stores(service, found);
        read(service, &secrets, found);
    }
}

/// The parameter must fit; the longest text in it is to blame.
fn size(service: View<'_>, facts: &Facts<'_>, found: &mut Vec<Diagnostic>) {
    let bytes = facts.longest();
    if bytes <= PARAMETER.1 {
        return;
    }
    let longest = facts.settings.iter().max_by_key(|(_, text)| model::longest_text(text));
    let entries = service.entries("env");
    let node = longest.and_then(|(name, _)| entries.iter().find(|(key, _)| key == name));
    let span = node.map(|(_, node)| node.span).or(service.span("secrets"));
    let Some(span) = span.or(service.header()) else { return };
    let message = format!(
        "settings of `{}` that mention stores take up to {bytes} bytes, Parameter Store holds at \
         most {}",
        service.label(),
        PARAMETER.1
    );
    let help = "move long text into a setting that mentions no store";
    found.push(Diagnostic::error("GEN434", span, message).help(help));
}

/// A setting and a fact of the same name would be one entry of the parameter.
fn names(service: View<'_>, facts: &Facts<'_>, found: &mut Vec<Diagnostic>) {
    for fact in &facts.mentioned {
        let key = fact.key();
        if !facts.settings.contains_key(key.as_str()) {
            continue;
        }
        let entries = service.entries("env");
        let Some((_, node)) = entries.iter().find(|(name, _)| **name == key) else { continue };
        let message = format!("`{key}` is the name under which a fact in `secrets` is kept");
        found.push(Diagnostic::error("GEN435", node.span, message).help("rename the setting"));
    }
}

/// One role names all tables, queues and buckets.
fn stores(service: View<'_>, found: &mut Vec<Diagnostic>) {
    let kinds = [StoreKind::Table, StoreKind::Queue, StoreKind::Bucket].map(StoreKind::name);
    let mut used = BTreeSet::new();
    for (reference, span) in service.references("uses") {
        let fits = kinds.contains(&reference.kind.as_str());
        if fits && used.insert(reference) && used.len() == STORES_OF_A_ROLE + 1 {
            let message = format!(
                "`{}` uses more than {STORES_OF_A_ROLE} tables, queues and buckets, more than the \
                 policy of its role holds",
                service.label()
            );
            found.push(Diagnostic::error("GEN432", span, message).help("split the service"));
        }
    }
}

/// Another role names all secrets, those of databases and caches too.
fn read(service: View<'_>, secrets: &Settings, found: &mut Vec<Diagnostic>) {
    let facts = secrets.values().flatten().filter_map(|piece| match piece {
        Piece::Fact(fact) if fact.secret() => Some(&fact.of),
        _ => None,
    });
    let read = facts.collect::<BTreeSet<_>>().len();
    if let Some(span) = service.span("secrets").filter(|_| read > STORES_OF_A_ROLE) {
        let message = format!(
            "`{}` reads {read} secrets, the policy of its role holds at most {STORES_OF_A_ROLE}",
            service.label()
        );
        let help = "keep several values in one secret, as keys of its JSON";
        found.push(Diagnostic::error("GEN432", span, message).help(help));
    }
}
