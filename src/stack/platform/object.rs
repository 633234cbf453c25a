//! Kubernetes objects as the chart takes them: it adds `apiVersion`, `kind` and labels by the list
//! that they stand in.

use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// An object of a kind that its list says.
#[derive(Serialize)]
pub(super) struct Object {
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) namespace: Option<String>,
    /// Beside those that every object of the chart has.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) labels: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) spec: Option<Value>,
}

impl Object {
    /// An object in a namespace.
    pub(super) fn new(name: impl Into<String>, namespace: &str, spec: Value) -> Self {
        Self {
            name: name.into(),
            namespace: Some(namespace.to_owned()),
            labels: BTreeMap::new(),
            spec: Some(spec),
        }
    }

    /// An object of the whole cluster.
    pub(super) fn whole_cluster(name: &str, spec: Value) -> Self {
        Self { name: name.to_owned(), namespace: None, labels: BTreeMap::new(), spec: Some(spec) }
    }

    /// A namespace.
    pub(super) fn of_labels(name: &str, labels: BTreeMap<&'static str, String>) -> Self {
        Self { name: name.to_owned(), namespace: None, labels, spec: None }
    }
}
