//! Layer 60-addons: what each option adds or leaves out, where add-ons run, and what they may do.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests set up and read files")]

#[path = "addons/foundation.rs"]
mod foundation;
#[path = "addons/mirror.rs"]
mod mirror;
#[path = "addons/requests.rs"]
mod requests;
#[path = "addons/terraform.rs"]
mod terraform;
#[path = "addons/workloads.rs"]
mod workloads;

use platform_gen::blueprint;
use platform_gen::output::Environment;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;

/// Nothing is exposed, and no service is released by weight.
const QUIET: &str = r#"
platform "quiet" {
  environment = "test"
  owner       = "platform@quiet.example"
  domain      = "quiet.example"
}
region "eu-west-1" {}
access {
  github { repository = "quiet/platform" }
}
service "web" {
  port = 8080
  release { strategy = "rolling" }
}
"#;

/// The same with a mesh that an ACM Private CA signs.
const ACM: &str = r#"
mesh {
  ca = "arn:aws:acm-pca:eu-west-1:123456789012:certificate-authority/6f0dcb4e-0001-4a5b-8c9d-000000000001"
}
"#;

/// What every platform has.
const ALWAYS: [&str; 8] = [
    "cert-manager",
    "external-secrets",
    "fluent-bit",
    "karpenter",
    "karpenter-crd",
    "kube-prometheus-stack",
    "prometheus-operator-crds",
    "reloader",
];

/// Charts of the layer 80-mesh, whose values stand beside those of this one.
const MESH: [&str; 5] = ["base", "cert-manager-istio-csr", "cni", "gateway", "istiod"];

fn generate(text: &str) -> Environment {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("platform.hcl");
    std::fs::write(&path, text).unwrap();
    let reading = blueprint::read(&[path]);
    assert!(reading.errors().is_empty(), "{:#?}", reading.errors());
    let read = &reading.platforms[0];
    platform_gen::generate(&read.platform, &read.digest)
}

fn quiet() -> &'static Environment {
    static ONCE: LazyLock<Environment> = LazyLock::new(|| generate(QUIET));
    &ONCE
}

/// A service of it is exposed and released by weight.
fn shop() -> &'static Environment {
    static ONCE: LazyLock<Environment> =
        LazyLock::new(|| generate(&std::fs::read_to_string("blueprints/minimal.hcl").unwrap()));
    &ONCE
}

fn acm() -> &'static Environment {
    static ONCE: LazyLock<Environment> = LazyLock::new(|| generate(&format!("{QUIET}{ACM}")));
    &ONCE
}

/// Every blueprint of this repository.
fn all() -> &'static [Environment] {
    static ONCE: LazyLock<Vec<Environment>> = LazyLock::new(|| {
        let reading = blueprint::read(&["blueprints", "tests/data/blueprints"].map(PathBuf::from));
        assert!(reading.errors().is_empty(), "{:#?}", reading.errors());
        let read = reading.platforms.iter();
        read.map(|read| platform_gen::generate(&read.platform, &read.digest)).collect()
    });
    &ONCE
}

fn values(environment: &Environment, name: &str) -> Value {
    serde_yaml_ng::from_str(&environment.files[&format!("helm/values/{name}.yaml")]).unwrap()
}

/// The charts of this layer with values in `helm/values/addons`.
fn charts(environment: &Environment) -> BTreeSet<&str> {
    let files = environment.files.keys();
    files
        .filter_map(|path| path.strip_prefix("helm/values/addons/")?.strip_suffix(".yaml"))
        .filter(|chart| !MESH.contains(chart))
        .collect()
}

