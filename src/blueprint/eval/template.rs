//! Strings with `${…}` and `%{…}`: numbers and bools become text as Terraform's `tostring` does.

use super::limits::LONGEST_STRING;
use super::{Evaluated, Evaluator, Failed};
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::source::{FileId, Span};
use crate::blueprint::value::{Node, Piece, Value};
use hcl::edit::template::{
    Directive, Element, ForDirective, HeredocTemplate, IfDirective, StringTemplate, Strip, Template,
};

impl Evaluator<'_> {
    pub(super) fn string_template(
        &mut self,
        file: FileId,
        template: &StringTemplate,
        place: Span,
    ) -> Evaluated {
        let elements: Vec<&Element> = template.iter().collect();
        // `"${x}"` alone is x itself, as in Terraform.
        if let [Element::Interpolation(only)] = elements.as_slice() {
            return self.value(file, &only.expr);
        }
        let mut text = Text::default();
        self.pieces(file, &elements, &mut text)?;
        self.finish_text(text, place)
    }

    pub(super) fn heredoc(
        &mut self,
        file: FileId,
        heredoc: &HeredocTemplate,
        place: Span,
    ) -> Evaluated {
        let mut heredoc = heredoc.clone();
        heredoc.dedent();
        let elements: Vec<&Element> = heredoc.template.iter().collect();
        let mut text = Text { heredoc: true, ..Text::default() };
        self.pieces(file, &elements, &mut text)?;
        self.finish_text(text, place)
    }

    fn finish_text(&mut self, text: Text, place: Span) -> Evaluated {
        self.fits(text.length, place)?;
        let value = join(text.pieces);
        self.charge(&value, place)?;
        Ok(value)
    }

    fn pieces(&mut self, file: FileId, elements: &[&Element], text: &mut Text) -> Evaluated<()> {
        for element in elements {
            match element {
                Element::Literal(literal) => text.literal(literal.as_str()),
                Element::Interpolation(interpolation) => {
                    text.strip_before(interpolation.strip);
                    let node = self.node(file, &interpolation.expr)?;
                    let pieces = self.text_of(&node)?;
                    text.extend(pieces);
                    text.strip_after(interpolation.strip);
                }
                Element::Directive(directive) => match &**directive {
                    Directive::If(directive) => self.if_directive(file, directive, text)?,
                    Directive::For(directive) => self.for_directive(file, directive, text)?,
                },
            }
            if text.length > LONGEST_STRING {
                return Ok(());
            }
        }
        Ok(())
    }

    fn if_directive(
        &mut self,
        file: FileId,
        directive: &IfDirective,
        text: &mut Text,
    ) -> Evaluated<()> {
        let head = &directive.if_expr;
        let condition = self.node(file, &head.cond_expr)?;
        let truth = self.bool(&condition)?;
        text.strip_before(head.strip);
        let otherwise = directive.else_expr.as_ref();
        if truth {
            let end = otherwise.map_or(directive.endif_expr.strip, |e| e.strip);
            self.branch(file, &head.template, (head.strip, end), text)?;
        } else if let Some(otherwise) = otherwise {
            let strips = (otherwise.strip, directive.endif_expr.strip);
            self.branch(file, &otherwise.template, strips, text)?;
        }
        text.strip_after(directive.endif_expr.strip);
        Ok(())
    }

    /// What stands between two directives, with the spaces that they strip.
    fn branch(
        &mut self,
        file: FileId,
        template: &Template,
        (start, end): (Strip, Strip),
        text: &mut Text,
    ) -> Evaluated<()> {
        text.strip_after(start);
        let elements: Vec<&Element> = template.iter().collect();
        self.pieces(file, &elements, text)?;
        text.strip_next = false;
        text.strip_before(end);
        Ok(())
    }

    fn for_directive(
        &mut self,
        file: FileId,
        directive: &ForDirective,
        text: &mut Text,
    ) -> Evaluated<()> {
        let head = &directive.for_expr;
        let collection = self.node(file, &head.collection_expr)?;
        text.strip_before(head.strip);
        let strips = (head.strip, directive.endfor_expr.strip);
        for (key, element) in self.elements(collection)? {
            let depth = self.scope.len();
            if let Some(name) = &head.key_var {
                let span = element.span;
                self.scope.push((name.as_str().to_owned(), Node { value: key, span }));
            }
            self.scope.push((head.value_var.as_str().to_owned(), element));
            let result = self.branch(file, &head.template, strips, text);
            self.scope.truncate(depth);
            result?;
            if text.length > LONGEST_STRING {
                break;
            }
        }
        text.strip_after(directive.endfor_expr.strip);
        Ok(())
    }

    /// A value as text; references stay what they are.
    pub(super) fn text_of(&mut self, node: &Node) -> Evaluated<Vec<Piece>> {
        match &node.value {
            Value::String(text) => Ok(vec![Piece::Literal(text.clone())]),
            Value::Reference(reference) => Ok(vec![Piece::Reference(reference.clone())]),
            Value::Template(pieces) => Ok(pieces.clone()),
            Value::Invalid => Err(Failed),
            other => match other.to_text() {
                Some(text) => Ok(vec![Piece::Literal(text)]),
                None => {
                    let message = format!("{} has no place in a string", other.kind());
                    let help = match other {
                        Value::List(_) => "write `join(\", \", LIST)`, or one element: `LIST[0]`",
                        Value::Map(_) => "write one element: `MAP.NAME`",
                        _ => "write a string, number, bool or reference",
                    };
                    self.fail(Diagnostic::error("GEN029", node.span, message).help(help))
                }
            },
        }
    }
}

/// A string under construction.
#[derive(Default)]
struct Text {
    pieces: Vec<Piece>,
    length: usize,
    /// Whether the next literal loses its leading white space.
    strip_next: bool,
    /// Whether line endings are the file's, so that CRLF means a line break.
    heredoc: bool,
}

impl Text {
    fn literal(&mut self, literal: &str) {
        let literal = if self.strip_next { literal.trim_start() } else { literal };
        self.strip_next = false;
        let literal = if self.heredoc { literal.replace("\r\n", "\n") } else { literal.to_owned() };
        self.extend([Piece::Literal(literal)]);
    }

    fn extend(&mut self, pieces: impl IntoIterator<Item = Piece>) {
        for piece in pieces {
            if let Piece::Literal(text) = &piece {
                self.length += text.len();
            }
            self.pieces.push(piece);
        }
    }

    fn strip_before(&mut self, strip: Strip) {
        if let (true, Some(Piece::Literal(last))) = (strip.strip_start(), self.pieces.last_mut()) {
            last.truncate(last.trim_end().len());
        }
    }

    fn strip_after(&mut self, strip: Strip) {
        self.strip_next = strip.strip_end();
    }
}

/// Pieces as a value: a plain string where there is no reference.
pub(super) fn join(pieces: Vec<Piece>) -> Value {
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        match (joined.last_mut(), piece) {
            (Some(Piece::Literal(last)), Piece::Literal(text)) => last.push_str(&text),
            (_, Piece::Literal(text)) if text.is_empty() => (),
            (_, piece) => joined.push(piece),
        }
    }
    match joined.as_slice() {
        [] => Value::String(String::new()),
        [Piece::Literal(text)] => Value::String(text.clone()),
        _ => Value::Template(joined),
    }
}
