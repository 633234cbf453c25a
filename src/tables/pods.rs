//! What a cluster's pods take beside what blueprints ask for.

use crate::model::{Bytes, Millicores};

/// What the sidecar of a pod requests, as Istio's chart has it.
pub const SIDECAR: (Millicores, Bytes) = (Millicores(100), Bytes(128 << 20));

/// Percent of a node that is left to services. The smallest node of a pool, of 4 vCPU and 16 GiB,
/// keeps 80m and 1.4 GiB for the kubelet of 110 pods, and what runs on every node requests about
/// 300m and half a GiB; of larger nodes both are a smaller part.
/// Source: <https://github.com/awslabs/amazon-eks-ami/blob/main/nodeadm/internal/kubelet/config.go>
pub const SHARE_OF_SERVICES: u64 = 90;

/// Pods of every node that have an address of their own: the mesh's agent, the log agent and the
/// volume driver. The others share the node's.
pub const OF_A_NODE: u64 = 3;

/// Pods of the platform's own parts when its gateway, istiod and DNS are scaled out, rounded up.
pub const OF_THE_PLATFORM: u64 = 64;

/// Addresses of the prefix that the network plugin hands to a node at once; it keeps one such
/// prefix spare on each node, since `WARM_PREFIX_TARGET` is 1.
/// Source: <https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/prefix-and-ip-target.md>
pub const ADDRESSES_OF_A_PREFIX: u64 = 16;
