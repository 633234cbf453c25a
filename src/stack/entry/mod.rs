//! 40-entry: the one load balancer, its certificate, firewall, records and access logs.
//!
//! A platform that exposes no service has no entry: nothing of it is reached from the internet.

mod access_logs;
mod certificate;
mod controller;
mod hosts;
mod load_balancer;
mod records;
mod security_group;
mod target_groups;
mod waf;

use super::inside::controller_role;
use super::keys::Here;
use super::layers::Layer;
use crate::ir::{Block, Expr, Module, Output, Root, TerraformFile, Variable, object, template};
use crate::model::{Platform, names};
use hosts::Hosts;

/// Where the gateway speaks TLS.
const GATEWAY_PORT: u16 = 8443;

/// Where the gateway says how it is.
const STATUS_PORT: u16 = 15021;

/// The longest name of a load balancer.
/// Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html>
const LOAD_BALANCER_NAME: usize = 32;

/// The longest name of a bucket.
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
const BUCKET_NAME: usize = 63;

/// What every file of the module refers to.
struct Entry {
    here: Here,
    name: Variable,
    cluster_name: Variable,
    controller_role_name: Variable,
    load_balancer_name: Variable,
    domain: Variable,
    vpc_id: Variable,
    subnet_ids: Variable,
    node_group: Variable,
    hosts: Variable,
    grpc_hosts: Variable,
    certificate_arn: Variable,
    certificate_name: Variable,
    alternatives: Variable,
    allow: Variable,
    rate_limit: Variable,
    logs_days: Variable,
    access_logs_bucket: Variable,
    access_logs_days: Variable,
    deletion_protection: Variable,
}

/// Whether a service is exposed, so that there is an entry.
pub(super) fn exposes(platform: &Platform) -> bool {
    !Hosts::new(platform).is_empty()
}

/// Whether a gRPC service is exposed, so that the gateway has a second target group.
pub(super) fn exposes_grpc(platform: &Platform) -> bool {
    Hosts::new(platform).any_grpc()
}

/// The layer and its module, where a service is exposed.
pub(super) fn build(platform: &Platform, network: &Root, cluster: &Root) -> Option<(Module, Root)> {
    let module = module(platform)?;
    let root = root(platform, &module, network, cluster);
    Some((module, root))
}

/// The module `entry`; none where no service is exposed.
fn module(platform: &Platform) -> Option<Module> {
    let hosts = Hosts::new(platform);
    if hosts.is_empty() {
        return None;
    }
    let entry = Entry::new();
    let zone = records::zone(&entry);
    let group = security_group::group(&entry);
    let logs = access_logs::AccessLogs::new(&entry);
    let balancer = load_balancer::balancer(&entry, &group, &logs, platform);
    let groups = target_groups::TargetGroups::new(&entry, hosts.any_grpc());
    let certificate = certificate::Source::new(&entry, &zone, &hosts, platform);
    let firewall = waf::Firewall::new(&entry, &balancer, platform);

    let mut outputs = outputs(&balancer, &group, &logs.bucket);
    outputs.extend(groups.outputs());
    outputs.extend(firewall.outputs());

    let listeners = load_balancer::file(&entry, &balancer, &groups, certificate.arn());
    let controller = controller::file(&entry, &groups);
    let of_certificate = certificate.variables();
    let mut files = vec![
        entry.main(),
        listeners,
        groups.file(),
        controller,
        security_group::file(&entry, &group, platform),
    ];
    files.extend(certificate.file());
    files.extend([records::file(&entry, zone, &balancer), firewall.file(), logs.file()]);
    Some(Module {
        family: "entry".to_owned(),
        summary: "The one load balancer, and the only thing that the internet reaches: HTTPS for \
                  the hosts that services expose, behind a firewall, with access logs. It talks \
                  to the gateway in the cluster, which registers itself with the target groups."
            .to_owned(),
        files,
        variables: entry.variables(of_certificate, &hosts),
        outputs,
    })
}

/// The root 40-entry.
fn root(platform: &Platform, module: &Module, network: &Root, cluster: &Root) -> Root {
    let hosts = Hosts::new(platform);
    let mut layer = Layer::new(platform, "40-entry");
    let network = layer.read(network);
    let cluster = layer.read(cluster);
    let mut arguments: Vec<(&str, Expr)> = vec![
        ("name", platform.prefix().into()),
        ("cluster_name", cluster.output("cluster_name").into()),
        ("controller_role_name", controller_role(platform, "aws-load-balancer-controller").into()),
        ("load_balancer_name", load_balancer_name(platform).into()),
        ("domain", platform.domain.clone().into()),
        ("vpc_id", network.output("vpc_id").into()),
        ("subnet_ids", network.output("public_subnet_ids").into()),
        ("node_security_group_id", cluster.output("node_security_group_id").into()),
        ("hosts", object(hosts.priorities())),
    ];
    if hosts.any_grpc() {
        arguments.push(("grpc_hosts", object(hosts.grpc_priorities())));
    }
    arguments.extend(certificate::arguments(&hosts, platform));
    arguments.extend([
        ("allow", security_group::allowed(platform)),
        ("rate_limit", platform.entry.waf.rate_limit.into()),
        ("logs_days", platform.monitoring.logs_days.into()),
        ("access_logs_bucket", access_logs_bucket(platform).into()),
        ("access_logs_days", platform.entry.access_logs_days.into()),
        ("deletion_protection", platform.production().into()),
    ]);
    let call = layer.call(module, arguments);
    layer.pass_on(&call);
    layer.root()
}

