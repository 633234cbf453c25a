//! Alarms of the NAT gateways.
//!
//! <https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html>

use super::alarm::{self, Alarm, Bad, Measure, Missing, NamePart, Threshold, Watched};
use crate::ir::{Module, Output, Ref, TerraformFile, Variable};
use crate::model::AlertSeverity::{Critical, Warning};

const NAT: &[Alarm] = &[
    Alarm {
        what: "port-allocation",
        severity: Critical,
        measure: Measure::Metric("ErrorPortAllocation", "Sum"),
        bad: Bad::Above,
        threshold: Threshold::Number(0.0),
        period: 60,
        datapoints: (5, 10),
        missing: (Missing::NotBreaching, "A gateway without traffic allocates no port."),
        meaning: "The NAT gateway has no port left for some destination: new connections from this \
                  zone to it fail.",
        check: "which destination has most connections, in the flow logs; reuse connections, or \
                reach it through a VPC endpoint.",
    },
    Alarm {
        what: "packets-dropped",
        severity: Warning,
        // AWS calls more than 0.01% of the traffic worth a look; a few packets of a quiet gateway
        // are not.
        measure: Measure::Math {
            expression: "IF(dropped >= 100, 100 * dropped / (sent + received), 0)",
            label: "Packets that were dropped, in percent",
            metrics: &[
                ("dropped", "PacketsDropCount", "Sum"),
                ("sent", "PacketsInFromSource", "Sum"),
                ("received", "PacketsInFromDestination", "Sum"),
            ],
        },
        bad: Bad::Above,
        threshold: Threshold::Number(0.01),
        period: 300,
        datapoints: (3, 3),
        missing: (Missing::NotBreaching, "A gateway without traffic drops nothing."),
        meaning: "The NAT gateway has dropped more than 0.01% of its packets for 15 minutes.",
        check: "the AWS Health Dashboard, then its packets per second against its limit.",
    },
];

/// The module `nat-alarms`.
pub(super) fn module() -> Module {
    let name = Variable::new("name", "string", "Prefix of every name, NAME-ENVIRONMENT.");
    let gateways =
        Variable::new("nat_gateway_ids", "map(string)", "IDs of the NAT gateways by zone.");
    let topics = alarm::topic_arns();
    let watched = Watched {
        namespace: "AWS/NATGateway",
        for_each: Some(gateways.address().into()),
        prefix: vec![
            NamePart::Value(name.address()),
            NamePart::Text("-nat-"),
            NamePart::Value(Ref::each_key()),
        ],
        dimensions: vec![("NatGatewayId", Ref::each_value().into())],
    };
    let (blocks, arns) = alarm::blocks(&[(&watched, NAT)], &topics);
    let blocks = blocks.into_iter().flatten();
    Module {
        family: "nat-alarms".to_owned(),
        summary: "Alarms of every NAT gateway.".to_owned(),
        files: vec![TerraformFile::new("main.tf").blocks(blocks)],
        variables: vec![name, gateways, topics],
        outputs: vec![Output::new("alarm_arns", "ARNs of the alarms.", arns)],
    }
}
