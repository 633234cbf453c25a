//! Reloader: restarts what consumed a changed secret.

use super::{Addon, rollouts};
use crate::model::Platform;
use crate::stack::inside::{namespace, priority};
use crate::stack::placement::{placed, resources, restricted_container};
use serde_json::{Value, json};

/// The chart, also the release and the name of its deployment.
const CHART: &str = "reloader";

pub(super) fn addon(platform: &Platform) -> Addon {
    let addon = Addon::new(CHART, namespace::RELOADER, values(platform));
    // It has to find the definition of Rollouts when it starts.
    if rollouts::used(platform) { addon.after(rollouts::CHART) } else { addon }
}

fn values(platform: &Platform) -> Value {
    let deployment = placed(
        &[("app", CHART)],
        json!({
            "replicas": 2,
            "priorityClassName": priority::ADDON,
            "containerSecurityContext": restricted_container(),
            "resources": resources("20m", "128Mi"),
        }),
    );
    json!({
        "fullnameOverride": CHART,
        "reloader": {
            "deployment": deployment,
            // Of the two replicas one acts.
            "enableHA": true,
            // A job reads its secrets when it next starts; restarting it would run it again.
            "ignoreCronJobs": true,
            "ignoreJobs": true,
            "isArgoRollouts": rollouts::used(platform),
            "logFormat": "json",
            "podDisruptionBudget": { "enabled": true, "maxUnavailable": 1 },
            "podMonitor": { "enabled": true },
            "readOnlyRootFileSystem": true,
        },
    })
}
