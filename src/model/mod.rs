//! The platform as typed values, valid by construction. This module knows no Terraform.

use ipnet::Ipv4Net;
use std::collections::BTreeMap;

pub mod names;

/// One environment of one platform.
#[derive(Debug, Clone)]
pub struct Platform {
    /// The label of the `platform` block.
    pub name: String,
    /// The environment's name.
    pub environment: String,
    /// E-mail address of the owner.
    pub owner: String,
    /// The public Route 53 zone.
    pub domain: String,
    /// The only AWS account that providers accept, 12 digits.
    pub account: Option<String>,
    /// The predecessor's blueprint, relative to this one.
    pub after: Option<String>,
    /// Default tags beside Platform, Environment, Owner and `ManagedBy`.
    pub tags: BTreeMap<String, String>,
    /// The primary region.
    pub region: Region,
    /// Standby regions; checked, not generated yet.
    pub standby: Vec<Region>,
    /// The VPC.
    pub network: Network,
    /// EKS.
    pub cluster: Cluster,
}

/// A region that the platform lies in.
#[derive(Debug, Clone)]
pub struct Region {
    /// Such as `eu-west-1`.
    pub name: String,
    /// Where copies of state and backups go.
    pub copies: String,
    /// Zone names, sorted, at least two.
    pub zones: Vec<String>,
}

/// The `network` block.
#[derive(Debug, Clone)]
pub struct Network {
    /// /16 to /20.
    pub cidr: Ipv4Net,
    /// How private subnets reach the internet.
    pub nat: Nat,
    /// Service names of VPC endpoints, sorted, such as `ecr.api`.
    pub endpoints: Vec<String>,
    /// Days that flow logs are kept.
    pub flow_logs_days: u32,
}

/// How private subnets reach the internet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nat {
    /// A NAT gateway in each zone.
    PerZone,
    /// One NAT gateway, in the first zone.
    Single,
    /// Not at all.
    None,
}

/// The `cluster` block.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// Kubernetes minor, such as `1.35`.
    pub version: String,
    /// CIDRs that reach the public endpoint; `None` is a private endpoint only.
    pub public_api: Option<Vec<Ipv4Net>>,
    /// Days that control-plane logs are kept.
    pub logs_days: u32,
    /// The managed node group for what must run before Karpenter.
    pub system: SystemNodes,
    /// TCP ports outside the platform that services may reach, by CIDR (`0.0.0.0/0` for a host).
    pub egress: std::collections::BTreeSet<(Ipv4Net, u16)>,
    /// TCP ports of services below 1025, which the ephemeral range does not cover.
    pub low_ports: std::collections::BTreeSet<u16>,
}

/// The `system` block.
#[derive(Debug, Clone)]
pub struct SystemNodes {
    /// Instance types, one architecture.
    pub instance_types: Vec<String>,
    /// Their architecture.
    pub architecture: Architecture,
    /// The most pods that the smallest type carries with prefix delegation.
    pub max_pods: u32,
    /// Fewest nodes.
    pub min: u32,
    /// Most nodes.
    pub max: u32,
}

/// A processor architecture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Architecture {
    /// AWS Graviton.
    Arm64,
    /// Intel and AMD.
    Amd64,
}

impl Platform {
    /// `NAME-ENVIRONMENT`, the prefix of every cloud name; at most 24 characters.
    pub fn prefix(&self) -> String {
        format!("{}-{}", self.name, self.environment)
    }

    /// Whether this is production, where deletion is protected.
    pub fn production(&self) -> bool {
        self.environment == "production"
    }
}
