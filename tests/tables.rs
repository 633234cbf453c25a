//! The built-in tables: what must hold between their rows whatever AWS adds next.

use platform_gen::tables::{
    charts, connections, endpoints, engines, images, instances, kubernetes, logs, regions,
    registries, waf,
};
use std::collections::BTreeSet;
use std::fmt::Debug;

#[track_caller]
fn unique<T: Ord + Debug>(all: impl IntoIterator<Item = T>) {
    let mut seen = BTreeSet::new();
    for one in all {
        let text = format!("{one:?}");
        assert!(seen.insert(one), "{text} stands twice");
    }
}

/// The numbers of a version, for comparison; words between them do not count.
fn numbers(version: &str) -> Vec<u32> {
    version.split(['.', '_']).filter_map(|part| part.parse().ok()).collect()
}

#[test]
fn regions_are_unique_and_found() {
    unique(regions::ALL.iter().map(|region| region.name));
    for region in regions::ALL {
        assert_eq!(regions::find(region.name).map(|found| found.name), Some(region.name));
    }
    assert!(regions::find("eu-west-9").is_none());
}

#[test]
fn a_partition_follows_from_the_name_of_the_region() {
    for region in regions::ALL {
        let expected = match region.name {
            name if name.starts_with("cn-") => "aws-cn",
            name if name.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        };
        assert_eq!(region.partition, expected, "{}", region.name);
    }
}

#[test]
fn zones_are_sorted_letters_of_their_region() {
    for region in regions::ALL {
        assert!(region.zones.len() >= 2, "{} has too few zones", region.name);
        assert!(region.zones.is_sorted(), "{} has unsorted zones", region.name);
        unique(region.zones);
        for zone in region.zones {
            let letter = zone.strip_prefix(region.name).unwrap_or("");
            assert!(matches!(letter.as_bytes(), [b'a'..=b'f']), "{zone} of {}", region.name);
        }
    }
}

/// EKS has no control plane in these, or new accounts do not see them.
#[test]
fn zones_that_nobody_can_use_are_left_out() {
    for zone in ["ap-northeast-1b", "ca-central-1c", "cn-north-1c", "us-east-1e", "us-west-1b"] {
        assert!(regions::ALL.iter().all(|region| !region.zones.contains(&zone)), "{zone}");
    }
}

#[test]
fn copies_go_to_another_region_of_the_partition() {
    for region in regions::ALL {
        let copies = regions::find(region.copies).expect("copies go to a known region");
        assert_ne!(copies.name, region.name);
        assert_eq!(copies.partition, region.partition, "{}", region.name);
    }
}

#[test]
fn copies_stay_in_the_jurisdiction_wherever_it_has_two_regions() {
    for region in regions::ALL {
        let peer = |other: &&regions::Region| {
            other.name != region.name
                && (other.partition, other.jurisdiction) == (region.partition, region.jurisdiction)
        };
        if regions::ALL.iter().any(|other| peer(&other)) {
            let copies = regions::find(region.copies).expect("copies go to a known region");
            assert_eq!(copies.jurisdiction, region.jurisdiction, "{}", region.name);
        }
    }
}

#[test]
fn china_has_neither_managed_monitoring_nor_a_connection_to_github() {
    for region in regions::ALL.iter().filter(|region| region.partition == "aws-cn") {
        assert!(!region.prometheus && !region.grafana && !region.codebuild_runners);
    }
    let offers = |name| {
        let region = regions::find(name).expect("known");
        (region.prometheus, region.grafana, region.codebuild_runners)
    };
    assert_eq!(offers("eu-west-1"), (true, true, true));
    assert_eq!(offers("eu-west-3"), (true, false, true));
    assert_eq!(offers("eu-south-2"), (true, false, false));
}

#[test]
fn the_default_kubernetes_version_has_standard_support() {
    let row = kubernetes::find(kubernetes::DEFAULT).expect("the default is in the table");
    assert!(row.standard_until.is_none_or(|end| end > kubernetes::DATE));
}

