//! Regions: which, their roles, zones, copies, and what they offer.

use super::{Tree, View, pools};
use crate::blueprint::check::hint;
use crate::blueprint::diagnostic::{Diagnostic, shown};
use crate::blueprint::source::Span;
use crate::tables::{instances, regions};

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    roles(tree, found);
    for view in tree.all("region") {
        let Some(span) = view.label_span() else { continue };
        let Some(region) = regions::find(view.label()) else {
            let message = format!("unknown region `{}`", shown(view.label()));
            let names = regions::ALL.iter().map(|region| region.name);
            found.push(Diagnostic::error("GEN404", span, message).help(hint(
                view.label(),
                names,
                "regions",
            )));
            continue;
        };
        zones(tree, view, region, found);
        copies(view, region, found);
        offers(tree, view, region, found);
    }
}

/// Exactly one region is primary.
fn roles(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    let views = tree.all("region");
    let mut primary: Vec<_> = views
        .iter()
        .filter(|view| view.text("role") == Some("primary"))
        .filter_map(|view| view.header())
        .collect();
    primary.sort();
    match primary.as_slice() {
        [] if views.iter().any(|view| view.text("role") == Some("standby")) => {
            let message = "no region is primary";
            let help = "exactly one `region` has `role = \"primary\"`, which is the default";
            found.push(Diagnostic::error("GEN403", tree.header(), message).help(help));
        }
        [first, others @ ..] if !others.is_empty() => {
            let message = format!("{} regions are primary", primary.len());
            let diagnostic = Diagnostic::error("GEN403", *first, message)
                .help("keep one primary and write `role = \"standby\"` in the others");
            let also = |diagnostic: Diagnostic, span: &_| diagnostic.related(*span, "primary too");
            found.push(others.iter().fold(diagnostic, also));
        }
        _ => {}
    }
    for view in views {
        if let Some(span) = view.span("role").filter(|_| view.text("role") == Some("standby")) {
            let message =
                format!("the standby region `{}` is checked, but not generated yet", view.label());
            found.push(Diagnostic::warning("GEN502", span, message));
        }
    }
}

fn zones(tree: Tree<'_>, view: View<'_>, region: &regions::Region, found: &mut Vec<Diagnostic>) {
    let Some(span) = view.span("zones") else {
        let wanted = if tree.production() { 3 } else { 2 };
        if region.zones.len() < wanted
            && let Some(span) = view.label_span()
        {
            let message =
                format!("`{}` has {} zones, {wanted} are needed", region.name, region.zones.len());
            let help = format!("write `zones = [{}]` to live with fewer", quoted(region.zones));
            found.push(Diagnostic::error("GEN405", span, message).help(help));
        }
        return;
    };
    for node in view.elements("zones") {
        let Some(zone) = node.text() else { continue };
        if !region.zones.contains(&zone) {
            let message = format!("`{}` is no zone of `{}`", shown(zone), region.name);
            let help = hint(zone, region.zones.iter().copied(), "zones");
            found.push(Diagnostic::error("GEN405", node.span, message).help(help));
        }
    }
    if view.elements("zones").len() == 1 {
        let help = format!("write at least two of {}", quoted(region.zones));
        found.push(Diagnostic::error("GEN405", span, "one zone is too few").help(help));
    }
}

fn quoted(zones: &[&str]) -> String {
    zones.iter().map(|zone| format!("\"{zone}\"")).collect::<Vec<_>>().join(", ")
}

fn copies(view: View<'_>, region: &regions::Region, found: &mut Vec<Diagnostic>) {
    let (Some(name), Some(span)) = (view.text("copies"), view.span("copies")) else {
        found.extend(copies_abroad(view, region));
        return;
    };
    let Some(target) = regions::find(name) else {
        let message = format!("unknown region `{}`", shown(name));
        let names = regions::ALL.iter().map(|region| region.name);
        found.push(Diagnostic::error("GEN404", span, message).help(hint(name, names, "regions")));
        return;
    };
    let default = format!("leave `copies` out: the default is `{}`", region.copies);
    let wrong = if target.name == region.name {
        format!("copies of `{name}` cannot lie in the same region")
    } else if target.partition != region.partition {
        format!(
            "`{name}` is in partition `{}`, `{}` in `{}`",
            target.partition, region.name, region.partition
        )
    } else if target.jurisdiction != region.jurisdiction && target.name != region.copies {
        format!("`{name}` is under another jurisdiction than `{}`", region.name)
    } else {
        return;
    };
    found.push(Diagnostic::error("GEN406", span, wrong).help(default));
}

/// The default leaves the jurisdiction where that has one region only: nobody should learn of it
/// from an auditor.
fn copies_abroad(view: View<'_>, region: &regions::Region) -> Option<Diagnostic> {
    let target = regions::find(region.copies)?;
    let span = view.label_span().filter(|_| target.jurisdiction != region.jurisdiction)?;
    let message = format!(
        "copies of `{}` go to `{}`, which is under another jurisdiction",
        region.name, target.name
    );
    let help = format!("write `copies = \"{}\"` to say that you know", target.name);
    Some(Diagnostic::warning("GEN505", span, message).help(help))
}

/// What the blueprint needs and the region does not have.
fn offers(tree: Tree<'_>, view: View<'_>, region: &regions::Region, found: &mut Vec<Diagnostic>) {
    let Some(span) = view.label_span() else { return };
    let monitoring = tree.one("monitoring");
    let codebuild = tree.one("access").text("runner") == Some("codebuild");
    let needs = [
        (
            !region.prometheus,
            "Managed Prometheus, which metrics need",
            "choose a region that has it",
        ),
        (
            !region.grafana && monitoring.nested("grafana").written.is_some(),
            "Managed Grafana",
            "remove `monitoring.grafana` or choose another region",
        ),
        (
            !region.codebuild_runners && codebuild,
            "CodeBuild runners",
            "write `runner = \"github\"` in `access` or choose another region",
        ),
    ];
    for (_, what, help) in needs.iter().filter(|(missing, ..)| *missing) {
        let message = format!("`{}` does not offer {what}", region.name);
        found.push(Diagnostic::error("GEN407", span, message).help(*help));
    }
    families(tree, span, region, found);
}

/// Instance types of the system nodes, and pools, that the region has nothing for.
fn families(tree: Tree<'_>, span: Span, region: &regions::Region, found: &mut Vec<Diagnostic>) {
    let missing = |name: &str| instances::offered(region.name, name) == Some(false);
    for name in tree.one("cluster").nested("system").texts("instance_types") {
        if instances::find(name).is_some() && missing(name) {
            let message = format!("`{}` does not offer `{name}`", region.name);
            let help = "name other `instance_types` in `cluster.system`, or choose another region";
            found.push(Diagnostic::error("GEN407", span, message).help(help));
        }
    }
    for pool in tree.all("nodes") {
        let oldest = pool.whole("min_generation").unwrap_or_default();
        let kinds = instances::launchable(&pool.texts("families"), oldest);
        for (what, kinds) in pools::by_architecture(pool, kinds) {
            if !kinds.is_empty() && kinds.iter().all(|kind| missing(kind.name)) {
                let message =
                    format!("`{}` has no {what}instances for `{}`", region.name, pool.label());
                let help = "lower `min_generation` of the pool, or change its `families` or \
                            `architectures`";
                found.push(Diagnostic::error("GEN407", span, message).help(help));
            }
        }
    }
}
