//! 05-account: the topics that alarms go to, and who hears of them.

mod routing;
mod subscriptions;
mod topics;

use super::layers::Layer;
use crate::ir::{Expr, Module, Root, object};
use crate::model::{AlertSeverity, AlertTarget, Platform};

/// The modules and the root 05-account.
pub(super) fn build(platform: &Platform) -> (Vec<Module>, Root) {
    let (topics, email) = (topics::module(), subscriptions::module());
    let mut layer = Layer::new(platform, "05-account");
    let call = layer.call_as("alarm_topics", &topics, vec![("name", platform.prefix().into())]);
    let of = |severities: &[AlertSeverity]| -> Expr {
        let arns = call.output("topic_arns");
        object(severities.iter().map(|s| (s.name(), arns.clone().index(s.name()))))
    };
    for alert in &platform.monitoring.alerts {
        let AlertTarget::Email(address) = &alert.target else { continue };
        let severities: Vec<AlertSeverity> = alert.severity.and_above().collect();
        let arguments = vec![("address", address.clone().into()), ("topic_arns", of(&severities))];
        layer.call_for("alert", &alert.id, &email, arguments);
    }
    let left = routing::left_to_owner(&platform.monitoring.alerts);
    if !left.is_empty() {
        let arguments = vec![("address", platform.owner.clone().into()), ("topic_arns", of(&left))];
        layer.call_as("owner", &email, arguments);
    }
    layer.pass_on(&call);
    // Every severity has somebody who hears of it, so at least one e-mail address subscribes.
    (vec![topics, email], layer.root())
}
