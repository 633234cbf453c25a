//! Copies of third-party images in the account's own registry, where nodes reach no other.
//!
//! `make images` copies what `helm/images.txt` lists; the values that name the copies come from
//! Terraform, since only a state knows the account.

use super::layers::Earlier;
use crate::ir::{Block, Document, Expr, Ref, TerraformFile, call, object, template};
use crate::model::{Nat, Platform};
use crate::tables::images;

/// What stands before the name of each copy, which is that of the original without its registry.
pub(super) const PREFIX: &str = "mirror";

/// Where the values of a chart name an image: the path, and the repository that belongs there if it
/// is not the registry alone.
type Place = (&'static str, Option<&'static str>);

fn places(chart: &str) -> &'static [Place] {
    match chart {
        "argo-rollouts" => &[("controller.image.registry", None)],
        "aws-load-balancer-controller" => {
            &[("image.repository", Some("eks/aws-load-balancer-controller"))]
        }
        "aws-privateca-issuer" => {
            &[("image.repository", Some("k1n1h4h4/cert-manager-aws-privateca-issuer"))]
        }
        "cert-manager" | "cert-manager-istio-csr" => &[("imageRegistry", None)],
        "cni" | "istiod" => &[("global.hub", Some("release"))],
        "external-secrets" => &[
            ("certController.image.repository", Some("external-secrets/external-secrets")),
            ("image.repository", Some("external-secrets/external-secrets")),
            ("webhook.image.repository", Some("external-secrets/external-secrets")),
        ],
        "fluent-bit" => &[("image.repository", Some("aws-observability/aws-for-fluent-bit"))],
        "karpenter" => &[("controller.image.repository", Some("karpenter/controller"))],
        "kube-prometheus-stack" | "reloader" => &[("global.imageRegistry", None)],
        _ => &[],
    }
}

/// Whether images have to be copied: nodes reach AWS through VPC endpoints only, and ECR is the
/// only registry with one.
pub(super) fn needed(platform: &Platform) -> bool {
    platform.network.nat == Nat::None
}

/// The domain of an account's registry, which the account stands before.
pub(super) fn registry_domain(platform: &Platform) -> String {
    let region = &platform.region.name;
    let domain = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    format!("dkr.ecr.{region}.{domain}")
}

/// The list of what `make images` copies for these charts.
pub(super) fn document<'a>(
    platform: &Platform,
    charts: impl Iterator<Item = &'a str>,
) -> Option<Document> {
    let lines = || charts.flat_map(images::of).map(|image| format!("{}\n", image.reference()));
    needed(platform)
        .then(|| Document { path: "helm/images.txt".to_owned(), text: lines().collect() })
}

/// The registry of copies, as a root names it.
pub(super) struct Mirror {
    locals: Block,
}

impl Mirror {
    /// There where images have to be copied.
    pub(super) fn new(platform: &Platform, cluster: &Earlier) -> Option<Self> {
        let arn = cluster.output("cluster_arn").into();
        let account = call("element", [call("split", [":".into(), arn]), 4.into()]);
        let locals = Block::new("locals", &[])
            .why("Nodes reach no public registry: `make images` copies what charts need to this one.")
            .set("account", account);
        let host = format!(".{}/{PREFIX}", registry_domain(platform));
        let mirror = template([locals.local("account").into(), host.into()]);
        let locals = locals.set("mirror", mirror);
        needed(platform).then_some(Self { locals })
    }

    /// The file with the registry's name.
    pub(super) fn file(&self) -> TerraformFile {
        TerraformFile::new("mirror.tf").block(self.locals.clone())
    }

    /// Values of a chart that name the copies.
    pub(super) fn values(&self, chart: &str) -> Option<Expr> {
        let of = |&(path, repository): &Place| {
            let registry = || -> Ref { self.locals.local("mirror") };
            let value = match repository {
                Some(name) => template([registry().into(), format!("/{name}").into()]),
                None => registry().into(),
            };
            let (first, rest) = path.split_once('.').unwrap_or((path, ""));
            (first, nested(rest, value))
        };
        let places = places(chart);
        (!places.is_empty()).then(|| object(places.iter().map(of)))
    }
}

/// The value below a path of keys.
fn nested(path: &str, value: Expr) -> Expr {
    path.rsplit('.').filter(|key| !key.is_empty()).fold(value, |value, key| object([(key, value)]))
}
