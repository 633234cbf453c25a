//! Secrets: empty, for values that people put in.

use super::stores::{self, Calls};
use super::{recovery_days, vault};
use crate::ir::{Module, Output, TerraformFile, Variable};
use crate::model::{Authority, Fact, FactOf, Piece, Platform, Secret};
use crate::stack::keys::{Here, Key};
use crate::stack::layers::Layer;
use std::collections::BTreeSet;

/// What a secret with the mesh's own certificate holds, and istiod reads.
pub(in crate::stack) const CERTIFICATE: [&str; 4] =
    ["ca-cert.pem", "ca-key.pem", "cert-chain.pem", "root-cert.pem"];

/// The module, if the platform has secrets.
pub(super) fn module(platform: &Platform) -> Option<Module> {
    if platform.secrets.is_empty() {
        return None;
    }
    let here = Here::new();
    let string = |name: &str, description: &str| Variable::new(name, "string", description);
    let name = string("name", "Name of the secret.");
    let description = string("description", "What it holds.");
    let days = Variable::new(
        "recovery_days",
        "number",
        "Days in which a deleted secret can be brought back.",
    );
    let key_name = string("key_name", "What the alias of the key begins with.");
    let alias = vec![key_name.address().into(), "-secret".into()];
    let key = Key::new(&here, "secret", "Value of the secret", alias, Vec::new());
    let secret = vault::secret("this", description.address(), &key)
        .skip("CKV2_AWS_57", "its value comes from people, who alone know a new one")
        .set("name", name.address())
        .set("recovery_window_in_days", days.address());
    let policy = vault::policy(&here, "this", &secret);
    let outputs = vec![
        Output::new("name", "Name of the secret.", secret.address().attr("name")),
        Output::new("arn", "ARN of the secret.", secret.address().attr("arn")),
        Output::new("key_arn", "ARN of the key that encrypts it.", key.arn()),
    ];
    Some(Module {
        family: "secret".to_owned(),
        summary: "A secret without a value, encrypted with a key of its own. People put the value \
                  in with the command of the environment's README; Terraform never sees it."
            .to_owned(),
        files: vec![
            TerraformFile::new("main.tf").blocks([here.identity, here.partition, secret]),
            TerraformFile::new("keys.tf").blocks(key.blocks()),
            TerraformFile::new("policy.tf").blocks(policy),
        ],
        variables: vec![name, description, days, key_name],
        outputs,
    })
}

/// Calls it for each secret, and hands on what later layers need to know.
pub(super) fn calls(layer: &mut Layer, platform: &Platform, module: &Module) -> Calls {
    let secrets = platform.secrets.iter();
    let calls: Calls = secrets
        .map(|secret| {
            let description = secret.description.clone();
            let description =
                description.unwrap_or_else(|| format!("Secret {}", secret.id.cloud()));
            let arguments = vec![
                ("name", name(platform, secret).into()),
                ("description", description.into()),
                ("recovery_days", recovery_days(platform).into()),
                ("key_name", format!("{}-{}", platform.prefix(), secret.id.cloud()).into()),
            ];
            (secret.id.label.clone(), layer.call_for("secret", &secret.id, module, arguments))
        })
        .collect();
    let description = "By label: name and ARN of each secret, and its key.";
    let facts = stores::facts(&calls, &["name", "arn", "key_arn"]);
    layer.output(Output::new("secrets", description, facts));
    calls
}

/// The name of a secret; far from the 512 characters that it may have.
pub(super) fn name(platform: &Platform, secret: &Secret) -> String {
    format!("{}/secret/{}", platform.prefix(), secret.id.cloud())
}

/// The keys of the secret's JSON that the blueprint reads; none where it reads the whole value or
/// nothing.
pub(super) fn keys(platform: &Platform, label: &str) -> BTreeSet<String> {
    let pieces = platform.services.iter().flat_map(|service| service.secrets.values().flatten());
    let read = pieces.filter_map(|piece| match piece {
        Piece::Fact(Fact { of: FactOf::Secret(of), attribute }) if of == label => attribute.clone(),
        _ => None,
    });
    let mut keys: BTreeSet<String> = read.collect();
    if platform.mesh.ca == Authority::Secret(label.to_owned()) {
        keys.extend(CERTIFICATE.map(str::to_owned));
    }
    keys
}
