//! The edges of the platform: the entry, the mesh, and who may change and look.

use super::Identity;
use ipnet::Ipv4Net;
use std::collections::BTreeSet;

/// The `entry` block: the single load balancer.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Who may connect; none is everyone.
    pub allow: Option<BTreeSet<Ipv4Net>>,
    /// Its certificate.
    pub certificate: Certificate,
    /// Its firewall.
    pub waf: Waf,
    /// Days that access logs are kept.
    pub access_logs_days: u32,
}

/// The entry's certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Certificate {
    /// From ACM, validated through the domain.
    Managed,
    /// An ARN.
    Given(String),
}

/// The `waf` block.
#[derive(Debug, Clone)]
pub struct Waf {
    /// Requests per 5 minutes and address.
    pub rate_limit: u32,
    /// AWS managed rule groups, in the order in which they are asked.
    pub managed: Vec<String>,
}

/// The `mesh` block.
#[derive(Debug, Clone)]
pub struct Mesh {
    /// Whether plain text is refused.
    pub mtls: Mtls,
    /// Who signs the mesh's certificates.
    pub ca: Authority,
}

/// Whether plain text is refused inside the mesh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mtls {
    /// It is refused.
    Strict,
    /// It is accepted.
    Permissive,
}

/// Who signs the mesh's certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authority {
    /// cert-manager, which keeps a CA in the cluster.
    Generated,
    /// An own certificate in this `secret`.
    Secret(String),
    /// An ACM Private CA, by its ARN.
    Acm(String),
}

/// The `access` block.
#[derive(Debug, Clone)]
pub struct Access {
    /// The repository whose pipelines are the only writers.
    pub github: Github,
    /// People, by label.
    pub operators: Vec<Operator>,
    /// Principals for emergencies; empty is off.
    pub break_glass: BTreeSet<String>,
    /// Where GitHub's jobs run.
    pub runner: Runner,
}

/// The `github` block.
#[derive(Debug, Clone)]
pub struct Github {
    /// `owner/name`
    pub repository: String,
    /// The branch that is applied.
    pub branch: String,
    /// Where the tree lies in the repository.
    pub path: String,
    /// Where the blueprints lie in the repository.
    pub blueprints: String,
    /// GitHub environment of plans.
    pub plan_environment: String,
    /// GitHub environment of applies.
    pub apply_environment: String,
    /// GitHub environment of deployments.
    pub deploy_environment: String,
    /// Numeric ids of owner and repository, for immutable subjects.
    pub ids: Option<(String, String)>,
    /// Whether this environment makes the account's OIDC provider.
    pub creates_provider: bool,
}

/// An `operator` block.
#[derive(Debug, Clone)]
pub struct Operator {
    /// Its labels.
    pub id: Identity,
    /// The ARN of a person or an SSO role.
    pub principal: String,
    /// How much they may do.
    pub level: OperatorLevel,
    /// In which namespaces, all of them services.
    pub namespaces: BTreeSet<String>,
}

/// How much an operator may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OperatorLevel {
    /// Look.
    View,
    /// Restart, scale, roll back.
    Operate,
    /// Administer namespaces, never the cluster.
    Admin,
}

/// Where GitHub's jobs run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Runner {
    /// On CodeBuild inside the VPC.
    Codebuild,
    /// On GitHub's larger runner of this label.
    Github(String),
}
