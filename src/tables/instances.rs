#[derive(Debug, Clone, Copy)]
pub struct InstanceType {
    pub name: &'static str,
    pub category: &'static str,
    pub generation: u32,
    pub architecture: crate::model::Architecture,
    pub vcpu: u32,
    pub memory_mib: u32,
    pub enis: u32,
    pub ipv4_per_eni: u32,
}
const ALL: &[InstanceType] = &[
    InstanceType {
        name: "m7g.xlarge",
        category: "m",
        generation: 7,
        architecture: crate::model::Architecture::Arm64,
        vcpu: 4,
        memory_mib: 16384,
        enis: 4,
        ipv4_per_eni: 15,
    },
    InstanceType {
        name: "m7i.xlarge",
        category: "m",
        generation: 7,
        architecture: crate::model::Architecture::Amd64,
        vcpu: 4,
        memory_mib: 16384,
        enis: 4,
        ipv4_per_eni: 15,
    },
    InstanceType {
        name: "c7g.xlarge",
        category: "c",
        generation: 7,
        architecture: crate::model::Architecture::Arm64,
        vcpu: 4,
        memory_mib: 16384,
        enis: 4,
        ipv4_per_eni: 15,
    },
    InstanceType {
        name: "r7g.xlarge",
        category: "r",
        generation: 7,
        architecture: crate::model::Architecture::Arm64,
        vcpu: 4,
        memory_mib: 16384,
        enis: 4,
        ipv4_per_eni: 15,
    },
];
pub fn find(name: &str) -> Option<InstanceType> {
    ALL.iter().copied().find(|t| t.name == name)
}
pub fn all() -> impl Iterator<Item = InstanceType> {
    ALL.iter().copied()
}
