//! Files that are broken, hostile or hang together with others: where their errors point.

use super::loaded;
use platform_gen::blueprint::diagnostic::Diagnostic;
use platform_gen::blueprint::{load, read, report};
use std::path::Path;

#[test]
fn a_mistake_with_brackets_is_shown_where_it_opens() {
    let table = [
        ("service \"a\" {\n  port = 80\n  // it's {\n", "1:1", "never closed"),
        ("platform \"a\" {}\nmesh {\n  x {\n    y = 1\n}\n", "2:1", "never closed"),
        ("mesh {\n  x = [1,\n}\n", "2:7", "this `[` is never closed"),
        ("mesh {\n  x = \"abc\n}\nregion \"a\" {}\n", "2:7", "does not end on its line"),
        ("mesh {\n  x = <<EOT\n{ \"\n}\n", "2:7", "the heredoc `EOT` never ends"),
        ("mesh {}\n}\n", "2:1", "this `}` closes nothing"),
        ("mesh {\n  /* } */\n  x = <<EOT\n} \"\nEOT\n", "1:1", "never closed"),
        ("mesh {\n  x: 1\n}\n", "2:4", "write `=` between"),
        ("mesh {\n  x = 'a'\n}\n", "2:7", "double quotes"),
    ];
    for (text, place, phrase) in table {
        let (_, report) = loaded(&[("a.hcl", text)], &["a.hcl"]);
        assert!(report.contains("error[GEN010]"), "{text}: {report}");
        assert!(report.contains(&format!("a.hcl:{place}\n")), "{text}: {report}");
        assert!(report.contains(phrase), "{text}: {report}");
        assert!(report.contains("= help: "), "{text}: {report}");
        assert_eq!(report.matches("error[").count(), 1, "{text}: {report}");
    }
    let balanced = "platform \"a\" {\n  x = \"${\"}\"}\\\"{\" # {\n  y = \"$${\"\n}\n";
    assert_eq!(loaded(&[("a.hcl", balanced)], &["a.hcl"]).1, "");
}

#[test]
fn locals_blocks_hold_names_once_and_stand_at_the_top() {
    let table = [
        ("locals {\n  a = 1\n}\nlocals {\n  a = 2\n}\n", "GEN014", "5:3"),
        ("locals \"x\" {}\n", "GEN105", "1:8"),
        ("locals {\n  a {}\n}\n", "GEN101", "2:3"),
    ];
    for (locals, code, place) in table {
        let text = format!("{locals}platform \"p\" {{}}\n");
        let (_, report) = loaded(&[("a.hcl", &text)], &["a.hcl"]);
        assert!(report.contains(&format!("error[{code}]")), "{report}");
        assert!(report.contains(&format!("a.hcl:{place}\n")), "{report}");
    }
}

#[test]
fn a_byte_order_mark_is_passed_over_and_other_bytes_have_a_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.hcl");
    std::fs::write(&path, b"\xef\xbb\xbfplatform \"p\" {}\n").unwrap();
    let read = load(std::slice::from_ref(&path));
    assert_eq!((read.blueprints.len(), read.diagnostics.len()), (1, 0));
    std::fs::write(&path, b"platform \"p\" {}\n# \xff\n").unwrap();
    let read = load(&[path, folder.path().to_owned()]);
    let report = report::text(&read.diagnostics, &read.sources, false);
    assert!(report.contains("error[GEN002]") && report.contains("a.hcl:2:3\n"), "{report}");
    assert_eq!(read.diagnostics.len(), 1, "{report}");
}

