//! Services: values of the chart `service` for each kind of workload, here and in other clusters.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests set up and read files")]

#[path = "services/chart.rs"]
mod chart;
#[path = "services/texts.rs"]
mod texts;

use platform_gen::model::Platform;
use platform_gen::{blueprint, generate};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::LazyLock;

type Files = BTreeMap<String, String>;

const KINDS: &str = "tests/data/blueprints/services.hcl";

fn platform() -> Platform {
    let mut reading = blueprint::read(&[PathBuf::from(KINDS)]);
    assert!(reading.errors().is_empty(), "{:#?}", reading.errors());
    reading.platforms.remove(0).platform
}

/// Generated once: every test reads the same.
fn files() -> &'static Files {
    static FILES: LazyLock<Files> = LazyLock::new(|| generate(&platform(), "").files);
    &FILES
}

fn values(files: &Files, folder: &str, name: &str) -> Value {
    serde_yaml_ng::from_str(&files[&format!("helm/values/{folder}/{name}.yaml")]).unwrap()
}

/// Values of a service on this platform.
fn here(name: &str) -> Value {
    values(files(), "services", name)
}

/// Values of a service in another cluster.
fn elsewhere(name: &str) -> Value {
    values(files(), "portable", name)
}

#[test]
fn each_service_has_one_file_for_here_and_one_for_elsewhere() {
    let (platform, files) = (platform(), files());
    let labels: BTreeSet<String> =
        platform.services.iter().map(|service| service.id.label.clone()).collect();
    for folder in ["services", "portable"] {
        let prefix = format!("helm/values/{folder}/");
        let found: BTreeSet<String> = files
            .keys()
            .filter_map(|path| path.strip_prefix(&prefix)?.strip_suffix(".yaml"))
            .map(str::to_owned)
            .collect();
        assert_eq!(found, labels, "{folder}");
    }
}

#[test]
fn a_canary_is_judged_at_each_step_by_what_its_protocol_tells() {
    let front = here("front")["web"]["release"].clone();
    assert_eq!(front["strategy"], "canary");
    assert_eq!(front["steps"], json!([5, 25, 50]));
    let args = json!({
        "budget": "0.001", "count": "3", "latency": "500", "quantile": "0.99", "requests": "100",
    });
    assert_eq!(front["analysis"], json!({ "template": "release-http", "args": args }));
    let calls = here("calls")["web"]["release"]["analysis"].clone();
    assert_eq!(calls["template"], "release-grpc");
    assert_eq!(calls["args"]["budget"], "0.0005");
    assert_eq!(calls["args"]["quantile"], "0.999");
    assert_eq!(calls["args"]["requests"], "1000");
    // Bytes have no requests, so no latency; a step without a pause is measured once all the same.
    let bytes = here("bytes")["web"]["release"]["analysis"].clone();
    let expected =
        json!({ "template": "release-tcp", "args": { "budget": "0.001", "count": "1" } });
    assert_eq!(bytes, expected);
}

#[test]
fn other_strategies_have_what_they_need_and_no_more() {
    let swap = here("swap")["web"]["release"].clone();
    assert_eq!(swap["strategy"], "blue-green");
    assert_eq!(swap["previewSeconds"], 120);
    assert_eq!(swap["analysis"]["args"]["count"], "1");
    assert!(swap.get("steps").is_none());
    assert_eq!(here("slow")["web"]["release"], json!({ "strategy": "rolling" }));
    assert!(here("front")["web"]["release"].get("previewSeconds").is_none());
}

#[test]
fn a_job_has_a_schedule_and_nothing_that_listens() {
    let night = here("night");
    assert_eq!(night["job"], json!({ "schedule": "15 3 * * *", "deadlineSeconds": 21600 }));
    for absent in ["web", "mesh", "ingress", "network"] {
        assert!(night.get(absent).is_none(), "{absent}");
    }
    // Reloader would start a run out of turn.
    assert_eq!(night["annotations"], json!({}));
    assert_eq!(night["podAnnotations"]["karpenter.sh/do-not-disrupt"], "true");
    assert!(here("front")["podAnnotations"].get("karpenter.sh/do-not-disrupt").is_none());
}

#[test]
fn changed_secrets_restart_in_place_what_moves_traffic_by_weight() {
    let auto = ("reloader.stakater.com/auto", "true");
    let restart = ("reloader.stakater.com/rollout-strategy", "restart");
    for name in ["front", "bytes", "swap"] {
        let expected = json!({ (auto.0): auto.1, (restart.0): restart.1 });
        assert_eq!(here(name)["annotations"], expected, "{name}");
    }
    assert_eq!(here("slow")["annotations"], json!({ (auto.0): auto.1 }));
}

