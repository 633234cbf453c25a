//! `entry`, `mesh`.

use super::{Block, Default, Form, Kind, PLAIN, Presence, defaulted};
use crate::tables::waf;

pub(super) const ENTRY: Block = Block {
    name: "entry",
    doc: "The single load balancer.",
    attributes: &[
        defaulted(
            "allow",
            Kind::Filled(&Kind::Text(Form::Cidr)),
            Default::Derived("everyone"),
            "ranges that may connect",
        ),
        defaulted(
            "certificate",
            Kind::Either(&[Kind::Choice(&["managed"]), Kind::Text(Form::CertificateArn)]),
            Default::Text("managed"),
            "`managed` (ACM, validated through the domain) or an ARN",
        ),
        defaulted(
            "access_logs_days",
            Kind::Days,
            Default::Whole(365),
            "days that access logs are kept",
        ),
    ],
    blocks: &[WAF],
    ..PLAIN
};

const WAF: Block = Block {
    name: "waf",
    doc: "The entry's web application firewall.",
    attributes: &[
        defaulted(
            "rate_limit",
            Kind::Whole(10, 2_000_000_000),
            Default::Whole(2000),
            "requests per 5 minutes and address",
        ),
        defaulted(
            "managed",
            Kind::List(&Kind::Choice(&waf::NAMES)),
            Default::Texts(&[
                "AWSManagedRulesAmazonIpReputationList",
                "AWSManagedRulesCommonRuleSet",
                "AWSManagedRulesKnownBadInputsRuleSet",
                "AWSManagedRulesSQLiRuleSet",
            ]),
            "AWS managed rule groups",
        ),
    ],
    ..PLAIN
};

pub(super) const MESH: Block = Block {
    name: "mesh",
    doc: "Istio: mutual TLS between services.",
    attributes: &[
        defaulted(
            "mtls",
            Kind::Choice(&["strict", "permissive"]),
            Default::Text("strict"),
            "whether plain text is refused",
        ),
        defaulted(
            "ca",
            Kind::Either(&[
                Kind::Choice(&["generated"]),
                Kind::Reference(&["secret"]),
                Kind::Text(Form::AuthorityArn),
            ]),
            Default::Text("generated"),
            "`generated` (in the cluster), `secret.NAME` (your own: PEM keys ca-cert.pem, ca-key.pem, root-cert.pem, cert-chain.pem), or an ACM Private CA ARN",
        ),
    ],
    presence: Presence::Optional,
    ..PLAIN
};
