//! From the model to the tree: one resource family a file, in provisioning order.
//!
//! Pure: no builder reads the disk, and none can fail on a valid model.

mod charts;
mod cluster;
mod data;
mod documents;
mod entry;
mod karpenter;
mod keys;
mod layers;
mod network;
mod state;
mod versions;

use crate::ir::{Module, Root, Tree};
use crate::model::Platform;
use layers::Layer;

pub use versions::versions;

/// Builds everything that is generated for one environment.
pub fn build(platform: &Platform) -> Tree {
    let state = state::module(platform);
    let network = network::module(platform);
    let cluster = cluster::module(platform);
    let karpenter = karpenter::module(platform);

    let bootstrap_root = state::root(platform, &state);
    let network_root = network::root(platform, &network);
    let cluster_root = cluster_root(platform, (&cluster, &karpenter), &network_root);

    let mut modules = vec![state, network, cluster, karpenter];
    let mut roots = vec![bootstrap_root, network_root.clone(), cluster_root.clone()];
    if let Some((data_modules, data_root)) = data::build(platform, &network_root, &cluster_root) {
        modules.extend(data_modules);
        roots.push(data_root);
    }
    if let Some(module) = entry::module(platform) {
        roots.push(entry::root(platform, &module, &network_root, &cluster_root));
        modules.push(module);
    }
    let mut documents = documents::documents(platform, &roots);
    documents.extend(charts::documents());
    documents.extend(karpenter::documents(platform));
    Tree { modules, roots, documents }
}

/// The root 20-cluster.
fn cluster_root(
    platform: &Platform,
    (cluster, karpenter): (&Module, &Module),
    network: &Root,
) -> Root {
    let mut layer = Layer::new(platform, "20-cluster");
    let call = cluster::add_to(&mut layer, platform, cluster, network);
    karpenter::add_to(&mut layer, karpenter, &call);
    layer.root()
}
