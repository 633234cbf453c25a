//! What the table of pods says that the platform's own parts request is what they request.

use super::{quiet, shop, values};
use platform_gen::model::{Bytes, Millicores};
use platform_gen::tables::pods;
use serde_json::{Value, json};

/// Requests of Mi and thousandths, as the values write them.
fn requests(values: &Value) -> (u64, u64) {
    let requests = &values["resources"]["requests"];
    let number = |name: &str, unit: &str| {
        let text = requests[name].as_str().unwrap();
        text.strip_suffix(unit).unwrap_or_else(|| panic!("{text}")).parse::<u64>().unwrap()
    };
    (number("cpu", "m"), number("memory", "Mi"))
}

fn told((cpu, memory): (Millicores, Bytes)) -> (u64, u64) {
    (cpu.0, memory.0 >> 20)
}

#[test]
fn agents_request_what_the_table_says() {
    let monitoring = values(quiet(), "addons/kube-prometheus-stack");
    let all = [
        requests(&values(quiet(), "addons/cni")),
        requests(&values(quiet(), "addons/fluent-bit")),
        requests(&monitoring["prometheus-node-exporter"]),
    ];
    let sum = all.into_iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    assert_eq!(sum, told(pods::AGENTS));
}

#[test]
fn karpenter_requests_what_the_table_says() {
    let values = values(quiet(), "addons/karpenter");
    let (replicas, cpu, memory) = pods::KARPENTER;
    assert_eq!(values["replicas"], replicas);
    let requests = json!({ "cpu": cpu.to_string(), "memory": memory.to_string() });
    assert_eq!(values["controller"]["resources"]["requests"], requests);
}

/// Those that scale at their most, and of each deployment the one that a release of it adds.
#[test]
fn the_platforms_own_pods_are_no_more_than_the_table_says() {
    let number = |chart: &str, pointer: &str| {
        values(shop(), &format!("addons/{chart}")).pointer(pointer).unwrap().as_u64().unwrap()
    };
    let scaled = number("gateway", "/autoscaling/maxReplicas") + number("istiod", "/autoscaleMax");
    // DNS, metrics-server and the volume driver.
    let eks = 10 + 2 + 2;
    let replicated = [
        ("argo-rollouts", "/controller/replicas"),
        ("aws-load-balancer-controller", "/replicaCount"),
        ("cert-manager", "/replicaCount"),
        ("cert-manager", "/cainjector/replicaCount"),
        ("cert-manager", "/webhook/replicaCount"),
        ("cert-manager-istio-csr", "/replicaCount"),
        ("external-secrets", "/replicaCount"),
        ("external-secrets", "/certController/replicaCount"),
        ("external-secrets", "/webhook/replicaCount"),
        ("karpenter", "/replicas"),
        ("kube-prometheus-stack", "/prometheus/prometheusSpec/replicas"),
        ("reloader", "/reloader/deployment/replicas"),
    ];
    let replicas: u64 = replicated.iter().map(|(chart, at)| number(chart, at)).sum();
    // kube-state-metrics, the operator of Prometheus, and the issuer of ACM Private CA.
    let others = 1 + 1 + 2;
    let all = scaled + eks + replicas + others;
    assert!((all..all + 16).contains(&pods::OF_THE_PLATFORM), "{all}");
}
