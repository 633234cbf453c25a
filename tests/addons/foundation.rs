//! Namespaces, priorities and storage.

use super::{QUIET, quiet, shop, values};
use platform_gen::blueprint;
use serde_json::Value;
use std::collections::BTreeMap;

/// What may do more than the standard `restricted` admits.
const PRIVILEGED: [&str; 3] = ["istio-cni", "logging", "node-exporter"];

fn namespaces(values: &Value) -> BTreeMap<&str, &Value> {
    let rows = values["namespaces"].as_array().unwrap();
    rows.iter().map(|row| (row["name"].as_str().unwrap(), row)).collect()
}

#[test]
fn namespaces_are_restricted_or_say_why_not() {
    let values = values(shop(), "foundation");
    for (name, row) in namespaces(&values) {
        let privileged = PRIVILEGED.contains(&name);
        let expected = if privileged { "privileged" } else { "restricted" };
        assert_eq!(row["podSecurity"], expected, "{name}");
        assert_eq!(row["why"].is_string(), privileged, "{name}");
    }
    assert_eq!(values["podSecurityVersion"], "v1.35");
}

#[test]
fn a_namespace_is_there_where_something_runs_in_it() {
    let (shop, quiet) = (values(shop(), "foundation"), values(quiet(), "foundation"));
    let only_shop = ["argo-rollouts", "aws-load-balancer", "istio-ingress"];
    for name in only_shop {
        assert!(namespaces(&shop).contains_key(name), "{name}");
        assert!(!namespaces(&quiet).contains_key(name), "{name}");
    }
    assert_eq!(namespaces(&shop).len(), namespaces(&quiet).len() + only_shop.len());
    assert!(!namespaces(&shop).contains_key("kube-system"), "it is EKS' own");
    let gate = &namespaces(&shop)["istio-ingress"]["labels"];
    assert_eq!(gate["elbv2.k8s.aws/pod-readiness-gate-inject"], "enabled");
}

#[test]
fn no_service_takes_a_namespace_of_the_platform() {
    let values = values(shop(), "foundation");
    for name in namespaces(&values).keys() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("platform.hcl");
        std::fs::write(&path, QUIET.replace("\"web\"", &format!("\"{name}\""))).unwrap();
        let reading = blueprint::read(&[path]);
        let errors: Vec<&str> = reading.errors().iter().map(|e| e.message.as_str()).collect();
        assert_eq!(errors, [format!("`{name}` is the name of a system namespace")]);
    }
}

#[test]
fn what_others_depend_on_goes_last() {
    let values = values(quiet(), "foundation");
    let classes: Vec<(&str, u64)> = values["priorities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|class| (class["name"].as_str().unwrap(), class["value"].as_u64().unwrap()))
        .collect();
    let names: Vec<&str> = classes.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["platform-critical", "platform-addon", "platform-service"]);
    assert!(classes.windows(2).all(|pair| pair[0].1 > pair[1].1), "{classes:?}");
    assert!(classes.iter().all(|(_, value)| (1..=1_000_000_000).contains(value)));
}

#[test]
fn the_default_class_of_volumes_encrypts() {
    let shop = shop();
    let class = &shop.files["helm/charts/foundation/templates/storageclass.yaml"];
    for line in [
        "storageclass.kubernetes.io/is-default-class: \"true\"",
        "encrypted: \"true\"",
        "volumeBindingMode: WaitForFirstConsumer",
    ] {
        assert!(class.contains(line), "{line}");
    }
    let root = &shop.files["terraform/eu-west-1/60-addons/foundation.tf"];
    assert!(root.contains("key = data.terraform_remote_state.cluster.outputs.volumes_key_arn"));
}

#[test]
fn namespaces_outlive_the_release() {
    let chart = &shop().files["helm/charts/foundation/templates/namespaces.yaml"];
    assert!(chart.contains("helm.sh/resource-policy: keep"));
}
