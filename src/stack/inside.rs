//! Names inside the cluster, and of what AWS holds for it, that several layers have to agree on.

use crate::model::{Fact, Platform, Service, StoreKind, names};

/// Namespaces of the platform's own parts.
pub(super) mod namespace {
    /// Argo Rollouts.
    pub(in crate::stack) const ARGO_ROLLOUTS: &str = "argo-rollouts";
    /// cert-manager, istio-csr and the issuer of ACM Private CA.
    pub(in crate::stack) const CERT_MANAGER: &str = "cert-manager";
    /// external-secrets.
    pub(in crate::stack) const EXTERNAL_SECRETS: &str = "external-secrets";
    /// The mesh's gateway, the only workload that the load balancer reaches.
    pub(in crate::stack) const INGRESS: &str = "istio-ingress";
    /// istiod.
    pub(in crate::stack) const ISTIO: &str = "istio-system";
    /// The node agent of the mesh, privileged.
    pub(in crate::stack) const ISTIO_CNI: &str = "istio-cni";
    /// The AWS Load Balancer Controller.
    pub(in crate::stack) const LOAD_BALANCER: &str = "aws-load-balancer";
    /// The log agent, privileged.
    pub(in crate::stack) const LOGGING: &str = "logging";
    /// Prometheus and kube-state-metrics.
    pub(in crate::stack) const MONITORING: &str = "monitoring";
    /// The exporter of nodes, privileged.
    pub(in crate::stack) const NODE_EXPORTER: &str = "node-exporter";
    /// Reloader.
    pub(in crate::stack) const RELOADER: &str = "reloader";
}

/// Priorities of pods, which chart `foundation` makes; without one a pod has none and is the first
/// to go.
pub(super) mod priority {
    /// What other pods cannot start or be reached without.
    pub(in crate::stack) const CRITICAL: &str = "platform-critical";
    /// What watches and keeps the platform.
    pub(in crate::stack) const ADDON: &str = "platform-addon";
    /// Services and jobs.
    pub(in crate::stack) const SERVICE: &str = "platform-service";
}

/// The gateway's release, Service and service account.
pub(super) const GATEWAY: &str = "istio-ingress";

/// The label of the gateway's pods, which its Service selects.
pub(super) const GATEWAY_LABEL: (&str, &str) = ("istio", "ingress");

/// The Gateway of the mesh that every exposed service is bound to, in the gateway's namespace.
pub(super) const GATEWAY_OBJECT: &str = "public";

/// Where the gateway speaks TLS to the load balancer.
pub(super) const GATEWAY_PORT: u16 = 8443;

/// The Secret with the certificate that the gateway shows to the load balancer.
pub(super) const INGRESS_CERTIFICATE: &str = "ingress-tls";

/// Where a sidecar or the gateway says how it is.
pub(super) const STATUS_PORT: u16 = 15021;

/// Where the sidecar serves its metrics and the application's.
pub(super) const METRICS_PORT: u16 = 15020;

/// The label of a service's pods, which its Service and every policy selects.
pub(super) const NAME_LABEL: &str = "app.kubernetes.io/name";

/// The label of the pod that `helm test` starts beside a service, in chart `service`. Its name is
/// another than the service's, and its account the same.
pub(super) const TEST_LABEL: (&str, &str) = ("app.kubernetes.io/component", "test");

/// The label of namespaces that tells services from the platform's own parts.
pub(super) const TIER_LABEL: &str = "platform/tier";

/// Where a service answers inside the cluster; its Service listens on 80.
pub(super) fn service_address(label: &str) -> String {
    format!("{label}.{label}.svc.cluster.local:80")
}

/// The trust domain of the mesh.
pub(super) const TRUST_DOMAIN: &str = "cluster.local";

/// Where Pod Identity's agent answers on every node.
/// Source: <https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html>
pub(super) const POD_IDENTITY: &str = "169.254.170.23/32";

/// The longest name of an IAM role.
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
const ROLE_NAME: usize = 64;

/// The role of a service's pods.
pub(super) fn service_role(platform: &Platform, service: &Service) -> String {
    names::fit(&format!("{}-service-{}", platform.prefix(), service.id.cloud()), ROLE_NAME)
}

/// The role that reads the secrets and connection facts of one namespace; `owner` is the cloud
/// name of a service, or a namespace of the platform's own.
pub(super) fn reader_role(platform: &Platform, owner: &str) -> String {
    names::fit(&format!("{}-reader-{owner}", platform.prefix()), ROLE_NAME)
}

/// The role of an add-on's controller.
pub(super) fn controller_role(platform: &Platform, addon: &str) -> String {
    names::fit(&format!("{}-{addon}", platform.prefix()), ROLE_NAME)
}

/// The ECR repository of a service whose image the pipeline builds.
pub(super) fn repository(platform: &Platform, service: &Service) -> String {
    format!("{}/{}", platform.prefix(), service.id.cloud())
}

/// The role of the jobs that build, push and deploy services.
pub(super) fn deploy_role(platform: &Platform) -> String {
    names::fit(&format!("{}-deploy", platform.prefix()), ROLE_NAME)
}

/// The file of the workflow that builds, pushes and deploys services, as GitHub names it in the
/// tokens of its jobs, without the ref.
pub(super) fn deploy_workflow(platform: &Platform) -> String {
    let repository = &platform.access.github.repository;
    format!("{repository}/.github/workflows/{}-deploy.yml", platform.prefix())
}

/// The parameter with a service's connection facts: a JSON object of strings. It holds the whole
/// text of each setting in `env` that mentions a store, by the setting's name, and under
/// [`fact_key`] each fact that a text in `secrets` mentions.
pub(super) fn facts_parameter(platform: &Platform, service: &Service) -> String {
    format!("/platform/{}/services/{}", platform.prefix(), service.id.cloud())
}

/// The key of a store's fact in the parameter.
pub(super) fn fact_key(fact: &Fact) -> String {
    fact.key()
}

/// As blueprints spell the kind.
pub(super) fn store_kind(kind: StoreKind) -> &'static str {
    kind.name()
}
