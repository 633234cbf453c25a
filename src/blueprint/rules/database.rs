//! Databases and caches: what an engine allows.

use super::{Tree, View, conflict};
use crate::blueprint::check::nearest;
use crate::blueprint::diagnostic::{Diagnostic, shown};
use crate::tables::{engines, regions};

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    for database in tree.all("database") {
        let Some(engine) = database.text("engine") else { continue };
        version(database, engine, found);
        class(database, engine, found);
        initial(database, found);
        numbered(tree, database, engine, found);
        if engine.starts_with("aurora-") {
            aurora(tree, database, engine, found);
        } else {
            instance(database, engine, found);
        }
        if let Some(span) =
            database.span("tls").filter(|_| database.text("tls") == Some("optional"))
        {
            let message =
                format!("the database `{}` accepts connections without TLS", database.label());
            let help = "remove `tls` once its clients speak TLS";
            found.push(Diagnostic::warning("GEN503", span, message).help(help));
        }
    }
    for cache in tree.all("cache") {
        version(cache, "valkey", found);
    }
}

fn version(view: View<'_>, engine: &str, found: &mut Vec<Diagnostic>) {
    if !["aurora-postgresql", "aurora-mysql", "postgres", "mysql", "valkey"].contains(&engine) {
        return;
    }
    let (Some(version), Some(span)) = (view.text("version"), view.span("version")) else { return };
    let known = engines::versions(engine);
    if known.is_empty() || known.contains(&version) {
        return;
    }
    let message = format!("unknown version `{}` of `{engine}`", shown(version));
    let newest = known.first().copied().unwrap_or_default();
    let help = match nearest(version, known.iter().copied()) {
        Some(nearest) => format!("did you mean `{nearest}`? The newest is `{newest}`"),
        None => format!(
            "write one of {}",
            known.iter().map(|v| format!("`{v}`")).collect::<Vec<_>>().join(", ")
        ),
    };
    found.push(Diagnostic::error("GEN415", span, message).help(help));
}

fn aurora(tree: Tree<'_>, database: View<'_>, engine: &str, found: &mut Vec<Diagnostic>) {
    if let Some(storage) = database.name_span("storage") {
        let message = format!("`storage` does not go with `{engine}`, which grows by itself");
        let at = database.name_span("engine").unwrap_or(storage);
        found.push(conflict("GEN414", message, storage, at).help("remove `storage`"));
    }
    let zones = zones(tree);
    let (Some(instances), Some(span)) = (database.whole("instances"), database.span("instances"))
    else {
        return;
    };
    if zones > 0 && instances as usize > zones {
        let message = format!("{instances} instances do not fit in {zones} zones, one in each");
        let help = format!("write at most {zones}, or add zones to the region");
        found.push(Diagnostic::error("GEN414", span, message).help(help));
    }
}

/// How many zones the primary region has here; 0 if it is unknown.
pub(in crate::blueprint) fn zones(tree: Tree<'_>) -> usize {
    let all = tree.all("region");
    let Some(region) = all.iter().find(|region| region.text("role") == Some("primary")) else {
        return 0;
    };
    if region.has("zones") {
        return region.texts("zones").len();
    }
    regions::find(region.label()).map_or(0, |region| region.zones.len().min(3))
}

fn instance(database: View<'_>, engine: &str, found: &mut Vec<Diagnostic>) {
    let (Some(instances), Some(span)) = (database.whole("instances"), database.span("instances"))
    else {
        return;
    };
    if instances != 2 {
        let message = format!("`{engine}` has 2 instances, not {instances}");
        let at = database.name_span("engine").unwrap_or(span);
        let help =
            format!("remove `instances`, or write `engine = \"aurora-{}\"`", aurora_name(engine));
        found.push(conflict("GEN414", message, at, span).help(help));
    }
}

