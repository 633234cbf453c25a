//! The alarm of Karpenter's interruption queue.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html>

use super::alarm::{Alarm, Bad, Measure, Missing, Threshold};
use crate::model::AlertSeverity::Critical;

/// The queue that tells Karpenter which instances will go.
pub(super) const QUEUE: &[Alarm] = &[Alarm {
    what: "interruptions",
    severity: Critical,
    measure: Measure::Metric("ApproximateAgeOfOldestMessage", "Maximum"),
    bad: Bad::Above,
    // The queue drops messages after 300 seconds, so no age beyond that is ever seen; spot capacity
    // goes 120 seconds after its notice.
    threshold: Threshold::Number(120.0),
    period: 60,
    datapoints: (3, 5),
    missing: (Missing::NotBreaching, "A queue that nobody wrote to for six hours reports nothing."),
    meaning: "Karpenter reads no notices of interruption: it is down or denied. Nodes go without \
              being drained, and no new ones come.",
    check: "kubectl -n kube-system get pods -l app.kubernetes.io/name=karpenter, then its log.",
}];
