//! The third-party Helm charts that the tree installs: one row each, and the ledger repeats it.
//!
//! The keys of each row's version stand in `tests/data/charts`, so a new version comes with them.

use super::versions::KARPENTER;

/// A chart of somebody else's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chart {
    /// The chart's name, also that of its values file.
    pub name: &'static str,
    /// Its version, as the repository spells it.
    pub version: &'static str,
    /// The repository: `https://…` of an index, or `oci://…` of a registry.
    pub repository: &'static str,
}

impl Chart {
    /// The row of a chart.
    ///
    /// # Panics
    ///
    /// If there is none: a bug in `gen`.
    pub fn named(name: &str) -> Self {
        *CHARTS.iter().find(|chart| chart.name == name).expect("each chart has a row")
    }
}

const fn chart(name: &'static str, version: &'static str, repository: &'static str) -> Chart {
    Chart { name, version, repository }
}

const ISTIO: &str = "https://istio-release.storage.googleapis.com/charts";
const JETSTACK: &str = "oci://quay.io/jetstack/charts";
const KARPENTER_REGISTRY: &str = "oci://public.ecr.aws/karpenter";
const PROMETHEUS: &str = "https://prometheus-community.github.io/helm-charts";

/// The charts of Istio, always the same version of each.
/// Source: <https://pkg.go.dev/istio.io/api?tab=versions>, tagged with each release of Istio.
pub const ISTIO_VERSION: &str = "1.31.4";

/// Every chart, by name.
///
/// Sources: the `Chart.yaml` of each repository on 2026-08-22; cert-manager's of 2026-09-10.
pub const CHARTS: &[Chart] = &[
    chart("argo-rollouts", "2.41.0", "https://argoproj.github.io/argo-helm"),
    chart("aws-load-balancer-controller", "3.5.0", "https://aws.github.io/eks-charts"),
    chart("aws-privateca-issuer", "v1.9.1", "https://cert-manager.github.io/aws-privateca-issuer"),
    chart("base", ISTIO_VERSION, ISTIO),
    chart("cert-manager", "v1.21.2", JETSTACK),
    chart("cert-manager-istio-csr", "v0.17.0", JETSTACK),
    chart("cni", ISTIO_VERSION, ISTIO),
    chart("external-secrets", "2.9.0", "https://charts.external-secrets.io"),
    chart("fluent-bit", "0.58.1", "https://fluent.github.io/helm-charts"),
    chart("gateway", ISTIO_VERSION, ISTIO),
    chart("istiod", ISTIO_VERSION, ISTIO),
    chart("karpenter", KARPENTER, KARPENTER_REGISTRY),
    chart("karpenter-crd", KARPENTER, KARPENTER_REGISTRY),
    chart("kube-prometheus-stack", "88.5.3", PROMETHEUS),
    chart("prometheus-operator-crds", "31.0.1", PROMETHEUS),
    chart("reloader", "2.2.16", "https://stakater.github.io/stakater-charts"),
];
