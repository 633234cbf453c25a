//! What an account has once, and how the platform is watched.

use super::{Tree, count, identity, owned};
use crate::blueprint::declare::view::View;
use crate::model::{Alert, AlertSeverity, AlertTarget, Grafana, Monitoring, Once, Security};
use std::collections::BTreeSet;

/// What an account has once.
pub(super) fn security(tree: Tree<'_>) -> Security {
    let view = tree.one("security");
    let once = |name| match view.text(name) {
        Some("create") => Once::Create,
        Some("existing") => Once::Existing,
        _ => Once::Off,
    };
    Security {
        trail: once("trail"),
        guardduty: once("guardduty"),
        inspector: once("inspector"),
        config: once("config"),
        ebs_encryption: once("ebs_encryption"),
        ecr_scanning: once("ecr_scanning"),
        spot_role: once("spot_role"),
    }
}

/// How the platform is watched.
pub(super) fn monitoring(tree: Tree<'_>) -> Monitoring {
    let view = tree.one("monitoring");
    let grafana = view.nested("grafana");
    let groups =
        |name| -> BTreeSet<String> { grafana.texts(name).into_iter().map(str::to_owned).collect() };
    Monitoring {
        metrics_days: count(view, "metrics_days"),
        logs_days: count(view, "logs_days"),
        grafana: grafana
            .written
            .map(|_| Grafana { admins: groups("admins"), viewers: groups("viewers") }),
        alerts: view.nested_all("alert").into_iter().map(alert).collect(),
        budget_usd: view.whole("budget_usd"),
    }
}

fn alert(view: View<'_>) -> Alert {
    let slack = view.nested("slack");
    let secret = view.node("pagerduty").and_then(|node| node.reference());
    Alert {
        id: identity(view),
        target: match (secret, slack.written) {
            (Some(secret), _) => AlertTarget::Pagerduty(secret.label.clone()),
            (None, Some(_)) => {
                AlertTarget::Slack { team: owned(slack, "team"), channel: owned(slack, "channel") }
            }
            (None, None) => AlertTarget::Email(owned(view, "email")),
        },
        severity: match view.text("severity") {
            Some("info") => AlertSeverity::Info,
            Some("critical") => AlertSeverity::Critical,
            _ => AlertSeverity::Warning,
        },
    }
}
