//! An exception: who, on which ports, and why, in words.

use crate::stack::platform::object::Object;
use ipnet::Ipv4Net;
use serde_json::{Value, json};

/// Which side of a connection a rule is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::stack::platform) enum Way {
    /// Into the namespace.
    In,
    /// Out of the namespace.
    Out,
}

/// The other side of a connection.
#[derive(Clone)]
pub(in crate::stack::platform) enum Peer {
    /// Pods of a namespace with a label that stands in their Service's selector.
    Pods(String, (&'static str, String)),
    /// Every pod of a namespace.
    Namespace(String),
    /// Every pod of the namespaces with a label.
    Namespaces(&'static str, &'static str),
    /// Addresses, but for some of them.
    Block(Ipv4Net, Vec<Ipv4Net>),
}

/// A port of a pod.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::stack::platform) enum Port {
    Tcp(u16),
    Udp(u16),
}

/// An exception from the policy that denies everything.
pub(in crate::stack::platform) struct Rule {
    /// The policy's name.
    pub(in crate::stack::platform) name: String,
    pub(in crate::stack::platform) way: Way,
    pub(in crate::stack::platform) peers: Vec<Peer>,
    pub(in crate::stack::platform) ports: Vec<Port>,
    /// The other side as people know it; Markdown.
    pub(in crate::stack::platform) who: String,
    /// A label of the only pods that it covers; without one it covers every pod of the namespace.
    covers: Option<(&'static str, String)>,
}

impl Rule {
    /// An exception for TCP ports.
    pub(super) fn new(
        (way, name): (Way, &str),
        peers: Vec<Peer>,
        ports: impl IntoIterator<Item = u16>,
        who: impl Into<String>,
    ) -> Self {
        let ports = ports.into_iter().map(Port::Tcp).collect();
        Self { name: name.to_owned(), way, peers, ports, who: who.into(), covers: None }
    }

    /// The same, of the pods with a label alone.
    pub(super) fn of_pods(self, (key, value): (&'static str, &str)) -> Self {
        Self { covers: Some((key, value.to_owned())), ..self }
    }

    /// The policy.
    pub(super) fn policy(&self, namespace: &str) -> Object {
        let ports: Vec<Value> = self.ports.iter().map(|port| port.value()).collect();
        let peers: Vec<Value> = self.peers.iter().map(Peer::value).collect();
        let pods = match &self.covers {
            Some((key, value)) => json!({ "matchLabels": { (*key): value } }),
            None => json!({}),
        };
        let spec = match self.way {
            Way::In => json!({
                "podSelector": pods,
                "policyTypes": ["Ingress"],
                "ingress": [{ "from": peers, "ports": ports }],
            }),
            Way::Out => json!({
                "podSelector": pods,
                "policyTypes": ["Egress"],
                "egress": [{ "to": peers, "ports": ports }],
            }),
        };
        Object::new(&*self.name, namespace, spec)
    }
}

impl Port {
    fn value(self) -> Value {
        match self {
            Self::Tcp(port) => json!({ "protocol": "TCP", "port": port }),
            Self::Udp(port) => json!({ "protocol": "UDP", "port": port }),
        }
    }

    /// Such as `443`, or `53 (UDP)`.
    pub(in crate::stack::platform) fn words(self) -> String {
        match self {
            Self::Tcp(port) => port.to_string(),
            Self::Udp(port) => format!("{port} (UDP)"),
        }
    }
}

impl Peer {
    fn value(&self) -> Value {
        let selector = |key: &str, value: &str| json!({ "matchLabels": { (key): value } });
        // The API server gives each namespace this label, and nobody can take it.
        let named = |namespace: &str| selector("kubernetes.io/metadata.name", namespace);
        match self {
            Self::Pods(namespace, (key, value)) => {
                json!({ "namespaceSelector": named(namespace), "podSelector": selector(key, value) })
            }
            Self::Namespace(namespace) => {
                json!({ "namespaceSelector": named(namespace), "podSelector": {} })
            }
            Self::Namespaces(key, value) => {
                json!({ "namespaceSelector": selector(key, value), "podSelector": {} })
            }
            Self::Block(cidr, except) if except.is_empty() => {
                json!({ "ipBlock": { "cidr": cidr.to_string() } })
            }
            Self::Block(cidr, except) => {
                let except: Vec<String> = except.iter().map(ToString::to_string).collect();
                json!({ "ipBlock": { "cidr": cidr.to_string(), "except": except } })
            }
        }
    }
}
