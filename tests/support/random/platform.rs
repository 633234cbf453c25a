//! `platform`, `region`, `network`, `cluster`, `nodes`; and `entry`, `mesh`, `access`, `security`,
//! `monitoring`, which name what stands between.

use super::choices::Choices;
use super::document::{Block, Value, reference};
use super::texts;
use super::world::{Pool, World, maybe};
use platform_gen::tables::{endpoints, instances, regions};

const MANAGED: &[&str] = &["AWSManagedRulesCommonRuleSet", "AWSManagedRulesSQLiRuleSet"];
const ONCE: [&str; 7] =
    ["trail", "guardduty", "inspector", "config", "ebs_encryption", "ecr_scanning", "spot_role"];

/// What the others must agree with.
pub(crate) fn start(c: &mut Choices<'_>, world: &mut World) -> Vec<Block> {
    let mut blocks = vec![platform(c, world)];
    blocks.extend(region(c, world));
    world.isolated = c.chance(15);
    let network = network(c, world);
    let cluster = cluster(c, world);
    // Left out and written without attributes are the same.
    blocks.extend((!network.attributes.is_empty() || c.chance(50)).then_some(network));
    blocks
        .extend((!cluster.attributes.is_empty() || !cluster.blocks.is_empty()).then_some(cluster));
    blocks.extend(nodes(c, world));
    blocks
}

fn platform(c: &mut Choices<'_>, world: &mut World) -> Block {
    let environment = c.pick(&["test", "production", "a", "null"]);
    world.production = environment == "production";
    texts::dns(c).clone_into(&mut world.domain);
    let mut block = Block::labelled("platform", c.pick(&["shop", "commerce-plat", "a", "for"]))
        .set("environment", environment)
        .set("owner", texts::email(c))
        .set("domain", world.domain.clone());
    maybe(c, &mut block, "account", |_| "111122223333");
    maybe(c, &mut block, "after", |_| "before.hcl");
    maybe(c, &mut block, "tags", |c| {
        let keys = c.some(&["CostCentre", "Team", "a b", "Ünï", "x:y/z", "null"], 0);
        Value::Map(keys.into_iter().map(|key| (key.to_owned(), texts::tag(c).into())).collect())
    });
    block
}

fn region(c: &mut Choices<'_>, world: &mut World) -> Vec<Block> {
    let wanted = if world.production { 3 } else { 2 };
    let offered: Vec<&regions::Region> = regions::ALL
        .iter()
        .filter(|region| region.prometheus && region.codebuild_runners)
        .collect();
    let region = offered[c.below(offered.len())];
    (world.region, world.partition, world.grafana) =
        (region.name, region.partition, region.grafana);
    world.zones = region.zones.len().min(3);
    let mut block = Block::labelled("region", region.name);
    if region.zones.len() < wanted || c.chance(30) {
        let zones = c.some(region.zones, 2);
        world.zones = zones.len();
        block.put("zones", zones);
    }
    maybe(c, &mut block, "role", |_| "primary");
    maybe(c, &mut block, "copies", |c| {
        let near: Vec<&str> = regions::ALL
            .iter()
            .filter(|r| r.jurisdiction == region.jurisdiction && r.partition == region.partition)
            .map(|r| r.name)
            .filter(|name| *name != region.name)
            .chain([region.copies])
            .collect();
        c.pick(&near)
    });
    let mut blocks = vec![block];
    if c.chance(15) {
        let other =
            regions::ALL.iter().find(|r| r.name != region.name && r.zones.len() >= 3).unwrap();
        blocks.push(Block::labelled("region", other.name).set("role", "standby"));
    }
    blocks
}

fn network(c: &mut Choices<'_>, world: &World) -> Block {
    let mut block = Block::new("network");
    maybe(c, &mut block, "cidr", |c| {
        c.pick(&[
            "10.0.0.0/16",
            "172.16.16.0/20",
            "192.168.0.0/17",
            "100.64.0.0/18",
            "10.255.224.0/19",
        ])
    });
    if world.isolated {
        block.put("nat", "none");
    } else {
        maybe(c, &mut block, "nat", |c| c.pick(&["per-zone", "single"]));
    }
    maybe(c, &mut block, "endpoints", |c| {
        let all: Vec<&str> = endpoints::all().map(|endpoint| endpoint.name).collect();
        let first = c.below(all.len());
        c.some(&all[first..all.len().min(first + 12)], 0)
    });
    maybe(c, &mut block, "flow_logs_days", texts::days);
    block
}

