//! Expressions as `terraform fmt` would lay them out.
//!
//! Scalars and templates are printed by hcl-rs, which escapes them; this module places what spans
//! lines: objects with a key a line and aligned `=`, long lists an item a line.

use crate::ir::Expr;
use hcl::expr::{
    Conditional, ForExpr, FuncCall, Object, ObjectKey, Operation, Traversal, TraversalOperator,
};

/// The widest a list may be before it takes a line for each item.
const WIDEST_LIST: usize = 80;

/// Keys that an object constructor would read as something else than a name.
const KEYWORDS: [&str; 4] = ["false", "for", "null", "true"];

/// Where an expression stands.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// On a line that is indented by so many levels, and may go on below it.
    Lines(usize),
    /// Within one line.
    Inline,
}

/// Prints an expression.
pub(super) fn expression(expr: &Expr, place: Place) -> String {
    match expr {
        Expr::Array(items) => list(items, place),
        Expr::Object(entries) if entries.is_empty() => "{}".to_owned(),
        Expr::Object(entries) => object(entries, place),
        Expr::FuncCall(call) => function(call, place),
        Expr::ForExpr(expr) => for_expr(expr, place),
        Expr::Traversal(traversal) => reference(traversal),
        Expr::Parenthesis(inner) => format!("({})", expression(inner, place)),
        Expr::Conditional(choice) => conditional(choice),
        Expr::Operation(operation) => operator(operation),
        leaf => scalar(leaf),
    }
}

/// Prints lines of `name = value`, each name padded to the widest of its run: adjacent values that
/// start and end on one line. A heredoc's opening line counts as one.
pub(super) fn align(lines: &[(String, String)], margin: &str) -> String {
    let single = |value: &str| !value.contains('\n') || value.starts_with("<<");
    let runs = lines.chunk_by(|(_, value), (_, next)| single(value) && single(next));
    let print = |run: &[(String, String)]| -> String {
        let widest = run.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        let lines = run.iter().map(|(name, value)| format!("{margin}{name:<widest$} = {value}\n"));
        lines.collect()
    };
    runs.map(print).collect()
}

pub(super) fn indent(depth: usize) -> String {
    "  ".repeat(depth)
}

/// # Panics
///
/// If hcl-rs cannot print it, which it can for every expression that can be built.
fn scalar(expr: &Expr) -> String {
    hcl::format::to_string(expr).expect("an expression prints")
}

fn list(items: &[Expr], place: Place) -> String {
    let printed: Vec<String> = items.iter().map(|item| expression(item, place.deeper())).collect();
    let line = format!("[{}]", printed.join(", "));
    match place {
        Place::Lines(depth) if line.chars().count() > WIDEST_LIST || line.contains('\n') => {
            format!("[\n{}{}]", items_below(&printed, depth, ","), indent(depth))
        }
        _ => line,
    }
}

/// Items on lines of their own with a comma after each; `last` stands after the last one.
fn items_below(printed: &[String], depth: usize, last: &str) -> String {
    let inner = indent(depth + 1);
    let lines = printed.iter().enumerate().map(|(index, item)| {
        let comma = if index + 1 == printed.len() { last } else { "," };
        // A heredoc ends only where its delimiter stands alone on a line.
        let comma = match comma {
            "" => String::new(),
            comma if item.starts_with("<<") => format!("\n{inner}{comma}"),
            comma => comma.to_owned(),
        };
        format!("{inner}{item}{comma}\n")
    });
    lines.collect()
}

