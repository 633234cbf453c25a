//! The platform as typed values, valid by construction. This module knows no Terraform.

use ipnet::Ipv4Net;
use std::collections::{BTreeMap, BTreeSet};

mod data;
mod edge;
mod facts;
mod layout;
pub mod names;
mod operations;
mod quantity;
mod service;

pub use data::{
    Bucket, Cache, Database, DynamoTable, Engine, Identity, Index, Key, KeyType, Queue, Secret, Tls,
};
pub use edge::{
    Access, Authority, Certificate, Entry, Github, Mesh, Mtls, Operator, OperatorLevel, Runner, Waf,
};
pub use facts::{Facts, longest as longest_text};
pub use layout::{ZoneSubnets, subnets};
pub use operations::{Alert, AlertSeverity, AlertTarget, Grafana, Monitoring, Once, Security};
pub use quantity::{Bytes, Millicores};
pub use service::{
    Egress, Exposure, Fact, FactOf, Metrics, Piece, Probe, Protocol, Release, Scale, Service, Slo,
    Store, StoreKind, Strategy, WebWorkload, Workload,
};

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
    /// Karpenter's pools, by label, at least one.
    pub nodes: Vec<NodePool>,
    /// Databases, by label.
    pub databases: Vec<Database>,
    /// Caches, by label.
    pub caches: Vec<Cache>,
    /// DynamoDB tables, by label.
    pub tables: Vec<DynamoTable>,
    /// Queues, by label.
    pub queues: Vec<Queue>,
    /// Buckets, by label.
    pub buckets: Vec<Bucket>,
    /// Secrets that people fill, by label.
    pub secrets: Vec<Secret>,
    /// Microservices and jobs, by label.
    pub services: Vec<Service>,
    /// The single load balancer.
    pub entry: Entry,
    /// The service mesh.
    pub mesh: Mesh,
    /// Who may change and look.
    pub access: Access,
    /// What an account has once.
    pub security: Security,
    /// Metrics, logs, dashboards, alerts.
    pub monitoring: Monitoring,
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
    pub egress: BTreeSet<(Ipv4Net, u16)>,
    /// TCP ports of services below 1025, which the ephemeral range does not cover.
    pub low_ports: BTreeSet<u16>,
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

/// A `nodes` block: a Karpenter NodePool and its EC2NodeClass.
#[derive(Debug, Clone)]
pub struct NodePool {
    /// Its label and the label it had before.
    pub id: Identity,
    /// Spot, on demand or both.
    pub capacity: BTreeSet<Capacity>,
    /// Architectures of its nodes.
    pub architectures: BTreeSet<Architecture>,
    /// Instance categories, such as `c`.
    pub families: BTreeSet<String>,
    /// The oldest instance generation.
    pub min_generation: u32,
    /// Fewest vCPU of a node.
    pub min_vcpu: u32,
    /// The most pods that each of its instance types carries with prefix delegation.
    pub max_pods: u32,
    /// Most vCPU in all.
    pub cpu_limit: u32,
    /// Most memory in all.
    pub memory_limit: Bytes,
    /// Hours after which a node is replaced.
    pub expire_after_hours: u32,
    /// Node labels.
    pub labels: BTreeMap<String, String>,
    /// Node taints, sorted.
    pub taints: BTreeSet<Taint>,
}

/// How capacity is bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Capacity {
    /// May be taken back with two minutes' notice.
    Spot,
    /// Stays.
    OnDemand,
}

/// A node taint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Taint {
    /// Its key.
    pub key: String,
    /// Its value, often empty.
    pub value: String,
    /// What it does to pods that do not tolerate it.
    pub effect: TaintEffect,
}

/// What a taint does to pods that do not tolerate it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaintEffect {
    /// They are not scheduled.
    NoSchedule,
    /// They are scheduled elsewhere if possible.
    PreferNoSchedule,
    /// They are evicted.
    NoExecute,
}

/// A processor architecture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Architecture {
    /// AWS Graviton.
    Arm64,
    /// Intel and AMD.
    Amd64,
}

impl Architecture {
    /// As blueprints and Kubernetes spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::Amd64 => "amd64",
        }
    }
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
