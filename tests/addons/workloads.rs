//! Where add-ons run: replicas, spread, budgets, requests, priorities, taints.

use super::{acm, all, charts, shop, values};
use platform_gen::output::Environment;
use serde_json::{Value, json};

/// A deployment of a chart: the chart, where its values stand, and, below that, its replicas and
/// its budget.
struct Workload(&'static str, &'static str, &'static str, &'static str);

const WORKLOADS: [Workload; 12] = [
    Workload("argo-rollouts", "/controller", "replicas", "/controller/pdb"),
    Workload("aws-load-balancer-controller", "", "replicaCount", "/podDisruptionBudget"),
    Workload("aws-privateca-issuer", "", "replicaCount", "/podDisruptionBudget"),
    Workload("cert-manager", "", "replicaCount", "/podDisruptionBudget"),
    Workload("cert-manager", "/cainjector", "replicaCount", "/cainjector/podDisruptionBudget"),
    Workload("cert-manager", "/webhook", "replicaCount", "/webhook/podDisruptionBudget"),
    Workload("external-secrets", "", "replicaCount", "/podDisruptionBudget"),
    Workload(
        "external-secrets",
        "/certController",
        "replicaCount",
        "/certController/podDisruptionBudget",
    ),
    Workload("external-secrets", "/webhook", "replicaCount", "/webhook/podDisruptionBudget"),
    Workload("karpenter", "", "replicas", "/podDisruptionBudget"),
    Workload(
        "kube-prometheus-stack",
        "/prometheus/prometheusSpec",
        "replicas",
        "/prometheus/podDisruptionBudget",
    ),
    Workload("reloader", "/reloader/deployment", "replicas", "/reloader/podDisruptionBudget"),
];

/// One pod each: two kube-state-metrics would count each object twice, and the chart of the
/// operator cannot have two.
const SINGLE: [&str; 2] = ["/kube-state-metrics", "/prometheusOperator"];

/// On every node.
const AGENTS: [(&str, &str); 2] =
    [("fluent-bit", ""), ("kube-prometheus-stack", "/prometheus-node-exporter")];

/// An environment that has the chart.
fn home(chart: &str) -> &'static Environment {
    [shop(), acm()].into_iter().find(|e| charts(e).contains(chart)).unwrap()
}

/// The defaults of a chart with our values over them.
fn effective(environment: &Environment, chart: &str) -> Value {
    let path = format!("tests/data/charts/{chart}.values.yaml");
    let mut defaults = serde_yaml_ng::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    merge(&mut defaults, &values(environment, &format!("addons/{chart}")));
    defaults
}

fn merge(below: &mut Value, above: &Value) {
    match (below, above) {
        (Value::Object(below), Value::Object(above)) => {
            for (key, value) in above {
                merge(below.entry(key).or_insert(Value::Null), value);
            }
        }
        (below, above) => *below = above.clone(),
    }
}

/// Every part of every chart that is a pod, with its values.
fn pods() -> Vec<(&'static str, &'static str, Value)> {
    let single = SINGLE.iter().map(|path| ("kube-prometheus-stack", *path));
    let deployed = WORKLOADS.iter().map(|Workload(chart, path, ..)| (*chart, *path));
    deployed
        .chain(single)
        .chain(AGENTS)
        .map(|(chart, path)| {
            let values = effective(home(chart), chart);
            (chart, path, values.pointer(path).unwrap().clone())
        })
        .collect()
}

#[test]
fn every_controller_survives_a_zone_and_lets_a_node_go() {
    for Workload(chart, path, replicas, budget) in WORKLOADS {
        let values = effective(home(chart), chart);
        let pods = values.pointer(path).unwrap();
        assert_eq!(pods[replicas], 2, "{chart}{path}");

        let budget = values.pointer(budget).unwrap();
        assert_ne!(budget["enabled"], false, "{chart}{path}");
        let admits = budget["maxUnavailable"] == 1
            || budget["minAvailable"] == 1
            || (chart == "cert-manager" && budget.get("maxUnavailable").is_none());
        assert!(admits, "{chart}{path} admits one eviction: {budget}");

        let spread = pods["topologySpreadConstraints"].as_array().unwrap();
        assert_eq!(spread.len(), 1, "{chart}{path}");
        assert_eq!(spread[0]["topologyKey"], "topology.kubernetes.io/zone");
        assert_eq!(spread[0]["whenUnsatisfiable"], "ScheduleAnyway", "{chart}{path}");
        assert_eq!(spread[0]["nodeTaintsPolicy"], "Honor", "{chart}{path}");
    }
}

