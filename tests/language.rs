//! The front of the language: files, inheritance, locals, expressions, and what their errors say.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests set up and read files")]

#[path = "language/files.rs"]
mod files;

use platform_gen::blueprint::{canonical, load, report};
use serde_json::{Value, json};

/// Loads files from a temporary folder; the canonical form of each blueprint and the report.
fn loaded(files: &[(&str, &str)], paths: &[&str]) -> (Vec<Value>, String) {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let paths: Vec<_> = paths.iter().map(|path| folder.path().join(path)).collect();
    let loaded = load(&paths);
    let text = report::text(&loaded.diagnostics, &loaded.sources, false);
    let shown = folder.path().to_str().unwrap();
    (loaded.blueprints.iter().map(canonical).collect(), text.replace(shown, "DIR"))
}

/// The value of `platform.x` when it is given this expression.
fn value(expression: &str) -> Value {
    let text = format!("platform \"p\" {{\n  x = {expression}\n}}\n");
    let (blueprints, report) = loaded(&[("a.hcl", &text)], &["a.hcl"]);
    assert_eq!(report, "", "{expression}");
    blueprints[0][0][2]["attributes"]["x"].clone()
}

/// The report when `platform.x` is given this expression.
fn error(expression: &str) -> String {
    let text = format!("platform \"p\" {{\n  x = {expression}\n}}\n");
    let (_, report) = loaded(&[("a.hcl", &text)], &["a.hcl"]);
    report
}

fn number(text: &str) -> Value {
    json!({ "number": text })
}

#[test]
fn expressions_have_terraforms_meaning() {
    let table = [
        ("1 + 2 * 3", number("7")),
        ("7 / 2", number("3.5")),
        ("6 / 2", number("3")),
        ("-7 % 4", number("-3")),
        ("(1 + 2) * 3", number("9")),
        ("1 < 2 && !false", json!(true)),
        ("\"1\" == 1", json!(false)),
        ("[1, \"a\"] == [1, \"a\"]", json!(true)),
        ("true ? \"a\" : \"b\"", json!("a")),
        ("\"a${1 + 1}b${true}\"", json!("a2btrue")),
        ("\"${1}\"", number("1")),
        ("\"$${x} %%{y}\"", json!("${x} %{y}")),
        ("[for x in [1, 2, 3] : x * 2 if x != 2]", json!([number("2"), number("6")])),
        ("{ for k, v in { a = 1 } : upper(k) => v }", json!({ "map": { "A": number("1") } })),
        (
            "{ for x in [\"a\", \"b\", \"a\"] : x => 1... }",
            json!({ "map": { "a": [number("1"), number("1")], "b": [number("1")] } }),
        ),
        ("[10, 20][1]", number("20")),
        ("{ a = { b = 1 } }.a.b", number("1")),
        ("{ \"a b\" = 1 }[\"a b\"]", number("1")),
        (
            "{ null = 1, true = 2, \"false\" = 3 }",
            json!({ "map": { "null": number("1"), "true": number("2"), "false": number("3") } }),
        ),
        ("\"%{ if true }yes%{ else }no%{ endif }\"", json!("yes")),
        ("\"%{ for x in [1, 2] }${x};%{ endfor }\"", json!("1;2;")),
        ("\"a  ${~ \"b\" ~}  c\"", json!("abc")),
        ("<<-EOT\n    one\n      two\n    EOT\n", json!("one\n  two\n")),
        ("lower(\"ÄB\")", json!("äb")),
        ("upper(\"a\")", json!("A")),
        ("replace(\"a-b-c\", \"-\", \"_\")", json!("a_b_c")),
        ("join(\"-\", [\"a\", \"b\"], [1])", json!("a-b-1")),
        ("split(\",\", \"a,b\")", json!(["a", "b"])),
        ("format(\"%s-%d-%q-%%\", \"a\", 7, \"b\")", json!("a-7-\"b\"-%")),
        ("concat([1], [2])", json!([number("1"), number("2")])),
        (
            "merge({ a = 1 }, { a = 2, b = 3 })",
            json!({ "map": { "a": number("2"), "b": number("3") } }),
        ),
        ("length(\"äb\")", number("2")),
        ("contains([\"a\"], \"a\")", json!(true)),
        ("keys({ b = 1, a = 2 })", json!(["a", "b"])),
        ("values({ b = 1, a = 2 })", json!([number("2"), number("1")])),
        ("cidrsubnet(\"10.0.0.0/16\", 4, 15)", json!("10.0.240.0/20")),
        ("nodes.general", json!({ "reference": ["nodes", "general", []] })),
        ("secret.ca[\"ca-cert.pem\"]", json!({ "reference": ["secret", "ca", ["ca-cert.pem"]] })),
        (
            "\"x ${database.a-b.host}:1\"",
            json!({ "template": ["x ", { "reference": ["database", "a-b", ["host"]] }, ":1"] }),
        ),
    ];
    for (expression, expected) in table {
        assert_eq!(value(expression), expected, "{expression}");
    }
}

