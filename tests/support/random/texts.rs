//! Strings of every form that the language has, and text that is syntax somewhere else.

use super::choices::Choices;

/// Text that is syntax somewhere.
const HOSTILE: &[&str] = &[
    "",
    " ",
    "a\"b",
    "${x}",
    "$${x}",
    "%{if x}",
    "%%{x}",
    "$",
    "$$",
    "%",
    "\\",
    "\\n",
    "\n",
    "a\nb\n",
    "a\r\nb",
    "\t",
    "\u{2028}",
    "é",
    "e\u{301}",
    "👩‍👩‍👧",
    "EOT",
    "EOT\n",
    "<<EOT\nx\nEOT\n",
    "# x\n",
    "/* x */",
    "{",
    "}",
    "$(VAR)",
    "`id`",
    "$(id)",
    "{{ .Values.x }}",
    "{% if %}",
    "| a |",
    "<b>",
    "- a\n- b\n",
    "null",
    "true",
    "0755",
    "1e3",
    "~",
    "*x",
    "&x",
    "!x",
    "a: b",
    "'",
    "''",
    "::error::x",
    "%0A",
    "*/",
    "//",
];

const LABELS: &[&str] = &[
    "web",
    "a",
    "orders",
    "for",
    "if",
    "in",
    "null",
    "true",
    "false",
    "local",
    "a-b",
    "x1",
    "a-1-b",
    "end",
    "each",
    "self",
    "twenty-four-characters-a",
    "secret",
    "service",
    "database",
    "data",
    "module",
    "var",
    "yes",
    "no",
    "on",
    "off",
];

const DNS: &[&str] =
    &["smtp.example.com", "a.b", "xn--bcher-kva.example", "0.example", "a-b.example.org"];

/// Any text.
pub(crate) fn hostile(choices: &mut Choices<'_>) -> String {
    let mut text = String::new();
    for _ in 0..=choices.below(3) {
        text.push_str(choices.pick(HOSTILE));
    }
    text
}

/// A line of text that is not blank.
pub(crate) fn line(choices: &mut Choices<'_>) -> String {
    let text: String = hostile(choices).chars().filter(|c| !c.is_control()).collect();
    format!("x{text}")
}

/// A label.
pub(crate) fn label(choices: &mut Choices<'_>) -> String {
    choices.pick(LABELS).to_owned()
}

/// A DNS name.
pub(crate) fn dns(choices: &mut Choices<'_>) -> String {
    choices.pick(DNS).to_owned()
}

/// An e-mail address.
pub(crate) fn email(choices: &mut Choices<'_>) -> String {
    let local = choices.pick(&["platform", "a.b+c", "x_y", "a=b", "c/d"]);
    format!("{local}@{}", dns(choices))
}

/// Characters that tags may have.
pub(crate) fn tag(choices: &mut Choices<'_>) -> String {
    choices
        .pick(&["4711", "shop + web @ 4:00 / a=b", "Ünïcødé", "日本", "-", "x  y", "=", "a.b_c"])
        .to_owned()
}

/// A range of addresses, not everyone.
pub(crate) fn cidr(choices: &mut Choices<'_>) -> String {
    choices.pick(&["203.0.113.0/24", "198.51.100.7/32", "10.0.0.0/8", "192.0.2.128/25"]).to_owned()
}

/// The path of a URL.
pub(crate) fn http_path(choices: &mut Choices<'_>) -> String {
    choices
        .pick(&["/", "/healthz", "/a/b", "/a%20b", "/~x", "/a:b@c!&'()*+,;=%41", "/x/"])
        .to_owned()
}

/// The name of an environment variable.
pub(crate) fn variable(choices: &mut Choices<'_>) -> String {
    choices
        .pick(&["LOG_LEVEL", "a", "_X", "PATH", "null", "for", "true", "A1", "if", "in"])
        .to_owned()
}

/// Days that logs can be kept.
pub(crate) fn days(choices: &mut Choices<'_>) -> u64 {
    let all = platform_gen::tables::logs::RETENTION_DAYS;
    u64::from(all[choices.below(all.len())])
}

/// An ARN of a person or a role.
pub(crate) fn principal(choices: &mut Choices<'_>, partition: &str) -> String {
    let who = choices.pick(&[
        "role/oncall",
        "user/ada",
        "role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_x_1",
        "role/a+b=c,d.e@f",
    ]);
    format!("arn:{partition}:iam::111122223333:{who}")
}

/// An id of an IAM Identity Center group.
pub(crate) fn group(choices: &mut Choices<'_>) -> String {
    choices
        .pick(&[
            "a4f8c4e2-1051-70a4-4c1e-2f1f0f0c1a01",
            "9067642e4c-a4f8c4e2-1051-70a4-4c1e-2f1f0f0c1a01",
        ])
        .to_owned()
}

/// A quantity of memory.
pub(crate) fn memory(choices: &mut Choices<'_>) -> String {
    choices.pick(&["256Mi", "1Gi", "1.5Gi", "1G", "524288Ki"]).to_owned()
}
