//! Names of Kubernetes and of container images.

use super::{dns_label, number, word};

/// `key=value:Effect` in parts.
pub(in crate::blueprint) fn taint(text: &str) -> Option<(&str, &str, &str)> {
    let (rest, effect) = text.rsplit_once(':')?;
    let (key, value) = rest.split_once('=')?;
    let known = ["NoSchedule", "PreferNoSchedule", "NoExecute"].contains(&effect);
    (known && label_key(key) && label_value(value)).then_some((key, value, effect))
}

/// `name` or `prefix/name`.
pub(in crate::blueprint) fn label_key(text: &str) -> bool {
    let (prefix, name) =
        text.rsplit_once('/').map_or((None, text), |(prefix, name)| (Some(prefix), name));
    !name.is_empty()
        && label_value(name)
        && prefix.is_none_or(|p| p.len() <= 253 && p.split('.').all(dns_label))
}

/// At most 63 characters, letters and digits at both ends.
pub(in crate::blueprint) fn label_value(text: &str) -> bool {
    text.len() <= 63
        && text.chars().all(|c| word(c) || "-_.".contains(c))
        && (text.is_empty() || (text.starts_with(word) && text.ends_with(word)))
}

/// `registry.example:5000/path/name`
pub(in crate::blueprint) fn image(text: &str) -> bool {
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
pub(in crate::blueprint) fn tag(text: &str) -> bool {
    if let Some(digest) = text.strip_prefix("sha256:") {
        return digest.len() == 64
            && digest.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c));
    }
    (1..=128).contains(&text.len())
        && text.starts_with(|c: char| word(c) || c == '_')
        && text.chars().all(|c| word(c) || "_.-".contains(c))
}

/// The name of an environment variable, which is also a key of a Kubernetes Secret: 253 characters.
pub(in crate::blueprint) fn variable(text: &str) -> bool {
    text.len() <= 253
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| word(c) || c == '_')
}
