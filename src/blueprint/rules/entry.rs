//! The entry: what a load balancer, its certificate and its firewall can carry.

use super::{Tree, View};
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::source::Span;
use crate::tables::waf;
use std::collections::{BTreeMap, BTreeSet};

/// A security group holds 60 rules inward, and each range needs one for HTTP and one for HTTPS.
/// Source: <https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html>
const MOST_RANGES: usize = 30;

/// Rules of a load balancer: one for each host, and one more for each with a gRPC service.
/// Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html>
const MOST_RULES: usize = 100;

/// Names of a certificate; more hosts get the domain and its wildcard.
/// Source: <https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html>
const MOST_NAMES: usize = 10;

/// The longest first name of a certificate.
/// Source: <https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html>
const LONGEST_NAME: usize = 64;

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    let entry = tree.one("entry");
    let hosts = hosts(tree);
    if let Some(header) = entry.header().filter(|_| hosts.is_empty()) {
        let message = "`entry` has no effect: no service has `expose`";
        let help = "write `expose {}` in a service, or remove `entry`";
        found.push(Diagnostic::warning("GEN506", header, message).help(help));
    }
    ranges(entry, found);
    rules(&hosts, found);
    names(tree, &hosts, found);
    groups(entry.nested("waf"), found);
}

/// An exposed host: where it is exposed, and by a gRPC service or not.
type Hosts<'a> = BTreeMap<&'a str, BTreeSet<(bool, Span)>>;

fn hosts(tree: Tree<'_>) -> Hosts<'_> {
    let mut hosts = Hosts::new();
    for service in tree.all("service") {
        let expose = service.nested("expose");
        let host =
            if expose.has("host") { expose.text("host") } else { tree.platform().text("domain") };
        if let (Some(header), Some(host)) = (expose.header(), host) {
            let grpc = service.text("protocol") == Some("grpc");
            hosts.entry(host).or_default().insert((grpc, header));
        }
    }
    hosts
}

fn ranges(entry: View<'_>, found: &mut Vec<Diagnostic>) {
    let ranges: BTreeSet<&str> = entry.texts("allow").into_iter().collect();
    if let Some(span) = entry.span("allow").filter(|_| ranges.len() > MOST_RANGES) {
        let message =
            format!("{} ranges are too many, at most {MOST_RANGES} are possible", ranges.len());
        let help = "join neighbouring ranges: each needs two of the 60 rules of a security group";
        found.push(Diagnostic::error("GEN432", span, message).help(help));
    }
}

fn rules(hosts: &Hosts<'_>, found: &mut Vec<Diagnostic>) {
    let grpc = hosts.values().filter(|places| places.iter().any(|(grpc, _)| *grpc)).count();
    let wanted = hosts.len() + grpc;
    let last = hosts.values().flatten().map(|(_, span)| *span).max();
    if let Some(span) = last.filter(|_| wanted > MOST_RULES) {
        let message = format!(
            "{} exposed hosts, {grpc} of them with gRPC, need {wanted} rules of the load balancer, \
             at most {MOST_RULES} are possible",
            hosts.len()
        );
        let help = "expose services under paths of the same `host`";
        found.push(Diagnostic::error("GEN432", span, message).help(help));
    }
}

/// The first name of a managed certificate is the shortest host, or the domain before a wildcard.
fn names(tree: Tree<'_>, hosts: &Hosts<'_>, found: &mut Vec<Diagnostic>) {
    let managed = tree.one("entry").text("certificate").is_none_or(|text| text == "managed");
    let domain = tree.platform().text("domain");
    let shortest = hosts.keys().min_by_key(|host| host.len()).copied();
    let first = if hosts.len() > MOST_NAMES { domain } else { shortest };
    let Some(name) = first.filter(|name| managed && name.len() > LONGEST_NAME) else { return };
    if let Some(span) = tree.platform().span("domain") {
        let message = format!(
            "`{name}` has {} characters, the first name of a certificate at most {LONGEST_NAME}",
            name.len()
        );
        let help = "write a shorter `domain`, or the ARN of your own `certificate` in `entry`";
        found.push(Diagnostic::error("GEN432", span, message).help(help));
    }
}

fn groups(firewall: View<'_>, found: &mut Vec<Diagnostic>) {
    let groups: BTreeSet<&str> = firewall.texts("managed").into_iter().collect();
    let needed = waf::capacity(groups);
    if let Some(span) = firewall.span("managed").filter(|_| needed > waf::INCLUDED_CAPACITY) {
        let message = format!(
            "the rule groups need {needed} capacity units; beyond {} each request costs more",
            waf::INCLUDED_CAPACITY
        );
        let help = "leave out groups for software that no service runs";
        found.push(Diagnostic::warning("GEN507", span, message).help(help));
    }
}
