//! Where public registries keep image layers that nodes fetch from S3 in their own region.
//!
//! A registry answers a pull from AWS with the address of a bucket nearby, so the policy of a VPC's
//! S3 endpoint has to name those buckets.
//! Sources: ECR: <https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html>;
//! registry.k8s.io: `cmd/archeio/internal/app/buckets.go` of
//! <https://github.com/kubernetes/registry.k8s.io> at 012f74b, and what happens without:
//! <https://github.com/prometheus-community/helm-charts/issues/2421>; quay.io, in its own region
//! only: <https://github.com/quay/quay/pull/1539>,
//! <https://github.com/quay/quay/pull/2913>.

/// A bucket's name: two parts, with the region between them where it is `regional`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayerBucket {
    /// Before the region.
    pub before: &'static str,
    /// Whether the region is part of the name.
    pub regional: bool,
    /// After the region.
    pub after: &'static str,
}

const ECR: LayerBucket =
    LayerBucket { before: "prod-", regional: true, after: "-starport-layer-bucket" };

const KUBERNETES: LayerBucket =
    LayerBucket { before: "prod-registry-k8s-io-", regional: true, after: "" };

/// In London registry.k8s.io has another name.
const KUBERNETES_LONDON: LayerBucket = LayerBucket {
    before: "767373bbdcb8270361b96548387bf2a9ad0d48758c35-",
    regional: true,
    after: "",
};

const QUAY: LayerBucket =
    LayerBucket { before: "quayio-production-s3", regional: false, after: "" };

/// Regions without a bucket of registry.k8s.io: pulls there go elsewhere, not through the endpoint.
const WITHOUT_KUBERNETES: [&str; 1] = ["ap-east-2"];

/// The buckets that hold layers for nodes of this region.
pub fn layer_buckets(region: &str) -> impl Iterator<Item = LayerBucket> {
    let standard = !region.starts_with("cn-") && !region.starts_with("us-gov-");
    let kubernetes = match region {
        "eu-west-2" => Some(KUBERNETES_LONDON),
        _ if !standard || WITHOUT_KUBERNETES.contains(&region) => None,
        _ => Some(KUBERNETES),
    };
    let quay = (region == "us-east-1").then_some(QUAY);
    [Some(ECR), kubernetes, quay].into_iter().flatten()
}
