//! `database`, `cache`, `table`, `queue`, `bucket`, `secret`.

use super::choices::Choices;
use super::document::Block;
use super::texts;
use super::world::{Store, World, maybe};
use platform_gen::tables::engines;

/// A few of each.
pub(crate) fn all(c: &mut Choices<'_>, world: &mut World) -> Vec<Block> {
    let mut blocks = Vec::new();
    for _ in 0..c.below(7) {
        let block = match c.below(5) {
            0 => queue(c, world),
            1 => database(c, world),
            2 => cache(c, world),
            3 => table(c, world),
            _ => {
                let mut bucket = world.block(c, "bucket");
                maybe(c, &mut bucket, "expire_days", |c| c.from(1, 36_500));
                bucket
            }
        };
        world.stores.push(store(&block));
        blocks.push(block);
    }
    for _ in 0..c.below(3) {
        let mut secret = world.block(c, "secret");
        maybe(c, &mut secret, "description", texts::line);
        world.secrets.push(secret.label.clone().unwrap());
        blocks.push(secret);
    }
    blocks
}

fn store(block: &Block) -> Store {
    let (mut open, secret) = match block.kind {
        "database" => (vec!["host", "port", "name"], vec!["username", "password"]),
        "cache" => (vec!["host", "port", "address"], vec!["token"]),
        "queue" => (vec!["url", "name"], vec![]),
        _ => (vec!["name"], vec![]),
    };
    let engine = block.attributes.get("engine");
    // A proxy before a lone writer has no address to read from.
    let proxy = block.attributes.contains_key("proxy");
    if !proxy && engine.is_some_and(|engine| format!("{engine:?}").contains("aurora")) {
        open.push("reader");
    }
    Store { kind: block.kind, label: block.label.clone().unwrap(), open, secret }
}

fn database(c: &mut Choices<'_>, world: &mut World) -> Block {
    let engine = c.pick(&["aurora-postgresql", "aurora-mysql", "postgres", "mysql"]);
    let aurora = engine.starts_with("aurora");
    let mut block = world.block(c, "database").set("engine", engine);
    maybe(c, &mut block, "version", |c| c.pick(engines::versions(engine)));
    maybe(c, &mut block, "class", |c| {
        c.pick(&["db.r8g.large", "db.t4g.medium", "db.r6g.16xlarge"])
    });
    let most = if aurora { world.zones as u64 } else { 2 };
    maybe(c, &mut block, "instances", |c| c.from(if aurora { 1 } else { 2 }, most));
    if !aurora {
        maybe(c, &mut block, "storage", |c| c.from(20, 65_536));
    }
    // A label that engines reserve is no name for a database.
    let plain = ["web", "a", "orders", "a-b", "x1"].map(str::to_owned);
    let renamed = block.attributes.contains_key("was");
    if renamed || !block.label.as_ref().is_some_and(|l| plain.contains(l)) || c.chance(35) {
        block.put("name", c.pick(&["shop", "A_1", "x"]));
    }
    maybe(c, &mut block, "backup_days", |c| c.from(1, 35));
    maybe(c, &mut block, "proxy", |c| c.chance(50));
    maybe(c, &mut block, "protect", |c| c.chance(50));
    maybe(c, &mut block, "tls", |c| c.pick(&["required", "optional"]));
    block
}

fn cache(c: &mut Choices<'_>, world: &mut World) -> Block {
    let mut block = world.block(c, "cache");
    maybe(c, &mut block, "version", |c| c.pick(engines::versions("valkey")));
    maybe(c, &mut block, "node_type", |c| c.pick(&["cache.r7g.large", "cache.t4g.small"]));
    maybe(c, &mut block, "replicas", |c| c.from(1, 5));
    block
}

fn table(c: &mut Choices<'_>, world: &mut World) -> Block {
    let mut block = world.block(c, "table").set("hash_key", c.pick(&["id", "id:S"]));
    maybe(c, &mut block, "range_key", |c| c.pick(&["at:N", "x.y-z_:B", "name"]));
    for label in c.some(&["idx_a.B-c", "null", "123", "for"], 0) {
        let mut index =
            Block::labelled("index", label).set("hash_key", c.pick(&["at:N", "other:S"]));
        maybe(c, &mut index, "range_key", |c| c.pick(&["id", "k3:B"]));
        block.blocks.push(index);
    }
    block
}

fn queue(c: &mut Choices<'_>, world: &mut World) -> Block {
    let mut block = world.block(c, "queue");
    maybe(c, &mut block, "fifo", |c| c.chance(50));
    maybe(c, &mut block, "retention_hours", |c| c.from(1, 336));
    maybe(c, &mut block, "max_receives", |c| c.from(1, 1000));
    maybe(c, &mut block, "visibility_seconds", |c| c.from(0, 43_200));
    block
}
