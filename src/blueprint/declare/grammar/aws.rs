//! ARNs and names of AWS.

use super::{digits, word};

/// An ARN's parts that rules look at.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::blueprint) struct Arn<'a> {
    /// Such as `aws`.
    pub(in crate::blueprint) partition: &'a str,
    /// Such as `acm`.
    pub(in crate::blueprint) service: &'a str,
    /// Such as `eu-west-1`; empty for global services.
    pub(in crate::blueprint) region: &'a str,
    /// 12 digits.
    pub(in crate::blueprint) account: &'a str,
    /// What follows.
    pub(in crate::blueprint) resource: &'a str,
}

/// Splits an ARN of a service.
pub(in crate::blueprint) fn arn<'a>(text: &'a str, service: &str) -> Option<Arn<'a>> {
    let mut parts = text.splitn(6, ':');
    let (start, partition, name) = (parts.next()?, parts.next()?, parts.next()?);
    let (region, account, resource) = (parts.next()?, parts.next()?, parts.next()?);
    let plain = text.chars().all(|c| c.is_ascii_graphic() && !"\"'\\`${}<>".contains(c));
    // IAM is global.
    let regional = (service == "iam") == region.is_empty();
    let named = resource.split_once('/').is_some_and(|(_, rest)| !rest.is_empty());
    let good = start == "arn"
        && name == service
        && ["aws", "aws-cn", "aws-us-gov"].contains(&partition)
        && account.len() == 12
        && digits(account)
        && plain
        && regional
        && named;
    good.then_some(Arn { partition, service: name, region, account, resource })
}

/// A key and its type.
pub(in crate::blueprint) fn key(text: &str) -> Option<(&str, char)> {
    let (name, kind) = text.rsplit_once(':').unwrap_or((text, "S"));
    let good =
        (1..=255).contains(&name.len()) && name.chars().all(|c| word(c) || "_.-".contains(c));
    (good && ["S", "N", "B"].contains(&kind)).then(|| (name, kind.chars().next().unwrap_or('S')))
}

/// A letter, then letters, digits and `_`.
pub(in crate::blueprint) fn database_name(text: &str) -> bool {
    text.len() <= 63
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| word(c) || c == '_')
}

/// `PREFIX.FAMILY.SIZE`
pub(in crate::blueprint) fn instance(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).and_then(|rest| rest.split_once('.')).is_some_and(|(family, size)| {
        family.len() >= 2
            && family.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && !size.is_empty()
            && size.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    })
}

/// A UUID, with ten hexadecimal digits before it where the directory is an older one.
pub(in crate::blueprint) fn group(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let uuid: &[usize] = &[8, 4, 4, 4, 12];
    let older: &[usize] = &[10, 8, 4, 4, 4, 12];
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    (lengths == uuid || lengths == older)
        && parts.iter().all(|part| part.chars().all(|c| c.is_ascii_hexdigit()))
}

/// A Slack id after its first letter.
pub(in crate::blueprint) fn slack(text: &str) -> bool {
    (6..=20).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// A character that AWS accepts in tags.
pub(in crate::blueprint) fn tag_character(character: char) -> bool {
    character.is_alphanumeric() || " _.:/=+-@".contains(character)
}

/// `role/PATH/NAME` or `user/PATH/NAME`, one role or user and no pattern.
pub(in crate::blueprint) fn iam(resource: &str) -> bool {
    let path = ["role/", "user/"].iter().find_map(|kind| resource.strip_prefix(kind));
    path.is_some_and(|path| {
        path.split('/')
            .all(|part| !part.is_empty() && part.chars().all(|c| word(c) || "_+=,.@-".contains(c)))
    })
}
