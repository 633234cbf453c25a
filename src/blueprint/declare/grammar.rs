//! The grammar behind the forms: one function for each, on plain text.

use ipnet::Ipv4Net;

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
    let regional = service == "iam" || !region.is_empty();
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

/// `[a-z][a-z0-9-]*` of at most 24 characters without trailing or double `-`.
pub(super) fn label(text: &str) -> bool {
    text.len() <= 24
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !text.ends_with('-')
        && !text.contains("--")
}

/// A letter, a digit.
pub(super) fn word(character: char) -> bool {
    character.is_ascii_alphanumeric()
}

/// Digits only.
pub(super) fn digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

/// A whole number without leading zero within bounds.
pub(in crate::blueprint) fn number(text: &str, min: u64, max: u64) -> Option<u64> {
    let canonical = digits(text) && (text == "0" || !text.starts_with('0'));
    canonical.then(|| text.parse().ok()).flatten().filter(|number| (min..=max).contains(number))
}

/// A mailbox at a DNS name.
pub(super) fn email(text: &str) -> bool {
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
pub(super) fn unicast(net: Ipv4Net) -> bool {
    let first = net.network();
    !(first.is_loopback()
        || first.is_link_local()
        || first.is_multicast()
        || first.octets()[0] == 0)
        && first.octets()[0] < 240
}

/// A relative path of plain characters without empty parts.
pub(super) fn relative(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('/')
        && !text.ends_with('/')
        && text.chars().all(|c| word(c) || "._-/@+ ".contains(c))
        && text.split('/').all(|part| !part.is_empty() && part.trim() == part)
}

/// An absolute path without `.`, `..` and empty parts.
pub(super) fn absolute(text: &str) -> bool {
    text.strip_prefix('/').is_some_and(|rest| {
        rest.chars().all(|c| word(c) || "._-/@+".contains(c))
            && rest.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
    })
}

/// A path of a URL.
pub(super) fn http_path(text: &str) -> bool {
    text.len() <= 1024
        && text.starts_with('/')
        && !text.contains("//")
        && text.chars().all(|c| word(c) || "._-/~:@!&'()*+,;=%".contains(c))
}

/// `250m`, `2`, `0.5`
pub(super) fn cpu(text: &str) -> bool {
    if let Some(millis) = text.strip_suffix('m') {
        return number(millis, 1, 1_000_000).is_some();
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "1"));
    let zero = text.chars().all(|c| c == '0' || c == '.');
    number(whole, 0, 1000).is_some() && digits(fraction) && fraction.len() <= 3 && !zero
}

/// `256Mi`, `1600Gi`
pub(super) fn memory(text: &str) -> bool {
    ["Ki", "Mi", "Gi", "Ti"]
        .iter()
        .any(|unit| text.strip_suffix(unit).is_some_and(|n| number(n, 1, 1_000_000_000).is_some()))
}

/// A quantity of memory in MiB, rounded down.
pub(in crate::blueprint) fn mebibytes(text: &str) -> Option<u64> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let number: u64 = number.parse().ok()?;
    match unit {
        "Ki" => Some(number / 1024),
        "Mi" => Some(number),
        "Gi" => number.checked_mul(1024),
        "Ti" => number.checked_mul(1024 * 1024),
        _ => None,
    }
}

/// `key=value:Effect` in parts.
pub(in crate::blueprint) fn taint(text: &str) -> Option<(&str, &str, &str)> {
    let (rest, effect) = text.rsplit_once(':')?;
    let (key, value) = rest.split_once('=')?;
    let known = ["NoSchedule", "PreferNoSchedule", "NoExecute"].contains(&effect);
    (known && label_key(key) && label_value(value)).then_some((key, value, effect))
}

/// `name` or `prefix/name`.
pub(super) fn label_key(text: &str) -> bool {
    let (prefix, name) =
        text.rsplit_once('/').map_or((None, text), |(prefix, name)| (Some(prefix), name));
    !name.is_empty()
        && label_value(name)
        && prefix.is_none_or(|p| p.len() <= 253 && p.split('.').all(dns_label))
}

/// At most 63 characters, letters and digits at both ends.
pub(super) fn label_value(text: &str) -> bool {
    text.len() <= 63
        && text.chars().all(|c| word(c) || "-_.".contains(c))
        && (text.is_empty() || (text.starts_with(word) && text.ends_with(word)))
}

/// A key and its type.
pub(in crate::blueprint) fn key(text: &str) -> Option<(&str, char)> {
    let (name, kind) = text.rsplit_once(':').unwrap_or((text, "S"));
    let good =
        (1..=255).contains(&name.len()) && name.chars().all(|c| word(c) || "_.-".contains(c));
    (good && ["S", "N", "B"].contains(&kind)).then(|| (name, kind.chars().next().unwrap_or('S')))
}