fn with(more: &[&'static str]) -> BTreeSet<&'static str> {
    ALWAYS.iter().chain(more).copied().collect()
}

#[test]
fn a_platform_has_the_add_ons_that_it_needs_and_no_other() {
    assert_eq!(charts(quiet()), with(&[]));
    assert_eq!(charts(acm()), with(&["aws-privateca-issuer"]));
    assert_eq!(charts(shop()), with(&["argo-rollouts", "aws-load-balancer-controller"]));
    let canary = generate(&QUIET.replace("rolling", "canary"));
    assert_eq!(charts(&canary), with(&["argo-rollouts"]));
    let colours = generate(&QUIET.replace("rolling", "blue-green"));
    assert_eq!(charts(&colours), with(&["argo-rollouts"]));
    let exposed = generate(&QUIET.replace("  release", "  expose {}\n  release"));
    assert_eq!(charts(&exposed), with(&["aws-load-balancer-controller"]));
}

#[test]
fn reloader_restarts_rollouts_where_there_are_some() {
    assert_eq!(values(shop(), "addons/reloader")["reloader"]["isArgoRollouts"], true);
    assert_eq!(values(quiet(), "addons/reloader")["reloader"]["isArgoRollouts"], false);
}

#[test]
fn the_ledger_has_the_version_of_each_installed_chart() {
    for environment in all() {
        let pinned: BTreeSet<&str> = environment
            .facts
            .versions
            .keys()
            .filter_map(|component| component.strip_prefix("chart/"))
            .filter(|chart| !MESH.contains(chart))
            .collect();
        assert_eq!(pinned, charts(environment), "{}", environment.name);
    }
}

#[test]
fn the_load_balancer_controller_binds_targets_and_makes_nothing() {
    let shop = shop();
    let controller = values(shop, "addons/aws-load-balancer-controller");
    for gate in ["ALBGatewayAPI", "EnableServiceController", "GatewayListenerSet", "NLBGatewayAPI"]
    {
        assert_eq!(controller["controllerConfig"]["featureGates"][gate], false, "{gate}");
    }
    for off in
        ["createIngressClassResource", "enableBackendSecurityGroup", "enableServiceMutatorWebhook"]
    {
        assert_eq!(controller[off], false, "{off}");
    }
    assert_eq!(controller["webhookConfig"]["disableIngressValidation"], true);
    assert_eq!(controller["podMutatorWebhookConfig"]["failurePolicy"], "Ignore");
    assert_eq!(controller["watchNamespace"], "istio-ingress");
}

#[test]
fn secrets_stay_within_their_namespace() {
    let values = values(quiet(), "addons/external-secrets");
    for kind in ["ClusterExternalSecret", "ClusterPushSecret", "PushSecret"] {
        assert_eq!(values["crds"][format!("create{kind}")], false, "{kind}");
        assert_eq!(values[format!("process{kind}")], false, "{kind}");
    }
    assert_eq!(values["crds"]["createClusterSecretStore"], false);
    assert_eq!(values["processClusterStore"], false);
    assert_eq!(values["rbac"]["aggregateToEdit"], false);
    assert_eq!(values["rbac"]["aggregateToAdmin"], false);
}

#[test]
fn definitions_outlive_their_charts() {
    let shop = shop();
    let keep = ("helm.sh/resource-policy", "keep");
    let value = |name: &str| values(shop, &format!("addons/{name}"));
    assert_eq!(value("karpenter-crd")["additionalAnnotations"][keep.0], keep.1);
    assert_eq!(value("prometheus-operator-crds")["crds"]["annotations"][keep.0], keep.1);
    assert_eq!(value("external-secrets")["crds"]["annotations"][keep.0], keep.1);
    assert_eq!(value("cert-manager")["crds"]["keep"], true);
    assert_eq!(value("argo-rollouts")["keepCRDs"], true);
    assert_eq!(value("kube-prometheus-stack")["crds"]["enabled"], false);
}

#[test]
fn the_agents_are_a_pair_to_the_workspace_and_see_every_monitor() {
    let stack = values(shop(), "addons/kube-prometheus-stack");
    let agents = &stack["prometheus"]["prometheusSpec"];
    assert_eq!(stack["prometheus"]["agentMode"], true);
    assert_eq!(stack["prometheus"]["serviceAccount"]["name"], "prometheus");
    assert_eq!(agents["externalLabels"]["cluster"], "shop-staging");
    assert_eq!(agents["replicaExternalLabelName"], "__replica__");
    assert_eq!(agents["prometheusExternalLabelNameClear"], true);
    for kind in ["podMonitor", "probe", "scrapeConfig", "serviceMonitor"] {
        assert_eq!(agents[format!("{kind}SelectorNilUsesHelmValues")], false, "{kind}");
    }
    let off = [
        "alertmanager",
        "grafana",
        "kubeControllerManager",
        "kubeEtcd",
        "kubeProxy",
        "kubeScheduler",
    ];
    for part in off {
        assert_eq!(stack[part]["enabled"], false, "{part}");
    }
    assert_eq!(stack["defaultRules"]["create"], false);
    assert_eq!(stack["prometheusOperator"]["admissionWebhooks"]["enabled"], false);
}

#[test]
fn no_add_on_reads_the_values_of_secrets_to_count_them() {
    let stack = values(shop(), "addons/kube-prometheus-stack");
    let excluded = &stack["kube-state-metrics"]["collectorsExclude"];
    assert_eq!(*excluded, serde_json::json!(["configmaps", "secrets"]));
}

#[test]
fn every_add_on_with_metrics_is_scraped() {
    let all = [shop(), acm()];
    let monitors = [
        ("argo-rollouts", "/controller/metrics/serviceMonitor/enabled"),
        ("aws-load-balancer-controller", "/serviceMonitor/enabled"),
        ("aws-privateca-issuer", "/serviceMonitor/create"),
        ("cert-manager", "/prometheus/servicemonitor/enabled"),
        ("external-secrets", "/serviceMonitor/enabled"),
        ("fluent-bit", "/serviceMonitor/enabled"),
        ("karpenter", "/serviceMonitor/enabled"),
        ("reloader", "/reloader/podMonitor/enabled"),
    ];
    for (chart, path) in monitors {
        let environment = all.iter().find(|e| charts(e).contains(chart)).unwrap();
        let given = values(environment, &format!("addons/{chart}"));
        assert_eq!(given.pointer(path), Some(&Value::Bool(true)), "{chart}");
    }
    let argo = values(all[0], "addons/argo-rollouts");
    assert_eq!(argo["controller"]["metrics"]["enabled"], true);
}

#[test]
fn logs_are_joined_named_and_kept_until_cloudwatch_takes_them() {
    let agent = values(shop(), "addons/fluent-bit");
    let config = |part: &str| agent["config"][part].as_str().unwrap().to_owned();
    let filters = config("filters");
    let join = filters.find("Name multiline").unwrap();
    assert!(join < filters.find("Name kubernetes").unwrap(), "joined lines start over");
    assert!(filters.contains("K8S-Logging.Exclude Off"), "no pod opts out");
    assert!(!filters.contains("Name aws"), "it would ask the metadata service");
    let outputs = config("outputs");
    for line in ["log_group_name ${LOG_GROUP}", "auto_create_group Off", "Retry_Limit no_limits"] {
        assert!(outputs.contains(line), "{line}");
    }
    assert!(config("inputs").contains("storage.type filesystem"));
    let defaults = std::fs::read_to_string("tests/data/charts/fluent-bit.values.yaml").unwrap();
    assert!(defaults.contains("nodeAccess: false"), "it may not reach the kubelets");
    assert_eq!(agent["rbac"], Value::Null);
}
