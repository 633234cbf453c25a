//! Databases: a module for each engine and for each kind of proxy, called once a database.

mod aurora;
mod engine;
mod logs;
mod monitoring;
mod parts;
mod proxy;
mod rds;
mod variables;

use super::{Surroundings, windows};
use crate::ir::{Expr, Module, Output, Ref, object};
use crate::model::{Database, Engine, Platform, Tls, names};
use crate::stack::layers::{Call, Layer};
use crate::tables::engines;
use engine::Profile;
use std::collections::BTreeMap;

/// What the identifiers of RDS may have, less the longest suffix that a module appends.
const LONGEST: usize = 63 - "-reader".len();

/// RDS grows a volume up to this, in GiB.
const LARGEST: u32 = 65_536;

/// A database, and the proxy that clients connect to instead.
pub(super) struct Front {
    database: Call,
    proxy: Option<Call>,
}

impl Front {
    /// A fact that services may refer to, or where the password lies.
    pub(super) fn output(&self, name: &str) -> Ref {
        let of = match name {
            "host" | "reader" => self.proxy.as_ref().unwrap_or(&self.database),
            _ => &self.database,
        };
        of.output(name)
    }
}

/// The modules that the platform's databases call, in the order of their names.
pub(super) fn modules(platform: &Platform) -> Vec<Module> {
    let of = |engine: Engine| -> Vec<&Database> {
        platform.databases.iter().filter(|database| database.engine == engine).collect()
    };
    let mut modules: Vec<Module> =
        [Engine::AuroraMysql, Engine::AuroraPostgresql, Engine::Mysql, Engine::Postgres]
            .into_iter()
            .filter(|&engine| !of(engine).is_empty())
            .map(|engine| {
                let databases = of(engine);
                if engine.aurora() {
                    aurora::module(platform, engine, &databases)
                } else {
                    rds::module(platform, engine, &databases)
                }
            })
            .collect();
    for aurora in [true, false] {
        let behind = |database: &Database| database.proxy && database.engine.aurora() == aurora;
        if platform.databases.iter().any(behind) {
            modules.push(proxy::module(platform, aurora));
        }
    }
    modules.sort_by(|a, b| a.family.cmp(&b.family));
    modules
}

/// Calls them, and hands on what later layers need to know of each database.
pub(super) fn calls(
    layer: &mut Layer,
    platform: &Platform,
    modules: &[Module],
    surroundings: &Surroundings,
) -> BTreeMap<String, Front> {
    let module = |family: &str| {
        modules.iter().find(|module| module.family == family).expect("each family has a module")
    };
    let mut calls = BTreeMap::new();
    let mut facts: Vec<(&str, Expr)> = Vec::new();
    for database in &platform.databases {
        let profile = Profile::of(database.engine);
        let arguments = arguments(platform, database, surroundings);
        let call = layer.call_for("database", &database.id, module(profile.family), arguments);
        let proxy = database.proxy.then(|| {
            let family = proxy::family(database.engine.aurora());
            let arguments = proxy::arguments(platform, database, &call, surroundings);
            layer.call_for("proxy", &database.id, module(family), arguments)
        });
        let front = Front { database: call, proxy };
        facts.push((&database.id.label, fact(database.engine, &front)));
        calls.insert(database.id.label.clone(), front);
    }
    layer.output(Output::new(
        "databases",
        "By label: identifiers, where to connect, the secret of the administrator and the key.",
        object(facts),
    ));
    calls
}

/// One database as later layers see it: with a proxy, that is where clients connect.
fn fact(engine: Engine, front: &Front) -> Expr {
    let reader = engine.aurora().then_some("reader");
    let names = ["identifier", "instance_identifiers", "resource_id", "host"]
        .into_iter()
        .chain(reader)
        .chain(["port", "name", "secret_arn", "key_arn"]);
    let proxy = front.proxy.as_ref().map(|proxy| ("proxy", proxy.output("name")));
    object(names.map(|name| (name, front.output(name))).chain(proxy))
}

/// The identifier of a cluster or of an RDS instance, and of its proxy.
pub(super) fn identifier(platform: &Platform, database: &Database) -> String {
    names::fit(&format!("{}-{}", platform.prefix(), database.id.cloud()), LONGEST)
}

/// What a root passes for one database, in the order of the module's variables.
fn arguments(
    platform: &Platform,
    database: &Database,
    surroundings: &Surroundings,
) -> Vec<(&'static str, Expr)> {
    let name = identifier(platform, database);
    let windows = windows::of(platform, &name, 30);
    let (mode, days) = if platform.production() { ("advanced", 465) } else { ("standard", 7) };
    let size = if database.engine.aurora() {
        ("instances", instances(platform, database, &name))
    } else {
        ("storage", storage(database))
    };
    vec![
        ("name", name.into()),
        ("engine_version", database.version.clone().into()),
        ("major_version", engines::major(database.engine.name(), &database.version).into()),
        ("instance_class", database.class.clone().into()),
        size,
        ("database_name", database.name.clone().into()),
        ("vpc_id", surroundings.vpc()),
        ("subnet_ids", surroundings.subnets()),
        ("node_security_group_id", surroundings.nodes()),
        ("require_tls", (database.tls == Tls::Required).into()),
        ("backup_days", database.backup_days.into()),
        ("backup_window", windows.backup.into()),
        ("maintenance_window", windows.maintenance.into()),
        ("insights", object([("mode", Expr::from(mode)), ("retention_days", Expr::from(days))])),
        ("logs_days", platform.monitoring.logs_days.into()),
        ("protect", database.protect.into()),
    ]
}

/// Identifier to zone: the first instances in the first zones.
fn instances(platform: &Platform, database: &Database, name: &str) -> Expr {
    let zones = platform.region.zones.iter().take(database.instances as usize);
    object(zones.enumerate().map(|(at, zone)| (format!("{name}-{}", at + 1), zone.clone())))
}

/// Four times what the blueprint asks for is room to react to an alarm, and a bound to the bill.
fn storage(database: &Database) -> Expr {
    let allocated = database.storage.unwrap_or_default();
    let most = allocated.saturating_mul(4).min(LARGEST);
    // RDS wants a maximum at least a tenth above; 0 turns growing off.
    let most = if most / 11 * 10 < allocated { 0 } else { most };
    object([("allocated", Expr::from(allocated)), ("maximum", Expr::from(most))])
}
