//! AWS managed rule groups of AWS WAF that a load balancer can have, and what they cost of a web
//! ACL's capacity.
//!
//! Source: <https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html>,
//! the page of each group. Left out: groups that cost extra and need a configuration of their own
//! (bots, fraud, `DDoS`). Limits:
//! <https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html>.

/// A rule group.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    /// As AWS spells it.
    pub name: &'static str,
    /// Web ACL capacity units.
    pub capacity: u32,
}

/// The most units of a web ACL.
pub const MOST_CAPACITY: u32 = 5000;

/// Units beyond these make every request dearer.
pub const INCLUDED_CAPACITY: u32 = 1500;

/// What a rule costs that counts requests by address.
pub const RATE_RULE: u32 = 2;

/// Every group, by name.
pub const ALL: [Group; 11] = [
    group("AWSManagedRulesAdminProtectionRuleSet", 100),
    group("AWSManagedRulesAmazonIpReputationList", 25),
    group("AWSManagedRulesAnonymousIpList", 50),
    group("AWSManagedRulesCommonRuleSet", 700),
    group("AWSManagedRulesKnownBadInputsRuleSet", 200),
    group("AWSManagedRulesLinuxRuleSet", 200),
    group("AWSManagedRulesPHPRuleSet", 100),
    group("AWSManagedRulesSQLiRuleSet", 200),
    group("AWSManagedRulesUnixRuleSet", 100),
    group("AWSManagedRulesWindowsRuleSet", 200),
    group("AWSManagedRulesWordPressRuleSet", 100),
];

/// Their names.
pub const NAMES: [&str; ALL.len()] = {
    let mut names = [""; ALL.len()];
    let mut row = 0;
    while row < ALL.len() {
        names[row] = ALL[row].name;
        row += 1;
    }
    names
};

/// The units that a web ACL needs with these groups.
pub fn capacity<'a>(names: impl IntoIterator<Item = &'a str>) -> u32 {
    let known = |name: &str| ALL.iter().find(|group| group.name == name);
    RATE_RULE + names.into_iter().filter_map(known).map(|group| group.capacity).sum::<u32>()
}

const fn group(name: &'static str, capacity: u32) -> Group {
    Group { name, capacity }
}
