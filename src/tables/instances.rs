//! EC2 instance types: architecture, size and network limits.
//!
//! Source: the reference of instance types and the VPC limits in
//! <https://github.com/aws/karpenter-provider-aws>, commit 1d927085d of 2026-08-21.
//! Types without known network limits are left out: nobody could say how many pods they carry.
//! What a region offers: the on-demand prices in the same commit, generated on 2026-07-20, which
//! cover four regions; of the others nothing is known, so nothing is refused there.

use crate::model::Architecture;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// An instance type.
#[derive(Debug, Clone, Copy)]
pub struct InstanceType {
    /// Such as `m7g.xlarge`.
    pub name: &'static str,
    /// The letters before the generation, such as `m`.
    pub category: &'static str,
    /// The number behind the category.
    pub generation: u32,
    /// Processor architecture.
    pub architecture: Architecture,
    /// Virtual processors.
    pub vcpu: u32,
    /// Memory in MiB.
    pub memory_mib: u32,
    /// The most network interfaces.
    pub enis: u32,
    /// The most IPv4 addresses of one interface.
    pub ipv4_per_eni: u32,
}

/// Families that do not run on the Nitro hypervisor. Without it there are no address prefixes for
/// pods, and Karpenter is told to launch no others.
const NOT_NITRO: [&str; 22] = [
    "c1", "c3", "c4", "d2", "h1", "hpc6a", "hpc6id", "hpc7a", "hpc8a", "i2", "i3", "m1", "m2",
    "m3", "m4", "r3", "r4", "t1", "t2", "trn2", "x1", "x1e",
];

/// The fewest vCPU of a node that Karpenter launches. Of a smaller one, what runs on every node and
/// the memory that the kubelet reserves for 110 pods would take most.
pub const FEWEST_VCPU: u32 = 4;

/// The table, a type a line under a heading.
const TABLE: &str = include_str!("data/instance-types.tsv");

/// Region to families, separated by spaces.
const FAMILIES: &str = include_str!("data/instance-families.tsv");

/// The rows; a run over many blueprints reads the table once.
static ROWS: LazyLock<BTreeMap<&str, InstanceType>> =
    LazyLock::new(|| TABLE.lines().skip(1).filter_map(row).map(|kind| (kind.name, kind)).collect());

/// The type with this name.
pub fn find(name: &str) -> Option<InstanceType> {
    ROWS.get(name).copied()
}

/// Every type, by name.
pub fn all() -> impl Iterator<Item = InstanceType> {
    ROWS.values().copied()
}

/// The types that Karpenter may launch: of these categories, of this generation or newer.
pub fn launchable(categories: &[&str], oldest: u32) -> Vec<InstanceType> {
    all()
        .filter(|kind| categories.contains(&kind.category) && kind.generation >= oldest)
        .filter(|kind| kind.vcpu >= FEWEST_VCPU && kind.nitro())
        .collect()
}

impl InstanceType {
    /// Whether it is a virtual machine on the Nitro hypervisor.
    fn nitro(&self) -> bool {
        let (family, size) = self.name.split_once('.').unwrap_or((self.name, ""));
        !size.starts_with("metal") && !NOT_NITRO.contains(&family)
    }

    /// The most pods with prefix delegation: 16 addresses in each slot of an interface, within the
    /// bounds that AWS recommends.
    pub fn max_pods(&self) -> u32 {
        let recommended = if self.vcpu < 30 { 110 } else { 250 };
        (self.enis * self.ipv4_per_eni.saturating_sub(1) * 16 + 2).min(recommended)
    }
}

/// Whether a region offers the family of a type, such as `m7g` of `m7g.xlarge`; `None` where no
/// source says.
pub fn offered(region: &str, name: &str) -> Option<bool> {
    let family = name.split('.').next()?;
    let mut rows = FAMILIES.lines().skip(1).filter_map(|line| line.split_once('\t'));
    rows.find(|(row, _)| *row == region).map(|(_, all)| all.split(' ').any(|one| one == family))
}

fn row(line: &'static str) -> Option<InstanceType> {
    let mut fields = line.split('\t');
    let name = fields.next()?;
    let category = fields.next()?;
    let generation = fields.next()?.parse().ok()?;
    let architecture = match fields.next()? {
        "arm64" => Architecture::Arm64,
        _ => Architecture::Amd64,
    };
    let mut number = || fields.next()?.parse().ok();
    Some(InstanceType {
        name,
        category,
        generation,
        architecture,
        vcpu: number()?,
        memory_mib: number()?,
        enis: number()?,
        ipv4_per_eni: number()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        assert_eq!(all().count(), TABLE.lines().count() - 1);
    }
}
