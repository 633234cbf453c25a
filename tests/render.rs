//! From the tree to text: what is printed reads back as what was meant.
//!
//! That `terraform fmt` has nothing to change is proven with the real program, in `make conformance`;
//! here the rules that it follows are pinned by examples that it accepted.

use hcl::eval::{Context, Evaluate};
use hcl::expr::{Heredoc, TemplateExpr};
use platform_gen::ir::expr::{Piece, for_list, for_object};
use platform_gen::ir::{
    Block, Document, Expr, Module, Output, Ref, Root, TerraformFile, Tree, Variable, call, list,
    object, template,
};
use platform_gen::render::{Files, render};
use std::collections::BTreeMap;

/// Text that is syntax somewhere.
const TRICKY: [&str; 29] = [
    "",
    " ",
    "a\"b",
    "${x}",
    "$${x}",
    "$$${x}",
    "%{if x}",
    "%%{x}",
    "$",
    "$$",
    "a$",
    "%",
    "\\",
    "\\n",
    "\n",
    "a\nb\r\n",
    "\t",
    "\u{0}\u{1}\u{7f}\u{85}",
    "\u{2028}\u{feff}",
    "é e\u{301}",
    "👩‍👩‍👧",
    "EOT",
    "<<EOT\nx\nEOT\n",
    "# x",
    "/* x */",
    "{",
    "}",
    "${\"a\"}",
    "%{~ if",
];

/// The files of a root that has only this file.
fn root(file: TerraformFile) -> Files {
    let root = Root {
        region: "eu-west-1".to_owned(),
        layer: "10-network".to_owned(),
        files: vec![file],
        backend: BTreeMap::from([("key".to_owned(), "x".into())]),
        providers: vec![Block::new("provider", &["aws"]).set("region", "eu-west-1")],
        outputs: vec![Output::new("x", "What it is.", Ref::iteration("local").attr("x"))],
    };
    render(&Tree { roots: vec![root], ..Tree::default() })
}

/// The text of one block below the header.
fn printed(block: Block) -> String {
    let files = root(TerraformFile::new("main.tf").block(block));
    let text = &files["terraform/eu-west-1/10-network/main.tf"];
    text.split_once("\n\n").expect("a header and a body").1.to_owned()
}

/// `locals` with one value, printed.
fn local(value: impl Into<Expr>) -> String {
    printed(Block::new("locals", &[]).set("x", value))
}

/// The value of a printed `locals` block, as hcl-rs reads it back.
fn read_back(text: &str) -> Expr {
    let body = hcl::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let block = body.blocks().next().expect("a block");
    block.body.attributes().next().expect("an attribute").expr.clone()
}

#[test]
fn strings_and_keys_read_back() {
    for text in TRICKY {
        assert_eq!(read_back(&local(text)), Expr::from(text));
        let value = read_back(&local(object([(text, 1), ("b", 2)])));
        let value = value.evaluate(&Context::new()).unwrap();
        let names: Vec<&String> = value.as_object().unwrap().keys().collect();
        assert_eq!(names, [text, "b"]);
    }
    assert_eq!(read_back(&local(list(TRICKY))), list(TRICKY));
}

#[test]
fn text_in_templates_stays_text() {
    let mut context = Context::new();
    context.declare_var("local", hcl::value!({ x = "V" }));
    let value = || Piece::from(Ref::iteration("local").attr("x"));
    for text in TRICKY {
        let expr = template([text.into(), value(), text.into(), value()]);
        let read = read_back(&local(expr)).evaluate(&context);
        assert_eq!(read.unwrap(), hcl::Value::from(format!("{text}V{text}V")), "{text:?}");
    }
    let apart = template(["$".into(), "{x}".into()]);
    assert_eq!(local(apart), "locals {\n  x = \"$${x}\"\n}\n");
}

#[test]
fn labels_are_text_too() {
    let text = printed(Block::resource("aws_vpc", "a\" {\n}\n${x}"));
    assert_eq!(text, "resource \"aws_vpc\" \"a\\\" {\\n}\\n$${x}\" {}\n");
}

