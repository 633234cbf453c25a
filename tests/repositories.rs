//! Repositories of images: who pulls and pushes, what is kept, and for which services there is one.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod support {
    pub(crate) mod layer;
}

use hcl::value;
use std::collections::BTreeSet;
use support::layer::{Layer, Statement, allow, resource, written};

const BLUEPRINT: &str = "tests/data/blueprints/identities.hcl";

fn production() -> Layer {
    Layer::of(BLUEPRINT, |platform| {
        "production".clone_into(&mut platform.environment);
    })
}

#[test]
fn each_service_without_an_image_has_a_repository() {
    let layer = Layer::of(BLUEPRINT, |_| {});
    let expected =
        BTreeSet::from(["all_that_there_is_to_use", "buckets", "password", "queues", "tables"]);
    assert_eq!(layer.calls("repository_").into_iter().collect::<BTreeSet<_>>(), expected);
    assert_eq!(layer.calls("registry"), [""]);
    let start = "warehouse-role-reporting";
    assert_eq!(layer.text("repository_queues", "name"), format!("{start}/queues"));
    assert_eq!(layer.text("repository_tables", "name"), format!("{start}/tables-of-before"));
    let known = layer.output("repositories");
    let known = known.as_object().unwrap();
    assert_eq!(known.len(), expected.len());
    assert_eq!(
        known["tables"],
        value!({
            url = "repository_tables.url"
            arn = "repository_tables.arn"
            name = "repository_tables.name"
        })
    );
}

#[test]
fn nodes_pull_and_only_the_deploy_role_pushes() {
    let layer = Layer::of(BLUEPRINT, |_| {});
    let deploy = "aws:PrincipalArn [\"arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:role/${var.deploy_role_name}\"]";
    let pull =
        ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
    let push = [
        "ecr:CompleteLayerUpload",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
    ];
    let all: BTreeSet<&str> = pull.into_iter().chain(push).collect();
    let all: Vec<&str> = all.into_iter().collect();
    let to = |principals: &str, statement: Statement| Statement {
        principals: vec![format!("AWS {principals}")],
        ..statement
    };
    let expected = [
        to("[var.node_role_arn, var.karpenter_node_role_arn]", allow(&pull, "", &[])),
        to("[\"*\"]", allow(&all, "", &[&format!("ArnEquals {deploy}")])),
        Statement {
            effect: "Deny".to_owned(),
            ..to("[\"*\"]", allow(&push, "", &[&format!("ArnNotEquals {deploy}")]))
        },
    ];
    assert_eq!(layer.policy("repository", "repository"), expected);
    let role = layer.text("repository_queues", "deploy_role_name");
    assert_eq!(role, "warehouse-role-reporting-deploy");
}

#[test]
fn images_stay_as_they_were_tested_and_as_long_as_they_may_run() {
    let layer = Layer::of(BLUEPRINT, |_| {});
    let module = layer.module("repository");
    let repository = resource(&module, "aws_ecr_repository");
    assert_eq!(written(repository, "image_tag_mutability"), "IMMUTABLE");
    let nested = |keyword: &str, name: &str| {
        let mut blocks = repository.body.blocks();
        written(blocks.find(|block| block.identifier() == keyword).unwrap(), name)
    };
    assert_eq!(nested("image_scanning_configuration", "scan_on_push"), "true");
    assert_eq!(nested("encryption_configuration", "encryption_type"), "KMS");
    assert_eq!(nested("encryption_configuration", "kms_key"), "var.key_arn");
    assert_eq!(layer.text("repository_queues", "key_arn"), "registry.key_arn");
    let rules = written(resource(&module, "aws_ecr_lifecycle_policy"), "policy");
    assert_eq!(rules.matches("rulePriority").count(), 1, "{rules}");
    for part in ["tagStatus = \"tagged\"", "tagPatternList = [\"*\"]", "countNumber = 100"] {
        assert!(rules.contains(part), "{rules}");
    }
    // Signatures have no tag.
    assert!(!rules.contains("untagged") && !rules.contains("\"any\""), "{rules}");
}

#[test]
fn only_outside_of_production_images_go_with_their_repository() {
    let forced = |layer: &Layer| {
        written(resource(&layer.module("repository"), "aws_ecr_repository"), "force_delete")
    };
    let (other, production) = (Layer::of(BLUEPRINT, |_| {}), production());
    assert_eq!((forced(&other).as_str(), forced(&production).as_str()), ("true", "false"));
    let remove = "aws ecr delete-repository --region eu-central-1 --repository-name warehouse-role-production/queues --force";
    let has = |layer: &Layer, line: &str| layer.files["README.md"].lines().any(|one| one == line);
    assert!(has(&production, remove) && !has(&other, remove));
    let lost = "The images of the services are lost: their repositories are destroyed with all that is in them.";
    assert!(has(&other, lost) && !has(&production, lost));
}
