//! From the model to the tree: one resource family a file, in provisioning order.
//!
//! Pure: no builder reads the disk, and none can fail on a valid model.

mod access;
mod account;
mod addons;
mod charts;
mod cluster;
mod controllers;
mod data;
mod documents;
mod entry;
mod inside;
mod karpenter;
mod keys;
mod layers;
mod log_delivery;
mod mesh;
mod mirror;
mod network;
mod observability;
mod placement;
mod platform;
mod pod_identity;
mod releases;
mod services;
mod state;
mod versions;

use crate::ir::{Module, Root, Tree};
use crate::model::Platform;
use controllers::Controllers;
use layers::Layer;

pub use versions::versions;

/// Builds everything that is generated for one environment.
pub fn build(platform: &Platform) -> Tree {
    let state = state::module(platform);
    let pipelines = access::module(platform);
    let network = network::module(platform);
    let cluster = cluster::module(platform);
    let karpenter = karpenter::module(platform);
    let controllers = controllers::modules(platform);

    let bootstrap_root = state::root(platform, &state, &pipelines);
    let (account_modules, account_root) = account::build(platform);
    let network_root = network::root(platform, &network);
    let cluster_root = cluster_root(platform, (&cluster, &karpenter, &controllers), &network_root);

    let data = data::build(platform, &network_root, &cluster_root);
    let entry = entry::build(platform, &network_root, &cluster_root);
    let earlier = observability::Earlier {
        account: &account_root,
        network: &network_root,
        cluster: &cluster_root,
        data: data.as_ref().map(|(_, root)| root).filter(|_| !platform.databases.is_empty()),
    };
    let (observability_modules, observability_root) = observability::build(platform, &earlier);
    let inside = inside_roots(
        platform,
        [&network_root, &cluster_root, &observability_root],
        [data.as_ref().map(|(_, root)| root), entry.as_ref().map(|(_, root)| root)],
    );

    let mut modules = vec![state, pipelines];
    modules.extend(account_modules);
    modules.extend([network, cluster, karpenter]);
    modules.extend(controllers.into_modules());
    let mut roots = vec![bootstrap_root, account_root, network_root, cluster_root];
    if let Some((data_modules, data_root)) = data {
        modules.extend(data_modules);
        roots.push(data_root);
    }
    if let Some((entry_module, entry_root)) = entry {
        modules.push(entry_module);
        roots.push(entry_root);
    }
    modules.extend(observability_modules);
    roots.push(observability_root);
    roots.extend(inside);
    let mut documents = documents::documents(platform, &roots);
    documents.extend(charts::documents());
    documents.extend(addons::documents(platform));
    documents.extend(platform::documents(platform));
    documents.extend(mesh::documents(platform));
    documents.extend(services::documents(platform));
    let charts = addons::charts(platform).chain(mesh::charts(platform));
    documents.extend(mirror::document(platform, charts));
    Tree { modules, roots, documents }
}

/// The roots of what runs inside the cluster: 60-addons, 70-platform and 80-mesh; data and entry are
/// read where there are some.
fn inside_roots(
    platform: &Platform,
    [network, cluster, observability]: [&Root; 3],
    [data, entry]: [Option<&Root>; 2],
) -> [Root; 3] {
    let addons = addons::Earlier { network, cluster, observability };
    let states = platform::States { cluster, data, observability };
    let mesh = mesh::Earlier { network, cluster, data, entry };
    [
        addons::root(platform, &addons),
        platform::root(platform, &states),
        mesh::root(platform, &mesh),
    ]
}

/// The root 20-cluster.
fn cluster_root(
    platform: &Platform,
    (cluster, karpenter, controllers): (&Module, &Module, &Controllers),
    network: &Root,
) -> Root {
    let mut layer = Layer::new(platform, "20-cluster");
    let call = cluster::add_to(&mut layer, platform, cluster, network);
    karpenter::add_to(&mut layer, karpenter, &call);
    controllers.add_to(&mut layer, platform, &call);
    layer.root()
}
