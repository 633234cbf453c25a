//! The root 70-platform: the mesh's definitions, then the release of chart `platform` with the facts
//! that it lacks.

use crate::ir::{Expr, Root, TerraformFile, call, object};
use crate::model::Platform;
use crate::stack::layers::{Earlier, Layer};
use crate::stack::mesh;
use crate::stack::releases::Release;

/// The root; `data` is 30-data, where there is one.
pub(in crate::stack) fn root(platform: &Platform, cluster: &Root, data: Option<&Root>) -> Root {
    let mut layer = Layer::new(platform, "70-platform");
    let cluster = layer.read(cluster);
    let kept = !(platform.databases.is_empty()
        && platform.caches.is_empty()
        && platform.secrets.is_empty());
    let names = data.filter(|_| kept).map(|data| layer.read(data).output("secret_names").into());
    let facts = object([
        ("account", of_arn(&cluster, 4)),
        ("partition", of_arn(&cluster, 1)),
        ("secretNames", names.unwrap_or_else(|| object::<&str, Expr>([]))),
    ]);
    // Where Helm notes the release; the chart's objects name their own namespaces.
    let release = Release::local("platform", "kube-system").facts(object([("facts", facts)]));
    let definitions = mesh::definitions();
    let release = release.after([&definitions]).block();
    layer.install_charts(&cluster);
    layer.file(TerraformFile::new("platform.tf").blocks([definitions, release]));
    layer.root()
}

/// A part of the cluster's ARN: it has been applied, so that account and partition are known.
fn of_arn(cluster: &Earlier, part: u32) -> Expr {
    let parts = call("split", [":".into(), cluster.output("cluster_arn").into()]);
    call("element", [parts, part.into()])
}
