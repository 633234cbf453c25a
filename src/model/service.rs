//! Microservices and jobs.

use super::{Architecture, Bytes, Identity, Millicores};
use ipnet::Ipv4Net;
use std::collections::{BTreeMap, BTreeSet};

/// A `service` block.
#[derive(Debug, Clone)]
pub struct Service {
    /// Its labels; the new one is also its namespace.
    pub id: Identity,
    /// A repository of its own choice; none is the one that is created for it.
    pub image: Option<String>,
    /// First version: a tag or `sha256:…`.
    pub tag: String,
    /// What the pipeline builds when there is no image.
    pub source: String,
    /// What is built, and where it may run.
    pub architectures: BTreeSet<Architecture>,
    /// What kind of workload it is.
    pub workload: Workload,
    /// Entry point; empty is the image's.
    pub command: Vec<String>,
    /// Arguments; empty is the image's.
    pub args: Vec<String>,
    /// Services it may talk to.
    pub calls: BTreeSet<String>,
    /// Stores it may use.
    pub uses: BTreeSet<Store>,
    /// Plain settings.
    pub env: BTreeMap<String, Vec<Piece>>,
    /// Secret settings.
    pub secrets: BTreeMap<String, Vec<Piece>>,
    /// What it may reach outside the platform.
    pub egress: BTreeSet<Egress>,
    /// The only pool it runs on.
    pub nodes: Option<String>,
    /// Paths it may write to.
    pub writable: BTreeSet<String>,
    /// The uid it runs as.
    pub user: u32,
    /// Requested CPU.
    pub cpu: Millicores,
    /// Requested memory, also the limit.
    pub memory: Bytes,
}

/// What kind of workload a service is.
#[derive(Debug, Clone)]
pub enum Workload {
    /// Runs always and listens.
    Web(Box<WebWorkload>),
    /// Runs by the clock: a cron expression in UTC.
    Job(String),
}

/// What only a service has that runs always.
#[derive(Debug, Clone)]
pub struct WebWorkload {
    /// Container port.
    pub port: u16,
    /// What it speaks.
    pub protocol: Protocol,
    /// Liveness probe.
    pub live: Probe,
    /// Readiness probe.
    pub ready: Probe,
    /// Where metrics are scraped.
    pub metrics: Option<Metrics>,
    /// Horizontal scaling.
    pub scale: Scale,
    /// How the internet reaches it.
    pub expose: Option<Exposure>,
    /// How new versions come in.
    pub release: Release,
    /// What is promised.
    pub slo: Slo,
}

/// Where metrics are scraped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metrics {
    /// The path.
    pub path: String,
    /// The port.
    pub port: u16,
}

/// What a service speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// HTTP.
    Http,
    /// gRPC.
    Grpc,
    /// Bytes.
    Tcp,
}

/// A probe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Probe {
    /// An HTTP path answers.
    Http(String),
    /// The gRPC health service answers.
    Grpc,
    /// The port opens.
    Tcp,
}

/// The `scale` block.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// Fewest pods.
    pub min: u32,
    /// Most pods.
    pub max: u32,
    /// CPU target in percent of the request.
    pub cpu: u32,
    /// Memory target in percent of the request.
    pub memory: u32,
}

/// The `expose` block.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exposure {
    /// The platform's domain or a name one label below it.
    pub host: String,
    /// Path prefix.
    pub path: String,
}

/// The `release` block.
#[derive(Debug, Clone)]
pub struct Release {
    /// How traffic moves.
    pub strategy: Strategy,
    /// Percent of traffic, ascending; the last step to 100 is not written.
    pub steps: Vec<u32>,
    /// Seconds between steps.
    pub pause_seconds: u32,
}

/// How traffic moves to a new version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strategy {
    /// By weight, with analysis.
    Canary,
    /// Pod by pod.
    Rolling,
    /// All at once, after a preview.
    BlueGreen,
}

/// The `slo` block.
#[derive(Debug, Clone, Copy)]
pub struct Slo {
    /// Percent of requests that succeed.
    pub availability: f64,
    /// Milliseconds within which `percentile` percent of requests are answered.
    pub latency_ms: u32,
    /// Percent.
    pub percentile: f64,
}

/// A store that a service uses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Store {
    /// Its kind.
    pub kind: StoreKind,
    /// Its label.
    pub label: String,
}

/// A kind of store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StoreKind {
    /// A database.
    Database,
    /// A cache.
    Cache,
    /// A DynamoDB table.
    Table,
    /// A queue.
    Queue,
    /// A bucket.
    Bucket,
}

/// A piece of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text.
    Literal(String),
    /// What is known only after apply.
    Fact(Fact),
}

/// Something known only after apply.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// Whose fact.
    pub of: FactOf,
    /// Which one, such as `host`; for a secret a key of its JSON, none is the whole value.
    pub attribute: Option<String>,
}

/// Whose fact it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactOf {
    /// A store's.
    Store(Store),
    /// A secret's, by its label.
    Secret(String),
    /// A service's, by its label.
    Service(String),
}

/// What a service may reach outside the platform.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Egress {
    /// A name and a port.
    Host(String, u16),
    /// A range and a port.
    Range(Ipv4Net, u16),
}
