//! Chart platform: how much a namespace may hold, what the mesh lets out of it, what it reads, and
//! who signs.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests set up and read files")]

use platform_gen::model::{
    Authority, Fact, FactOf, Identity, Mtls, Piece, Platform, Secret, Service,
};
use platform_gen::{blueprint, generate};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Services of each kind with stores of each kind.
fn harbour() -> Platform {
    let reading = blueprint::read(&[PathBuf::from("tests/data/blueprints/reach.hcl")]);
    assert!(reading.errors().is_empty(), "{:#?}", reading.errors());
    reading.platforms.into_iter().next().unwrap().platform
}

fn values(platform: &Platform) -> Value {
    let files = generate(platform, "").files;
    serde_yaml_ng::from_str(&files["helm/values/platform.yaml"]).unwrap()
}

fn changed(change: impl FnOnce(&mut Platform)) -> Value {
    let mut platform = harbour();
    change(&mut platform);
    values(&platform)
}

fn service<'a>(platform: &'a mut Platform, label: &str) -> &'a mut Service {
    platform.services.iter_mut().find(|one| one.id.label == label).unwrap()
}

/// The objects of a list in a namespace.
fn of<'a>(values: &'a Value, list: &str, namespace: &str) -> Vec<&'a Value> {
    let objects = values[list].as_array().unwrap().iter();
    objects.filter(|object| object["namespace"] == namespace).collect()
}

fn hosts<'a>(values: &'a Value, namespace: &str) -> Vec<&'a str> {
    let entries = of(values, "serviceEntries", namespace).into_iter();
    entries
        .flat_map(|entry| entry["spec"]["hosts"].as_array().unwrap())
        .map(|host| host.as_str().unwrap())
        .collect()
}

#[test]
fn a_namespace_is_in_the_mesh_and_restricted_at_the_clusters_version() {
    let values = changed(|platform| platform.cluster.version = "1.34".to_owned());
    for namespace in values["namespaces"].as_array().unwrap() {
        let labels = &namespace["labels"];
        assert_eq!(labels["istio-injection"], "enabled");
        assert_eq!(labels["platform/tier"], "service");
        for mode in ["enforce", "audit", "warn"] {
            assert_eq!(labels[format!("pod-security.kubernetes.io/{mode}")], "restricted");
            assert_eq!(labels[format!("pod-security.kubernetes.io/{mode}-version")], "v1.34");
        }
    }
    assert_eq!(values["namespaces"].as_array().unwrap().len(), 5);
}

#[test]
fn a_quota_holds_a_release_with_its_sidecars_and_no_more() {
    let values = values(&harbour());
    let quota = |namespace: &str| {
        let quotas = of(&values, "resourceQuotas", namespace);
        assert_eq!(quotas.len(), 1);
        quotas[0]["spec"]["hard"].clone()
    };
    // Of 10 pods 20 during a canary, and 3 that still end; 250m and 256Mi beside 100m and 128Mi.
    let desk = quota("desk");
    assert_eq!(desk["pods"], "23");
    assert_eq!(desk["requests.cpu"], "8050m");
    assert_eq!(desk["requests.memory"], "8832Mi");
    // Of 5 pods, rolled out a quarter at a time, 5 and twice 2.
    assert_eq!(quota("pilots")["pods"], "9");
    // A job, and one that still ends.
    assert_eq!(quota("accounts")["pods"], "2");
    for namespace in ["desk", "pilots", "accounts"] {
        for none in ["services.loadbalancers", "services.nodeports", "persistentvolumeclaims"] {
            assert_eq!(quota(namespace)[none], "0", "{namespace} {none}");
        }
        assert_eq!(of(&values, "limitRanges", namespace).len(), 1);
    }
}

