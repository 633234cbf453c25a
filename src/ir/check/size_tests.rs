//! Sizes, counts, tags and releases that AWS or Kubernetes would refuse, and those just below.

use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Document, Ref, Root, TerraformFile, Tree, call, object, template};
use crate::tables::quotas::{ATTRIBUTES, COUNTS, DOCUMENTS};

fn tree(blocks: Vec<Block>, providers: Vec<Block>) -> Tree {
    let root = Root {
        region: "eu-west-1".to_owned(),
        layer: "10-a".to_owned(),
        files: vec![TerraformFile::new("main.tf").blocks(blocks)],
        backend: std::collections::BTreeMap::new(),
        providers,
        outputs: Vec::new(),
    };
    Tree { modules: Vec::new(), roots: vec![root], documents: Vec::new() }
}

/// The defects of sizes and counts in a root with these blocks.
fn defects(blocks: Vec<Block>) -> Vec<String> {
    let mut found = super::Defects::default();
    super::sizes::check(&tree(blocks, Vec::new()), &mut found);
    found.found
}

/// The defects of tags: of a resource, under a provider with default ones.
fn tags(own: &[(&str, &str)], defaults: &[(String, &str)]) -> Vec<String> {
    let defaults = object(defaults.iter().map(|(key, value)| (key.as_str(), *value)));
    let defaults = Block::nested("default_tags").set("tags", defaults);
    let provider = Block::new("provider", &["aws"]).nest(defaults);
    let resource = Block::resource("aws_vpc", "a").set("tags", object(own.iter().copied()));
    let mut found = super::Defects::default();
    super::tags::check(&tree(vec![resource], vec![provider]), &mut found);
    found.found
}

fn account() -> Ref {
    Block::data("aws_caller_identity", "current").address().attr("account_id")
}

/// A document that has `count` resources with an account, each of 32 characters.
fn document(name: &str, count: usize) -> Block {
    let arn = || template(["arn:aws:sqs:::".into(), account().into(), ":aaaaa".into()]);
    let statement = Statement::allow("A", &["sqs:SendMessage"]).on((0..count).map(|_| arn()));
    policy::document(name, [statement])
}

fn with(kind: &str, name: &str, argument: &str, document: &Block) -> Block {
    Block::resource(kind, name).set(argument, document.address().attr("json"))
}

#[test]
fn a_policy_counts_with_the_longest_values_that_apply_can_bring() {
    let policy = |count| {
        let document = document("a", count);
        defects(vec![with("aws_iam_policy", "a", "policy", &document), document])
    };
    assert_eq!(policy(172), [""; 0]);
    let found = policy(173);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("eu-west-1/10-a: `aws_iam_policy.a`: `policy` has up to 6"),
        "{found:?}"
    );
    assert!(found[0].ends_with("characters, at most 6144 are allowed"), "{found:?}");
}

#[test]
fn the_inline_policies_of_a_role_count_together() {
    let role = || Block::resource("aws_iam_role", "a");
    let inline = |name, count| {
        let document = document(name, count);
        let policy = with("aws_iam_role_policy", name, "policy", &document);
        [policy.set("role", role().address().attr("name")), document]
    };
    assert_eq!(defects(inline("a", 200).into()), [""; 0]);
    let found = defects([inline("a", 200), inline("b", 200)].concat());
    assert_eq!(found.len(), 1);
    assert!(
        found[0].contains("all `aws_iam_role_policy` of `aws_iam_role.a.name`: `policy`"),
        "{found:?}"
    );
}

#[test]
fn policies_of_a_map_count_one_by_one() {
    let (small, large) = (document("a", 1), |count| document("b", count));
    let found = |count| {
        let json = |document: &Block| document.address().attr("json");
        let policies = object([("a", json(&small)), ("b", json(&large(count)))]);
        let policy = Block::resource("aws_iam_policy", "a")
            .set("for_each", policies)
            .set("policy", Ref::each_value());
        defects(vec![policy, small.clone(), large(count)])
    };
    assert_eq!(found(172), [""; 0]);
    assert_eq!(found(173).len(), 1);
}

#[test]
fn user_data_counts_as_text() {
    let data = |length| {
        let text = call("base64encode", ["x".repeat(length).into()]);
        defects(vec![Block::resource("aws_launch_template", "a").set("user_data", text)])
    };
    assert_eq!(data(16_384), [""; 0]);
    assert_eq!(data(16_385).len(), 1);
}

#[test]
fn the_rules_of_a_group_count_together() {
    let group = Block::resource("aws_security_group", "a").address().attr("id");
    let rule = |index| {
        Block::resource("aws_vpc_security_group_egress_rule", &format!("r{index}"))
            .set("security_group_id", group.clone())
    };
    assert_eq!(defects((0..60).map(rule).collect()), [""; 0]);
    let found = defects((0..61).map(rule).collect());
    assert_eq!(
        found,
        ["eu-west-1/10-a: all `aws_vpc_security_group_egress_rule` of `aws_security_group.a.id` \
          are 61, at most 60 are allowed"]
    );
}

/// A policy, or text, of so many characters more or less.
fn filled(row: &crate::tables::quotas::Document, length: usize) -> Vec<Block> {
    let owner = |block: Block| match row.together {
        Some(argument) => block.set(argument, Block::resource("aws_x", "a").address().attr("id")),
        None => block,
    };
    if row.argument == "user_data" {
        return vec![owner(Block::resource(row.kind, "a").set("user_data", "x".repeat(length)))];
    }
    let empty = 150;
    let text = "x".repeat(length.saturating_sub(empty));
    let document = policy::document("a", [Statement::allow("A", &["s3:GetObject"]).on([text])]);
    vec![owner(with(row.kind, "a", row.argument, &document)), document]
}

