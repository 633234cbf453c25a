//! 80-mesh: Istio with sidecars, who signs its certificates, the gateway, and what the whole mesh
//! obeys.

mod authority;
mod certificates;
mod entry;
mod gateway;
mod istio_csr;
mod istiod;
mod node_agent;

use super::entry::exposes;
use super::inside::{GATEWAY, namespace};
use super::layers::Layer;
use super::mirror::Mirror;
use super::releases::Release;
use crate::ir::{Block, Document, Root, TerraformFile};
use crate::model::{Authority, Platform};
use crate::render::yaml::yaml;

pub(super) use authority::{ISSUER, OWN};

/// The layers that this one reads.
pub(super) struct Earlier<'a> {
    pub(super) network: &'a Root,
    pub(super) cluster: &'a Root,
    /// Where a platform has stores.
    pub(super) data: Option<&'a Root>,
    /// Where a service is exposed.
    pub(super) entry: Option<&'a Root>,
}

/// Whether cert-manager signs the certificates of workloads, through istio-csr.
fn signed_outside(platform: &Platform) -> bool {
    !matches!(platform.mesh.ca, Authority::Secret(_))
}

/// The charts of others that the layer installs, in order.
pub(super) fn charts(platform: &Platform) -> Vec<&'static str> {
    let csr = signed_outside(platform).then_some(authority::OUTSIDE);
    let gateway = exposes(platform).then_some("gateway");
    [Some("base"), csr, Some("istiod"), Some("cni"), gateway].into_iter().flatten().collect()
}

/// Values of the charts, and how certificates are rotated.
pub(super) fn documents(platform: &Platform) -> Vec<Document> {
    let values = |chart: &str| match chart {
        "base" => istiod::definitions(),
        "istiod" => istiod::values(platform),
        "cni" => node_agent::values(),
        "gateway" => gateway::values(),
        _ => istio_csr::values(platform),
    };
    let mut documents: Vec<Document> = charts(platform)
        .into_iter()
        .map(|chart| Document {
            path: format!("helm/values/addons/{chart}.yaml"),
            text: yaml(&values(chart)),
        })
        .collect();
    documents.push(Document {
        path: "helm/values/entry.yaml".to_owned(),
        text: yaml(&entry::values(platform)),
    });
    documents.push(certificates::document(platform));
    documents
}

/// The root 80-mesh.
pub(super) fn root(platform: &Platform, earlier: &Earlier<'_>) -> Root {
    let mut layer = Layer::new(platform, "80-mesh");
    let cluster = layer.read(earlier.cluster);
    layer.install_charts(&cluster);
    let signer = authority::asked(&mut layer, platform, earlier);
    let groups = entry::facts(&mut layer, platform, earlier);

    let mirror = Mirror::new(platform, &cluster);
    let release = |name: &str, chart: &str, namespace: &str| {
        let images = mirror.as_ref().and_then(|mirror| mirror.values(chart));
        images.into_iter().fold(Release::third_party(name, chart, namespace), Release::facts)
    };
    let csr = signed_outside(platform).then(|| {
        let release = release(authority::OUTSIDE, authority::OUTSIDE, namespace::CERT_MANAGER);
        signer.into_iter().fold(release, Release::facts).block()
    });
    let istiod = release("istiod", "istiod", namespace::ISTIO).after(&csr).block();
    let cni = release("istio-cni", "cni", namespace::ISTIO_CNI).after([&istiod]).block();
    let gateway = exposes(platform).then(|| {
        let release = release(GATEWAY, "gateway", namespace::INGRESS);
        release.after([&istiod, &cni]).block()
    });
    // Last, so that the first pods of the gateway start without a readiness gate: the load
    // balancer has nothing to send them yet. Every later pod has one.
    let entry = Release::local("entry", namespace::ISTIO)
        .after([&istiod, &cni].into_iter().chain(&gateway));
    let entry = groups.into_iter().fold(entry, Release::facts).block();
    layer.file(TerraformFile::new("istio.tf").blocks(releases(csr, [istiod, cni], gateway)));
    layer.file(TerraformFile::new("entry.tf").block(entry));
    if let Some(mirror) = &mirror {
        layer.file(mirror.file());
    }
    layer.root()
}

/// The mesh's definitions, which 70-platform installs: it authorises calls before the mesh runs.
pub(super) fn definitions() -> Block {
    Release::third_party("istio-base", "base", namespace::ISTIO).block()
}

fn releases(
    csr: Option<Block>,
    control: [Block; 2],
    gateway: Option<Block>,
) -> impl Iterator<Item = Block> {
    csr.into_iter().chain(control).chain(gateway)
}
