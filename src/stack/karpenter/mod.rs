//! Karpenter's part of 20-cluster: what its controller and its nodes are in AWS.
//!
//! The controller itself and its pools are Helm charts of later layers; see `values` and
//! [`super::charts`].

mod controller;
mod nodes;
mod policies;
mod queue;
mod values;

use super::keys::Here;
use super::layers::{Call, Layer};
use crate::ir::{Block, Expr, Module, TerraformFile, Variable, template};
use crate::model::{Nat, Platform};

pub(super) use values::{Nodes, controller, definitions};

/// The namespace of the controller, where the API server gives it priority over other clients.
pub(super) const NAMESPACE: &str = "kube-system";

/// What every file of the module refers to.
struct Karpenter {
    here: Here,
    cluster_name: Variable,
}

/// The module `karpenter`.
pub(super) fn module(platform: &Platform) -> Module {
    let karpenter = Karpenter::new();
    let nodes = nodes::Nodes::new(&karpenter, isolated(platform));
    let queue = queue::Queue::new(&karpenter);
    let policies = policies::Policies::new(&karpenter, platform, &nodes, &queue);
    let controller = controller::Controller::new(&karpenter, &policies);

    let mut outputs = controller.outputs();
    outputs.extend(nodes.outputs());
    outputs.extend(queue.outputs());
    let here = &karpenter.here;
    let main = TerraformFile::new("main.tf")
        .blocks([here.identity.clone(), here.partition.clone(), here.region.clone()])
        .blocks(controller.blocks());
    Module {
        family: "karpenter".to_owned(),
        summary: "What Karpenter has in AWS: the role of its controller, which reaches only what \
                  carries this cluster's tags; the role of the nodes that it launches; and the \
                  queue that tells it of interruptions before they happen. The controller gets \
                  its role by Pod Identity, so the association must exist before its pods."
            .to_owned(),
        files: vec![main, policies.file(), queue.file(), nodes.file()],
        variables: vec![karpenter.cluster_name],
        outputs,
    }
}

/// Calls the module in the layer of the cluster, and passes on what later layers need.
pub(super) fn add_to(layer: &mut Layer, module: &Module, cluster: &Call) {
    let arguments = vec![("cluster_name", Expr::from(cluster.output("cluster_name")))];
    let call = layer.call(module, arguments);
    layer.pass_on_as("karpenter_", &call);
}

/// Whether nodes reach AWS through VPC endpoints only, so that IAM and prices are out of reach.
fn isolated(platform: &Platform) -> bool {
    platform.network.nat == Nat::None
}

/// The name of the queue.
fn queue_name(platform: &Platform) -> String {
    format!("{}-karpenter", platform.prefix())
}

/// The name of the nodes' role, and of their instance profile where there is one.
fn node_role_name(platform: &Platform) -> String {
    format!("{}-karpenter-nodes", platform.prefix())
}

impl Karpenter {
    fn new() -> Self {
        Self {
            here: Here::new(),
            cluster_name: Variable::new(
                "cluster_name",
                "string",
                "Name of the cluster and prefix of every name.",
            ),
        }
    }

    /// `CLUSTER-karpenter`, then a suffix that may be empty.
    fn named(&self, suffix: &str) -> Expr {
        template([self.cluster_name.address().into(), format!("-karpenter{suffix}").into()])
    }

    /// A policy's condition key that ends in the cluster's name.
    fn cluster_tag(&self, of: &str) -> Expr {
        let key = format!("aws:{of}/kubernetes.io/cluster/");
        template([key.into(), self.cluster_name.address().into()])
    }
}

/// `aws_iam_policy_document.NAME.json` of a block.
fn json(document: &Block) -> Expr {
    document.address().attr("json").into()
}
