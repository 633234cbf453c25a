//! The namespaces of add-ons and the mesh, and what their pods may do.
//!
//! `kube-system` is none of them: it is EKS' own, with what EKS puts into it.

use super::rollouts;
use crate::model::Platform;
use crate::stack::entry;
use crate::stack::inside::namespace;

/// A namespace of the platform's own parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::stack) struct Namespace {
    pub(in crate::stack) name: &'static str,
    pub(in crate::stack) pod_security: PodSecurity,
    /// Labels by which somebody else knows it.
    pub(super) labels: &'static [(&'static str, &'static str)],
}

/// The Pod Security Standard that the API server enforces.
///
/// Source: <https://kubernetes.io/docs/concepts/security/pod-security-standards/>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::stack) enum PodSecurity {
    /// No root, no privilege, no path of the node.
    Restricted,
    /// Everything, because nothing less admits what runs there.
    Privileged {
        /// What needs it, and for what.
        why: &'static str,
    },
}

/// By name, those that this platform has.
pub(in crate::stack) fn namespaces(platform: &Platform) -> Vec<Namespace> {
    let exposed = entry::exposes(platform);
    let mut found = vec![
        restricted(namespace::CERT_MANAGER),
        restricted(namespace::EXTERNAL_SECRETS),
        privileged(
            namespace::ISTIO_CNI,
            "the mesh's agent changes the network of other pods, and the node's plugins",
        ),
        restricted(namespace::ISTIO),
        privileged(namespace::LOGGING, "Fluent Bit reads the logs of all pods on the node"),
        restricted(namespace::MONITORING),
        privileged(
            namespace::NODE_EXPORTER,
            "the exporter reads the node's file systems, network and processes",
        ),
        restricted(namespace::RELOADER),
    ];
    if exposed {
        found.push(restricted(namespace::LOAD_BALANCER));
        found.push(Namespace {
            // A new gateway pod counts as ready once the load balancer finds it healthy, so that an
            // update never takes the last healthy target.
            labels: &[("elbv2.k8s.aws/pod-readiness-gate-inject", "enabled")],
            ..restricted(namespace::INGRESS)
        });
    }
    if rollouts::used(platform) {
        found.push(restricted(namespace::ARGO_ROLLOUTS));
    }
    found.sort_by_key(|namespace| namespace.name);
    found
}

fn restricted(name: &'static str) -> Namespace {
    Namespace { name, pod_security: PodSecurity::Restricted, labels: &[] }
}

fn privileged(name: &'static str, why: &'static str) -> Namespace {
    Namespace { name, pod_security: PodSecurity::Privileged { why }, labels: &[] }
}
