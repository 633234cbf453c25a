//! 30-data: what keeps state outside the cluster.

mod database;

use super::layers::{Earlier, Layer};
use crate::ir::{Expr, Module, Root};
use crate::model::Platform;

/// What the stores read of earlier layers.
struct Surroundings {
    network: Earlier,
    cluster: Earlier,
}

/// The modules and the root 30-data; none for a platform without stores.
pub(super) fn build(
    platform: &Platform,
    network: &Root,
    cluster: &Root,
) -> Option<(Vec<Module>, Root)> {
    if platform.databases.is_empty() {
        return None;
    }
    let modules = database::modules(platform);
    let mut layer = Layer::new(platform, "30-data");
    let surroundings = Surroundings { network: layer.read(network), cluster: layer.read(cluster) };
    database::calls(&mut layer, platform, &modules, &surroundings);
    Some((modules, layer.root()))
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
