//! Karpenter: launches the nodes of pools; and the definitions of its kinds.

use super::Addon;
use super::foundation;
use super::prometheus;
use crate::model::Platform;
use crate::stack::karpenter;

/// The chart of the controller, also the release.
pub(super) const CHART: &str = "karpenter";

/// The chart of the definitions, also the release.
const DEFINITIONS: &str = "karpenter-crd";

pub(super) fn definitions() -> Addon {
    Addon::new(DEFINITIONS, karpenter::NAMESPACE, karpenter::definitions()).only_after(&[])
}

pub(super) fn addon(platform: &Platform) -> Addon {
    Addon::new(CHART, karpenter::NAMESPACE, karpenter::controller(platform)).only_after(&[
        foundation::CHART,
        DEFINITIONS,
        prometheus::DEFINITIONS,
    ])
}
