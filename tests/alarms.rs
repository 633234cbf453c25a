//! Alarms and dashboards: real metrics, nothing unwatched, and everybody told once.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests set up and read files")]

use hcl::{Block, Body, Expression};
use platform_gen::blueprint;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Namespace, metric, dimensions joined by a comma.
type Metric = (String, String, String);

/// The metrics that AWS publishes, each row with its source.
fn known() -> BTreeSet<Metric> {
    let table = include_str!("data/metrics.tsv");
    let row = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [namespace, metric, dimensions, source] = fields[..] else { panic!("{line}") };
        assert!(source.starts_with("https://docs.aws.amazon.com/"), "{line}");
        (namespace.to_owned(), metric.to_owned(), dimensions.to_owned())
    };
    table.lines().skip(1).map(row).collect()
}

/// Every `.tf` file of the environments of a folder of blueprints, by `ENVIRONMENT/PATH`.
fn terraform(folder: &str) -> BTreeMap<String, Body> {
    let reading = blueprint::read(&[PathBuf::from(folder)]);
    assert!(reading.errors().is_empty(), "{:#?}", reading.errors());
    let environments =
        reading.platforms.iter().map(|read| platform_gen::generate(&read.platform, &read.digest));
    environments
        .flat_map(|environment| {
            let name = environment.name.clone();
            environment
                .files
                .into_iter()
                .filter(|(path, _)| Path::new(path).extension().is_some_and(|e| e == "tf"))
                .map(move |(path, text)| (format!("{name}/{path}"), hcl::parse(&text).unwrap()))
        })
        .collect()
}

fn resources<'a>(body: &'a Body, kind: &'a str) -> impl Iterator<Item = &'a Block> {
    let of_kind = move |block: &&Block| {
        block.identifier() == "resource" && block.labels()[0].as_str() == kind
    };
    body.blocks().filter(of_kind)
}

fn attribute<'a>(body: &'a Body, name: &str) -> Option<&'a Expression> {
    body.attributes().find(|attribute| attribute.key() == name).map(hcl::Attribute::expr)
}

fn text(body: &Body, name: &str) -> String {
    match attribute(body, name) {
        Some(Expression::String(text)) => text.clone(),
        Some(other) => hcl::format::to_string(other).unwrap(),
        None => String::new(),
    }
}

fn metric(body: &Body) -> Metric {
    let Some(Expression::Object(dimensions)) = attribute(body, "dimensions") else {
        panic!("a metric without dimensions")
    };
    let names: Vec<String> = dimensions.keys().map(ToString::to_string).collect();
    (text(body, "namespace"), text(body, "metric_name"), names.join(","))
}

/// The metrics that an alarm measures.
fn measured(alarm: &Block) -> Vec<Metric> {
    let body = alarm.body();
    if attribute(body, "metric_name").is_some() {
        return vec![metric(body)];
    }
    let queries = body.blocks().filter(|block| block.identifier() == "metric_query");
    queries.flat_map(|query| query.body().blocks()).map(|block| metric(block.body())).collect()
}

/// The metrics that an expression of a dashboard lists.
fn shown(expr: &Expression, found: &mut Vec<Metric>) {
    match expr {
        Expression::Array(items) => match items.as_slice() {
            [Expression::String(space), Expression::String(name), Expression::String(key), ..]
                if space.starts_with("AWS/") =>
            {
                found.push((space.clone(), name.clone(), key.clone()));
            }
            items => items.iter().for_each(|item| shown(item, found)),
        },
        Expression::Object(entries) => entries.values().for_each(|value| shown(value, found)),
        Expression::FuncCall(call) => call.args.iter().for_each(|item| shown(item, found)),
        Expression::ForExpr(expr) => shown(&expr.value_expr, found),
        _ => {}
    }
}

/// What stands in the files but not in the table.
fn unknown(files: &BTreeMap<String, Body>) -> (usize, Vec<String>) {
    let known = known();
    let mut metrics: Vec<(String, Metric)> = Vec::new();
    for (path, body) in files {
        for alarm in resources(body, "aws_cloudwatch_metric_alarm") {
            let measured = measured(alarm);
            assert!(!measured.is_empty(), "{path}: an alarm measures nothing");
            metrics.extend(measured.into_iter().map(|metric| (path.clone(), metric)));
        }
        for dashboard in resources(body, "aws_cloudwatch_dashboard") {
            let mut found = Vec::new();
            shown(attribute(dashboard.body(), "dashboard_body").unwrap(), &mut found);
            assert!(found.len() > 10, "{path}: a dashboard of {} metrics", found.len());
            metrics.extend(found.into_iter().map(|metric| (path.clone(), metric)));
        }
    }
    let wrong = metrics.iter().filter(|(_, metric)| !known.contains(metric));
    let wrong = wrong.map(|(path, (a, b, c))| format!("{path}: {a} {b} {c}")).collect();
    (metrics.len(), wrong)
}

#[test]
fn every_metric_of_alarms_and_dashboards_exists() {
    for folder in ["blueprints", "tests/data/blueprints"] {
        let (count, wrong) = unknown(&terraform(folder));
        assert!(count > 50, "{folder}: {count}");
        assert!(wrong.is_empty(), "not in tests/data/metrics.tsv: {wrong:#?}");
    }
}

