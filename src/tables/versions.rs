//! Versions that the generated tree pins.

/// The Terraform that roots and modules accept: state locking in S3 itself is stable since 1.11.
/// Source: <https://developer.hashicorp.com/terraform/language/backend/s3>
pub const TERRAFORM: &str = ">= 1.11.0, < 2.0.0";

/// The AWS provider, exactly, so that a plan does not change without a commit.
pub const AWS_PROVIDER: &str = "6.66.0";

/// The Helm provider, exactly; since 3.0 its nested settings are arguments, not blocks.
/// Source: <https://github.com/hashicorp/terraform-provider-helm/blob/main/docs/guides/v3-upgrade-guide.md>
pub const HELM_PROVIDER: &str = "3.1.1";

/// Bottlerocket; this version has images for Kubernetes 1.33 to 1.36.
/// Source: <https://github.com/aws/eks-anywhere/releases/tag/v0.26.1>
pub const BOTTLEROCKET: &str = "1.64.0";

/// The charts `karpenter` and `karpenter-crd`, always the same version of both: the controller
/// refuses fields that its definitions lack. Kubernetes 1.36 needs 1.13 or newer.
/// Source: <https://github.com/aws/karpenter-provider-aws>, `charts/karpenter/Chart.yaml`, commit
/// 1d927085d of 2026-08-21
pub const KARPENTER: &str = "1.14.1";

/// The image of Fluent Bit that AWS builds; the chart's own is in a registry that limits pulls.
/// Pod Identity needs 2.32.5 or newer.
/// Source: `stable/aws-for-fluent-bit/values.yaml` of <https://github.com/aws/eks-charts> at 5239609;
/// <https://github.com/aws/aws-for-fluent-bit/pull/888>
pub const FLUENT_BIT: &str = "3.2.1";