#[test]
fn every_document_that_passes_its_limit_is_reported() {
    for row in DOCUMENTS {
        assert_eq!(defects(filled(row, row.most - 100)), [""; 0], "{}", row.kind);
        let found = defects(filled(row, row.most + 200));
        assert_eq!(found.len(), 1, "{}", row.kind);
        let end = format!("at most {} are allowed", row.most);
        assert!(found[0].contains(row.kind) && found[0].ends_with(&end), "{found:?}");
    }
}

#[test]
fn every_count_that_passes_its_limit_is_reported() {
    for row in COUNTS {
        let owner = Block::resource("aws_x", "a").address().attr("arn");
        let all = |count| {
            let keys = call("toset", [crate::ir::list((0..count).map(|key| format!("k{key}")))]);
            vec![
                Block::resource(row.kind, "a")
                    .set("for_each", keys)
                    .set(row.together, owner.clone()),
            ]
        };
        assert_eq!(defects(all(row.most)), [""; 0], "{}", row.kind);
        let found = defects(all(row.most + 1));
        let kind = row.kind;
        let expected = format!(
            "eu-west-1/10-a: all `{kind}` of `aws_x.a.arn` are {}, at most {} are allowed",
            row.most + 1,
            row.most
        );
        assert_eq!(found, [expected]);
    }
}

#[test]
fn what_a_policy_takes_counts_by_the_row_of_its_attribute() {
    for (attribute, most) in ATTRIBUTES {
        let value = || Block::data("aws_x", "a").address().attr(attribute);
        let sized = |count| {
            let statement = Statement::allow("A", &["x:Y"]).on((0..count).map(|_| value()));
            let document = policy::document("a", [statement]);
            defects(vec![with("aws_iam_policy", "a", "policy", &document), document])
        };
        // Each value costs quotes and a comma beside its characters.
        let fitting = (6144 - 150) / (most + 3);
        assert_eq!(sized(fitting), [""; 0], "{attribute}");
        assert_eq!(sized(fitting + 150 / (most + 3) + 2).len(), 1, "{attribute}");
    }
    let colour = Block::data("aws_x", "a").address().attr("colour");
    let document = policy::document("a", [Statement::allow("A", &["x:Y"]).on([colour])]);
    let found = defects(vec![with("aws_iam_policy", "a", "policy", &document), document]);
    let expected = "eu-west-1/10-a: a policy or user data takes `data.aws_x.a.colour`, whose length \
                    has no row";
    assert_eq!(found, [expected]);
}

#[test]
fn tags_that_a_service_refuses_are_reported() {
    let place = "eu-west-1/10-a: `aws_vpc.a`";
    let (key, value) = ("k".repeat(128), "v".repeat(256));
    let cases = [
        (
            key.as_str(),
            "",
            format!("the tag `{key}` has a key of more than 127 characters, or none"),
        ),
        ("", "", "the tag `` has a key of more than 127 characters, or none".to_owned()),
        ("Team", &value, "the tag `Team` has a value of more than 255 characters".to_owned()),
        ("RDS:x", "", "the tag `RDS:x` starts, or its value does, as only AWS may".to_owned()),
        ("Team", "aws:x", "the tag `Team` starts, or its value does, as only AWS may".to_owned()),
        ("Te*m", "", "the tag `Te*m` has a `*`, which not every service accepts".to_owned()),
        ("Team", "a,b", "the tag `Team` has a `,`, which not every service accepts".to_owned()),
    ];
    for (key, value, problem) in cases {
        assert_eq!(tags(&[(key, value)], &[]), [format!("{place}: {problem}")]);
        let found = tags(&[], &[(key.to_owned(), value)]);
        assert_eq!(found, [format!("eu-west-1/10-a: a default tag: {problem}")]);
    }
    assert_eq!(tags(&[("kubernetes.io/role/elb", "é 1 _.:/=+-@")], &[]), [""; 0]);
}

#[test]
fn a_resource_s_tags_count_together_with_the_default_ones() {
    let defaults: Vec<_> = (0..49).map(|key| (format!("k{key}"), "v")).collect();
    assert_eq!(tags(&[("Name", "a"), ("k1", "b")], &defaults), [""; 0]);
    let found = tags(&[("Name", "a"), ("Other", "b")], &defaults);
    assert_eq!(found, ["eu-west-1/10-a: `aws_vpc.a` has 51 tags, at most 50 are allowed"]);
}

#[test]
fn a_release_that_no_secret_could_keep_is_reported() {
    let found = |path: &str, text: String| {
        let mut tree = tree(Vec::new(), Vec::new());
        let chart = ("helm/charts/platform/Chart.yaml".to_owned(), "x".repeat(100));
        let files = [chart, (path.to_owned(), text)];
        tree.documents = files.map(|(path, text)| Document { path, text }).into();
        let mut found = super::Defects::default();
        super::releases::check(&tree, &mut found);
        found.found
    };
    let fits = 1_048_576 * 3 / 8 - 100;
    // What nothing compresses, and what is the same over and over.
    let random = |size: usize| -> String {
        let mut state = 1_u64;
        let next = |_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            char::from(u8::try_from(state >> 57).expect("7 bits"))
        };
        (0..size).map(next).collect()
    };
    for path in ["helm/values/platform.yaml", "helm/values/services/web.yaml"] {
        assert_eq!(found(path, random(fits)), [""; 0]);
        assert_eq!(found(path, "x".repeat(fits * 100)), [""; 0]);
        let defects = found(path, random(fits * 3 / 2));
        assert_eq!(defects.len(), 1);
        assert!(
            defects[0].starts_with(&format!("{path}: a release of it can take 1")),
            "{defects:?}"
        );
        assert!(defects[0].ends_with("bytes, a Secret holds 1048576"), "{defects:?}");
    }
}
