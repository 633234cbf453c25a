//! What a blueprint declares, and what the platform itself needs: the only paths that there are.

use crate::reach::Port::{self, Tcp, Udp};
use platform_gen::model::{
    Authority, Egress, Mtls, Platform, Service, StoreKind, Strategy, WebWorkload, Workload,
};
use std::collections::BTreeSet;

/// A namespace of the platform's own: who it is, and what it needs.
pub(crate) struct System {
    pub(crate) name: &'static str,
    /// A label of its pods.
    pub(crate) label: (&'static str, &'static str),
    /// Ports that Prometheus scrapes.
    pub(crate) metrics: &'static [u16],
    /// The port of its webhook.
    pub(crate) webhook: Option<u16>,
    /// Whether it calls the Kubernetes API.
    pub(crate) api: bool,
    /// APIs of AWS.
    pub(crate) aws: &'static [&'static str],
}

const NONE: System = System {
    name: "",
    label: ("app", "controller"),
    metrics: &[],
    webhook: None,
    api: true,
    aws: &[],
};

/// Every namespace of the platform's own.
pub(crate) fn systems(platform: &Platform) -> Vec<System> {
    let acm = matches!(platform.mesh.ca, Authority::Acm(_));
    let mut all = vec![
        System {
            name: "cert-manager",
            label: ("app", "cert-manager-istio-csr"),
            metrics: if acm { &[8080, 9402] } else { &[9402] },
            webhook: Some(10250),
            aws: if acm { &["acm-pca"] } else { &[] },
            ..NONE
        },
        System {
            name: "external-secrets",
            metrics: &[8080],
            webhook: Some(10250),
            aws: &["secretsmanager", "ssm", "sts"],
            ..NONE
        },
        System { name: "istio-cni", metrics: &[15014], ..NONE },
        System {
            name: "istio-system",
            label: ("app", "istiod"),
            metrics: &[15014],
            webhook: Some(15017),
            ..NONE
        },
        System { name: "logging", metrics: &[2020], aws: &["logs"], ..NONE },
        System { name: "monitoring", metrics: &[8080, 9090], aws: &["aps-workspaces"], ..NONE },
        System { name: "node-exporter", metrics: &[9100], api: false, ..NONE },
        System { name: "reloader", metrics: &[9090], ..NONE },
    ];
    if platform.services.iter().any(exposed) {
        all.push(System {
            name: "aws-load-balancer",
            metrics: &[8080],
            webhook: Some(9443),
            aws: &["ec2", "elasticloadbalancing"],
            ..NONE
        });
        all.push(System {
            name: "istio-ingress",
            label: ("istio", "ingress"),
            metrics: &[15020],
            api: false,
            ..NONE
        });
    }
    let analysed = |service: &Service| {
        web(service).is_some_and(|web| web.release.strategy != Strategy::Rolling)
    };
    if platform.services.iter().any(analysed) {
        all.push(System {
            name: "argo-rollouts",
            metrics: &[8090],
            aws: &["aps-workspaces"],
            ..NONE
        });
    }
    all
}

pub(crate) fn web(service: &Service) -> Option<&WebWorkload> {
    match &service.workload {
        Workload::Web(web) => Some(web),
        Workload::Job(_) => None,
    }
}

pub(crate) fn exposed(service: &Service) -> bool {
    web(service).is_some_and(|web| web.expose.is_some())
}

fn dns() -> BTreeSet<Port> {
    BTreeSet::from([Tcp(53), Udp(53)])
}

/// Whether an API is reached at public addresses, and not in the private subnets.
fn outside(platform: &Platform, api: &str) -> bool {
    ["s3", "dynamodb"].contains(&api) || !platform.network.endpoints.iter().any(|one| one == api)
}

/// The APIs that the role of a service calls.
pub(crate) fn apis(service: &Service) -> BTreeSet<&'static str> {
    let of = |kind| match kind {
        StoreKind::Table => Some("dynamodb"),
        StoreKind::Queue => Some("sqs"),
        StoreKind::Bucket => Some("s3"),
        StoreKind::Database | StoreKind::Cache => None,
    };
    service.uses.iter().filter_map(|store| of(store.kind)).collect()
}

/// What a namespace opens to the private subnets whoever is there: endpoints, and for Prometheus
/// the nodes. Pods that no policy guards have such addresses too.
pub(crate) fn private(platform: &Platform, name: &str) -> BTreeSet<Port> {
    let apis: Vec<&str> = match find(platform, name) {
        Some(service) => apis(service).into_iter().collect(),
        None => {
            let system = systems(platform).into_iter().find(|system| system.name == name);
            system.map(|system| system.aws.to_vec()).unwrap_or_default()
        }
    };
    let inside = apis.iter().any(|api| !outside(platform, api));
    let mut ports: BTreeSet<Port> = inside.then_some(Tcp(443)).into_iter().collect();
    if name == "monitoring" {
        ports.extend([Tcp(9100), Tcp(10250)]);
    }
    ports
}

