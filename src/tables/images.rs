//! The images of third-party charts, for networks that have to copy them.
//!
//! A row changes with the version of its chart in [`super::charts`].

use super::charts::{Chart, ISTIO_VERSION};
use super::versions::{FLUENT_BIT, KARPENTER};

/// An image that a chart runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Image {
    /// The chart that runs it.
    pub chart: &'static str,
    /// The public registry.
    pub registry: &'static str,
    /// Its repository there; no two registries have one of the same name.
    pub repository: &'static str,
    /// Its tag.
    pub tag: &'static str,
}

impl Image {
    /// `REGISTRY/REPOSITORY:TAG`
    pub fn reference(&self) -> String {
        format!("{}/{}:{}", self.registry, self.repository, self.tag)
    }
}

const fn image(
    chart: &'static str,
    registry: &'static str,
    repository: &'static str,
    tag: &'static str,
) -> Image {
    Image { chart, registry, repository, tag }
}

const ECR: &str = "public.ecr.aws";
const GITHUB: &str = "ghcr.io";
const KUBERNETES: &str = "registry.k8s.io";
const QUAY: &str = "quay.io";
const ISTIO: &str = "registry.istio.io";

/// The image of sidecars and gateways, which has bash and curl too.
pub const SIDECAR: Image = image("istiod", ISTIO, "release/proxyv2", ISTIO_VERSION);

const CERT_MANAGER: &str = "v1.21.2";
const STACK: &str = "kube-prometheus-stack";

/// Every image, by chart.
///
/// Sources: what each chart renders at its pinned version with our values; of the operator, the
/// image that it gives to the agents too, and of istiod the one that it injects, also into the pods
/// of the gateway.
pub const IMAGES: &[Image] = &[
    image("argo-rollouts", QUAY, "argoproj/argo-rollouts", "v1.9.0"),
    image("aws-load-balancer-controller", ECR, "eks/aws-load-balancer-controller", "v3.5.0"),
    image("aws-privateca-issuer", ECR, "k1n1h4h4/cert-manager-aws-privateca-issuer", "v1.9.1"),
    image("cert-manager", QUAY, "jetstack/cert-manager-cainjector", CERT_MANAGER),
    image("cert-manager", QUAY, "jetstack/cert-manager-controller", CERT_MANAGER),
    image("cert-manager", QUAY, "jetstack/cert-manager-startupapicheck", CERT_MANAGER),
    image("cert-manager", QUAY, "jetstack/cert-manager-webhook", CERT_MANAGER),
    image("cert-manager-istio-csr", QUAY, "jetstack/cert-manager-istio-csr", "v0.17.0"),
    image("cni", ISTIO, "release/install-cni", ISTIO_VERSION),
    image("external-secrets", GITHUB, "external-secrets/external-secrets", "v2.9.0"),
    image("fluent-bit", ECR, "aws-observability/aws-for-fluent-bit", FLUENT_BIT),
    image("istiod", ISTIO, "release/pilot", ISTIO_VERSION),
    SIDECAR,
    image("karpenter", ECR, "karpenter/controller", KARPENTER),
    image(STACK, KUBERNETES, "kube-state-metrics/kube-state-metrics", "v2.20.0"),
    image(STACK, QUAY, "prometheus-operator/prometheus-config-reloader", "v0.93.1"),
    image(STACK, QUAY, "prometheus-operator/prometheus-operator", "v0.93.1"),
    image(STACK, QUAY, "prometheus/node-exporter", "v1.12.1-distroless"),
    image(STACK, QUAY, "prometheus/prometheus", "v3.14.0-distroless"),
    image("reloader", GITHUB, "stakater/reloader", "v1.4.21"),
];

/// The images of a chart; none for one that only brings definitions.
pub fn of(chart: &str) -> impl Iterator<Item = &'static Image> {
    let chart = Chart::named(chart).name;
    IMAGES.iter().filter(move |image| image.chart == chart)
}
