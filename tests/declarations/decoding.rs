//! From the tree to the model: defaults, references, and the reference that explains them.

use super::literal;
use platform_gen::blueprint::diagnostic::Severity;
use platform_gen::blueprint::explain::explain;
use platform_gen::blueprint::source::Sources;
use platform_gen::blueprint::{Predecessors, decode, reading};
use platform_gen::model::{
    Architecture, Bytes, Egress, Fact, FactOf, Millicores, Mtls, Nat, Once, Piece, Platform, Probe,
    Runner, Store, StoreKind, Workload,
};

const HEAD: &str = r#"
platform "shop" {
  environment = "staging"
  owner       = "platform@shop.example"
  domain      = "staging.shop.example"
}
region "eu-west-1" {}
access {
  github { repository = "shop/platform" }
}
"#;

fn platform(text: &str) -> Platform {
    let mut sources = Sources::default();
    let tree = literal::tree(&mut sources, "shop.hcl", text);
    let (platform, found) = decode(&tree);
    let errors: Vec<_> =
        found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    platform.unwrap()
}

fn shop(text: &str) -> Platform {
    platform(&format!("{HEAD}{text}"))
}

#[test]
fn a_minimal_blueprint_gets_every_default() {
    let shop = shop("service \"web\" {\n  port = 8080\n  expose { path = \"/\" }\n}");
    assert_eq!(shop.prefix(), "shop-staging");
    assert_eq!(shop.region.zones, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]);
    assert_eq!(shop.network.cidr.to_string(), "10.0.0.0/16");
    assert_eq!((shop.network.nat, shop.network.flow_logs_days), (Nat::PerZone, 365));
    let endpoints = "aps-workspaces ec2 ec2messages ecr.api ecr.dkr eks eks-auth elasticloadbalancing kms logs \
                     monitoring s3 secretsmanager sqs ssm ssmmessages sts";
    assert_eq!(shop.network.endpoints.join(" "), endpoints);
    assert_eq!(shop.cluster.system.instance_types, ["m7g.xlarge"]);
    assert_eq!(
        (shop.cluster.system.architecture, shop.cluster.system.max_pods),
        (Architecture::Arm64, 110)
    );
    assert!(shop.cluster.public_api.is_none() && shop.cluster.low_ports.is_empty());
    assert_eq!(shop.nodes[0].id.label, "general");
    assert_eq!((shop.mesh.mtls, shop.security.config), (Mtls::Strict, Once::Off));
    assert_eq!(shop.access.github.apply_environment, "shop-staging-apply");
    assert_eq!(shop.access.runner, Runner::Codebuild);
    let web = &shop.services[0];
    assert_eq!((web.source.as_str(), web.user), ("services/web", 10_001));
    assert_eq!((web.cpu, web.memory), (Millicores(250), Bytes(256 << 20)));
    assert_eq!(web.architectures.len(), 2);
    let Workload::Web(listening) = &web.workload else { panic!("not a job") };
    assert_eq!(listening.live, Probe::Http("/healthz".to_owned()));
    assert_eq!((listening.scale.min, listening.scale.max), (2, 10));
    assert_eq!(listening.expose.as_ref().unwrap().host, "staging.shop.example");
    assert_eq!(listening.metrics.as_ref().unwrap().port, 8080);
}

#[test]
fn production_has_more_of_everything() {
    let text = HEAD.replace("environment = \"staging\"", "environment = \"production\"");
    let shop = platform(&format!(
        "{text}database \"orders-db\" {{\n  engine = \"aurora-postgresql\"\n}}\nservice \"a\" {{\n  port = 80\n}}"
    ));
    let database = &shop.databases[0];
    assert_eq!(
        (database.instances, database.protect, database.name.as_str()),
        (3, true, "orders_db")
    );
    assert_eq!(database.storage, None);
    let Workload::Web(web) = &shop.services[0].workload else { panic!("not a job") };
    assert_eq!(web.scale.min, 3);
    assert_eq!(shop.cluster.low_ports.iter().copied().collect::<Vec<_>>(), [80]);
}

#[test]
fn references_and_egress_arrive_as_types() {
    let shop = shop(
        r#"
cache "c" { was = "sessions" }
table "t" { hash_key = "id:N" }
service "checkout" {
  port    = 8080
  uses    = [cache.c, table.t]
  env     = { T = table.t.name, N = 3, B = true, F = 1.50 }
  secrets = { URL = "rediss://:${cache.c.token}@${cache.c.address}" }
  egress  = ["api.example:443", "smtp.example:587", "192.0.2.0/24:25"]
}
"#,
    );
    assert_eq!(shop.caches[0].id.cloud(), "sessions");
    assert!(shop.network.endpoints.contains(&"dynamodb".to_owned()));
    let checkout = &shop.services[0];
    let cache = FactOf::Store(Store { kind: StoreKind::Cache, label: "c".to_owned() });
    let fact =
        |name: &str| Piece::Fact(Fact { of: cache.clone(), attribute: Some(name.to_owned()) });
    let literal = |text: &str| Piece::Literal(text.to_owned());
    assert_eq!(
        checkout.secrets["URL"],
        [literal("rediss://:"), fact("token"), literal("@"), fact("address")]
    );
    assert_eq!(checkout.env["N"], [literal("3")]);
    assert_eq!(checkout.env["F"], [literal("1.5")]);
    assert!(checkout.egress.contains(&Egress::Host("api.example".to_owned(), 443)));
    let pairs: Vec<String> =
        shop.cluster.egress.iter().map(|(net, port)| format!("{net}:{port}")).collect();
    assert_eq!(pairs, ["0.0.0.0/0:587", "192.0.2.0/24:25"]);
}

