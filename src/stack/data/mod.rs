//! 30-data: what keeps state outside the cluster, and what each service may know of it and do
//! with it.

mod bucket;
mod cache;
mod database;
mod facts;
mod identity;
mod queue;
mod reader;
mod repository;
mod secret;
mod security_group;
mod stores;
mod table;
mod vault;
mod windows;

use super::layers::{Earlier, Layer};
use crate::ir::{Expr, Module, Output, Root, object};
use crate::model::{Cache, Platform, Secret, Store, StoreKind};
use std::collections::BTreeSet;
use stores::{Calls, Stores};

pub(super) use secret::CERTIFICATE;

/// What the stores in the VPC read of earlier layers.
struct Surroundings<'a> {
    network: Earlier,
    cluster: &'a Earlier,
}

/// How a family that stands outside of the VPC is called.
type Call = fn(&mut Layer, &Platform, &Module) -> Calls;

/// The modules and the root 30-data; none for a platform that keeps nothing and builds nothing.
pub(super) fn build(
    platform: &Platform,
    network: &Root,
    cluster: &Root,
) -> Option<(Vec<Module>, Root)> {
    let mut layer = Layer::new(platform, "30-data");
    let databases = database::modules(platform);
    let cache = cache::module(platform);
    let images = repository::modules(platform);
    // Only what stands in the VPC reads the network; tables, queues, buckets and secrets nothing.
    let inside = !databases.is_empty() || cache.is_some();
    let network = inside.then(|| layer.read(network));
    let cluster =
        (inside || images.is_some() || identity::any(platform)).then(|| layer.read(cluster));
    if let (Some(images), Some(cluster)) = (&images, &cluster) {
        repository::calls(&mut layer, platform, images, cluster);
    }
    let mut stores = Stores::default();
    if let (Some(network), Some(cluster)) = (network, &cluster) {
        let surroundings = Surroundings { network, cluster };
        if !databases.is_empty() {
            stores.databases = database::calls(&mut layer, platform, &databases, &surroundings);
        }
        if let Some(module) = &cache {
            stores.caches = cache::calls(&mut layer, platform, module, &surroundings);
        }
    }
    let others = outside(&mut layer, platform, &mut stores);
    let services = services(&mut layer, platform, cluster.as_ref(), &stores);
    let modules: Vec<Module> = images
        .into_iter()
        .flatten()
        .chain(databases)
        .chain(cache)
        .chain(others)
        .chain(services)
        .collect();
    (!modules.is_empty()).then(|| (modules, layer.root()))
}

/// The stores outside of the VPC.
fn outside(layer: &mut Layer, platform: &Platform, stores: &mut Stores) -> Vec<Module> {
    let families: [(Option<Module>, Call, &mut Calls); 4] = [
        (table::module(platform), table::calls, &mut stores.tables),
        (queue::module(platform), queue::calls, &mut stores.queues),
        (bucket::module(platform), bucket::calls, &mut stores.buckets),
        (secret::module(platform), secret::calls, &mut stores.secrets),
    ];
    let mut modules = Vec::new();
    for (module, calls, place) in families {
        if let Some(module) = module {
            *place = calls(layer, platform, &module);
            modules.push(module);
        }
    }
    modules
}

/// What services know of the stores, and what they may do with them.
fn services(
    layer: &mut Layer,
    platform: &Platform,
    cluster: Option<&Earlier>,
    stores: &Stores,
) -> Vec<Module> {
    let facts = facts::module(platform);
    let told = facts.as_ref().map(|module| facts::calls(layer, platform, module, stores));
    let readers = reader::modules(platform);
    reader::calls(layer, platform, &readers, (&told.unwrap_or_default(), stores));
    let identities = identity::modules(platform);
    if let Some(cluster) = cluster {
        identity::calls(layer, platform, &identities, (cluster, stores));
    }
    let names = stores.secret_names();
    if !names.is_empty() {
        let description = "By kind and label, as the keys of facts begin: ARN of each secret, the \
                           database's and the cache's too, as references of external-secrets take it.";
        layer.output(Output::new("secret_names", description, object(names)));
    }
    facts.into_iter().chain(readers).chain(identities).collect()
}

