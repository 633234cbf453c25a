//! Trees of one file: literals, references and templates, nothing to merge or evaluate.

use hcl::edit::expr::{Expression, ObjectKey, Traversal, TraversalOperator};
use hcl::edit::structure::{self, BlockLabel, Body};
use hcl::edit::template::{Element, StringTemplate};
use hcl::edit::{Span as _, parser};
use platform_gen::blueprint::source::{FileId, Source, Sources, Span};
use platform_gen::blueprint::tree::{Attribute, Block, Blueprint, Label};
use platform_gen::blueprint::value::{Node, Piece, Reference, Value};
use std::ops::Range;

/// Adds a file and gives its tree.
pub(crate) fn tree(sources: &mut Sources, path: &str, text: &str) -> Blueprint {
    let file = sources.add(Source { path: path.to_owned(), text: text.to_owned() });
    let body: Body = parser::parse_body(text).unwrap();
    let blocks = body.blocks().map(|block| Reader(file).block(block)).collect();
    Blueprint { file, blocks, partial: false }
}

/// `LINE:COLUMN` of a place.
pub(crate) fn place(sources: &Sources, span: Span) -> String {
    let before = &sources.get(span.file).text[..span.start];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("{line}:{column}")
}

struct Reader(FileId);

impl Reader {
    fn span(&self, range: Option<Range<usize>>) -> Span {
        let range = range.unwrap();
        Span { file: self.0, start: range.start, end: range.end }
    }

    fn block(&self, block: &structure::Block) -> Block {
        let kind_span = self.span(block.ident.span());
        let labels: Vec<Label> = block.labels.iter().map(|label| self.label(label)).collect();
        let end = labels.last().map_or(kind_span.end, |label| label.span.end);
        let attributes = block.body.attributes().map(|attribute| {
            let value = self.node(&attribute.value);
            (attribute.key.to_string(), Attribute { name: self.span(attribute.key.span()), value })
        });
        Block {
            kind: block.ident.to_string(),
            kind_span,
            header: Span { end, ..kind_span },
            labels,
            attributes: attributes.collect(),
            blocks: block.body.blocks().map(|block| self.block(block)).collect(),
        }
    }

    fn label(&self, label: &BlockLabel) -> Label {
        Label { text: label.as_str().to_owned(), span: self.span(label.span()) }
    }

    fn node(&self, expression: &Expression) -> Node {
        Node { value: self.value(expression), span: self.span(expression.span()) }
    }

    fn value(&self, expression: &Expression) -> Value {
        match expression {
            Expression::Bool(flag) => Value::Bool(*flag.value()),
            Expression::Number(number) => Value::Number(*number.value()),
            Expression::String(text) => Value::String(text.value().clone()),
            Expression::Array(array) => {
                Value::List(array.iter().map(|item| self.node(item)).collect())
            }
            Expression::Object(object) => Value::Map(
                object
                    .iter()
                    .map(|(key, value)| (object_key(key), self.node(value.expr())))
                    .collect(),
            ),
            Expression::Traversal(traversal) => Value::Reference(reference(traversal)),
            Expression::StringTemplate(template) => Value::Template(pieces(template)),
            Expression::UnaryOp(_) => {
                let text = expression.to_string();
                Value::Number(hcl::Number::from(text.trim().parse::<i64>().unwrap()))
            }
            other => panic!("the test helper reads no {other:?}"),
        }
    }
}

fn object_key(key: &ObjectKey) -> String {
    match key {
        ObjectKey::Ident(name) => name.to_string(),
        ObjectKey::Expression(Expression::String(text)) => text.value().clone(),
        ObjectKey::Expression(other) => other.to_string().trim().to_owned(),
    }
}

fn reference(traversal: &Traversal) -> Reference {
    let names = traversal.operators.iter().map(|operator| match operator.value() {
        TraversalOperator::GetAttr(name) => name.to_string(),
        TraversalOperator::Index(Expression::String(key)) => key.value().clone(),
        other => panic!("the test helper reads no {other:?}"),
    });
    let mut names = names.collect::<Vec<_>>().into_iter();
    Reference {
        kind: traversal.expr.to_string().trim().to_owned(),
        label: names.next().unwrap(),
        path: names.collect(),
    }
}

fn pieces(template: &StringTemplate) -> Vec<Piece> {
    let piece = |element: &Element| match element {
        Element::Literal(text) => Piece::Literal(text.value().clone()),
        Element::Interpolation(interpolation) => match &interpolation.expr {
            Expression::Traversal(traversal) => Piece::Reference(reference(traversal)),
            other => panic!("the test helper reads no {other:?}"),
        },
        Element::Directive(_) => panic!("the test helper reads no directives"),
    };
    template.iter().map(piece).collect()
}