fn cluster(c: &mut Choices<'_>, world: &World) -> Block {
    let mut block = Block::new("cluster");
    maybe(c, &mut block, "version", |c| c.pick(&["1.34", "1.35", "1.36"]));
    if world.isolated || c.chance(25) {
        block.put("api", "public");
        block.put("allow", vec![texts::cidr(c), "203.0.113.9/32".to_owned()]);
    }
    maybe(c, &mut block, "logs_days", texts::days);
    if c.chance(40) {
        block.blocks.push(system(c, world));
    }
    block
}

fn system(c: &mut Choices<'_>, world: &World) -> Block {
    let mut block = Block::new("system");
    maybe(c, &mut block, "instance_types", |c| {
        let all: Vec<_> = instances::all()
            .filter(|kind| {
                // Both where the platform lies and where its standby would.
                [world.region, "us-east-1"]
                    .iter()
                    .all(|region| instances::offered(region, kind.name) != Some(false))
            })
            .collect();
        let first = all[c.below(all.len())];
        let same: Vec<&str> = all
            .iter()
            .filter(|kind| {
                kind.architecture == first.architecture && kind.category == first.category
            })
            .map(|kind| kind.name)
            .filter(|name| *name != first.name)
            .take(4)
            .collect();
        let mut names = vec![first.name];
        names.extend(c.some(&same, 0));
        names
    });
    let min = c.from(1, 6);
    if c.chance(50) {
        block.put("min", min);
        block.put("max", min + c.from(0, 20));
    }
    block
}

fn nodes(c: &mut Choices<'_>, world: &mut World) -> Vec<Block> {
    let mut blocks = Vec::new();
    for index in 0..c.below(4) {
        let mut block = world.block(c, "nodes");
        maybe(c, &mut block, "capacity", |c| c.some(&["spot", "on-demand"], 1));
        let mut architectures = vec!["arm64", "amd64"];
        if c.chance(40) {
            architectures = c.some(&architectures, 1);
            block.put("architectures", architectures.clone());
        }
        // Every region has something of these, up to the sixth generation.
        maybe(c, &mut block, "families", |c| {
            [vec!["m"], c.some(&["c", "r", "t", "x", "i", "g"], 0)].concat()
        });
        maybe(c, &mut block, "min_generation", |c| c.from(1, 6));
        maybe(c, &mut block, "cpu_limit", |c| c.from(200, 1_000_000));
        maybe(c, &mut block, "memory_limit", |c| c.pick(&["1600Gi", "2Ti", "999999999Ki"]));
        maybe(c, &mut block, "expire_after", |c| c.pick(&["336h", "1h", "720h"]));
        maybe(c, &mut block, "labels", |c| {
            let keys = c.some(&["team", "shop.example/tier", "a.b_c"], 0);
            Value::Map(
                keys.into_iter()
                    .map(|k| (k.to_owned(), c.pick(&["x", "", "1.0"]).into()))
                    .collect(),
            )
        });
        // The first pool stays open to every service.
        let tainted = index > 0 && c.chance(40);
        if tainted {
            block.put(
                "taints",
                c.some(&["purchase=true:NoSchedule", "a/b=:NoExecute", "x=y:PreferNoSchedule"], 1),
            );
        }
        let label = block.label.clone().unwrap();
        world.pools.push(Pool { label, architectures, tainted });
        blocks.push(block);
    }
    blocks
}

/// What names services and secrets.
pub(crate) fn end(c: &mut Choices<'_>, world: &mut World) -> Vec<Block> {
    let mut blocks = vec![access(c, world)];
    if c.chance(40) {
        blocks.push(entry(c, world));
    }
    if c.chance(40) {
        let mut block = Block::new("mesh");
        maybe(c, &mut block, "mtls", |c| c.pick(&["strict", "permissive"]));
        maybe(c, &mut block, "ca", |c| authority(c, world));
        blocks.push(block);
    }
    if c.chance(40) {
        let mut block = Block::new("security");
        for name in ONCE {
            maybe(c, &mut block, name, |c| c.pick(&["create", "existing", "off"]));
        }
        blocks.push(block);
    }
    if c.chance(40) {
        blocks.push(monitoring(c, world));
    }
    blocks
}

