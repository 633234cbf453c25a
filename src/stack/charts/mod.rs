//! Helm charts of our own: files beside this one, embedded as they are.
//!
//! What differs between environments is in their values, never in the charts.

use crate::ir::Document;
use crate::model::names;

/// Path below `helm/charts/` and text of each file of a chart.
macro_rules! chart {
    ($name:literal: $($file:literal),+ $(,)?) => {
        &[$((concat!($name, "/", $file), include_str!(concat!($name, "/", $file)))),+]
    };
}

/// Every file of every chart.
const CHARTS: &[&[(&str, &str)]] = &[
    chart!("entry":
        "Chart.yaml",
        "README.md",
        "templates/_labels.tpl",
        "templates/gateway.yaml",
        "templates/mesh.yaml",
        "templates/targetgroupbindings.yaml",
        "values.schema.json",
    ),
    chart!("foundation":
        "Chart.yaml",
        "README.md",
        "templates/_labels.tpl",
        "templates/namespaces.yaml",
        "templates/priorityclasses.yaml",
        "templates/storageclass.yaml",
        "values.schema.json",
    ),
    chart!("platform":
        "Chart.yaml",
        "README.md",
        "templates/_objects.tpl",
        "templates/_pools.tpl",
        "templates/authorizationpolicies.yaml",
        "templates/awspcaclusterissuers.yaml",
        "templates/certificates.yaml",
        "templates/clusteranalysistemplates.yaml",
        "templates/ec2nodeclasses.yaml",
        "templates/externalsecrets.yaml",
        "templates/issuers.yaml",
        "templates/limitranges.yaml",
        "templates/namespaces.yaml",
        "templates/networkpolicies.yaml",
        "templates/nodepools.yaml",
        "templates/resourcequotas.yaml",
        "templates/secretstores.yaml",
        "templates/serviceentries.yaml",
        "templates/sidecars.yaml",
        "values.schema.json",
    ),
    chart!("service":
        "Chart.yaml",
        "README.md",
        "templates/_container.tpl",
        "templates/_names.tpl",
        "templates/_pod.tpl",
        "templates/_release.tpl",
        "templates/_routes.tpl",
        "templates/cronjob.yaml",
        "templates/deployment.yaml",
        "templates/destinationrule.yaml",
        "templates/horizontalpodautoscaler.yaml",
        "templates/httproute.yaml",
        "templates/ingress.yaml",
        "templates/networkpolicies.yaml",
        "templates/poddisruptionbudget.yaml",
        "templates/podmonitor.yaml",
        "templates/rollout.yaml",
        "templates/service.yaml",
        "templates/serviceaccount.yaml",
        "templates/tests/_scripts.tpl",
        "templates/tests/connection.yaml",
        "templates/virtualservices.yaml",
        "values.schema.json",
    ),
];

/// The charts as documents.
pub(super) fn documents() -> impl Iterator<Item = Document> {
    CHARTS.iter().copied().flatten().map(|(path, text)| Document {
        path: format!("helm/charts/{path}"),
        text: (*text).to_owned(),
    })
}

/// The first 12 hexadecimal digits of the SHA-256 of a chart's files.
///
/// # Panics
///
/// If there is no such chart: a bug in `gen`.
pub(super) fn digest(chart: &str) -> String {
    let of = |path: &str| path.split_once('/').is_some_and(|(folder, _)| folder == chart);
    let files = CHARTS.iter().copied().flatten().filter(|(path, _)| of(path));
    let text: String = files.map(|(path, text)| format!("{path}\n{text}\n")).collect();
    assert!(!text.is_empty(), "there is a chart {chart}");
    names::digest(&text, 12)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "it reads the sources")]

    use super::*;

    #[test]
    fn every_file_of_a_chart_is_embedded() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/stack/charts");
        let mut on_disk: Vec<(String, String)> = walkdir::WalkDir::new(folder)
            .min_depth(2)
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                (format!("helm/charts/{path}"), std::fs::read_to_string(entry.path()).unwrap())
            })
            .collect();
        on_disk.sort();
        let embedded: Vec<(String, String)> =
            documents().map(|document| (document.path, document.text)).collect();
        assert_eq!(embedded, on_disk, "`CHARTS` lists every file, sorted");
    }
}
