//! Requests against the limits of pools: beyond them Karpenter launches no node, and pods wait.

use super::load::{Load, alone};
use super::{Tree, View};
use crate::blueprint::declare::grammar;
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::rules::pools;
use crate::blueprint::source::Span;
use crate::tables::instances::InstanceType;
use crate::tables::pods::{OF_A_NODE, SHARE_OF_SERVICES};

/// Bytes of a GiB.
const GIB: u64 = 1 << 30;

/// Services, and the pools that they have to share.
struct Group<'a> {
    /// At least one.
    pools: Vec<View<'a>>,
    services: Vec<View<'a>>,
    /// Where no pool is written.
    header: Span,
}

/// What a pool limits.
struct Limit {
    /// The attribute.
    name: &'static str,
    /// As messages say it.
    unit: &'static str,
    /// What a unit is of what is counted.
    size: u64,
    of_load: fn(&Load) -> u64,
    of_pool: fn(View<'_>) -> Option<u64>,
    /// The attribute's value for so many units.
    written: fn(u64) -> String,
}

const LIMITS: [Limit; 2] = [
    Limit {
        name: "cpu_limit",
        unit: "vCPU",
        size: 1000,
        of_load: |load| load.cpu,
        of_pool: |pool| Some(u64::from(pool.whole("cpu_limit")?) * 1000),
        written: |units| units.to_string(),
    },
    Limit {
        name: "memory_limit",
        unit: "GiB",
        size: GIB,
        of_load: |load| load.memory,
        of_pool: |pool| Some(grammar::memory(pool.text("memory_limit")?).ok()?.0),
        written: |units| format!("\"{units}Gi\""),
    },
];

pub(super) fn check<'a>(tree: Tree<'a>, services: &[View<'a>], found: &mut Vec<Diagnostic>) {
    for group in groups(tree, services) {
        let load = Load::of(&group.services);
        for limit in &LIMITS {
            found.extend(group.outgrown(limit, &load));
        }
        found.extend(group.crowded(&load));
    }
}

/// Each pool with the services that name it, and the untainted pools together with all services
/// that run on any of them.
fn groups<'a>(tree: Tree<'a>, services: &[View<'a>]) -> Vec<Group<'a>> {
    let all = tree.all("nodes");
    let header = tree.header();
    if all.is_empty() {
        let (pools, services) = (vec![tree.one("nodes")], services.to_vec());
        return vec![Group { pools, services, header }];
    }
    let (open, tainted): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|pool| pool.elements("taints").is_empty());
    let on = |pools: &[View<'a>], or_none: bool| -> Vec<View<'a>> {
        let named = |service: &&View<'a>| match pools::pool(**service) {
            Some(label) => pools.iter().any(|pool| pool.label() == label),
            None => or_none,
        };
        services.iter().filter(named).copied().collect()
    };
    let alone = if open.len() > 1 { open.clone() } else { Vec::new() };
    let mut groups: Vec<Group<'a>> = tainted
        .into_iter()
        .chain(alone)
        .map(|pool| Group { pools: vec![pool], services: on(&[pool], false), header })
        .collect();
    if !open.is_empty() {
        groups.push(Group { services: on(&open, true), pools: open, header });
    }
    groups.retain(|group| !group.services.is_empty());
    groups
}

impl Group<'_> {
    /// As messages say it: `a` or `a` and `b`.
    fn label(&self) -> String {
        let labels = self.pools.iter().map(|pool| match pool.label() {
            "" => "`general`".to_owned(),
            label => format!("`{label}`"),
        });
        labels.collect::<Vec<_>>().join(" and ")
    }

    /// The limit, where it is written, else the pool, else the platform.
    fn span(&self, name: &str) -> Span {
        let written = self.pools.iter().find_map(|pool| pool.span(name));
        written.or(self.pools[0].header()).unwrap_or(self.header)
    }