#[test]
fn the_mesh_lets_out_what_is_used_and_declared() {
    let values = values(&harbour());
    let bucket = "harbour-test-manifests-416d9200";
    let expected = [
        "dynamodb.us-east-1.amazonaws.com".to_owned(),
        "s3.us-east-1.amazonaws.com".to_owned(),
        format!("{bucket}.s3.us-east-1.amazonaws.com"),
        // Where clients of this region call S3 without its name.
        format!("{bucket}.s3.amazonaws.com"),
        "s3.amazonaws.com".to_owned(),
    ];
    assert_eq!(hosts(&values, "pilots"), expected);
    assert_eq!(
        of(&values, "serviceEntries", "pilots")[0]["accountHosts"],
        json!([".ddb.us-east-1.amazonaws.com"])
    );
    assert_eq!(
        hosts(&values, "accounts"),
        [
            "stores-3306.invalid",
            "api.customs.example",
            "mail.harbour.example",
            "range-10-0-0-0-8.invalid",
            "range-198-51-100-0-24.invalid"
        ]
    );
    assert!(hosts(&values, "quiet").is_empty());
    for entry in values["serviceEntries"].as_array().unwrap() {
        assert_eq!(entry["spec"]["exportTo"], json!(["."]), "only the namespace sees it: {entry}");
    }
}

#[test]
fn hosts_go_by_their_names_and_ranges_by_their_addresses() {
    let values = values(&harbour());
    let entries = of(&values, "serviceEntries", "accounts");
    let entry = |host: &str| {
        let found = entries.iter().find(|entry| entry["spec"]["hosts"][0] == host).unwrap();
        &found["spec"]
    };
    let tls = entry("api.customs.example");
    assert_eq!((&tls["resolution"], &tls["ports"][0]["protocol"]), (&json!("DNS"), &json!("TLS")));
    let plain = entry("mail.harbour.example");
    assert_eq!(plain["resolution"], "DNS");
    assert_eq!(plain["ports"], json!([{ "name": "tcp-587", "number": 587, "protocol": "TCP" }]));
    let stores = entry("stores-3306.invalid");
    assert_eq!(stores["resolution"], "NONE");
    assert_eq!(stores["addresses"], json!(["10.40.208.0/23", "10.40.210.0/23"]));
    assert_eq!(entry("range-10-0-0-0-8.invalid")["addresses"], json!(["10.0.0.0/8"]));
}

#[test]
fn hosts_of_aws_end_as_the_partition_says() {
    let of_region = |region: &str| {
        let values = changed(|platform| platform.region.name = region.to_owned());
        let all = ["pilots", "signals"].map(|namespace| {
            hosts(&values, namespace).into_iter().map(str::to_owned).collect::<Vec<_>>()
        });
        let account = of(&values, "serviceEntries", "pilots")[0]["accountHosts"].clone();
        (all.concat(), account)
    };
    let (china, account) = of_region("cn-north-1");
    let aws = |host: &&String| host.contains("amazonaws");
    assert_eq!(china.iter().filter(aws).count(), 4);
    assert!(china.iter().filter(aws).all(|host| host.ends_with(".cn-north-1.amazonaws.com.cn")));
    assert_eq!(account, Value::Null);
    let (europe, account) = of_region("eu-west-1");
    assert!(europe.iter().filter(aws).all(|host| host.ends_with(".eu-west-1.amazonaws.com")));
    assert_eq!(account, json!([".ddb.eu-west-1.amazonaws.com"]));
}

#[test]
fn a_sidecar_knows_its_callees_and_nobody_else() {
    let values = values(&harbour());
    let known = |namespace: &str| of(&values, "sidecars", namespace)[0]["spec"]["egress"].clone();
    assert_eq!(
        known("desk"),
        json!([{ "hosts": ["./*", "istio-system/*", "pilots/*", "signals/*"] }])
    );
    assert_eq!(known("quiet"), json!([{ "hosts": ["./*", "istio-system/*"] }]));
}

