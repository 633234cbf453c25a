//! 80-mesh: each authority, what the mesh lets through, and a gateway only where it is needed.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use platform_gen::blueprint;
use platform_gen::output::Environment;
use serde_json::{Value, json};
use std::path::PathBuf;

const SHOP: &str = "blueprints/minimal.hcl";
const OWN: &str = "tests/data/blueprints/mesh-secret.hcl";
const ACM: &str = "tests/data/blueprints/mesh-acm.hcl";

fn generate(file: &str) -> Environment {
    let reading = blueprint::read(&[PathBuf::from(file)]);
    assert!(reading.errors().is_empty(), "{:#?}", reading.errors());
    let read = &reading.platforms[0];
    platform_gen::generate(&read.platform, &read.digest)
}

fn values(environment: &Environment, name: &str) -> Value {
    let path = format!("helm/values/{name}.yaml");
    serde_yaml_ng::from_str(environment.files.get(&path).unwrap_or_else(|| panic!("no {path}")))
        .unwrap()
}

/// Every Terraform file of the layer as one text, without the blanks that align it.
fn layer(environment: &Environment) -> String {
    let files = environment.files.iter().filter(|(path, _)| path.contains("/80-mesh/"));
    let text: String = files.map(|(_, text)| text.as_str()).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The addresses of a layer's releases, with what each waits for.
fn releases(environment: &Environment, layer: &str) -> Vec<(String, Vec<String>)> {
    let layer = format!("/{layer}/");
    let files = environment.files.iter().filter(|(path, _)| path.contains(&layer));
    let text: String = files.map(|(_, text)| text.as_str()).collect();
    let body = hcl::parse(&text).unwrap();
    let releases = body.blocks().filter(|block| {
        block.identifier() == "resource" && block.labels()[0].as_str() == "helm_release"
    });
    releases
        .map(|block| {
            let waits = block.body.attributes().find(|one| one.key() == "depends_on");
            let waits = waits.map(|one| hcl::format::to_string(one.expr()).unwrap());
            let waits = waits.unwrap_or_default().replace("helm_release.", "");
            let waits = waits.split(['[', ']', ',', '\n', ' ']).filter(|part| !part.is_empty());
            (block.labels()[1].as_str().to_owned(), waits.map(str::to_owned).collect())
        })
        .collect()
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no `{part}` in {text}");
    }
}

#[track_caller]
fn lacks(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(!text.contains(part), "`{part}` in {text}");
    }
}

/// The charts of the mesh that the ledger pins.
fn charts(environment: &Environment) -> Vec<&str> {
    let of_mesh = ["base", "cert-manager-istio-csr", "cni", "gateway", "istiod"];
    let pinned = environment.facts.versions.keys();
    pinned
        .filter_map(|key| key.strip_prefix("chart/"))
        .filter(|chart| of_mesh.contains(chart))
        .collect()
}

