//! Each check on a tree that violates it, and all of them on a tree that is sound.

use super::check;
use crate::ir::expr::for_list;
use crate::ir::{
    Block, Document, Expr, Module, Output, Ref, Root, TerraformFile, Tree, Variable, call, list,
    object, template,
};
use std::collections::BTreeMap;

fn vpc() -> Block {
    Block::resource("aws_vpc", "this").set("cidr_block", cidr().address())
}

fn cidr() -> Variable {
    Variable::new("cidr", "string", "Addresses of the VPC.")
}

fn network() -> Module {
    Module {
        family: "network".to_owned(),
        summary: "A VPC.".to_owned(),
        files: vec![TerraformFile::new("main.tf").block(vpc())],
        variables: vec![cidr()],
        outputs: vec![Output::new("vpc_id", "ID of the VPC.", vpc().address().attr("id"))],
    }
}

fn root(layer: &str, main: TerraformFile) -> Root {
    let key = format!("eu-west-1/{layer}.tfstate");
    let backend = [("bucket", "states"), ("key", key.as_str()), ("region", "eu-west-1")];
    Root {
        region: "eu-west-1".to_owned(),
        layer: layer.to_owned(),
        files: vec![main],
        backend: backend.map(|(name, value)| (name.to_owned(), Expr::from(value))).into(),
        providers: vec![Block::new("provider", &["aws"]).set("region", "eu-west-1")],
        outputs: Vec::new(),
    }
}

fn network_root() -> Root {
    let call =
        Block::module("network").set("source", "../../modules/network").set("cidr", "10.0.0.0/16");
    let mut root = root("10-network", TerraformFile::new("main.tf").block(call));
    root.outputs =
        vec![Output::new("vpc_id", "ID.", Block::module("network").address().attr("vpc_id"))];
    root
}

fn remote_state(key: &str) -> Block {
    let config = [("bucket", "states"), ("key", key), ("region", "eu-west-1")];
    Block::data("terraform_remote_state", "network")
        .set("backend", "s3")
        .set("config", object(config))
}

/// A second layer that reads `output` of the first.
fn reader(key: &str, output: &str) -> Root {
    let state = remote_state(key);
    let subnet = Block::resource("aws_subnet", "this")
        .set("vpc_id", state.address().attr("outputs").attr(output));
    root("20-cluster", TerraformFile::new("main.tf").blocks([state, subnet]))
}

fn tree() -> Tree {
    let reader = reader("eu-west-1/10-network.tfstate", "vpc_id");
    Tree { modules: vec![network()], roots: vec![network_root(), reader], documents: Vec::new() }
}

/// A tree whose module has one block more.
fn with(block: Block) -> Tree {
    let mut tree = tree();
    tree.modules[0].files.push(TerraformFile::new("more.tf").block(block));
    tree
}

#[track_caller]
fn finds(tree: &Tree, defects: &[&str]) {
    assert_eq!(check(tree), defects);
}

#[test]
fn a_sound_tree_has_no_defect() {
    finds(&tree(), &[]);
}

#[test]
fn addresses_follow_module_calls() {
    let expected = BTreeMap::from([
        ("eu-west-1/10-network".to_owned(), vec!["module.network.aws_vpc.this".to_owned()]),
        ("eu-west-1/20-cluster".to_owned(), vec!["aws_subnet.this".to_owned()]),
    ]);
    assert_eq!(tree().addresses(), expected);
}

#[test]
fn references_must_be_declared() {
    let elsewhere = Block::resource("aws_vpc", "other").address().attr("id");
    let message = "modules/network: `vpc_id` of `aws_subnet.this` refers to `aws_vpc.other.id`: it \
                   is not declared there";
    let values: [Expr; 7] = [
        elsewhere.clone().into(),
        template(["a-".into(), elsewhere.clone().into()]),
        call("lower", [elsewhere.clone().into()]),
        list([elsewhere.clone()]),
        object([("key", elsewhere.clone())]),
        vpc().address().index(elsewhere.clone()).into(),
        for_list("aws_vpc", list([elsewhere.clone()]), Ref::iteration("aws_vpc").attr("other")),
    ];
    for value in values {
        finds(&with(Block::resource("aws_subnet", "this").set("vpc_id", value)), &[message]);
    }
    let nested = Block::nested("lifecycle").nest(Block::nested("x").set("vpc_id", elsewhere));
    finds(&with(Block::resource("aws_subnet", "this").nest(nested)), &[message]);
}

#[test]
fn undeclared_variables_data_locals_and_iterations() {
    let cases: [(Expr, &str); 5] = [
        (Variable::new("x", "string", "X.").address().into(), "`var.x`: it is not declared there"),
        (
            Block::data("aws_region", "x").address().attr("region").into(),
            "`data.aws_region.x.region`: it is not declared there",
        ),
        (
            Block::new("locals", &[]).set("x", 1).local("x").into(),
            "`local.x`: it is not declared there",
        ),
        (Ref::each_key().into(), "`each.key`: the block has no `for_each`"),
        (Ref::iteration("zone").attr("id").into(), "`zone.id`: it is not declared there"),
    ];
    for (value, problem) in cases {
        let subnet = Block::resource("aws_subnet", "this").set("vpc_id", value);
        let message = format!("modules/network: `vpc_id` of `aws_subnet.this` refers to {problem}");
        finds(&with(subnet), &[&message]);
    }
}

