//! Fluent Bit: brings the logs of every container to CloudWatch Logs.

use super::Addon;
use super::placement::{everywhere, resources};
use crate::ir::object;
use crate::model::Platform;
use crate::stack::inside::{namespace, priority};
use serde_json::{Value, json};

/// The chart, also the release.
const CHART: &str = "aws-for-fluent-bit";

/// The service account, which has the role that writes to the log group.
const SERVICE_ACCOUNT: &str = "fluent-bit";

/// Where a node keeps what was read how far, and what CloudWatch did not take yet; not with the
/// logs, which are mounted read-only.
const STATE: &str = "/var/fluent-bit/state";

/// Where it answers, also the port of its metrics.
const PORT: u16 = 2020;

pub(super) fn addon(platform: &Platform) -> Addon {
    Addon::new(CHART, namespace::LOGGING, values(platform)).facts(|_, states| {
        let group = states.observability.output("application_log_group_name");
        object([("cloudWatchLogs", object([("logGroupName", group)]))])
    })
}

fn values(platform: &Platform) -> Value {
    let region = &platform.region.name;
    json!({
        "fullnameOverride": SERVICE_ACCOUNT,
        "serviceAccount": { "name": SERVICE_ACCOUNT },
        "priorityClassName": priority::ADDON,
        "resources": resources("50m", "200Mi"),
        "tolerations": everywhere(),
        "updateStrategy": { "rollingUpdate": { "maxUnavailable": "10%" } },
        // Pods do not reach the metadata service, which would tell the region.
        "env": [{ "name": "AWS_REGION", "value": region }],
        "podSecurityContext": { "seccompProfile": { "type": "RuntimeDefault" } },
        // Root, who owns the logs, and nothing else of root's powers.
        "containerSecurityContext": {
            "allowPrivilegeEscalation": false,
            "capabilities": { "drop": ["ALL"] },
            "readOnlyRootFilesystem": true,
        },
        "service": { "extraService": service() },
        "input": {
            "db": format!("{STATE}/tail.db"),
            "multilineParser": "cri",
            "extraInputs": lines(&[("Read_from_Head", "On"), ("storage.type", "filesystem")]),
        },
        // The chart's own filter would run before the lines of a stack trace are joined.
        "filter": { "enabled": false },
        "additionalFilters": filters(),
        "cloudWatchLogs": {
            "region": region,
            "autoCreateGroup": false,
            "logStreamTemplate": "$kubernetes['namespace_name'].$kubernetes['pod_name'].$kubernetes['container_name']",
            "extraOutputs": lines(&[("Retry_Limit", "no_limits"), ("storage.total_limit_size", "2G")]),
        },
        "volumes": [
            { "name": "logs", "hostPath": { "path": "/var/log" } },
            { "name": "state", "hostPath": { "path": STATE, "type": "DirectoryOrCreate" } },
        ],
        "volumeMounts": [
            { "name": "logs", "mountPath": "/var/log", "readOnly": true },
            { "name": "state", "mountPath": STATE },
        ],
        // That CloudWatch does not answer is no reason to restart, but one to be noticed.
        "livenessProbe": { "httpGet": { "path": "/" } },
        "readinessProbe": { "httpGet": { "path": "/api/v1/health", "port": PORT } },
        "serviceMonitor": { "enabled": true },
    })
}

/// What the chart puts below `[SERVICE]`.
fn service() -> String {
    let port = PORT.to_string();
    let buffer = format!("{STATE}/buffer");
    lines(&[
        ("Flush", "5"),
        ("Grace", "30"),
        ("HTTP_Server", "On"),
        ("HTTP_Listen", "0.0.0.0"),
        ("HTTP_Port", &port),
        ("Health_Check", "On"),
        ("HC_Errors_Count", "5"),
        ("HC_Retry_Failure_Count", "5"),
        ("HC_Period", "60"),
        ("storage.path", &buffer),
        ("storage.backlog.mem_limit", "5M"),
    ])
}

/// Joins stack traces first, since joined lines start at the first filter again; then says whose
/// they are. No annotation of a pod decides how, or whether, its logs are kept.
fn filters() -> String {
    let join = section(&[
        ("Name", "multiline"),
        ("Match", "kube.*"),
        ("multiline.key_content", "log"),
        ("multiline.parser", "go, java, python"),
        ("emitter_name", "joined"),
        ("emitter_storage.type", "filesystem"),
    ]);
    let whose = section(&[
        ("Name", "kubernetes"),
        ("Match", "kube.*"),
        ("Kube_URL", "https://kubernetes.default.svc.cluster.local:443"),
        ("Merge_Log", "On"),
        ("Merge_Log_Key", "data"),
        ("Keep_Log", "Off"),
        ("K8S-Logging.Parser", "Off"),
        ("K8S-Logging.Exclude", "Off"),
        ("Annotations", "Off"),
        ("Buffer_Size", "0"),
    ]);
    format!("{join}{whose}")
}

fn section(settings: &[(&str, &str)]) -> String {
    let settings = lines(settings);
    let indented: String = settings.lines().map(|line| format!("    {line}\n")).collect();
    format!("[FILTER]\n{indented}")
}

fn lines(settings: &[(&str, &str)]) -> String {
    settings.iter().map(|(name, value)| format!("{name} {value}\n")).collect()
}