    /// The pool at which a limit is reported.
    fn first(&self, name: &str) -> View<'_> {
        *self.pools.iter().find(|pool| pool.has(name)).unwrap_or(&self.pools[0])
    }

    /// The hint to raise a limit of the pools together by so much.
    fn raise(&self, limit: &Limit, missing: u64) -> Option<String> {
        let pool = self.first(limit.name);
        let units = ((limit.of_pool)(pool)?.saturating_add(missing)).div_ceil(limit.size);
        let line = format!("{} = {}", limit.name, (limit.written)(units));
        Some(match pool.label() {
            "" => format!("write `nodes \"general\" {{ {line} }}`, or lower `scale.max`"),
            label => format!("write `{line}` in `nodes \"{label}\"`, or lower `scale.max`"),
        })
    }

    /// The service that takes most.
    fn largest(&self, limit: &Limit) -> Option<String> {
        let loads = self.services.iter().filter_map(|service| Some((service, alone(*service)?.0)));
        let (service, load) = loads.max_by_key(|(_, load)| (limit.of_load)(load))?;
        let most = (limit.of_load)(&load).div_ceil(limit.size);
        Some(format!(
            "`{}` alone takes {most} {} with {} pods",
            service.label(),
            limit.unit,
            load.pods
        ))
    }

    /// More is requested than the pools may have.
    fn outgrown(&self, limit: &Limit, load: &Load) -> Option<Diagnostic> {
        let limits: Option<Vec<u64>> =
            self.pools.iter().map(|pool| (limit.of_pool)(*pool)).collect();
        let all = limits?.into_iter().fold(0, u64::saturating_add);
        let room = all / 100 * SHARE_OF_SERVICES;
        let need = (limit.of_load)(load);
        if need <= room {
            return None;
        }
        let message = format!(
            "services on {} request {} {unit} at `scale.max` during a release, of {} {unit} they get {}",
            self.label(),
            need.div_ceil(limit.size),
            all / limit.size,
            room / limit.size,
            unit = limit.unit,
        );
        let missing = ((need - room) / SHARE_OF_SERVICES).saturating_add(1).saturating_mul(100);
        let mut told = Diagnostic::warning("GEN516", self.span(limit.name), message);
        for help in [self.raise(limit, missing), self.largest(limit)].into_iter().flatten() {
            told = told.help(help);
        }
        Some(told)
    }

    /// More pods than the smallest nodes have places for, as many as the limit of CPU admits.
    fn crowded(&self, load: &Load) -> Option<Diagnostic> {
        let [cpu, _] = &LIMITS;
        let nodes: Option<Vec<Nodes>> = self.pools.iter().map(|pool| Nodes::of(*pool)).collect();
        let nodes = nodes?;
        let places: u64 = nodes.iter().map(|nodes| nodes.count * nodes.places).sum();
        // Limits below one node are reported where they are.
        if load.pods <= places || places == 0 {
            return None;
        }
        let first = nodes.first()?;
        let message = format!(
            "services on {} have {} pods at `scale.max` during a release, nodes of {} vCPU within `cpu_limit` take {places}",
            self.label(),
            load.pods,
            first.vcpu,
        );
        let missing = (load.pods - places).div_ceil(first.places) * first.vcpu * cpu.size;
        let told = Diagnostic::warning("GEN516", self.span(cpu.name), message);
        Some(told.help(self.raise(cpu, missing)?))
    }
}

/// The smallest nodes of a pool.
struct Nodes {
    vcpu: u64,
    /// How many its limit admits.
    count: u64,
    /// Pods of services on one, at least one.
    places: u64,
}

impl Nodes {
    fn of(pool: View<'_>) -> Option<Self> {
        let kinds = pools::launchable(pool);
        let vcpu = u64::from(kinds.iter().map(|kind| kind.vcpu).min()?);
        let pods = u64::from(kinds.iter().map(InstanceType::max_pods).min()?.min(110));
        let count = u64::from(pool.whole("cpu_limit")?) / vcpu;
        Some(Self { vcpu, count, places: pods.saturating_sub(OF_A_NODE).max(1) })
    }
}
