//! Where the pods of a service run.

use crate::model::{NodePool, Platform, Service, TaintEffect};
use serde::Serialize;
use std::collections::BTreeMap;

/// The label that Karpenter gives to the nodes of a pool.
const POOL_LABEL: &str = "karpenter.sh/nodepool";

/// That a pod accepts a taint.
#[derive(Serialize)]
pub(super) struct Toleration {
    key: String,
    operator: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    value: String,
    effect: &'static str,
}

/// The pool that the service names.
fn pool<'a>(platform: &'a Platform, service: &Service) -> Option<&'a NodePool> {
    let label = service.nodes.as_ref()?;
    platform.nodes.iter().find(|pool| pool.id.label == *label)
}

/// The nodes of its pool, or any that no taint keeps it off.
pub(super) fn node_selector(
    platform: &Platform,
    service: &Service,
) -> BTreeMap<&'static str, String> {
    let pool = pool(platform, service);
    pool.map(|pool| (POOL_LABEL, pool.id.cloud().to_owned())).into_iter().collect()
}

/// The taints of its pool.
pub(super) fn tolerations(platform: &Platform, service: &Service) -> Vec<Toleration> {
    let taints = pool(platform, service).map(|pool| &pool.taints);
    taints
        .into_iter()
        .flatten()
        .map(|taint| Toleration {
            key: taint.key.clone(),
            operator: "Equal",
            value: taint.value.clone(),
            effect: match taint.effect {
                TaintEffect::NoSchedule => "NoSchedule",
                TaintEffect::PreferNoSchedule => "PreferNoSchedule",
                TaintEffect::NoExecute => "NoExecute",
            },
        })
        .collect()
}
