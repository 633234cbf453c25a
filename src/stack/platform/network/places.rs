//! What many rules name: parts of the cluster, subnets, and the internet.

use super::rule::{Peer, Port, Rule, Way};
use crate::model::{Authority, Platform, ZoneSubnets};
use crate::stack::inside::{GATEWAY_LABEL, METRICS_PORT, POD_IDENTITY, TIER_LABEL, namespace};
use crate::stack::network;
use ipnet::Ipv4Net;

/// Where istiod hands out configuration and, where it signs itself, certificates.
pub(super) const ISTIOD_PORT: u16 = 15012;

/// Where istio-csr signs certificates; its Service listens on 443.
pub(super) const ISTIO_CSR_PORT: u16 = 6443;

/// Ranges that are no public addresses: private networks, those of carriers, link-local ones (the
/// metadata of nodes among them), loopback, and what is reserved. Source: RFC 6890.
const NOT_PUBLIC: [(u8, u8, u8); 8] = [
    (0, 0, 8),
    (10, 0, 8),
    (100, 64, 10),
    (127, 0, 8),
    (169, 254, 16),
    (172, 16, 12),
    (192, 168, 16),
    (224, 0, 3),
];

/// DNS, in every namespace.
pub(super) fn dns() -> Rule {
    let peer = Peer::Pods("kube-system".to_owned(), ("k8s-app", "kube-dns".to_owned()));
    let mut rule = Rule::new((Way::Out, "dns"), vec![peer], [53], "DNS of the cluster");
    rule.ports.insert(0, Port::Udp(53));
    rule
}

/// What a sidecar or the gateway needs: istiod, who signs its certificate, and to be scraped.
pub(super) fn meshed(platform: &Platform) -> Vec<Rule> {
    let pods = |space: &str, app: &str| Peer::Pods(space.to_owned(), ("app", app.to_owned()));
    let istiod = pods(namespace::ISTIO, "istiod");
    let csr = pods(namespace::CERT_MANAGER, "cert-manager-istio-csr");
    let mut rules = vec![Rule::new(
        (Way::Out, "istiod"),
        vec![istiod],
        [ISTIOD_PORT],
        "istiod, the mesh's control plane",
    )];
    if istio_csr(platform) {
        let who = "istio-csr, which signs the mesh's certificates";
        rules.push(Rule::new((Way::Out, "istio-csr"), vec![csr], [ISTIO_CSR_PORT], who));
    }
    let monitoring = Peer::Namespace(namespace::MONITORING.to_owned());
    let who = "Prometheus in `monitoring`, for metrics";
    rules.push(Rule::new((Way::In, "metrics"), vec![monitoring], [METRICS_PORT], who));
    rules
}

/// Whether istio-csr signs, and not istiod itself.
pub(super) fn istio_csr(platform: &Platform) -> bool {
    !matches!(platform.mesh.ca, Authority::Secret(_))
}

/// Everybody in the mesh: services, and the gateway.
pub(super) fn mesh() -> Vec<Peer> {
    vec![Peer::Namespaces(TIER_LABEL, "service"), gateway()]
}

/// The gateway's pods.
pub(super) fn gateway() -> Peer {
    let (key, value) = GATEWAY_LABEL;
    Peer::Pods(namespace::INGRESS.to_owned(), (key, value.to_owned()))
}

/// Pod Identity's agent, for pods with a role.
pub(super) fn identity() -> Rule {
    let agent: Ipv4Net = POD_IDENTITY.parse().expect("the address is one");
    let who = "Pod Identity on its node, for the credentials of its role";
    Rule::new((Way::Out, "pod-identity"), vec![Peer::Block(agent, Vec::new())], [80], who)
}

/// The Kubernetes API: the Service in `default` by whose address clients call it (it has no pods
/// and no selector, so that an empty one matches it), and the control plane's interfaces.
pub(super) fn kubernetes_api(platform: &Platform) -> Rule {
    let mut peers = vec![Peer::Namespace("default".to_owned())];
    peers.extend(control_plane(platform));
    Rule::new((Way::Out, "kubernetes-api"), peers, [443], "Kubernetes API")
}

/// The control plane's interfaces, from which webhooks are called.
pub(super) fn control_plane(platform: &Platform) -> Vec<Peer> {
    blocks(platform, |zone| zone.control_plane)
}

/// Where interface endpoints and nodes are.
pub(super) fn private(platform: &Platform) -> Vec<Peer> {
    blocks(platform, |zone| zone.private)
}

/// Where databases and caches are.
pub(super) fn data(platform: &Platform) -> Vec<Peer> {
    blocks(platform, |zone| zone.data)
}

/// Where the load balancer is.
pub(super) fn public(platform: &Platform) -> Vec<Peer> {
    blocks(platform, |zone| zone.public)
}

fn blocks(platform: &Platform, of: impl Fn(ZoneSubnets) -> Ipv4Net) -> Vec<Peer> {
    network::zones(platform).map(|zone| Peer::Block(of(zone), Vec::new())).collect()
}

/// Every public address.
pub(super) fn internet(platform: &Platform) -> Peer {
    range(platform, Ipv4Net::default())
}

/// A range outside the platform: without the VPC, and if it holds them all without the addresses
/// that are not public.
pub(super) fn range(platform: &Platform, range: Ipv4Net) -> Peer {
    let vpc = platform.network.cidr;
    let link_local = net((169, 254, 16));
    let mut except: Vec<Ipv4Net> = if range.prefix_len() == 0 {
        NOT_PUBLIC.into_iter().map(net).collect()
    } else {
        vec![link_local]
    };
    if !except.iter().any(|other| other.contains(&vpc)) {
        except.push(vpc);
    }
    except.retain(|other| range.contains(other));
    except.sort_unstable();
    Peer::Block(range, except)
}

fn net((first, second, length): (u8, u8, u8)) -> Ipv4Net {
    Ipv4Net::new_assert([first, second, 0, 0].into(), length)
}
