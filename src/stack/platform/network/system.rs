//! What the platform's own namespaces may do. `kube-system` has no policies: what runs there is
//! EKS' own, and most of it lies in the nodes' network, where none applies.

use super::Guarded;
use super::aws::{Api, Reach, api};
use super::places;
use super::rule::{Peer, Rule, Way};
use crate::model::{Authority, Platform, Workload};
use crate::stack::addons::namespaces::namespaces;
use crate::stack::entry;
use crate::stack::inside::TIER_LABEL;
use crate::stack::inside::{GATEWAY_PORT, METRICS_PORT, NAME_LABEL, STATUS_PORT, namespace};

/// Ports on nodes that Prometheus scrapes: kubelet, and the exporter in the nodes' network.
const NODE_PORTS: [u16; 2] = [9100, 10250];

/// Ports in `kube-system` that Prometheus scrapes: Karpenter and `CoreDNS`.
const KUBE_SYSTEM_PORTS: [u16; 2] = [8080, 9153];

/// Ports in `monitoring` that Prometheus scrapes: kube-state-metrics and the operator, itself.
const MONITORING_PORTS: [u16; 2] = [8080, 9090];

/// What a controller needs, beside DNS.
struct Needs {
    namespace: &'static str,
    /// The Kubernetes API, and with a port to be called by it.
    api: bool,
    webhook: Option<u16>,
    /// Ports with metrics.
    metrics: &'static [u16],
    /// APIs of AWS, for which it has a role.
    aws: Vec<Api>,
}

/// Every namespace of the platform's own, by name.
pub(super) fn guarded(platform: &Platform) -> Vec<Guarded> {
    let gateway = entry::exposes(platform)
        .then(|| Guarded { namespace: namespace::INGRESS.to_owned(), rules: gateway(platform) });
    let controllers = needs(platform).into_iter().map(|needs| Guarded {
        namespace: needs.namespace.to_owned(),
        rules: needs.rules(platform),
    });
    let mut guarded: Vec<Guarded> = controllers.chain(gateway).collect();
    guarded.sort_by(|a, b| a.namespace.cmp(&b.namespace));
    guarded
}

/// Ports are those of the charts in their pinned versions.
fn needs(platform: &Platform) -> Vec<Needs> {
    let needs = |namespace, webhook, metrics, aws: &[&'static str]| Needs {
        namespace,
        api: true,
        webhook,
        metrics,
        aws: aws.iter().copied().map(api).collect(),
    };
    let acm = matches!(platform.mesh.ca, Authority::Acm(_));
    let (issuer_metrics, issuer): (&[u16], &[_]) =
        if acm { (&[8080, 9402], &["acm-pca"]) } else { (&[9402], &[]) };
    let mut all = vec![
        needs(namespace::CERT_MANAGER, Some(10250), issuer_metrics, issuer),
        needs(namespace::EXTERNAL_SECRETS, Some(10250), &[8080], &["secretsmanager", "ssm", "sts"]),
        needs(namespace::ISTIO, Some(15017), &[15014], &[]),
        needs(namespace::ISTIO_CNI, None, &[15014], &[]),
        needs(namespace::LOGGING, None, &[2020], &["logs"]),
        needs(namespace::MONITORING, None, &[], &["aps-workspaces"]),
        Needs { api: false, ..needs(namespace::NODE_EXPORTER, None, &[9100], &[]) },
        needs(namespace::LOAD_BALANCER, Some(9443), &[8080], &["ec2", "elasticloadbalancing"]),
        needs(namespace::ARGO_ROLLOUTS, None, &[8090], &["aps-workspaces"]),
        needs(namespace::RELOADER, None, &[9090], &[]),
    ];
    let made = namespaces(platform);
    all.retain(|needs| made.iter().any(|namespace| namespace.name == needs.namespace));
    all
}

