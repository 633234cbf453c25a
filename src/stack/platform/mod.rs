//! 70-platform: the guardrails of every namespace, in the values of chart `platform`.
//!
//! Everything is decided here; the chart adds `apiVersion`, `kind` and labels and prints. So a test
//! reads the policies of an environment from its values file, without Helm. What is known only
//! after apply reaches the chart as the section `facts`; see `root`.

mod entries;
mod issuers;
mod mesh;
mod namespaces;
mod network;
mod object;
mod root;
mod secrets;
mod security;
mod texts;

use super::karpenter::Nodes;
use crate::ir::Document;
use crate::model::Platform;
use crate::render::yaml::yaml;
use issuers::Signers;
use object::Object;
use serde::Serialize;

pub(super) use root::{States, root};

/// Values of the chart `platform`: a list of objects for each kind.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Values {
    nodes: Nodes,
    namespaces: Vec<Object>,
    resource_quotas: Vec<Object>,
    limit_ranges: Vec<Object>,
    network_policies: Vec<Object>,
    authorization_policies: Vec<Object>,
    sidecars: Vec<Object>,
    service_entries: Vec<entries::ServiceEntry>,
    secret_stores: Vec<secrets::SecretStore>,
    external_secrets: Vec<secrets::ExternalSecret>,
    mesh: Signers,
}

/// The values file, and who reaches whom in words.
pub(super) fn documents(platform: &Platform) -> [Document; 2] {
    let services = &platform.services;
    let values = Values {
        nodes: Nodes::of(platform),
        namespaces: services.iter().map(|one| namespaces::namespace(platform, one)).collect(),
        resource_quotas: services.iter().map(namespaces::quota).collect(),
        limit_ranges: services.iter().map(namespaces::limits).collect(),
        network_policies: network::policies(platform),
        authorization_policies: mesh::authorization(platform),
        sidecars: services.iter().map(mesh::sidecar).collect(),
        service_entries: entries::entries(platform),
        secret_stores: secrets::stores(platform),
        external_secrets: secrets::secrets(platform),
        mesh: Signers::of(platform),
    };
    [("helm/values/platform.yaml", yaml(&values)), ("docs/security.md", security::text(platform))]
        .map(|(path, text)| Document { path: path.to_owned(), text })
}
