//! The root 70-platform: the mesh's definitions, then the release of chart `platform` with the facts
//! that it lacks.

use crate::ir::{Expr, Root, TerraformFile, call, object};
use crate::model::Platform;
use crate::stack::addons::namespaces::namespaces;
use crate::stack::inside::namespace;
use crate::stack::layers::{Earlier, Layer};
use crate::stack::mesh;
use crate::stack::releases::Release;

/// The layers that this one reads.
pub(in crate::stack) struct States<'a> {
    pub(in crate::stack) cluster: &'a Root,
    /// Where there is one.
    pub(in crate::stack) data: Option<&'a Root>,
    pub(in crate::stack) observability: &'a Root,
}

/// The root.
pub(in crate::stack) fn root(platform: &Platform, states: &States<'_>) -> Root {
    let mut layer = Layer::new(platform, "70-platform");
    let cluster = layer.read(states.cluster);
    let kept = !(platform.databases.is_empty()
        && platform.caches.is_empty()
        && platform.secrets.is_empty());
    let names =
        states.data.filter(|_| kept).map(|data| layer.read(data).output("secret_names").into());
    let facts = object([
        ("account", of_arn(&cluster, 4)),
        ("partition", of_arn(&cluster, 1)),
        ("secretNames", names.unwrap_or_else(|| object::<&str, Expr>([]))),
    ]);
    let mut values = vec![("facts", facts)];
    if analysed(platform) {
        let address = layer.read(states.observability).output("prometheus_endpoint");
        let region = platform.region.name.clone();
        values.push((
            "analysis",
            object([("address", Expr::from(address)), ("region", region.into())]),
        ));
    }
    // Where Helm notes the release; the chart's objects name their own namespaces.
    let release = Release::local("platform", "kube-system").facts(object(values));
    let definitions = mesh::definitions();
    let release = release.after([&definitions]).block();
    layer.install_charts(&cluster);
    layer.file(TerraformFile::new("platform.tf").blocks([definitions, release]));
    layer.root()
}

/// Whether metrics judge a release of some service, which Argo Rollouts asks for.
fn analysed(platform: &Platform) -> bool {
    namespaces(platform).iter().any(|made| made.name == namespace::ARGO_ROLLOUTS)
}

/// A part of the cluster's ARN: it has been applied, so that account and partition are known.
fn of_arn(cluster: &Earlier, part: u32) -> Expr {
    let parts = call("split", [":".into(), cluster.output("cluster_arn").into()]);
    call("element", [parts, part.into()])
}
