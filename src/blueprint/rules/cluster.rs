//! The cluster: its version, its endpoint, its system nodes.

use super::{Tree, View, bounds};
use crate::blueprint::check::hint;
use crate::blueprint::declare::grammar;
use crate::blueprint::diagnostic::{Diagnostic, shown};
use crate::blueprint::value::{Node, Value};
use crate::tables::{instances, kubernetes};
use ipnet::Ipv4Net;

/// Days before the end of standard support from which a version warns.
const NOTICE: i64 = 90;

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    let cluster = tree.one("cluster");
    version(tree, cluster, found);
    endpoint(cluster, found);
    let system = cluster.nested("system");
    bounds(system, system.whole("min"), found);
    instance_types(system, found);
}

fn version(tree: Tree<'_>, cluster: View<'_>, found: &mut Vec<Diagnostic>) {
    let Some(version) = cluster.text("version") else { return };
    let span = cluster.span("version").unwrap_or(tree.header());
    let rows: Vec<Row> =
        kubernetes::VERSIONS.iter().map(|row| (row.minor, row.standard_until)).collect();
    match support(version, &rows, days(kubernetes::DATE)) {
        Support::Standard => {}
        Support::Over(oldest) => {
            let message = format!("Kubernetes `{version}` has left standard support");
            let help = format!("write `version = \"{oldest}\"` or newer");
            found.push(Diagnostic::error("GEN411", span, message).help(help));
        }
        Support::Unknown(known) => {
            let message = format!("unknown Kubernetes version `{}`", shown(version));
            let help = hint(version, known.into_iter(), "versions");
            found.push(Diagnostic::error("GEN411", span, message).help(help));
        }
        Support::Ends((year, month, day)) => {
            let message = format!(
                "standard support of Kubernetes `{version}` ends on {year}-{month:02}-{day:02}"
            );
            let help = "plan the upgrade to the next minor version";
            found.push(Diagnostic::warning("GEN504", span, message).help(help));
        }
    }
}

/// Year, month, day.
type Date = (i32, u32, u32);
/// A minor version and the last day of its standard support, if that is known.
type Row<'a> = (&'a str, Option<Date>);

/// How long a version is supported.
#[derive(Debug, PartialEq, Eq)]
enum Support<'a> {
    /// Long enough.
    Standard,
    /// Soon no more.
    Ends(Date),
    /// No more; the oldest that is.
    Over(&'a str),
    /// Not in the table; what is.
    Unknown(Vec<&'a str>),
}

fn support<'a>(version: &str, rows: &[Row<'a>], today: i64) -> Support<'a> {
    let supported = rows.iter().filter(|(_, until)| until.is_none_or(|end| days(end) >= today));
    let mut supported: Vec<&str> = supported.map(|(minor, _)| *minor).collect();
    supported.sort_by_key(|name| minor(name));
    if let (Some(asked), Some(oldest)) = (minor(version), supported.first())
        && Some(asked) < minor(oldest)
    {
        return Support::Over(oldest);
    }
    match rows.iter().find(|(known, _)| *known == version) {
        None => Support::Unknown(supported),
        Some((_, Some(end))) if days(*end) - today <= NOTICE => Support::Ends(*end),
        Some(_) => Support::Standard,
    }
}