#[test]
fn a_sidecar_gets_all_four_of_its_quantities() {
    for name in ["front", "night"] {
        let annotations = here(name)["podAnnotations"].clone();
        for quantity in ["CPU", "CPULimit", "Memory", "MemoryLimit"] {
            let key = format!("sidecar.istio.io/proxy{quantity}");
            assert!(annotations[&key].is_string(), "{name} has no {key}");
        }
    }
}

#[test]
fn elsewhere_nothing_of_this_platform_is_needed() {
    for service in platform().services {
        let name = &service.id.label;
        let values = elsewhere(name);
        for absent in ["mesh", "priorityClass"] {
            assert!(values.get(absent).is_none(), "{name} has {absent}");
            assert!(here(name).get("network").is_none(), "{name} brings policies");
        }
        for empty in ["annotations", "podAnnotations", "nodeSelector"] {
            assert_eq!(values[empty], json!({}), "{name}");
        }
        assert_eq!(values["tolerations"], json!([]), "{name}");
        if let Some(web) = values.get("web") {
            assert_eq!(web["release"], json!({ "strategy": "rolling" }), "{name}");
        }
        for same in ["env", "resources", "user", "writable", "architectures", "image"] {
            assert_eq!(values[same], here(name)[same], "{same} of {name}");
        }
    }
}

#[test]
fn elsewhere_a_service_opens_what_the_blueprint_says() {
    let network = elsewhere("api")["network"].clone();
    assert_eq!(network["callers"], json!(["calls", "front", "night"]));
    assert_eq!(network["calls"], json!([]));
    assert_eq!(network["egress"], json!([{ "port": 443 }, { "port": 5432 }]));
    let front = elsewhere("front")["network"].clone();
    // The ports of their pods, which is what policies see.
    let calls = json!([{ "name": "api", "port": 80 }, { "name": "bytes", "port": 7000 }]);
    assert_eq!(front["calls"], calls);
    assert_eq!(front["callers"], json!([]));
    assert_eq!(front["egress"], json!([]));
    let night = elsewhere("night")["network"].clone();
    let egress =
        json!([{ "port": 443 }, { "port": 587 }, { "cidr": "203.0.113.0/24", "port": 5671 }]);
    assert_eq!(night["egress"], egress);
    assert_eq!(night["metricsNamespaces"], json!([]), "a job has no metrics");
}

#[test]
fn only_what_is_exposed_has_a_way_in() {
    for (name, exposed) in [("front", true), ("api", true), ("calls", true), ("swap", false)] {
        assert_eq!(elsewhere(name).get("ingress").is_some(), exposed, "{name}");
        assert!(here(name).get("ingress").is_none(), "{name} is reached past the gateway");
        assert_eq!(here(name)["web"].get("expose").is_some(), exposed, "{name}");
    }
}

#[test]
fn a_route_leaves_out_the_paths_below_it_that_are_others() {
    let expose = |name: &str| here(name)["web"]["expose"].clone();
    let others = r"(?:/api|/api/v2\.0\+)(?:[/?].*)?";
    assert_eq!(expose("front"), json!({ "host": "kinds.example", "path": "/", "others": others }));
    // Written with a `/` at its end.
    let others = r"(?:/api/v2\.0\+)(?:[/?].*)?";
    assert_eq!(expose("api"), json!({ "host": "kinds.example", "path": "/api", "others": others }));
    assert_eq!(expose("calls"), json!({ "host": "kinds.example", "path": "/api/v2.0+" }));
}

#[test]
fn a_path_of_another_host_is_left_in() {
    let mut platform = platform();
    for service in &mut platform.services {
        if let platform_gen::model::Workload::Web(web) = &mut service.workload
            && service.id.label != "front"
            && let Some(expose) = &mut web.expose
        {
            "www.kinds.example".clone_into(&mut expose.host);
        }
    }
    let values = values(&generate(&platform, "").files, "services", "front");
    assert_eq!(values["web"]["expose"], json!({ "host": "kinds.example", "path": "/" }));
}

