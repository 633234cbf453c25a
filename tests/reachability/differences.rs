//! What a cluster lets through that it should not, and what it holds up that it should let through.

use crate::expected::{
    apis, authorised, between, exposed, find, plain_text, private, public, ranged, stores, systems,
    web,
};
use crate::reach::Port::{self, Tcp};
use crate::reach::groups::Outside;
use crate::reach::{Cluster, Kind, Side, subnet};
use platform_gen::model::{Platform, Service};
use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

/// Namespaces without policies.
const UNGUARDED: [&str; 2] = ["default", "kube-system"];

/// Public addresses.
const INTERNET: [[u8; 4]; 3] = [[203, 0, 113, 9], [8, 8, 8, 8], [52, 94, 1, 1]];

/// What is no public address, and in no VPC of these blueprints: the metadata of a node, another
/// network, the addresses of Services, and what is reserved.
const ELSEWHERE: [[u8; 4]; 6] = [
    [169, 254, 169, 254],
    [10, 255, 255, 9],
    [192, 168, 255, 9],
    [172, 31, 255, 9],
    [100, 127, 255, 9],
    [240, 0, 0, 9],
];

/// The address of Pod Identity's agent.
const IDENTITY: [u8; 4] = [169, 254, 170, 23];

/// A platform, its cluster, and what was found.
struct Search<'a> {
    platform: &'a Platform,
    cluster: &'a Cluster,
    found: Vec<String>,
}

/// Every difference, in words.
pub(crate) fn differences(platform: &Platform, cluster: &Cluster) -> Vec<String> {
    let mut search = Search { platform, cluster, found: Vec::new() };
    let pods = pods(platform);
    for (from, source) in &pods {
        for (to, target) in &pods {
            search.pair((from, source), (to, target));
        }
        search.outgoing(from, source);
        search.incoming(from, source);
    }
    for (service, tested) in services(platform) {
        search.tests(service, &tested, &pods);
    }
    search.identities();
    search.found
}

/// A pod of each namespace.
fn pods(platform: &Platform) -> BTreeMap<String, Side> {
    let pod = |namespace: &str, (key, value): (&str, &str)| {
        let labels = BTreeMap::from([(key.to_owned(), value.to_owned())]);
        (namespace.to_owned(), Side::Pod(namespace.to_owned(), labels))
    };
    let services = platform.services.iter().map(|service| {
        let label = service.id.label.as_str();
        pod(label, ("app.kubernetes.io/name", label))
    });
    let systems = systems(platform);
    let systems = systems.iter().map(|system| pod(system.name, system.label));
    let unguarded = UNGUARDED.map(|name| pod(name, ("k8s-app", "kube-dns")));
    services.chain(systems).chain(unguarded).collect()
}

/// Services, each with the pod that `helm test` starts.
fn services(platform: &Platform) -> impl Iterator<Item = (&Service, Side)> {
    platform.services.iter().map(|service| {
        let label = &service.id.label;
        let labels = [
            ("app.kubernetes.io/name", format!("{label}-test")),
            ("app.kubernetes.io/component", "test".to_owned()),
            ("app.kubernetes.io/managed-by", "Helm".to_owned()),
        ];
        let labels = labels.map(|(key, value)| (key.to_owned(), value)).into();
        (service, Side::Pod(label.clone(), labels))
    })
}

