//! One document in many writings: order, white space, comments, line ends, quoting, locals.

use super::choices::Choices;
use super::document::Block;
use super::expressions::{self, Locals};

/// How a file is written.
pub(crate) struct Writer<'a, 'b> {
    pub(crate) choices: &'a mut Choices<'b>,
    /// Whether anything but the plainest form is allowed.
    pub(crate) wild: bool,
    /// Locals that the file's expressions use.
    pub(crate) locals: Locals,
    crlf: bool,
}

impl<'a, 'b> Writer<'a, 'b> {
    /// Writes as `terraform fmt` would, more or less.
    pub(crate) fn plain(choices: &'a mut Choices<'b>) -> Self {
        Self { choices, wild: false, locals: Locals::default(), crlf: false }
    }

    /// Writes in any way that means the same.
    pub(crate) fn wild(choices: &'a mut Choices<'b>) -> Self {
        let crlf = choices.chance(30);
        Self { choices, wild: true, locals: Locals::default(), crlf }
    }

    /// The whole file, its locals included.
    pub(crate) fn file(&mut self, blocks: &[Block], extends: Option<&str>) -> String {
        let mut parts = self.blocks(blocks, 0);
        for (name, expression) in std::mem::take(&mut self.locals.defined) {
            parts.push(format!("locals {{\n  {name} = {expression}\n}}\n"));
        }
        parts.extend(extends.map(|path| format!("extends = \"{path}\"\n")));
        self.join(parts)
    }

    /// The same file with what its locals are left to whoever puts it into a chain.
    pub(crate) fn part(
        &mut self,
        blocks: &[Block],
        extends: Option<&str>,
        locals: &[(String, String)],
    ) -> String {
        let mut parts = self.blocks(blocks, 0);
        if !locals.is_empty() {
            let lines: String =
                locals.iter().map(|(name, text)| format!("  {name} = {text}\n")).collect();
            parts.push(format!("locals {{\n{lines}}}\n"));
        }
        parts.extend(extends.map(|path| format!("extends = \"{path}\"\n")));
        self.join(parts)
    }

    fn join(&mut self, mut parts: Vec<String>) -> String {
        if self.wild {
            self.choices.shuffle(&mut parts);
        }
        let text = parts.join(if self.wild && self.choices.chance(30) { "" } else { "\n" });
        if self.crlf { text.replace("\r\n", "\n").replace('\n', "\r\n") } else { text }
    }

    fn blocks(&mut self, blocks: &[Block], depth: usize) -> Vec<String> {
        blocks.iter().map(|block| self.block(block, depth)).collect()
    }

    fn block(&mut self, block: &Block, depth: usize) -> String {
        let indent = self.indent(depth);
        let label = block.label.as_ref().map_or(String::new(), |label| self.label(label));
        let head = format!("{indent}{}{label}{}{{", block.kind, self.space());
        let mut parts: Vec<String> = Vec::new();
        for (name, value) in &block.attributes {
            let value = expressions::attribute(self, value);
            let equals = format!("{}={}", self.space_or_none(), self.space_or_none());
            parts.push(format!("{name}{equals}{value}"));
        }
        let one_line = block.blocks.is_empty()
            && (parts.is_empty()
                || (self.wild && parts.len() == 1 && !parts[0].contains(['\n', '#'])));
        if one_line {
            let inner = parts.pop().map_or(String::new(), |part| format!(" {part} "));
            return format!("{head}{inner}}}{}", self.end());
        }
        let inner = self.indent(depth + 1);
        let mut lines: Vec<String> = parts
            .into_iter()
            .map(|part| {
                let end = if part.ends_with("\nEOT") { "\n".to_owned() } else { self.end() };
                format!("{inner}{part}{end}")
            })
            .collect();
        lines.extend(self.blocks(&block.blocks, depth + 1));
        if self.wild {
            self.choices.shuffle(&mut lines);
        }
        format!("{head}{}{}{indent}}}{}", self.end(), lines.concat(), self.end())
    }

    fn label(&mut self, label: &str) -> String {
        let name = label.starts_with(|c: char| c.is_ascii_alphabetic()) && !label.contains('.');
        if self.wild && name && self.choices.chance(30) {
            return format!(" {label}");
        }
        format!(" {}", expressions::quoted(self, label))
    }

    fn indent(&mut self, depth: usize) -> String {
        match self.wild.then(|| self.choices.below(4)) {
            None | Some(0) => "  ".repeat(depth),
            Some(1) => "\t".repeat(depth),
            Some(2) => String::new(),
            Some(_) => " ".repeat(self.choices.below(9)),
        }
    }

    fn space(&mut self) -> &'static str {
        if self.wild { self.choices.pick(&[" ", "  ", "\t", " /* { */ "]) } else { " " }
    }

    /// White space where there need not be any.
    pub(crate) fn space_or_none(&mut self) -> &'static str {
        if self.wild { self.choices.pick(&[" ", "", "\t", "   "]) } else { " " }
    }

    /// The end of a line, with or without a comment and empty lines.
    pub(crate) fn end(&mut self) -> String {
        if !self.wild {
            return "\n".to_owned();
        }
        let ends = [
            "\n",
            "\n\n",
            " # é } \" ${\n",
            " // {\n",
            "  \n",
            " /* \" \n */\n",
            "\n# a\n  // b\n",
        ];
        self.choices.pick(&ends).to_owned()
    }

    /// Whether to leave the plainest form, which happens less often the deeper it stands.
    pub(crate) fn leave(&mut self, depth: usize, percent: usize) -> bool {
        self.wild && depth < 4 && self.choices.chance(percent >> depth)
    }

    /// Whether line ends are two characters, so that heredocs would hold both.
    pub(crate) fn crlf(&self) -> bool {
        self.crlf
    }
}
