//! What no generated file spells out: a partition in an ARN, an account.

/// Characters that an ARN can hold in a quoted string.
const ARN: &str = ":/-_*.+=,@";

/// ARNs with a literal partition and 12-digit accounts in a file, unless a blueprint gives them.
pub(crate) fn spelled(path: &str, text: &str, blueprints: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for literal in arns(line).into_iter().chain(accounts(line)) {
            if !blueprints.contains(literal) {
                found.push(format!("{path}:{}: spells out `{literal}`", index + 1));
            }
        }
    }
    found
}

/// `arn:aws:…`, `arn:aws-cn:…`; an interpolated partition is none.
fn arns(line: &str) -> Vec<&str> {
    let starts = line.match_indices("arn:aws").map(|(start, _)| &line[start..]);
    let end = |rest: &str| {
        rest.find(|c: char| !c.is_ascii_alphanumeric() && !ARN.contains(c)).unwrap_or(rest.len())
    };
    starts.map(|rest| &rest[..end(rest)]).collect()
}

/// Runs of exactly 12 digits that are no part of a longer word.
fn accounts(line: &str) -> Vec<&str> {
    line.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_digit()))
        .collect()
}
