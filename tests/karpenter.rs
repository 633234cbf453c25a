//! Karpenter: its policies within IAM's limit, its pools, and what a blueprint changes in them.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests set up and read files")]

use platform_gen::blueprint;
use platform_gen::output::Environment;
use serde_json::{Value, json};
use std::path::PathBuf;

/// The longest managed policy that IAM accepts, whitespace not counted.
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
const LONGEST_POLICY: usize = 6144;

fn generate(blueprint: &str) -> Environment {
    let reading = blueprint::read(&[PathBuf::from(blueprint)]);
    assert!(reading.errors().is_empty(), "{:#?}", reading.errors());
    let read = &reading.platforms[0];
    platform_gen::generate(&read.platform, &read.digest)
}

/// Generates the smallest blueprint with these blocks beside it.
fn shop(blocks: &str) -> Environment {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.hcl");
    let minimal = std::fs::read_to_string("blueprints/minimal.hcl").unwrap();
    std::fs::write(&path, format!("{minimal}\n{blocks}\n")).unwrap();
    generate(path.to_str().unwrap())
}

fn values(environment: &Environment, name: &str) -> Value {
    serde_yaml_ng::from_str(&environment.files[&format!("helm/values/{name}.yaml")]).unwrap()
}

/// An expression as AWS would see it where every name is as long as it can be.
fn longest(expression: &hcl::Expression) -> String {
    let name = "a".repeat(24);
    let account = "1".repeat(12);
    let role = format!("arn:aws-us-gov:iam::{account}:role/{name}-karpenter-nodes");
    let queue = format!("arn:aws-us-gov:sqs:ap-southeast-1:{account}:{name}-karpenter");
    let known = [
        ("data.aws_partition.current.partition", "aws-us-gov"),
        ("data.aws_region.current.region", "ap-southeast-1"),
        ("data.aws_caller_identity.current.account_id", &account),
        ("var.cluster_name", &name),
        ("aws_iam_role.nodes.arn", &role),
        ("aws_sqs_queue.interruptions.arn", &queue),
    ];
    let text = hcl::format::to_string(expression).unwrap();
    let text = known.iter().fold(text, |text, (reference, value)| {
        text.replace(&format!("${{{reference}}}"), value).replace(reference, value)
    });
    assert!(!text.contains("${") && !text.contains("data."), "{text}");
    text.trim_matches('"').to_owned()
}

fn texts(expression: &hcl::Expression) -> Value {
    let hcl::Expression::Array(items) = expression else { panic!("{expression:?} is no list") };
    json!(items.iter().map(longest).collect::<Vec<_>>())
}

/// A `statement` block as the provider writes it.
fn statement(block: &hcl::Block) -> Value {
    let mut statement = json!({ "Effect": "Allow" });
    for attribute in block.body.attributes() {
        match attribute.key() {
            "sid" => statement["Sid"] = longest(attribute.expr()).into(),
            "actions" => statement["Action"] = texts(attribute.expr()),
            "resources" => statement["Resource"] = texts(attribute.expr()),
            other => panic!("{other} is not counted"),
        }
    }
    for condition in block.body.blocks() {
        assert_eq!(condition.identifier(), "condition");
        let of = |key: &str| {
            condition.body.attributes().find(|attribute| attribute.key() == key).unwrap().expr()
        };
        statement["Condition"][longest(of("test"))][longest(of("variable"))] = texts(of("values"));
    }
    statement
}

/// Each policy of the controller and the statements in it.
fn policies(environment: &Environment) -> Vec<(String, Vec<Value>)> {
    let text = &environment.files["terraform/modules/karpenter/policies.tf"];
    let body = hcl::parse(text).unwrap();
    body.blocks()
        .filter(|block| block.identifier() == "data")
        .map(|block| {
            (block.labels()[1].as_str().to_owned(), block.body.blocks().map(statement).collect())
        })
        .collect()
}

#[test]
fn each_policy_fits_with_the_longest_name() {
    let policies = policies(&generate("blueprints/minimal.hcl"));
    let mut lengths = Vec::new();
    for (name, statements) in policies {
        let policy = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
        assert!(policy.len() <= LONGEST_POLICY, "{name} has {} characters", policy.len());
        lengths.push(policy.len());
    }
    assert_eq!(lengths.len(), 6);
    // Otherwise they would not have to be apart.
    assert!(lengths.iter().sum::<usize>() > LONGEST_POLICY, "{lengths:?}");
}

#[test]
fn what_changes_something_is_bound_to_this_clusters_tags() {
    let mut bound = 0;
    for (_, statements) in policies(&generate("blueprints/minimal.hcl")) {
        for statement in statements {
            let sid = statement["Sid"].as_str().unwrap();
            let conditions = statement["Condition"].to_string();
            let exempt = ["LaunchFrom", "PassNodeRole", "Interruptions"].contains(&sid);
            let reads = statement["Action"].as_array().unwrap().iter().all(|action| {
                let (_, verb) = action.as_str().unwrap().split_once(':').unwrap();
                ["Describe", "Get", "List"].iter().any(|prefix| verb.starts_with(prefix))
            });
            if exempt || reads {
                continue;
            }
            let owner = format!("kubernetes.io/cluster/{}\":[\"owned\"]", "a".repeat(24));
            assert!(conditions.contains(&owner), "{sid}: {conditions}");
            bound += 1;
        }
    }
    assert_eq!(bound, 8);
}