#[test]
fn plain_text_has_a_policy_of_its_own_that_goes_with_the_permission() {
    let strict = values(&harbour());
    let permissive = changed(|platform| platform.mesh.mtls = Mtls::Permissive);
    let named = |values: &Value| -> Vec<Value> {
        let policies = values["authorizationPolicies"].as_array().unwrap().iter();
        policies.filter(|one| one["name"] != "plain-text").cloned().collect()
    };
    assert_eq!(json!(named(&permissive)), strict["authorizationPolicies"], "strict as it was");
    let plain = |namespace: &str| {
        let policies = of(&permissive, "authorizationPolicies", namespace).into_iter();
        policies.filter(|one| one["name"] == "plain-text").cloned().collect::<Vec<_>>()
    };
    let signals = json!({
        "selector": { "matchLabels": { "app.kubernetes.io/name": "signals" } },
        "action": "ALLOW",
        "rules": [{
            "from": [{ "source": { "notPrincipals": ["*"] } }],
            "to": [{ "operation": { "ports": ["5000"] } }],
        }],
    });
    assert_eq!(plain("signals")[0]["spec"], signals);
    assert!(plain("accounts").is_empty(), "nobody calls a job");

    let mut platform = harbour();
    let text = |platform: &Platform| generate(platform, "").files["docs/security.md"].clone();
    assert!(!text(&platform).contains("permissive"), "{}", text(&platform));
    platform.mesh.mtls = Mtls::Permissive;
    let query =
        "istio_requests_total{reporter=\"destination\", connection_security_policy=\"none\"}";
    for said in ["`plain-text` also admits", query, "remove `mtls` from the blueprint"] {
        assert!(text(&platform).contains(said), "{said}: {}", text(&platform));
    }
}

#[test]
fn the_pod_of_helm_test_is_the_one_that_policies_admit() {
    let files = generate(&harbour(), "").files;
    let pod = &files["helm/charts/service/templates/tests/connection.yaml"];
    assert!(pod.contains("\n    app.kubernetes.io/component: test\n"), "{pod}");
    assert!(pod.contains("serviceAccountName: {{ .Values.name | quote }}"), "{pod}");
    let values = values(&harbour());
    let spec = |list: &str, name: &str| {
        let found = of(&values, list, "quiet").into_iter().find(|one| one["name"] == name);
        found.unwrap_or_else(|| panic!("{name}"))["spec"].clone()
    };
    let test = json!({ "matchLabels": { "app.kubernetes.io/component": "test" } });
    let calls = spec("networkPolicies", "helm-test-calls");
    assert_eq!(calls["podSelector"], test);
    assert_eq!(spec("networkPolicies", "helm-test")["ingress"][0]["from"][0]["podSelector"], test);
    // Nobody calls it, so that its own identity is the only one.
    assert_eq!(
        spec("authorizationPolicies", "callers")["rules"][0]["from"][0]["source"]["principals"],
        json!(["cluster.local/ns/quiet/sa/quiet"])
    );
    let job = of(&values, "networkPolicies", "accounts");
    assert!(job.iter().all(|one| !one["name"].as_str().unwrap().contains("test")), "{job:?}");
}

#[test]
fn only_what_is_read_has_a_store_and_a_role() {
    let values = values(&harbour());
    let stores = |namespace: &str| -> Vec<&str> {
        let stores = of(&values, "secretStores", namespace).into_iter();
        stores.map(|store| store["name"].as_str().unwrap()).collect()
    };
    assert_eq!(stores("desk"), ["parameters", "secrets"]);
    assert_eq!(stores("pilots"), ["parameters"]);
    assert_eq!(stores("signals"), ["secrets"]);
    for nothing in ["quiet", "accounts"] {
        assert!(stores(nothing).is_empty());
        assert!(of(&values, "externalSecrets", nothing).is_empty());
    }
    for store in values["secretStores"].as_array().unwrap() {
        let namespace = store["namespace"].as_str().unwrap();
        assert_eq!(store["role"], format!("harbour-test-reader-{namespace}"));
        let aws = &store["spec"]["provider"]["aws"];
        assert_eq!(aws["externalID"], namespace);
        assert_eq!(aws["sessionTagsPolicy"], "Simple");
        assert_eq!(aws.get("auth"), None, "the controller's own identity");
    }
}

#[test]
fn a_setting_that_is_a_value_is_read_without_a_template() {
    let values = values(&harbour());
    let signals = of(&values, "externalSecrets", "signals")[0];
    assert_eq!(signals["spec"]["target"], json!({ "name": "signals", "creationPolicy": "Owner" }));
    assert_eq!(
        signals["data"],
        json!([
            { "secretKey": "PASSWORD", "store": "secrets", "secret": "database_fees", "property": "password" },
            { "secretKey": "USER", "store": "secrets", "secret": "database_fees", "property": "username" },
        ])
    );
    let pilots = of(&values, "externalSecrets", "pilots")[0];
    let parameter = "/platform/harbour-test/services/pilots";
    assert_eq!(
        pilots["data"],
        json!([{ "secretKey": "SHIPS", "store": "parameters", "key": parameter, "property": "SHIPS" }])
    );
}

