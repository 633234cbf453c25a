//! Who reaches whom: network policies, the mesh's authorisation and security groups as their
//! enforcers read them, of what an environment's files say and nothing else.

pub(crate) mod groups;
pub(crate) mod mesh;
pub(crate) mod policies;

use ipnet::Ipv4Net;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

/// A port and its protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Port {
    Tcp(u16),
    Udp(u16),
}

/// One side of a connection.
#[derive(Debug, Clone)]
pub(crate) enum Side {
    /// A pod: its namespace and its labels; it may have any address of the private subnets.
    Pod(String, BTreeMap<String, String>),
    /// Something outside of the cluster, at one of these addresses.
    At(Vec<Ipv4Addr>),
}

/// What the cluster enforces.
pub(crate) struct Cluster {
    /// Network policies by namespace, as the values have them.
    policies: BTreeMap<String, Vec<Value>>,
    /// Authorisation by namespace, likewise.
    authorization: BTreeMap<String, Vec<Value>>,
    /// Label of a namespace to its value; those without labels of their own have their name.
    namespaces: BTreeMap<String, BTreeMap<String, String>>,
    /// Every port that a policy or a rule names, and some that none does.
    ports: BTreeSet<Port>,
    values: Value,
    pub(crate) groups: groups::Groups,
    /// An address of the private subnets in each zone, as a pod has it.
    pods: Vec<Ipv4Addr>,
}

impl Cluster {
    /// Reads values and Terraform of an environment; `vpc` and `zones` give pods their addresses.
    pub(crate) fn new(files: &BTreeMap<String, String>, vpc: Ipv4Net, zones: &[String]) -> Self {
        let values = serde_yaml_ng::from_str(&files["helm/values/platform.yaml"]).unwrap();
        let pods = zones.iter().map(|zone| subnet(vpc, zone, Kind::Private)).collect();
        Self::of(values, groups::Groups::new(files), pods)
    }

    fn of(values: Value, groups: groups::Groups, pods: Vec<Ipv4Addr>) -> Self {
        Self {
            policies: by_namespace(&values["networkPolicies"]),
            authorization: by_namespace(&values["authorizationPolicies"]),
            namespaces: namespaces(&values),
            ports: ports(&values),
            values,
            groups,
            pods,
        }
    }

    /// The same cluster with other values.
    pub(crate) fn changed(&self, change: impl FnOnce(&mut Value)) -> Self {
        let mut values = self.values.clone();
        change(&mut values);
        assert_ne!(values, self.values, "the change is one");
        Self::of(values, self.groups.clone(), self.pods.clone())
    }

    /// The addresses that a side may have.
    pub(crate) fn addresses(&self, side: &Side) -> Vec<Ipv4Addr> {
        match side {
            Side::Pod(..) => self.pods.clone(),
            Side::At(addresses) => addresses.clone(),
        }
    }
}

/// Every port that a policy or a rule names, and some that none does.
fn ports(values: &Value) -> BTreeSet<Port> {
    let mut ports: BTreeSet<Port> = [1, 22, 1024, 1025, 4444, 15001, 65535]
        .into_iter()
        .flat_map(|port| [Port::Tcp(port), Port::Udp(port)])
        .collect();
    numbers(&values["networkPolicies"], &mut ports);
    for policy in values["authorizationPolicies"].as_array().unwrap() {
        for rule in policy["spec"]["rules"].as_array().into_iter().flatten() {
            let named = rule["to"][0]["operation"]["ports"].as_array().into_iter().flatten();
            ports.extend(named.map(|port| Port::Tcp(port.as_str().unwrap().parse().unwrap())));
        }
    }
    ports
}

/// The objects of a list, by namespace.
fn by_namespace(list: &Value) -> BTreeMap<String, Vec<Value>> {
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for object in list.as_array().unwrap() {
        let namespace = object["namespace"].as_str().unwrap().to_owned();
        found.entry(namespace).or_default().push(object["spec"].clone());
    }
    found
}

/// Labels of namespaces: those that the values give them, and their names.
fn namespaces(values: &Value) -> BTreeMap<String, BTreeMap<String, String>> {
    let given = values["namespaces"].as_array().unwrap().iter();
    let given = given.map(|one| (one["name"].as_str().unwrap(), texts(&one["labels"])));
    let guarded = values["networkPolicies"].as_array().unwrap().iter();
    let guarded = guarded.map(|policy| (policy["namespace"].as_str().unwrap(), BTreeMap::new()));
    let others = ["default", "kube-system"].map(|name| (name, BTreeMap::new()));
    let mut all = BTreeMap::new();
    // What is given comes last.
    for (name, mut labels) in others.into_iter().chain(guarded).chain(given) {
        labels.insert("kubernetes.io/metadata.name".to_owned(), name.to_owned());
        all.insert(name.to_owned(), labels);
    }
    all
}

/// A map of texts.
pub(crate) fn texts(value: &Value) -> BTreeMap<String, String> {
    let pairs = value.as_object().into_iter().flatten();
    pairs.map(|(key, value)| (key.clone(), value.as_str().unwrap().to_owned())).collect()
}

/// The ports of a tree of policies.
fn numbers(value: &Value, found: &mut BTreeSet<Port>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| numbers(item, found)),
        Value::Object(fields) => {
            found.extend(port(value));
            fields.values().for_each(|field| numbers(field, found));
        }
        _ => {}
    }
}

/// A port of a network policy, as written.
pub(crate) fn port(value: &Value) -> Option<Port> {
    let number = u16::try_from(value.get("port")?.as_u64()?).unwrap();
    Some(match value["protocol"].as_str().unwrap() {
        "TCP" => Port::Tcp(number),
        "UDP" => Port::Udp(number),
        other => panic!("protocol {other}"),
    })
}

/// A kind of subnet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Private,
    Public,
    Data,
    ControlPlane,
}

/// An address in a subnet: spelled out from the layout that ARCHITECTURE and Terraform have, and
/// not from the code that makes the policies.
pub(crate) fn subnet(vpc: Ipv4Net, zone: &str, kind: Kind) -> Ipv4Addr {
    let slot = u32::from(zone.bytes().last().unwrap() - b'a');
    let size = |bits: u8| 1u32 << (32 - vpc.prefix_len() - bits);
    let start = match kind {
        Kind::Private => slot * size(3),
        Kind::Public => 3 * size(2) + slot * size(7),
        Kind::Data => 3 * size(2) + size(4) + slot * size(7),
        Kind::ControlPlane => 3 * size(2) + 2 * size(4) + slot * size(8),
    };
    Ipv4Addr::from(u32::from(vpc.network()) + start + 5)
}
