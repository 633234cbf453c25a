//! What only a service has that listens.

use super::release::{Release, release};
use super::routes::{Expose, expose};
use super::values::Home;
use crate::model::{self, Platform, Probe, Protocol, Service, WebWorkload};
use serde::Serialize;
use serde_json::{Value, json};

/// Seconds that a pod still answers after it was told to go: until the last caller has heard of it.
const DRAIN: u32 = 15;

/// Seconds within which a request is answered: as long as the load balancer waits.
const REQUEST: u32 = 60;

/// Seconds in which the application ends by itself after its last request.
const GOODBYE: u32 = 15;

/// What listens.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Web {
    port: u16,
    protocol: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    app_protocol: Option<&'static str>,
    live: Value,
    ready: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    metrics: Option<Metrics>,
    drain_seconds: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_seconds: Option<u32>,
    grace_seconds: u32,
    scale: Scale,
    release: Release,
    #[serde(skip_serializing_if = "Option::is_none")]
    expose: Option<Expose>,
}

/// Where the application's own metrics are.
#[derive(Serialize)]
struct Metrics {
    path: String,
    port: u16,
}

/// How far it scales, and by what.
#[derive(Serialize)]
struct Scale {
    min: u32,
    max: u32,
    cpu: u32,
    memory: u32,
}

/// What listens at a place.
pub(super) fn web(platform: &Platform, service: &Service, web: &WebWorkload, home: Home) -> Web {
    let model::Scale { min, max, cpu, memory } = web.scale;
    Web {
        port: web.port,
        protocol: protocol(web.protocol),
        app_protocol: app_protocol(web.protocol, home),
        live: probe(&web.live, web.port),
        ready: probe(&web.ready, web.port),
        metrics: web.metrics.clone().map(|model::Metrics { path, port }| Metrics { path, port }),
        drain_seconds: DRAIN,
        // A stream of gRPC may last; what speaks bytes has no requests.
        request_seconds: (web.protocol == Protocol::Http).then_some(REQUEST),
        grace_seconds: DRAIN + REQUEST + GOODBYE,
        scale: Scale { min, max, cpu, memory },
        release: release(web, home),
        expose: web.expose.as_ref().map(|exposure| expose(platform, service, exposure)),
    }
}

/// As blueprints spell it.
pub(super) fn protocol(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Http => "http",
        Protocol::Grpc => "grpc",
        Protocol::Tcp => "tcp",
    }
}

/// The mesh knows gRPC by name; elsewhere it is HTTP/2 without TLS, which has a name of Kubernetes'.
/// Source: <https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol>
fn app_protocol(protocol: Protocol, home: Home) -> Option<&'static str> {
    match (protocol, home) {
        (Protocol::Http, _) => Some("http"),
        (Protocol::Grpc, Home::Platform) => Some("grpc"),
        (Protocol::Grpc, Home::Elsewhere) => Some("kubernetes.io/h2c"),
        (Protocol::Tcp, _) => None,
    }
}

fn probe(probe: &Probe, port: u16) -> Value {
    match probe {
        Probe::Http(path) => json!({ "httpGet": { "path": path, "port": port } }),
        Probe::Grpc => json!({ "grpc": { "port": port } }),
        Probe::Tcp => json!({ "tcpSocket": { "port": port } }),
    }
}
