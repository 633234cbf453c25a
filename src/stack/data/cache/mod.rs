//! Caches: `ElastiCache` for Valkey, a primary and its replicas, with a token that no state holds.

mod token;
mod variables;

use super::security_group::{group, rule};
use super::stores::{self, Calls};
use super::{Surroundings, recovery_days, windows};
use crate::ir::expr::Piece;
use crate::ir::{Block, Expr, Module, Output, Ref, TerraformFile};
use crate::ir::{call, list, template};
use crate::model::{Cache, Platform, names};
use crate::stack::keys::{Here, Key, SHORT_LOGS, logs_use};
use crate::stack::layers::Layer;
use crate::tables::engines;
use token::Token;
use variables::Variables;

/// The longest ID of a replication group.
/// Source: <https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html>
const LONGEST: usize = 40;

/// Where caches listen.
const PORT: u16 = 6379;

/// What the files of the module refer to.
struct Parts {
    here: Here,
    variables: Variables,
    key: Key,
    subnet_group: Block,
    security_group: Block,
    logs: Block,
}

/// The module, if the platform has caches.
pub(super) fn module(platform: &Platform) -> Option<Module> {
    if platform.caches.is_empty() {
        return None;
    }
    let parts = Parts::new(platform);
    let token = Token::new(&parts.variables, &parts.key);
    let cache = parts.cache(platform, &token);
    let outputs = parts.outputs(&cache, &token.secret);
    let token = token.file(&parts.here, &cache);
    let here = &parts.here;
    let main = TerraformFile::new("main.tf")
        .blocks([here.identity.clone(), here.partition.clone(), here.region.clone()])
        .blocks([parts.subnet_group.clone(), cache]);
    Some(Module {
        family: "cache".to_owned(),
        summary: "A Valkey primary and its replicas, spread over the zones; a replica takes over \
                  by itself. Clients need TLS and a token. The token is made when the cache is, \
                  and kept in Secrets Manager only: neither a plan nor a state holds it. \
                  Everything is encrypted with a key of its own, and reached by the cluster's \
                  nodes only."
            .to_owned(),
        files: parts.files(main, token),
        variables: Variables::new().list(),
        outputs,
    })
}

/// Calls it for each cache, and hands on what later layers need to know.
pub(super) fn calls(
    layer: &mut Layer,
    platform: &Platform,
    module: &Module,
    surroundings: &Surroundings,
) -> Calls {
    let caches = platform.caches.iter();
    let calls: Calls = caches
        .map(|cache| {
            let arguments = arguments(platform, cache, surroundings);
            (cache.id.label.clone(), layer.call_for("cache", &cache.id, module, arguments))
        })
        .collect();
    let names = ["name", "member_names", "arn", "host", "port", "secret_arn", "key_arn"];
    layer.output(Output::new(
        "caches",
        "By label: identifiers, where to connect, the secret with the token and the key.",
        stores::facts(&calls, &names),
    ));
    calls
}

/// The ID of the replication group.
fn name(platform: &Platform, cache: &Cache) -> String {
    names::fit(&format!("{}-{}", platform.prefix(), cache.id.cloud()), LONGEST)
}

/// The address of what stands for the current token of a cache, in the state of 30-data.
pub(super) fn generation(label: &str) -> String {
    format!("module.cache_{}.terraform_data.token", label.replace('-', "_"))
}

/// What a root passes for one cache, in the order of the module's variables.
fn arguments(
    platform: &Platform,
    cache: &Cache,
    surroundings: &Surroundings,
) -> Vec<(&'static str, Expr)> {
    let name = name(platform, cache);
    let windows = windows::of(platform, &name, 60);
    let major = engines::major("valkey", &cache.version);
    let snapshots = if platform.production() { 7 } else { 1 };
    vec![
        ("name", name.into()),
        ("engine_version", cache.version.clone().into()),
        // The one without `.cluster.on`: a single shard, whose primary has one host.
        ("parameter_group", format!("default.valkey{major}").into()),
        ("node_type", cache.node_type.clone().into()),
        ("nodes", (cache.replicas + 1).into()),
        ("vpc_id", surroundings.vpc()),
        ("subnet_ids", surroundings.subnets()),
        ("node_security_group_id", surroundings.nodes()),
        ("secret_name", format!("{}/cache/{}", platform.prefix(), cache.id.cloud()).into()),
        ("recovery_days", recovery_days(platform).into()),
        ("snapshot_days", snapshots.into()),
        ("snapshot_window", windows.backup.into()),
        ("maintenance_window", windows.maintenance.into()),
        ("logs_days", platform.monitoring.logs_days.into()),
    ]
}

