//! Network policies: nothing comes in or goes out, and each exception is a policy of its own, whose
//! name says what it is for.
//!
//! How the VPC CNI enforces them decides how they are written. It sees pods' ports, since the mesh
//! leaves them as they are; it lets the kubelet's probes through; and it admits the address of a
//! Service only if the Service's selector has the labels that a policy names.
//! Source: `pkg/resolvers/endpoints.go` of
//! <https://github.com/aws/amazon-network-policy-controller-k8s>.

mod aws;
mod places;
mod rule;
mod services;
mod system;

use super::object::Object;
use crate::model::Platform;
use serde_json::json;

pub(super) use aws::{ACCOUNT_HOSTS, Api, of as apis, suffix};
pub(super) use rule::{Rule, Way};
pub(super) use services::{declared_ranges, ports_of_stores};

/// A namespace with its exceptions.
pub(super) struct Guarded {
    pub(super) namespace: String,
    pub(super) rules: Vec<Rule>,
}

/// Every namespace that has policies: services by label, then the platform's own by name.
pub(super) fn guarded(platform: &Platform) -> Vec<Guarded> {
    let services = platform.services.iter().map(|service| Guarded {
        namespace: service.id.label.clone(),
        rules: services::rules(platform, service),
    });
    services.chain(system::guarded(platform)).collect()
}

/// Every policy.
pub(super) fn policies(platform: &Platform) -> Vec<Object> {
    let mut policies = Vec::new();
    for Guarded { namespace, rules } in guarded(platform) {
        let deny = json!({ "podSelector": {}, "policyTypes": ["Ingress", "Egress"] });
        policies.push(Object::new("default-deny", &namespace, deny));
        policies.extend(rules.iter().map(|rule| rule.policy(&namespace)));
    }
    policies
}