#[test]
fn a_metric_of_the_wrong_dimension_is_found() {
    let alarm = |dimension: &str, name: &str| {
        format!(
            "resource \"aws_cloudwatch_metric_alarm\" \"a\" {{\n  namespace = \"AWS/RDS\"\n  \
             metric_name = \"{name}\"\n  dimensions = {{ {dimension} = \"x\" }}\n}}\n"
        )
    };
    for (dimension, name, wrong) in [
        ("DBInstanceIdentifier", "FreeStorageSpace", 0),
        ("DBClusterIdentifier", "FreeStorageSpace", 1),
        ("DBInstanceIdentifier", "FreeStorage", 1),
    ] {
        let body = hcl::parse(&alarm(dimension, name)).unwrap();
        let files = BTreeMap::from([("x.tf".to_owned(), body)]);
        assert_eq!(unknown(&files).1.len(), wrong, "{dimension} {name}");
    }
}

#[test]
fn every_alarm_tells_somebody_and_says_what_to_do() {
    let mut count = 0;
    for (path, body) in terraform("tests/data/blueprints") {
        for alarm in resources(&body, "aws_cloudwatch_metric_alarm") {
            let name = format!("{path} {}", alarm.labels()[1].as_str());
            let body = alarm.body();
            let topic = text(body, "alarm_actions");
            assert!(topic.contains("topic_arns[\""), "{name}: {topic}");
            assert_eq!(topic, text(body, "ok_actions"), "{name}");
            let description = text(body, "alarm_description");
            assert!(description.contains(". First check: "), "{name}: {description}");
            // The limit of PutMetricAlarm.
            assert!(description.len() <= 1024, "{name}");
            let number = |key: &str| text(body, key).trim().parse::<u32>().unwrap_or_default();
            assert!(number("datapoints_to_alarm") > 1, "{name}: one data point pages");
            assert!(number("datapoints_to_alarm") <= number("evaluation_periods"), "{name}");
            let missing = text(body, "treat_missing_data");
            assert!(["breaching", "notBreaching"].contains(&missing.as_str()), "{name}");
            count += 1;
        }
    }
    assert!(count > 30, "{count}");
}

/// `module` blocks of a root, by name.
fn calls(files: &BTreeMap<String, Body>, root: &str) -> BTreeMap<String, Body> {
    let main = &files[&format!("{root}/main.tf")];
    let modules = main.blocks().filter(|block| block.identifier() == "module");
    modules.map(|block| (block.labels()[0].as_str().to_owned(), block.body().clone())).collect()
}

#[test]
fn every_database_has_alarms_on_every_instance() {
    let files = terraform("blueprints");
    let data = calls(&files, "retail-production/terraform/eu-central-1/30-data");
    let watched = calls(&files, "retail-production/terraform/eu-central-1/50-observability");
    let databases: Vec<&str> =
        data.keys().filter_map(|name| name.strip_prefix("database_")).collect();
    assert_eq!(databases, ["catalog", "orders"]);
    for database in databases {
        let call = &watched[&format!("database_alarms_{database}")];
        let instances = format!("outputs.databases.{database}.instance_identifiers");
        assert!(text(call, "instance_identifiers").ends_with(&instances));
    }
    assert!(watched.contains_key("proxy_alarms_orders"), "orders has a proxy");
    assert!(!watched.contains_key("proxy_alarms_catalog"), "catalog has none");

    let alarms = &files["retail-production/terraform/modules/aurora-postgresql-alarms/main.tf"];
    let metrics: BTreeSet<String> = resources(alarms, "aws_cloudwatch_metric_alarm")
        .inspect(|alarm| {
            assert_eq!(text(alarm.body(), "for_each").trim(), "var.instance_identifiers");
        })
        .flat_map(measured)
        .map(|(_, metric, _)| metric)
        .collect();
    let wanted = ["CPUUtilization", "FreeableMemory", "DatabaseConnections", "FreeLocalStorage"];
    assert!(wanted.iter().all(|metric| metrics.contains(*metric)), "{metrics:?}");
}

#[test]
fn each_severity_reaches_its_alerts_and_else_the_owner() {
    let files = terraform("blueprints");
    let told = |root: &str| -> BTreeMap<String, String> {
        let emails = calls(&files, root).into_iter().filter(|(name, _)| name != "alarm_topics");
        emails
            .map(|(name, body)| {
                let Some(Expression::Object(topics)) = attribute(&body, "topic_arns") else {
                    panic!("{name} hears of nothing")
                };
                let topics: Vec<String> = topics.keys().map(ToString::to_string).collect();
                (text(&body, "address"), topics.join(" "))
            })
            .collect()
    };
    let expected = [
        ("platform@retail.example".to_owned(), "info".to_owned()),
        ("retail-alerts@retail.example".to_owned(), "warning critical".to_owned()),
    ];
    // PagerDuty's alert is not delivered yet, so it takes nothing from anybody.
    assert_eq!(told("retail-production/terraform/eu-central-1/05-account"), expected.into());
    let owner = ("platform@shop.example".to_owned(), "info warning critical".to_owned());
    assert_eq!(told("shop-staging/terraform/eu-west-1/05-account"), [owner].into());
}