#[test]
fn numbers_and_formats_have_terraforms_meaning() {
    let table = [
        ("cidrsubnet(\"fd00::/48\", 16, 162)", json!("fd00:0:0:a2::/64")),
        ("contains([[1]], [1.0])", json!(true)),
        ("format(\"%05.2f|%-3s|%3s|%03d\", 3.14159, \"a\", \"b\", 7)", json!("03.14|a  |  b|007")),
        ("format(\"%x %t %e %+d\", 255, true, 1234.5, 3)", json!("ff true 1.234500e+03 +3")),
        ("format(\"%[2]s-%[1]s\", \"a\", \"b\")", json!("b-a")),
        ("format(\"%#v\", { a = [1, null] })", json!("{\"a\":[1,null]}")),
        ("0.1 + 0.2", number("0.3")),
        ("18446744073709551614 + 1", number("18446744073709551615")),
        ("9007199254740993 > 9007199254740992", json!(true)),
        ("\"n=${18446744073709551615}\"", json!("n=18446744073709551615")),
        ("\"n=${1e21}\"", json!("n=1000000000000000000000")),
    ];
    for (expression, expected) in table {
        assert_eq!(value(expression), expected, "{expression}");
    }
}

#[test]
fn errors_of_expressions_say_what_to_write() {
    let table = [
        ("local.nope", "GEN020", "there is no local `nope`"),
        ("nodse.a", "GEN022", "did you mean `nodes`?"),
        ("eu-west-1", "GEN022", "put text in quotes"),
        ("database[*]", "GEN023", "write `database.LABEL`"),
        ("{ \"a\" = 1, a = 2 }", "GEN024", "the key `a` stands twice"),
        ("{ (1) = 2 }", "GEN024", "a map's key is a string, not a number"),
        ("{ (null) = 2 }", "GEN024", "a map's key is a string, not null"),
        ("{ alpha = 1 }.alhpa", "GEN025", "did you mean `alpha`?"),
        ("[1][1]", "GEN025", "the index 1 is outside of the list"),
        ("[1][*]", "GEN025", "`for` expression"),
        ("1 ? 2 : 3", "GEN026", "a condition is a bool, not a number"),
        ("[for x in 1 : x]", "GEN027", "not a number"),
        ("upper(database.a.host)", "GEN028", "exists only after apply"),
        ("database.a.host == \"x\"", "GEN028", "exists only after apply"),
        ("\"a${[1]}\"", "GEN029", "a list has no place in a string"),
        ("\"a\" + 1", "GEN030", "`+` does not apply to a string"),
        ("!1", "GEN030", "`!` does not apply to a number"),
        ("1 / 0", "GEN031", "divides by zero"),
        ("uper(\"a\")", "GEN060", "did you mean `upper`?"),
        ("file(\"/etc/passwd\")", "GEN060", "there are: cidrsubnet, concat"),
        ("upper()", "GEN061", "`upper` takes 1 argument, not 0"),
        ("upper(1)", "GEN062", "this argument is a number, not a string"),
        ("replace(\"a\", \"/a/\", \"b\")", "GEN063", "no regular expression"),
        ("format(\"%s\")", "GEN064", "fewer arguments than verbs"),
        ("format(\"a\", 1)", "GEN064", "more arguments than verbs"),
        ("cidrsubnet(\"x\", 1, 1)", "GEN065", "`x` is no network"),
        ("cidrsubnet(\"10.0.0.0/16\", 18446744073709551615, 0)", "GEN065", "at most 16 bits"),
        ("12345678901234567890123", "GEN031", "more digits than can be kept"),
        ("18446744073709551615 + 1", "GEN031", "too large"),
        ("core::upper(\"a\")", "GEN060", "there is no function `core::upper`"),
        ("format(\"%99999999999999999999d\", 1)", "GEN064", "wider than 1000"),
        ("format(\"%y\", 1)", "GEN064", "there is no verb `%y`"),
        ("{ a = 1 }.b.c.d", "GEN025", "there is no key `b`"),
        ("cidrsubnet(\"10.0.0.0/16\", 2, 4)", "GEN065", "has no subnet 4"),
    ];
    for (expression, code, phrase) in table {
        let report = error(expression);
        assert!(report.contains(&format!("error[{code}]")), "{expression}: {report}");
        assert!(report.contains(phrase), "{expression}: {report}");
        assert!(report.contains(" --> DIR/a.hcl:2:"), "{expression}: {report}");
        assert_eq!(report.matches("error[").count(), 1, "{expression}: {report}");
        assert!(report.contains("= help: "), "{expression}: {report}");
    }
}

