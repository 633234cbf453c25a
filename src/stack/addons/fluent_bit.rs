//! Fluent Bit: brings the logs of every container to CloudWatch Logs.
//!
//! By Fluent's own chart, since AWS' gives it every node's proxy, which runs commands in any pod.

use super::Addon;
use crate::ir::{Expr, list, object};
use crate::model::Platform;
use crate::stack::inside::{namespace, priority};
use crate::stack::layers::Earlier;
use crate::stack::placement::{everywhere, resources, restricted_container};
use crate::tables::versions::FLUENT_BIT;
use serde_json::{Value, json};

/// The chart, also the release and the service account, which has the role that writes to the log
/// group.
const CHART: &str = "fluent-bit";

/// Where a node keeps what was read how far, and what CloudWatch did not take yet; not with the
/// logs, which are mounted read-only.
const STATE: &str = "/var/fluent-bit/state";

pub(super) fn addon(platform: &Platform) -> Addon {
    Addon::new(CHART, namespace::LOGGING, values(platform))
        .facts(|platform, states| environment(platform, &states.observability))
}

/// A list in values is replaced whole, so all of it is here.
fn environment(platform: &Platform, observability: &Earlier) -> Expr {
    let variable = |name: &str, value: Expr| object([("name", Expr::from(name)), ("value", value)]);
    let variables = [
        // Pods do not reach the metadata service, which would tell the region.
        variable("AWS_REGION", platform.region.name.clone().into()),
        variable("LOG_GROUP", observability.output("application_log_group_name").into()),
    ];
    object([("env", list(variables))])
}

fn values(platform: &Platform) -> Value {
    json!({
        "image": { "repository": "public.ecr.aws/aws-observability/aws-for-fluent-bit", "tag": FLUENT_BIT },
        "serviceAccount": { "name": CHART },
        "priorityClassName": priority::ADDON,
        "resources": resources("50m", "200Mi"),
        "tolerations": everywhere(),
        "updateStrategy": { "rollingUpdate": { "maxUnavailable": "10%" } },
        "podSecurityContext": { "seccompProfile": { "type": "RuntimeDefault" } },
        // Root, who owns the logs, and nothing else of root's powers.
        "securityContext": restricted_container(),
        "config": {
            "service": service(),
            "inputs": inputs(),
            "filters": filters(),
            "outputs": outputs(&platform.region.name),
        },
        "daemonSetVolumes": [
            { "name": "logs", "hostPath": { "path": "/var/log" } },
            { "name": "state", "hostPath": { "path": STATE, "type": "DirectoryOrCreate" } },
        ],
        "daemonSetVolumeMounts": [
            { "name": "logs", "mountPath": "/var/log", "readOnly": true },
            { "name": "state", "mountPath": STATE },
        ],
        // That CloudWatch does not answer is no reason to restart, but one to be noticed.
        "readinessProbe": { "httpGet": { "path": "/api/v1/health" } },
        "serviceMonitor": { "enabled": true },
        "testFramework": { "enabled": false },
    })
}

fn service() -> String {
    section(
        "SERVICE",
        &[
            ("Flush", "5"),
            ("Grace", "30"),
            ("HTTP_Server", "On"),
            ("HTTP_Listen", "0.0.0.0"),
            ("HTTP_Port", "2020"),
            ("Health_Check", "On"),
            ("HC_Errors_Count", "5"),
            ("HC_Retry_Failure_Count", "5"),
            ("HC_Period", "60"),
            ("storage.path", &format!("{STATE}/buffer")),
            ("storage.backlog.mem_limit", "5M"),
        ],
    )
}

/// Lines that containerd has split are one again.
fn inputs() -> String {
    section(
        "INPUT",
        &[
            ("Name", "tail"),
            ("Tag", "kube.*"),
            ("Path", "/var/log/containers/*.log"),
            ("DB", &format!("{STATE}/tail.db")),
            ("multiline.parser", "cri"),
            ("Read_from_Head", "On"),
            ("Skip_Long_Lines", "On"),
            ("storage.type", "filesystem"),
        ],
    )
}

/// Joins stack traces first, since joined lines start at the first filter again; then says whose
/// they are. No annotation of a pod decides how, or whether, its logs are kept.
fn filters() -> String {
    let join = section(
        "FILTER",
        &[
            ("Name", "multiline"),
            ("Match", "kube.*"),
            ("multiline.key_content", "log"),
            ("multiline.parser", "go, java, python"),
            ("emitter_name", "joined"),
            ("emitter_storage.type", "filesystem"),
        ],
    );
    let whose = section(
        "FILTER",
        &[
            ("Name", "kubernetes"),
            ("Match", "kube.*"),
            ("Merge_Log", "On"),
            ("Merge_Log_Key", "data"),
            ("Keep_Log", "Off"),
            ("K8S-Logging.Parser", "Off"),
            ("K8S-Logging.Exclude", "Off"),
            ("Annotations", "Off"),
            ("Buffer_Size", "0"),
        ],
    );
    format!("{join}{whose}")
}

/// A stream for each container. What CloudWatch does not take is tried again until the disk's share
/// is full, and then the oldest goes.
fn outputs(region: &str) -> String {
    let container = ["namespace_name", "pod_name", "container_name"]
        .map(|part| format!("$kubernetes['{part}']"))
        .join(".");
    section(
        "OUTPUT",
        &[
            ("Name", "cloudwatch_logs"),
            ("Match", "kube.*"),
            ("region", region),
            ("log_group_name", "${LOG_GROUP}"),
            ("log_stream_prefix", "unknown-"),
            ("log_stream_template", &container),
            ("auto_create_group", "Off"),
            ("Retry_Limit", "no_limits"),
            ("storage.total_limit_size", "2G"),
        ],
    )
}

/// A section of its configuration; no setting comes from a blueprint but the region's name.
fn section(name: &str, settings: &[(&str, &str)]) -> String {
    let settings: String =
        settings.iter().map(|(name, value)| format!("    {name} {value}\n")).collect();
    format!("[{name}]\n{settings}")
}
