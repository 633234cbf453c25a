//! Values of the chart `foundation`: what add-ons and services need before the first of them.

use crate::ir::{Document, Expr, object};
use crate::model::Platform;
use crate::render::yaml::yaml;
use crate::stack::inside::priority;
use crate::stack::layers::Earlier;
use serde::Serialize;
use std::collections::BTreeMap;

use super::namespaces::{Namespace, PodSecurity, namespaces};

/// The chart, also the release.
pub(super) const CHART: &str = "foundation";

/// The namespace of the release, which makes all others.
pub(super) const RELEASE_NAMESPACE: &str = "kube-system";

/// The class that volumes get which ask for none.
const STORAGE_CLASS: &str = "gp3";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Values {
    namespaces: Vec<NamespaceValues>,
    /// The Kubernetes version whose standards hold, so that an upgrade of the cluster comes first
    /// and new rules with the next change here.
    pod_security_version: String,
    priorities: Vec<Priority>,
    storage_class: StorageClass,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NamespaceValues {
    name: &'static str,
    pod_security: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    labels: BTreeMap<&'static str, &'static str>,
}

#[derive(Serialize)]
struct Priority {
    name: &'static str,
    /// At most a thousand million: what is above is of Kubernetes itself.
    value: u32,
    description: &'static str,
}

#[derive(Serialize)]
struct StorageClass {
    name: &'static str,
}

/// Each gap is wide, so that a class may come between two of them.
const PRIORITIES: [Priority; 3] = [
    Priority {
        name: priority::CRITICAL,
        value: 1_000_000,
        description: "What other pods cannot start or be reached without.",
    },
    Priority {
        name: priority::ADDON,
        value: 500_000,
        description: "What watches and keeps the platform.",
    },
    Priority { name: priority::SERVICE, value: 100_000, description: "Services and jobs." },
];

/// `helm/values/foundation.yaml`
pub(super) fn document(platform: &Platform) -> Document {
    let values = Values {
        namespaces: namespaces(platform).iter().map(NamespaceValues::of).collect(),
        pod_security_version: format!("v{}", platform.cluster.version),
        priorities: PRIORITIES.into(),
        storage_class: StorageClass { name: STORAGE_CLASS },
    };
    Document { path: format!("helm/values/{CHART}.yaml"), text: yaml(&values) }
}

/// The key of volumes, which the driver knows by its ARN only.
///
/// Source: <https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md>
pub(super) fn facts(cluster: &Earlier) -> Expr {
    object([("storageClass", object([("key", cluster.output("volumes_key_arn"))]))])
}

impl NamespaceValues {
    fn of(namespace: &Namespace) -> Self {
        let (pod_security, why) = match namespace.pod_security {
            PodSecurity::Restricted => ("restricted", None),
            PodSecurity::Privileged { why } => ("privileged", Some(why)),
        };
        let labels = namespace.labels.iter().copied().collect();
        Self { name: namespace.name, pod_security, why, labels }
    }
}
