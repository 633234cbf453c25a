//! Warnings, which stop nothing: GEN500 and up.

use super::{Rule, rule};

/// The rules of this part.
pub(super) const RULES: &[Rule] = &[
    rule(
        "GEN501",
        "output not generated yet",
        "The block is checked, so that the blueprint stays valid, but nothing is generated for it yet.",
        "Nothing is to be done.",
    ),
    rule(
        "GEN502",
        "standby region not generated yet",
        "The region is checked, but nothing is generated in it yet.",
        "Nothing is to be done.",
    ),
    rule(
        "GEN503",
        "database accepts plain connections",
        "Whoever listens on the network can read them.",
        "Remove `tls` once every client speaks TLS.",
    ),
    rule(
        "GEN504",
        "Kubernetes version near its end",
        "Standard support ends within 90 days of the built-in table's date.",
        "Plan the upgrade.",
    ),
    rule(
        "GEN505",
        "copies leave the jurisdiction",
        "The region is the only one of its jurisdiction, so the built-in place for copies of state and backups lies in another.",
        "Write `copies` with the region that you want.",
    ),
    rule(
        "GEN506",
        "entry without exposed service",
        "The load balancer exists for services that are exposed; without one it is not made.",
        "Write `expose` in a service, or remove `entry`.",
    ),
    rule(
        "GEN507",
        "rule groups that cost more",
        "AWS charges more for each request where a web ACL needs more than 1500 capacity units.",
        "Leave groups out, or pay for them.",
    ),
    rule(
        "GEN508",
        "mesh accepts plain connections",
        "Whoever is not in the mesh can talk to a service without showing who it is.",
        "Remove `mtls` once every client is in the mesh.",
    ),
    rule(
        "GEN510",
        "attribute without effect",
        "Another attribute, or its default, switches off what it sets, so it would silently do nothing.",
        "Remove it, or change the other attribute.",
    ),
    rule(
        "GEN511",
        "group with two roles",
        "A group has one role in a Grafana workspace.",
        "Keep it in `admins`, which may do everything that `viewers` may.",
    ),
    rule(
        "GEN512",
        "two blueprints share an environment or a host",
        "Reviewers of one release could release the other, and the zone of a domain answers for its host wherever else it is exposed.",
        "Name another GitHub environment, or choose another `host`.",
    ),
    rule(
        "GEN513",
        "service that calls itself",
        "`calls` names the other services that a service may talk to.",
        "Remove it from `calls`.",
    ),
    rule(
        "GEN514",
        "writable path within another",
        "The outer path is writable already.",
        "Remove the inner one.",
    ),
    rule(
        "GEN515",
        "probably out of reach without NAT",
        "With `nat = \"none\"` nodes reach AWS through endpoints only, and images in ECR only.",
        "Add the endpoints, copy the image to ECR, or write `nat = \"single\"`.",
    ),
    rule(
        "GEN516",
        "services outgrow their pool",
        "Karpenter launches no node beyond a pool's limits, so that pods would wait just when they are needed. \
         Counted are all services on the pool at `scale.max`, and the largest of them once more: one release at a \
         time, of which a canary or a preview doubles the pods and a rolling update adds a quarter. \
         Sidecars are included. Services without `nodes` share all pools without taints. \
         A tenth of each limit is for the kubelet and what runs on every node.",
        "Raise `cpu_limit` or `memory_limit` of the pool, or lower `scale.max`.",
    ),
    rule(
        "GEN517",
        "more pods than addresses",
        "Pods take their addresses from one half of each zone's private subnet, in prefixes of 16. \
         Counted are all services at `scale.max`, the largest release, and the platform's own pods, against the zones \
         that are left when one is lost; each node, taken as the smallest, keeps one prefix to spare.",
        "Write a larger `cidr` before the first apply, add zones, or lower `scale.max`.",
    ),
    rule(
        "GEN518",
        "more connections than the database accepts",
        "Whoever comes too late gets an error instead of a connection. \
         Counted are 10 connections for each pod at `scale.max` of the services that use the database, and the largest \
         release, against the default of `max_connections` for the memory of the class. \
         Readers do not count: after a failover they may be gone. Nothing is counted with `proxy = true`, \
         since the proxy shares connections among its clients.",
        "Write `proxy = true`, a larger `class`, or a lower `scale.max`.",
    ),
    rule(
        "GEN519",
        "too little room on the system nodes",
        "Karpenter runs on the system nodes only, and what it needs to start runs there before any other node exists. \
         Counted are Karpenter, each replica on a node of its own, DNS with one pod for each zone, metrics-server and \
         the volume driver, against `min` nodes of the smallest type, less those of one zone. \
         Other add-ons move to Karpenter's nodes when there is no room.",
        "Write a larger type, or a higher `min`.",
    ),
];
