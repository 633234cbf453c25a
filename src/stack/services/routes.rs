//! How the internet reaches a service.

use crate::model::{Exposure, Platform, Service, Workload};
use serde::Serialize;

/// How the internet reaches it.
#[derive(Serialize)]
pub(super) struct Expose {
    host: String,
    path: String,
    /// Paths below it that lead to other services, as one regular expression of a whole path with
    /// its query.
    #[serde(skip_serializing_if = "Option::is_none")]
    others: Option<String>,
}

/// How the internet reaches a service that exposes itself.
pub(super) fn expose(platform: &Platform, service: &Service, exposure: &Exposure) -> Expose {
    let path = prefix(exposure);
    let mut below: Vec<&str> = platform
        .services
        .iter()
        .filter(|other| other.id.label != service.id.label)
        .filter_map(exposed)
        .filter(|other| other.host == exposure.host)
        .map(prefix)
        .filter(|other| path == "/" || other.starts_with(&format!("{path}/")))
        .collect();
    below.sort_unstable();
    below.dedup();
    Expose { host: exposure.host.clone(), path: path.to_owned(), others: expression(&below) }
}

fn exposed(service: &Service) -> Option<&Exposure> {
    let Workload::Web(web) = &service.workload else { return None };
    web.expose.as_ref()
}

/// The path without a `/` at its end: what is below it is meant too.
pub(super) fn prefix(exposure: &Exposure) -> &str {
    match exposure.path.trim_end_matches('/') {
        "" => "/",
        path => path,
    }
}

/// `(?:/a|/b)(?:[/?].*)?`
fn expression(paths: &[&str]) -> Option<String> {
    let escaped: Vec<String> = paths.iter().map(|path| escape(path)).collect();
    (!escaped.is_empty()).then(|| format!("(?:{})(?:[/?].*)?", escaped.join("|")))
}

/// A text that RE2 reads as itself. Whatever is no letter or digit may be escaped.
/// Source: <https://github.com/google/re2/wiki/Syntax>
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if !character.is_alphanumeric() && !"/-_~".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::expression;

    #[test]
    fn a_path_stays_a_text() {
        let found = expression(&["/v1.0/a+b", "/(x)"]).unwrap();
        assert_eq!(found, r"(?:/v1\.0/a\+b|/\(x\))(?:[/?].*)?");
        assert_eq!(expression(&[]), None);
    }
}
