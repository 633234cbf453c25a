//! `service`: what listens, and jobs.

use super::choices::Choices;
use super::document::{Block, Piece, Value, reference};
use super::texts;
use super::world::{Store, World, maybe};
use std::collections::{BTreeMap, BTreeSet};

/// A few services; those that listen come first, so that the others may call them.
pub(crate) fn all(c: &mut Choices<'_>, world: &mut World) -> Vec<Block> {
    let labels: Vec<Block> = (0..c.below(5)).map(|_| world.block(c, "service")).collect();
    let jobs = labels.iter().skip(1).filter(|_| c.chance(25)).count();
    let listening = labels.len() - jobs;
    let callable: Vec<String> =
        labels[..listening].iter().map(|block| block.label.clone().unwrap()).collect();
    world.services = labels.iter().map(|block| block.label.clone().unwrap()).collect();
    let mut routes = BTreeSet::new();
    labels
        .into_iter()
        .enumerate()
        .map(|(index, block)| {
            service(c, world, &callable, (index >= listening, block), &mut routes)
        })
        .collect()
}

fn service(
    c: &mut Choices<'_>,
    world: &World,
    callable: &[String],
    (job, mut block): (bool, Block),
    routes: &mut BTreeSet<(String, String)>,
) -> Block {
    let own = block.label.clone().unwrap();
    if job {
        block.put("schedule", c.pick(&["0 3 * * *", "@daily", "*/5 0-6 1,15 jan-mar MON"]));
    } else {
        listening(c, world, &mut block, routes);
    }
    container(c, &mut block);
    placement(c, world, &mut block);
    if c.chance(30) {
        let mut resources = Block::new("resources");
        maybe(c, &mut resources, "cpu", |c| c.pick(&["250m", "2", "0.5"]));
        maybe(c, &mut resources, "memory", texts::memory);
        block.blocks.push(resources);
    }
    let others: Vec<String> = callable.iter().filter(|label| **label != own).cloned().collect();
    let calls = c.some(&others, 0);
    let uses = c.some(&world.stores, 0);
    let named = |labels: &[String]| {
        labels.iter().map(|label| reference(&["service", label])).collect::<Vec<_>>()
    };
    if !calls.is_empty() || c.chance(20) {
        block.put("calls", named(&calls));
    }
    if !uses.is_empty() || c.chance(20) {
        block.put("uses", uses.iter().map(|s| reference(&[s.kind, &s.label])).collect::<Vec<_>>());
    }
    settings(c, world, &mut block, &calls, &uses);
    block
}

fn listening(
    c: &mut Choices<'_>,
    world: &World,
    block: &mut Block,
    routes: &mut BTreeSet<(String, String)>,
) {
    block.put("port", port(c));
    let protocol = c.pick(&["http", "grpc", "tcp"]);
    if protocol != "http" || c.chance(20) {
        block.put("protocol", protocol);
    }
    for probe in ["live", "ready"] {
        maybe(c, block, probe, |c| {
            if c.chance(30) { c.pick(&["grpc", "tcp"]).to_owned() } else { texts::http_path(c) }
        });
    }
    maybe(
        c,
        block,
        "metrics",
        |c| if c.chance(30) { "none".to_owned() } else { texts::http_path(c) },
    );
    maybe(c, block, "metrics_port", port);
    if c.chance(40) {
        let mut scale = Block::new("scale");
        let min = c.from(3, 100);
        scale.put("min", min);
        scale.put("max", min + c.from(0, 900));
        maybe(c, &mut scale, "cpu", |c| c.from(1, 100));
        maybe(c, &mut scale, "memory", |c| c.from(1, 100));
        block.blocks.push(scale);
    }
    if protocol != "tcp" && c.chance(50) {
        let mut expose = Block::new("expose");
        let host = format!("{}{}", c.pick(&["", "www.", "a-b."]), world.domain);
        let path = texts::http_path(c);
        let route = if path == "/" { path.clone() } else { path.trim_end_matches('/').to_owned() };
        if routes.insert((host.clone(), route)) {
            if host != world.domain || c.chance(30) {
                expose.put("host", host);
            }
            if path != "/" || c.chance(30) {
                expose.put("path", path);
            }
            block.blocks.push(expose);
        }
    }
    if c.chance(30) {
        let mut release = Block::new("release");
        maybe(c, &mut release, "strategy", |c| c.pick(&["canary", "rolling", "blue-green"]));
        maybe(c, &mut release, "steps", |c| vec![c.from(1, 9), c.from(10, 50), c.from(51, 99)]);
        maybe(c, &mut release, "pause_seconds", |c| c.from(0, 86_400));
        block.blocks.push(release);
    }
    if c.chance(30) {
        let mut slo = Block::new("slo");
        maybe(c, &mut slo, "availability", |c| Value::Decimal(c.pick(&["99.95", "99.5", "0.1"])));
        maybe(c, &mut slo, "latency_ms", |c| c.from(1, 600_000));
        maybe(c, &mut slo, "percentile", |c| c.from(1, 99));
        block.blocks.push(slo);
    }
}

/// A port that is not one of the mesh's sidecar, around 15000.
fn port(c: &mut Choices<'_>) -> u64 {
    if c.chance(50) { c.from(16_000, 65_535) } else { c.from(1, 14_999) }
}