/// `1.35` as numbers.
fn minor(version: &str) -> Option<(u32, u32)> {
    let (major, minor) = version.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// Days since 1970-01-01, by the proleptic Gregorian calendar.
/// The arithmetic is that of <https://howardhinnant.github.io/date_algorithms.html#days_from_civil>.
fn days((year, month, day): Date) -> i64 {
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((i64::from(month) + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn endpoint(cluster: View<'_>, found: &mut Vec<Diagnostic>) {
    for node in cluster.elements("allow") {
        let everyone = |range: Ipv4Net| range.prefix_len() == 0;
        if node.text().and_then(grammar::cidr).is_some_and(everyone) {
            let message = "the Kubernetes API may not be open to everyone";
            let help = "name the ranges that reach it, such as `203.0.113.0/24`";
            found.push(Diagnostic::error("GEN410", node.span, message).help(help));
        }
    }
    everyone(cluster, found);
    let (Some(span), Some("public")) = (cluster.name_span("api"), cluster.text("api")) else {
        return;
    };
    let missing = |node: &Node| matches!(&node.value, Value::List(items) if items.is_empty());
    if cluster.node("allow").is_none_or(missing) {
        let message = "`api = \"public\"` needs `allow`";
        let help =
            "add `allow = [\"203.0.113.0/24\"]` with the ranges that reach the Kubernetes API";
        found.push(Diagnostic::error("GEN410", span, message).help(help));
    }
}

/// Ranges that are everyone only together.
fn everyone(cluster: View<'_>, found: &mut Vec<Diagnostic>) {
    let nodes = cluster.elements("allow");
    let ranges: Vec<Ipv4Net> =
        nodes.iter().filter_map(|node| node.text().and_then(grammar::cidr)).collect();
    let Some(span) = cluster.span("allow") else { return };
    let all = |ranges: &[Ipv4Net]| ranges.iter().any(|range| range.prefix_len() == 0);
    if !all(&ranges) && all(&Ipv4Net::aggregate(&ranges)) {
        let message = "the ranges of `allow` together are everyone";
        let help = "name the ranges that reach the Kubernetes API, such as `203.0.113.0/24`";
        found.push(Diagnostic::error("GEN410", span, message).help(help));
    }
}

fn instance_types(system: View<'_>, found: &mut Vec<Diagnostic>) {
    let mut first = None;
    for node in system.elements("instance_types") {
        let Some(name) = node.text() else { continue };
        let Some(kind) = instances::find(name) else {
            let message = format!("unknown instance type `{}`", shown(name));
            let names: Vec<String> = instances::all().map(|kind| kind.name.to_string()).collect();
            let nearest = crate::blueprint::check::nearest(name, names.iter().map(String::as_str));
            let help = nearest.map_or_else(
                || "write one such as `m7g.xlarge`".to_owned(),
                |nearest| format!("did you mean `{nearest}`?"),
            );
            found.push(Diagnostic::error("GEN413", node.span, message).help(help));
            continue;
        };
        let (architecture, span) = *first.get_or_insert((kind.architecture, node.span));
        if architecture != kind.architecture {
            let message = "the system nodes' instance types are of two architectures";
            let diagnostic = Diagnostic::error("GEN413", span, message)
                .related(node.span, "the other architecture");
            found.push(diagnostic.help("keep those of one architecture"));
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Support, days, support};

    const ROWS: &[super::Row<'_>] = &[
        ("1.9", Some((2026, 7, 29))),
        ("1.10", Some((2026, 12, 2))),
        ("1.11", Some((2027, 3, 27))),
        ("1.12", None),
    ];

    #[test]
    fn a_version_warns_before_its_end_and_is_refused_after_it() {
        assert_eq!(support("1.8", ROWS, days((2026, 8, 1))), Support::Over("1.10"));
        assert_eq!(support("1.9", ROWS, days((2026, 7, 29))), Support::Ends((2026, 7, 29)));
        assert_eq!(support("1.9", ROWS, days((2026, 7, 30))), Support::Over("1.10"));
        assert_eq!(support("1.10", ROWS, days((2026, 9, 2))), Support::Standard);
        assert_eq!(support("1.10", ROWS, days((2026, 9, 3))), Support::Ends((2026, 12, 2)));
        assert_eq!(support("1.12", ROWS, days((2026, 9, 3))), Support::Standard);
        assert_eq!(
            support("1.13", ROWS, days((2026, 9, 3))),
            Support::Unknown(vec!["1.10", "1.11", "1.12"])
        );
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(days((1970, 1, 1)), 0);
        assert_eq!(days((2000, 3, 1)) - days((2000, 2, 28)), 2);
        assert_eq!(days((2100, 3, 1)) - days((2100, 2, 28)), 1);
        assert_eq!(days((2026, 11, 24)), 20_781);
    }
}
