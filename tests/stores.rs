//! Caches, tables, queues, buckets and secrets: who reaches them, how they are kept, what later
//! layers and people are told.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

#[path = "stores/facts.rs"]
mod facts;

use hcl::{Block, Body};
use platform_gen::model::Platform;
use platform_gen::{blueprint, generate};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

const STORES: &str = "tests/data/blueprints/stores.hcl";

/// Families of this layer, as folders.
const FAMILIES: [&str; 5] = ["bucket", "cache", "queue", "secret", "table"];

fn files(path: &str) -> BTreeMap<String, String> {
    let mut reading = blueprint::read(&[PathBuf::from(path)]);
    assert!(reading.errors().is_empty(), "{path}: {:#?}", reading.errors());
    let read = reading.platforms.remove(0);
    generate(&read.platform, &read.digest).files
}

fn changed(change: impl FnOnce(&mut Platform)) -> BTreeMap<String, String> {
    let mut reading = blueprint::read(&[PathBuf::from(STORES)]);
    let mut read = reading.platforms.remove(0);
    change(&mut read.platform);
    generate(&read.platform, &read.digest).files
}

/// Everything below a folder, as one body.
fn folder(files: &BTreeMap<String, String>, wanted: &str) -> Body {
    let inside = files.iter().filter(|(path, _)| {
        path.contains(&format!("/{wanted}/"))
            && PathBuf::from(path).extension().is_some_and(|e| e == "tf")
    });
    let text: String = inside.map(|(_, text)| text.as_str()).collect();
    assert!(!text.is_empty(), "nothing is generated in {wanted}");
    hcl::parse(&text).unwrap()
}

fn labels(block: &Block) -> Vec<&str> {
    block.labels().iter().map(hcl::BlockLabel::as_str).collect()
}

/// The blocks `KEYWORD "KIND" …`.
fn blocks<'a>(body: &'a Body, keyword: &'a str, kind: &'a str) -> Vec<&'a Block> {
    let found = body.blocks().filter(|b| b.identifier() == keyword && labels(b)[0] == kind);
    found.collect()
}

fn resource<'a>(body: &'a Body, kind: &'a str, name: &str) -> &'a Block {
    let found = blocks(body, "resource", kind);
    found
        .into_iter()
        .find(|block| labels(block)[1] == name)
        .unwrap_or_else(|| panic!("no {kind}.{name}"))
}

fn nested<'a>(block: &'a Block, keyword: &str) -> &'a Block {
    block.body.blocks().find(|block| block.identifier() == keyword).unwrap()
}

/// An argument as text on one line, without quotes.
fn argument(block: &Block, wanted: &str) -> String {
    let found = block.body.attributes().find(|attribute| attribute.key() == wanted);
    let found = found.unwrap_or_else(|| panic!("no {wanted} in {}", labels(block).join(".")));
    let text = hcl::format::to_string(&found.expr).unwrap();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.replace("[ ", "[").replace(" ]", "]").trim_matches('"').to_owned()
}

fn call<'a>(body: &'a Body, name: &'a str) -> &'a Block {
    blocks(body, "module", name)[0]
}

#[test]
fn only_nodes_come_into_a_cache_and_nothing_goes_out() {
    let module = folder(&files(STORES), "modules/cache");
    let rules: Vec<&Block> = module
        .blocks()
        .filter(|block| {
            labels(block)
                .first()
                .is_some_and(|kind| kind.contains("security_group_") && kind.contains("rule"))
        })
        .collect();
    assert_eq!(rules.len(), 1);
    assert_eq!(labels(rules[0]), ["aws_vpc_security_group_ingress_rule", "nodes"]);
    assert_eq!(argument(rules[0], "referenced_security_group_id"), "var.node_security_group_id");
    let group = resource(&module, "aws_security_group", "this");
    assert!(group.body.blocks().next().is_none(), "rules stand in the group itself");
    let cache = resource(&module, "aws_elasticache_replication_group", "this");
    for end in ["from_port", "to_port"] {
        assert_eq!(argument(rules[0], end), argument(cache, "port"));
    }
    assert_eq!(argument(cache, "security_group_ids"), "[aws_security_group.this.id]");
}

#[test]
fn a_cache_needs_tls_and_survives_a_zone() {
    let module = folder(&files(STORES), "modules/cache");
    let cache = resource(&module, "aws_elasticache_replication_group", "this");
    for (name, value) in [
        ("transit_encryption_enabled", "true"),
        ("transit_encryption_mode", "required"),
        ("at_rest_encryption_enabled", "true"),
        ("kms_key_id", "aws_kms_key.cache.arn"),
        ("automatic_failover_enabled", "true"),
        ("multi_az_enabled", "true"),
        ("auth_token_update_strategy", "ROTATE"),
    ] {
        assert_eq!(argument(cache, name), value, "{name}");
    }
    let root = folder(&files(STORES), "30-data");
    let call = call(&root, "cache_sessions_of_all_visitors");
    for (name, value) in
        [("nodes", "6"), ("engine_version", "7.2"), ("parameter_group", "default.valkey7")]
    {
        assert_eq!(argument(call, name), value, "{name}");
    }
}