#[test]
fn outputs_may_not_dangle_either() {
    let mut tree = tree();
    tree.modules[0].outputs[0].value = Block::resource("aws_vpc", "x").address().into();
    let message =
        "modules/network: output `vpc_id` refers to `aws_vpc.x`: it is not declared there";
    finds(&tree, &[message]);
}

#[test]
fn what_is_no_reference_is_no_defect() {
    let subnet = Block::resource("aws_subnet", "this")
        .set("for_each", list(["a"]))
        .set("cidr_block", Ref::each_key())
        .set("tags", for_list("x", list(["a"]), Ref::iteration("x")))
        .set("ipv6_cidr_block", "${aws_vpc.other.id}")
        .nest(Block::nested("lifecycle").set("ignore_changes", list([Ref::iteration("tags")])));
    finds(&with(subnet), &[]);
}

#[test]
fn addresses_are_declared_once() {
    finds(&with(vpc()), &["modules/network: `aws_vpc.this` is declared twice"]);
    let twice = Block::resource("aws_subnet", "this").set("vpc_id", 1).set("vpc_id", 2);
    finds(&with(twice), &["modules/network: `aws_subnet.this` sets `vpc_id` twice"]);

    let mut files = tree();
    files.modules[0].files.push(TerraformFile::new("main.tf"));
    files.modules[0].files.push(TerraformFile::new("versions.tf"));
    let reserved = "modules/network: `versions.tf` is rendered from the tree's fields";
    finds(&files, &[reserved, "modules/network: the file `main.tf` stands twice"]);

    let mut documents = tree();
    let document = Document { path: "README.md".to_owned(), text: String::new() };
    documents.documents = vec![document.clone(), document];
    finds(&documents, &["README.md: stands twice in the tree"]);
}

#[test]
fn two_roots_never_share_a_state() {
    let mut tree = tree();
    let mut other = network_root();
    other.layer = "11-network".to_owned();
    tree.roots.push(other);
    let message = "backends: two roots keep their state at \"eu-west-1/10-network.tfstate\"";
    finds(&tree, &[message]);
}

#[test]
fn variables_are_used_and_everything_is_described() {
    let mut tree = tree();
    tree.modules[0].variables.push(Variable::new("extra", "list(", " "));
    tree.modules[0].outputs[0].description.clear();
    finds(
        &tree,
        &[
            "modules/network: variable `extra` has no description",
            "modules/network: variable `extra` has no valid type",
            "modules/network: output `vpc_id` has no description",
            "modules/network: variable `extra` is used nowhere",
            "eu-west-1/10-network: `module.network` does not pass `extra`",
        ],
    );
}

#[test]
fn calls_pass_what_the_module_declares() {
    let mut tree = tree();
    let call = Block::module("network").set("source", "../../modules/network").set("cdir", "x");
    tree.roots[0].files = vec![TerraformFile::new("main.tf").block(call)];
    finds(
        &tree,
        &[
            "eu-west-1/10-network: `module.network` passes `cdir`, which is no variable of it",
            "eu-west-1/10-network: `module.network` does not pass `cidr`",
        ],
    );
}

#[test]
fn calls_name_a_module_of_the_tree() {
    let mut tree = tree();
    let call = Block::module("network").set("source", "../../modules/netwrok").set("cidr", "x");
    tree.roots[0].files = vec![TerraformFile::new("main.tf").block(call)];
    finds(
        &tree,
        &[
            "eu-west-1/10-network: the source of `module.network` is no module of the tree",
            "modules/network: is called by no root",
        ],
    );
}

#[test]
fn roots_read_only_outputs_that_a_module_has() {
    let mut tree = tree();
    tree.modules[0].outputs[0].name = "id".to_owned();
    let message = "eu-west-1/10-network: output `vpc_id` refers to `module.network.vpc_id`: module \
                   `network` has no output `vpc_id`";
    finds(&tree, &[message]);
}

#[test]
fn remote_states_read_outputs_of_an_earlier_layer() {
    let label = "eu-west-1/20-cluster: `vpc_id` of `aws_subnet.this` refers to \
                 `data.terraform_remote_state.network.outputs";
    let key = "eu-west-1/10-network.tfstate";

    let mut unknown = tree();
    unknown.roots[1] = reader(key, "vpc");
    finds(&unknown, &[&format!("{label}.vpc`: `10-network` has no output `vpc`")]);

    let mut elsewhere = tree();
    elsewhere.roots[1] = reader("eu-west-1/network.tfstate", "vpc_id");
    let problem = "no root keeps its state where this remote state reads";
    finds(&elsewhere, &[&format!("{label}.vpc_id`: {problem}")]);

    let mut later = tree();
    later.roots.reverse();
    finds(&later, &[&format!("{label}.vpc_id`: `10-network` is no earlier layer")]);

    let mut whole = tree();
    let state = remote_state(key);
    let subnet =
        Block::resource("aws_subnet", "this").set("vpc_id", state.address().attr("vpc_id"));
    whole.roots[1].files = vec![TerraformFile::new("main.tf").blocks([state, subnet])];
    let message = "eu-west-1/20-cluster: `vpc_id` of `aws_subnet.this` refers to \
                   `data.terraform_remote_state.network.vpc_id`: a remote state has only \
                   `outputs.NAME`";
    finds(&whole, &[message]);
}

