//! Prometheus as an agent: it scrapes the cluster and writes to the managed workspace, where
//! queries and rules are.

use super::{Addon, KEEP, exporters, foundation};
use crate::ir::{Expr, list, object, template};
use crate::model::Platform;
use crate::stack::inside::{namespace, priority};
use crate::stack::layers::Earlier;
use crate::stack::placement::{placed, preferred_nodes, resources, tolerations};
use serde_json::{Value, json};

/// The chart of operator and agents, also the release.
const CHART: &str = "kube-prometheus-stack";

/// The chart of the definitions, also the release.
pub(super) const DEFINITIONS: &str = "prometheus-operator-crds";

/// The service account of the agents, which has the role that writes to the workspace.
const SERVICE_ACCOUNT: &str = "prometheus";

/// How much an agent keeps on disk of what the workspace did not take yet, at most.
const BUFFER: &str = "10Gi";

/// With the definitions would go the monitors of every other chart.
pub(super) fn definitions() -> Addon {
    Addon::new(
        DEFINITIONS,
        namespace::MONITORING,
        json!({ "crds": { "annotations": { (KEEP.0): KEEP.1 } } }),
    )
    .only_after(&[foundation::CHART])
}

pub(super) fn addon(platform: &Platform) -> Addon {
    Addon::new(CHART, namespace::MONITORING, values(platform)).facts(|platform, states| {
        let agents = remote(platform, &states.observability);
        object([("prometheus", object([("prometheusSpec", agents)]))])
    })
}

/// Where samples go. A list in values is replaced whole, so all of it is here.
///
/// Queue: <https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-onboard-ingest-metrics-new-Prometheus.html>
fn remote(platform: &Platform, observability: &Earlier) -> Expr {
    let endpoint = observability.output("prometheus_endpoint");
    let queue = object([("capacity", 2500), ("maxSamplesPerSend", 1000), ("maxShards", 200)]);
    let write = object([
        ("url", template([endpoint.into(), "api/v1/remote_write".into()])),
        ("sigv4", object([("region", platform.region.name.clone())])),
        ("queueConfig", queue),
    ]);
    object([("remoteWrite", list([write]))])
}

fn values(platform: &Platform) -> Value {
    let mut values = json!({
        "alertmanager": { "enabled": false },
        // They come with a chart of their own, before whatever needs them.
        "crds": { "enabled": false },
        "defaultRules": { "create": false },
        "grafana": { "enabled": false },
        "prometheus": {
            "agentMode": true,
            "podDisruptionBudget": { "enabled": true },
            "prometheusSpec": agents(platform),
            "serviceAccount": { "name": SERVICE_ACCOUNT },
        },
        "prometheusOperator": operator(),
        "kube-state-metrics": exporters::objects(),
        "prometheus-node-exporter": exporters::nodes(),
    });
    // EKS keeps these to itself, and kube-proxy listens to its own node only.
    for unseen in ["kubeControllerManager", "kubeEtcd", "kubeProxy", "kubeScheduler"] {
        values[unseen] = json!({ "enabled": false });
    }
    values
}

/// Two agents scrape everything, each for itself; the workspace keeps one of each pair of samples
/// by the labels `cluster` and `__replica__`.
///
/// Source: <https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-ingest-dedupe.html>
fn agents(platform: &Platform) -> Value {
    let labels = [
        ("app.kubernetes.io/name", "prometheus-agent"),
        ("operator.prometheus.io/name", "kube-prometheus-stack-prometheus"),
    ];
    let mut agents = placed(
        &labels,
        json!({
            "replicas": 2,
            "priorityClassName": priority::ADDON,
            "resources": resources("250m", "2Gi"),
            "scrapeInterval": "30s",
            "externalLabels": { "cluster": platform.prefix() },
            "replicaExternalLabelName": "__replica__",
            "prometheusExternalLabelNameClear": true,
            "serviceDiscoveryRole": "EndpointSlice",
            "storageSpec": { "emptyDir": { "sizeLimit": BUFFER } },
        }),
    );
    // The chart itself puts them on hosts apart.
    agents["affinity"] = json!({ "nodeAffinity": preferred_nodes() });
    // Monitors of every chart and namespace count, not those of this release alone.
    for kind in ["podMonitor", "probe", "rule", "scrapeConfig", "serviceMonitor"] {
        agents[format!("{kind}SelectorNilUsesHelmValues")] = false.into();
    }
    agents
}

/// The chart runs one operator: while it is away the agents go on, and only changes of monitors
/// wait.
fn operator() -> Value {
    json!({
        // They check rules, of which the cluster has none.
        "admissionWebhooks": { "enabled": false },
        "tls": { "enabled": false },
        "priorityClassName": priority::ADDON,
        "resources": resources("50m", "192Mi"),
        "affinity": { "nodeAffinity": preferred_nodes() },
        "tolerations": tolerations(),
        "kubeletEndpointsEnabled": false,
        "kubeletEndpointSliceEnabled": true,
        "prometheusConfigReloader": { "resources": resources("10m", "64Mi") },
    })
}
