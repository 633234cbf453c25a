//! Where istiod's certificates come from, and that it never starts without them.
//!
//! The chart mounts them as optional. Without its own certificate istiod would make a root of its
//! own and sign with that; without the one of istio-csr it would run and serve nobody. So they are
//! mounted once more, and needed: a pod then waits for them and its events say what is missing.

use super::Earlier;
use crate::ir::{Block, Expr, Ref, TerraformFile, call, list, object};
use crate::model::{Authority, Platform};
use crate::stack::data;
use crate::stack::inside::namespace;
use crate::stack::layers::Layer;
use serde_json::{Map, Value, json};

/// The Secret with an own certificate, which external-secrets makes.
pub(in crate::stack) const OWN: &str = "cacerts";

/// Where istiod finds it.
const FOLDER: &str = "/etc/istio-authority";

/// The issuer of istio-csr, which fetches what it signs from cert-manager.
pub(in crate::stack) const ISSUER: &str = "istio-ca";

/// The Service of istio-csr.
pub(super) const OUTSIDE: &str = "cert-manager-istio-csr";

/// The `ConfigMap` with the root of ACM Private CA, and its key.
pub(super) const ROOT: (&str, &str) = ("istio-root", "root-cert.pem");

/// istiod signs with the platform's own certificate, each of whose parts has to be there.
pub(super) fn own(values: &mut Value) {
    let items: Vec<Value> =
        data::CERTIFICATE.iter().map(|file| json!({ "key": file, "path": file })).collect();
    needed(values, &json!({ "secret": { "secretName": OWN, "items": items } }), FOLDER);
    values["env"]["ROOT_CA_DIR"] = FOLDER.into();
}

/// istio-csr signs, also istiod's own certificate; istiod signs nothing.
pub(super) fn outside(values: &mut Value) {
    let sources = json!([
        { "secret": { "name": "istiod-tls" } },
        { "configMap": { "name": "istio-ca-root-cert" } },
    ]);
    needed(values, &json!({ "projected": { "sources": sources } }), FOLDER);
    values["env"]["ENABLE_CA_SERVER"] = "false".into();
    let address = format!("{OUTSIDE}.{}.svc:443", namespace::CERT_MANAGER);
    values["global"]["caAddress"] = address.into();
}

fn needed(values: &mut Value, source: &Value, path: &str) {
    let mut volume = Map::from_iter([("name".to_owned(), "authority".into())]);
    volume.extend(source.as_object().cloned().unwrap_or_default());
    values["volumes"] = json!([volume]);
    values["volumeMounts"] = json!([{ "name": "authority", "mountPath": path, "readOnly": true }]);
}

/// What the root asks AWS about the authority, and what istio-csr is told of it.
pub(super) fn asked(layer: &mut Layer, platform: &Platform, earlier: &Earlier<'_>) -> Option<Expr> {
    let (block, facts) = match &platform.mesh.ca {
        Authority::Generated => return None,
        Authority::Secret(label) => (filled(layer, platform, earlier, label), None),
        Authority::Acm(arn) => {
            let block =
                Block::data("aws_acmpca_certificate_authority", "mesh").set("arn", arn.clone());
            let facts = root_certificate(&block.address());
            (block, Some(facts))
        }
    };
    layer.ask_aws(platform);
    layer.file(TerraformFile::new("authority.tf").block(block));
    facts
}

/// Stops the plan while the secret is empty, without reading what is in it.
fn filled(layer: &mut Layer, platform: &Platform, earlier: &Earlier<'_>, label: &str) -> Block {
    let root = earlier.data.expect("a platform with a secret has the layer of secrets");
    let secret = layer.read(root).output("secrets").index(label).attr("arn");
    let name = data::secret_name(platform, label);
    let message = format!(
        "The secret {name} is empty, and the mesh signs with what is in it. Put a certificate in \
         as docs/certificates.md says, with: aws secretsmanager put-secret-value --region {} \
         --secret-id {name} --secret-string file://{label}.secret",
        platform.region.name
    );
    let versions = Ref::iteration("self").attr("versions");
    Block::data("aws_secretsmanager_secret_versions", "authority")
        .why("Names of versions only: the value itself never gets here.")
        .set("secret_id", secret)
        .nest(
            Block::nested("lifecycle").nest(
                Block::nested("postcondition")
                    .set("condition", call("can", [versions.index(0).into()]))
                    .set("error_message", message),
            ),
        )
}

/// The certificates that the mesh trusts, as a `ConfigMap` for istio-csr.
///
/// Told rather than taken from what cert-manager signs: there the chain ends in the intermediate
/// certificate, which is renewed every few months.
fn root_certificate(authority: &Ref) -> Expr {
    let of = |name: &str| Expr::from(authority.clone().attr(name));
    let bundle = call("compact", [list([of("certificate"), of("certificate_chain")])]);
    let (name, key) = ROOT;
    let map = object([
        ("apiVersion", Expr::from("v1")),
        ("kind", "ConfigMap".into()),
        ("metadata", object([("name", name), ("namespace", namespace::CERT_MANAGER)])),
        ("data", object([(key, call("join", ["\n".into(), bundle]))])),
    ]);
    object([("extraObjects", list([call("yamlencode", [map])]))])
}
