//! How a new version comes in, and what judges it.

use super::values::Home;
use super::web::protocol;
use crate::model::{Protocol, Slo, Strategy, WebWorkload};
use serde::Serialize;
use std::collections::BTreeMap;

/// Seconds that one measurement covers: four scrapes. Also in the chart `platform`, whose templates
/// of analyses measure this long and begin anew as often.
const WINDOW: u32 = 120;

/// How a new version comes in.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Release {
    strategy: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    steps: Vec<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    preview_seconds: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    analysis: Option<Analysis>,
}

/// What judges a version: a template in the cluster, and what differs between services.
#[derive(Serialize)]
struct Analysis {
    template: String,
    args: BTreeMap<&'static str, String>,
}

/// How new versions of a service come in at a place. Elsewhere nothing moves traffic by weight.
pub(super) fn release(web: &WebWorkload, home: Home) -> Release {
    let release = &web.release;
    let strategy = if home == Home::Platform { release.strategy } else { Strategy::Rolling };
    let name = match strategy {
        Strategy::Canary => "canary",
        Strategy::Rolling => "rolling",
        Strategy::BlueGreen => "blue-green",
    };
    Release {
        strategy: name,
        steps: if strategy == Strategy::Canary { release.steps.clone() } else { Vec::new() },
        preview_seconds: Some(release.pause_seconds)
            .filter(|seconds| strategy == Strategy::BlueGreen && *seconds > 0),
        analysis: (strategy != Strategy::Rolling).then(|| analysis(web)),
    }
}

fn analysis(web: &WebWorkload) -> Analysis {
    let Slo { availability, latency_ms, percentile } = web.slo;
    // At least one: a step that nobody judges would only be slow.
    let count = web.release.pause_seconds.div_ceil(WINDOW).max(1);
    let mut args = BTreeMap::from([
        ("budget", decimal((100.0 - availability) / 100.0)),
        ("count", count.to_string()),
    ]);
    if web.protocol != Protocol::Tcp {
        args.extend([
            ("latency", latency_ms.to_string()),
            ("quantile", decimal(percentile / 100.0)),
            ("requests", fewest(percentile)),
        ]);
    }
    Analysis { template: format!("release-{}", protocol(web.protocol)), args }
}

/// The fewest requests of which a percentile says more than that one of them was slow: 100 of the
/// 99th, 1000 of the 99.9th.
fn fewest(percentile: f64) -> String {
    // Less a trifle, which the division may have added.
    format!("{:.0}", (100.0 / (100.0 - percentile) - 1e-6).ceil())
}

/// Nine decimals, without zeros at their end.
fn decimal(number: f64) -> String {
    let text = format!("{number:.9}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{decimal, fewest};

    #[test]
    fn decimals_have_no_trace_of_binary() {
        assert_eq!(decimal((100.0 - 99.9) / 100.0), "0.001");
        assert_eq!(decimal((100.0 - 99.95) / 100.0), "0.0005");
        assert_eq!(decimal(0.99), "0.99");
        assert_eq!(decimal(1.0 - 1.0), "0");
    }

    #[test]
    fn a_percentile_needs_as_many_requests_as_it_divides_by() {
        let all = [(50.0, "2"), (90.0, "10"), (99.0, "100"), (99.9, "1000"), (99.99, "10000")];
        for (percentile, requests) in all {
            assert_eq!(fewest(percentile), requests);
        }
    }
}
