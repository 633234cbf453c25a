//! Connections of services against what the class of a database accepts.

use super::load::pods;
use super::{Tree, View};
use crate::blueprint::diagnostic::Diagnostic;
use crate::tables::connections::{self, OF_A_POD};
use crate::tables::instances;

pub(super) fn check(tree: Tree<'_>, services: &[View<'_>], found: &mut Vec<Diagnostic>) {
    for database in tree.all("database") {
        found.extend(exhausted(database, services));
    }
}

/// All sessions at the writer, as when nothing else is left. A proxy shares few connections among
/// them, so that behind one nothing is to be counted.
fn exhausted(database: View<'_>, services: &[View<'_>]) -> Option<Diagnostic> {
    let (engine, class) = (database.text("engine")?, database.text("class")?);
    if database.flag("proxy") == Some(true) {
        return None;
    }
    let accepted = connections::accepted(engine, connections::hardware(class)?.memory_mib)?;
    let users = services.iter().filter(|service| uses(**service, database.label()));
    let (most, added): (Vec<u32>, Vec<u32>) = users.filter_map(|service| pods(*service)).unzip();
    let most: u64 = most.into_iter().map(u64::from).sum();
    let pods = most + u64::from(added.into_iter().max().unwrap_or_default());
    if pods * OF_A_POD <= accepted {
        return None;
    }
    let message = format!(
        "{pods} pods use `{}` at `scale.max` during a release: {} connections at {OF_A_POD} a pod, `{class}` accepts about {accepted}",
        database.label(),
        pods * OF_A_POD,
    );
    let span = database.span("class").or(database.header())?;
    let help = match larger(engine, class, pods * OF_A_POD) {
        Some(larger) => {
            format!("write `proxy = true` or `class = \"db.{larger}\"`, or lower `scale.max`")
        }
        None => "write `proxy = true`, or lower `scale.max`".to_owned(),
    };
    Some(Diagnostic::warning("GEN518", span, message).help(help))
}

fn uses(service: View<'_>, database: &str) -> bool {
    let mut stores = service.references("uses").into_iter().map(|(store, _)| store);
    stores.any(|store| store.kind == "database" && store.label == database)
}

/// The smallest size that accepts so many, of the same family; of the default's in place of one that
/// is burstable, whose larger sizes few engines have.
fn larger(engine: &str, class: &str, needed: u64) -> Option<&'static str> {
    let (family, _) = class.strip_prefix("db.")?.split_once('.')?;
    let family = if family.starts_with('t') { "r8g" } else { family };
    let sizes = instances::all().filter(|kind| {
        let (own, size) = kind.name.split_once('.').unwrap_or_default();
        own == family
            && size.ends_with("large")
            && connections::accepted(engine, kind.memory_mib) >= Some(needed)
    });
    sizes.min_by_key(|kind| kind.memory_mib).map(|kind| kind.name)
}
