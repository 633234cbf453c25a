//! The mesh's authorisation, as a sidecar enforces it.

use super::policies::matches;
use super::{Cluster, Port, Side};
use serde_json::Value;
use std::collections::BTreeSet;

/// Whether a list names an identity; `*` is every identity, and none is not one.
fn names(list: &Value, principal: Option<&str>) -> bool {
    let mut named = list.as_array().unwrap().iter().map(|one| one.as_str().unwrap());
    principal.is_some_and(|principal| named.any(|one| one == "*" || one == principal))
}

impl Cluster {
    /// The ports that a sidecar lets through for this identity; none if no policy is there. Its own
    /// port of metrics it never captures.
    pub(crate) fn authorised(&self, principal: Option<&str>, to: &Side) -> BTreeSet<Port> {
        let Side::Pod(namespace, labels) = to else { panic!("{to:?} has no sidecar") };
        let tcp = || self.ports.iter().copied().filter(|port| matches!(port, Port::Tcp(_)));
        let mut governed = false;
        let mut ports: BTreeSet<Port> = BTreeSet::new();
        for spec in self.authorization.get(namespace).into_iter().flatten() {
            if !spec.get("selector").is_none_or(|selector| matches(selector, labels)) {
                continue;
            }
            let action = spec.get("action").map_or("ALLOW", |action| action.as_str().unwrap());
            assert_eq!(action, "ALLOW", "an action that nobody evaluates");
            governed = true;
            for rule in spec["rules"].as_array().into_iter().flatten() {
                let sources = rule["from"].as_array();
                let from = sources.is_none_or(|sources| {
                    sources.iter().any(|source| {
                        let source = source["source"].as_object().unwrap();
                        assert_eq!(source.len(), 1, "a source that nobody evaluates: {source:?}");
                        match source.get("notPrincipals") {
                            Some(named) => !names(named, principal),
                            None => names(&source["principals"], principal),
                        }
                    })
                });
                if !from {
                    continue;
                }
                match rule["to"].as_array() {
                    Some(operations) => ports.extend(operations.iter().flat_map(|operation| {
                        let named = operation["operation"]["ports"].as_array().unwrap();
                        named.iter().map(|port| Port::Tcp(port.as_str().unwrap().parse().unwrap()))
                    })),
                    None => ports.extend(tcp()),
                }
            }
        }
        if !governed {
            ports.extend(tcp());
        }
        ports.insert(Port::Tcp(15020));
        ports
    }
}
