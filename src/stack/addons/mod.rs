//! 60-addons: chart `foundation`, then every third-party controller but the mesh's.
//!
//! Values that are known beforehand are in `helm/values/addons`; only what an earlier layer's state
//! knows is in Terraform.

mod cert_manager;
mod exporters;
mod external_secrets;
mod fluent_bit;
mod foundation;
mod karpenter;
mod load_balancer;
pub(super) mod namespaces;
mod prometheus;
mod reloader;
mod rollouts;

use super::entry;
use super::layers::{self, Layer};
use super::mirror::Mirror;
use super::releases::Release;
use crate::ir::{Block, Document, Expr, Root, TerraformFile};
use crate::model::{Authority, Platform};
use crate::render::yaml::yaml;
use crate::tables::charts::Chart;
use serde_json::Value;
use std::collections::BTreeMap;

/// The annotation that keeps an object when its release is removed.
const KEEP: (&str, &str) = ("helm.sh/resource-policy", "keep");

/// The roots that this one reads.
pub(super) struct Earlier<'a> {
    pub(super) network: &'a Root,
    pub(super) cluster: &'a Root,
    pub(super) observability: &'a Root,
}

/// Those roots as this one reads them.
struct States {
    /// There where something is exposed.
    network: Option<layers::Earlier>,
    cluster: layers::Earlier,
    observability: layers::Earlier,
}

/// A third-party chart, installed once, under its own name.
struct Addon {
    chart: &'static str,
    namespace: &'static str,
    /// `helm/values/addons/CHART.yaml`
    values: Value,
    /// Values over those, of earlier layers' states.
    facts: Option<fn(&Platform, &States) -> Expr>,
    /// The charts that have to be there first.
    after: Vec<&'static str>,
}

impl Addon {
    /// A controller. Nodes for it are there, or Karpenter makes them; and Karpenter goes after it.
    fn new(chart: &'static str, namespace: &'static str, values: Value) -> Self {
        Self { chart, namespace, values, facts: None, after: vec![karpenter::CHART] }
    }

    fn facts(mut self, facts: fn(&Platform, &States) -> Expr) -> Self {
        self.facts = Some(facts);
        self
    }

    fn after(mut self, chart: &'static str) -> Self {
        self.after.push(chart);
        self
    }

    /// It waits for these charts alone.
    fn only_after(mut self, charts: &[&'static str]) -> Self {
        self.after = charts.to_vec();
        self
    }
}

/// The definitions of kinds that several charts use.
fn definitions() -> Vec<Addon> {
    vec![karpenter::definitions(), prometheus::definitions()]
}

/// The controllers, each behind those that it waits for.
fn controllers(platform: &Platform) -> Vec<Addon> {
    let mut addons = vec![
        karpenter::addon(platform),
        cert_manager::addon(),
        external_secrets::addon(platform),
        fluent_bit::addon(platform),
        prometheus::addon(platform),
    ];
    if matches!(platform.mesh.ca, Authority::Acm(_)) {
        addons.push(cert_manager::private_ca(platform));
    }
    if entry::exposes(platform) {
        addons.push(load_balancer::addon(platform));
    }
    if rollouts::used(platform) {
        addons.push(rollouts::addon(platform));
    }
    addons.push(reloader::addon(platform));
    addons
}

/// The charts that this layer installs.
pub(super) fn charts(platform: &Platform) -> impl Iterator<Item = &'static str> {
    definitions().into_iter().chain(controllers(platform)).map(|addon| addon.chart)
}

/// Charts that bring definitions in a way in which Helm makes them once and never changes them.
const FIXED_DEFINITIONS: [&str; 2] = [cert_manager::ISSUER, load_balancer::CHART];

/// Those of the platform.
pub(super) fn fixed_definitions(platform: &Platform) -> impl Iterator<Item = Chart> {
    charts(platform).filter(|chart| FIXED_DEFINITIONS.contains(chart)).map(Chart::named)
}

/// Every values file of the layer.
pub(super) fn documents(platform: &Platform) -> Vec<Document> {
    let addons = definitions().into_iter().chain(controllers(platform));
    addons
        .map(|addon| Document {
            path: format!("helm/values/addons/{}.yaml", addon.chart),
            text: yaml(&addon.values),
        })
        .chain([foundation::document(platform)])
        .collect()
}

/// The root 60-addons.
pub(super) fn root(platform: &Platform, earlier: &Earlier<'_>) -> Root {
    let mut layer = Layer::new(platform, "60-addons");
    let states = States {
        network: entry::exposes(platform).then(|| layer.read(earlier.network)),
        cluster: layer.read(earlier.cluster),
        observability: layer.read(earlier.observability),
    };
    layer.install_charts(&states.cluster);

    let mirror = Mirror::new(platform, &states.cluster);
    let foundation = Release::local(foundation::CHART, foundation::RELEASE_NAMESPACE)
        .facts(foundation::facts(&states.cluster))
        .block();
    let mut known = BTreeMap::from([(foundation::CHART, foundation.clone())]);
    let mut release = |addon: Addon| {
        let after: Vec<Block> = addon.after.iter().map(|chart| known[chart].clone()).collect();
        let release = Release::third_party(addon.chart, addon.chart, addon.namespace).after(&after);
        let facts = addon.facts.map(|facts| facts(platform, &states));
        let images = mirror.as_ref().and_then(|mirror| mirror.values(addon.chart));
        let block = facts.into_iter().chain(images).fold(release, Release::facts).block();
        known.insert(addon.chart, block.clone());
        block
    };
    let definitions: Vec<Block> = definitions().into_iter().map(&mut release).collect();
    let controllers: Vec<Block> = controllers(platform).into_iter().map(&mut release).collect();
    layer.file(TerraformFile::new("foundation.tf").block(foundation));
    layer.file(TerraformFile::new("definitions.tf").blocks(definitions));
    layer.file(TerraformFile::new("controllers.tf").blocks(controllers));
    if let Some(mirror) = &mirror {
        layer.file(mirror.file());
    }
    layer.root()
}
