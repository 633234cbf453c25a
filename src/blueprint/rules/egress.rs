//! `egress`: it leads out of the platform, and nowhere else. `writable`: no mount over another.

use super::{Tree, View, conflict};
use crate::blueprint::declare::grammar;
use crate::blueprint::diagnostic::Diagnostic;
use ipnet::Ipv4Net;

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    let vpc = tree.one("network").text("cidr").and_then(grammar::cidr);
    for service in tree.all("service") {
        for node in service.elements("egress") {
            let Some((target, _)) = node.text().and_then(grammar::egress) else { continue };
            let wrong = match target {
                Ok(range) => inside(range, vpc),
                Err(host) => internal(host),
            };
            if let Some((message, help)) = wrong {
                found.push(Diagnostic::error("GEN437", node.span, message).help(help));
            }
        }
        mounts(service, found);
    }
}

/// Why a range is not outside.
fn inside(range: Ipv4Net, vpc: Option<Ipv4Net>) -> Option<(String, String)> {
    if let Some(vpc) = vpc.filter(|vpc| vpc.contains(&range)) {
        let message = format!("`{range}` lies in the platform's own network `{vpc}`");
        let help = "name services in `calls` and stores in `uses`, which open what is needed";
        return Some((message, help.to_owned()));
    }
    if range.prefix_len() == 0 || grammar::unicast(range) {
        return None;
    }
    let message = format!("`{range}` is no range that another network has");
    Some((message, "name a range outside the platform".to_owned()))
}

/// Why a host is not outside.
fn internal(host: &str) -> Option<(String, String)> {
    let mut labels = host.split('.');
    let cluster = [".svc", ".svc.cluster.local", ".cluster.local"];
    if !cluster.iter().any(|end| host.ends_with(end)) {
        return None;
    }
    let name = labels.next().unwrap_or_default();
    let message = format!("`{host}` is inside the cluster");
    Some((message, format!("name the service in `calls`, such as `service.{name}`")))
}

/// Paths that the container runtime and the kubelet fill.
const TAKEN: &[&str] = &["/proc", "/sys", "/run/secrets", "/var/run/secrets"];

/// A mount lies over nothing that is needed, and in no other mount.
fn mounts(service: View<'_>, found: &mut Vec<Diagnostic>) {
    let paths = service.elements("writable");
    for node in paths {
        let Some(path) = node.text() else { continue };
        let below = |outer: &str| {
            path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if path == "/dev" || TAKEN.iter().any(|taken| below(taken)) {
            let message = format!("`{path}` is filled by Kubernetes and cannot be writable");
            found.push(Diagnostic::error("GEN417", node.span, message).help("write another path"));
        }
        let outer = paths
            .iter()
            .find(|other| other.text().is_some_and(|outer| outer != path && below(outer)));
        if let Some(outer) = outer {
            let covered = outer.text().unwrap_or_default();
            let message = format!("`{path}` lies in `{covered}`, which is writable already");
            found.push(
                conflict("GEN514", message, node.span, outer.span)
                    .help(format!("remove `{path}`"))
                    .lenient(),
            );
        }
    }
}