#[test]
fn blocks_merge_by_type_and_labels_and_maps_by_key() {
    let base = r#"
        locals {
          owner = "base@x.example"
          kept  = "kept"
        }
        platform "base" {
          owner = local.owner
          tags  = { a = "1", b = "2" }
          list  = [1, 2]
          gone  = "x"
        }
        service "web" {
          port = 80
          scale { min = 1 }
        }
    "#;
    let child = r#"
        extends = "../base.hcl"
        locals { owner = "child@x.example" }
        platform "child" {
          tags = { b = null, c = local.kept }
          list = [3]
          gone = null
        }
        service "web" {
          scale { max = 2 }
        }
    "#;
    let files = [("base.hcl", base), ("env/child.hcl", child)];
    let (blueprints, report) = loaded(&files, &["env/child.hcl"]);
    assert_eq!(report, "");
    let expected = json!([
        ["platform", ["child"], {
            "attributes": {
                "owner": "child@x.example",
                "tags": { "map": { "a": "1", "c": "kept" } },
                "list": [number("3")],
            },
            "blocks": [],
        }],
        ["service", ["web"], {
            "attributes": { "port": number("80") },
            "blocks": [["scale", [], {
                "attributes": { "min": number("1"), "max": number("2") }, "blocks": [],
            }]],
        }],
    ]);
    assert_eq!(blueprints, [expected]);
}

#[test]
fn errors_of_files_are_told_all_at_once() {
    let files = [
        ("a.hcl", "platform \"a\" {\n  x = local.no\n}\n"),
        ("b.hcl", "platform \"b\" {\n"),
        ("c.hcl", "extends = \"d.hcl\"\nplatform \"c\" {}\n"),
        ("d.hcl", "extends = \"c.hcl\"\n"),
        ("e.hcl", "extends = \"missing.hcl\"\nplatform \"e\" {}\n"),
        ("f.hcl", "extend = \"a.hcl\"\nplatform \"f\" {}\nmesh {}\nmesh {}\n"),
        ("g.hcl", "platform \"g\" {\n  a = 1\n  a = 2\n}\n"),
        ("h.hcl", "extends = local.x\nplatform \"h\" {}\n"),
        ("i.hcl", "locals {\n  a = local.b\n  b = local.a\n}\nplatform \"i\" {}\n"),
    ];
    let (_, report) = loaded(&files, &["."]);
    insta::assert_snapshot!(report);
}

#[test]
fn paths_that_hold_no_blueprint_are_errors() {
    let files = [("base.hcl", "locals {}\n"), ("empty/readme.txt", "")];
    let (_, report) = loaded(&files, &["base.hcl", "empty", "absent.hcl"]);
    for phrase in ["GEN003", "has no `platform` block", "GEN004", "holds no blueprint", "GEN001"] {
        assert!(report.contains(phrase), "{phrase}: {report}");
    }
}

#[test]
fn a_file_that_is_not_text_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.hcl");
    std::fs::write(&path, b"\xff\xfe").unwrap();
    let loaded = load(&[path]);
    assert_eq!(loaded.diagnostics[0].code, "GEN002");
    assert!(loaded.diagnostics[0].message.ends_with("is not UTF-8"));
}

#[test]
fn hostile_input_ends_in_an_error() {
    let deep = format!("x = {}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let blocks = format!("{}{}", "a {\n".repeat(10_000), "}\n".repeat(10_000));
    let not = format!("x = {}true", "!".repeat(100_000));
    let chain = format!("x = {}1", "true ? 1 : ".repeat(100_000));
    let sum = format!("x = {}1", "1 + ".repeat(100_000));
    for body in [deep, blocks, not, chain, sum] {
        let text = format!("platform \"p\" {{\n{body}\n}}\n");
        let (_, report) = loaded(&[("a.hcl", &text)], &["a.hcl"]);
        assert!(report.contains("error[GEN010]"), "{}", &report[..report.len().min(300)]);
    }
    let doubling: String =
        (1..60).map(|i| format!("  l{i} = [local.l{0}, local.l{0}]\n", i - 1)).collect();
    let text = format!("locals {{\n  l0 = [1]\n{doubling}}}\nplatform \"p\" {{}}\n");
    let (_, report) = loaded(&[("a.hcl", &text)], &["a.hcl"]);
    assert!(report.contains("more than 100,000 values"), "{report}");
}

#[test]
fn line_endings_do_not_matter_and_columns_count_characters() {
    let (blueprints, report) =
        loaded(&[("a.hcl", "platform \"p\" {\r\n  x = 1\r\n}\r\n")], &["a.hcl"]);
    assert_eq!((blueprints.len(), report.as_str()), (1, ""));
    let heredoc = "platform \"p\" {\r\n  x = <<EOT\r\na\r\nb\r\nEOT\r\n}\r\n";
    let (blueprints, _) = loaded(&[("a.hcl", heredoc)], &["a.hcl"]);
    assert_eq!(blueprints[0][0][2]["attributes"]["x"], json!("a\nb\n"));
    let report = error("\"ä${local.x}\"");
    assert!(report.contains("a.hcl:2:11"), "{report}");
}

#[test]
fn order_and_formatting_do_not_change_the_canonical_form() {
    let one = "platform \"p\" {\n  a = 1\n  b = 2\n}\nmesh {}\n";
    let other = "mesh {\n}\n# text\nplatform \"p\" {\n  b = 2\n  a    = (1)\n}\n";
    let form = |text| loaded(&[("a.hcl", text)], &["a.hcl"]).0;
    assert_eq!(form(one), form(other));
}
