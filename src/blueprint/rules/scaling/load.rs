//! What services request at `scale.max`.

use super::View;
use crate::blueprint::declare::grammar;
use crate::tables::pods::SIDECAR;

/// Pods, and what they request with their sidecars.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Load {
    pub(super) pods: u64,
    /// In thousandths of a vCPU.
    pub(super) cpu: u64,
    /// In bytes.
    pub(super) memory: u64,
}

impl Load {
    /// All of these at once, and of each number the most that one release adds.
    pub(super) fn of(services: &[View<'_>]) -> Self {
        let loads: Vec<(Self, Self)> =
            services.iter().filter_map(|service| alone(*service)).collect();
        let most = |number: fn(&Self) -> u64| {
            let all = loads.iter().map(|(steady, _)| number(steady));
            let release = loads.iter().map(|(_, release)| number(release)).max();
            all.fold(release.unwrap_or_default(), u64::saturating_add)
        };
        Self { pods: most(|l| l.pods), cpu: most(|l| l.cpu), memory: most(|l| l.memory) }
    }
}

/// A service at its `scale.max`, and what a release of it adds; nothing of one with mistakes.
pub(super) fn alone(service: View<'_>) -> Option<(Load, Load)> {
    let resources = service.nested("resources");
    let cpu = grammar::cpu(resources.text("cpu")?).ok()?.0 + SIDECAR.0.0;
    let memory = grammar::memory(resources.text("memory")?).ok()?.0.saturating_add(SIDECAR.1.0);
    let of = |pods: u32| {
        let pods = u64::from(pods);
        Load { pods, cpu: cpu.saturating_mul(pods), memory: memory.saturating_mul(pods) }
    };
    let (most, added) = pods(service)?;
    Some((of(most), of(added)))
}

/// The most pods, and those that a release adds: a canary or a preview grows as large as what it
/// replaces, a rolling update adds a quarter, and a job never runs twice at once.
pub(super) fn pods(service: View<'_>) -> Option<(u32, u32)> {
    if service.has("schedule") {
        return Some((1, 0));
    }
    let most = service.nested("scale").whole("max")?;
    let added = match service.nested("release").text("strategy") {
        Some("rolling") => most.div_ceil(4),
        _ => most,
    };
    Some((most, added))
}
