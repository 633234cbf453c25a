//! That the search notices what it is there for: one policy widened, one removed, one group opened.

use crate::differences::differences;
use crate::reach::Cluster;
use crate::{cluster, harbour};
use serde_json::{Value, json};

/// The first difference that a change of the values makes, all of which are of one kind.
fn after(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let platform = harbour();
    let changed: Cluster = cluster(&platform).changed(change);
    differences(&platform, &changed)
}

fn policy<'a>(values: &'a mut Value, kind: &str, namespace: &str, name: &str) -> &'a mut Value {
    let policies = values[kind].as_array_mut().unwrap();
    let found =
        policies.iter_mut().find(|one| one["namespace"] == namespace && one["name"] == name);
    &mut found.unwrap_or_else(|| panic!("{kind} {namespace}/{name}"))["spec"]
}

fn network<'a>(values: &'a mut Value, namespace: &str, name: &str) -> &'a mut Value {
    policy(values, "networkPolicies", namespace, name)
}

fn remove(values: &mut Value, kind: &str, namespace: &str, name: &str) {
    let policies = values[kind].as_array_mut().unwrap();
    policies.retain(|one| one["namespace"] != namespace || one["name"] != name);
}

fn finds(found: &[String], wanted: &str) {
    assert!(found.iter().any(|line| line == wanted), "{wanted:?} is not among {found:#?}");
}

#[test]
fn one_end_alone_opens_nothing() {
    // Neither a callee nor a caller can make a path alone.
    let found = after(|values| {
        network(values, "quiet", "dns")["egress"] = json!([{}]);
    });
    assert!(!found.iter().any(|line| line.contains("from quiet to desk")), "{found:#?}");
    finds(&found, "policies from quiet to kube-system: Tcp(22) is open");
}

#[test]
fn a_wider_peer_is_found() {
    let everyone = json!([{ "namespaceSelector": {} }]);
    let found = after(|values| {
        network(values, "quiet", "metrics")["ingress"][0]["from"] = everyone.clone();
        network(values, "accounts", "to-pilots")["egress"][0]["to"] = everyone.clone();
        network(values, "accounts", "to-pilots")["egress"][0]["ports"][0]["port"] = 15020.into();
    });
    finds(&found, "policies from accounts to quiet: Tcp(15020) is open");
    finds(&found, "policies from accounts to pilots: Tcp(9090) is closed");
}

#[test]
fn a_wider_range_is_found() {
    let found = after(|values| {
        let block = &mut network(values, "pilots", "public")["egress"][0]["to"][0]["ipBlock"];
        block.as_object_mut().unwrap().remove("except");
    });
    finds(&found, "policies from pilots to elsewhere At([169.254.169.254]): Tcp(443) is open");
    assert!(found.iter().any(|line| line.contains("from pilots to the control plane")));
}

#[test]
fn a_test_that_is_held_up_or_too_free_is_found() {
    let found = after(|values| remove(values, "networkPolicies", "quiet", "helm-test-calls"));
    finds(&found, "policies from the test of quiet to quiet: Tcp(8080) is closed");
    let found =
        after(|values| network(values, "quiet", "helm-test-calls")["podSelector"] = json!({}));
    assert!(found.is_empty(), "the other end still holds: {found:#?}");
    let found = after(|values| {
        network(values, "quiet", "helm-test")["podSelector"] = json!({});
        network(values, "quiet", "helm-test-calls")["podSelector"] = json!({});
        network(values, "quiet", "helm-test")["ingress"][0]["from"][0]["podSelector"] = json!({});
    });
    finds(&found, "policies from quiet to quiet: Tcp(8080) is open");
    let found = after(|values| {
        let rules = &mut policy(values, "authorizationPolicies", "quiet", "callers")["rules"];
        rules[0]["from"][0]["source"]["principals"] = json!([]);
    });
    finds(&found, "mesh from quiet to quiet: Tcp(8080) is closed");
}

#[test]
fn a_missing_denial_is_found() {
    let found = after(|values| {
        let policies = values["networkPolicies"].as_array_mut().unwrap();
        policies.retain(|one| one["namespace"] != "quiet" || one["spec"]["ingress"] != Value::Null);
    });
    assert!(found.iter().any(|line| line.contains("from quiet to the internet")), "{found:#?}");
    let found = after(|values| remove(values, "networkPolicies", "signals", "from-desk"));
    finds(&found, "policies from desk to signals: Tcp(5000) is closed");
}

#[test]
fn a_wider_identity_is_found() {
    let found = after(|values| {
        let rules = &mut policy(values, "authorizationPolicies", "signals", "callers")["rules"];
        rules[0]["from"][0]["source"]["principals"] = json!(["*"]);
    });
    finds(&found, "mesh from quiet to signals: Tcp(5000) is open");
    let found = after(|values| {
        let rules = &mut policy(values, "authorizationPolicies", "signals", "callers")["rules"];
        rules[0].as_object_mut().unwrap().remove("to");
    });
    finds(&found, "mesh from desk to signals: Tcp(22) is open");
    let found =
        after(|values| remove(values, "authorizationPolicies", "accounts", "allow-nothing"));
    finds(&found, "mesh from None to accounts: Tcp(8080) is open");
}

#[test]
fn a_missing_rule_of_a_security_group_is_found() {
    let platform = harbour();
    let mut files = crate::files(&platform);
    let path = "terraform/modules/cluster/security_groups.tf";
    let text = files[path].replace("from_port                    = 80\n", "from_port = 81\n");
    assert_ne!(text, files[path]);
    files.insert(
        path.to_owned(),
        text.replace("to_port                      = 80\n", "to_port = 81\n"),
    );
    let changed = Cluster::new(&files, platform.network.cidr, &platform.region.zones);
    let found = differences(&platform, &changed);
    finds(&found, "security groups: Tcp(80) from istio-ingress to desk");
}
