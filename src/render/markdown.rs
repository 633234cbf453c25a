//! Text as Markdown shows it literally.

/// Characters that Markdown or HTML reads as syntax anywhere in a line.
const SYNTAX: &str = "\\`*_[]<>|&~";

/// Prose on one line, safe in a paragraph or a table's cell.
pub(crate) fn text(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut escaped = String::with_capacity(line.len());
    for (index, character) in line.char_indices() {
        // At its start a line could become a heading or a list.
        if SYNTAX.contains(character) || (index == 0 && "#+-".contains(character)) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// A code span on one line, safe in a paragraph or a table's cell.
pub(crate) fn code(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    if longest == 0 {
        return format!("`{line}`");
    }
    // A span ends only at as many backticks as it began with.
    let fence = "`".repeat(longest + 1);
    format!("{fence} {line} {fence}")
}

#[cfg(test)]
mod tests {
    use super::{code, text};

    #[test]
    fn prose_never_becomes_syntax() {
        assert_eq!(
            text("a | b\n<b> *x* [y](z) `c` a_b"),
            r"a \| b \<b\> \*x\* \[y\](z) \`c\` a\_b"
        );
        assert_eq!(text("# no heading, #1"), r"\# no heading, #1");
        assert_eq!(text("&lt; ~~x~~ \\"), r"\&lt; \~\~x\~\~ \\");
    }

    #[test]
    fn code_spans_end_where_they_should() {
        assert_eq!(code("map(string)"), "`map(string)`");
        assert_eq!(code("a|b\nc"), r"`a\|b c`");
        assert_eq!(code("a ` b `` c"), "``` a ` b `` c ```");
    }
}