#[test]
fn a_service_of_a_pool_runs_there_and_tolerates_its_taints() {
    let api = here("api");
    assert_eq!(api["nodeSelector"], json!({ "karpenter.sh/nodepool": "aside" }));
    let toleration = |key: &str, value: Option<&str>, effect: &str| {
        let mut item = json!({ "key": key, "operator": "Equal", "effect": effect });
        if let Some(value) = value {
            item["value"] = value.into();
        }
        item
    };
    let expected = [
        toleration("kinds.example/apart", Some("true"), "NoSchedule"),
        toleration("kinds.example/rather", Some("x"), "PreferNoSchedule"),
        toleration("kinds.example/soon", None, "NoExecute"),
    ];
    assert_eq!(api["tolerations"], json!(expected));
    assert_eq!(api["architectures"], json!(["arm64"]));
    let front = here("front");
    assert_eq!((&front["nodeSelector"], &front["tolerations"]), (&json!({}), &json!([])));
    assert_eq!(front["architectures"], json!(["arm64", "amd64"]));
}

#[test]
fn an_image_of_the_pipeline_waits_for_its_registry() {
    let front = json!({ "name": "kinds-staging/front", "tag": "bootstrap" });
    assert_eq!(here("front")["image"], front);
    let digest = format!("sha256:{}", "0123456789abcdef".repeat(4));
    let api = json!({ "repository": "registry.example:5000/team/api", "tag": digest });
    assert_eq!(here("api")["image"], api);
}

#[test]
fn memory_is_limited_to_its_request_and_cpu_is_not_limited() {
    let requests = json!({ "cpu": "250m", "ephemeral-storage": "64Mi", "memory": "256Mi" });
    let api = here("api")["resources"].clone();
    assert_eq!(api["requests"], requests);
    // The logs, and each of two paths.
    assert_eq!(api["limits"], json!({ "ephemeral-storage": "1088Mi", "memory": "256Mi" }));
    let front = here("front")["resources"].clone();
    assert_eq!(front["limits"], json!({ "ephemeral-storage": "64Mi", "memory": "256Mi" }));
    let mounts = ["/tmp", "/var/cache/api"].map(|path| json!({ "path": path, "size": "512Mi" }));
    assert_eq!(here("api")["writable"], json!(mounts));
}

#[test]
fn probes_ports_and_metrics_are_those_of_the_blueprint() {
    let web = |name: &str| here(name)["web"].clone();
    assert_eq!(web("slow")["live"], json!({ "httpGet": { "path": "/alive", "port": 8080 } }));
    assert_eq!(web("slow")["ready"], json!({ "grpc": { "port": 8080 } }));
    assert_eq!(web("swap")["ready"], json!({ "tcpSocket": { "port": 8080 } }));
    assert_eq!(web("calls")["live"], json!({ "grpc": { "port": 9000 } }));
    assert_eq!(web("api")["metrics"], json!({ "path": "/metrics", "port": 9100 }));
    assert!(web("bytes").get("metrics").is_none());
    assert_eq!(web("calls")["appProtocol"], "grpc");
    assert_eq!(elsewhere("calls")["web"]["appProtocol"], "kubernetes.io/h2c");
    assert!(web("bytes").get("appProtocol").is_none());
    // A stream may last longer than a request.
    assert_eq!(web("front")["requestSeconds"], 60);
    assert!(web("calls").get("requestSeconds").is_none());
    for (name, low) in [("api", true), ("front", false), ("night", false)] {
        assert_eq!(here(name)["lowPorts"], low, "{name}");
    }
}

#[test]
fn the_document_has_the_commands_of_these_services() {
    let text = &files()["docs/deployment.md"];
    for wanted in [
        "helm upgrade --install api helm/charts/service --namespace api --values helm/values/services/api.yaml --set-string image.tag=TAG\n",
        "helm upgrade --install bytes helm/charts/service --namespace bytes --values helm/values/services/bytes.yaml --set-string image.tag=TAG --set-string registry=\"$registry\"\n",
        "kubectl argo rollouts status swap --namespace swap",
        "kubectl rollout status deployment/slow --namespace slow",
        "| `api` | `ADDRESS`, `PASSWORD`, `QUEUE` |",
        "kubectl create secret generic api --namespace api --from-env-file api.secret",
        "| `night` | `kinds-staging/night` | with the next run |",
    ] {
        assert!(text.contains(wanted), "{wanted} is not in:\n{text}");
    }
}

#[test]
fn the_document_leaves_out_what_no_service_needs() {
    let mut platform = platform();
    platform.services.retain(|service| service.id.label == "slow");
    let files = generate(&platform, "").files;
    let text = &files["docs/deployment.md"];
    for absent in ["argo", "Secret", "ingress", "HTTPRoute", "cronjob"] {
        assert!(!text.contains(absent), "{absent} is in:\n{text}");
    }
    platform.services.clear();
    let files = generate(&platform, "").files;
    assert!(!files.contains_key("docs/deployment.md"));
}
