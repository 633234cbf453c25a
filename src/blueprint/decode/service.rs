//! Microservices and jobs.

use super::cluster::{architectures, memory};
use super::settings::{settings, store};
use super::{Tree, count, identity, owned};
use crate::blueprint::declare::grammar;
use crate::blueprint::declare::view::View;
use crate::blueprint::rules;
use crate::model::{
    Architecture, Egress, Exposure, Metrics, Probe, Protocol, Release, Scale, Service, Slo,
    Strategy, WebWorkload, Workload,
};
use std::collections::BTreeSet;

/// The services, by label.
pub(super) fn services(tree: Tree<'_>) -> Vec<Service> {
    tree.all("service").into_iter().map(|view| service(tree, view)).collect()
}

fn service(tree: Tree<'_>, view: View<'_>) -> Service {
    let strings = |name| view.texts(name).into_iter().map(str::to_owned);
    let resources = view.nested("resources");
    Service {
        id: identity(view),
        image: view.text("image").map(str::to_owned),
        tag: owned(view, "tag"),
        source: view
            .text("source")
            .map_or_else(|| format!("services/{}", view.label()), str::to_owned),
        architectures: places(tree, view),
        workload: match view.text("schedule") {
            Some(schedule) => Workload::Job(grammar::cron_canonical(schedule)),
            None => Workload::Web(Box::new(web(tree, view))),
        },
        command: strings("command").collect(),
        args: strings("args").collect(),
        calls: view
            .references("calls")
            .into_iter()
            .map(|(reference, _)| reference.label.clone())
            .collect(),
        uses: view
            .references("uses")
            .into_iter()
            .filter_map(|(reference, _)| store(reference))
            .collect(),
        env: settings(view, "env"),
        secrets: settings(view, "secrets"),
        egress: view.texts("egress").into_iter().filter_map(egress).collect(),
        nodes: rules::pool(view).map(str::to_owned),
        writable: strings("writable").collect(),
        user: count(view, "user"),
        cpu: grammar::cpu(resources.text("cpu").unwrap_or_default())
            .expect("the check sees to quantities"),
        memory: memory(resources, "memory"),
    }
}

/// What is built: the architectures written, else those of the pools that the service may use.
fn places(tree: Tree<'_>, view: View<'_>) -> BTreeSet<Architecture> {
    if view.has("architectures") {
        return architectures(view);
    }
    let pools = rules::pools_of(tree, view);
    if pools.is_empty() {
        return architectures(tree.one("nodes"));
    }
    pools.into_iter().flat_map(architectures).collect()
}

fn egress(text: &str) -> Option<Egress> {
    let (target, port) = grammar::egress(text)?;
    Some(match target {
        Ok(net) => Egress::Range(net, port),
        Err(host) => Egress::Host(host.to_owned(), port),
    })
}

fn port(view: View<'_>, name: &str) -> Option<u16> {
    view.whole(name).and_then(|port| u16::try_from(port).ok())
}

fn web(tree: Tree<'_>, view: View<'_>) -> WebWorkload {
    let protocol = match view.text("protocol") {
        Some("grpc") => Protocol::Grpc,
        Some("tcp") => Protocol::Tcp,
        _ => Protocol::Http,
    };
    let listens = port(view, "port").unwrap_or_default();
    let metrics = view.text("metrics").filter(|path| *path != "none");
    WebWorkload {
        port: listens,
        protocol,
        live: probe(view.text("live"), protocol, "/healthz"),
        ready: probe(view.text("ready"), protocol, "/readyz"),
        metrics: metrics.map(|path| Metrics {
            path: path.to_owned(),
            port: port(view, "metrics_port").unwrap_or(listens),
        }),
        scale: scale(tree, view.nested("scale")),
        expose: expose(tree, view.nested("expose")),
        release: release(view.nested("release")),
        slo: slo(view.nested("slo")),
    }
}

fn probe(written: Option<&str>, protocol: Protocol, path: &str) -> Probe {
    match (written, protocol) {
        (Some("grpc"), _) | (None, Protocol::Grpc) => Probe::Grpc,
        (Some("tcp"), _) | (None, Protocol::Tcp) => Probe::Tcp,
        (Some(path), _) => Probe::Http(path.to_owned()),
        (None, Protocol::Http) => Probe::Http(path.to_owned()),
    }
}

fn scale(tree: Tree<'_>, view: View<'_>) -> Scale {
    Scale {
        min: view.whole("min").unwrap_or(rules::fewest(tree)),
        max: count(view, "max"),
        cpu: count(view, "cpu"),
        memory: count(view, "memory"),
    }
}

fn expose(tree: Tree<'_>, view: View<'_>) -> Option<Exposure> {
    view.written?;
    let host = view.text("host").or(tree.platform().text("domain")).unwrap_or_default();
    Some(Exposure { host: host.to_owned(), path: owned(view, "path") })
}

fn release(view: View<'_>) -> Release {
    Release {
        strategy: match view.text("strategy") {
            Some("rolling") => Strategy::Rolling,
            Some("blue-green") => Strategy::BlueGreen,
            _ => Strategy::Canary,
        },
        steps: view.wholes("steps"),
        pause_seconds: count(view, "pause_seconds"),
    }
}

fn slo(view: View<'_>) -> Slo {
    Slo {
        availability: view.decimal("availability").unwrap_or_default(),
        latency_ms: count(view, "latency_ms"),
        percentile: view.decimal("percentile").unwrap_or_default(),
    }
}