impl Parts {
    fn new(platform: &Platform) -> Self {
        let here = Here::new();
        let variables = Variables::new();
        let named = |suffix: &str| template([variables.name.address().into(), suffix.into()]);
        // Log deliveries of AWS have one resource policy an account for everything below this.
        let logs = |log: Piece| -> Vec<Piece> {
            let start = "/aws/vendedlogs/elasticache/".into();
            vec![start, variables.name.address().into(), "/".into(), log]
        };
        let mut groups: Vec<Piece> = vec!["log-group:".into()];
        groups.extend(logs("*".into()));
        let key = Key::new(
            &here,
            "cache",
            "Memory on disk, snapshots, token and logs of the cache",
            vec![variables.name.address().into(), "-cache".into()],
            vec![logs_use(&here, here.arn("logs", groups))],
        );
        let logs = Block::resource("aws_cloudwatch_log_group", "this")
            .set("for_each", call("toset", [list(["engine-log", "slow-log"])]))
            .gap()
            .set("name", template(logs(Ref::each_key().into())))
            .set("retention_in_days", variables.logs_days.address())
            .set("kms_key_id", key.arn())
            .skip_if(platform.monitoring.logs_days < 365, "CKV_AWS_338", SHORT_LOGS);
        let subnet_group = Block::resource("aws_elasticache_subnet_group", "this")
            .set("name", variables.name.address())
            .set("description", "Subnets without a way out of the VPC")
            .set("subnet_ids", variables.subnet_ids.address());
        let security_group = group(variables.vpc_id.address(), &named("-cache"), "Cache");
        Self { here, variables, key, subnet_group, security_group, logs }
    }

    fn cache(&self, platform: &Platform, token: &Token) -> Block {
        let v = &self.variables;
        let block = Block::resource("aws_elasticache_replication_group", "this")
            .skip("CKV_AWS_31", "the token is a write-only argument, which the check does not know")
            .set("replication_group_id", v.name.address())
            .set("description", "Cache of the platform")
            .set("engine", "valkey")
            .set("engine_version", v.engine_version.address())
            .set("parameter_group_name", v.parameter_group.address())
            .set("node_type", v.node_type.address())
            .set_because(
                "data_tiering_enabled",
                call("startswith", [v.node_type.address().into(), "cache.r6gd.".into()]),
                "Nodes with a disk of their own exist with it only.",
            )
            .gap()
            .set("num_cache_clusters", v.nodes.address())
            .set("automatic_failover_enabled", true)
            .set("multi_az_enabled", true)
            .gap()
            .set("subnet_group_name", self.subnet_group.address().attr("name"))
            .set("security_group_ids", list([self.security_group.address().attr("id")]))
            .set("port", PORT)
            .gap()
            .set("at_rest_encryption_enabled", true)
            .set("kms_key_id", self.key.arn())
            .set("transit_encryption_enabled", true)
            .set("transit_encryption_mode", "required");
        self.kept(token.on(block), platform)
    }

    /// Sets snapshots, windows and logs.
    fn kept(&self, block: Block, platform: &Platform) -> Block {
        let v = &self.variables;
        let block = block
            .gap()
            .set("snapshot_retention_limit", v.snapshot_days.address())
            .set("snapshot_window", v.snapshot_window.address());
        let block = if platform.production() {
            let incarnation = call("substr", [self.key.id().into(), 0.into(), 8.into()]);
            let name =
                template([v.name.address().into(), "-final-".into(), Piece::Value(incarnation)]);
            block.set_because(
                "final_snapshot_identifier",
                name,
                "With a part of the key's ID, so that a cache that is made again can end too.",
            )
        } else {
            block
        };
        let block = block
            .set("maintenance_window", v.maintenance_window.address())
            .set("auto_minor_version_upgrade", false)
            .set_because(
                "apply_immediately",
                false,
                "What interrupts waits for the maintenance window.",
            );
        let logs = self.logs.address();
        ["engine-log", "slow-log"].into_iter().fold(block, |block, log| {
            block.nest(
                Block::nested("log_delivery_configuration")
                    .set("log_type", log)
                    .set("log_format", "json")
                    .set("destination_type", "cloudwatch-logs")
                    .set("destination", logs.clone().index(log).attr("name")),
            )
        })
    }

    fn outputs(&self, cache: &Block, secret: &Block) -> Vec<Output> {
        let attr = |name: &str| cache.address().attr(name);
        vec![
            Output::new("name", "ID of the replication group.", attr("id")),
            Output::new("member_names", "IDs of the nodes.", attr("member_clusters")),
            Output::new("arn", "ARN of the replication group.", attr("arn")),
            Output::new("host", "Host of the primary.", attr("primary_endpoint_address")),
            Output::new("port", "Port of the cache.", attr("port")),
            Output::new(
                "secret_arn",
                "ARN of the secret with the token.",
                secret.address().attr("arn"),
            ),
            Output::new("key_arn", "ARN of the key that encrypts all of it.", self.key.arn()),
        ]
    }

    fn files(self, main: TerraformFile, token: TerraformFile) -> Vec<TerraformFile> {
        let from_nodes = rule(
            ("ingress", "nodes"),
            self.security_group.address().attr("id"),
            self.variables.node_group.address(),
            "Nodes and pods of the cluster",
            PORT,
        );
        vec![
            main,
            TerraformFile::new("keys.tf").blocks(self.key.blocks()),
            TerraformFile::new("logs.tf").block(self.logs),
            TerraformFile::new("security_group.tf").blocks([self.security_group, from_nodes]),
            token,
        ]
    }
}
