//! 30-data: what keeps state outside the cluster.

mod bucket;
mod cache;
mod database;
mod queue;
mod secret;
mod security_group;
mod table;
mod vault;
mod windows;

use super::layers::{Earlier, Layer};
use crate::ir::{Expr, Module, Root};
use crate::model::{Cache, Platform, Secret, Store, StoreKind};
use std::collections::BTreeSet;

/// What the stores read of earlier layers.
struct Surroundings {
    network: Earlier,
    cluster: Earlier,
}

/// How a family that stands outside of the VPC is called.
type Calls = fn(&mut Layer, &Platform, &Module);

/// The modules and the root 30-data; none for a platform without stores.
pub(super) fn build(
    platform: &Platform,
    network: &Root,
    cluster: &Root,
) -> Option<(Vec<Module>, Root)> {
    let mut modules = database::modules(platform);
    let cache = cache::module(platform);
    let [table, queue, bucket, secret] =
        [table::module, queue::module, bucket::module, secret::module]
            .map(|module| module(platform));
    let mut layer = Layer::new(platform, "30-data");
    // Only what stands in the VPC reads earlier layers.
    if !modules.is_empty() || cache.is_some() {
        let surroundings =
            Surroundings { network: layer.read(network), cluster: layer.read(cluster) };
        if !modules.is_empty() {
            database::calls(&mut layer, platform, &modules, &surroundings);
        }
        if let Some(module) = &cache {
            cache::calls(&mut layer, platform, module, &surroundings);
        }
    }
    let others: [(&Option<Module>, Calls); 4] = [
        (&table, table::calls),
        (&queue, queue::calls),
        (&bucket, bucket::calls),
        (&secret, secret::calls),
    ];
    for (module, calls) in others {
        if let Some(module) = module {
            calls(&mut layer, platform, module);
        }
    }
    modules.extend([cache, table, queue, bucket, secret].into_iter().flatten());
    (!modules.is_empty()).then(|| (modules, layer.root()))
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

/// Days in which a deleted secret can be brought back, as long as its key lives in production.
pub(super) fn recovery_days(platform: &Platform) -> u32 {
    if platform.production() { 30 } else { 7 }
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

impl Surroundings {
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