#[test]
fn releases_come_in_order_and_the_policies_of_the_mesh_last() {
    let waits = |name: &str, before: &[&str]| {
        (name.to_owned(), before.iter().map(|&one| one.to_owned()).collect::<Vec<_>>())
    };
    let shop = generate(SHOP);
    // Definitions before what chart `platform` makes of them, in the layer before.
    let before = [waits("istio_base", &[]), waits("platform", &["istio_base"])];
    assert_eq!(releases(&shop, "70-platform"), before);
    let mut found = releases(&shop, "80-mesh");
    found.sort();
    let expected = [
        waits("cert_manager_istio_csr", &[]),
        waits("entry", &["istiod", "istio_cni", "istio_ingress"]),
        waits("istio_cni", &["istiod"]),
        waits("istio_ingress", &["istiod", "istio_cni"]),
        waits("istiod", &["cert_manager_istio_csr"]),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_generated_authority_signs_through_istio_csr() {
    let shop = generate(SHOP);
    assert_eq!(charts(&shop), ["base", "cert-manager-istio-csr", "cni", "gateway", "istiod"]);
    let istiod = values(&shop, "addons/istiod");
    assert_eq!(istiod["env"]["ENABLE_CA_SERVER"], "false");
    assert_eq!(istiod["global"]["caAddress"], "cert-manager-istio-csr.cert-manager.svc:443");
    assert_eq!(istiod["env"].get("ROOT_CA_DIR"), None);
    // Not optional: without them istiod would run and serve nobody.
    let sources = json!([
        { "secret": { "name": "istiod-tls" } },
        { "configMap": { "name": "istio-ca-root-cert" } },
    ]);
    assert_eq!(istiod["volumes"][0]["projected"]["sources"], sources);
    let csr = values(&shop, "addons/cert-manager-istio-csr");
    assert_eq!(csr["app"]["tls"]["trustDomain"], istiod["meshConfig"]["trustDomain"]);
    assert_eq!(csr["app"]["certmanager"]["issuer"]["name"], "istio-ca");
    assert_eq!(csr["app"]["tls"].get("rootCAFile"), None);
    // Nothing is asked of AWS but the earlier layers' states.
    lacks(&layer(&shop), &["provider \"aws\"", "data \"aws_", "extraObjects"]);
}

#[test]
fn istiod_never_starts_without_the_own_certificate() {
    let depot = generate(OWN);
    assert_eq!(charts(&depot), ["base", "cni", "istiod"]);
    let istiod = values(&depot, "addons/istiod");
    let secret = &istiod["volumes"][0]["secret"];
    assert_eq!(secret["secretName"], "cacerts");
    assert_eq!(secret.get("optional"), None);
    let keys: Vec<&str> = secret["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["key"].as_str().unwrap())
        .collect();
    assert_eq!(keys, ["ca-cert.pem", "ca-key.pem", "cert-chain.pem", "root-cert.pem"]);
    assert_eq!(istiod["env"]["ROOT_CA_DIR"], istiod["volumeMounts"][0]["mountPath"]);
    assert_eq!(istiod["env"].get("ENABLE_CA_SERVER"), None);
    assert_eq!(istiod["global"].get("caAddress"), None);
}

#[test]
fn a_plan_stops_at_an_empty_secret_and_names_the_command() {
    let depot = generate(OWN);
    let text = layer(&depot);
    has(
        &text,
        &[
            "data \"aws_secretsmanager_secret_versions\" \"authority\"",
            "outputs.secrets[\"authority\"].arn",
            "postcondition { condition = can(self.versions[0])",
            "aws secretsmanager put-secret-value --region eu-west-1 --secret-id \
             depot-staging/secret/authority --secret-string file://authority.secret",
        ],
    );
    // Which versions there are, never what is in them.
    lacks(&text, &["aws_secretsmanager_secret_version\"", "secret_string"]);
    has(
        &depot.files["docs/certificates.md"],
        &[
            "--secret-id depot-staging/secret/authority --secret-string file://authority.secret",
            "## Another root",
            "Append the new root",
        ],
    );
}

#[test]
fn an_acm_authority_is_trusted_by_its_own_root() {
    let ledger = generate(ACM);
    let csr = values(&ledger, "addons/cert-manager-istio-csr");
    assert_eq!(csr["app"]["tls"]["rootCAFile"], "/var/run/configs/istio-root/root-cert.pem");
    assert_eq!(
        csr["volumes"],
        json!([{ "name": "istio-root", "configMap": { "name": "istio-root" } }])
    );
    assert_eq!(csr["volumeMounts"][0]["mountPath"], "/var/run/configs/istio-root");
    has(
        &layer(&ledger),
        &[
            "data \"aws_acmpca_certificate_authority\" \"mesh\" { arn = \"arn:aws:acm-pca:eu-west-1:111122223333:",
            "\"root-cert.pem\" = join(\"\\n\", compact([ data.aws_acmpca_certificate_authority.mesh.certificate,",
        ],
    );
    lacks(&layer(&ledger), &["secretsmanager"]);
}

#[test]
fn the_gateway_and_its_bindings_are_there_only_where_a_service_is_exposed() {
    let depot = generate(OWN);
    lacks(&layer(&depot), &["istio_ingress", "target_group", "40-entry", "10-network"]);
    assert_eq!(values(&depot, "entry").get("gateway"), None);
    assert!(!depot.files.contains_key("helm/values/addons/gateway.yaml"));

    let shop = generate(SHOP);
    has(
        &layer(&shop),
        &["https = data.terraform_remote_state.entry.outputs.https_target_group_arn"],
    );
    lacks(&layer(&shop), &["grpc"]);
    let expected = json!({
        "namespace": "istio-ingress",
        "service": "istio-ingress",
        "label": "ingress",
        "port": 8443,
        "certificate": "ingress-tls",
    });
    assert_eq!(values(&shop, "entry")["gateway"], expected);

    let ledger = generate(ACM);
    has(
        &layer(&ledger),
        &["grpc = data.terraform_remote_state.entry.outputs.grpc_target_group_arn"],
    );
}

#[test]
fn the_gateway_outlives_what_the_load_balancer_still_sends() {
    let gateway = values(&generate(SHOP), "addons/gateway");
    let ports: Vec<(&Value, &Value)> = gateway["service"]["ports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|port| (&port["port"], &port["targetPort"]))
        .collect();
    assert_eq!(ports, [(&json!(8443), &json!(8443)), (&json!(15021), &json!(15021))]);
    assert_eq!(gateway["service"]["type"], "ClusterIP");
    assert_eq!(gateway["autoscaling"]["minReplicas"], 3);
    assert_eq!(gateway["podDisruptionBudget"]["maxUnavailable"], 1);
    let drain = gateway["env"]["MINIMUM_DRAIN_DURATION"].as_str().unwrap();
    let drain: u64 = drain.trim_end_matches('s').parse().unwrap();
    let grace = gateway["terminationGracePeriodSeconds"].as_u64().unwrap();
    let files = generate(SHOP).files;
    let groups = &files["terraform/modules/entry/target_groups.tf"];
    let groups = groups.split_whitespace().collect::<Vec<_>>().join(" ");
    has(&groups, &[&format!("deregistration_delay = \"{drain}\"")]);
    assert!(grace >= 2 * drain, "{grace}");
    // The load balancer alone stands in front, so one address of the header is its word.
    assert_eq!(
        gateway["podAnnotations"]["proxy.istio.io/config"],
        "{\"gatewayTopology\":{\"numTrustedProxies\":1}}"
    );
}

#[test]
fn plain_connections_are_refused_unless_the_blueprint_lets_them_in() {
    assert_eq!(values(&generate(SHOP), "entry")["mesh"]["mtls"], "STRICT");
    assert_eq!(values(&generate(OWN), "entry")["mesh"]["mtls"], "PERMISSIVE");
    let reading = blueprint::read(&[PathBuf::from(OWN)]);
    let warnings: Vec<&str> =
        reading.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    assert!(warnings.contains(&"GEN508"), "{warnings:?}");
}

#[test]
fn pods_of_services_stay_restricted_and_reach_only_what_is_declared() {
    let istiod = values(&generate(SHOP), "addons/istiod");
    assert_eq!(istiod["cni"]["enabled"], true);
    assert_eq!(istiod["env"]["ENABLE_NATIVE_SIDECARS"], "true");
    let seccomp = json!({ "type": "RuntimeDefault" });
    assert_eq!(istiod["seccompProfile"], seccomp);
    assert_eq!(istiod["global"]["proxy"]["seccompProfile"], seccomp);
    // The injected template would else merge a sysctl into the gateway.
    let gateway = values(&generate(SHOP), "addons/gateway");
    assert_eq!(istiod["gateways"]["securityContext"], gateway["securityContext"]);
    assert_eq!(gateway["securityContext"]["runAsNonRoot"], true);
    assert_eq!(istiod["meshConfig"]["outboundTrafficPolicy"]["mode"], "REGISTRY_ONLY");
    // Credentials of pods, and not the metadata of nodes.
    assert_eq!(istiod["global"]["proxy"]["excludeIPRanges"], "169.254.170.23/32");
    let cni = values(&generate(SHOP), "addons/cni");
    assert_eq!(cni["seLinuxOptions"]["type"], "spc_t");
    assert_eq!(cni["excludeNamespaces"], json!(["istio-system", "istio-cni", "kube-system"]));
}

#[test]
fn the_taint_of_new_nodes_is_the_one_that_istiod_takes_away() {
    let shop = generate(SHOP);
    has(
        &shop.files["helm/charts/platform/templates/nodepools.yaml"],
        &["startupTaints:", "key: cni.istio.io/not-ready"],
    );
    let istiod = values(&shop, "addons/istiod");
    assert_eq!(istiod["taint"], json!({ "enabled": true, "namespace": "istio-cni" }));
    // Nodes that are there before the mesh do not wait for it.
    lacks(&shop.files["terraform/modules/cluster/nodes.tf"], &["cni.istio.io"]);
}

#[test]
fn the_control_plane_outlives_a_zone() {
    let shop = generate(SHOP);
    for (chart, replicas) in [
        ("istiod", "/autoscaleMin"),
        ("gateway", "/autoscaling/minReplicas"),
        ("cert-manager-istio-csr", "/replicaCount"),
    ] {
        let values = values(&shop, &format!("addons/{chart}"));
        assert!(values.pointer(replicas).unwrap().as_u64().unwrap() >= 2, "{chart}");
        let spread = values["topologySpreadConstraints"].as_array().unwrap();
        assert_eq!(spread[0]["topologyKey"], "topology.kubernetes.io/zone", "{chart}");
        for constraint in spread {
            assert_eq!(constraint["whenUnsatisfiable"], "ScheduleAnyway", "{chart}");
            assert_eq!(constraint["nodeTaintsPolicy"], "Honor", "{chart}");
        }
        assert_eq!(values["tolerations"][0]["key"], "CriticalAddonsOnly", "{chart}");
    }
}
