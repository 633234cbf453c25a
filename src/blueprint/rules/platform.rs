//! The platform's name and tags.

use super::Tree;
use crate::blueprint::diagnostic::Diagnostic;
use crate::tables::quotas::{OWN_TAGS, TAGS};

/// Tags that every resource gets already. IAM compares keys without regard to case.
const RESERVED: &[&str] = &["Platform", "Environment", "Owner", "ManagedBy"];

/// Starts of keys by which controllers find what is theirs, and which ones.
const FINDERS: &[(&str, &str)] = &[
    ("eks:", "EKS"),
    ("elbv2.k8s.aws/", "the load balancer controller"),
    ("ingress.k8s.aws/", "the load balancer controller"),
    ("karpenter.k8s.aws/", "Karpenter"),
    ("karpenter.sh/", "Karpenter"),
    ("kubernetes.io/", "Kubernetes"),
];

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
    tags(tree, found);
}

fn tags(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    let platform = tree.platform();
    let tags = platform.entries("tags");
    for (key, node) in &tags {
        let lower = key.to_ascii_lowercase();
        let aws = lower.starts_with("aws:");
        if let Some(owner) = FINDERS.iter().find(|(prefix, _)| lower.starts_with(prefix)) {
            let message = format!("the tag `{key}` on every resource would mislead {}", owner.1);
            found.push(
                Diagnostic::error("GEN402", node.span, message)
                    .help("remove it or choose another key"),
            );
        } else if aws || RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(key)) {
            let who = if aws { "AWS" } else { "`gen`, which sets it on every resource" };
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
