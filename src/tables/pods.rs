//! What a cluster's pods take beside what blueprints ask for.

use crate::model::{Bytes, Millicores};

/// What the sidecar of a pod requests, as Istio's chart has it.
pub const SIDECAR: (Millicores, Bytes) = (Millicores(100), Bytes(128 << 20));

/// Percent of a node that is left to services. The smallest node of a pool, of 4 vCPU and 16 GiB,
/// keeps [`KUBELET_CPU`] and [`kubelet_memory`], and what runs on every node requests [`AGENTS`] and
/// [`EKS_AGENTS`]: together a little more than a tenth; of larger nodes it is less.
pub const SHARE_OF_SERVICES: u64 = 90;

/// What the kubelet of a node with 4 vCPU keeps; of larger ones a little more.
/// Source: <https://github.com/awslabs/amazon-eks-ami/blob/main/nodeadm/internal/kubelet/config.go>
pub const KUBELET_CPU: Millicores = Millicores(80);

/// What the kubelet of a node keeps, and 100 MiB below which it evicts pods.
/// Source: the same.
pub fn kubelet_memory(max_pods: u32) -> Bytes {
    Bytes((11 * u64::from(max_pods) + 255 + 100) << 20)
}

/// What the platform's own pods of every node request: the mesh's agent, the log agent and the
/// exporter.
pub const AGENTS: (Millicores, Bytes) = (Millicores(120), Bytes(364 << 20));

/// What EKS' pods of every node request: the network plugin 50m, kube-proxy 100m, the volume driver
/// 30m and 120 MiB, and the monitoring agent 10m and 30 MiB.
/// Sources: the charts in <https://github.com/aws/amazon-vpc-cni-k8s>,
/// <https://github.com/kubernetes-sigs/aws-ebs-csi-driver>, whose containers request 10m and 40 MiB
/// each, and <https://github.com/aws/eks-node-monitoring-agent>.
pub const EKS_AGENTS: (Millicores, Bytes) = (Millicores(190), Bytes(150 << 20));

/// Karpenter's replicas, each on a node of its own, and what one requests.
pub const KARPENTER: (u64, Millicores, Bytes) = (2, Millicores(500), Bytes(1 << 30));

/// What EKS' controllers request that start before Karpenter does: two of metrics-server with 100m
/// and 200 MiB, and two of the volume driver with 60m and 240 MiB.
/// Sources: <https://github.com/kubernetes-sigs/metrics-server>,
/// <https://github.com/kubernetes-sigs/aws-ebs-csi-driver>.
pub const EKS_CONTROLLERS: (Millicores, Bytes) = (Millicores(320), Bytes(880 << 20));

/// What one pod of DNS requests; there is one for each zone.
/// Source: <https://docs.aws.amazon.com/eks/latest/userguide/managing-coredns.html>
pub const DNS: (Millicores, Bytes) = (Millicores(100), Bytes(70 << 20));

/// Pods of every node that have an address of their own: the mesh's agent, the log agent and the
/// volume driver. The others share the node's.
pub const OF_A_NODE: u64 = 3;

/// Pods of the platform's own parts when its gateway, istiod and DNS are scaled out, rounded up.
pub const OF_THE_PLATFORM: u64 = 64;

/// Addresses of the prefix that the network plugin hands to a node at once; it keeps one such
/// prefix spare on each node, since `WARM_PREFIX_TARGET` is 1.
/// Source: <https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/prefix-and-ip-target.md>
pub const ADDRESSES_OF_A_PREFIX: u64 = 16;
