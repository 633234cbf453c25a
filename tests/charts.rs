//! Values of third-party charts: every key is one that the chart knows, since helm ignores others
//! without a word.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests set up and read files")]

use platform_gen::blueprint;
use platform_gen::output::Environment;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Maps with keys of Kubernetes or of the user, although the chart has defaults in them.
const FREE: [&str; 13] = [
    "affinity",
    "annotations",
    "containerSecurityContext",
    "labels",
    "limits",
    "matchLabels",
    "meshConfig",
    "nodeSelector",
    "podAnnotations",
    "podLabels",
    "podSecurityContext",
    "requests",
    "securityContext",
];

/// Charts that are parts of others, whose values stand below their names.
const PARTS: [(&str, &str); 2] = [
    ("kube-prometheus-stack", "kube-state-metrics"),
    ("kube-prometheus-stack", "prometheus-node-exporter"),
];

/// Values that templates of the pinned charts read, although the defaults do not show them.
const UNSHOWN: [(&str, &str); 4] = [
    ("kube-prometheus-stack", "kube-state-metrics.priorityClassName"),
    ("kube-prometheus-stack", "prometheus-node-exporter.priorityClassName"),
    ("kube-prometheus-stack", "prometheusOperator.priorityClassName"),
    ("reloader", "reloader.podDisruptionBudget.maxUnavailable"),
];

fn environments() -> Vec<Environment> {
    let reading = blueprint::read(&["blueprints", "tests/data/blueprints"].map(PathBuf::from));
    assert!(reading.errors().is_empty(), "{:#?}", reading.errors());
    reading
        .platforms
        .iter()
        .map(|read| platform_gen::generate(&read.platform, &read.digest))
        .collect()
}

/// The default values of a chart, and the line that says which version they are of.
fn defaults(chart: &str) -> (Value, String) {
    let path = format!("tests/data/charts/{chart}.values.yaml");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{path} is missing"));
    let mut values: Value = serde_yaml_ng::from_str(&text).unwrap();
    for (_, part) in PARTS.iter().filter(|(whole, _)| *whole == chart) {
        let shown = values[part].take();
        values[part] = merged(defaults(part).0, &shown);
    }
    (values, text.lines().next().unwrap().to_owned())
}

/// Values with others over them, as helm does it.
fn merged(mut below: Value, above: &Value) -> Value {
    match (&mut below, above) {
        (Value::Object(fields), Value::Object(others)) => {
            for (key, other) in others {
                let field = fields.remove(key).unwrap_or_default();
                fields.insert(key.clone(), merged(field, other));
            }
            below
        }
        _ => above.clone(),
    }
}

/// The paths of keys that the chart does not know.
fn unknown(defaults: &Value, given: &Value) -> Vec<String> {
    let (Value::Object(defaults), Value::Object(given)) = (defaults, given) else {
        return Vec::new();
    };
    if defaults.is_empty() {
        return Vec::new(); // an empty default takes free keys
    }
    let mut found = Vec::new();
    for (key, value) in given {
        match defaults.get(key) {
            None => found.push(key.clone()),
            Some(_) if FREE.contains(&key.as_str()) => {}
            Some(default) if key == "resources" && !default.as_object().unwrap().is_empty() => {
                // What Kubernetes knows, whether the chart has a default for it or not.
                let whole = json!({ "requests": {}, "limits": {} });
                found.extend(unknown(&whole, value).iter().map(|below| format!("{key}.{below}")));
            }
            Some(default) => {
                found.extend(unknown(default, value).iter().map(|below| format!("{key}.{below}")));
            }
        }
    }
    found
}

#[test]
fn add_ons_get_only_keys_that_their_charts_know() {
    let mut checked = 0;
    for environment in environments() {
        let files = environment.files.iter().filter_map(|(path, text)| {
            Some((path.strip_prefix("helm/values/addons/")?.strip_suffix(".yaml")?, text))
        });
        for (chart, text) in files {
            let given: Value = serde_yaml_ng::from_str(text).unwrap();
            let (defaults, _) = defaults(chart);
            let mut found = unknown(&defaults, &given);
            found.retain(|key| !UNSHOWN.contains(&(chart, key)));
            assert!(found.is_empty(), "{}: {chart} does not know {found:?}", environment.name);
            assert!(
                given.as_object().is_some_and(|given| !given.is_empty()),
                "{chart} has no value"
            );
            checked += 1;
        }
    }
    assert!(checked >= 20, "{checked} values files");
}

/// An expression as values: whatever only Terraform knows is a text.
fn as_values(expression: &hcl::Expression) -> Value {
    match expression {
        hcl::Expression::Object(fields) => fields
            .iter()
            .map(|(key, value)| (key.to_string(), as_values(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        hcl::Expression::Array(items) => items.iter().map(as_values).collect(),
        other => hcl::format::to_string(other).unwrap().into(),
    }
}

/// What the releases of third-party charts get from Terraform: the chart and the values.
fn facts(environment: &Environment) -> Vec<(String, Value)> {
    let files = environment.files.iter().filter(|(path, text)| {
        path.starts_with("terraform/") && text.contains("resource \"helm_release\"")
    });
    let mut found = Vec::new();
    for (_, text) in files {
        let body = hcl::parse(text).unwrap();
        for release in body.blocks() {
            let of = |name: &str| release.body.attributes().find(|a| a.key() == name);
            if of("repository").is_none() {
                continue;
            }
            let chart = as_values(of("chart").unwrap().expr()).as_str().unwrap().replace('"', "");
            let hcl::Expression::Array(documents) = of("values").unwrap().expr() else { panic!() };
            found.extend(documents.iter().filter_map(|document| match document {
                hcl::Expression::FuncCall(call) if call.name.to_string() == "yamlencode" => {
                    Some((chart.clone(), as_values(&call.args[0])))
                }
                _ => None,
            }));
        }
    }
    found
}

#[test]
fn facts_of_terraform_have_only_keys_that_the_charts_know() {
    let mut checked = 0;
    for environment in environments() {
        for (chart, given) in facts(&environment) {
            let found = unknown(&defaults(&chart).0, &given);
            assert!(found.is_empty(), "{}: {chart} does not know {found:?}", environment.name);
            checked += 1;
        }
    }
    assert!(checked >= 10, "{checked} documents");
}

#[test]
fn the_ledger_pins_each_chart_at_the_version_whose_keys_are_checked() {
    for environment in environments() {
        let charts = environment
            .files
            .keys()
            .filter_map(|path| path.strip_prefix("helm/values/addons/")?.strip_suffix(".yaml"));
        for chart in charts {
            let version = &environment.facts.versions[&format!("chart/{chart}")];
            let (_, heading) = defaults(chart);
            let of = format!("# Default values of chart {chart} {version},");
            assert!(heading.starts_with(&of), "{heading}");
        }
    }
}

#[test]
fn a_key_that_the_chart_does_not_know_is_found() {
    let (karpenter, _) = defaults("karpenter");
    let given = json!({
        "replica": 2,
        "nodeSelector": { "any": "key" },
        "controller": { "resources": { "requests": { "cpu": 1 } }, "resource": {} },
        "settings": { "clustername": "a", "featureGates": { "nodeRepair": true, "noderepair": true } },
    });
    let mut found = unknown(&karpenter, &given);
    found.sort();
    let expected = [
        "controller.resource",
        "replica",
        "settings.clustername",
        "settings.featureGates.noderepair",
    ];
    assert_eq!(found, expected);
}