fn container(c: &mut Choices<'_>, block: &mut Block) {
    maybe(c, block, "image", |c| {
        c.pick(&["public.ecr.aws/docker/library/nginx", "nginx", "registry.example:5000/a/b-c.d_e"])
    });
    maybe(c, block, "tag", |c| {
        let digest = format!("sha256:{}", "0f".repeat(32));
        c.pick(&["1.0", "_a", digest.as_str()]).to_owned()
    });
    maybe(c, block, "source", |c| c.pick(&["services/web", "a b/c", "x"]));
    maybe(c, block, "command", |c| (0..=c.below(3)).map(|_| texts::hostile(c)).collect::<Vec<_>>());
    maybe(c, block, "args", |c| (0..c.below(3)).map(|_| texts::hostile(c)).collect::<Vec<_>>());
    maybe(c, block, "writable", |c| c.some(&["/tmp", "/var/cache/x@1+2", "/a.b"], 0));
    maybe(c, block, "user", |c| c.from(10_000, 2_147_483_647));
}

fn placement(c: &mut Choices<'_>, world: &World, block: &mut Block) {
    let pools = c.some(&world.pools, 0);
    let mut usable: Vec<_> = world.pools.iter().filter(|pool| !pool.tainted).collect();
    if let Some(pool) = pools.first() {
        let chosen = if c.chance(50) {
            reference(&["nodes", &pool.label])
        } else {
            pool.label.as_str().into()
        };
        block.put("nodes", chosen);
        usable = vec![pool];
    }
    let mut architectures: Vec<&str> =
        usable.iter().flat_map(|pool| pool.architectures.clone()).collect();
    architectures.sort_unstable();
    architectures.dedup();
    if world.pools.is_empty() {
        architectures = vec!["arm64", "amd64"];
    }
    maybe(c, block, "architectures", |c| c.some(&architectures, 1));
    let hosts: &[&str] = if world.isolated {
        &["10.9.0.0/16:5671"]
    } else {
        &["smtp.example.com:587", "203.0.113.0/24:5671"]
    };
    maybe(c, block, "egress", |c| c.some(hosts, 0));
}

/// What `env` may refer to: services that are called, and what is used.
fn settings(
    c: &mut Choices<'_>,
    world: &World,
    block: &mut Block,
    calls: &[String],
    uses: &[Store],
) {
    let of = |store: &Store, name: &&str| {
        vec![store.kind.to_owned(), store.label.clone(), (*name).to_owned()]
    };
    let mut open: Vec<Vec<String>> = calls
        .iter()
        .map(|label| vec!["service".to_owned(), label.clone(), "address".to_owned()])
        .collect();
    let mut secret: Vec<Vec<String>> = Vec::new();
    for store in uses {
        open.extend(store.open.iter().map(|name| of(store, name)));
        secret.extend(store.secret.iter().map(|name| of(store, name)));
    }
    for label in &world.secrets {
        secret.push(vec!["secret".to_owned(), label.clone()]);
        secret.push(vec!["secret".to_owned(), label.clone(), "ca-cert.pem".to_owned()]);
        secret.push(vec!["secret".to_owned(), label.clone(), "KEY".to_owned()]);
    }
    let mut env = BTreeMap::new();
    for _ in 0..c.below(5) {
        env.insert(texts::variable(c), setting(c, &open));
    }
    let mut secrets = BTreeMap::new();
    for _ in 0..c.below(4) {
        let name = format!("SECRET_{}", texts::variable(c));
        if !secret.is_empty() {
            secrets.insert(name, confidential(c, &open, &secret));
        }
    }
    if !env.is_empty() || c.chance(10) {
        block.put("env", Value::Map(env));
    }
    if !secrets.is_empty() || c.chance(10) {
        block.put("secrets", Value::Map(secrets));
    }
}

fn setting(c: &mut Choices<'_>, open: &[Vec<String>]) -> Value {
    match c.below(6) {
        0 => texts::hostile(c).into(),
        1 => c.from(0, u64::from(u32::MAX)).into(),
        2 => c.chance(50).into(),
        3 => Value::Decimal(c.pick(&["0.5", "1.25", "100.001"])),
        4 if !open.is_empty() => Value::Reference(open[c.below(open.len())].clone()),
        _ if !open.is_empty() => template(c, open, &[]),
        _ => "x".into(),
    }
}

fn confidential(c: &mut Choices<'_>, open: &[Vec<String>], secret: &[Vec<String>]) -> Value {
    let one = secret[c.below(secret.len())].clone();
    if c.chance(40) {
        let all: Vec<Vec<String>> = open.iter().chain(secret).cloned().collect();
        return template(c, &all, &one);
    }
    Value::Reference(one)
}

/// Text and references by turns; `first` comes first if it is one.
fn template(c: &mut Choices<'_>, references: &[Vec<String>], first: &[String]) -> Value {
    let mut pieces = vec![Piece::Text(format!("x{}", texts::hostile(c)))];
    if !first.is_empty() {
        pieces.push(Piece::Reference(first.to_vec()));
    }
    for _ in 0..c.below(3) {
        pieces.push(Piece::Reference(references[c.below(references.len())].clone()));
        pieces.push(Piece::Text(format!("{}-", texts::hostile(c))));
    }
    if pieces.len() == 1 {
        pieces.push(Piece::Reference(references[c.below(references.len())].clone()));
    }
    Value::Template(pieces)
}
