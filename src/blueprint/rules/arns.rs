//! ARNs of things made elsewhere: they lie where the platform can use them.

use super::Tree;
use crate::blueprint::declare::grammar::{self, Arn};
use crate::blueprint::declare::view::View;
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::source::Span;
use crate::blueprint::value::Node;
use crate::tables::regions::{self, Region};

pub(super) fn check(tree: Tree<'_>, found: &mut Vec<Diagnostic>) {
    let all = tree.all("region");
    let primary = all.iter().find(|region| region.text("role") == Some("primary"));
    let Some(region) = primary.and_then(|region| regions::find(region.label())) else { return };
    for (block, name, service) in [("entry", "certificate", "acm"), ("mesh", "ca", "acm-pca")] {
        certificate(tree, (tree.one(block), name, service), region, found);
    }
    let access = tree.one("access");
    for operator in access.nested_all("operator") {
        let principal = operator.node("principal");
        principals(principal.as_slice(), "principal", region, found);
    }
    let glass = access.nested("break_glass").elements("principals");
    principals(&glass.iter().collect::<Vec<_>>(), "principals", region, found);
}

/// What the load balancer or the mesh uses lies in the primary region; a certificate of the load
/// balancer in its account too, while an authority may be shared.
fn certificate(
    tree: Tree<'_>,
    (view, name, service): (View<'_>, &str, &str),
    region: &Region,
    found: &mut Vec<Diagnostic>,
) {
    let (Some(text), Some(span)) = (view.text(name), view.span(name)) else { return };
    let Some(arn) = grammar::arn(text, service) else { return };
    if arn.region != region.name || arn.partition != region.partition {
        found.push(elsewhere(name, &arn, region, span));
        return;
    }
    let account = tree.platform().text("account").filter(|account| *account != arn.account);
    if let Some(account) = account.filter(|_| service == "acm") {
        let message =
            format!("`{name}` lies in account `{}`, the platform in `{account}`", arn.account);
        let help = format!("name one in account `{account}`, or leave `{name}` out");
        found.push(Diagnostic::error("GEN424", span, message).help(help));
    }
}

fn elsewhere(name: &str, arn: &Arn<'_>, region: &Region, span: Span) -> Diagnostic {
    let message = format!("`{name}` lies in `{}`, the platform in `{}`", arn.region, region.name);
    let help = format!("name one in `{}`, or leave `{name}` out", region.name);
    Diagnostic::error("GEN424", span, message).help(help)
}

/// Who takes a role lies in the role's partition: there is no trust between partitions.
fn principals(nodes: &[&Node], name: &str, region: &Region, found: &mut Vec<Diagnostic>) {
    for node in nodes {
        let Some(arn) = node.text().and_then(|text| grammar::arn(text, "iam")) else { continue };
        if arn.partition == region.partition {
            continue;
        }
        let message = format!(
            "`{name}` is in partition `{}`, `{}` in `{}`",
            arn.partition, region.name, region.partition
        );
        let help = format!("name a role or user of `arn:{}:iam::…`", region.partition);
        found.push(Diagnostic::error("GEN424", node.span, message).help(help));
    }
}