/// The value of an ephemeral block may stand in write-only arguments alone; Terraform refuses other
/// places, but a plain `auth_token` beside it would not be one.
#[test]
fn no_state_holds_a_token_or_a_value() {
    let files = files(STORES);
    for family in FAMILIES {
        let module = folder(&files, &format!("modules/{family}"));
        for block in module.blocks() {
            for attribute in block.body.attributes() {
                let value = hcl::format::to_string(&attribute.expr).unwrap();
                let kept = ["auth_token", "secret_string", "secret_binary"];
                assert!(!kept.contains(&attribute.key()), "{family}: {}", attribute.key());
                assert!(
                    !value.contains("ephemeral.") || attribute.key().ends_with("_wo"),
                    "{family}: {} holds {value}",
                    attribute.key()
                );
            }
        }
    }
    assert!(
        blocks(&folder(&files, "modules/secret"), "resource", "aws_secretsmanager_secret_version")
            .is_empty()
    );
}

/// A token that only one of the two knows locks every client out.
#[test]
fn cache_and_secret_take_a_token_in_the_same_run() {
    let module = folder(&files(STORES), "modules/cache");
    let cache = resource(&module, "aws_elasticache_replication_group", "this");
    let version = resource(&module, "aws_secretsmanager_secret_version", "token");
    let token = argument(cache, "auth_token_wo");
    assert_eq!(token, "ephemeral.aws_secretsmanager_random_password.token.random_password");
    assert!(argument(version, "secret_string_wo").contains(&format!("token = {token}")));
    assert!(argument(cache, "auth_token_wo_version").contains("terraform_data.token.id"));
    assert_eq!(
        argument(version, "secret_string_wo_version"),
        "aws_elasticache_replication_group.this.auth_token_wo_version"
    );
    let lifecycle = nested(version, "lifecycle");
    assert_eq!(
        argument(lifecycle, "replace_triggered_by"),
        "[aws_elasticache_replication_group.this.arn]"
    );
    let random = blocks(&module, "ephemeral", "aws_secretsmanager_random_password")[0];
    assert_eq!(argument(random, "exclude_punctuation"), "true");
}

#[test]
fn a_table_can_be_restored_and_has_its_keys_and_indexes() {
    let files = files(STORES);
    let module = folder(&files, "modules/table");
    let table = resource(&module, "aws_dynamodb_table", "this");
    assert_eq!(argument(nested(table, "point_in_time_recovery"), "enabled"), "true");
    assert_eq!(
        argument(nested(table, "server_side_encryption"), "kms_key_arn"),
        "aws_kms_key.table.arn"
    );
    let root = folder(&files, "30-data");
    let call = call(&root, "table_items_that_stand_on_rack");
    let words = |name: &str| argument(call, name);
    assert_eq!(words("keys"), "{ hash = \"rack\" range = \"place\" }");
    assert_eq!(
        words("attributes"),
        "{ arrived = \"N\" item = \"S\" picture = \"B\" place = \"N\" rack = \"S\" }"
    );
    assert_eq!(
        words("indexes"),
        "{ by-picture = { hash = \"picture\" } \"by.Item_and-time\" = { hash = \"item\" range = \"arrived\" } }"
    );
}

#[test]
fn production_keeps_tables_snapshots_and_secrets_longer() {
    let other = changed(|_| {});
    let production = changed(|platform| platform.environment = "production".to_owned());
    let protected = |files: &BTreeMap<String, String>| {
        let module = folder(files, "modules/table");
        argument(resource(&module, "aws_dynamodb_table", "this"), "deletion_protection_enabled")
    };
    assert_eq!((protected(&other), protected(&production)), ("false".into(), "true".into()));
    let of_cache = |files: &BTreeMap<String, String>, name: &str| {
        let root = folder(files, "30-data");
        argument(call(&root, "cache_sessions_of_all_visitors"), name)
    };
    for (name, before, after) in [("snapshot_days", "1", "7"), ("recovery_days", "7", "30")] {
        assert_eq!(of_cache(&other, name), before, "{name}");
        assert_eq!(of_cache(&production, name), after, "{name}");
    }
    let final_snapshot = |files: &BTreeMap<String, String>| {
        files["terraform/modules/cache/main.tf"].contains("final_snapshot_identifier")
    };
    assert!(!final_snapshot(&other) && final_snapshot(&production));
    let lift = "aws dynamodb update-table --region us-gov-west-1 --table-name warehouse-keep-production-plain --no-deletion-protection-enabled";
    assert!(production["README.md"].contains(lift), "{}", production["README.md"]);
    assert!(!other["README.md"].contains("aws dynamodb"));
}

