//! Who may talk to whom in the mesh, by the identities in its certificates, and what each sidecar
//! is told of.

use super::object::Object;
use crate::model::{Mtls, Platform, Service, WebWorkload, Workload};
use crate::stack::inside::{GATEWAY, NAME_LABEL, TRUST_DOMAIN, namespace};
use serde_json::{Value, json};

/// For each namespace: nothing is allowed; then, for a service that listens, who may call it; then, as
/// long as the mesh is permissive, who shows no identity.
pub(super) fn authorization(platform: &Platform) -> Vec<Object> {
    let mut policies = Vec::new();
    for service in &platform.services {
        let label = &service.id.label;
        policies.push(Object::new("allow-nothing", label, json!({})));
        if let Workload::Web(web) = &service.workload {
            policies.push(allow(platform, service, web));
            if platform.mesh.mtls == Mtls::Permissive {
                policies.push(plain_text(service, web));
            }
        }
    }
    policies
}

/// The callers, on the container's port.
fn allow(platform: &Platform, service: &Service, web: &WebWorkload) -> Object {
    let source = json!({ "principals": callers(platform, service, web) });
    Object::new("callers", &service.id.label, admit(service, web, &source))
}

/// While clients move into the mesh: connections without mutual TLS, which have no identity, and no
/// others. Whom they come from is left to the network policies.
/// Source: <https://istio.io/latest/news/security/istio-security-2021-004/>
fn plain_text(service: &Service, web: &WebWorkload) -> Object {
    let nobody = json!({ "notPrincipals": ["*"] });
    Object::new("plain-text", &service.id.label, admit(service, web, &nobody))
}

/// A source, at the container's port.
fn admit(service: &Service, web: &WebWorkload, source: &Value) -> Value {
    // Neither method nor path: a policy with them would never match a port that speaks TCP.
    json!({
        "selector": { "matchLabels": { (NAME_LABEL): service.id.label } },
        "action": "ALLOW",
        "rules": [{
            "from": [{ "source": source }],
            "to": [{ "operation": { "ports": [web.port.to_string()] } }],
        }],
    })
}

/// The identities that may call a service: the gateway if it is exposed, its callers, and its own,
/// which the pod of `helm test` has.
fn callers(platform: &Platform, service: &Service, web: &WebWorkload) -> Vec<String> {
    let label = &service.id.label;
    let gateway = web.expose.as_ref().map(|_| principal(namespace::INGRESS, GATEWAY));
    let calls = |caller: &&Service| caller.calls.contains(label) || caller.id.label == *label;
    let callers = platform.services.iter().filter(calls);
    let callers = callers.map(|caller| principal(&caller.id.label, &caller.id.label));
    gateway.into_iter().chain(callers).collect()
}

/// The identity of a service account; services have one of their own name.
pub(super) fn principal(namespace: &str, account: &str) -> String {
    format!("{TRUST_DOMAIN}/ns/{namespace}/sa/{account}")
}

/// What the sidecar of a service knows: its own namespace, whom it may call, and the mesh itself.
/// What it does not know it does not reach, and it is told of no change there.
pub(super) fn sidecar(service: &Service) -> Object {
    let own = ["./*".to_owned(), format!("{}/*", namespace::ISTIO)];
    let hosts: Vec<String> =
        own.into_iter().chain(service.calls.iter().map(|label| format!("{label}/*"))).collect();
    Object::new("default", &service.id.label, json!({ "egress": [{ "hosts": hosts }] }))
}