#[test]
fn kubernetes_versions_rise_and_so_do_their_ends() {
    unique(kubernetes::VERSIONS.iter().map(|row| row.minor));
    assert!(kubernetes::VERSIONS.is_sorted_by_key(|row| numbers(row.minor)));
    let ends: Vec<_> = kubernetes::VERSIONS.iter().filter_map(|row| row.standard_until).collect();
    assert!(ends.is_sorted(), "{ends:?}");
    for (year, month, day) in ends {
        assert!((2020..2040).contains(&year) && (1..=12).contains(&month), "{year}-{month}");
        assert!((1..=31).contains(&day), "{year}-{month}-{day}");
    }
}

#[test]
fn every_engine_of_the_language_has_versions_newest_first() {
    unique(engines::ALL.iter().map(|engine| engine.name));
    for name in ["aurora-mysql", "aurora-postgresql", "mysql", "postgres", "valkey"] {
        let versions = engines::versions(name);
        assert!(!versions.is_empty(), "{name}");
        unique(versions);
        assert!(versions.iter().rev().is_sorted_by_key(|version| numbers(version)), "{name}");
    }
    assert_eq!(engines::versions("oracle"), [""; 0]);
}

#[test]
fn every_row_of_instance_types_is_read() {
    let rows = include_str!("../src/tables/data/instance-types.tsv").lines().count() - 1;
    assert_eq!(instances::all().count(), rows);
    unique(instances::all().map(|kind| kind.name));
    for kind in instances::all() {
        assert!(kind.name.starts_with(kind.category), "{kind:?}");
        assert!(kind.vcpu > 0 && kind.memory_mib > 0, "{kind:?}");
        assert!(kind.enis > 0 && kind.ipv4_per_eni > 1, "{kind:?}");
    }
}

#[test]
fn an_instance_type_is_found_with_its_limits() {
    let kind = instances::find("m7g.xlarge").expect("known");
    assert_eq!((kind.category, kind.generation), ("m", 7));
    assert_eq!((kind.vcpu, kind.memory_mib, kind.enis, kind.ipv4_per_eni), (4, 16384, 4, 15));
    assert!(instances::find("m7g.tiny").is_none());
}

#[test]
fn what_a_region_offers_is_known_only_where_a_source_says() {
    assert_eq!(instances::offered("cn-north-1", "m7g.xlarge"), Some(true));
    assert_eq!(instances::offered("cn-north-1", "m8g.xlarge"), Some(false));
    assert_eq!(instances::offered("us-gov-west-1", "m8g.xlarge"), Some(true));
    assert_eq!(instances::offered("eu-west-1", "m8g.xlarge"), None);
}

#[test]
fn regions_of_the_families_are_regions_of_the_table() {
    for line in include_str!("../src/tables/data/instance-families.tsv").lines().skip(1) {
        let (region, families) = line.split_once('\t').expect("region and families");
        assert!(regions::find(region).is_some(), "{region}");
        for family in families.split(' ') {
            let prefix = format!("{family}.");
            assert!(instances::all().any(|kind| kind.name.starts_with(&prefix)), "{family}");
        }
    }
}

#[test]
fn endpoint_names_are_unique_and_two_are_gateways() {
    let rows = include_str!("../src/tables/data/endpoints.tsv").lines().count() - 1;
    assert_eq!(endpoints::all().count(), rows);
    unique(endpoints::all().map(|endpoint| endpoint.name));
    let gateways: Vec<_> =
        endpoints::all().filter(|endpoint| endpoint.gateway).map(|one| one.name).collect();
    assert_eq!(gateways, ["dynamodb", "s3"]);
}

#[test]
fn some_endpoints_have_another_prefix_in_china() {
    let name = |service, region| endpoints::find(service).expect("known").service_name(region);
    assert_eq!(name("ecr.dkr", "eu-west-1"), "com.amazonaws.eu-west-1.ecr.dkr");
    assert_eq!(name("ecr.dkr", "cn-north-1"), "cn.com.amazonaws.cn-north-1.ecr.dkr");
    assert_eq!(name("logs", "cn-north-1"), "com.amazonaws.cn-north-1.logs");
    assert_eq!(name("s3", "cn-north-1"), "com.amazonaws.cn-north-1.s3");
}

#[test]
fn retentions_rise_and_hold_the_defaults_of_the_language() {
    assert!(logs::RETENTION_DAYS.is_sorted());
    unique(logs::RETENTION_DAYS);
    assert!(logs::RETENTION_DAYS.contains(&365) && logs::RETENTION_DAYS.contains(&150));
}

