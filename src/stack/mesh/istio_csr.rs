//! Values of istio-csr, through which cert-manager signs the certificates of the mesh.

use super::authority;
use crate::model::{Authority, Platform};
use crate::stack::inside::{TRUST_DOMAIN, namespace, priority};
use crate::stack::placement::placed;
use serde_json::{Value, json};

/// How long a certificate lives; it is renewed at half of that, so the mesh lives through a night
/// without cert-manager.
const LIFE: &str = "24h";

/// Where the root of ACM Private CA is mounted.
const FOLDER: &str = "/var/run/configs/istio-root";

/// Beside cert-manager, and as available: without it no new pod of a service becomes ready.
pub(super) fn values(platform: &Platform) -> Value {
    let name = authority::OUTSIDE;
    let values = json!({
        "replicaCount": 2,
        "podDisruptionBudget": { "enabled": true, "maxUnavailable": 1 },
        "priorityClassName": priority::CRITICAL,
        "resources": {
            "requests": { "cpu": "50m", "memory": "128Mi" },
            "limits": { "memory": "256Mi" },
        },
        "app": {
            "logFormat": "json",
            "certmanager": {
                "namespace": namespace::ISTIO,
                "issuer": { "name": authority::ISSUER, "kind": "Issuer", "group": "cert-manager.io" },
            },
            "tls": {
                "trustDomain": TRUST_DOMAIN,
                "certificateDNSNames": [format!("{name}.{}.svc", namespace::CERT_MANAGER)],
                "certificateDuration": LIFE,
                "istiodCertificateDuration": LIFE,
                "istiodCertificateRenewBefore": "12h",
                "istiodPrivateKeyAlgorithm": "ECDSA",
                "istiodPrivateKeySize": 256,
            },
            "server": {
                "maxCertificateDuration": LIFE,
                "serving": { "signatureAlgorithm": "ECDSA", "certificateKeySize": 256 },
            },
        },
    });
    let mut values = placed(&[("app", name)], values);
    if matches!(platform.mesh.ca, Authority::Acm(_)) {
        let (root, key) = authority::ROOT;
        values["app"]["tls"]["rootCAFile"] = format!("{FOLDER}/{key}").into();
        values["volumes"] = json!([{ "name": root, "configMap": { "name": root } }]);
        values["volumeMounts"] = json!([{ "name": root, "mountPath": FOLDER, "readOnly": true }]);
    }
    values
}
