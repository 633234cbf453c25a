//! docs/certificates.md: what renews itself in the mesh, and how people replace the rest.

use super::authority;
use crate::ir::Document;
use crate::model::{Authority, Platform};
use crate::render::prose::prose;
use crate::stack::data;
use crate::stack::entry::exposes;
use crate::stack::inside::{GATEWAY, namespace};
use serde::Serialize;

/// What the template sees.
#[derive(Serialize)]
struct View {
    istio: &'static str,
    cert_manager: &'static str,
    issuer: &'static str,
    csr: &'static str,
    /// An own certificate.
    secret: Option<SecretView>,
    /// The commands that put it in.
    put: String,
    /// The ARN of an ACM Private CA.
    authority: Option<String>,
    gateway: Option<GatewayView>,
    /// Namespaces of services.
    services: Vec<String>,
}

#[derive(Serialize)]
struct SecretView {
    name: String,
}

#[derive(Serialize)]
struct GatewayView {
    namespace: &'static str,
    name: &'static str,
}

pub(super) fn document(platform: &Platform) -> Document {
    let (secret, authority) = match &platform.mesh.ca {
        Authority::Generated => (None, None),
        Authority::Secret(label) => (Some(label), None),
        Authority::Acm(arn) => (None, Some(arn.clone())),
    };
    let view = View {
        istio: namespace::ISTIO,
        cert_manager: namespace::CERT_MANAGER,
        issuer: authority::ISSUER,
        csr: authority::OUTSIDE,
        secret: secret.map(|label| SecretView { name: data::secret_name(platform, label) }),
        put: secret.map(|label| put(platform, label)).unwrap_or_default(),
        authority,
        gateway: exposes(platform)
            .then_some(GatewayView { namespace: namespace::INGRESS, name: GATEWAY }),
        services: platform.services.iter().map(|service| service.id.label.clone()).collect(),
    };
    Document { path: "docs/certificates.md".to_owned(), text: prose("certificates.md", &view) }
}

/// The four files as one JSON object, and that as the value of the secret.
fn put(platform: &Platform, label: &str) -> String {
    let files = data::CERTIFICATE;
    let read: Vec<String> = files
        .iter()
        .zip("abcd".chars())
        .map(|(file, name)| format!("--rawfile {name} {file}"))
        .collect();
    let fields: Vec<String> = files
        .iter()
        .zip("abcd".chars())
        .map(|(file, name)| format!("\"{file}\": ${name}"))
        .collect();
    format!(
        "jq --null-input {} '{{{}}}' > {label}.secret\n\
         aws secretsmanager put-secret-value --region {} --secret-id {} --secret-string file://{label}.secret\n\
         rm {label}.secret\n",
        read.join(" "),
        fields.join(", "),
        platform.region.name,
        data::secret_name(platform, label),
    )
}
