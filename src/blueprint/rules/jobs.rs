//! Jobs: what a service with a `schedule` cannot have, and that nobody calls it.

use super::{Tree, conflict};
use crate::blueprint::diagnostic::Diagnostic;

/// Attributes of what always runs and listens.
const ATTRIBUTES: &[&str] = &["port", "protocol", "live", "ready", "metrics", "metrics_port"];
/// Blocks of what always runs and listens.
const BLOCKS: &[&str] = &["scale", "expose", "slo", "release"];

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    for job in tree.all("service").into_iter().filter(|service| service.has("schedule")) {
        let Some(schedule) = job.name_span("schedule") else { continue };
        let attributes = ATTRIBUTES.iter().filter_map(|name| Some((name, job.name_span(name)?)));
        let blocks = BLOCKS.iter().filter_map(|name| Some((name, job.nested(name).header()?)));
        for (name, span) in attributes.chain(blocks) {
            let message =
                format!("`{name}` does not go with `schedule`: `{}` is a job", job.label());
            let help = format!("remove `{name}`, or `schedule` if it runs always");
            found.push(conflict("GEN418", message, schedule, span).help(help));
        }
    }
    for service in tree.all("service") {
        for (reference, span) in service.references("calls") {
            let target =
                tree.find("service", &reference.label).filter(|_| reference.kind == "service");
            if reference.kind == "service" && reference.label == service.label() {
                let message = format!("`{}` calls itself", reference.label);
                found.push(
                    Diagnostic::warning("GEN513", span, message).help("remove it from `calls`"),
                );
                continue;
            }
            if target.is_some_and(|target| target.has("schedule")) {
                let message = format!("`{}` is a job and cannot be called", reference.label);
                found.push(
                    Diagnostic::error("GEN308", span, message).help("remove it from `calls`"),
                );
            }
        }
    }
}
