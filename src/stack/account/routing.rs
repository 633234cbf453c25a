//! Who hears of which severity.

use crate::model::{Alert, AlertSeverity, AlertTarget};

/// The severities that reach nobody but the owner.
///
/// Only targets whose subscription is generated count: an `alert` block for Slack or `PagerDuty`
/// takes nothing from the owner until its messages arrive.
pub(super) fn left_to_owner(alerts: &[Alert]) -> Vec<AlertSeverity> {
    let heard = |severity: AlertSeverity| {
        let mut delivered =
            alerts.iter().filter(|alert| matches!(alert.target, AlertTarget::Email(_)));
        delivered.any(|alert| alert.severity <= severity)
    };
    AlertSeverity::ALL.into_iter().filter(|&severity| !heard(severity)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Identity;
    use AlertSeverity::{Critical, Info, Warning};

    fn alert(target: AlertTarget, severity: AlertSeverity) -> Alert {
        Alert { id: Identity { label: "a".to_owned(), was: None }, target, severity }
    }

    fn email(severity: AlertSeverity) -> Alert {
        alert(AlertTarget::Email("a@b.example".to_owned()), severity)
    }

    #[test]
    fn without_alerts_the_owner_gets_everything() {
        assert_eq!(left_to_owner(&[]), [Info, Warning, Critical]);
    }

    #[test]
    fn an_alert_takes_its_severity_and_everything_above() {
        assert_eq!(left_to_owner(&[email(Info)]), []);
        assert_eq!(left_to_owner(&[email(Warning)]), [Info]);
        assert_eq!(left_to_owner(&[email(Critical)]), [Info, Warning]);
        assert_eq!(left_to_owner(&[email(Critical), email(Warning)]), [Info]);
        assert_eq!(Warning.and_above().collect::<Vec<_>>(), [Warning, Critical]);
    }

    #[test]
    fn a_target_that_is_not_generated_yet_takes_nothing_from_the_owner() {
        let slack = AlertTarget::Slack { team: "T".to_owned(), channel: "C".to_owned() };
        let pagerduty = AlertTarget::Pagerduty("key".to_owned());
        let alerts = [alert(slack, Info), alert(pagerduty, Critical)];
        assert_eq!(left_to_owner(&alerts), [Info, Warning, Critical]);
    }
}
