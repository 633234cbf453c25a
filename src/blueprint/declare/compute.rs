//! `cluster`, `nodes`.

use super::{Block, Default, Form, Kind, Label, PLAIN, WAS, defaulted};

pub(super) const CLUSTER: Block = Block {
    name: "cluster",
    doc: "EKS: the control plane and the nodes that must run before Karpenter.",
    attributes: &[
        defaulted(
            "version",
            Kind::Text(Form::Line),
            Default::Text(crate::tables::kubernetes::DEFAULT),
            "Kubernetes minor, in standard support",
        ),
        defaulted(
            "api",
            Kind::Choice(&["private", "public"]),
            Default::Text("private"),
            "who reaches the Kubernetes API; `public` needs `allow`",
        ),
        defaulted(
            "allow",
            Kind::List(&Kind::Text(Form::Cidr)),
            Default::Texts(&[]),
            "ranges that reach the public API, never `0.0.0.0/0`",
        ),
        defaulted(
            "logs_days",
            Kind::Days,
            Default::Whole(365),
            "days that control-plane logs are kept, all five types",
        ),
    ],
    blocks: &[SYSTEM],
    ..PLAIN
};

const SYSTEM: Block = Block {
    name: "system",
    doc: "Managed node group for what must run before Karpenter.",
    attributes: &[
        defaulted(
            "instance_types",
            Kind::Filled(&Kind::Text(Form::Line)),
            Default::Texts(&["m7g.xlarge"]),
            "instance types of one architecture",
        ),
        defaulted("min", Kind::Whole(1, 100), Default::Whole(3), "fewest nodes"),
        defaulted("max", Kind::Whole(1, 100), Default::Whole(6), "most nodes"),
    ],
    ..PLAIN
};

pub(super) const NODES: Block = Block {
    name: "nodes",
    label: Label::One(Form::Label, "NAME"),
    doc: "A Karpenter NodePool and its EC2NodeClass; nodes have at least 4 vCPU. No `nodes` block means one pool, `general`, with these defaults.",
    attributes: &[
        defaulted(
            "capacity",
            Kind::Filled(&Kind::Choice(&["spot", "on-demand"])),
            Default::Texts(&["spot", "on-demand"]),
            "how capacity is bought",
        ),
        defaulted(
            "architectures",
            Kind::Filled(&Kind::Choice(&["arm64", "amd64"])),
            Default::Texts(&["arm64", "amd64"]),
            "processor architectures",
        ),
        defaulted(
            "families",
            Kind::Filled(&Kind::Text(Form::Line)),
            Default::Texts(&["c", "m", "r"]),
            "instance categories",
        ),
        defaulted(
            "min_generation",
            Kind::Whole(1, 99),
            Default::Whole(6),
            "this instance generation and newer",
        ),
        defaulted("cpu_limit", Kind::Whole(1, 1_000_000), Default::Whole(400), "most vCPU in all"),
        defaulted(
            "memory_limit",
            Kind::Text(Form::Memory),
            Default::Text("1600Gi"),
            "most memory in all",
        ),
        defaulted(
            "expire_after",
            Kind::Text(Form::Hours),
            Default::Text("336h"),
            "hours after which a node is replaced",
        ),
        defaulted(
            "labels",
            Kind::Map(Form::LabelKey, &Kind::Text(Form::LabelValue)),
            Default::None,
            "node labels",
        ),
        defaulted(
            "taints",
            Kind::List(&Kind::Text(Form::Taint)),
            Default::None,
            "taints, each `key=value:Effect`",
        ),
        WAS,
    ],
    ..PLAIN
};
