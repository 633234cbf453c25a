//! Databases and caches: what an engine allows.

use super::{Tree, View, conflict};
use crate::blueprint::check::nearest;
use crate::blueprint::diagnostic::{Diagnostic, shown};
use crate::tables::{engines, regions};

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    for database in tree.all("database") {
        let Some(engine) = database.text("engine") else { continue };
        version(database, engine, found);
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

fn aurora_name(engine: &str) -> &str {
    if engine == "postgres" { "postgresql" } else { engine }
}