/// What Aurora does not run on, and what Database Insights does not support.
///
/// Sources: <https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.Types.html>,
/// <https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DatabaseInsights.Engines.html>,
/// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.Engines.html>.
fn class(database: View<'_>, engine: &str, found: &mut Vec<Diagnostic>) {
    let (Some(class), Some(span)) = (database.text("class"), database.span("class")) else {
        return;
    };
    let Some((family, size)) = class.strip_prefix("db.").and_then(|rest| rest.split_once('.'))
    else {
        return;
    };
    let aurora = engine.starts_with("aurora-");
    let mysql = engine.ends_with("mysql");
    let smallest = matches!(size, "micro" | "small");
    let old = aurora && matches!(family, "t2" | "t3");
    let problem = if aurora && !family.starts_with(['r', 't', 'x']) {
        "memory-optimised (`r`, `x`) or burstable (`t`)"
    } else if mysql && family.starts_with('t') && (smallest || old) || aurora && smallest {
        "one that Database Insights supports"
    } else {
        return;
    };
    let message = format!("the class of `{engine}` must be {problem}, not `{class}`");
    let help = "write a class such as `db.r8g.large`, or `db.t4g.medium` to try things out";
    found.push(Diagnostic::error("GEN414", span, message).help(help));
}

/// Databases of the engines themselves, and words that SQL reserves, which RDS refuses as names.
///
/// Sources: <https://www.postgresql.org/docs/current/sql-keywords-appendix.html>,
/// <https://dev.mysql.com/doc/refman/8.4/en/system-schema.html>.
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "all", "and", "any", "array", "as", "asc", "both", "case", "cast", "check", "collate", "column",
    "constraint", "create", "default", "desc", "distinct", "do", "else", "end", "except", "false",
    "fetch", "for", "foreign", "from", "grant", "group", "having", "in", "information_schema",
    "innodb", "intersect", "into", "leading", "limit", "mysql", "not", "null", "offset", "on",
    "only", "or", "order", "performance_schema", "primary", "rdsadmin", "references", "returning",
    "select", "some", "sys", "table", "template0", "template1", "then", "to", "trailing", "true",
    "union", "unique", "user", "using", "when", "where", "window", "with",
];

/// The initial database.
fn initial(database: View<'_>, found: &mut Vec<Diagnostic>) {
    let from_label = || database.text("was").unwrap_or(database.label()).replace('-', "_");
    let name = database.text("name").map_or_else(from_label, str::to_owned);
    if !RESERVED.contains(&name.to_ascii_lowercase().as_str()) {
        return;
    }
    let Some(span) = database.span("name").or(database.label_span()) else { return };
    let message = format!("a database cannot be named `{name}`, which engines reserve");
    let help = format!("write `name = \"{name}_data\"`, or another one");
    found.push(Diagnostic::error("GEN433", span, message).help(help));
}

/// An RDS database whose identifier is that of an Aurora instance.
fn numbered(tree: Tree<'_>, database: View<'_>, engine: &str, found: &mut Vec<Diagnostic>) {
    let cloud = |view: View<'_>| view.text("was").unwrap_or(view.label()).to_owned();
    let own = cloud(database);
    let Some((cluster, number)) = own.rsplit_once('-') else { return };
    let among = number.parse().is_ok_and(|number: usize| (1..=15).contains(&number));
    if engine.starts_with("aurora-") || !among {
        return;
    }
    for other in tree.all("database") {
        let aurora = other.text("engine").is_some_and(|engine| engine.starts_with("aurora-"));
        let (Some(a), Some(b)) = (database.label_span(), other.label_span()) else { continue };
        if aurora && cloud(other) == cluster {
            let message = format!("an instance of the database `{cluster}` is named `{own}` too");
            found.push(conflict("GEN433", message, a, b).help("change one of the labels"));
        }
    }
}

fn aurora_name(engine: &str) -> &str {
    if engine == "postgres" { "postgresql" } else { engine }
}