impl Search<'_> {
    /// From the pod of a test to each pod of its service, and to nobody whom the service does not
    /// call either; nobody calls that pod but Prometheus.
    fn tests(&mut self, service: &Service, test: &Side, pods: &BTreeMap<String, Side>) {
        let label = &service.id.label;
        for (other, pod) in pods {
            let out = self.cluster.policies(test, pod);
            let mut wanted = self.cluster.policies(&pods[label], pod);
            // It is no caller of theirs.
            wanted.retain(|_| find(self.platform, other).is_none());
            if other == label {
                wanted.extend(web(service).map(|web| Tcp(web.port)));
            }
            self.compare(&format!("policies from the test of {label} to {other}"), &out, &wanted);
            if other == "monitoring" || UNGUARDED.contains(&other.as_str()) {
                continue;
            }
            let within = self.cluster.policies(pod, test);
            self.compare(
                &format!("policies from {other} to the test of {label}"),
                &within,
                &BTreeSet::new(),
            );
        }
    }

    fn compare(&mut self, what: &str, actual: &BTreeSet<Port>, wanted: &BTreeSet<Port>) {
        for port in actual.difference(wanted) {
            self.found.push(format!("{what}: {port:?} is open"));
        }
        for port in wanted.difference(actual) {
            self.found.push(format!("{what}: {port:?} is closed"));
        }
    }

    /// From pod to pod, by policies alone, then by security groups too.
    fn pair(&mut self, (from, source): (&str, &Side), (to, target): (&str, &Side)) {
        let guarded = |name| !UNGUARDED.contains(&name);
        if !guarded(from) && !guarded(to) {
            return; // no policy of ours
        }
        let mut wanted = between(self.platform, from, to);
        if from == "kube-system" || from == "default" {
            wanted.clear();
        }
        let by_address = if guarded(to) { BTreeSet::new() } else { private(self.platform, from) };
        let all: BTreeSet<Port> = wanted.union(&by_address).copied().collect();
        let actual = self.cluster.policies(source, target);
        self.compare(&format!("policies from {from} to {to}"), &actual, &all);

        let passes = |port: &&Port| self.cluster.groups.between(**port);
        let together: BTreeSet<Port> = actual.iter().filter(passes).copied().collect();
        // No pod listens in `default`, where only the API's Service is.
        if to != "default" {
            let held: Vec<Port> = wanted.difference(&together).copied().collect();
            let held =
                held.iter().map(|port| format!("security groups: {port:?} from {from} to {to}"));
            self.found.extend(held);
        }
    }

    /// From pods to addresses.
    fn outgoing(&mut self, from: &str, source: &Side) {
        if UNGUARDED.contains(&from) {
            return;
        }
        let platform = self.platform;
        let service = find(platform, from);
        let at = |kind| -> Vec<Ipv4Addr> {
            platform
                .region
                .zones
                .iter()
                .map(|zone| subnet(platform.network.cidr, zone, kind))
                .collect()
        };
        let api = systems(platform).iter().any(|system| system.name == from && system.api);
        let control_plane = api.then_some(Tcp(443)).into_iter().collect();
        let data = service.map(|service| stores(platform, service)).unwrap_or_default();
        let role = match service {
            Some(service) => !apis(service).is_empty(),
            None => systems(platform).iter().any(|one| one.name == from && !one.aws.is_empty()),
        };
        let mut places = vec![
            ("the control plane", at(Kind::ControlPlane), control_plane),
            ("the data subnets", at(Kind::Data), data),
            ("the private subnets", at(Kind::Private), private(platform, from)),
            ("the public subnets", at(Kind::Public), BTreeSet::new()),
            ("Pod Identity", vec![IDENTITY.into()], role.then_some(Tcp(80)).into_iter().collect()),
        ];
        for address in INTERNET.map(Ipv4Addr::from) {
            let mut ports = public(platform, from);
            ports.extend(service.into_iter().flat_map(|service| ranged(service, address)));
            places.push(("the internet", vec![address], ports));
        }
        for address in ELSEWHERE.map(Ipv4Addr::from) {
            let ranged = service.into_iter().flat_map(|service| ranged_elsewhere(service, address));
            let ports = ranged.filter(|_| !platform.network.cidr.contains(&address)).collect();
            places.push(("elsewhere", vec![address], ports));
        }
        for (place, addresses, wanted) in places {
            let target = Side::At(addresses);
            let actual = self.cluster.policies(source, &target);
            self.compare(&format!("policies from {from} to {place} {target:?}"), &actual, &wanted);
            // The agent is on the node itself, where no group stands between.
            let held = wanted.iter().filter(|port| !self.cluster.groups.out(&target, **port));
            let held: Vec<String> = held
                .filter(|_| place != "Pod Identity")
                .map(|port| format!("security groups: {port:?} from {from} to {place}"))
                .collect();
            self.found.extend(held);
        }
    }

    /// From the outside to pods.
    fn incoming(&mut self, to: &str, target: &Side) {
        if UNGUARDED.contains(&to) {
            return;
        }
        let platform = self.platform;
        let system = systems(platform).into_iter().find(|system| system.name == to);
        let webhook = system.and_then(|system| system.webhook).map(Tcp);
        let gateway: &[Port] = if to == "istio-ingress" { &[Tcp(8443), Tcp(15021)] } else { &[] };
        let at = |kind| -> Vec<Ipv4Addr> {
            platform
                .region
                .zones
                .iter()
                .map(|zone| subnet(platform.network.cidr, zone, kind))
                .collect()
        };
        let places = [
            (Outside::Balancer, at(Kind::Public), gateway.iter().copied().collect()),
            (Outside::ControlPlane, at(Kind::ControlPlane), webhook.into_iter().collect()),
            (Outside::Internet, INTERNET.map(Ipv4Addr::from).to_vec(), BTreeSet::new()),
            (Outside::Internet, ELSEWHERE.map(Ipv4Addr::from).to_vec(), BTreeSet::new()),
            (Outside::Internet, at(Kind::Data), BTreeSet::new()),
        ];
        for (who, addresses, wanted) in places {
            for address in addresses {
                let actual = self.cluster.policies(&Side::At(vec![address]), target);
                self.compare(&format!("policies from {who:?} to {to}"), &actual, &wanted);
            }
            let held = wanted.iter().filter(|port| !self.cluster.groups.to_pods(who, **port));
            self.found
                .extend(held.map(|port| format!("security groups: {port:?} from {who:?} to {to}")));
        }
    }

    /// In the mesh: each identity, and none, at each service.
    fn identities(&mut self) {
        let account = |namespace: &str| format!("cluster.local/ns/{namespace}/sa/{namespace}");
        let services = &self.platform.services;
        let pods = pods(self.platform);
        for to in services {
            let target = &pods[&to.id.label];
            for from in services {
                let wanted = authorised(from, to).into_iter().chain([Tcp(15020)]).collect();
                let name = &from.id.label;
                let actual = self.cluster.authorised(Some(&account(name)), target);
                self.compare(&format!("mesh from {name} to {}", to.id.label), &actual, &wanted);
            }
            let port = web(to).filter(|_| exposed(to)).map(|web| Tcp(web.port));
            let gateway = port.into_iter().chain([Tcp(15020)]).collect();
            let others = [
                (Some("istio-ingress"), gateway),
                (Some("monitoring"), BTreeSet::from([Tcp(15020)])),
                (None, plain_text(self.platform, to).into_iter().chain([Tcp(15020)]).collect()),
            ];
            for (name, wanted) in others {
                let principal = name.map(account);
                let actual = self.cluster.authorised(principal.as_deref(), target);
                self.compare(&format!("mesh from {name:?} to {}", to.id.label), &actual, &wanted);
            }
        }
    }
}

/// Ports to an address that is not public: link-local ones are nobody's range.
fn ranged_elsewhere(service: &Service, address: Ipv4Addr) -> BTreeSet<Port> {
    let everywhere = |port: &Port| {
        service.egress.iter().any(|egress| {
            matches!(egress, platform_gen::model::Egress::Range(range, number)
                if range.prefix_len() > 0 && range.contains(&address) && Tcp(*number) == *port)
        })
    };
    if address.is_link_local() {
        return BTreeSet::new();
    }
    ranged(service, address).into_iter().filter(everywhere).collect()
}