#[test]
fn bombs_and_long_chains_of_locals_end_in_an_error() {
    let big = "  l0 = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n  l1 = concat(local.l0, local.l0, local.l0, local.l0)\n  l2 = [for a in local.l1 : [for b in local.l1 : 1]]\n  s0 = \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"\n  s1 = join(local.s0, [for x in local.l1 : local.s0])\n  s2 = join(local.s0, [for x in local.l1 : local.s1])\n";
    let table = [
        "replace(local.s2, \"a\", local.s2)",
        "join(local.s2, concat(local.l2...))",
        "format(\"%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s\", [for i in concat(local.l0, local.l0) : local.s2]...)",
        "\"%{ for a in local.l1 }%{ for b in local.l1 }%{ for c in local.l1 }%{ for d in local.l1 }%{ endfor }%{ endfor }%{ endfor }%{ endfor }\"",
        "[for a in local.l1 : [for b in local.l1 : [for c in local.l1 : local.l2]]]",
    ];
    for expression in table {
        let text = format!("locals {{\n{big}}}\nplatform \"p\" {{\n  x = {expression}\n}}\n");
        let (_, report) = loaded(&[("a.hcl", &text)], &["a.hcl"]);
        assert!(report.contains("error[GEN06"), "{expression}: {report}");
    }
    for link in ["local.l{}", "[local.l{}]"] {
        let links: String = (1..20_000)
            .map(|i: usize| format!("  l{i} = {}\n", link.replace("{}", &(i - 1).to_string())))
            .collect();
        let text = format!("locals {{\n  l0 = 1\n{links}}}\nplatform \"p\" {{}}\n");
        let (_, report) = loaded(&[("a.hcl", &text)], &["a.hcl"]);
        assert!(report.contains("error[GEN066]"), "{link}: {report}");
    }
}

/// Reads files as a run does; the code and place of every error.
fn errors(files: &[(&str, &str)], path: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let reading = read(&[folder.path().join(path)]);
    let place = |diagnostic: &&Diagnostic| {
        let span = diagnostic.span.unwrap();
        let (line, column) = reading.sources.position(span.file, span.start);
        let file = Path::new(&reading.sources.get(span.file).path);
        let file = file.strip_prefix(folder.path()).unwrap().display();
        format!("{} {file}:{line}:{column}", diagnostic.code)
    };
    reading.errors().iter().map(place).collect()
}

const WHOLE: &str = "platform \"shop\" {\n  environment = \"staging\"\n  owner = \"a@b.example\"\n  domain = \"b.example\"\n}\nregion \"eu-west-1\" {}\naccess {\n  github { repository = \"shop/platform\" }\n}\n";

#[test]
fn a_broken_base_hides_only_what_it_may_hold() {
    let child = "extends = \"base.hcl\"\nplatform \"a\" {\n  owner = local.owner\n}\nqueue \"Q\" { fifoo = true }\n";
    let told = errors(&[("base.hcl", "access {\n  github {\n"), ("a.hcl", child)], "a.hcl");
    assert_eq!(told, ["GEN106 a.hcl:5:7", "GEN102 a.hcl:5:13", "GEN010 base.hcl:2:3"]);
    let told = errors(&[("a.hcl", child)], "a.hcl");
    assert_eq!(told, ["GEN001 a.hcl:1:11", "GEN106 a.hcl:5:7", "GEN102 a.hcl:5:13"]);
}

#[test]
fn a_predecessor_is_checked_too() {
    let after = |path: &str| WHOLE.replacen("}\n", &format!("  after = \"{path}\"\n}}\n"), 1);
    let before = WHOLE.replace("shop\"", "store\"").replace("b.example\"\n}", "c.example\"\n}");
    let broken = format!("{before}queue \"Q\" {{}}\n");
    let cases: &[(&str, &str, &[&str])] = &[
        ("d/b.hcl", &before, &[]),
        ("d/b.hcl", &broken, &["GEN106 d/b.hcl:10:7"]),
        ("d/b.hcl", "platform {", &["GEN010 d/b.hcl:1:1"]),
        ("d/b.hcl", "mesh {}\n", &["GEN431 a.hcl:5:11"]),
        ("d/b.hcl", WHOLE, &["GEN428 a.hcl:1:10", "GEN429 a.hcl:4:12"]),
        ("d", &before, &["GEN431 a.hcl:5:11"]),
        ("/d/b.hcl", &before, &["GEN201 a.hcl:5:11"]),
    ];
    for (path, text, wanted) in cases {
        let told = errors(&[("a.hcl", &after(path)), ("d/b.hcl", text)], "a.hcl");
        assert_eq!(told, *wanted, "{path}: {text}");
    }
}
