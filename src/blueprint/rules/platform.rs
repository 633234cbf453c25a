//! The platform's name and tags.

use super::Tree;
use crate::blueprint::diagnostic::Diagnostic;
use crate::tables::quotas::{OWN_TAGS, TAGS};

/// Tags that every resource gets already. IAM compares keys without regard to case.
const RESERVED: &[&str] = &["Platform", "Environment", "Owner", "ManagedBy"];

/// Tags that begin so say which nodes and networks are Karpenter's.
const KARPENTER: &[&str] = &["karpenter.sh/", "karpenter.k8s.aws/", "kubernetes.io/cluster"];

/// What is left of the tags of a resource.
const MOST_TAGS: usize = TAGS - OWN_TAGS;

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    let platform = tree.platform();
    if let (Some(environment), Some(span)) = (platform.text("environment"), platform.label_span()) {
        let prefix = format!("{}-{environment}", platform.label());
        if prefix.len() > 24 {
            let message =
                format!("`{prefix}` has {} characters, at most 24 are possible", prefix.len());
            let help =
                "shorten the platform's name or the environment: every cloud name starts with both";
            found.push(Diagnostic::error("GEN401", span, message).help(help));
        }
    }
    let tags = platform.entries("tags");
    for (key, node) in &tags {
        if let Some(who) = owner(key) {
            let message = format!("the tag `{key}` is reserved by {who}");
            found.push(
                Diagnostic::error("GEN402", node.span, message)
                    .help("remove it or choose another key"),
            );
        }
    }
    for (index, (key, node)) in tags.iter().enumerate() {
        if tags[..index].iter().any(|(earlier, _)| earlier.eq_ignore_ascii_case(key)) {
            let message = format!("the tag `{key}` stands twice, since IAM ignores case");
            found.push(Diagnostic::error("GEN402", node.span, message).help("keep one of them"));
        }
    }
    if let Some(span) = platform.span("tags").filter(|_| tags.len() > MOST_TAGS) {
        let message = format!("{} tags are too many, at most {MOST_TAGS} are possible", tags.len());
        found.push(
            Diagnostic::error("GEN402", span, message)
                .help("AWS accepts 50 tags on a resource, some are taken"),
        );
    }
}

/// Who alone may set a tag.
fn owner(key: &str) -> Option<&'static str> {
    let lower = key.to_ascii_lowercase();
    let ours = RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(key));
    if lower.starts_with("aws:") || lower.starts_with("eks:") {
        Some("AWS")
    } else if KARPENTER.iter().any(|prefix| lower.starts_with(prefix)) {
        Some("Karpenter, which knows its nodes by it")
    } else {
        ours.then_some("`gen`, which sets it on every resource")
    }
}
