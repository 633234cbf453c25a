//! The entry, the mesh, and who may change and look.

use super::region::range;
use super::{Tree, count, identity, owned};
use crate::blueprint::declare::view::View;
use crate::model::{
    Access, Authority, Certificate, Entry, Github, Mesh, Mtls, Operator, OperatorLevel, Runner, Waf,
};
use std::collections::BTreeSet;

/// The single load balancer.
pub(super) fn entry(tree: Tree<'_>) -> Entry {
    let view = tree.one("entry");
    let waf = view.nested("waf");
    Entry {
        allow: view.has("allow").then(|| view.texts("allow").into_iter().map(range).collect()),
        certificate: match view.text("certificate") {
            Some("managed") | None => Certificate::Managed,
            Some(arn) => Certificate::Given(arn.to_owned()),
        },
        waf: Waf {
            rate_limit: count(waf, "rate_limit"),
            managed: waf.texts("managed").into_iter().map(str::to_owned).collect(),
        },
        access_logs_days: count(view, "access_logs_days"),
    }
}

/// The service mesh.
pub(super) fn mesh(tree: Tree<'_>) -> Mesh {
    let view = tree.one("mesh");
    let secret = view.node("ca").and_then(|node| node.reference());
    Mesh {
        mtls: if view.text("mtls") == Some("permissive") { Mtls::Permissive } else { Mtls::Strict },
        ca: match (secret, view.text("ca")) {
            (Some(secret), _) => Authority::Secret(secret.label.clone()),
            (None, Some("generated") | None) => Authority::Generated,
            (None, Some(arn)) => Authority::Acm(arn.to_owned()),
        },
    }
}

/// Who may change and look.
pub(super) fn access(tree: Tree<'_>) -> Access {
    let view = tree.one("access");
    let services: BTreeSet<String> =
        tree.all("service").iter().map(|service| service.label().to_owned()).collect();
    let glass = view.nested("break_glass");
    Access {
        github: github(tree, view.nested("github")),
        operators: view
            .nested_all("operator")
            .into_iter()
            .map(|view| operator(view, &services))
            .collect(),
        break_glass: glass.texts("principals").into_iter().map(str::to_owned).collect(),
        runner: match view.text("runner") {
            Some("github") => Runner::Github(owned(view, "runner_label")),
            _ => Runner::Codebuild,
        },
    }
}

fn github(tree: Tree<'_>, view: View<'_>) -> Github {
    let prefix = format!("{}-{}", tree.platform().label(), owned(tree.platform(), "environment"));
    let environment =
        |name: &str, step: &str| view.text(name).map_or(format!("{prefix}-{step}"), str::to_owned);
    Github {
        repository: owned(view, "repository"),
        branch: owned(view, "branch"),
        path: owned(view, "path"),
        blueprints: owned(view, "blueprints"),
        plan_environment: environment("plan_environment", "plan"),
        apply_environment: environment("apply_environment", "apply"),
        deploy_environment: environment("deploy_environment", "deploy"),
        ids: view
            .text("owner_id")
            .zip(view.text("repository_id"))
            .map(|(owner, repository)| (owner.to_owned(), repository.to_owned())),
        creates_provider: view.text("provider") == Some("create"),
    }
}

fn operator(view: View<'_>, services: &BTreeSet<String>) -> Operator {
    let written = || view.texts("namespaces").into_iter().map(str::to_owned).collect();
    Operator {
        id: identity(view),
        principal: owned(view, "principal"),
        level: match view.text("level") {
            Some("operate") => OperatorLevel::Operate,
            Some("admin") => OperatorLevel::Admin,
            _ => OperatorLevel::View,
        },
        namespaces: if view.has("namespaces") { written() } else { services.clone() },
    }
}
