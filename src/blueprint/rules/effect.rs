//! Attributes that another one switches off: they would silently do nothing.

use super::{Tree, View, conflict};
use crate::blueprint::diagnostic::Diagnostic;

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    let cluster = tree.one("cluster");
    if cluster.text("api") == Some("private") && !cluster.texts("allow").is_empty() {
        idle(cluster, "allow", ("api", "private"), found);
    }
    for service in tree.all("service") {
        if let Some(image) = service.text("image") {
            idle(service, "source", ("image", image), found);
        }
        if service.text("metrics") == Some("none") && !service.has("schedule") {
            idle(service, "metrics_port", ("metrics", "none"), found);
        }
        let release = service.nested("release");
        if let Some(strategy @ ("rolling" | "blue-green")) = release.text("strategy") {
            idle(release, "steps", ("strategy", strategy), found);
        }
        if release.text("strategy") == Some("rolling") {
            idle(release, "pause_seconds", ("strategy", "rolling"), found);
        }
    }
}

/// Reports `name`, if it is written, as switched off by the value of another attribute.
fn idle(view: View<'_>, name: &str, (other, value): (&str, &str), found: &mut Vec<Diagnostic>) {
    let Some(span) = view.name_span(name) else { return };
    let message = format!("`{name}` has no effect with `{other} = \"{value}\"`");
    let diagnostic = match view.name_span(other) {
        Some(place) => conflict("GEN510", message, span, place),
        None => Diagnostic::error("GEN510", span, message),
    };
    found.push(diagnostic.help(format!("remove `{name}`, or change `{other}`")).lenient());
}