fn authority(c: &mut Choices<'_>, world: &World) -> Value {
    match world.secrets.first() {
        Some(secret) if c.chance(50) => reference(&["secret", secret]),
        _ if c.chance(50) => "generated".into(),
        _ => {
            let (partition, region) = (world.partition, world.region);
            format!("arn:{partition}:acm-pca:{region}:111122223333:certificate-authority/0-1")
                .into()
        }
    }
}

fn entry(c: &mut Choices<'_>, world: &World) -> Block {
    let mut block = Block::new("entry");
    maybe(c, &mut block, "allow", |c| vec![texts::cidr(c)]);
    maybe(c, &mut block, "certificate", |c| {
        let (partition, region) = (world.partition, world.region);
        let arn = format!("arn:{partition}:acm:{region}:111122223333:certificate/0-1");
        c.pick(&["managed", arn.as_str()]).to_owned()
    });
    maybe(c, &mut block, "access_logs_days", texts::days);
    if c.chance(50) {
        let mut waf = Block::new("waf");
        maybe(c, &mut waf, "rate_limit", |c| c.from(10, 100_000));
        maybe(c, &mut waf, "managed", |c| c.some(MANAGED, 0));
        block.blocks.push(waf);
    }
    block
}

fn access(c: &mut Choices<'_>, world: &mut World) -> Block {
    let mut block = Block::new("access");
    if world.isolated {
        block.put("runner", "github");
        block.put("runner_label", "fixed_addresses.1");
    }
    let mut github =
        Block::new("github").set("repository", c.pick(&["shop/platform", "A-1/x.y_z"]));
    maybe(c, &mut github, "branch", |c| c.pick(&["main", "release/1.x", "a_b"]));
    maybe(c, &mut github, "path", |c| c.pick(&["generated", "a b/c+d@e", "x"]));
    maybe(c, &mut github, "blueprints", |c| c.pick(&["blueprints", "infra/b"]));
    for step in ["plan_environment", "apply_environment", "deploy_environment"] {
        maybe(c, &mut github, step, |_| format!("env.{step}"));
    }
    if c.chance(30) {
        github.put("owner_id", "1234");
        github.put("repository_id", "98765432101234567890");
    }
    maybe(c, &mut github, "provider", |c| c.pick(&["create", "existing"]));
    block.blocks.push(github);
    for _ in 0..c.below(3) {
        let mut operator =
            world.block(c, "operator").set("principal", texts::principal(c, world.partition));
        maybe(c, &mut operator, "level", |c| c.pick(&["view", "operate", "admin"]));
        if !world.services.is_empty() {
            maybe(c, &mut operator, "namespaces", |c| c.some(&world.services, 1));
        }
        block.blocks.push(operator);
    }
    if c.chance(25) {
        let principals = vec![texts::principal(c, world.partition)];
        block.blocks.push(Block::new("break_glass").set("principals", principals));
    }
    block
}

fn monitoring(c: &mut Choices<'_>, world: &mut World) -> Block {
    let mut block = Block::new("monitoring");
    maybe(c, &mut block, "metrics_days", |c| c.from(1, 1095));
    maybe(c, &mut block, "logs_days", texts::days);
    maybe(c, &mut block, "budget_usd", |c| c.from(1, 100_000_000));
    if world.grafana && c.chance(40) {
        let mut grafana = Block::new("grafana");
        maybe(c, &mut grafana, "admins", |c| vec![texts::group(c)]);
        maybe(c, &mut grafana, "viewers", |c| vec![texts::group(c)]);
        block.blocks.push(grafana);
    }
    for _ in 0..c.below(3) {
        let mut alert = world.block(c, "alert");
        match (c.below(3), world.secrets.first()) {
            (0, Some(secret)) => alert.put("pagerduty", reference(&["secret", secret])),
            (1, _) => {
                let slack =
                    Block::new("slack").set("team", "T0123ABCD").set("channel", "C0123ABCD");
                alert.blocks.push(slack);
            }
            _ => alert.put("email", texts::email(c)),
        }
        maybe(c, &mut alert, "severity", |c| c.pick(&["info", "warning", "critical"]));
        block.blocks.push(alert);
    }
    block
}
