//! `was`: a thing under another label is the same thing. Addresses change, and `moved` carries
//! them; what AWS sees does not change in a single argument.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

use platform_gen::blueprint;
use platform_gen::ir::{Expr, Item, Part, Root, Tree};
use platform_gen::model::{Identity, Platform};
use platform_gen::{render, stack};
use std::collections::BTreeMap;
use std::path::PathBuf;

const BEFORE: &str = "tests/data/renamed/before.hcl";
const AFTER: &str = "tests/data/renamed/after.hcl";

fn platform(path: &str) -> Platform {
    let mut reading = blueprint::read(&[PathBuf::from(path)]);
    assert!(reading.errors().is_empty(), "{path}: {:#?}", reading.errors());
    reading.platforms.remove(0).platform
}

/// From and to of every `moved` block of a root, as text.
fn moves(root: &Root) -> Vec<(String, String)> {
    let items = root.files.iter().flat_map(|file| &file.items);
    let blocks = items.filter_map(|item| match item {
        Item::Block(block) if block.keyword == "moved" => Some(block),
        _ => None,
    });
    let address = |parts: &[Part], wanted: &str| {
        let value = parts.iter().find_map(|part| match part {
            Part::Attribute { name, value, .. } if name == wanted => Some(value),
            _ => None,
        });
        text(value.unwrap())
    };
    blocks.map(|block| (address(&block.body, "from"), address(&block.body, "to"))).collect()
}

fn text(expr: &Expr) -> String {
    hcl::format::to_string(expr).unwrap()
}

/// The text with every address that moved. Labels end where no letter, digit or `_` follows.
fn moved(text: &str, moves: &[(String, String)]) -> String {
    let mut done = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let inside = done.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.');
        let hit = moves.iter().find(|(from, _)| {
            let after = rest.strip_prefix(from.as_str());
            !inside
                && after.is_some_and(|after| {
                    !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
                })
        });
        let length = hit.map_or(next.len_utf8(), |(from, _)| from.len());
        done.push_str(hit.map_or(&rest[..length], |(_, to)| to));
        rest = &rest[length..];
    }
    done
}

/// Every argument of every block of a root but its outputs and moves, by the block's address.
fn arguments(root: &Root, moves: &[(String, String)]) -> BTreeMap<String, String> {
    fn read(
        parts: &[Part],
        place: &str,
        moves: &[(String, String)],
        all: &mut BTreeMap<String, String>,
    ) {
        for (at, part) in parts.iter().enumerate() {
            match part {
                Part::Attribute { name, value, .. } => {
                    all.insert(format!("{place} {name}"), moved(&text(value), moves));
                }
                Part::Block(nested) => {
                    read(&nested.body, &format!("{place} {}{at}", nested.keyword), moves, all);
                }
                Part::Gap | Part::Note(_) => {}
            }
        }
    }
    let mut all = BTreeMap::new();
    for item in root.files.iter().flat_map(|file| &file.items) {
        let Item::Block(block) = item else { continue };
        if block.keyword != "moved" {
            let address = format!("{}.{}", block.keyword, block.labels.join("."));
            read(&block.body, &moved(&address, moves), moves, &mut all);
        }
    }
    all
}

/// Where later layers read of each database that was renamed, before and after.
fn outputs(platform: &Platform) -> Vec<(String, String)> {
    let path = |label: &str| format!("data.terraform_remote_state.data.outputs.databases.{label}");
    let ids = platform.databases.iter().map(|database| &database.id);
    ids.filter_map(|id| Some((path(id.was.as_deref()?), path(&id.label)))).collect()
}

/// What a plan of `after` over the state of `before` would do beside moving.
fn differences(before: &Tree, after: &Tree, outputs: &[(String, String)]) -> Vec<String> {
    let mut found = Vec::new();
    let (old, new) = (before.addresses(), after.addresses());
    assert_eq!(before.roots.len(), after.roots.len());
    for (was, is) in before.roots.iter().zip(&after.roots) {
        let place = format!("{}/{}", is.region, is.layer);
        let moves = moves(is);
        let mut expected: Vec<String> = old[&place].iter().map(|a| moved(a, &moves)).collect();
        expected.sort();
        if expected != new[&place] {
            found.push(format!("{place}: other resources: {expected:#?}, now {:#?}", new[&place]));
        }
        // Layers read each other by label, so the path changes and what it gives does not.
        let moves = [moves, outputs.to_vec()].concat();
        let (old, new) = (arguments(was, &moves), arguments(is, &[]));
        for name in old.keys().chain(new.keys()) {
            if old.get(name) != new.get(name) {
                found.push(format!(
                    "{place}: {name}: {:?}, now {:?}",
                    old.get(name),
                    new.get(name)
                ));
            }
        }
    }
    let modules = |tree: &Tree| -> BTreeMap<String, String> {
        let files = render::render(tree).into_iter();
        files.filter(|(path, _)| path.starts_with("terraform/modules/")).collect()
    };
    if modules(before) != modules(after) {
        found.push("other modules".to_owned());
    }
    found
}

