//! Addresses, hosts and paths of URLs.

use super::{digits, number, word};
use ipnet::Ipv4Net;

/// A mailbox at a DNS name.
pub(in crate::blueprint) fn email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let mailbox = |c: char| word(c) || "!#%&'*+-/=?^_{|}~.".contains(c);
    (1..=64).contains(&local.len())
        && local.chars().all(mailbox)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && dns(&domain.to_ascii_lowercase())
}

/// At least two DNS labels in lower case, the last not a number.
pub(in crate::blueprint) fn dns(text: &str) -> bool {
    let labels: Vec<&str> = text.split('.').collect();
    text.len() <= 253
        && labels.len() >= 2
        && labels.iter().all(|label| dns_label(label))
        && !labels.last().is_some_and(|last| digits(last))
}

/// One DNS label in lower case.
pub(in crate::blueprint) fn dns_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// A range whose host bits are zero.
pub(in crate::blueprint) fn cidr(text: &str) -> Option<Ipv4Net> {
    let net: Ipv4Net = text.parse().ok()?;
    (net.trunc() == net && net.to_string() == text).then_some(net)
}

/// A range that a VPC can have.
pub(in crate::blueprint) fn unicast(net: Ipv4Net) -> bool {
    let first = net.network();
    !(first.is_loopback()
        || first.is_link_local()
        || first.is_multicast()
        || first.octets()[0] == 0)
        && first.octets()[0] < 240
}

/// A path of a URL.
pub(in crate::blueprint) fn http_path(text: &str) -> bool {
    text.len() <= 1024
        && text.starts_with('/')
        && !text.contains("//")
        && text.chars().all(|c| word(c) || "._-/~:@!&'()*+,;=%".contains(c))
        && text.split('/').all(|part| ![".", ".."].contains(&part))
        // The Gateway API takes whole escapes, and no escaped `/`.
        && text.split('%').skip(1).all(|rest| {
            let escape = rest.get(..2).unwrap_or_default();
            escape.len() == 2
                && escape.chars().all(|c| c.is_ascii_hexdigit())
                && !escape.eq_ignore_ascii_case("2f")
        })
}

/// A host or range, and a port.
pub(in crate::blueprint) fn egress(text: &str) -> Option<(Result<Ipv4Net, &str>, u16)> {
    let (target, port) = text.rsplit_once(':')?;
    let port = u16::try_from(number(port, 1, 65_535)?).ok()?;
    match cidr(target) {
        Some(net) => Some((Ok(net), port)),
        None => dns(target).then_some((Err(target), port)),
    }
}

/// A range that is reached without the internet: private networks, and those of carriers.
pub(in crate::blueprint) fn private(net: Ipv4Net) -> bool {
    [([10, 0, 0, 0], 8), ([172, 16, 0, 0], 12), ([192, 168, 0, 0], 16), ([100, 64, 0, 0], 10)]
        .into_iter()
        .filter_map(|(address, length)| Ipv4Net::new(address.into(), length).ok())
        .any(|range| range.contains(&net))
}