#[test]
fn every_pod_has_a_priority_and_a_bounded_memory() {
    for (chart, path, pods) in pods() {
        let global = effective(home(chart), chart)["global"]["priorityClassName"].clone();
        let priority = pods["priorityClassName"].as_str().or(global.as_str()).unwrap_or_default();
        let known = ["platform-addon", "platform-critical", "system-cluster-critical"];
        assert!(known.contains(&priority), "{chart}{path}: {priority:?}");
        let resources = pods.get("resources").unwrap_or(&pods["controller"]["resources"]);
        assert!(resources["requests"]["cpu"].is_string(), "{chart}{path}");
        assert_eq!(resources["limits"]["memory"], resources["requests"]["memory"], "{chart}{path}");
        assert!(resources["limits"]["cpu"].is_null(), "{chart}{path} is not throttled");
    }
}

#[test]
fn only_karpenter_is_pinned_to_the_system_nodes() {
    let taint = json!({ "key": "CriticalAddonsOnly", "operator": "Exists" });
    for (chart, path, pods) in pods() {
        let tolerations = pods["tolerations"].as_array().unwrap();
        if AGENTS.contains(&(chart, path)) {
            assert_eq!(*tolerations, [json!({ "operator": "Exists" })], "{chart} is on every node");
            continue;
        }
        assert!(tolerations.contains(&taint), "{chart}{path}");
        let pinned = pods["nodeSelector"].get("node-pool").is_some();
        assert_eq!(pinned, chart == "karpenter", "{chart}{path}");
        let required =
            &pods["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"];
        assert!(!required.to_string().contains("node-pool"), "{chart}{path}");
        if chart != "karpenter" {
            let preferred = &pods["affinity"]["nodeAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"];
            assert_eq!(
                preferred[0]["preference"]["matchExpressions"][0]["key"], "node-pool",
                "{chart}"
            );
        }
    }
}

#[test]
fn whoever_calls_aws_is_told_where_it_is() {
    for environment in all() {
        let installed = charts(environment);
        let text =
            |chart: &str| environment.files[&format!("helm/values/addons/{chart}.yaml")].clone();
        for chart in ["argo-rollouts", "aws-privateca-issuer", "external-secrets", "karpenter"] {
            assert!(!installed.contains(chart) || text(chart).contains("AWS_REGION"), "{chart}");
        }
        if installed.contains("aws-load-balancer-controller") {
            let controller = values(environment, "addons/aws-load-balancer-controller");
            assert_eq!(controller["clusterName"], environment.name.as_str());
            assert!(controller["region"].is_string());
        }
    }
}

/// Thousandths of a processor, or MiB.
fn amount(text: &Value) -> u64 {
    let text = text.as_str().unwrap();
    let number = |suffix: &str| text.strip_suffix(suffix).and_then(|n| n.parse::<u64>().ok());
    number("m")
        .or(number("Mi"))
        .or(number("Gi").map(|n| n * 1024))
        .unwrap_or_else(|| panic!("{text}"))
}

/// Two m7g.xlarge are left of three when a zone is lost: about 7.8 processors and 27 GiB. What EKS
/// and the mesh need beside the add-ons is about half of that.
#[test]
fn add_ons_take_less_than_half_of_what_a_lost_zone_leaves() {
    let (mut cpu, mut memory) = (0, 0);
    for (chart, path, pods) in pods() {
        let replicas = if SINGLE.contains(&path) { 1 } else { 2 };
        let requests =
            &pods.get("resources").unwrap_or(&pods["controller"]["resources"])["requests"];
        cpu += replicas * amount(&requests["cpu"]);
        memory += replicas * amount(&requests["memory"]);
        assert!(cpu > 0 && memory > 0, "{chart}");
    }
    assert!(cpu <= 3000, "{cpu}m of processors");
    assert!(memory <= 12 * 1024, "{memory} MiB of memory");
}