#[test]
fn a_renamed_platform_is_the_same_platform() {
    let outputs = outputs(&platform(AFTER));
    let (before, after) = (stack::build(&platform(BEFORE)), stack::build(&platform(AFTER)));
    let mut found = differences(&before, &after, &outputs);
    // A service moves into the namespace of its new name, and so does who reads for it.
    for kind in ["identity", "reader"] {
        let place = format!("eu-west-1/30-data: module.{kind}_shopfront namespace");
        let [was, is] = ["web", "shopfront"].map(|label| Some(format!("{label:?}")));
        let redeployed = format!("{place}: {was:?}, now {is:?}");
        assert!(found.contains(&redeployed), "the namespace is the new one: {found:#?}");
        found.retain(|found| *found != redeployed);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn everything_that_is_renamed_in_the_layer_of_data_has_its_move() {
    let after = stack::build(&platform(AFTER));
    let data = after.roots.iter().find(|root| root.layer == "30-data").unwrap();
    let pair = |from: &str, to: &str| (format!("module.{from}"), format!("module.{to}"));
    assert_eq!(
        moves(data),
        [
            pair("repository_web", "repository_shopfront"),
            pair("database_orders", "database_a_purchases"),
            pair("proxy_orders", "proxy_a_purchases"),
            pair("database_accounts", "database_z_customers"),
            pair("proxy_accounts", "proxy_z_customers"),
            pair("cache_carts", "cache_sessions"),
            pair("table_baskets", "table_trolleys"),
            pair("queue_mails", "queue_letters"),
            pair("bucket_images", "bucket_pictures"),
            pair("secret_api", "secret_partner"),
            pair("facts_web", "facts_shopfront"),
            pair("reader_web", "reader_shopfront"),
            pair("identity_web", "identity_shopfront"),
        ]
    );
}

#[test]
fn a_renamed_alert_and_the_alarms_of_a_renamed_database_have_their_moves() {
    let after = stack::build(&platform(AFTER));
    let root = |layer: &str| after.roots.iter().find(|root| root.layer == layer).unwrap();
    let pair = |from: &str, to: &str| (format!("module.{from}"), format!("module.{to}"));
    assert_eq!(moves(root("05-account")), [pair("alert_team", "alert_everyone")]);
    let observed = moves(root("50-observability"));
    for kind in ["database_alarms", "proxy_alarms"] {
        let expected = pair(&format!("{kind}_orders"), &format!("{kind}_a_purchases"));
        assert!(observed.contains(&expected), "{observed:#?}");
    }
}

#[track_caller]
fn renamed<'a>(kind: &str, mut ids: impl Iterator<Item = &'a Identity>) {
    assert!(ids.any(|id| id.was.is_some()), "no {kind} is renamed in {AFTER}");
}

/// So that a kind that is generated later falls under these tests as it is.
#[test]
fn every_kind_is_renamed() {
    let platform = platform(AFTER);
    renamed("nodes", platform.nodes.iter().map(|one| &one.id));
    renamed("database", platform.databases.iter().map(|one| &one.id));
    renamed("cache", platform.caches.iter().map(|one| &one.id));
    renamed("table", platform.tables.iter().map(|one| &one.id));
    renamed("queue", platform.queues.iter().map(|one| &one.id));
    renamed("bucket", platform.buckets.iter().map(|one| &one.id));
    renamed("secret", platform.secrets.iter().map(|one| &one.id));
    renamed("service", platform.services.iter().map(|one| &one.id));
    renamed("operator", platform.access.operators.iter().map(|one| &one.id));
    renamed("alert", platform.monitoring.alerts.iter().map(|one| &one.id));
}

/// The comparison itself: without `was` the same edit is another database.
#[test]
fn another_label_without_was_is_another_thing() {
    let before = platform(BEFORE);
    let mut other = platform(AFTER);
    for database in &mut other.databases {
        database.id.was = None;
    }
    let found = differences(&stack::build(&before), &stack::build(&other), &[]);
    let about = |what: &str| found.iter().any(|found| found.contains(what));
    assert!(about("other resources"), "{found:#?}");
    assert!(about("module.database_orders name: Some"), "{found:#?}");
}