/// The prefix; AWS keeps names that begin with `internal-` to itself.
pub(super) fn load_balancer_name(platform: &Platform) -> String {
    let prefix = platform.prefix();
    let name = if prefix.starts_with("internal-") { format!("entry-{prefix}") } else { prefix };
    names::fit(&name, LOAD_BALANCER_NAME)
}

/// `PREFIX-access-logs-` and 8 hexadecimal digits of the domain's SHA-256, as the state's bucket has.
pub(super) fn access_logs_bucket(platform: &Platform) -> String {
    let digest = names::digest(&platform.domain, 8);
    names::fit(&format!("{}-access-logs-{digest}", platform.prefix()), BUCKET_NAME)
}

fn outputs(balancer: &Block, group: &Block, bucket: &Block) -> Vec<Output> {
    let balancer = || balancer.address();
    vec![
        Output::new("load_balancer_arn", "ARN of the load balancer.", balancer().attr("arn")),
        Output::new(
            "load_balancer_arn_suffix",
            "The load balancer as CloudWatch metrics name it.",
            balancer().attr("arn_suffix"),
        ),
        Output::new(
            "load_balancer_dns_name",
            "DNS name of the load balancer, to which the records of the hosts lead.",
            balancer().attr("dns_name"),
        ),
        Output::new(
            "security_group_id",
            "Security group of the load balancer.",
            group.address().attr("id"),
        ),
        Output::new(
            "access_logs_bucket",
            "Bucket of the access logs.",
            bucket.address().attr("id"),
        ),
    ]
}

impl Entry {
    fn new() -> Self {
        let text = |name: &str, what: &str| Variable::new(name, "string", what);
        let number = |name: &str, what: &str| Variable::new(name, "number", what);
        let texts = |name: &str, what: &str| Variable::new(name, "list(string)", what);
        let priorities = |name: &str, what: &str| Variable::new(name, "map(number)", what);
        Self {
            here: Here::new(),
            name: text("name", "Prefix of every name, NAME-ENVIRONMENT."),
            cluster_name: text("cluster_name", "Name of the cluster."),
            controller_role_name: text(
                "controller_role_name",
                "Name of the role of the AWS Load Balancer Controller.",
            ),
            load_balancer_name: text("load_balancer_name", "Name of the load balancer."),
            domain: text("domain", "Name of the public Route 53 zone."),
            vpc_id: text("vpc_id", "ID of the VPC."),
            subnet_ids: texts("subnet_ids", "Public subnets of the load balancer, one a zone."),
            node_group: text("node_security_group_id", "Security group of nodes and pods."),
            hosts: priorities("hosts", "Exposed hosts, each with the priority of its rule."),
            grpc_hosts: priorities(
                "grpc_hosts",
                "Hosts with a gRPC service, each with the priority of its gRPC rule.",
            ),
            certificate_arn: text("certificate_arn", "ARN of the certificate in ACM."),
            certificate_name: text(
                "certificate_name",
                "First name of the certificate, at most 64 characters.",
            ),
            alternatives: texts("certificate_alternatives", "Further names of the certificate."),
            allow: texts("allow", "Addresses that may connect."),
            rate_limit: number("rate_limit", "Requests in 5 minutes that one address may send."),
            logs_days: number(
                "logs_days",
                "Days that logs of the firewall are kept; a value that CloudWatch Logs accepts.",
            ),
            access_logs_bucket: text("access_logs_bucket", "Name of the bucket of access logs."),
            access_logs_days: number("access_logs_days", "Days that access logs are kept."),
            deletion_protection: Variable::new(
                "deletion_protection",
                "bool",
                "Whether the load balancer and a bucket with logs refuse to be deleted.",
            ),
        }
    }

    fn main(&self) -> TerraformFile {
        let here = &self.here;
        TerraformFile::new("main.tf").blocks([
            here.identity.clone(),
            here.partition.clone(),
            here.region.clone(),
        ])
    }

    fn variables(self, of_certificate: Vec<Variable>, hosts: &Hosts) -> Vec<Variable> {
        let mut variables = vec![
            self.name,
            self.cluster_name,
            self.controller_role_name,
            self.load_balancer_name,
            self.domain,
            self.vpc_id,
            self.subnet_ids,
            self.node_group,
            self.hosts,
        ];
        variables.extend(hosts.any_grpc().then_some(self.grpc_hosts));
        variables.extend(of_certificate);
        variables.extend([
            self.allow,
            self.rate_limit,
            self.logs_days,
            self.access_logs_bucket,
            self.access_logs_days,
            self.deletion_protection,
        ]);
        variables
    }

    /// `PREFIX-suffix`
    fn named(&self, suffix: &str) -> Expr {
        template([self.name.address().into(), format!("-{suffix}").into()])
    }
}