impl Needs {
    fn rules(&self, platform: &Platform) -> Vec<Rule> {
        let mut rules = Vec::new();
        if let Some(port) = self.webhook {
            let who = "Kubernetes API, which calls the webhook";
            rules.push(Rule::new(
                (Way::In, "webhook"),
                places::control_plane(platform),
                [port],
                who,
            ));
        }
        match self.namespace {
            namespace::CERT_MANAGER if places::istio_csr(platform) => {
                rules.push(from_mesh("istio-csr", places::ISTIO_CSR_PORT));
            }
            namespace::ISTIO => rules.push(from_mesh("istiod", places::ISTIOD_PORT)),
            namespace::MONITORING => rules.extend(prometheus(platform)),
            _ => {}
        }
        if !self.metrics.is_empty() {
            let monitoring = vec![Peer::Namespace(namespace::MONITORING.to_owned())];
            let (ports, who) = (self.metrics.iter().copied(), "Prometheus in `monitoring`");
            rules.push(Rule::new((Way::In, "metrics"), monitoring, ports, who));
        }
        rules.extend(self.api.then(|| places::kubernetes_api(platform)));
        rules.extend(Reach::new(platform, &self.aws).rules(platform));
        rules.extend((!self.aws.is_empty()).then(places::identity));
        rules.push(places::dns());
        rules
    }
}

fn from_mesh(name: &str, port: u16) -> Rule {
    Rule::new((Way::In, name), places::mesh(), [port], "services and the gateway")
}

/// Who scrapes: everything that has metrics.
fn prometheus(platform: &Platform) -> Vec<Rule> {
    let out = |space: &str, ports: &[u16], who: String| {
        let name = format!("to-{space}");
        let peers = vec![Peer::Namespace(space.to_owned())];
        Rule::new((Way::Out, &name), peers, ports.iter().copied(), who)
    };
    let own = || vec![Peer::Namespace(namespace::MONITORING.to_owned())];
    let services = vec![Peer::Namespaces(TIER_LABEL, "service")];
    let mut rules = vec![
        Rule::new((Way::In, "metrics"), own(), MONITORING_PORTS, "Prometheus in `monitoring`"),
        Rule::new((Way::Out, "to-monitoring"), own(), MONITORING_PORTS, "metrics of `monitoring`"),
        Rule::new((Way::Out, "to-services"), services, [METRICS_PORT], "metrics of services"),
        Rule::new(
            (Way::Out, "to-nodes"),
            places::private(platform),
            NODE_PORTS,
            "metrics of nodes, in the private subnets",
        ),
        out("kube-system", &KUBE_SYSTEM_PORTS, "metrics of `kube-system`".to_owned()),
    ];
    let mut scraped: Vec<(&str, &[u16])> =
        needs(platform).iter().map(|needs| (needs.namespace, needs.metrics)).collect();
    if entry::exposes(platform) {
        scraped.push((namespace::INGRESS, &[METRICS_PORT]));
    }
    let scraped = scraped.into_iter().filter(|(_, ports)| !ports.is_empty());
    rules.extend(scraped.map(|(space, ports)| out(space, ports, format!("metrics of `{space}`"))));
    rules
}

/// The gateway: from the load balancer only, to exposed services only.
fn gateway(platform: &Platform) -> Vec<Rule> {
    let balancer = places::public(platform);
    let who = "the load balancer, in the public subnets";
    let mut rules =
        vec![Rule::new((Way::In, "load-balancer"), balancer, [GATEWAY_PORT, STATUS_PORT], who)];
    for service in &platform.services {
        let Workload::Web(web) = &service.workload else { continue };
        if web.expose.is_none() {
            continue;
        }
        let label = &service.id.label;
        let pods = Peer::Pods(label.clone(), (NAME_LABEL, label.clone()));
        let (name, who) = (format!("to-{label}"), format!("service `{label}`"));
        rules.push(Rule::new((Way::Out, &name), vec![pods], [web.port], who));
    }
    rules.push(places::dns());
    rules.extend(places::meshed(platform));
    rules
}