#[test]
fn keys_are_quoted_where_a_name_would_be_read_as_something_else() {
    let keys = ["for", "null", "true", "false", "if", "a-b", "a.b", "1a", "-a", "\u{e9}", "中"];
    let text = local(object(keys.map(|key| (key, 1))));
    let lines: Vec<&str> =
        text.lines().filter_map(|line| line.trim().strip_suffix("= 1")).collect();
    let names: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    let expected = [
        "\"for\"",
        "\"null\"",
        "\"true\"",
        "\"false\"",
        "if",
        "a-b",
        "\"a.b\"",
        "\"1a\"",
        "\"-a\"",
        "\"\u{e9}\"",
        "\"\\u4e2d\"",
    ];
    assert_eq!(names, expected);
}

#[test]
fn comments_notes_and_banners_never_end_early() {
    let hostile = "first\nresource \"x\" \"y\" {}\r\n\u{2028}\u{0} end";
    let block = Block::new("locals", &[])
        .why(hostile)
        .skip("CKV_1", hostile)
        .set_because("x", 1, hostile)
        .nest(Block::nested("y").why(hostile));
    let files = root(TerraformFile::new("main.tf").banner(hostile).block(block));
    let text = &files["terraform/eu-west-1/10-network/main.tf"];
    let code: Vec<&str> = text.lines().filter(|line| !line.trim().starts_with('#')).collect();
    assert_eq!(code, ["", "", "locals {", "", "  x = 1", "", "  y {}", "}"]);
    assert!(text.contains("\n  #checkov:skip=CKV_1:first resource \"x\" \"y\" {} end\n"), "{text}");
}

#[test]
fn comments_wrap_and_keep_their_lines() {
    let text = printed(Block::new("locals", &[]).why(&format!("{}end.\nNew.", "word ".repeat(25))));
    let wrapped = ["word"; 19].join(" ");
    let rest = ["word"; 6].join(" ");
    assert_eq!(text, format!("# {wrapped}\n# {rest} end.\n# New.\nlocals {{}}\n"));
    assert_eq!(printed(Block::new("locals", &[]).why(" \n")), "locals {}\n");
}

#[test]
fn equal_signs_align_in_runs() {
    let heredoc = Heredoc::new(hcl::Identifier::unchecked("EOT"), "x\n");
    let block = Block::new("locals", &[])
        .set("a", 1)
        .set("bcd", 2)
        .set_because("efghij", 3, "Why.")
        .set("k", object([("l", 1), ("mno", 2)]))
        .set("p", 4)
        .set("q", Expr::from(TemplateExpr::Heredoc(heredoc)))
        .set("rst", 5)
        .gap()
        .gap()
        .set("uvwxyz", list(["0123456789"; 8]))
        .nest(Block::nested("nested").set("a", 1))
        .nest(Block::nested("empty"))
        .set("b", Expr::Array(Vec::new()))
        .set("c", object::<&str, Expr>([]));
    insta::assert_snapshot!(printed(block));
}

#[test]
fn values_that_span_lines() {
    let x = || Expr::from(Ref::iteration("local").attr("x"));
    let one = || object([("a", x())]);
    let raw = |text: &str| -> Expr { text.parse().unwrap() };
    let block = Block::new("locals", &[])
        .set("only", call("jsonencode", [object([("a", list([one()]))])]))
        .set("last", call("merge", [x(), one()]))
        .set("several", call("merge", [one(), one(), x()]))
        .set("expanded", raw("merge({ a = 1 }, [{ bb = 2 }]...)"))
        .set("choice", raw("local.x ? { a = 1, bb = [1] } : {}"))
        .set("for_list", for_list("v", one(), object([("key", Ref::iteration("v"))])))
        .set("for_object", for_object(("k", "v"), x(), Ref::iteration("k"), one()))
        .set("grouped", raw("{ for k, v in local.x : v => k... if v > 0 }"))
        .set("filtered", raw("[for v in local.x : v if v != null && v > 0]"))
        .set("computed", raw("{ (local.x) = 1, \"${local.x}-a\" = 2 }"))
        .set("operation", raw("(1 + 2) * -3 > 4 ? local.x[0].y[*].z : !true"));
    let text = printed(block);
    hcl::parse(&text).unwrap();
    insta::assert_snapshot!(text);
}

