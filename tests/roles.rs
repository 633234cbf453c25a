//! Roles of controllers in the cluster: who may assume each, what exactly it permits, on what, and
//! that none is there whose controller is not.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

#[path = "roles/tree.rs"]
mod tree;

use platform_gen::model::{Authority, Identity, Platform, Protocol, Secret, Strategy, Workload};
use platform_gen::{blueprint, generate};
use std::collections::BTreeMap;
use std::path::PathBuf;
use tree::{Role, Tree};

const MINIMAL: &str = "blueprints/minimal.hcl";
const AUTHORITY: &str = "tests/data/blueprints/isolated.hcl";
const UNEXPOSED: &str = "tests/data/blueprints/entry-none.hcl";

/// Controllers of every platform, as `namespace/service account`.
const ALWAYS: [&str; 6] = [
    "external-secrets/external-secrets",
    "kube-system/aws-node",
    "kube-system/ebs-csi-controller-sa",
    "kube-system/karpenter",
    "logging/fluent-bit",
    "monitoring/prometheus",
];

fn read(path: &str) -> Platform {
    let mut reading = blueprint::read(&[PathBuf::from(path)]);
    assert!(reading.errors().is_empty(), "{path}: {:#?}", reading.errors());
    reading.platforms.remove(0).platform
}

fn tree(platform: &Platform) -> Tree {
    Tree::new(generate(platform, "digest").files)
}

/// The roles of a platform's controllers by `namespace/service account`.
fn roles(platform: &Platform) -> BTreeMap<String, Role> {
    tree(platform).controllers()
}

/// What a role permits: `actions on resources if conditions`.
fn permitted(roles: &BTreeMap<String, Role>, who: &str) -> Vec<String> {
    roles.get(who).unwrap_or_else(|| panic!("{who} has no role")).permitted.clone()
}

fn set_strategies(platform: &mut Platform, strategy: Strategy) {
    for service in &mut platform.services {
        if let Workload::Web(web) = &mut service.workload {
            web.release.strategy = strategy;
        }
    }
}

#[test]
fn each_role_is_for_pods_of_one_account_of_this_cluster() {
    for path in [MINIMAL, AUTHORITY, UNEXPOSED] {
        for (who, role) in roles(&read(path)) {
            let (namespace, account) = who.split_once('/').unwrap();
            // Add-ons stand in the module of the cluster itself.
            let addon = ["aws-node", "ebs-csi-controller-sa"].contains(&account);
            let cluster = if addon { "name" } else { "cluster_name" };
            let trust = format!(
                "sts:AssumeRole sts:TagSession to Service pods.eks.amazonaws.com \
                 if StringEquals aws:SourceAccount = ACCOUNT \
                 if ArnEquals aws:SourceArn = \
                 arn:PARTITION:eks:REGION:ACCOUNT:cluster/${{var.{cluster}}} \
                 if StringEquals aws:RequestTag/kubernetes-namespace = {namespace} \
                 if StringEquals aws:RequestTag/kubernetes-service-account = {account}"
            );
            assert_eq!(role.trust, [trust], "{path}: {who}");
        }
    }
}

#[test]
fn nothing_has_a_role_but_what_runs() {
    let who = |path: &str| roles(&read(path)).into_keys().collect::<Vec<_>>();
    let with = |more: &[&str]| {
        let mut all: Vec<_> = ALWAYS.iter().chain(more).map(ToString::to_string).collect();
        all.sort();
        all
    };
    let balancer = "aws-load-balancer/aws-load-balancer-controller";
    let rollouts = "argo-rollouts/argo-rollouts";
    let issuer = "cert-manager/aws-privateca-issuer";
    assert_eq!(who(MINIMAL), with(&[balancer, rollouts]));
    assert_eq!(who(AUTHORITY), with(&[issuer, rollouts]));
    assert_eq!(who(UNEXPOSED), with(&[]));
}

#[test]
fn external_secrets_becomes_readers_and_nothing_else() {
    let platform = read(MINIMAL);
    let assume = "sts:AssumeRole sts:TagSession on \
                  arn:PARTITION:iam::ACCOUNT:role/${var.reader_roles}";
    assert_eq!(permitted(&roles(&platform), "external-secrets/external-secrets"), [assume]);
    let call = tree(&platform).call("20-cluster", "external-secrets");
    assert_eq!(call["reader_roles"], "\"shop-staging-reader-*\"");
    assert_eq!(call["role_name"], "\"shop-staging-external-secrets\"");
    assert_eq!(
        tree(&platform).outputs("20-cluster")["external_secrets_role_arn"],
        "module.external-secrets.role_arn"
    );
}