/// So that no choice of groups is refused on apply.
#[test]
fn all_rule_groups_together_fit_into_a_web_acl() {
    unique(waf::NAMES);
    assert!(waf::NAMES.is_sorted());
    assert_eq!(waf::capacity(["AWSManagedRulesCommonRuleSet"]), 700 + waf::RATE_RULE);
    assert!(waf::capacity(waf::NAMES) <= waf::MOST_CAPACITY);
}

/// Parameter families and option groups are named by these.
#[test]
fn each_version_has_a_major_version() {
    for (engine, version, major) in [
        ("aurora-postgresql", "17.9", "17"),
        ("postgres", "15.17", "15"),
        ("aurora-mysql", "8.0.mysql_aurora.3.12.0", "8.0"),
        ("mysql", "8.4.10", "8.4"),
    ] {
        assert_eq!(engines::major(engine, version), major, "{engine} {version}");
    }
    for engine in ["aurora-postgresql", "aurora-mysql", "postgres", "mysql"] {
        assert!(!engines::versions(engine).is_empty(), "{engine} has no version to default to");
    }
}

#[test]
fn the_s3_endpoint_admits_the_layers_of_public_registries() {
    let names = |region: &str| -> Vec<String> {
        registries::layer_buckets(region)
            .map(|bucket| {
                let middle = if bucket.regional { region } else { "" };
                format!("{}{middle}{}", bucket.before, bucket.after)
            })
            .collect()
    };
    assert_eq!(
        names("us-east-1"),
        [
            "prod-us-east-1-starport-layer-bucket",
            "prod-registry-k8s-io-us-east-1",
            "quayio-production-s3",
        ]
    );
    assert_eq!(
        names("eu-west-2")[1],
        "767373bbdcb8270361b96548387bf2a9ad0d48758c35-eu-west-2",
        "London's name of the bucket does not follow the others"
    );
    assert_eq!(names("cn-north-1"), ["prod-cn-north-1-starport-layer-bucket"]);
}

#[test]
fn charts_are_unique_and_their_repositories_are_spelled_as_helm_reads_them() {
    unique(charts::CHARTS.iter().map(|chart| chart.name));
    for chart in charts::CHARTS {
        let scheme = ["https://", "oci://"].iter().any(|s| chart.repository.starts_with(s));
        assert!(scheme && !chart.repository.ends_with('/'), "{chart:?}");
        assert_eq!(charts::Chart::named(chart.name), *chart);
    }
}

#[test]
fn a_copied_image_is_told_apart_by_its_repository() {
    unique(images::IMAGES.iter().map(|image| image.repository));
    for image in images::IMAGES {
        assert!(images::of(image.chart).any(|of| of == image), "{image:?}");
        assert!(!image.tag.is_empty() && image.tag != "latest", "{image:?}");
    }
}

/// Rows of <https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Managing.Performance.html>.
#[test]
fn aurora_mysql_accepts_what_its_documentation_lists() {
    let listed = [
        ("t3.small", 45),
        ("t4g.medium", 90),
        ("t4g.large", 135),
        ("r4.large", 1000),
        ("r6g.large", 1000),
        ("r5.xlarge", 2000),
        ("r5.2xlarge", 3000),
        ("r5.4xlarge", 4000),
        ("r5.8xlarge", 5000),
        ("r5.12xlarge", 6000),
        ("r5.16xlarge", 6000),
        ("r5.24xlarge", 7000),
    ];
    for (class, connections) in listed {
        let kind = connections::hardware(&format!("db.{class}")).expect("known");
        let accepted = connections::accepted("aurora-mysql", kind.memory_mib);
        assert_eq!(accepted, Some(connections), "{class}");
    }
}

/// Examples of AWS and a class that is beyond the bound.
#[test]
fn other_engines_accept_connections_by_memory() {
    assert_eq!(connections::accepted("aurora-postgresql", 15_616), Some(1599));
    assert_eq!(connections::accepted("postgres", 512 << 10), Some(5000));
    assert_eq!(connections::accepted("mysql", 16 << 10), Some(1271));
    assert_eq!(connections::accepted("oracle", 16 << 10), None);
    assert!(connections::hardware("db.r8g.large").is_some());
    assert!(connections::hardware("db.r9z.large").is_none());
}