#[test]
fn without_a_way_to_the_internet_nothing_depends_on_iam() {
    let isolated = generate("tests/data/blueprints/isolated.hcl");
    let nodes = &values(&isolated, "platform")["nodes"];
    assert_eq!(nodes["instanceProfile"], "vault-test-karpenter-nodes");
    assert_eq!(nodes["role"], Value::Null);
    let settings = &values(&isolated, "addons/karpenter")["settings"];
    assert_eq!(settings["isolatedVPC"], true);
    assert_eq!(settings["enableZonalShift"], false);
    let file = &isolated.files["terraform/modules/karpenter/nodes.tf"];
    assert!(file.contains("resource \"aws_iam_instance_profile\" \"nodes\""));
    let policies = policies(&isolated);
    let actions: String =
        policies.iter().flat_map(|policy| &policy.1).map(Value::to_string).collect();
    for action in ["iam:CreateInstanceProfile", "iam:DeleteInstanceProfile", "arc-zonal-shift"] {
        assert!(!actions.contains(action), "{action}");
    }
    assert!(actions.contains("iam:PassRole"));
}

#[test]
fn values_name_what_terraform_makes() {
    let shop = generate("blueprints/minimal.hcl");
    let nodes = &values(&shop, "platform")["nodes"];
    let modules = "terraform/modules";
    // Alias, role and queue have names that are known before anything exists; both sides agree.
    let made = [
        (
            "cluster/keys.tf",
            "\"alias/${var.name}-volumes\"",
            &nodes["volumesKey"],
            "alias/shop-staging-volumes",
        ),
        (
            "karpenter/nodes.tf",
            "\"${var.cluster_name}-karpenter-nodes\"",
            &nodes["role"],
            "shop-staging-karpenter-nodes",
        ),
        (
            "karpenter/queue.tf",
            "\"${var.cluster_name}-karpenter\"",
            &values(&shop, "addons/karpenter")["settings"]["interruptionQueue"],
            "shop-staging-karpenter",
        ),
    ];
    for (file, template, value, expected) in made {
        assert!(shop.files[&format!("{modules}/{file}")].contains(template), "{file}");
        assert_eq!(value, expected);
    }
    assert_eq!(nodes["bottlerocket"], shop.facts.versions["bottlerocket"].as_str());
}

#[test]
fn a_renamed_pool_keeps_its_name_in_the_cluster() {
    let before = shop("nodes \"general\" {}");
    let after = shop("nodes \"common\" {\n  was = \"general\"\n}");
    let pools =
        |environment: &Environment| values(environment, "platform")["nodes"]["pools"].clone();
    assert_eq!(pools(&before), pools(&after));
    assert_eq!(pools(&after)[0]["name"], "general");
}

#[test]
fn text_of_a_blueprint_stays_text_in_the_values() {
    let blocks = r#"nodes "a" {
  labels = { "b.example/c" = "yes", d = "0x1f", e = "1e3", f = "", g = "012", h = "null" }
  taints = ["i=true:NoSchedule", "j.example/k=:NoExecute", "l=1.10:PreferNoSchedule"]
}
nodes "free" {}"#;
    let pool = &values(&shop(blocks), "platform")["nodes"]["pools"][0];
    let labels =
        json!({ "b.example/c": "yes", "d": "0x1f", "e": "1e3", "f": "", "g": "012", "h": "null" });
    assert_eq!(pool["labels"], labels);
    let taints = json!([
        { "key": "i", "value": "true", "effect": "NoSchedule" },
        { "key": "j.example/k", "effect": "NoExecute" },
        { "key": "l", "value": "1.10", "effect": "PreferNoSchedule" },
    ]);
    assert_eq!(pool["taints"], taints);
}

#[test]
fn pods_of_a_node_fit_its_addresses() {
    let pool = |blocks: &str| values(&shop(blocks), "platform")["nodes"]["pools"][0].clone();
    assert_eq!(pool("")["maxPods"], 110);
    // g4ad.xlarge has two interfaces of four addresses: (4 - 1) * 2 * 16 + 2.
    assert_eq!(pool("nodes \"g\" {\n  families = [\"g\"]\n  min_generation = 4\n}")["maxPods"], 98);
    // None of the ARM types is that small.
    let arm = "nodes \"g\" {\n  families = [\"g\"]\n  min_generation = 4\n  architectures = [\"arm64\"]\n}";
    assert_eq!(pool(arm)["maxPods"], 110);
    assert_eq!(pool("")["minCpu"], 4);
}