fn object(entries: &Object<ObjectKey, Expr>, place: Place) -> String {
    let values = entries.iter();
    let lines: Vec<(String, String)> =
        values.map(|(name, value)| (key(name), expression(value, place.deeper()))).collect();
    match place {
        Place::Lines(depth) => {
            format!("{{\n{}{}}}", align(&lines, &indent(depth + 1)), indent(depth))
        }
        Place::Inline => {
            let entries = lines.iter().map(|(name, value)| format!("{name} = {value}"));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

fn key(key: &ObjectKey) -> String {
    match key {
        ObjectKey::Identifier(name) => key_name(name),
        ObjectKey::Expression(Expr::String(name)) => key_name(name),
        ObjectKey::Expression(template @ Expr::TemplateExpr(_)) => scalar(template),
        // Without parentheses a reference would be read as a name.
        ObjectKey::Expression(Expr::Parenthesis(inner)) => {
            format!("({})", expression(inner, Place::Inline))
        }
        ObjectKey::Expression(computed) => format!("({})", expression(computed, Place::Inline)),
        other => unreachable!("hcl-rs has no other key than {other:?}"),
    }
}

/// A key, quoted unless it is a plain name.
///
/// Characters beyond Latin are escaped: `terraform fmt` aligns by what a reader sees as one
/// character, which may be several of Unicode's.
fn key_name(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if starts && name.chars().all(plain) && !KEYWORDS.contains(&name) {
        return name.to_owned();
    }
    let escape = |c: char| match u32::from(c) {
        ..0x300 => c.to_string(),
        code @ ..0x1_0000 => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    };
    scalar(&Expr::String(name.to_owned())).chars().map(escape).collect()
}

fn function(call: &FuncCall, place: Place) -> String {
    let name = &call.name;
    let expand = if call.expand_final { "..." } else { "" };
    let print = |place: Place| call.args.iter().map(move |argument| expression(argument, place));
    let printed: Vec<String> = print(place).collect();
    // Only the last argument may span lines, or `terraform fmt` indents what stands between.
    let spans = |argument: &String| argument.contains('\n');
    let before_last = printed.len().saturating_sub(1);
    let heredoc = printed.last().is_some_and(|argument| argument.starts_with("<<"));
    match place {
        Place::Lines(depth) if heredoc || printed[..before_last].iter().any(spans) => {
            let printed: Vec<String> = print(place.deeper()).collect();
            format!("{name}(\n{}{})", items_below(&printed, depth, expand), indent(depth))
        }
        _ => format!("{name}({}{expand})", printed.join(", ")),
    }
}

fn reference(traversal: &Traversal) -> String {
    let operators = traversal.operators.iter().map(|operator| match operator {
        TraversalOperator::AttrSplat => ".*".to_owned(),
        TraversalOperator::FullSplat => "[*]".to_owned(),
        TraversalOperator::GetAttr(name) => format!(".{name}"),
        TraversalOperator::Index(index) => format!("[{}]", expression(index, Place::Inline)),
        TraversalOperator::LegacyIndex(index) => format!(".{index}"),
    });
    [operand(&traversal.expr)].into_iter().chain(operators).collect()
}

fn conditional(choice: &Conditional) -> String {
    let condition = match &choice.cond_expr {
        nested @ Expr::Conditional(_) => operand(nested),
        plain => expression(plain, Place::Inline),
    };
    let [yes, no] =
        [&choice.true_expr, &choice.false_expr].map(|part| expression(part, Place::Inline));
    format!("{condition} ? {yes} : {no}")
}

fn operator(operation: &Operation) -> String {
    match operation {
        Operation::Unary(unary) => format!("{}{}", unary.operator, operand(&unary.expr)),
        Operation::Binary(binary) => {
            let [left, right] = [&binary.lhs_expr, &binary.rhs_expr].map(operand);
            format!("{left} {} {right}", binary.operator)
        }
    }
}

/// A part of an operation, in parentheses where it is one itself: the tree says what binds first.
fn operand(expr: &Expr) -> String {
    let printed = expression(expr, Place::Inline);
    if matches!(expr, Expr::Operation(_) | Expr::Conditional(_)) {
        return format!("({printed})");
    }
    printed
}

fn for_expr(expr: &ForExpr, place: Place) -> String {
    let inline = |part: &Expr| expression(part, Place::Inline);
    let names = match &expr.key_var {
        Some(key) => format!("{key}, {}", expr.value_var),
        None => expr.value_var.to_string(),
    };
    let start = format!("for {names} in {} :", inline(&expr.collection_expr));
    let value = expression(&expr.value_expr, place);
    let end = match &expr.cond_expr {
        Some(condition) => format!(" if {}", inline(condition)),
        None => String::new(),
    };
    match &expr.key_expr {
        Some(key) => {
            let group = if expr.grouping { "..." } else { "" };
            format!("{{ {start} {} => {value}{group}{end} }}", inline(key))
        }
        None => format!("[{start} {value}{end}]"),
    }
}

impl Place {
    /// One level below.
    fn deeper(self) -> Self {
        match self {
            Self::Lines(depth) => Self::Lines(depth + 1),
            Self::Inline => Self::Inline,
        }
    }
}
