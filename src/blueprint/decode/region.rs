//! Regions and the network.

use super::{Tree, count};
use crate::blueprint::declare::view::View;
use crate::blueprint::rules::endpoints;
use crate::model::{Nat, Network, Region};
use crate::tables::regions;
use ipnet::Ipv4Net;

/// The primary region and the standby ones, these by name.
pub(super) fn regions(tree: Tree<'_>) -> (Region, Vec<Region>) {
    let (primary, standby): (Vec<_>, Vec<_>) =
        tree.all("region").into_iter().partition(|view| view.text("role") == Some("primary"));
    let primary = primary.into_iter().map(region).next();
    (
        primary.expect("the rules see to exactly one primary region"),
        standby.into_iter().map(region).collect(),
    )
}

fn region(view: View<'_>) -> Region {
    let known = regions::find(view.label()).expect("the rules see to known regions");
    let mut zones: Vec<String> = if view.has("zones") {
        view.texts("zones").into_iter().map(str::to_owned).collect()
    } else {
        known.zones.iter().take(3).map(|zone| (*zone).to_owned()).collect()
    };
    zones.sort();
    Region {
        name: known.name.to_owned(),
        copies: view.text("copies").unwrap_or(known.copies).to_owned(),
        zones,
    }
}

/// The network of a platform in this region.
pub(super) fn network(tree: Tree<'_>, region: &str) -> Network {
    let view = tree.one("network");
    let mut endpoints: Vec<String> = if view.has("endpoints") {
        view.texts("endpoints").into_iter().map(str::to_owned).collect()
    } else {
        endpoints::defaults(tree, region).into_iter().map(str::to_owned).collect()
    };
    endpoints.sort();
    Network {
        cidr: range(view.text("cidr").unwrap_or_default()),
        nat: match view.text("nat") {
            Some("single") => Nat::Single,
            Some("none") => Nat::None,
            _ => Nat::PerZone,
        },
        endpoints,
        flow_logs_days: count(view, "flow_logs_days"),
    }
}

/// A range that the check has seen.
pub(super) fn range(text: &str) -> Ipv4Net {
    text.parse().expect("the check sees to legal ranges")
}
