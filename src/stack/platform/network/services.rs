//! What a service's namespace may do: what the blueprint declares, and what the mesh needs.

use super::aws::{self, Reach};
use super::places;
use super::rule::{Peer, Rule, Way};
use crate::model::{Egress, Platform, Service, Store, WebWorkload, Workload};
use crate::render::markdown::code;
use crate::stack::data;
use crate::stack::inside::{NAME_LABEL, TEST_LABEL};
use ipnet::Ipv4Net;
use std::collections::{BTreeMap, BTreeSet};

/// The exceptions of a service, in the order in which people read them.
pub(super) fn rules(platform: &Platform, service: &Service) -> Vec<Rule> {
    let reach = Reach::new(platform, &aws::of(service));
    let mut rules = Vec::new();
    if let Workload::Web(web) = &service.workload {
        rules.extend(exposed(web));
        rules.extend(callers(platform, service, web.port));
        rules.extend(tested(&service.id.label, web.port));
    }
    rules.extend(callees(platform, service));
    rules.extend(stores(platform, service));
    rules.extend(reach.endpoints(platform));
    rules.extend(public(platform, service, &reach));
    rules.extend(ranges(platform, service));
    rules.extend(aws::role(service).then(places::identity));
    rules.push(places::dns());
    rules.extend(places::meshed(platform));
    rules
}

/// Pods of a service.
fn pods(label: &str) -> Peer {
    Peer::Pods(label.to_owned(), (NAME_LABEL, label.to_owned()))
}

fn exposed(web: &WebWorkload) -> Option<Rule> {
    let who = "the gateway, for the internet";
    let rule = Rule::new((Way::In, "from-gateway"), vec![places::gateway()], [web.port], who);
    web.expose.is_some().then_some(rule)
}

fn callers(platform: &Platform, service: &Service, port: u16) -> Vec<Rule> {
    let label = &service.id.label;
    let callers = platform.services.iter().filter(|caller| caller.calls.contains(label));
    callers
        .map(|caller| {
            let caller = &caller.id.label;
            let name = format!("from-{caller}");
            Rule::new((Way::In, &name), vec![pods(caller)], [port], format!("service `{caller}`"))
        })
        .collect()
}

/// `helm test`, from its pod to those of the service beside it.
fn tested(label: &str, port: u16) -> [Rule; 2] {
    let (key, value) = TEST_LABEL;
    let test = Peer::Pods(label.to_owned(), (key, value.to_owned()));
    let who = "pods of `helm test` in this namespace";
    let called = Rule::new((Way::In, "helm-test"), vec![test], [port], who);
    let who = format!("service `{label}`, from pods of `helm test` alone");
    let calls = Rule::new((Way::Out, "helm-test-calls"), vec![pods(label)], [port], who);
    [called.of_pods((NAME_LABEL, label)), calls.of_pods(TEST_LABEL)]
}

fn callees(platform: &Platform, service: &Service) -> Vec<Rule> {
    let called = |label: &String| {
        let callee = platform.services.iter().find(|one| one.id.label == *label)?;
        let Workload::Web(web) = &callee.workload else { return None };
        let (name, who) = (format!("to-{label}"), format!("service `{label}`"));
        Some(Rule::new((Way::Out, &name), vec![pods(label)], [web.port], who))
    };
    service.calls.iter().filter_map(called).collect()
}

/// Databases and caches; a subnet says nothing of which one, a security group and a password do.
fn stores(platform: &Platform, service: &Service) -> Vec<Rule> {
    let rule = |(port, stores): (u16, Vec<String>)| {
        let name = format!("stores-{port}");
        let who = format!("the data subnets, for {}", stores.join(", "));
        Rule::new((Way::Out, &name), places::data(platform), [port], who)
    };
    ports_of_stores(platform, service).into_iter().map(rule).collect()
}

/// The ports of the databases and caches that a service uses, and whose they are, as Markdown.
pub(in crate::stack::platform) fn ports_of_stores(
    platform: &Platform,
    service: &Service,
) -> BTreeMap<u16, Vec<String>> {
    let mut ports: BTreeMap<u16, Vec<String>> = BTreeMap::new();
    for store @ Store { kind, label } in &service.uses {
        if let Some(port) = data::port(platform, store) {
            ports.entry(port).or_default().push(format!("{} `{label}`", kind.name()));
        }
    }
    ports
}

/// Public addresses, for hosts and for APIs without an endpoint in the VPC. One policy, so that no
/// two name the same range with other exceptions, which the VPC CNI does not tell apart.
/// Source: <https://github.com/aws/aws-network-policy-agent/issues/180>
fn public(platform: &Platform, service: &Service, reach: &Reach) -> Option<Rule> {
    let hosts = service.egress.iter().filter_map(|egress| match egress {
        Egress::Host(host, port) => Some((host, *port)),
        Egress::Range(..) => None,
    });
    let mut ports: BTreeSet<u16> = reach.outside().first().map(|_| 443).into_iter().collect();
    ports.extend(hosts.clone().map(|(_, port)| port));
    if ports.is_empty() {
        return None;
    }
    let declared = hosts.map(|(host, port)| code(&format!("{host}:{port}")));
    let names: Vec<String> = declared.chain(reach.outside()).collect();
    let those = if names.len() == 1 { "that host" } else { "those hosts" };
    let names = names.join(", ");
    let who =
        format!("any public address, declared for {names}, restricted to {those} by the mesh");
    Some(Rule::new((Way::Out, "public"), vec![places::internet(platform)], ports, who))
}

fn ranges(platform: &Platform, service: &Service) -> Vec<Rule> {
    let rule = |(range, ports): (Ipv4Net, Vec<u16>)| {
        let name = format!("range-{}", range.to_string().replace(['.', '/'], "-"));
        let who = format!("addresses in `{range}`, declared");
        Rule::new((Way::Out, &name), vec![places::range(platform, range)], ports, who)
    };
    declared_ranges(service).into_iter().map(rule).collect()
}

/// The ranges that a service declares, with their ports.
pub(in crate::stack::platform) fn declared_ranges(
    service: &Service,
) -> BTreeMap<Ipv4Net, Vec<u16>> {
    let mut ranges: BTreeMap<Ipv4Net, Vec<u16>> = BTreeMap::new();
    for egress in &service.egress {
        if let Egress::Range(range, port) = egress {
            ranges.entry(*range).or_default().push(*port);
        }
    }
    ranges
}
