//! `platform`, `region`, `network`.

use super::{Block, Default, Form, Kind, Label, PLAIN, Presence, defaulted, optional, required};

pub(super) const PLATFORM: Block = Block {
    name: "platform",
    label: Label::One(Form::Label, "NAME"),
    doc: "One environment of one platform. NAME-environment, the prefix of every cloud name, has at most 24 characters.",
    attributes: &[
        required(
            "environment",
            Kind::Text(Form::Label),
            "the environment; `production` gets production's defaults",
        ),
        required(
            "owner",
            Kind::Text(Form::Owner),
            "owner tag; gets the alerts that no `alert` block takes",
        ),
        required(
            "domain",
            Kind::Text(Form::Dns),
            "Route 53 public hosted zone of exactly this name, which exists and is delegated",
        ),
        optional(
            "account",
            Kind::Text(Form::Account),
            "when given, every provider and backend allows this account only",
        ),
        optional(
            "after",
            Kind::Text(Form::File),
            "the predecessor's blueprint, relative to this file: the environment whose released images and applied commit this one takes over",
        ),
        defaulted(
            "tags",
            Kind::Map(Form::TagKey, &Kind::Text(Form::TagValue)),
            Default::Derived("{}"),
            "default tags, beside Platform, Environment, Owner and ManagedBy",
        ),
    ],
    presence: Presence::Required,
    ..PLAIN
};

pub(super) const REGION: Block = Block {
    name: "region",
    label: Label::One(Form::Line, "AWS-REGION"),
    doc: "A region that the platform lies in; exactly one is primary.",
    attributes: &[
        defaulted(
            "copies",
            Kind::Text(Form::Line),
            Default::Derived("built-in, same partition and jurisdiction"),
            "where copies of state and backups go",
        ),
        defaulted(
            "role",
            Kind::Choice(&["primary", "standby"]),
            Default::Text("primary"),
            "exactly one primary; `standby` is checked and not generated yet",
        ),
        defaulted(
            "zones",
            Kind::Filled(&Kind::Text(Form::Line)),
            Default::Derived("the first three of the region"),
            "at least two; three for production unless written out",
        ),
    ],
    presence: Presence::Required,
    ..PLAIN
};

pub(super) const NETWORK: Block = Block {
    name: "network",
    doc: "The VPC: private, public, data and control-plane subnets in each zone.",
    attributes: &[
        defaulted(
            "cidr",
            Kind::Text(Form::VpcCidr),
            Default::Text("10.0.0.0/16"),
            "the VPC's range, /16 to /20",
        ),
        defaulted(
            "nat",
            Kind::Choice(&["per-zone", "single", "none"]),
            Default::Text("per-zone"),
            "`none` is an error together with anything that needs the internet",
        ),
        defaulted(
            "endpoints",
            Kind::List(&Kind::Text(Form::Line)),
            Default::Derived("what a private EKS cluster and this blueprint need"),
            "VPC endpoints by service name; s3 and dynamodb are gateway endpoints",
        ),
        defaulted(
            "flow_logs_days",
            Kind::Days,
            Default::Whole(365),
            "days that flow logs are kept",
        ),
    ],
    ..PLAIN
};