const DATABASE: &str =
    "allowed are lower-case letters, digits and single `-` within the name, a letter first";

const LONG: &str = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

/// Type, argument, a name that AWS refuses, and why.
const NAMES: &[(&str, &str, &str, &str)] = &[
    ("aws_cloudwatch_log_group", "name", "/aws eks", "allowed are letters, digits and `_-/.#`"),
    (
        "aws_eks_cluster",
        "name",
        "-a",
        "allowed are letters, digits, `-` and `_`, a letter or digit first",
    ),
    (
        "aws_cloudwatch_dashboard",
        "dashboard_name",
        "shop.staging",
        "allowed are letters, digits, `-` and `_`",
    ),
    ("aws_cloudwatch_metric_alarm", "alarm_name", "cpu\nhigh", "allowed are visible characters"),
    (
        "aws_sns_topic",
        "name",
        "shop alarms",
        "allowed are letters, digits, `-` and `_`, and `.fifo` last where it is one",
    ),
    ("aws_db_instance", "identifier", "shop--orders", DATABASE),
    ("aws_db_proxy", "name", "1-orders", DATABASE),
    ("aws_db_proxy_endpoint", "db_proxy_endpoint_name", "orders-", DATABASE),
    (
        "aws_db_subnet_group",
        "name",
        "Shop",
        "allowed are lower-case letters, digits and ` ._-`, a letter first, but not `default`",
    ),
    ("aws_rds_cluster", "cluster_identifier", LONG, "65 characters, where 1 to 63 are allowed"),
    ("aws_rds_cluster_instance", "identifier", "shop_orders", DATABASE),
    ("aws_iam_role", "name", LONG, "65 characters, where 1 to 64 are allowed"),
    (
        "aws_kms_alias",
        "name",
        "state-key",
        "allowed are `alias/`, then letters, digits and `/_-`, but not `alias/aws/`",
    ),
    ("aws_launch_template", "name", "ab", "2 characters, where 3 to 128 are allowed"),
    (
        "aws_s3_bucket",
        "bucket",
        "Shop",
        "allowed are lower-case letters, digits, `-` and `.`, a letter or digit first and last, and \
         no start or end that S3 keeps for itself",
    ),
    (
        "aws_security_group",
        "name",
        "sg-shop",
        "allowed are letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`, but not `sg-` first",
    ),
    (
        "aws_sqs_queue",
        "name",
        "shop.queue",
        "allowed are letters, digits, `-` and `_`, and `.fifo` last where it is one",
    ),
];

#[test]
fn names_keep_the_limits_of_aws() {
    for &(kind, argument, name, problem) in NAMES {
        let message = format!(
            "eu-west-1/10-network: `module.network.{kind}.this` is named `{name}`: {problem}"
        );
        finds(&with(Block::resource(kind, "this").set(argument, name)), &[&message]);
    }
    let queue = Block::resource("aws_sqs_queue", "this").set("name", "shop.fifo");
    finds(&with(queue), &[]);
}

#[test]
fn names_are_checked_at_the_values_that_roots_pass() {
    let name = template([cidr().address().into(), "-".into(), Ref::each_key().into()]);
    let keys = call("toset", [list(["a", "b"])]);
    let role = Block::resource("aws_iam_role", "this").set("for_each", keys).set("name", name);
    let message = |key: &str| {
        format!(
            "eu-west-1/10-network: `module.network.aws_iam_role.this` is named `10.0.0.0/16-{key}`: \
             allowed are letters, digits and `+=,.@_-`"
        )
    };
    finds(&with(role), &[&message("a"), &message("b")]);

    let locals = Block::new("locals", &[]).set("zones", object([("z/1", 1)]));
    let role = Block::resource("aws_iam_role", "this")
        .set("for_each", locals.local("zones"))
        .set("name", Ref::each_key());
    let mut tree = with(role);
    tree.modules[0].files.push(TerraformFile::new("locals.tf").block(locals));
    let message = "eu-west-1/10-network: `module.network.aws_iam_role.this` is named `z/1`: allowed \
                   are letters, digits and `+=,.@_-`";
    finds(&tree, &[message]);
}

#[test]
fn a_name_of_a_type_without_limits_is_a_defect() {
    let database = Block::resource("aws_x", "this").set("name", "x");
    let message = "eu-west-1/10-network: `module.network.aws_x.this` has a `name` without a row of \
                   name limits";
    finds(&with(database), &[message]);
}
