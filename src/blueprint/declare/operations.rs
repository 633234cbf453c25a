//! `security`, `monitoring`.

use super::{
    Attribute, Block, Default, Form, Kind, Label, PLAIN, Presence, WAS, defaulted, optional,
    required,
};

const fn once(name: &'static str, default: &'static str, doc: &'static str) -> Attribute {
    defaulted(name, Kind::Choice(&["create", "existing", "off"]), Default::Text(default), doc)
}

pub(super) const SECURITY: Block = Block {
    name: "security",
    doc: "What an account has once. Two blueprints of one run with the same `account` may not both create one.",
    attributes: &[
        once("trail", "create", "CloudTrail"),
        once("guardduty", "create", "GuardDuty"),
        once("inspector", "create", "Inspector"),
        once("config", "off", "AWS Config"),
        once("ebs_encryption", "create", "EBS encryption by default"),
        once("ecr_scanning", "create", "ECR scanning"),
        once("spot_role", "create", "EC2's service-linked role for spot"),
    ],
    presence: Presence::Pending,
    ..PLAIN
};

pub(super) const MONITORING: Block = Block {
    name: "monitoring",
    doc: "Metrics, logs, dashboards, alerts, budget.",
    attributes: &[
        defaulted(
            "metrics_days",
            Kind::Whole(1, 1095),
            Default::Whole(150),
            "days that metrics are kept",
        ),
        defaulted("logs_days", Kind::Days, Default::Whole(365), "days that logs are kept"),
        optional("budget_usd", Kind::Whole(1, 100_000_000), "monthly budget in US dollars"),
    ],
    blocks: &[GRAFANA, ALERT],
    presence: Presence::Pending,
    ..PLAIN
};

const GRAFANA: Block = Block {
    name: "grafana",
    doc: "A Grafana workspace. No block, no workspace.",
    attributes: &[
        defaulted(
            "admins",
            Kind::List(&Kind::Text(Form::GroupId)),
            Default::Texts(&[]),
            "IAM Identity Center groups of administrators",
        ),
        defaulted(
            "viewers",
            Kind::List(&Kind::Text(Form::GroupId)),
            Default::Texts(&[]),
            "IAM Identity Center groups of readers",
        ),
    ],
    ..PLAIN
};

const ALERT: Block = Block {
    name: "alert",
    label: Label::One(Form::Label, "NAME"),
    doc: "Who is told: exactly one of `email`, `slack` and `pagerduty`.",
    attributes: &[
        optional("email", Kind::Text(Form::Email), "an address"),
        optional("pagerduty", Kind::Reference(&["secret"]), "the secret with the integration key"),
        defaulted(
            "severity",
            Kind::Choice(&["info", "warning", "critical"]),
            Default::Text("warning"),
            "the least that it gets",
        ),
        WAS,
    ],
    blocks: &[SLACK],
    ..PLAIN
};

const SLACK: Block = Block {
    name: "slack",
    doc: "A Slack channel.",
    attributes: &[
        required("team", Kind::Text(Form::SlackTeam), "workspace id"),
        required("channel", Kind::Text(Form::SlackChannel), "channel id"),
    ],
    ..PLAIN
};