/// How people lift the protection of each database that has one: the arguments of `aws rds`.
pub(super) fn unprotect(platform: &Platform) -> Vec<String> {
    let databases = platform.databases.iter().filter(|database| database.protect);
    let command = |database| {
        let identifier = database::identifier(platform, database);
        let kind = if database.engine.aurora() { "cluster" } else { "instance" };
        format!("modify-db-{kind} --db-{kind}-identifier {identifier} --no-deletion-protection")
    };
    databases.map(command).collect()
}

/// The addresses of the caches' token generations in the state of 30-data, to rotate them.
pub(super) fn caches(platform: &Platform) -> Vec<String> {
    let address = |cache: &Cache| cache::generation(&cache.id.label);
    platform.caches.iter().map(address).collect()
}

/// The names of the tables that refuse to be deleted.
pub(super) fn protected_tables(platform: &Platform) -> Vec<String> {
    let tables = platform.tables.iter().filter(|_| platform.production());
    tables.map(|table| table::name(platform, table)).collect()
}

/// The names of the buckets.
pub(super) fn buckets(platform: &Platform) -> Vec<String> {
    platform.buckets.iter().map(|bucket| bucket::name(platform, bucket)).collect()
}

/// Where a store listens in the data subnets; none for what is an API of AWS.
pub(super) fn port(platform: &Platform, store: &Store) -> Option<u16> {
    match store.kind {
        StoreKind::Database => {
            let database = platform.databases.iter().find(|one| one.id.label == store.label)?;
            Some(database::port(database.engine))
        }
        StoreKind::Cache => Some(cache::PORT),
        StoreKind::Table | StoreKind::Queue | StoreKind::Bucket => None,
    }
}

/// The name of the bucket with this label.
pub(super) fn bucket_name(platform: &Platform, label: &str) -> Option<String> {
    let bucket = platform.buckets.iter().find(|bucket| bucket.id.label == label)?;
    Some(bucket::name(platform, bucket))
}

/// The names of the repositories of images.
pub(super) fn repositories(platform: &Platform) -> Vec<String> {
    repository::names(platform)
}

/// Days in which a deleted secret can be brought back, as long as its key lives in production.
pub(super) fn recovery_days(platform: &Platform) -> u32 {
    if platform.production() { 30 } else { 7 }
}

/// The name of the secret with this label, which the platform has.
pub(super) fn secret_name(platform: &Platform, label: &str) -> String {
    let secret = platform.secrets.iter().find(|secret| secret.id.label == label);
    secret::name(platform, secret.expect("a reference names a secret of the platform"))
}

/// A secret whose value people put in.
pub(super) struct Waiting {
    pub(super) label: String,
    pub(super) name: String,
    /// Keys of its JSON that the blueprint reads.
    pub(super) keys: BTreeSet<String>,
}

/// The secrets whose values people put in.
pub(super) fn waiting(platform: &Platform) -> Vec<Waiting> {
    let waiting = |secret: &Secret| Waiting {
        label: secret.id.label.clone(),
        name: secret::name(platform, secret),
        keys: secret::keys(platform, &secret.id.label),
    };
    platform.secrets.iter().map(waiting).collect()
}

impl Surroundings<'_> {
    fn vpc(&self) -> Expr {
        self.network.output("vpc_id").into()
    }

    /// Subnets without a way out of the VPC.
    fn subnets(&self) -> Expr {
        self.network.output("data_subnet_ids").into()
    }

    /// The only security group that may come in.
    fn nodes(&self) -> Expr {
        self.cluster.output("node_security_group_id").into()
    }
}