/// A letter, then letters, digits and `_`.
pub(super) fn database_name(text: &str) -> bool {
    text.len() <= 63
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| word(c) || c == '_')
}

/// `PREFIX.FAMILY.SIZE`
pub(super) fn instance(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).and_then(|rest| rest.split_once('.')).is_some_and(|(family, size)| {
        family.len() >= 2
            && family.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && !size.is_empty()
            && size.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    })
}

/// `registry.example:5000/path/name`
pub(super) fn image(text: &str) -> bool {
    let (host, path) = match text.split_once('/') {
        Some((host, path)) if host.contains(['.', ':']) || host == "localhost" => {
            (Some(host), path)
        }
        _ => (None, text),
    };
    let part = |part: &str| {
        part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c))
            && part.starts_with(word)
            && part.ends_with(word)
    };
    let registry = |host: &str| {
        let (address, number_part) = host.split_once(':').unwrap_or((host, "443"));
        address.split('.').all(dns_label) && number(number_part, 1, 65_535).is_some()
    };
    text.len() <= 255 && path.split('/').all(part) && host.is_none_or(registry)
}

/// A tag or a digest.
pub(super) fn tag(text: &str) -> bool {
    if let Some(digest) = text.strip_prefix("sha256:") {
        return digest.len() == 64
            && digest.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c));
    }
    (1..=128).contains(&text.len())
        && text.starts_with(|c: char| word(c) || c == '_')
        && text.chars().all(|c| word(c) || "_.-".contains(c))
}

/// The name of an environment variable.
pub(super) fn variable(text: &str) -> bool {
    text.len() <= 255
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| word(c) || c == '_')
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

/// `owner/name`
pub(super) fn repository(text: &str) -> bool {
    text.split_once('/').is_some_and(|(owner, name)| {
        (1..=39).contains(&owner.len())
            && owner.chars().all(|c| word(c) || c == '-')
            && !owner.starts_with('-')
            && (1..=100).contains(&name.len())
            && name.chars().all(|c| word(c) || "._-".contains(c))
            && !name.chars().all(|c| c == '.')
    })
}

/// A branch that git accepts, of plain characters.
pub(super) fn branch(text: &str) -> bool {
    text.len() <= 200
        && text.chars().all(|c| word(c) || "._-/".contains(c))
        && text.split('/').all(|part| {
            let locked = std::path::Path::new(part).extension().is_some_and(|end| end == "lock");
            !part.is_empty() && !part.starts_with(['.', '-']) && !part.ends_with('.') && !locked
        })
        && !text.contains("..")
}

/// A UUID, with ten hexadecimal digits before it where the directory is an older one.
pub(super) fn group(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let uuid: &[usize] = &[8, 4, 4, 4, 12];
    let older: &[usize] = &[10, 8, 4, 4, 4, 12];
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    (lengths == uuid || lengths == older)
        && parts.iter().all(|part| part.chars().all(|c| c.is_ascii_hexdigit()))
}

/// A Slack id after its first letter.
pub(super) fn slack(text: &str) -> bool {
    (6..=20).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// A character that AWS accepts in tags.
pub(super) fn tag_character(character: char) -> bool {
    character.is_alphanumeric() || " _.:/=+-@".contains(character)
}

/// A cron expression of five fields, as Kubernetes reads it.
pub(super) fn cron(text: &str) -> bool {
    let fields: Vec<&str> = text.split(' ').collect();
    let bounds: &[(u64, u64, &[&str])] = &[
        (0, 59, &[]),
        (0, 23, &[]),
        (1, 31, &[]),
        (
            1,
            12,
            &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
        ),
        (0, 6, &["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
    ];
    fields.len() == bounds.len()
        && fields
            .iter()
            .zip(bounds)
            .all(|(field, bounds)| field.split(',').all(|item| cron_item(item, *bounds)))
}

/// `*`, `5`, `1-5`, each with `/STEP`.
fn cron_item(item: &str, (min, max, names): (u64, u64, &[&str])) -> bool {
    let (range, step) = item.split_once('/').unwrap_or((item, "1"));
    let value = |text: &str| {
        let word = names.iter().position(|name| name.eq_ignore_ascii_case(text));
        word.map_or_else(|| number(text, min, max), |index| Some(index as u64 + min))
    };
    let ranged = match range.split_once('-') {
        Some((from, to)) => value(from).zip(value(to)).is_some_and(|(from, to)| from <= to),
        None => range == "*" || value(range).is_some(),
    };
    ranged && number(step, 1, max.max(1)).is_some()
}
