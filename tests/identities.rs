//! What each service may do and read in AWS: exactly what it uses and mentions, and nothing of
//! anybody else's.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod support {
    pub(crate) mod layer;
}

use hcl::value;
use std::collections::BTreeSet;
use support::layer::{Layer, Statement, allow, resource, written};

const BLUEPRINT: &str = "tests/data/blueprints/identities.hcl";

const ALL: &str = "all_that_there_is_to_use";

fn layer() -> Layer {
    Layer::of(BLUEPRINT, |_| {})
}

fn via(service: &str) -> String {
    format!(
        "StringEquals kms:ViaService [\"{service}.${{data.aws_region.current.region}}.${{data.aws_partition.current.dns_suffix}}\"]"
    )
}

fn tables() -> Vec<Statement> {
    vec![
        allow(
            &[
                "dynamodb:BatchGetItem",
                "dynamodb:BatchWriteItem",
                "dynamodb:ConditionCheckItem",
                "dynamodb:DeleteItem",
                "dynamodb:GetItem",
                "dynamodb:PutItem",
                "dynamodb:Query",
                "dynamodb:Scan",
                "dynamodb:UpdateItem",
            ],
            "var.table_arns",
            &[],
        ),
        allow(
            &["dynamodb:Query", "dynamodb:Scan"],
            "[for table_arn in var.table_arns : \"${table_arn}/index/*\"]",
            &[],
        ),
        allow(&["kms:Decrypt"], "var.table_key_arns", &[&via("dynamodb")]),
    ]
}

fn queues() -> Vec<Statement> {
    vec![
        allow(
            &[
                "sqs:ChangeMessageVisibility",
                "sqs:DeleteMessage",
                "sqs:GetQueueAttributes",
                "sqs:GetQueueUrl",
                "sqs:ReceiveMessage",
                "sqs:SendMessage",
            ],
            "var.queue_arns",
            &[],
        ),
        allow(&["kms:Decrypt", "kms:GenerateDataKey"], "var.queue_key_arns", &[&via("sqs")]),
    ]
}

