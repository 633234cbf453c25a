//! Who may talk to a service, and to whom it may, in a cluster that has no policies of its own.

use crate::model::{Egress, Platform, Service, WebWorkload, Workload};
use crate::stack::data;
use serde::Serialize;
use std::collections::BTreeSet;

/// Where Prometheus usually lives.
const METRICS_NAMESPACE: &str = "monitoring";

/// Where the stores are that are an API.
const HTTPS: u16 = 443;

/// Who may talk to whom.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Network {
    callers: Vec<String>,
    calls: Vec<Call>,
    egress: Vec<Open>,
    entry_namespaces: Vec<&'static str>,
    metrics_namespaces: Vec<&'static str>,
}

/// A service that it may call, and the port of its pods.
#[derive(Serialize)]
struct Call {
    name: String,
    port: u16,
}

/// A port outside of the cluster; without a range, at any address.
#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct Open {
    #[serde(skip_serializing_if = "Option::is_none")]
    cidr: Option<String>,
    port: u16,
}

/// Who may talk to whom, as the blueprint says it. Where its stores will be is not known.
pub(super) fn network(platform: &Platform, service: &Service) -> Network {
    let callers = platform.services.iter().filter(|other| other.calls.contains(&service.id.label));
    let called = platform.services.iter().filter(|other| service.calls.contains(&other.id.label));
    let stores =
        service.uses.iter().map(|store| (None, data::port(platform, store).unwrap_or(HTTPS)));
    let outside = service.egress.iter().map(|egress| match egress {
        // Policies know addresses only, and those of a name change.
        Egress::Host(_, port) => (None, *port),
        Egress::Range(range, port) => (Some(range.to_string()), *port),
    });
    let open: BTreeSet<Open> =
        stores.chain(outside).map(|(cidr, port)| Open { cidr, port }).collect();
    let scraped = listener(service).is_some_and(|web| web.metrics.is_some());
    Network {
        callers: callers.map(|caller| caller.id.label.clone()).collect(),
        calls: called
            .filter_map(|other| {
                Some(Call { name: other.id.label.clone(), port: listener(other)?.port })
            })
            .collect(),
        egress: open.into_iter().collect(),
        entry_namespaces: Vec::new(),
        metrics_namespaces: if scraped { vec![METRICS_NAMESPACE] } else { Vec::new() },
    }
}

fn listener(service: &Service) -> Option<&WebWorkload> {
    match &service.workload {
        Workload::Web(web) => Some(web),
        Workload::Job(_) => None,
    }
}