#[test]
fn a_text_is_composed_and_none_of_it_is_syntax() {
    let values = values(&harbour());
    let desk = of(&values, "externalSecrets", "desk")[0];
    let data = &desk["spec"]["target"]["template"]["data"];
    let keys: Vec<&String> = data.as_object().unwrap().keys().collect();
    // Neither an address that is known nor a text without facts is read.
    assert_eq!(keys, ["BERTHS", "BERTHS_URL", "CUSTOMS", "KEY", "TIDES"]);
    let url = concat!(
        r#"{{ "{{ \"x\" }}://" }}{{ index . "database.berths.username" }}{{ ":" }}"#,
        r#"{{ index . "database.berths.password" }}{{ "@" }}{{ index . "database.berths.host" }}"#,
        r#"{{ "/`$(A)`" }}"#
    );
    assert_eq!(data["BERTHS_URL"], url);
    assert_eq!(data["BERTHS"], r#"{{ index . "BERTHS" }}"#);
    let inputs = desk["data"].as_array().unwrap();
    let input = |key: &str| {
        inputs.iter().find(|entry| entry["secretKey"] == key).unwrap_or_else(|| panic!("{key}"))
    };
    assert_eq!(input("secret.customs").get("property"), None, "the whole value");
    assert_eq!(input("secret.customs.api.key")["property"], r"api\.key", "one key, not a path");
    assert_eq!(input("database.berths.host")["property"], "database_berths_host");
    assert_eq!(input("database.berths.host")["store"], "parameters");
    assert_eq!(input("cache.tides.token")["secret"], "cache_tides");
}

#[test]
fn every_value_of_a_template_is_read_once_under_a_legal_key() {
    let legal = |key: &str| key.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
    let fact = |label: &str, key: &str| {
        let of = FactOf::Secret(label.to_owned());
        Piece::Fact(Fact { of, attribute: Some(key.to_owned()) })
    };
    let values = changed(|platform| {
        let id = Identity { label: "customs-b".to_owned(), was: None };
        platform.secrets.push(Secret { id, description: None });
        let desk = service(platform, "desk");
        // Keys that external-secrets refuses, and pairs that could be taken for each other.
        let odd = ["schlüssel", "a/b", "a_b", ".a", "b_c"].map(|key| fact("customs", key));
        desk.secrets.insert("ODD".to_owned(), odd.into());
        // What stands for a key is itself a key that a secret could have.
        let before = platform_gen::model::names::digest("a/b", 16);
        let alike = [fact("customs", &before), fact("customs", &format!(".{before}"))];
        desk.secrets.insert("ALIKE".to_owned(), alike.into());
        desk.secrets.insert("LABELS".to_owned(), [fact("customs-b", "c")].into());
        desk.env.insert("database_berths_host".to_owned(), desk.env["BERTHS"].clone());
    });
    let desk = of(&values, "externalSecrets", "desk")[0];
    let keys: Vec<&str> = desk["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["secretKey"].as_str().unwrap())
        .collect();
    assert!(keys.iter().all(|key| legal(key)), "{keys:?}");
    assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "{keys:?}");
    let wanted: BTreeSet<&str> = desk["spec"]["target"]["template"]["data"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|text| text.as_str().unwrap().split("{{ index . \"").skip(1))
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert_eq!(wanted, keys.into_iter().collect());
}

#[test]
fn who_signs_is_as_the_blueprint_says() {
    let names = |values: &Value, list: &str| -> Vec<String> {
        let objects = values["mesh"][list].as_array().unwrap().iter();
        let text = |object: &Value, key: &str| object[key].as_str().unwrap_or("").to_owned();
        objects.map(|one| format!("{}/{}", text(one, "namespace"), text(one, "name"))).collect()
    };
    let generated = values(&harbour());
    assert_eq!(
        names(&generated, "issuers"),
        ["istio-system/self-signed", "istio-system/istio-ca", "istio-ingress/self-signed"]
    );
    assert_eq!(
        names(&generated, "certificates"),
        ["istio-system/istio-ca", "istio-ingress/ingress-tls"]
    );
    let root = &generated["mesh"]["certificates"][0]["spec"];
    assert_eq!(root["privateKey"]["rotationPolicy"], "Never", "what trusts it goes on trusting it");
    assert!(names(&generated, "privateAuthorities").is_empty());

    let arn = "arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/0f0a5b1e";
    let acm = changed(|platform| platform.mesh.ca = Authority::Acm(arn.to_owned()));
    assert_eq!(names(&acm, "privateAuthorities"), ["/istio-ca"]);
    let intermediate = &acm["mesh"]["certificates"][0]["spec"];
    assert_eq!(intermediate["issuerRef"]["kind"], "AWSPCAClusterIssuer");
    assert_eq!(intermediate["isCA"], true);

    let own = changed(|platform| platform.mesh.ca = Authority::Secret("customs".to_owned()));
    assert_eq!(names(&own, "issuers"), ["istio-ingress/self-signed"]);
    let cacerts = of(&own, "externalSecrets", "istio-system")[0];
    let keys: BTreeMap<&str, &str> = cacerts["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["secretKey"].as_str().unwrap(), one["property"].as_str().unwrap()))
        .collect();
    let expected = ["ca-cert", "ca-key", "cert-chain", "root-cert"];
    assert_eq!(keys.len(), expected.len());
    for name in expected {
        assert_eq!(keys[format!("{name}.pem").as_str()], format!("{name}\\.pem"));
    }
    assert_eq!(
        of(&own, "secretStores", "istio-system")[0]["role"],
        "harbour-test-reader-istio-system"
    );
    assert!(of(&generated, "secretStores", "istio-system").is_empty());
}

#[test]
fn the_gateway_has_a_certificate_only_where_something_is_exposed() {
    let values = changed(|platform| {
        for label in ["desk", "pilots"] {
            let workload = &mut service(platform, label).workload;
            let platform_gen::model::Workload::Web(web) = workload else {
                panic!("{label} is a job")
            };
            web.expose = None;
        }
    });
    for list in ["issuers", "certificates"] {
        let objects = values["mesh"][list].as_array().unwrap();
        assert!(objects.iter().all(|one| one["namespace"] != "istio-ingress"), "{list}");
    }
    assert!(of(&values, "networkPolicies", "istio-ingress").is_empty());
}

#[test]
fn facts_come_from_earlier_states_alone() {
    let files = generate(&harbour(), "").files;
    let root = &files["terraform/us-east-1/70-platform/platform.tf"];
    let body = hcl::parse(root).unwrap();
    assert!(body.blocks().all(|block| block.identifier() != "data"), "{root}");
    let arn = "data.terraform_remote_state.cluster.outputs.cluster_arn";
    assert!(root.contains(&format!("account     = element(split(\":\", {arn}), 4)")), "{root}");
    assert!(root.contains(&format!("partition   = element(split(\":\", {arn}), 1)")), "{root}");
    let names = "secretNames = data.terraform_remote_state.data.outputs.secret_names";
    assert!(root.contains(names), "{root}");
    assert!(root.contains("data.terraform_remote_state.observability.outputs.prometheus_endpoint"));
}

#[test]
fn what_nobody_reads_is_not_passed() {
    let mut platform = harbour();
    for service in &mut platform.services {
        service.env.clear();
        service.secrets.clear();
        service.uses.clear();
        if let platform_gen::model::Workload::Web(web) = &mut service.workload {
            web.release.strategy = platform_gen::model::Strategy::Rolling;
        }
    }
    (platform.databases, platform.caches, platform.secrets) = Default::default();
    let files = generate(&platform, "").files;
    let root = &files["terraform/us-east-1/70-platform/platform.tf"];
    assert!(root.contains("secretNames = {}"), "{root}");
    assert!(!root.contains("analysis"), "{root}");
}

#[test]
fn every_secret_that_is_read_has_a_name() {
    let platform = harbour();
    let files = generate(&platform, "").files;
    let outputs = &files["terraform/us-east-1/30-data/outputs.tf"];
    let read: BTreeSet<String> = values(&platform)["externalSecrets"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|one| one["data"].as_array().unwrap())
        .filter_map(|entry| entry["secret"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(read.len(), 4, "{read:?}");
    for name in read {
        assert!(outputs.lines().any(|line| line.trim().starts_with(&format!("{name} "))), "{name}");
    }
}