fn buckets() -> Vec<Statement> {
    vec![
        allow(
            &["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
            "[for bucket_arn in var.bucket_arns : \"${bucket_arn}/*\"]",
            &[],
        ),
        allow(&["s3:ListBucket"], "var.bucket_arns", &[]),
        allow(&["kms:Decrypt", "kms:GenerateDataKey"], "var.bucket_key_arns", &[&via("s3")]),
    ]
}

#[test]
fn each_kind_of_store_allows_exactly_its_actions() {
    let layer = layer();
    for (family, statements) in [
        ("identity-table", tables()),
        ("identity-queue", queues()),
        ("identity-bucket", buckets()),
        (
            "identity-table-queue-bucket",
            tables().into_iter().chain(queues()).chain(buckets()).collect(),
        ),
    ] {
        assert_eq!(layer.policy(family, "stores"), statements, "{family}");
    }
}

/// The dead-letter queue, the other table and the databases are in nobody's list.
#[test]
fn a_role_names_the_stores_of_its_service_and_no_others() {
    let layer = layer();
    for (call, family, lists) in [
        (
            ALL,
            "identity-table-queue-bucket",
            vec![
                ("table", vec!["table_items"]),
                ("queue", vec!["queue_orders"]),
                ("bucket", vec!["bucket_photos"]),
            ],
        ),
        ("tables", "identity-table", vec![("table", vec!["table_items", "table_others"])]),
        ("queues", "identity-queue", vec![("queue", vec!["queue_orders"])]),
        ("buckets", "identity-bucket", vec![("bucket", vec!["bucket_photos"])]),
    ] {
        let call = format!("identity_{call}");
        assert_eq!(layer.text(&call, "source"), format!("../../modules/{family}"));
        for (kind, stores) in lists {
            let of = |output: &str| -> hcl::Value {
                stores.iter().map(|store| format!("{store}.{output}")).collect()
            };
            assert_eq!(layer.argument(&call, &format!("{kind}_arns")), of("arn"), "{call}");
            assert_eq!(layer.argument(&call, &format!("{kind}_key_arns")), of("key_arn"), "{call}");
        }
    }
}

#[test]
fn who_uses_no_table_queue_or_bucket_has_no_role_and_reads_nothing_unless_told() {
    let layer = layer();
    let set = |names: &[&'static str]| names.iter().copied().collect::<BTreeSet<_>>();
    let calls = |start: &str| layer.calls(start).into_iter().collect::<BTreeSet<_>>();
    assert_eq!(calls("identity_"), set(&[ALL, "tables", "queues", "buckets"]));
    assert_eq!(calls("facts_"), set(&[ALL, "queues"]));
    assert_eq!(calls("reader_"), set(&[ALL, "queues", "password", "istio_system"]));
    let alone = Layer::of(BLUEPRINT, |platform| {
        platform.mesh.ca = platform_gen::model::Authority::Generated;
        platform.services.retain(|service| service.id.label == "stranger");
    });
    for start in ["identity_", "facts_", "reader_", "repository_", "registry"] {
        assert_eq!(alone.calls(start), [""; 0], "{start}");
    }
    let modules = ["identity", "facts", "reader", "repository", "registry"];
    let found = alone
        .files
        .keys()
        .find(|path| modules.iter().any(|module| path.contains(&format!("/modules/{module}"))));
    assert_eq!(found, None);
}

#[test]
fn only_pods_of_the_service_in_this_cluster_take_its_role() {
    let layer = layer();
    for family in ["identity-table", "identity-table-queue-bucket"] {
        let trust = layer.policy(family, "this_trust");
        let expected = Statement {
            principals: vec!["Service [\"pods.eks.amazonaws.com\"]".to_owned()],
            ..allow(
                &["sts:AssumeRole", "sts:TagSession"],
                "",
                &[
                    "StringEquals aws:SourceAccount [data.aws_caller_identity.current.account_id]",
                    "ArnEquals aws:SourceArn [var.cluster_arn]",
                    "StringEquals aws:RequestTag/kubernetes-namespace [var.namespace]",
                    "StringEquals aws:RequestTag/kubernetes-service-account [var.namespace]",
                ],
            )
        };
        assert_eq!(trust, [expected], "{family}");
        let module = layer.module(family);
        let association = resource(&module, "aws_eks_pod_identity_association");
        for (name, value) in [
            ("namespace", "var.namespace"),
            ("service_account", "var.namespace"),
            ("role_arn", "aws_iam_role.this.arn"),
            ("depends_on", "[aws_iam_role_policy.stores]"),
        ] {
            assert_eq!(written(association, name), value, "{family}");
        }
    }
    assert_eq!(layer.text("identity_queues", "namespace"), "queues");
}

/// Two statements: tagging a session is an action that does not know the external ID.
#[test]
fn only_external_secrets_takes_a_reader_and_only_for_its_namespace() {
    let layer = layer();
    let arn = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}";
    let controller =
        format!("ArnEquals aws:PrincipalArn [\"{arn}:role/${{var.controller_role_name}}\"]");
    let namespace = "StringEquals aws:RequestTag/esoNamespace [var.namespace]";
    let id = "StringEquals sts:ExternalId [var.namespace]";
    let expected = [
        allow(&["sts:AssumeRole"], "", &[&controller, namespace, id]),
        allow(&["sts:TagSession"], "", &[&controller, namespace]),
    ]
    .map(|statement| Statement { principals: vec![format!("AWS [\"{arn}:root\"]")], ..statement });
    for family in ["reader-facts", "reader-secrets", "reader-facts-secrets"] {
        assert_eq!(layer.policy(family, "trust"), expected, "{family}");
    }
    for call in layer.calls("reader_") {
        let call = format!("reader_{call}");
        let controller = "warehouse-role-reporting-external-secrets";
        assert_eq!(layer.text(&call, "controller_role_name"), controller);
        let namespace = layer.text(&call, "namespace");
        assert_eq!(
            layer.text(&call, "name"),
            format!("warehouse-role-reporting-reader-{namespace}")
        );
        assert_eq!(call, format!("reader_{}", namespace.replace('-', "_")));
    }
}

#[test]
fn a_reader_reads_what_its_service_mentions() {
    let layer = layer();
    let facts = || allow(&["ssm:GetParameter"], "[var.parameter_arn]", &[]);
    let secrets = || {
        let actions = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"];
        [
            allow(&actions, "var.secret_arns", &[]),
            allow(&["kms:Decrypt"], "var.key_arns", &[&via("secretsmanager")]),
        ]
    };
    assert_eq!(layer.policy("reader-facts", "read"), [facts()]);
    assert_eq!(layer.policy("reader-secrets", "read"), secrets());
    let [value, key] = secrets();
    assert_eq!(layer.policy("reader-facts-secrets", "read"), [facts(), value, key]);

    for (namespace, parameter, secrets, keys) in [
        (
            ALL,
            true,
            value!([
                "cache_sessions_of_all_visitors.secret_arn",
                "database_ledger.secret_arn",
                "database_reports.secret_arn",
                "secret_partner.arn"
            ]),
            value!([
                "cache_sessions_of_all_visitors.key_arn",
                "database_ledger.key_arn",
                "database_reports.key_arn",
                "secret_partner.key_arn"
            ]),
        ),
        (
            "password",
            false,
            value!(["database_reports.secret_arn"]),
            value!(["database_reports.key_arn"]),
        ),
        (
            "istio_system",
            false,
            value!(["secret_own_certificate.arn"]),
            value!(["secret_own_certificate.key_arn"]),
        ),
    ] {
        let call = format!("reader_{namespace}");
        assert_eq!(layer.argument(&call, "secret_arns"), secrets, "{call}");
        assert_eq!(layer.argument(&call, "key_arns"), keys, "{call}");
        let family = layer.text(&call, "source");
        assert_eq!(family.contains("facts"), parameter, "{family}");
    }
    for call in [ALL, "queues"] {
        let parameter = layer.text(&format!("reader_{call}"), "parameter_arn");
        assert_eq!(parameter, format!("facts_{call}.arn"));
    }
    assert_eq!(layer.text("reader_queues", "source"), "../../modules/reader-facts");
}

/// Letter by letter, whatever Terraform, JSON or Parameter Store could take a text for.
#[test]
fn texts_of_the_blueprint_arrive_unchanged() {
    let layer = layer();
    let facts = layer.argument(&format!("facts_{ALL}"), "facts");
    let expected = value!({
        ADDRESS = "stranger.stranger.svc.cluster.local:80/bucket_photos.name"
        BRACES = "{{table_items.name}}"
        HOSTILE = ("${a} %{if} {{ssm:x}} {{{ \"q\" \\ \n\t<&> é 日本 queue_orders.url${")
        PORT = "database_ledger.port"
        READER = "proxy_ledger.reader"
        cache_sessions_of_all_visitors_address = "cache_sessions_of_all_visitors.host:cache_sessions_of_all_visitors.port"
        database_ledger_host = "proxy_ledger.host"
        database_ledger_port = "database_ledger.port"
    });
    assert_eq!(facts, expected);
    assert_eq!(
        layer.text(&format!("facts_{ALL}"), "name"),
        "/platform/warehouse-role-reporting/services/all-that-there-is-to-use"
    );
    let module = layer.module("facts");
    let parameter = resource(&module, "aws_ssm_parameter");
    assert_eq!(written(parameter, "type"), "String");
    let value = r#"replace(jsonencode(var.facts), "{{", "\\u007b\\u007b")"#;
    assert_eq!(written(parameter, "insecure_value"), value);
    let variables = &layer.files["terraform/modules/facts/variables.tf"];
    // So that a port becomes a text, as `tostring` makes one.
    assert!(variables.contains("map(string)"), "{variables}");
}

#[test]
fn large_facts_take_the_advanced_tier() {
    let tier = |length: usize| {
        let layer = Layer::of(BLUEPRINT, |platform| {
            let service =
                platform.services.iter_mut().find(|one| one.id.label == "queues").unwrap();
            let text = platform_gen::model::Piece::Literal("x".repeat(length));
            service.env.get_mut("QUEUE").unwrap().push(text);
        });
        layer.text("facts_queues", "tier")
    };
    // Braces and `"QUEUE":""` around 144 bytes of a URL.
    let rest = "{\"QUEUE\":\"\"}".len() + 144;
    assert_eq!((tier(4096 - rest), tier(4097 - rest)), ("Standard".into(), "Advanced".into()));
}

#[test]
fn later_layers_are_told_of_readers_and_secrets() {
    let layer = layer();
    assert_eq!(
        layer.output("reader_roles"),
        value!({
            "istio-system" = "reader_istio_system.role_arn"
            "all-that-there-is-to-use" = "reader_all_that_there_is_to_use.role_arn"
            password = "reader_password.role_arn"
            queues = "reader_queues.role_arn"
        })
    );
    assert_eq!(
        layer.output("secret_names"),
        value!({
            database_ledger = "database_ledger.secret_arn"
            database_reports = "database_reports.secret_arn"
            cache_sessions_of_all_visitors = "cache_sessions_of_all_visitors.secret_arn"
            secret_own_certificate = "secret_own_certificate.arn"
            secret_partner = "secret_partner.arn"
            secret_unread = "secret_unread.arn"
        })
    );
}

#[test]
fn a_renamed_service_keeps_its_names_and_has_its_new_namespace() {
    let layer = Layer::of(BLUEPRINT, |platform| {
        for service in &mut platform.services {
            service.id.was = Some(format!("old-{}", service.id.label.len()));
        }
    });
    let start = "warehouse-role-reporting";
    assert_eq!(layer.text("identity_queues", "name"), format!("{start}-service-old-6"));
    assert_eq!(layer.text("reader_queues", "name"), format!("{start}-reader-old-6"));
    assert_eq!(layer.text("facts_queues", "name"), format!("/platform/{start}/services/old-6"));
    assert_eq!(layer.text("repository_queues", "name"), format!("{start}/old-6"));
    for call in ["identity_queues", "reader_queues"] {
        assert_eq!(layer.text(call, "namespace"), "queues");
    }
}
