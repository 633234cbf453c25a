//! Services: names, ports, exposure, scaling, releases.

use super::{Tree, View, bounds, conflict};
use crate::blueprint::declare::grammar;
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::source::Span;
use std::collections::BTreeMap;

/// Namespaces of Kubernetes and of the platform itself.
const SYSTEM: &[&str] = &[
    "amazon-cloudwatch",
    "amazon-guardduty",
    "argo-rollouts",
    "aws-load-balancer",
    "cert-manager",
    "default",
    "entry",
    "external-dns",
    "external-secrets",
    "foundation",
    "gateway",
    "istio-cni",
    "istio-ingress",
    "istio-system",
    "karpenter",
    "kube-node-lease",
    "kube-public",
    "kube-system",
    "logging",
    "mesh",
    "monitoring",
    "node-exporter",
    "observability",
    "platform",
    "reloader",
];

/// The uid of the mesh's sidecar, whose traffic is not redirected.
const SIDECAR_USER: u32 = 1337;

/// Ports of the mesh's sidecar, which shares the pod's network: it is not injected beside an
/// application that has one of them.
/// Source: <https://istio.io/latest/docs/ops/deployment/application-requirements/>
const SIDECAR_PORTS: &[u32] = &[15000, 15001, 15004, 15006, 15008, 15020, 15021, 15053, 15090];

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    for service in tree.all("service") {
        name(service, found);
        if !service.has("schedule") {
            required(service, found);
        }
        scale(tree, service, found);
        steps(service, found);
        exposed(tree, service, found);
        sidecar(service, found);
    }
    routes(tree, found);
}

/// The uid and the ports of the mesh are taken.
fn sidecar(service: View<'_>, found: &mut Vec<Diagnostic>) {
    for name in ["port", "metrics_port"] {
        let taken = service.whole(name).filter(|port| SIDECAR_PORTS.contains(port));
        if let (Some(port), Some(span)) = (taken, service.span(name)) {
            let message = format!("port {port} belongs to the mesh's sidecar");
            found.push(Diagnostic::error("GEN417", span, message).help("choose another port"));
        }
    }
    if let Some(span) = service.span("user").filter(|_| service.whole("user") == Some(SIDECAR_USER))
    {
        let message = format!("uid {SIDECAR_USER} belongs to the mesh's sidecar");
        found.push(Diagnostic::error("GEN417", span, message).help("choose another uid"));
    }
}

fn name(service: View<'_>, found: &mut Vec<Diagnostic>) {
    let label = service.label();
    let reserved =
        SYSTEM.contains(&label) || label.starts_with("kube-") || label.starts_with("istio-");
    if let Some(span) = service.label_span().filter(|_| reserved) {
        let message = format!("`{label}` is the name of a system namespace");
        let help = "choose another name: a service lives in a namespace of its own name";
        found.push(Diagnostic::error("GEN417", span, message).help(help));
    }
}

fn required(service: View<'_>, found: &mut Vec<Diagnostic>) {
    if let Some(span) = service.header().filter(|_| !service.has("port")) {
        let message = "missing attribute `port` in `service`";
        let help = "add `port = 8080`, the port of the container, or `schedule` for a job";
        found.push(Diagnostic::error("GEN104", span, message).help(help));
    }
}

fn scale(tree: Tree<'_>, service: View<'_>, found: &mut Vec<Diagnostic>) {
    let scale = service.nested("scale");
    let min = if scale.has("min") { scale.whole("min") } else { Some(fewest(tree)) };
    bounds(scale, min, found);
}

/// The default of `scale.min`.
pub(in crate::blueprint) fn fewest(tree: Tree<'_>) -> u32 {
    if tree.production() { 3 } else { 2 }
}

fn steps(service: View<'_>, found: &mut Vec<Diagnostic>) {
    let release = service.nested("release");
    let steps: Vec<_> = release
        .elements("steps")
        .iter()
        .filter_map(|node| Some((node.whole()?, node.span)))
        .collect();
    for pair in steps.windows(2) {
        if pair[1].0 <= pair[0].0 {
            let message = format!("step {} does not come after {}", pair[1].0, pair[0].0);
            found.push(
                Diagnostic::error("GEN420", pair[1].1, message)
                    .help("write the steps in ascending order"),
            );
        }
    }
}

fn exposed(tree: Tree<'_>, service: View<'_>, found: &mut Vec<Diagnostic>) {
    let expose = service.nested("expose");
    let Some(header) = expose.header() else { return };
    if let Some(protocol) =
        service.name_span("protocol").filter(|_| service.text("protocol") == Some("tcp"))
    {
        let message = format!("`{}` speaks `tcp`, which the entry cannot route", service.label());
        found.push(
            conflict("GEN419", message, protocol, header)
                .help("remove `expose`, or speak `http` or `grpc`"),
        );
    }
    let (Some(host), Some(domain)) = (expose.text("host"), tree.platform().text("domain")) else {
        return;
    };
    let below = host.strip_suffix(domain).and_then(|rest| rest.strip_suffix('.'));
    let legal = host == domain || below.is_some_and(grammar::dns_label);
    if let Some(span) = expose.span("host").filter(|_| !legal) {
        let message = format!("`{host}` is neither `{domain}` nor one label below it");
        let help = format!("write a host such as `{}.{domain}`, or leave it out", service.label());
        found.push(Diagnostic::error("GEN419", span, message).help(help));
    }
}

/// A host and path lead to one service only.
fn routes(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    let mut routes: BTreeMap<(&str, &str), Vec<(Span, &str)>> = BTreeMap::new();
    for service in tree.all("service") {
        let expose = service.nested("expose");
        let host =
            if expose.has("host") { expose.text("host") } else { tree.platform().text("domain") };
        if let (Some(header), Some(host), Some(path)) = (expose.header(), host, expose.text("path"))
        {
            let path = if path == "/" { path } else { path.trim_end_matches('/') };
            routes.entry((host, path)).or_default().push((header, service.label()));
        }
    }
    for ((host, path), mut services) in routes {
        services.sort();
        let [(first, _), others @ ..] = services.as_slice() else { continue };
        if others.is_empty() {
            continue;
        }
        let names: Vec<String> = services.iter().map(|(_, label)| format!("`{label}`")).collect();
        let message = format!("`{host}{path}` leads to {}", names.join(" and "));
        let diagnostic = Diagnostic::error("GEN419", *first, message)
            .help("give each service a `path` or `host` of its own");
        found.push(others.iter().fold(diagnostic, |diagnostic, (span, _)| {
            diagnostic.related(*span, "the same host and path")
        }));
    }
}