#[test]
fn a_root_has_the_files_that_its_fields_ask_for() {
    let files = root(TerraformFile::new("main.tf").block(Block::resource("aws_vpc", "this")));
    let header = "# Generated by gen. Change the blueprint, or add a file named *.local.tf beside \
                  this one.\n\n";
    let folder = "terraform/eu-west-1/10-network";
    let expected = [
        ("backend.tf", "terraform {\n  backend \"s3\" {\n    key = \"x\"\n  }\n}\n"),
        ("main.tf", "resource \"aws_vpc\" \"this\" {}\n"),
        (
            "outputs.tf",
            "output \"x\" {\n  description = \"What it is.\"\n  value       = local.x\n}\n",
        ),
        ("providers.tf", "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n"),
        (
            "versions.tf",
            "terraform {\n  required_version = \">= 1.11.0, < 2.0.0\"\n\n  required_providers {\n    \
             aws = {\n      source  = \"hashicorp/aws\"\n      version = \"6.66.0\"\n    }\n  }\n}\n",
        ),
    ];
    let expected =
        expected.map(|(name, text)| (format!("{folder}/{name}"), format!("{header}{text}")));
    assert_eq!(files, Files::from(expected));
}

fn module(files: Vec<TerraformFile>) -> Module {
    let (family, summary) = ("network".to_owned(), "A VPC <of> one_region.".to_owned());
    Module { family, summary, files, variables: Vec::new(), outputs: Vec::new() }
}

#[test]
fn a_module_without_variables_outputs_and_providers_has_no_files_for_them() {
    let main = TerraformFile::new("main.tf").block(Block::data("terraform_remote_state", "x"));
    let files = render(&Tree { modules: vec![module(vec![main])], ..Tree::default() });
    let folder = "terraform/modules/network";
    let names: Vec<&str> = files.keys().filter_map(|path| path.strip_prefix(folder)).collect();
    assert_eq!(names, ["/README.md", "/main.tf", "/versions.tf"]);
    assert!(!files[&format!("{folder}/versions.tf")].contains("required_providers"));
}

#[test]
fn a_module_explains_itself() {
    let vpc = Block::resource("aws_vpc", "this");
    let id = vpc.address().attr("id");
    let files = vec![
        TerraformFile::new("main.tf").block(vpc).block(Block::resource("aws_subnet", "private")),
        TerraformFile::new("locals.tf").block(Block::new("locals", &[])),
    ];
    let mut module = module(files);
    module.variables = vec![
        Variable::new("cidr", "string", "Addresses | of the VPC."),
        Variable::new(
            "zones",
            "map(object({ private = string, public = optional(string) }))",
            "Z.",
        ),
    ];
    module.outputs = vec![Output::new("vpc_id", "ID of the VPC.", id)];
    let files = render(&Tree { modules: vec![module], ..Tree::default() });
    insta::assert_snapshot!("module_readme", files["terraform/modules/network/README.md"]);
    insta::assert_snapshot!("module_variables", files["terraform/modules/network/variables.tf"]);
}

#[test]
fn documents_are_taken_as_they_are() {
    let document = Document { path: "docs/x.md".to_owned(), text: "a\n".to_owned() };
    let files = render(&Tree { documents: vec![document], ..Tree::default() });
    assert_eq!(files, Files::from([("docs/x.md".to_owned(), "a\n".to_owned())]));
}

#[test]
fn every_file_ends_in_one_line_end() {
    let main = TerraformFile::new("main.tf").block(Block::resource("aws_vpc", "this"));
    let tree = Tree { modules: vec![module(vec![main])], ..Tree::default() };
    for (path, text) in render(&tree) {
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{path}");
        assert!(!text.contains('\r') && !text.contains(" \n"), "{path}");
    }
}
