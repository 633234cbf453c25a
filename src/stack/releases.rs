//! Helm releases of the layers that install charts: 60-addons, 70-platform and 80-mesh.
//!
//! What is known beforehand stands in `helm/values`; what only an earlier layer's state knows is
//! passed as further documents, over the first.

use super::charts;
use crate::ir::{Block, Expr, Ref, call, list, template};
use crate::tables::charts::Chart;

/// How long a release may take to become ready, in seconds: nodes may have to start first.
const TIMEOUT: u32 = 900;

/// Releases that Helm keeps to roll back to.
const HISTORY: u32 = 5;

/// A release while it is put together.
pub(super) struct Release {
    block: Block,
    values: String,
    facts: Vec<Expr>,
    after: Vec<Ref>,
}

impl Release {
    /// Somebody else's chart, in its pinned version, with `helm/values/addons/CHART.yaml`.
    pub(super) fn third_party(name: &str, chart: &str, namespace: &str) -> Self {
        let chart = Chart::named(chart);
        let block = named(name, namespace)
            .set("repository", chart.repository)
            .set("chart", chart.name)
            .set("version", chart.version);
        Self::new(block, &format!("addons/{}", chart.name))
    }

    /// A chart of our own, with `helm/values/CHART.yaml`.
    pub(super) fn local(chart: &str, namespace: &str) -> Self {
        let block =
            named(chart, namespace).set("chart", helm(&format!("charts/{chart}"))).set_because(
                "description",
                format!("Chart {}", charts::digest(chart)),
                "A local chart is compared by its version alone; this makes any change of it seen.",
            );
        Self::new(block, chart)
    }

    fn new(block: Block, values: &str) -> Self {
        let values = format!("values/{values}.yaml");
        Self { block, values, facts: Vec::new(), after: Vec::new() }
    }

    /// Values that only earlier layers' states know: an object, over those before it.
    pub(super) fn facts(mut self, facts: Expr) -> Self {
        self.facts.push(facts);
        self
    }

    /// What has to be there first, and is removed later.
    pub(super) fn after<'a>(mut self, others: impl IntoIterator<Item = &'a Block>) -> Self {
        self.after.extend(others.into_iter().map(Block::address));
        self
    }

    /// The `helm_release`.
    pub(super) fn block(self) -> Block {
        let file = call("file", [helm(&self.values)]);
        let facts = self.facts.into_iter().map(|facts| call("yamlencode", [facts]));
        let block = self
            .block
            .gap()
            .set("values", list([file].into_iter().chain(facts)))
            .gap()
            .set_because("atomic", true, "A release that does not become ready is rolled back.")
            .set("max_history", HISTORY)
            .set("timeout", TIMEOUT)
            .set("wait_for_jobs", true);
        if self.after.is_empty() {
            return block;
        }
        block.gap().set("depends_on", list(self.after))
    }
}

fn named(name: &str, namespace: &str) -> Block {
    Block::resource("helm_release", &name.replace('-', "_"))
        .set("name", name)
        .set("namespace", namespace)
}

/// A path below the environment's `helm`, seen from a root.
fn helm(path: &str) -> Expr {
    template([Ref::folder().into(), format!("/../../../helm/{path}").into()])
}
