//! Helm releases that no Kubernetes Secret could keep.
//!
//! Helm stores the chart, the values and what it rendered of them, compressed and in base64. The
//! chart counts whole, its files in base64 within; the values count twice, once as what is rendered
//! of them. Only where that might not fit are they compressed as Helm does it.

use super::Defects;
use crate::ir::Tree;
use crate::tables::quotas::SECRET;
use miniz_oxide::deflate::compress_to_vec;
use std::collections::BTreeMap;

/// The level of compression that Helm asks for.
const BEST: u8 = 9;

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
        let stored = |values: usize| (chart * 2 + values * 2) * 4 / 3;
        if stored(document.text.len()) <= SECRET {
            continue;
        }
        let size = stored(compress_to_vec(document.text.as_bytes(), BEST).len());
        if size > SECRET {
            let defect = format!("a release of it can take {size} bytes, a Secret holds {SECRET}");
            defects.push(&document.path, &defect);
        }
    }
}
