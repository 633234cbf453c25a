//! Alarms of the cluster: Kubernetes API, scheduler, system nodes.
//!
//! Metrics of `AWS/EKS`: <https://docs.aws.amazon.com/eks/latest/userguide/cloudwatch.html>.
//! Metrics of `AWS/EC2` by Auto Scaling group:
//! <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html>.
//! EKS gives no way to turn on the metrics of a managed node group's Auto Scaling group
//! (<https://github.com/aws/containers-roadmap/issues/762>), so nodes are counted by the status
//! checks that they report.

use super::alarm::{self, Alarm, Bad, Measure, Missing, NamePart, Threshold, Watched};
use super::karpenter::QUEUE;
use crate::ir::{Module, Output, TerraformFile, Variable};
use crate::model::AlertSeverity::{Critical, Warning};

/// The Kubernetes API and the scheduler.
const API: &[Alarm] = &[
    Alarm {
        what: "api-errors",
        severity: Critical,
        // A handful of failures in a quiet minute is no outage, hence at least 10.
        measure: Measure::Math {
            expression: "IF(errors >= 10, 100 * errors / total, 0)",
            label: "Requests that failed with 5xx, in percent",
            metrics: &[
                ("errors", "apiserver_request_total_5XX", "Sum"),
                ("total", "apiserver_request_total", "Sum"),
            ],
        },
        bad: Bad::Above,
        threshold: Threshold::Number(1.0),
        period: 300,
        datapoints: (2, 3),
        missing: (Missing::NotBreaching, "Nothing failed where nothing is counted."),
        meaning: "The Kubernetes API fails for more than 1% of requests: deployments, autoscaling \
                  and failover of pods stall, while running pods go on.",
        check: "kubectl get --raw '/readyz?verbose', then webhooks that do not answer, then the \
                AWS Health Dashboard.",
    },
    Alarm {
        what: "api-throttled",
        severity: Warning,
        measure: Measure::Math {
            expression: "IF(throttled >= 10, 100 * throttled / total, 0)",
            label: "Requests that were throttled with 429, in percent",
            metrics: &[
                ("throttled", "apiserver_request_total_429", "Sum"),
                ("total", "apiserver_request_total", "Sum"),
            ],
        },
        bad: Bad::Above,
        threshold: Threshold::Number(1.0),
        period: 300,
        datapoints: (3, 3),
        missing: (Missing::NotBreaching, "Nothing was throttled where nothing is counted."),
        meaning: "The Kubernetes API turns away more than 1% of requests, because some client asks \
                  too much.",
        check: "which user agent asks most, in the audit log of the control plane.",
    },
    Alarm {
        what: "api-latency",
        severity: Warning,
        // Kubernetes' own objective for these requests is one second.
        measure: Measure::Math {
            expression: "MAX([get, post, put, patch, delete])",
            label: "Slowest kind of request, 99th percentile in seconds",
            metrics: &[
                ("get", "apiserver_request_duration_seconds_GET_P99", "Average"),
                ("post", "apiserver_request_duration_seconds_POST_P99", "Average"),
                ("put", "apiserver_request_duration_seconds_PUT_P99", "Average"),
                ("patch", "apiserver_request_duration_seconds_PATCH_P99", "Average"),
                ("delete", "apiserver_request_duration_seconds_DELETE_P99", "Average"),
            ],
        },
        bad: Bad::Above,
        threshold: Threshold::Number(1.0),
        period: 300,
        datapoints: (4, 6),
        missing: (Missing::NotBreaching, "A kind of request that nobody makes is not slow."),
        meaning: "One request in a hundred to the Kubernetes API takes longer than a second, for \
                  20 of 30 minutes.",
        check: "the dashboard's latency by verb: writes alone point to a slow webhook, all verbs \
                to load.",
    },
    Alarm {
        what: "api-storage",
        severity: Warning,
        measure: Measure::Metric("apiserver_storage_size_bytes", "Maximum"),
        bad: Bad::Above,
        threshold: Threshold::Number(6_000_000_000.0),
        period: 900,
        datapoints: (2, 2),
        missing: (Missing::NotBreaching, "The metric is late at times; growth takes days."),
        meaning: "The cluster's database holds more than 6 GB; at 8 GB it accepts no more writes.",
        check: "which kind of object there are most of: kubectl get --raw /metrics | grep \
                apiserver_storage_objects.",
    },
    Alarm {
        what: "pods-unschedulable",
        severity: Warning,
        measure: Measure::Metric("scheduler_pending_pods_UNSCHEDULABLE", "Sum"),
        bad: Bad::Above,
        threshold: Threshold::Number(0.0),
        // Each minute by itself: pods that wait for a new node for two or three are normal.
        period: 60,
        datapoints: (20, 20),
        missing: (Missing::NotBreaching, "The scheduler reports nothing where nothing waits."),
        meaning: "Pods have fitted on no node for 20 minutes, longer than a new node takes.",
        check: "kubectl get pods -A --field-selector=status.phase=Pending and the events of one; \
                then Karpenter's log and the limits of its pools.",
    },
];

