//! Which of GitHub's jobs may assume a role, by the claims of their tokens, and what the role then
//! permits: the generated policies are evaluated as IAM would.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

#[path = "access/policies.rs"]
mod policies;

use platform_gen::blueprint;
use platform_gen::model::Platform;
use policies::Pipelines;
use std::collections::BTreeMap;
use std::path::PathBuf;

const MINIMAL: &str = "blueprints/minimal.hcl";

/// What a token says, by the name of the claim.
type Claims = BTreeMap<&'static str, String>;

fn platform(change: impl FnOnce(&mut Platform)) -> Platform {
    let mut reading = blueprint::read(&[PathBuf::from(MINIMAL)]);
    assert!(reading.errors().is_empty(), "{:#?}", reading.errors());
    let mut platform = reading.platforms.remove(0).platform;
    change(&mut platform);
    platform
}

fn with_ids(platform: &mut Platform) {
    platform.access.github.ids = Some(("11".to_owned(), "22".to_owned()));
}

/// The token of a deployment from the branch `main`.
fn deployment() -> Claims {
    [
        ("aud", "sts.amazonaws.com"),
        ("sub", "repo:shop/platform:environment:shop-staging-deploy"),
        ("repository_id", "22"),
        ("ref", "refs/heads/main"),
        (
            "job_workflow_ref",
            "shop/platform/.github/workflows/shop-staging-deploy.yml@refs/heads/main",
        ),
    ]
    .into_iter()
    .map(|(claim, value)| (claim, value.to_owned()))
    .collect()
}

/// A deployment's token that says something else in places.
fn with(changes: &[(&'static str, &str)]) -> Claims {
    let mut claims = deployment();
    claims.extend(changes.iter().map(|&(claim, value)| (claim, value.to_owned())));
    claims
}

#[test]
fn a_deployment_from_the_branch_is_let_in() {
    for change in [with_ids, |_: &mut Platform| {}] {
        assert!(Pipelines::of(&platform(change)).trusts("deploy", &deployment()));
    }
}

#[test]
fn a_subject_with_ids_is_let_in_where_the_blueprint_has_them() {
    let subject = "repo:shop@11/platform@22:environment:shop-staging-deploy";
    let claims = with(&[("sub", subject)]);
    assert!(Pipelines::of(&platform(with_ids)).trusts("deploy", &claims));
    assert!(!Pipelines::of(&platform(|_| {})).trusts("deploy", &claims));
}

#[test]
fn no_other_job_is_let_in() {
    let file = |name: &str| format!("shop/platform/.github/workflows/{name}");
    let (plan, branch) = (
        file("shop-staging-plan.yml@refs/heads/main"),
        file("shop-staging-deploy.yml@refs/heads/x"),
    );
    let pull = file("shop-staging-deploy.yml@refs/pull/7/merge");
    let cases: [(&str, &[(&str, &str)]); 11] = [
        ("another audience", &[("aud", "https://github.com/shop")]),
        ("a fork", &[("sub", "repo:fork/platform:environment:shop-staging-deploy")]),
        ("a job without an environment", &[("sub", "repo:shop/platform:ref:refs/heads/main")]),
        ("a pull request", &[("sub", "repo:shop/platform:pull_request")]),
        ("a pull request that names the environment", &[("ref", "refs/pull/7/merge")]),
        ("a changed file of a pull request", &[("job_workflow_ref", &pull)]),
        ("another environment", &[("sub", "repo:shop/platform:environment:shop-staging-plan")]),
        ("another branch", &[("ref", "refs/heads/mainline")]),
        ("another branch's file", &[("job_workflow_ref", &branch)]),
        ("a tag named as the branch", &[("ref", "refs/tags/main")]),
        ("another workflow", &[("job_workflow_ref", &plan)]),
    ];
    for change in [with_ids, |_: &mut Platform| {}] {
        let pipelines = Pipelines::of(&platform(change));
        for (who, changes) in cases {
            assert!(!pipelines.trusts("deploy", &with(changes)), "{who} is let in");
        }
        for claim in ["aud", "sub", "ref", "job_workflow_ref"] {
            let mut claims = deployment();
            claims.remove(claim);
            assert!(!pipelines.trusts("deploy", &claims), "a token without {claim} is let in");
        }
    }
}

#[test]
fn a_namesake_with_another_id_is_not_let_in() {
    let pipelines = Pipelines::of(&platform(with_ids));
    assert!(!pipelines.trusts("deploy", &with(&[("repository_id", "23")])));
    let subject = "repo:shop@11/platform@23:environment:shop-staging-deploy";
    assert!(!pipelines.trusts("deploy", &with(&[("sub", subject)])));
}

#[test]
fn names_of_the_blueprint_are_the_ones_that_count() {
    let changed = platform(|platform| {
        platform.access.github.branch = "release".to_owned();
        platform.access.github.deploy_environment = "live".to_owned();
    });
    let pipelines = Pipelines::of(&changed);
    assert!(!pipelines.trusts("deploy", &deployment()));
    let file = "shop/platform/.github/workflows/shop-staging-deploy.yml@refs/heads/release";
    assert!(pipelines.trusts(
        "deploy",
        &with(&[
            ("sub", "repo:shop/platform:environment:live"),
            ("ref", "refs/heads/release"),
            ("job_workflow_ref", file),
        ])
    ));
}

#[test]
fn the_provider_is_made_once_in_an_account() {
    let first = Pipelines::of(&platform(|_| {}));
    assert_eq!(first.providers(), ["resource"]);
    let later =
        Pipelines::of(&platform(|platform| platform.access.github.creates_provider = false));
    assert_eq!(later.providers(), ["data"]);
    assert!(later.trusts("deploy", &deployment()));
}

#[test]
fn a_deployment_reaches_images_of_the_platform_and_the_cluster_only() {
    let permitted = Pipelines::of(&platform(|_| {})).permitted("deploy");
    let expected = [
        ("eks:DescribeCluster", "arn:aws:eks:eu-west-1:123456789012:cluster/shop-staging"),
        ("ecr:BatchCheckLayerAvailability", IMAGES),
        ("ecr:BatchGetImage", IMAGES),
        ("ecr:CompleteLayerUpload", IMAGES),
        ("ecr:DescribeImages", IMAGES),
        ("ecr:GetDownloadUrlForLayer", IMAGES),
        ("ecr:InitiateLayerUpload", IMAGES),
        ("ecr:PutImage", IMAGES),
        ("ecr:UploadLayerPart", IMAGES),
        ("ecr:GetAuthorizationToken", "*"),
    ];
    let expected = expected.map(|(action, on)| (action.to_owned(), on.to_owned()));
    assert_eq!(permitted, expected);
}

/// The repositories of the platform, and of no other whose name begins as its does.
const IMAGES: &str = "arn:aws:ecr:eu-west-1:123456789012:repository/shop-staging/*";