#[test]
fn a_service_is_built_for_the_pools_that_it_may_use() {
    let shop = shop(
        "nodes \"arm\" {\n  architectures = [\"arm64\"]\n}\nnodes \"gpu\" {\n  architectures = [\"amd64\"]\n  \
         taints = [\"gpu=:NoSchedule\"]\n}\nservice \"a\" {\n  port = 80\n}\nservice \"b\" {\n  port = 80\n  nodes = \"gpu\"\n}\n\
         service \"c\" {\n  schedule = \"*/5 1-3 * * mon\"\n  nodes = nodes.arm\n}",
    );
    let of = |index: usize| shop.services[index].architectures.iter().copied().collect::<Vec<_>>();
    assert_eq!((of(0), of(1)), (vec![Architecture::Arm64], vec![Architecture::Amd64]));
    assert!(
        matches!(&shop.services[2].workload, Workload::Job(schedule) if schedule == "*/5 1-3 * * mon")
    );
}

#[test]
fn quantities_are_those_of_kubernetes_and_canonical() {
    let memory = [
        ("256Mi", 256 << 20, "256Mi"),
        ("1024Mi", 1 << 30, "1Gi"),
        ("1.5Gi", 1536 << 20, "1536Mi"),
        ("1G", 1_000_000_000, "1G"),
        ("512M", 512_000_000, "512M"),
        ("134217728", 134_217_728, "128Mi"),
        ("1e9", 1_000_000_000, "1G"),
        ("1E9", 1_000_000_000, "1G"),
        ("2500e6", 2_500_000_000, "2500M"),
        (".5Gi", 512 << 20, "512Mi"),
        ("+1.Gi", 1 << 30, "1Gi"),
        ("1.1Gi", 1_181_116_007, "1181116007"),
        ("2000000k", 2_000_000_000, "2G"),
        ("256000000000m", 256_000_000, "256M"),
    ];
    for (written, bytes, canonical) in memory {
        let shop = shop(&format!(
            "service \"a\" {{\n  port = 80\n  resources {{ memory = \"{written}\" }}\n}}"
        ));
        let memory = shop.services[0].memory;
        assert_eq!((memory, memory.to_string().as_str()), (Bytes(bytes), canonical), "{written}");
    }
    let cpu = [
        ("1", 1000, "1"),
        ("0.5", 500, "500m"),
        ("500m", 500, "500m"),
        ("2000m", 2000, "2"),
        ("1e1", 10_000, "10"),
        ("1.250", 1250, "1250m"),
        ("250000u", 250, "250m"),
    ];
    for (written, millicores, canonical) in cpu {
        let shop = shop(&format!(
            "service \"a\" {{\n  port = 80\n  resources {{ cpu = \"{written}\" }}\n}}"
        ));
        let cpu = shop.services[0].cpu;
        assert_eq!(
            (cpu, cpu.to_string().as_str()),
            (Millicores(millicores), canonical),
            "{written}"
        );
    }
}

#[test]
fn schedules_are_those_of_kubernetes() {
    let schedules = [
        ("@hourly", "@hourly"),
        ("@yearly", "@yearly"),
        ("05  03 * * *", "05 03 * * *"),
        ("*/15 0-6/2,12 1 jan-mar MON", "*/15 0-6/2,12 1 jan-mar MON"),
        ("5/15 * ? * *", "5/15 * ? * *"),
        ("0 0 29 2 *", "0 0 29 2 *"),
        ("0 0 31 2 mon", "0 0 31 2 mon"),
    ];
    for (written, canonical) in schedules {
        let shop = shop(&format!("service \"a\" {{\n  schedule = \"{written}\"\n}}"));
        let Workload::Job(schedule) = &shop.services[0].workload else { panic!("a job") };
        assert_eq!(schedule, canonical);
    }
}

#[test]
fn a_private_authority_gets_its_endpoint() {
    let shop = shop(
        "mesh {\n  ca = \"arn:aws:acm-pca:eu-west-1:123456789012:certificate-authority/a1\"\n}",
    );
    assert!(shop.network.endpoints.contains(&"acm-pca".to_owned()));
}

#[test]
fn the_digest_ignores_order_and_sees_values() {
    let digest = |text: &str| {
        let mut sources = Sources::default();
        let tree = literal::tree(&mut sources, "shop.hcl", &format!("{HEAD}{text}"));
        reading::conclude(sources, &[tree], &Predecessors::new(), Vec::new()).platforms[0]
            .digest
            .clone()
    };
    let one = digest("queue \"a\" {\n  fifo = true\n  max_receives = 3\n}\nqueue \"b\" {}");
    assert_eq!(one, digest("queue \"b\" {}\nqueue \"a\" {\n  max_receives = 3\n  fifo = true\n}"));
    assert_ne!(one, digest("queue \"b\" {}\nqueue \"a\" {\n  max_receives = 4\n  fifo = true\n}"));
    assert_eq!(one.len(), 64);
}

#[test]
fn the_reference_explains_blocks_attributes_and_codes() {
    assert!(explain(None).unwrap().contains("service \"NAME\""));
    let scale = explain(Some("service.scale")).unwrap();
    assert!(scale.contains("max") && scale.contains("default 10"), "{scale}");
    insta::assert_snapshot!(explain(Some("database.tls")).unwrap());
    insta::assert_snapshot!(explain(Some("queue")).unwrap());
    insta::assert_snapshot!(explain(Some("gen410")).unwrap());
    assert_eq!(
        explain(Some("servise.port")).unwrap_err(),
        "nothing is known of `servise.port`: there is no block `servise`; did you mean `service`?"
    );
    assert!(explain(Some("service.prot")).unwrap_err().ends_with("did you mean `port`?"));
    assert!(explain(Some("GEN998")).unwrap_err().contains("no code `GEN998`"));
    assert!(explain(Some("service.port.x")).is_err());
}