/// The system nodes.
const NODES: &[Alarm] = &[
    Alarm {
        what: "missing",
        severity: Critical,
        // Each instance reports its status check once a minute, so samples are instances.
        measure: Measure::Metric("StatusCheckFailed", "SampleCount"),
        bad: Bad::Below,
        threshold: Threshold::Given("system_nodes"),
        period: 60,
        datapoints: (15, 20),
        missing: (Missing::Breaching, "No data means that no system node is left."),
        meaning: "There are fewer system nodes than their minimum, and 15 minutes brought no \
                  replacement: what the cluster depends on has too little room, or none.",
        check: "the node group's health issues: aws eks describe-nodegroup, then the activity of \
                its Auto Scaling group.",
    },
    Alarm {
        what: "unhealthy",
        severity: Warning,
        measure: Measure::Metric("StatusCheckFailed", "Maximum"),
        bad: Bad::Above,
        threshold: Threshold::Number(0.0),
        period: 60,
        datapoints: (15, 20),
        missing: (Missing::NotBreaching, "Whether nodes are there is another alarm's question."),
        meaning: "A system node fails its status check, and was not replaced for 15 minutes.",
        check: "which instance it is, in the EC2 console; terminate it, and the group replaces it.",
    },
    Alarm {
        what: "cpu",
        severity: Warning,
        measure: Measure::Metric("CPUUtilization", "Average"),
        bad: Bad::Above,
        threshold: Threshold::Number(85.0),
        period: 300,
        datapoints: (6, 6),
        missing: (Missing::NotBreaching, "Whether nodes are there is another alarm's question."),
        meaning: "The system nodes have been busy above 85% for half an hour; nothing adds one.",
        check: "kubectl top pods -A --sort-by=cpu; then raise cluster.system in the blueprint.",
    },
];

/// The module `cluster-alarms`.
pub(super) fn module() -> Module {
    let cluster = Variable::new("cluster_name", "string", "Name of the cluster.");
    let group = Variable::new(
        "system_autoscaling_group",
        "string",
        "Name of the Auto Scaling group of the system nodes.",
    );
    let queue = interruption_queue();
    let thresholds = alarm::thresholds_variable("system_nodes = number");
    let topics = alarm::topic_arns();
    let watched = |namespace, subject, dimension, value: &Variable| Watched {
        namespace,
        for_each: None,
        prefix: vec![NamePart::Value(cluster.address()), NamePart::Text(subject)],
        dimensions: vec![(dimension, value.address().into())],
    };
    let api = watched("AWS/EKS", "-eks", "ClusterName", &cluster);
    let nodes = watched("AWS/EC2", "-system-nodes", "AutoScalingGroupName", &group);
    let interruptions = watched("AWS/SQS", "-karpenter", "QueueName", &queue);
    let tables = [(&api, API), (&nodes, NODES), (&interruptions, QUEUE)];
    let (blocks, arns) = alarm::blocks(&tables, &topics);
    let names = ["main.tf", "nodes.tf", "karpenter.tf"];
    let files = names.into_iter().zip(blocks);
    let files = files.map(|(name, blocks)| TerraformFile::new(name).blocks(blocks)).collect();
    Module {
        family: "cluster-alarms".to_owned(),
        summary: "Alarms of the Kubernetes API, the scheduler, the system nodes and Karpenter's \
                  interruption queue."
            .to_owned(),
        files,
        variables: vec![cluster, group, queue, thresholds, topics],
        outputs: vec![Output::new("alarm_arns", "ARNs of the alarms.", arns)],
    }
}

/// `var.interruption_queue`, of the alarms and of the dashboard.
pub(super) fn interruption_queue() -> Variable {
    Variable::new("interruption_queue", "string", "Name of Karpenter's interruption queue.")
}
