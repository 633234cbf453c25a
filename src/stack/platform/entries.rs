//! What the mesh lets out of a namespace: hosts by their names, addresses by their ranges. Only the
//! namespace itself sees them.

use super::network::{ACCOUNT_HOSTS, Api, apis, declared_ranges, ports_of_stores, suffix};
use super::object::Object;
use crate::model::{Egress, Platform, Service, StoreKind, names};
use crate::stack::{data, network};
use crate::tables::regions;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A service entry, and hosts that begin with the account's id.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ServiceEntry {
    #[serde(flatten)]
    object: Object,
    /// What follows the account's id in more hosts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    account_hosts: Vec<String>,
}

impl From<Object> for ServiceEntry {
    fn from(object: Object) -> Self {
        Self { object, account_hosts: Vec::new() }
    }
}

/// The entries of every service.
pub(super) fn entries(platform: &Platform) -> Vec<ServiceEntry> {
    let of = |service| {
        let stores = stores(platform, service).into_iter().map(ServiceEntry::from);
        let declared = hosts(service).into_iter().chain(ranges(service)).map(ServiceEntry::from);
        aws(platform, service).into_iter().chain(stores).chain(declared).collect::<Vec<_>>()
    };
    platform.services.iter().flat_map(of).collect()
}

/// Hosts that the sidecar resolves. TLS goes by the name that the client asks for.
fn by_name(hosts: &[String], ports: &[Value]) -> Value {
    json!({
        "hosts": hosts,
        "location": "MESH_EXTERNAL",
        "resolution": "DNS",
        "ports": ports,
        "exportTo": ["."],
    })
}

/// Ranges, whose connections go where the client wanted them to. The host is a name for the entry
/// alone: nobody resolves it.
fn by_range(host: &str, ranges: &[String], ports: &[Value]) -> Value {
    json!({
        "hosts": [format!("{host}.invalid")],
        "addresses": ranges,
        "location": "MESH_EXTERNAL",
        "resolution": "NONE",
        "ports": ports,
        "exportTo": ["."],
    })
}

fn port(port: u16) -> Value {
    json!({ "number": port, "name": format!("tcp-{port}"), "protocol": "TCP" })
}

fn tls() -> Value {
    json!({ "number": 443, "name": "tls-443", "protocol": "TLS" })
}

/// The APIs of AWS that the role of the service calls.
fn aws(platform: &Platform, service: &Service) -> Option<ServiceEntry> {
    let region = platform.region.name.as_str();
    let apis = apis(service);
    if apis.is_empty() {
        return None;
    }
    let mut hosts: Vec<String> = apis.iter().map(|api| api.name(region)).collect();
    for store in service.uses.iter().filter(|store| store.kind == StoreKind::Bucket) {
        let bucket = data::bucket_name(platform, &store.label)?;
        hosts.extend(s3_hosts(region).map(|host| format!("{bucket}.{host}")));
    }
    hosts.extend(s3_hosts(region).skip(1).filter(|_| apis.iter().any(|api| api.host == "s3")));
    let object = Object::new("aws", &service.id.label, by_name(&hosts, &[tls()]));
    Some(ServiceEntry { object, account_hosts: account_hosts(region, &apis) })
}

/// The hosts of S3 in a region; in the oldest, SDKs call it without the region.
fn s3_hosts(region: &str) -> impl Iterator<Item = String> {
    let suffix = suffix(region);
    let global = (region == "us-east-1").then(|| format!("s3.{suffix}"));
    [format!("s3.{region}.{suffix}")].into_iter().chain(global)
}

fn account_hosts(region: &str, apis: &[Api]) -> Vec<String> {
    let (api, host) = ACCOUNT_HOSTS;
    let offered = regions::find(region).is_some_and(|region| region.partition == "aws");
    let called = offered && apis.iter().any(|one| one.endpoint == api);
    called.then(|| format!(".{host}.{region}.{}", suffix(region))).into_iter().collect()
}

/// Databases and caches, by the subnets that they are in: their hosts are known only after apply,
/// and clients resolve them themselves. One entry a port, so that none stands twice.
fn stores(platform: &Platform, service: &Service) -> Vec<Object> {
    let subnets: Vec<String> = network::zones(platform).map(|zone| zone.data.to_string()).collect();
    let entry = |number: u16| {
        let name = format!("stores-{number}");
        let spec = by_range(&name, &subnets, &[port(number)]);
        Object::new(name, &service.id.label, spec)
    };
    ports_of_stores(platform, service).into_keys().map(entry).collect()
}

/// Declared hosts.
fn hosts(service: &Service) -> Vec<Object> {
    let mut hosts: BTreeMap<&str, BTreeSet<u16>> = BTreeMap::new();
    for egress in &service.egress {
        if let Egress::Host(host, port) = egress {
            hosts.entry(host).or_default().insert(*port);
        }
    }
    let entry = |(host, ports): (&str, BTreeSet<u16>)| {
        let ports: Vec<Value> = ports
            .into_iter()
            .map(|number| if number == 443 { tls() } else { port(number) })
            .collect();
        Object::new(entry_name(host), &service.id.label, by_name(&[host.to_owned()], &ports))
    };
    hosts.into_iter().map(entry).collect()
}

/// A name of its own for each host: those of objects have no dots everywhere, and hosts may be long.
fn entry_name(host: &str) -> String {
    let readable: String = host.replace('.', "-").chars().take(40).collect();
    format!("host-{}-{}", readable.trim_end_matches('-'), names::digest(host, 6))
}

/// Declared ranges.
fn ranges(service: &Service) -> Vec<Object> {
    let entry = |(range, ports): (ipnet::Ipv4Net, Vec<u16>)| {
        let name = format!("range-{}", range.to_string().replace(['.', '/'], "-"));
        let ports: Vec<Value> = ports.into_iter().map(port).collect();
        let spec = by_range(&name, &[range.to_string()], &ports);
        Object::new(name, &service.id.label, spec)
    };
    declared_ranges(service).into_iter().map(entry).collect()
}
