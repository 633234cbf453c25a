//! Every version that the tree pins, as the ledger lists them.

use super::{addons, mesh};
use crate::model::Platform;
use crate::tables::charts::Chart;
use crate::tables::versions::{AWS_PROVIDER, BOTTLEROCKET, HELM_PROVIDER, TERRAFORM};
use std::collections::BTreeMap;

/// Component to pinned version or constraint.
///
/// EKS add-ons are absent: their versions are read by data source, as the default of the pinned
/// Kubernetes version.
pub fn versions(platform: &Platform) -> BTreeMap<String, String> {
    [
        ("terraform", TERRAFORM),
        ("provider/hashicorp/aws", AWS_PROVIDER),
        ("provider/hashicorp/helm", HELM_PROVIDER),
        ("kubernetes", platform.cluster.version.as_str()),
        ("bottlerocket", BOTTLEROCKET),
    ]
    .into_iter()
    .map(|(component, version)| (component.to_owned(), version.to_owned()))
    .chain(
        addons::charts(platform)
            .chain(mesh::charts(platform))
            .map(Chart::named)
            .map(|chart| (format!("chart/{}", chart.name), chart.version.to_owned())),
    )
    .chain(platform.databases.iter().map(|database| {
        let engine = format!("{} {}", database.engine.name(), database.version);
        (format!("database/{}", database.id.label), engine)
    }))
    .chain(
        platform.caches.iter().map(|cache| {
            (format!("cache/{}", cache.id.label), format!("valkey {}", cache.version))
        }),
    )
    .collect()
}