pub(crate) fn find<'a>(platform: &'a Platform, name: &str) -> Option<&'a Service> {
    platform.services.iter().find(|service| service.id.label == name)
}

/// The port on which one service calls another.
pub(crate) fn called(from: &Service, to: &Service) -> Option<Port> {
    from.calls.contains(&to.id.label).then(|| web(to)).flatten().map(|web| Tcp(web.port))
}

/// The port on which the mesh lets one service call another: itself too, for the pod of its test.
pub(crate) fn authorised(from: &Service, to: &Service) -> Option<Port> {
    let own = (from.id.label == to.id.label).then(|| web(to)).flatten();
    called(from, to).or(own.map(|web| Tcp(web.port)))
}

/// The port on which a sidecar lets in who shows no identity: none but in a permissive mesh.
pub(crate) fn plain_text(platform: &Platform, to: &Service) -> Option<Port> {
    let permissive = platform.mesh.mtls == Mtls::Permissive;
    web(to).filter(|_| permissive).map(|web| Tcp(web.port))
}

/// The ports from one namespace to another.
pub(crate) fn between(platform: &Platform, from: &str, to: &str) -> BTreeSet<Port> {
    let csr = !matches!(platform.mesh.ca, Authority::Secret(_));
    let meshed = find(platform, from).is_some() || from == "istio-ingress";
    let system = systems(platform).into_iter().find(|system| system.name == to);
    let mut ports = BTreeSet::new();
    match (find(platform, from), find(platform, to)) {
        (Some(from), Some(to)) => ports.extend(called(from, to)),
        (None, Some(service)) if from == "istio-ingress" && exposed(service) => {
            ports.extend(web(service).map(|web| Tcp(web.port)));
        }
        (None, Some(_)) if from == "monitoring" => ports.extend([Tcp(15020)]),
        _ => {}
    }
    match to {
        "kube-system" => {
            ports.extend(dns());
            if from == "monitoring" {
                ports.extend([Tcp(8080), Tcp(9153)]);
            }
        }
        "istio-system" if meshed => ports.extend([Tcp(15012)]),
        "cert-manager" if meshed && csr => ports.extend([Tcp(6443)]),
        "default" => {
            let caller = systems(platform).into_iter().find(|system| system.name == from);
            ports.extend(caller.filter(|system| system.api).map(|_| Tcp(443)));
        }
        _ => {}
    }
    if from == "monitoring" {
        let metrics = system.iter().flat_map(|system| system.metrics);
        ports.extend(metrics.map(|port| Tcp(*port)));
    }
    ports
}

/// Ports of databases and caches that a service uses.
pub(crate) fn stores(platform: &Platform, service: &Service) -> BTreeSet<Port> {
    let port = |kind: StoreKind, label: &str| match kind {
        StoreKind::Cache => Some(6379),
        StoreKind::Database => {
            let database = platform.databases.iter().find(|one| one.id.label == label).unwrap();
            Some(if database.engine.name().ends_with("mysql") { 3306 } else { 5432 })
        }
        StoreKind::Table | StoreKind::Queue | StoreKind::Bucket => None,
    };
    service.uses.iter().filter_map(|store| port(store.kind, &store.label)).map(Tcp).collect()
}

/// Ports to any public address.
pub(crate) fn public(platform: &Platform, name: &str) -> BTreeSet<Port> {
    let Some(service) = find(platform, name) else {
        let system = systems(platform).into_iter().find(|system| system.name == name);
        let apis = system.into_iter().flat_map(|system| system.aws);
        return apis.filter(|api| outside(platform, api)).map(|_| Tcp(443)).collect();
    };
    let hosts = service.egress.iter().filter_map(|egress| match egress {
        Egress::Host(_, port) => Some(Tcp(*port)),
        Egress::Range(range, port) => (range.prefix_len() == 0).then_some(Tcp(*port)),
    });
    let apis = apis(service).into_iter().filter(|api| outside(platform, api)).map(|_| Tcp(443));
    hosts.chain(apis).collect()
}

/// Ports to an address of a range that a service declares.
pub(crate) fn ranged(service: &Service, address: std::net::Ipv4Addr) -> BTreeSet<Port> {
    let port = |egress: &Egress| match egress {
        Egress::Range(range, port) if range.contains(&address) => Some(Tcp(*port)),
        _ => None,
    };
    service.egress.iter().filter_map(port).collect()
}
