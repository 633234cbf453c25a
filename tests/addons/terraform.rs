//! The root 60-addons: releases, their order, and the facts that they get.

use super::{acm, all, charts, quiet, shop, values};
use hcl::{Block, Body};
use platform_gen::output::Environment;
use std::collections::{BTreeMap, BTreeSet};

/// Every file of the root 60-addons.
pub(super) fn root(environment: &Environment) -> Body {
    root_of(environment, "60-addons")
}

/// Every file of a layer's root.
pub(super) fn root_of(environment: &Environment, layer: &str) -> Body {
    let files = environment.files.iter();
    let text: String = files
        .filter(|(path, _)| {
            path.contains(&format!("/{layer}/"))
                && path.rsplit_once('.').is_some_and(|(_, end)| end == "tf")
        })
        .map(|(_, text)| text.as_str())
        .collect();
    hcl::parse(&text).unwrap()
}

/// The releases by their addresses.
pub(super) fn releases(root: &Body) -> BTreeMap<String, &Block> {
    let blocks = root.blocks().filter(|block| block.identifier() == "resource");
    blocks.map(|b| (format!("helm_release.{}", b.labels()[1].as_str()), b)).collect()
}

pub(super) fn argument(block: &Block, name: &str) -> String {
    let found = block.body.attributes().find(|attribute| attribute.key() == name);
    found.map(|a| hcl::format::to_string(a.expr()).unwrap()).unwrap_or_default()
}

/// What a release waits for, itself included.
fn before(releases: &BTreeMap<String, &Block>, address: &str) -> BTreeSet<String> {
    let text = argument(releases[address], "depends_on");
    let direct = releases.keys().filter(|other| {
        text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.')
            .any(|word| word == *other)
    });
    let mut found: BTreeSet<String> = direct.flat_map(|other| before(releases, other)).collect();
    found.insert(address.to_owned());
    found
}

#[test]
fn there_is_a_release_for_each_values_file_and_none_besides() {
    for environment in all() {
        let root = root(environment);
        let releases = releases(&root);
        let names: BTreeSet<String> =
            releases.values().map(|b| argument(b, "name").trim_matches('"').to_owned()).collect();
        let mut expected: BTreeSet<String> =
            charts(environment).into_iter().map(str::to_owned).collect();
        expected.insert("foundation".to_owned());
        assert_eq!(names, expected, "{}", environment.name);
    }
}

#[test]
fn each_release_is_in_a_namespace_that_is_there() {
    for environment in all() {
        let foundation = values(environment, "foundation");
        let made: BTreeSet<&str> = foundation["namespaces"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["name"].as_str().unwrap())
            .collect();
        let root = root(environment);
        let releases = releases(&root);
        for (address, release) in &releases {
            let namespace = argument(release, "namespace");
            let namespace = namespace.trim_matches('"');
            if namespace != "kube-system" {
                assert!(made.contains(namespace), "{address}: {namespace}");
                assert!(
                    before(&releases, address).contains("helm_release.foundation"),
                    "{address}"
                );
            }
            assert_eq!(argument(release, "atomic"), "true", "{address}");
        }
    }
}

#[test]
fn what_others_need_comes_first() {
    let acm = root(acm());
    let acm = releases(&acm);
    let of = |address: &str| before(&acm, address);
    assert!(of("helm_release.karpenter").contains("helm_release.karpenter_crd"));
    assert!(of("helm_release.aws_privateca_issuer").contains("helm_release.cert_manager"));
    let first = ["foundation", "karpenter_crd", "prometheus_operator_crds"];
    for address in acm.keys() {
        let name = address.trim_start_matches("helm_release.");
        if first.contains(&name) {
            assert!(!of(address).contains("helm_release.karpenter"), "{address}");
            continue;
        }
        for needed in ["foundation", "prometheus_operator_crds", "karpenter"] {
            assert!(of(address).contains(&format!("helm_release.{needed}")), "{address}");
        }
    }
    let shop = root(shop());
    let shop = releases(&shop);
    assert!(before(&shop, "helm_release.reloader").contains("helm_release.argo_rollouts"));
}

#[test]
fn facts_come_from_the_states_of_earlier_layers() {
    let shop = root(shop());
    let shop = releases(&shop);
    let facts = [
        ("aws_load_balancer_controller", "data.terraform_remote_state.network.outputs.vpc_id"),
        (
            "fluent_bit",
            "data.terraform_remote_state.observability.outputs.application_log_group_name",
        ),
        ("foundation", "data.terraform_remote_state.cluster.outputs.volumes_key_arn"),
        (
            "kube_prometheus_stack",
            "data.terraform_remote_state.observability.outputs.prometheus_endpoint",
        ),
    ];
    for (name, release) in &shop {
        let values = argument(release, "values");
        let fact = facts.iter().find(|(of, _)| name == &format!("helm_release.{of}"));
        match fact {
            Some((_, fact)) => assert!(values.contains(fact), "{name}: {values}"),
            None => assert!(!values.contains("yamlencode"), "{name}: {values}"),
        }
    }
}

#[test]
fn a_layer_without_a_use_is_not_read() {
    let reads = |environment: &Environment, layer: &str| {
        let root = root(environment);
        root.blocks().any(|b| b.identifier() == "data" && b.labels()[1].as_str() == layer)
    };
    assert!(reads(shop(), "network"));
    assert!(!reads(quiet(), "network"));
    assert!(reads(quiet(), "observability"));
}

#[test]
fn the_root_has_no_other_provider_than_helms() {
    let root = root(shop());
    let providers: Vec<&str> = root
        .blocks()
        .filter(|block| block.identifier() == "provider")
        .map(|block| block.labels()[0].as_str())
        .collect();
    assert_eq!(providers, ["helm"]);
}