/// The longest prefix: the pattern must keep its `*`, or no reader could be assumed.
#[test]
fn the_pattern_of_readers_is_whole_under_the_longest_name() {
    let call =
        tree(&read("tests/data/blueprints/options.hcl")).call("20-cluster", "external-secrets");
    assert_eq!(call["reader_roles"], "\"commerce-plat-production-reader-*\"");
}

#[test]
fn the_authority_signs_one_kind_of_certificate() {
    let platform = read(AUTHORITY);
    let arn = "${var.certificate_authority_arn}";
    assert_eq!(
        permitted(&roles(&platform), "cert-manager/aws-privateca-issuer"),
        [
            format!("acm-pca:DescribeCertificateAuthority acm-pca:GetCertificate on {arn}"),
            format!(
                "acm-pca:IssueCertificate on {arn} if StringEquals acm-pca:TemplateArn = \
                 arn:PARTITION:acm-pca:::template/SubordinateCACertificate_PathLen0/V1"
            ),
        ]
    );
    let Authority::Acm(authority) = &platform.mesh.ca else { panic!("an ACM Private CA") };
    let call = tree(&platform).call("20-cluster", "private-ca-issuer");
    assert_eq!(call["certificate_authority_arn"], format!("\"{authority}\""));
}

#[test]
fn another_authority_has_no_issuer() {
    let mut platform = read(AUTHORITY);
    let id = Identity { label: "root".to_owned(), was: None };
    platform.secrets.push(Secret { id, description: None });
    for ca in [Authority::Generated, Authority::Secret("root".to_owned())] {
        platform.mesh.ca = ca;
        assert!(!roles(&platform).contains_key("cert-manager/aws-privateca-issuer"));
        let files = tree(&platform).paths();
        assert!(!files.iter().any(|path| path.contains("private-ca")), "{files:?}");
    }
}

#[test]
fn the_load_balancer_controller_registers_pods_with_our_target_groups_alone() {
    let mut platform = read(MINIMAL);
    let look_up = "ec2:DescribeInstances ec2:DescribeSecurityGroups ec2:DescribeVpcs \
                   elasticloadbalancing:DescribeTargetGroups \
                   elasticloadbalancing:DescribeTargetHealth on * \
                   if StringEquals aws:RequestedRegion = REGION";
    let register = "elasticloadbalancing:DeregisterTargets elasticloadbalancing:RegisterTargets on \
                    ${aws_lb_target_group.https.arn}";
    let who = "aws-load-balancer/aws-load-balancer-controller";
    assert_eq!(permitted(&roles(&platform), who), [look_up, register]);

    let Workload::Web(web) = &mut platform.services[0].workload else { panic!("no job") };
    web.protocol = Protocol::Grpc;
    let both = format!("{register} ${{aws_lb_target_group.grpc.arn}}");
    assert_eq!(permitted(&roles(&platform), who), [look_up, &both]);
}

#[test]
fn prometheus_writes_and_releases_read_one_workspace() {
    let roles = roles(&read(MINIMAL));
    let workspace = "${aws_prometheus_workspace.this.arn}";
    let write = format!("aps:RemoteWrite on {workspace}");
    let query = format!("aps:QueryMetrics on {workspace}");
    assert_eq!(permitted(&roles, "monitoring/prometheus"), [write]);
    assert_eq!(permitted(&roles, "argo-rollouts/argo-rollouts"), [query]);
}

#[test]
fn releases_read_metrics_where_these_decide() {
    let mut platform = read(UNEXPOSED);
    for (strategy, expected) in
        [(Strategy::Canary, true), (Strategy::BlueGreen, true), (Strategy::Rolling, false)]
    {
        set_strategies(&mut platform, strategy);
        let found = roles(&platform).contains_key("argo-rollouts/argo-rollouts");
        assert_eq!(found, expected, "{strategy:?}");
        let call = tree(&platform).call("50-observability", "prometheus");
        assert_eq!(call.contains_key("reader_role_name"), expected, "{strategy:?}");
    }
}

