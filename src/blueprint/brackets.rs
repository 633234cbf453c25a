//! Brackets, strings and heredocs of a file: where one is never closed, or closed by another.
//!
//! The parser notices such a mistake far behind it; this finds the line that opened it.

/// What is open, and where it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Open {
    /// `{`, `[` or `(`.
    Bracket(char, usize),
    /// A string in quotes.
    Quote(usize),
    /// `${` or `%{` in a string or heredoc.
    Interpolation(usize),
    /// A heredoc and its delimiter.
    Heredoc(String, usize),
}

/// A mistake with brackets.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    /// A bracket that is never closed.
    Bracket(char, usize),
    /// A string that does not end on its line.
    Quote(usize),
    /// `${` or `%{` that is never closed.
    Interpolation(usize),
    /// A heredoc whose delimiter never comes.
    Heredoc(String, usize),
    /// A closing bracket that closes nothing.
    Nothing(char, usize),
}

/// Walks over a file.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
    open: Vec<Open>,
}

/// The first mistake with brackets in a file.
pub(super) fn mistake(text: &str) -> Option<Mistake> {
    let mut scanner = Scanner { text, at: 0, open: Vec::new() };
    while scanner.at < text.len() {
        let step = match scanner.open.last() {
            Some(Open::Quote(start)) => scanner.quoted(*start),
            Some(Open::Heredoc(delimiter, _)) => {
                let delimiter = delimiter.clone();
                scanner.heredoc(&delimiter);
                Ok(())
            }
            _ => scanner.code(),
        };
        if let Err(mistake) = step {
            return Some(mistake);
        }
    }
    scanner.open.pop().map(|open| match open {
        Open::Bracket(bracket, start) => Mistake::Bracket(bracket, start),
        Open::Quote(start) => Mistake::Quote(start),
        Open::Interpolation(start) => Mistake::Interpolation(start),
        Open::Heredoc(delimiter, start) => Mistake::Heredoc(delimiter, start),
    })
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Goes on behind the next occurrence of a text, or to the end.
    fn skip_past(&mut self, end: &str) {
        self.at += self.rest().find(end).map_or(self.rest().len(), |found| found + end.len());
    }

    fn advance(&mut self) {
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
    }

    fn code(&mut self) -> Result<(), Mistake> {
        let start = self.at;
        let rest = self.rest();
        if rest.starts_with('#') || rest.starts_with("//") {
            self.skip_past("\n");
        } else if rest.starts_with("/*") {
            self.at += 2;
            self.skip_past("*/");
        } else if let Some(delimiter) = delimiter(rest) {
            self.open.push(Open::Heredoc(delimiter, start));
            self.skip_past("\n");
        } else {
            let character = rest.chars().next().unwrap_or_default();
            self.advance();
            match character {
                '"' => self.open.push(Open::Quote(start)),
                '{' | '[' | '(' => self.open.push(Open::Bracket(character, start)),
                '}' | ']' | ')' => self.close(character, start)?,
                _ => (),
            }
        }
        Ok(())
    }

    fn close(&mut self, bracket: char, at: usize) -> Result<(), Mistake> {
        match self.open.pop() {
            Some(Open::Bracket(open, _)) if closing(open) == bracket => Ok(()),
            Some(Open::Interpolation(_)) if bracket == '}' => Ok(()),
            Some(Open::Bracket(open, start)) => Err(Mistake::Bracket(open, start)),
            Some(Open::Interpolation(start)) => Err(Mistake::Interpolation(start)),
            _ => Err(Mistake::Nothing(bracket, at)),
        }
    }

    fn quoted(&mut self, start: usize) -> Result<(), Mistake> {
        let rest = self.rest();
        if rest.starts_with('\n') {
            return Err(Mistake::Quote(start));
        }
        if rest.starts_with('\\') {
            self.at += 1;
            // A backslash at the end of the line does not carry the string on.
            if !self.rest().starts_with(['\n', '\r']) {
                self.advance();
            }
        } else if rest.starts_with('"') {
            self.at += 1;
            self.open.pop();
        } else {
            self.text_with_interpolations();
        }
        Ok(())
    }

    fn heredoc(&mut self, delimiter: &str) {
        let line_start = self.at == 0 || self.text.as_bytes()[self.at - 1] == b'\n';
        let line = self.rest().lines().next().unwrap_or_default();
        if line_start && line.trim() == delimiter {
            self.at += line.len();
            self.open.pop();
        } else {
            self.text_with_interpolations();
        }
    }

    fn text_with_interpolations(&mut self) {
        let rest = self.rest();
        if rest.starts_with("$${") || rest.starts_with("%%{") {
            self.at += 3;
        } else if rest.starts_with("${") || rest.starts_with("%{") {
            self.open.push(Open::Interpolation(self.at));
            self.at += 2;
        } else {
            self.advance();
        }
    }
}

/// The delimiter of a heredoc that starts here.
fn delimiter(text: &str) -> Option<String> {
    let rest = text.strip_prefix("<<")?;
    let line = rest.strip_prefix('-').unwrap_or(rest).lines().next()?;
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    (!line.is_empty() && line.chars().all(word)).then(|| line.to_owned())
}

fn closing(bracket: char) -> char {
    match bracket {
        '{' => '}',
        '[' => ']',
        _ => ')',
    }
}
