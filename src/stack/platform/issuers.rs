//! Who signs the certificates of the mesh, and the one that the gateway shows to the load balancer.

use super::object::Object;
use crate::model::{Authority, Platform};
use crate::stack::entry;
use crate::stack::inside::{INGRESS_CERTIFICATE, TRUST_DOMAIN, namespace};
use crate::stack::mesh::ISSUER;
use serde::Serialize;
use serde_json::{Value, json};

/// Issuers and certificates.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Signers {
    issuers: Vec<Object>,
    private_authorities: Vec<Object>,
    certificates: Vec<Object>,
}

impl Signers {
    pub(super) fn of(platform: &Platform) -> Self {
        let mut issuers = Vec::new();
        let mut private_authorities = Vec::new();
        let mut certificates = Vec::new();
        match &platform.mesh.ca {
            Authority::Generated => {
                issuers.extend([self_signed(namespace::ISTIO), signing()]);
                certificates.push(root());
            }
            Authority::Acm(arn) => {
                issuers.push(signing());
                let spec = json!({ "arn": arn, "region": platform.region.name });
                private_authorities.push(Object::whole_cluster(ISSUER, spec));
                certificates.push(intermediate());
            }
            // istiod signs with it itself.
            Authority::Secret(_) => {}
        }
        if entry::exposes(platform) {
            issuers.push(self_signed(namespace::INGRESS));
            certificates.push(gateway());
        }
        Self { issuers, private_authorities, certificates }
    }
}

/// Signs a certificate with its own key. In one namespace, so that nobody else asks it.
fn self_signed(namespace: &str) -> Object {
    Object::new("self-signed", namespace, json!({ "selfSigned": {} }))
}

/// Signs what istio-csr asks for.
fn signing() -> Object {
    Object::new(ISSUER, namespace::ISTIO, json!({ "ca": { "secretName": ISSUER } }))
}

/// The root of a mesh that has no other: ten years, renewed in the ninth. It keeps its key, so that
/// what trusts the old certificate trusts the new one too, and no connection breaks.
fn root() -> Object {
    let key = json!({ "algorithm": "ECDSA", "size": 256, "rotationPolicy": "Never" });
    let issuer = json!({ "group": "cert-manager.io", "kind": "Issuer", "name": "self-signed" });
    Object::new(ISSUER, namespace::ISTIO, authority(("87600h", "8760h"), &key, &issuer))
}

/// One intermediate below an ACM Private CA, which is asked once in two months and not for each pod.
fn intermediate() -> Object {
    let key = json!({ "algorithm": "ECDSA", "size": 256, "rotationPolicy": "Always" });
    let issuer = json!({
        "group": "awspca.cert-manager.io",
        "kind": "AWSPCAClusterIssuer",
        "name": ISSUER,
    });
    Object::new(ISSUER, namespace::ISTIO, authority(("2160h", "720h"), &key, &issuer))
}

/// A certificate that signs others; `lasts` is for how long, and how long before it is renewed.
fn authority(lasts: (&str, &str), key: &Value, issuer: &Value) -> Value {
    json!({
        "isCA": true,
        "commonName": ISSUER,
        "subject": { "organizations": [TRUST_DOMAIN] },
        "secretName": ISSUER,
        "duration": lasts.0,
        "renewBefore": lasts.1,
        "privateKey": key,
        "issuerRef": issuer,
    })
}

/// What the gateway serves. The load balancer encrypts, and does not look who signed.
fn gateway() -> Object {
    let spec = json!({
        "secretName": INGRESS_CERTIFICATE,
        "dnsNames": ["ingress.internal"],
        "duration": "2160h",
        "renewBefore": "720h",
        "privateKey": { "algorithm": "ECDSA", "size": 256, "rotationPolicy": "Always" },
        "issuerRef": { "group": "cert-manager.io", "kind": "Issuer", "name": "self-signed" },
    });
    Object::new(INGRESS_CERTIFICATE, namespace::INGRESS, spec)
}
