//! Helm releases that no Kubernetes Secret could keep.
//!
//! Helm stores the chart, the values and what it rendered of them, compressed and in base64. The
//! bound does without the compression, which makes a fraction of such text, so that it holds for
//! any: every text counts as stored and once more as rendered, both in base64.

use super::Defects;
use crate::ir::Tree;
use crate::tables::quotas::SECRET;
use std::collections::BTreeMap;

const CHARTS: &str = "helm/charts/";
const VALUES: &str = "helm/values/";

/// Every values file with its chart; one without a chart of its name counts with the largest of the
/// tree, and what a chart from elsewhere holds is not known.
pub(super) fn check(tree: &Tree, defects: &mut Defects) {
    let mut charts: BTreeMap<&str, usize> = BTreeMap::new();
    for document in &tree.documents {
        let rest = document.path.strip_prefix(CHARTS);
        if let Some((chart, _)) = rest.and_then(|rest| rest.split_once('/')) {
            *charts.entry(chart).or_default() += document.text.len();
        }
    }
    let largest = charts.values().copied().max().unwrap_or_default();
    for document in tree.documents.iter().filter(|document| document.path.starts_with(VALUES)) {
        let name = document.path.rsplit('/').next().and_then(|file| file.strip_suffix(".yaml"));
        let chart = name.and_then(|name| charts.get(name)).copied().unwrap_or(largest);
        let size = (chart + document.text.len()) * 2 * 4 / 3;
        if size > SECRET {
            let defect = format!("a release of it can take {size} bytes, a Secret holds {SECRET}");
            defects.push(&document.path, &defect);
        }
    }
}
