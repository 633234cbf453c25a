pub struct KubernetesVersion {
    pub minor: &'static str,
    pub standard_until: Option<(i32, u32, u32)>,
}
pub const DATE: (i32, u32, u32) = (2026, 8, 1);
pub const DEFAULT: &str = "1.35";
pub const VERSIONS: &[KubernetesVersion] = &[
    KubernetesVersion { minor: "1.32", standard_until: Some((2026, 3, 23)) },
    KubernetesVersion { minor: "1.33", standard_until: Some((2026, 7, 29)) },
    KubernetesVersion { minor: "1.34", standard_until: Some((2026, 10, 2)) },
    KubernetesVersion { minor: "1.35", standard_until: Some((2027, 3, 27)) },
];
pub fn find(minor: &str) -> Option<&'static KubernetesVersion> {
    VERSIONS.iter().find(|v| v.minor == minor)
}
