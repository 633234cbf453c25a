//! The environment's README, Makefile and page on its layers: how it is created, changed and destroyed.

use super::{addons, data, entry, layers, mirror};
use crate::ir::{Document, Root};
use crate::model::{Certificate, Platform};
use crate::render::markdown::code;
use crate::render::prose::prose;
use crate::tables::charts::Chart;
use serde::Serialize;

/// What the templates see.
#[derive(Serialize)]
struct View {
    name: String,
    region: String,
    domain: String,
    bucket: String,
    production: bool,
    private_api: bool,
    /// Name of the load balancer and bucket of its logs, where services are exposed.
    entry: Option<EntryView>,
    /// How many there are to deploy.
    services: usize,
    unprotect: Vec<String>,
    databases: bool,
    caches: Vec<String>,
    /// Names of the tables that refuse to be deleted.
    protected_tables: Vec<String>,
    buckets: Vec<String>,
    /// Names of the repositories of images.
    repositories: Vec<String>,
    secrets: Vec<SecretView>,
    /// What stands before the names of copied images, where they have to be copied.
    mirror: Option<&'static str>,
    /// The domain of the account's registry, without the account.
    registry: String,
    /// Charts whose definitions Helm never changes.
    definitions: Vec<ChartView>,
    recovery_days: u32,
    /// The root 30-data, where there is one.
    data: String,
    bootstrap: String,
    /// `OWNER/NAME` of the repository on GitHub.
    repository: String,
    /// The branch that is deployed from.
    branch: String,
    /// The GitHub environment of deployments.
    deploy_environment: String,
    layers: Vec<LayerView>,
    layers_reversed: Vec<LayerView>,
}

/// What people have to know of the entry.
#[derive(Serialize)]
struct EntryView {
    load_balancer: String,
    bucket: String,
    managed_certificate: bool,
}

/// A pinned chart.
#[derive(Serialize)]
struct ChartView {
    name: &'static str,
    version: &'static str,
    repository: &'static str,
}

impl From<Chart> for ChartView {
    fn from(Chart { name, version, repository }: Chart) -> Self {
        Self { name, version, repository }
    }
}

/// A secret that waits for its value.
#[derive(Serialize)]
struct SecretView {
    label: String,
    name: String,
    /// What the value has to be, as Markdown.
    value: String,
}

/// A layer that pipelines apply.
#[derive(Serialize, Clone)]
struct LayerView {
    root: String,
    holds: &'static str,
}

/// What a layer holds, for those who look for something.
fn holds(layer: &str) -> &'static str {
    match layer {
        "05-account" => "topics of alarms and who is told",
        "10-network" => "VPC, subnets, NAT, endpoints, flow logs",
        "20-cluster" => "EKS, its system nodes and add-ons, Karpenter's roles and queue",
        "30-data" => {
            "repositories of images; databases, caches, tables, queues, buckets and secrets, with \
             their keys; roles and connection facts of services"
        }
        "40-entry" => "load balancer, firewall, certificate, DNS records",
        "50-observability" => {
            "the Prometheus workspace, log groups of containers, alarms and the dashboard"
        }
        "80-mesh" => "Istio, the gateway, and what the whole mesh obeys",
        "60-addons" => "namespaces, priorities, Karpenter, and the controllers but the mesh's",
        "70-platform" => "namespaces with their quotas, policies and secrets, node pools, issuers",
        other => unreachable!("the layer {other} has no description"),
    }
}

fn path(root: &Root) -> String {
    format!("terraform/{}/{}", root.region, root.layer)
}

/// README.md, Makefile and the page on the layers.
pub(super) fn documents(platform: &Platform, roots: &[Root]) -> Vec<Document> {
    let layer = |root: &Root| LayerView { root: path(root), holds: holds(&root.layer) };
    let (bootstrap, others) = roots.split_first().expect("the first layer is the bootstrap");
    let layers: Vec<LayerView> = others.iter().map(layer).collect();
    let view = View {
        name: platform.prefix(),
        region: platform.region.name.clone(),
        domain: platform.domain.clone(),
        bucket: layers::state_bucket(platform),
        production: platform.production(),
        private_api: platform.cluster.public_api.is_none(),
        entry: entry::exposes(platform).then(|| EntryView {
            load_balancer: entry::load_balancer_name(platform),
            bucket: entry::access_logs_bucket(platform),
            managed_certificate: platform.entry.certificate == Certificate::Managed,
        }),
        services: platform.services.len(),
        unprotect: data::unprotect(platform),
        databases: !platform.databases.is_empty(),
        caches: data::caches(platform),
        protected_tables: data::protected_tables(platform),
        buckets: data::buckets(platform),
        repositories: data::repositories(platform),
        secrets: secrets(platform),
        mirror: mirror::needed(platform).then_some(mirror::PREFIX),
        registry: mirror::registry_domain(platform),
        definitions: addons::fixed_definitions(platform).map(Into::into).collect(),
        recovery_days: data::recovery_days(platform),
        data: layers
            .iter()
            .find(|layer| layer.root.ends_with("/30-data"))
            .map(|layer| layer.root.clone())
            .unwrap_or_default(),
        bootstrap: path(bootstrap),
        repository: platform.access.github.repository.clone(),
        branch: platform.access.github.branch.clone(),
        deploy_environment: platform.access.github.deploy_environment.clone(),
        layers_reversed: layers.iter().rev().cloned().collect(),
        layers,
    };
    let files = [
        ("README.md", "environment.md"),
        ("Makefile", "environment.mk"),
        ("docs/infrastructure.md", "infrastructure.md"),
    ];
    files
        .map(|(path, template)| Document { path: path.to_owned(), text: prose(template, &view) })
        .into()
}

fn secrets(platform: &Platform) -> Vec<SecretView> {
    let view = |secret: data::Waiting| {
        let keys: Vec<String> = secret.keys.iter().map(|key| code(key)).collect();
        let value = match keys.as_slice() {
            [] => "the value itself".to_owned(),
            [only] => format!("a JSON object with the key {only}"),
            keys => format!("a JSON object with the keys {}", keys.join(", ")),
        };
        SecretView { label: secret.label, name: secret.name, value }
    };
    data::waiting(platform).into_iter().map(view).collect()
}
