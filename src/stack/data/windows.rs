//! When databases and caches are backed up and maintained: at night where the region is, and not all at once.

use crate::model::{Platform, names};

/// The weekly and daily windows of a database or cache, in UTC.
pub(super) struct Windows {
    /// `HH:MM-HH:MM`
    pub(super) backup: String,
    /// `ddd:HH:MM-ddd:HH:MM`
    pub(super) maintenance: String,
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const DAY: u32 = 24 * 60;

/// Backups start between midnight and 02:30, maintenance between 03:30 and 06:00 local time; which
/// half hour follows from the name. A backup has `minutes`, at most an hour, to begin. Production is maintained two days after the other
/// environments.
pub(super) fn of(platform: &Platform, name: &str, minutes: u32) -> Windows {
    let slot = u32::from_str_radix(&names::digest(name, 2), 16).unwrap_or_default() % 6 * 30;
    let midnight = midnight(&platform.region.name) * 60;
    let backup = midnight + slot;
    // The night to Wednesday, or to Friday.
    let day = if platform.production() { 4 } else { 2 };
    // Where local midnight comes before UTC's, it is still the day before there.
    let before = u32::from(midnight > DAY / 2);
    let start = (day - before) * DAY + midnight + 210 + slot;
    Windows {
        backup: format!("{}-{}", time(backup), time(backup + minutes)),
        maintenance: format!("{}-{}", weekly(start), weekly(start + 60)),
    }
}

fn time(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes % DAY / 60, minutes % 60)
}

fn weekly(minutes: u32) -> String {
    format!("{}:{}", DAYS[(minutes / DAY % 7) as usize], time(minutes))
}

/// The hour in UTC at which the day begins in a region, give or take two.
fn midnight(region: &str) -> u32 {
    let hours = [
        ("af-", 23),
        ("ap-northeast-", 15),
        ("ap-south-", 18),
        ("ap-southeast-", 15),
        ("ap-", 16),
        ("ca-west-", 7),
        ("ca-", 5),
        ("cn-", 16),
        ("eu-", 23),
        ("il-", 22),
        ("me-", 20),
        ("mx-", 6),
        ("sa-", 3),
        ("us-gov-west-", 8),
        ("us-west-", 8),
        ("us-", 5),
    ];
    hours.iter().find(|(start, _)| region.starts_with(start)).map_or(0, |(_, hour)| *hour)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_wrap_at_midnight_and_at_the_end_of_the_week() {
        assert_eq!(time(DAY + 30), "00:30");
        assert_eq!(weekly(7 * DAY + 90), "mon:01:30");
        assert_eq!(weekly(2 * DAY - 30), "tue:23:30");
    }

    #[test]
    fn longer_prefixes_of_regions_come_first() {
        assert_eq!(midnight("us-gov-west-1"), 8);
        assert_eq!(midnight("us-gov-east-1"), 5);
        assert_eq!(midnight("ap-east-1"), 16);
        assert_eq!(midnight("ap-south-1"), 18);
    }
}
