//! What an account has once, and how the platform is watched.

use super::Identity;
use std::collections::BTreeSet;

/// The `security` block.
#[derive(Debug, Clone, Copy)]
pub struct Security {
    /// CloudTrail.
    pub trail: Once,
    /// GuardDuty.
    pub guardduty: Once,
    /// Inspector.
    pub inspector: Once,
    /// AWS Config.
    pub config: Once,
    /// EBS encryption by default.
    pub ebs_encryption: Once,
    /// ECR scanning.
    pub ecr_scanning: Once,
    /// EC2's service-linked role for spot.
    pub spot_role: Once,
}

/// Something that an account has once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Once {
    /// This blueprint makes it.
    Create,
    /// It is there.
    Existing,
    /// It is not wanted.
    Off,
}

/// The `monitoring` block.
#[derive(Debug, Clone)]
pub struct Monitoring {
    /// Days that metrics are kept.
    pub metrics_days: u32,
    /// Days that logs are kept.
    pub logs_days: u32,
    /// The Grafana workspace.
    pub grafana: Option<Grafana>,
    /// Who is told, by label.
    pub alerts: Vec<Alert>,
    /// Monthly budget in US dollars.
    pub budget_usd: Option<u32>,
}

/// The `grafana` block.
#[derive(Debug, Clone)]
pub struct Grafana {
    /// IAM Identity Center groups of administrators.
    pub admins: BTreeSet<String>,
    /// IAM Identity Center groups of readers.
    pub viewers: BTreeSet<String>,
}

/// An `alert` block.
#[derive(Debug, Clone)]
pub struct Alert {
    /// Its labels.
    pub id: Identity,
    /// Where it goes.
    pub target: AlertTarget,
    /// The least that it gets.
    pub severity: AlertSeverity,
}

/// Where alerts go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlertTarget {
    /// An address.
    Email(String),
    /// A channel.
    Slack {
        /// Workspace id.
        team: String,
        /// Channel id.
        channel: String,
    },
    /// The label of the secret with the integration key.
    Pagerduty(String),
}

/// How bad an alert is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlertSeverity {
    /// Good to know.
    Info,
    /// Today.
    Warning,
    /// Now.
    Critical,
}

impl AlertSeverity {
    /// Every severity, the least first.
    pub const ALL: [Self; 3] = [Self::Info, Self::Warning, Self::Critical];

    /// As the blueprint and the names of topics spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }

    /// This one and everything above it: what an alert gets whose least severity it is.
    pub fn and_above(self) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |&severity| severity >= self)
    }
}
