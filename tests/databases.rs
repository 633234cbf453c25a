//! Databases: who reaches them, where their instances stand, and what later layers know of them.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

use platform_gen::ir::{Block, Expr, Item, Module, Output, Part, Root, Tree};
use platform_gen::{blueprint, stack};
use std::path::PathBuf;

fn tree() -> Tree {
    let mut reading = blueprint::read(&[PathBuf::from("tests/data/blueprints/engines.hcl")]);
    assert!(reading.errors().is_empty(), "{:#?}", reading.errors());
    stack::build(&reading.platforms.remove(0).platform)
}

fn data(tree: &Tree) -> &Root {
    tree.roots.iter().find(|root| root.layer == "30-data").unwrap()
}

fn module<'a>(tree: &'a Tree, family: &str) -> &'a Module {
    tree.modules.iter().find(|module| module.family == family).unwrap()
}

/// What later layers know of the databases.
fn known(tree: &Tree) -> &Output {
    data(tree).outputs.iter().find(|output| output.name == "databases").unwrap()
}

/// The blocks of a module or root whose keyword and labels, joined by dots, begin so.
fn blocks<'a>(files: &'a [platform_gen::ir::TerraformFile], start: &str) -> Vec<&'a Block> {
    let items = files.iter().flat_map(|file| &file.items);
    let blocks = items.filter_map(|item| match item {
        Item::Block(block) => Some(block),
        Item::Banner(_) => None,
    });
    let title = |block: &Block| format!("{}.{}", block.keyword, block.labels.join("."));
    blocks.filter(|block| title(block).starts_with(start)).collect()
}

fn argument(block: &Block, wanted: &str) -> Option<String> {
    let value = block.body.iter().find_map(|part| match part {
        Part::Attribute { name, value, .. } if name == wanted => Some(value),
        _ => None,
    });
    value.map(|value| hcl::format::to_string(value).unwrap())
}

/// The keys of an object, at one more level below `key` if it is given.
fn keys(value: &Expr, key: Option<&str>) -> Vec<String> {
    let Expr::Object(entries) = value else { panic!("{value:?} is no object") };
    match key {
        None => entries.keys().map(ToString::to_string).collect(),
        Some(key) => {
            keys(entries.iter().find(|(name, _)| name.to_string() == key).unwrap().1, None)
        }
    }
}

#[test]
fn only_nodes_and_proxies_come_in_on_the_port_and_nothing_goes_out() {
    let tree = tree();
    for (family, port) in [
        ("aurora-mysql", "3306"),
        ("aurora-postgresql", "5432"),
        ("rds-mysql", "3306"),
        ("rds-postgres", "5432"),
    ] {
        let module = module(&tree, family);
        let rules = blocks(&module.files, "resource.aws_vpc_security_group_");
        assert_eq!(rules.len(), 1, "{family}");
        let only = |name: &str| argument(rules[0], name).unwrap();
        assert_eq!(rules[0].labels, ["aws_vpc_security_group_ingress_rule", "nodes"], "{family}");
        assert_eq!(only("referenced_security_group_id"), "var.node_security_group_id", "{family}");
        assert_eq!((only("from_port"), only("to_port")), (port.into(), port.into()), "{family}");
    }
    for family in ["aurora-proxy", "rds-proxy"] {
        let rules = blocks(&module(&tree, family).files, "resource.aws_vpc_security_group_");
        let between: Vec<[String; 2]> = rules
            .iter()
            .map(|rule| {
                ["security_group_id", "referenced_security_group_id"]
                    .map(|name| argument(rule, name).unwrap())
            })
            .collect();
        let (own, database) = ("aws_security_group.this.id", "var.database_security_group_id");
        let expected = [[own, "var.node_security_group_id"], [own, database], [database, own]];
        assert_eq!(between, expected.map(|pair| pair.map(str::to_owned)), "{family}");
    }
}

#[test]
fn the_instances_of_aurora_stand_in_a_zone_each() {
    let tree = tree();
    let call = blocks(&data(&tree).files, "module.database_postgresql_of_the_orders");
    let instances = argument(call[0], "instances").unwrap();
    for (number, zone) in [(1, "a"), (2, "b"), (3, "c")] {
        let name = "warehouse-data-reporting-postgresql-of-the-orders";
        let pair = format!("{name}-{number} = \"ap-southeast-2{zone}\"");
        assert!(instances.contains(&pair), "{instances}");
    }
    let rds = blocks(&module(&tree, "rds-postgres").files, "resource.aws_db_instance.this");
    assert_eq!(argument(rds[0], "multi_az").as_deref(), Some("true"));
}

#[test]
fn later_layers_know_each_database_by_its_label() {
    let tree = tree();
    let output = known(&tree);
    let common = [
        "identifier",
        "instance_identifiers",
        "resource_id",
        "host",
        "port",
        "name",
        "secret_arn",
        "key_arn",
    ];
    for (label, more) in [
        ("defaults", vec!["reader"]),
        ("reports", vec![]),
        ("mysql-that-clients-share", vec!["reader", "proxy"]),
        ("postgres-with-new-labels", vec!["proxy"]),
        ("postgresql-of-the-orders", vec!["reader", "proxy"]),
    ] {
        let mut expected: Vec<&str> = common.into_iter().chain(more).collect();
        let mut found = keys(&output.value, Some(label));
        expected.sort_unstable();
        found.sort();
        assert_eq!(found, expected, "{label}");
    }
    assert_eq!(keys(&output.value, None).len(), 5);
}

#[test]
fn a_proxy_stands_before_both_hosts() {
    let tree = tree();
    let text = hcl::format::to_string(&known(&tree).value).unwrap();
    for host in ["host", "reader"] {
        assert!(text.contains(&format!("module.proxy_postgresql_of_the_orders.{host}")), "{text}");
        assert!(
            !text.contains(&format!("module.database_postgresql_of_the_orders.{host}")),
            "{text}"
        );
    }
    assert!(text.contains("module.proxy_postgres_with_new_labels.host"), "{text}");
    assert!(text.contains("module.database_reports.host"), "{text}");
}

#[test]
fn no_password_is_in_the_tree() {
    let tree = tree();
    for family in ["aurora-mysql", "aurora-postgresql", "rds-mysql", "rds-postgres"] {
        let files = &module(&tree, family).files;
        let databases = [
            blocks(files, "resource.aws_rds_cluster.this"),
            blocks(files, "resource.aws_db_instance.this"),
        ]
        .concat();
        assert_eq!(databases.len(), 1, "{family}");
        assert_eq!(argument(databases[0], "manage_master_user_password").unwrap(), "true");
        for name in ["password", "master_password", "password_wo", "master_password_wo"] {
            assert_eq!(argument(databases[0], name), None, "{family}");
        }
        let rotation = blocks(files, "resource.aws_secretsmanager_secret_rotation");
        assert_eq!(rotation.len(), 1, "{family}");
    }
}

#[test]
fn a_platform_without_stores_and_images_of_its_own_has_no_layer_for_them() {
    let mut reading = blueprint::read(&[PathBuf::from("blueprints/minimal.hcl")]);
    let mut platform = reading.platforms.remove(0).platform;
    platform.services[0].image = Some("public.ecr.aws/docker/library/nginx".to_owned());
    let tree = stack::build(&platform);
    assert!(tree.roots.iter().all(|root| root.layer != "30-data"));
}
