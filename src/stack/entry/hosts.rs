//! The hosts that the entry answers for, and the places of their listener rules.

use crate::model::{Exposure, Platform, Protocol, Workload, names};
use std::collections::{BTreeMap, BTreeSet};

/// Each kind of rule has as many places; a listener counts to 50000.
/// Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html>
const PLACES: u32 = 20_000;

/// The most names that a certificate may have by default.
/// Source: <https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html>
const CERTIFICATE_NAMES: usize = 10;

/// What services expose.
pub(super) struct Hosts {
    domain: String,
    /// Every host.
    all: BTreeSet<String>,
    /// Those with a gRPC service.
    grpc: BTreeSet<String>,
}

impl Hosts {
    pub(super) fn new(platform: &Platform) -> Self {
        let exposures: Vec<(&Exposure, Protocol)> =
            platform.services.iter().filter_map(|service| exposure(&service.workload)).collect();
        let hosts = |wanted: fn(Protocol) -> bool| {
            let exposures = exposures.iter().filter(|(_, protocol)| wanted(*protocol));
            exposures.map(|(exposure, _)| exposure.host.clone()).collect()
        };
        Self {
            domain: platform.domain.clone(),
            all: hosts(|_| true),
            grpc: hosts(|protocol| protocol == Protocol::Grpc),
        }
    }

    /// Whether nothing is exposed, so that there is no entry.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether a gRPC service is exposed.
    pub(super) fn any_grpc(&self) -> bool {
        !self.grpc.is_empty()
    }

    /// Host to the priority of its rule.
    pub(super) fn priorities(&self) -> BTreeMap<String, u32> {
        places(&self.all, PLACES + 1)
    }

    /// Host to the priority of its gRPC rule, before all others.
    pub(super) fn grpc_priorities(&self) -> BTreeMap<String, u32> {
        places(&self.grpc, 1)
    }

    /// The names of a managed certificate: the hosts, the shortest first, since the first name may
    /// have 64 characters only; the domain and its wildcard where they are too many.
    pub(super) fn certificate_names(&self) -> (String, Vec<String>) {
        if self.all.len() > CERTIFICATE_NAMES {
            return (self.domain.clone(), vec![format!("*.{}", self.domain)]);
        }
        let mut names: Vec<String> = self.all.iter().cloned().collect();
        names.sort_by_key(|name| (name.len(), name.clone()));
        let first = names.remove(0);
        names.sort();
        (first, names)
    }

    /// Whether the certificate has the wildcard, whose validation record is the domain's.
    pub(super) fn wildcard(&self) -> bool {
        self.all.len() > CERTIFICATE_NAMES
    }
}

fn exposure(workload: &Workload) -> Option<(&Exposure, Protocol)> {
    let Workload::Web(web) = workload else { return None };
    web.expose.as_ref().map(|exposure| (exposure, web.protocol))
}

/// A place for each host that follows from its name alone: counted off, a new host would move the
/// rules behind it, and AWS refuses a place that another rule still has.
fn places(hosts: &BTreeSet<String>, first: u32) -> BTreeMap<String, u32> {
    let mut taken = BTreeSet::new();
    let place = |host: &String| {
        let digits = names::digest(host, 7);
        let mut place = u32::from_str_radix(&digits, 16).unwrap_or_default() % PLACES;
        while !taken.insert(place) {
            place = (place + 1) % PLACES;
        }
        (host.clone(), first + place)
    };
    hosts.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(hosts: &[&str]) -> BTreeSet<String> {
        hosts.iter().map(|&host| host.to_owned()).collect()
    }

    #[test]
    fn a_new_host_moves_no_other() {
        let few = places(&set(&["api.a.example", "a.example"]), 1);
        let more = places(&set(&["0.a.example", "api.a.example", "a.example", "b.a.example"]), 1);
        for (host, place) in &few {
            assert_eq!(more[host], *place, "{host}");
        }
    }

    #[test]
    fn hosts_never_share_a_place() {
        let hosts: BTreeSet<String> = (0..2000).map(|n| format!("h{n}.a.example")).collect();
        let places: BTreeSet<u32> = places(&hosts, 1).into_values().collect();
        assert_eq!(places.len(), 2000);
        assert!(places.iter().all(|place| (1..=PLACES).contains(place)));
    }
}
