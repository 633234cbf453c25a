//! `service`.

use super::{
    Block, Default, Facts, Form, Kind, Label, PLAIN, Presence, STORES, WAS, defaulted, optional,
};

const PROBE: Kind = Kind::Either(&[Kind::Text(Form::HttpPath), Kind::Choice(&["grpc", "tcp"])]);

pub(super) const SERVICE: Block = Block {
    name: "service",
    label: Label::One(Form::Label, "NAME"),
    doc: "One microservice, in a namespace of its own name; with `schedule` a job.",
    attributes: SERVICE_ATTRIBUTES,
    blocks: &[RESOURCES, SCALE, EXPOSE, RELEASE, SLO],
    facts: Facts { open: &["address"], secret: &[] },
    presence: Presence::Optional,
};

const SERVICE_ATTRIBUTES: &[super::Attribute] = &[
    defaulted(
        "image",
        Kind::Text(Form::Image),
        Default::Derived("the ECR repository that is created for it"),
        "image repository without a tag",
    ),
    defaulted(
        "tag",
        Kind::Text(Form::Tag),
        Default::Text("bootstrap"),
        "first version; deployments set it afterwards",
    ),
    defaulted(
        "source",
        Kind::Text(Form::Path),
        Default::Derived("services/NAME"),
        "what the pipeline builds when there is no `image`",
    ),
    defaulted(
        "architectures",
        Kind::Filled(&Kind::Choice(&["arm64", "amd64"])),
        Default::Derived("those of the pools it may use"),
        "what is built, and where it may run",
    ),
    defaulted(
        "port",
        Kind::Whole(1, 65_535),
        Default::Derived("required, but for a job"),
        "container port; the Service listens on 80",
    ),
    defaulted(
        "protocol",
        Kind::Choice(&["http", "grpc", "tcp"]),
        Default::Text("http"),
        "what it speaks; `expose` on `tcp` is an error",
    ),
    optional("schedule", Kind::Text(Form::Cron), "makes it a job: cron, UTC"),
    optional(
        "command",
        Kind::Filled(&Kind::Text(Form::Free)),
        "entry point in place of the image's",
    ),
    optional("args", Kind::List(&Kind::Text(Form::Free)), "arguments in place of the image's"),
    defaulted(
        "live",
        PROBE,
        Default::Derived("by protocol: /healthz, grpc, tcp"),
        "liveness probe: HTTP path, `grpc` or `tcp`",
    ),
    defaulted(
        "ready",
        PROBE,
        Default::Derived("by protocol: /readyz, grpc, tcp"),
        "readiness probe: HTTP path, `grpc` or `tcp`",
    ),
    defaulted(
        "metrics",
        Kind::Either(&[Kind::Text(Form::HttpPath), Kind::Choice(&["none"])]),
        Default::Text("/metrics"),
        "path that is scraped, or `none`",
    ),
    defaulted(
        "metrics_port",
        Kind::Whole(1, 65_535),
        Default::Derived("port"),
        "port that is scraped",
    ),
    defaulted(
        "calls",
        Kind::List(&Kind::Reference(&["service"])),
        Default::Texts(&[]),
        "services it may talk to",
    ),
    defaulted(
        "uses",
        Kind::List(&Kind::Reference(STORES)),
        Default::Texts(&[]),
        "stores it may use: network path, least-privilege role, connection facts",
    ),
    defaulted(
        "env",
        Kind::Map(Form::Variable, &Kind::Setting),
        Default::Derived("{}"),
        "plain settings; references and templates of them allowed",
    ),
    defaulted(
        "secrets",
        Kind::Map(Form::Variable, &Kind::Confidential),
        Default::Derived("{}"),
        "secret settings: secret attributes, or templates with them",
    ),
    defaulted(
        "egress",
        Kind::List(&Kind::Text(Form::Egress)),
        Default::Texts(&[]),
        "what it may reach outside the platform, `host:port` or `cidr:port`",
    ),
    optional(
        "nodes",
        Kind::Either(&[Kind::Text(Form::Label), Kind::Reference(&["nodes"])]),
        "the pool it runs on, tolerating its taints; without it, untainted pools",
    ),
    defaulted(
        "writable",
        Kind::List(&Kind::Text(Form::Mount)),
        Default::Texts(&[]),
        "emptyDir mounts; the root file system is read-only",
    ),
    defaulted(
        "user",
        Kind::Whole(1, 2_147_483_647),
        Default::Whole(10_001),
        "runs as this uid, never root",
    ),
    WAS,
];

const RESOURCES: Block = Block {
    name: "resources",
    doc: "Requests; the memory limit equals its request.",
    attributes: &[
        defaulted("cpu", Kind::Text(Form::Cpu), Default::Text("250m"), "requested CPU"),
        defaulted(
            "memory",
            Kind::Text(Form::Memory),
            Default::Text("256Mi"),
            "requested memory and its limit",
        ),
    ],
    ..PLAIN
};

const SCALE: Block = Block {
    name: "scale",
    doc: "Horizontal scaling.",
    attributes: &[
        defaulted(
            "min",
            Kind::Whole(1, 1000),
            Default::Derived("3, or 2 outside production"),
            "fewest pods",
        ),
        defaulted("max", Kind::Whole(1, 1000), Default::Whole(10), "most pods"),
        defaulted(
            "cpu",
            Kind::Whole(1, 100),
            Default::Whole(70),
            "CPU target in percent of the request",
        ),
        defaulted(
            "memory",
            Kind::Whole(1, 100),
            Default::Whole(80),
            "memory target in percent of the request",
        ),
    ],
    ..PLAIN
};

const EXPOSE: Block = Block {
    name: "expose",
    doc: "Reached from the internet through the single entry. No block, not reached.",
    attributes: &[
        defaulted(
            "host",
            Kind::Text(Form::Dns),
            Default::Derived("the platform's domain"),
            "the platform's domain or a name one label below it",
        ),
        defaulted("path", Kind::Text(Form::HttpPath), Default::Text("/"), "path prefix"),
    ],
    ..PLAIN
};

const RELEASE: Block = Block {
    name: "release",
    doc: "How new versions come in.",
    attributes: &[
        defaulted(
            "strategy",
            Kind::Choice(&["canary", "rolling", "blue-green"]),
            Default::Text("canary"),
            "how traffic moves",
        ),
        defaulted(
            "steps",
            Kind::Filled(&Kind::Whole(1, 99)),
            Default::Wholes(&[10, 50]),
            "percent of traffic, ascending",
        ),
        defaulted(
            "pause_seconds",
            Kind::Whole(0, 86_400),
            Default::Whole(120),
            "seconds between steps",
        ),
    ],
    ..PLAIN
};

const SLO: Block = Block {
    name: "slo",
    doc: "What is promised.",
    attributes: &[
        defaulted(
            "availability",
            Kind::Between(0.0, 100.0),
            Default::Decimal(99.9),
            "percent of requests that succeed",
        ),
        defaulted("latency_ms", Kind::Whole(1, 600_000), Default::Whole(500), "milliseconds"),
        defaulted(
            "percentile",
            Kind::Between(0.0, 100.0),
            Default::Whole(99),
            "percent of requests that are answered within `latency_ms`",
        ),
    ],
    ..PLAIN
};
