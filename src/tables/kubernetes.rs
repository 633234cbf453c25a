//! Kubernetes versions on EKS and how long each has standard support.
//!
//! Sources: <https://endoflife.date/amazon-eks> and
//! <https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html>, read at [`DATE`].

/// A Kubernetes minor.
#[derive(Debug, Clone, Copy)]
pub struct KubernetesVersion {
    /// Such as `1.35`.
    pub minor: &'static str,
    /// Year, month and day on which standard support ends; `None` where no source names it yet.
    pub standard_until: Option<(i32, u32, u32)>,
}

/// The day on which the table was read.
pub const DATE: (i32, u32, u32) = (2026, 11, 23);

/// What a blueprint gets that says nothing.
pub const DEFAULT: &str = "1.35";

/// Every minor that EKS still runs, oldest first.
pub const VERSIONS: &[KubernetesVersion] = &[
    KubernetesVersion { minor: "1.32", standard_until: Some((2026, 3, 23)) },
    KubernetesVersion { minor: "1.33", standard_until: Some((2026, 7, 29)) },
    KubernetesVersion { minor: "1.34", standard_until: Some((2026, 12, 2)) },
    KubernetesVersion { minor: "1.35", standard_until: Some((2027, 3, 27)) },
    KubernetesVersion { minor: "1.36", standard_until: None },
];

/// The row of a minor.
pub fn find(minor: &str) -> Option<&'static KubernetesVersion> {
    VERSIONS.iter().find(|version| version.minor == minor)
}
