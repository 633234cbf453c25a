//! Files that somebody broke: bytes, lines and tokens lost, doubled, swapped or put in.

use super::choices::Choices;

/// What is put in: tokens that open, close and end things, and ends of ranges.
const TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "${",
    "%{",
    "=",
    ",",
    ".",
    "...",
    "?",
    ":",
    "\n",
    "\r",
    "\u{0}",
    "\\",
    "\\u",
    "/*",
    "*/",
    "#",
    "<<EOT\n",
    "EOT\n",
    "<<-X",
    "null",
    "true",
    "-1",
    "1e999",
    "99999999999999999999",
    "0.1",
    "1.0",
    "\"\"",
    "\u{feff}",
    "é",
    "👩‍👧",
    "for x in ",
    "if ",
    "local.",
    "local.l0",
    "local",
    "service.",
    "service.web",
    "database[0]",
    "nodes",
    "secret.a.b.c",
    "upper(",
    "cidrsubnet(\"10.0.0.0/8\", 40, 1)",
    "format(\"%\")",
    "extends = \"main.hcl\"\n",
    "extends = \".\"\n",
    "locals { a = local.a }\n",
    "platform \"x\" {}\n",
    "service \"\" {}\n",
    "expose {}\n",
    "-",
    "!",
    "%",
    "/",
    "*",
    "[*]",
    ".*",
    "\"${\"",
    "%{ for x in [1] }",
    "%{ endfor }",
    "~}",
    "10.0.0.0/33",
    "0",
    "$${",
];

/// The bytes of a damaged file.
pub(crate) fn damaged(c: &mut Choices<'_>, text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=c.below(3) {
        bytes = once(c, bytes);
    }
    bytes
}

fn once(c: &mut Choices<'_>, bytes: Vec<u8>) -> Vec<u8> {
    match c.below(6) {
        0 => byte(c, bytes),
        1 | 2 => token(c, &bytes),
        3 => lines(c, &bytes),
        4 => {
            let (start, end) = range(c, bytes.len());
            [&bytes[..start], &bytes[end..]].concat()
        }
        _ => nested(c, &bytes),
    }
}

fn byte(c: &mut Choices<'_>, mut bytes: Vec<u8>) -> Vec<u8> {
    let at = c.below(bytes.len());
    if let Some(byte) = bytes.get_mut(at) {
        // Mostly another character of ASCII, now and then no UTF-8 at all.
        let most = if c.chance(10) { 256 } else { 128 };
        *byte = u8::try_from(c.below(most)).unwrap();
    }
    bytes
}

fn token(c: &mut Choices<'_>, bytes: &[u8]) -> Vec<u8> {
    let word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let from = c.below(bytes.len() + 1);
    let start = bytes[..from].iter().rposition(|b| !word(b)).map_or(0, |at| at + 1);
    let replaced =
        if c.chance(60) { bytes[start..].iter().take_while(|b| word(b)).count() } else { 0 };
    [&bytes[..start], c.pick(TOKENS).as_bytes(), &bytes[start + replaced..]].concat()
}

fn lines(c: &mut Choices<'_>, bytes: &[u8]) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
    if lines.is_empty() {
        return Vec::new();
    }
    let (one, other) = (c.below(lines.len()), c.below(lines.len()));
    match c.below(3) {
        0 => _ = lines.remove(one),
        1 => lines.insert(other, lines[one]),
        _ => lines.swap(one, other),
    }
    lines.concat()
}

/// Something that nests very deeply, or repeats very often.
fn nested(c: &mut Choices<'_>, bytes: &[u8]) -> Vec<u8> {
    let at = c.below(bytes.len() + 1);
    let open = c.pick(&[
        "[",
        "(",
        "{ a = ",
        "\"${",
        "!",
        "-",
        "a {\n",
        "1 + ",
        "true ? 1 : ",
        "/*",
        "x = 1\n",
        "%{ if true }",
        "[for x in [1] : ",
        "a.b",
    ]);
    let times = c.pick(&[&3usize, &63, &64, &65, &300, &3000]);
    [&bytes[..at], open.repeat(*times).as_bytes(), &bytes[at..]].concat()
}

fn range(c: &mut Choices<'_>, length: usize) -> (usize, usize) {
    let start = c.below(length + 1);
    (start, (start + c.below(40)).min(length))
}