#[test]
fn a_queue_hands_its_dead_letters_to_its_own_dead_letter_queue() {
    let files = files(STORES);
    let module = folder(&files, "modules/queue");
    let queue = resource(&module, "aws_sqs_queue", "this");
    let dead = resource(&module, "aws_sqs_queue", "dead_letters");
    assert!(argument(queue, "redrive_policy").contains("aws_sqs_queue.dead_letters.arn"));
    let allowed = resource(&module, "aws_sqs_queue_redrive_allow_policy", "dead_letters");
    assert!(argument(allowed, "redrive_allow_policy").contains("[aws_sqs_queue.this.arn]"));
    assert_eq!(argument(dead, "message_retention_seconds"), (14 * 24 * 3600).to_string());
    for queue in [queue, dead] {
        assert_eq!(argument(queue, "kms_master_key_id"), "aws_kms_key.queue.arn");
        assert_eq!(argument(queue, "fifo_queue"), "var.fifo");
    }
    let root = folder(&files, "30-data");
    let fifo = call(&root, "queue_orders_in_their_sequence");
    let start = "warehouse-keep-reporting-orders-in-their-sequence";
    assert_eq!(argument(fifo, "name"), format!("{start}.fifo"));
    assert_eq!(argument(fifo, "dead_letter_name"), format!("{start}_dead.fifo"));
    assert_eq!(argument(fifo, "retention_seconds"), "1209600");
    assert_eq!(argument(call(&root, "queue_plain"), "name"), "warehouse-keep-reporting-plain");
}

/// Statements of a policy document: sid, effect, condition.
fn statements(document: &Block) -> BTreeSet<[String; 4]> {
    let statements = document.body.blocks().map(|statement| {
        let condition = nested(statement, "condition");
        let text = |block: &Block, name: &str| argument(block, name);
        [
            text(statement, "effect"),
            text(condition, "test"),
            text(condition, "variable"),
            text(condition, "values"),
        ]
    });
    statements.collect()
}

#[test]
fn queues_buckets_and_secrets_answer_over_tls_only() {
    let files = files(STORES);
    let tls = ["Deny", "Bool", "aws:SecureTransport", "[\"false\"]"].map(str::to_owned);
    let account = [
        "Deny",
        "StringNotEquals",
        "aws:PrincipalAccount",
        "[data.aws_caller_identity.current.account_id]",
    ]
    .map(str::to_owned);
    for (family, name, kind, used, more) in [
        ("queue", "queue", "aws_sqs_queue_policy", "queue", None),
        ("queue", "dead_letters", "aws_sqs_queue_policy", "dead_letters", None),
        ("bucket", "bucket", "aws_s3_bucket_policy", "this", None),
        ("secret", "this", "aws_secretsmanager_secret_policy", "this", Some(&account)),
        ("cache", "token", "aws_secretsmanager_secret_policy", "token", Some(&account)),
    ] {
        let module = folder(&files, &format!("modules/{family}"));
        let documents = blocks(&module, "data", "aws_iam_policy_document");
        let document = documents.into_iter().find(|document| labels(document)[1] == name).unwrap();
        let expected: BTreeSet<_> = [&tls].into_iter().chain(more).cloned().collect();
        assert_eq!(statements(document), expected, "{family}");
        let policy = argument(resource(&module, kind, used), "policy");
        assert_eq!(policy, format!("data.aws_iam_policy_document.{name}.json"), "{family}");
    }
}

#[test]
fn a_bucket_is_private_versioned_and_expires_only_where_asked() {
    let files = files(STORES);
    let module = folder(&files, "modules/bucket");
    let block = resource(&module, "aws_s3_bucket_public_access_block", "this");
    for name in [
        "block_public_acls",
        "block_public_policy",
        "ignore_public_acls",
        "restrict_public_buckets",
    ] {
        assert_eq!(argument(block, name), "true", "{name}");
    }
    let versioning = resource(&module, "aws_s3_bucket_versioning", "this");
    assert_eq!(argument(nested(versioning, "versioning_configuration"), "status"), "Enabled");
    assert_eq!(argument(resource(&module, "aws_s3_bucket", "this"), "force_destroy"), "false");
    let root = folder(&files, "30-data");
    let expire = |name: &str| argument(call(&root, name), "expire");
    assert!(expire("bucket_photos_of_the_full_shelf").contains("days = 90"));
    assert_eq!(expire("bucket_plain"), "{}");
    let keeping = changed(|platform| platform.buckets.retain(|one| one.expire_days.is_none()));
    assert!(!keeping["terraform/modules/bucket/main.tf"].contains("dynamic"));
}