#[test]
fn the_log_agent_adds_to_its_group_and_reads_nothing() {
    let write = "logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents on \
                 ${aws_cloudwatch_log_group.application.arn}:*";
    assert_eq!(permitted(&roles(&read(MINIMAL)), "logging/fluent-bit"), [write]);
}

#[test]
fn metrics_and_logs_are_kept_as_long_as_the_blueprint_says() {
    let mut platform = read(MINIMAL);
    platform.monitoring.metrics_days = 400;
    platform.monitoring.logs_days = 90;
    let tree = tree(&platform);
    let call = tree.call("50-observability", "prometheus");
    assert_eq!((call["metrics_days"].as_str(), call["logs_days"].as_str()), ("400", "90"));
    assert_eq!(tree.call("50-observability", "container-logs")["logs_days"], "90");

    let prometheus = |kind, name| tree.resource("prometheus", kind, name);
    let configuration = prometheus("aws_prometheus_workspace_configuration", "this");
    assert_eq!(configuration["retention_period_in_days"], "var.metrics_days");
    assert_eq!(configuration["workspace_id"], "aws_prometheus_workspace.this.id");
    let workspace = prometheus("aws_prometheus_workspace", "this");
    assert_eq!(workspace["kms_key_arn"], "aws_kms_key.prometheus.arn");
    assert_eq!(
        workspace["logging_configuration.log_group_arn"],
        "\"${aws_cloudwatch_log_group.prometheus.arn}:*\""
    );
    for (group, name, key) in [
        (
            prometheus("aws_cloudwatch_log_group", "prometheus"),
            "\"/aws/vendedlogs/prometheus/${var.name}\"",
            "aws_kms_key.prometheus.arn",
        ),
        (
            tree.resource("container-logs", "aws_cloudwatch_log_group", "application"),
            "\"/aws/eks/${var.cluster_name}/application\"",
            "aws_kms_key.container_logs.arn",
        ),
    ] {
        assert_eq!(group["name"], name);
        assert_eq!(group["kms_key_id"], key);
        assert_eq!(group["retention_in_days"], "var.logs_days");
    }
}

#[test]
fn later_layers_learn_where_metrics_and_logs_go() {
    let outputs = tree(&read(MINIMAL)).outputs("50-observability");
    for (name, value) in [
        ("prometheus_endpoint", "module.prometheus.endpoint"),
        ("prometheus_workspace_arn", "module.prometheus.workspace_arn"),
        ("application_log_group_name", "module.container-logs.log_group_name"),
        ("application_log_group_arn", "module.container-logs.log_group_arn"),
    ] {
        assert_eq!(outputs.get(name).map(String::as_str), Some(value), "{name}");
    }
}

/// Ports of webhooks and aggregated APIs, and no port of what no chart installs.
#[test]
fn the_control_plane_calls_what_listens() {
    let always = "istiod=15017 kubelet=10250 metrics_server=10251";
    for (path, entry) in [(MINIMAL, " load_balancer_controller=9443"), (UNEXPOSED, "")] {
        let mut ports = tree(&read(path)).ports();
        ports.sort();
        let mut expected: Vec<_> =
            format!("{always}{entry}").split(' ').map(str::to_owned).collect();
        expected.sort();
        assert_eq!(ports, expected, "{path}");
    }
}

/// Without a way to the internet an endpoint is the only way: each service that a controller or
/// its credentials need has one by default.
#[test]
fn each_service_that_a_role_names_has_an_endpoint() {
    let platform = read(AUTHORITY);
    let mut needed: Vec<String> = roles(&platform)
        .iter()
        // Karpenter knows that its VPC is isolated, and leaves out what has no endpoint.
        .filter(|(who, _)| *who != "kube-system/karpenter")
        .flat_map(|(_, role)| role.services())
        .collect();
    needed.extend(
        ["eks-auth", "ec2", "elasticloadbalancing", "secretsmanager", "ssm"].map(str::to_owned),
    );
    for service in needed {
        let endpoint = if service == "aps" { "aps-workspaces" } else { &service };
        let endpoints = &platform.network.endpoints;
        assert!(endpoints.iter().any(|known| known == endpoint), "{service}: {endpoints:?}");
    }
}
