//! Expressions as `terraform fmt` would lay them out.
//!
//! Scalars, templates and references are printed by hcl-rs, which escapes them; this module only
//! places what spans lines: objects with a key a line and aligned `=`, long lists an item a line.

use crate::ir::Expr;
use hcl::expr::{ForExpr, FuncCall, Object, ObjectKey};

/// The widest a list may be before it takes a line for each item.
const WIDEST_LIST: usize = 80;

/// Prints an expression whose line is indented by `depth` levels.
pub(super) fn expression(expr: &Expr, depth: usize) -> String {
    match expr {
        Expr::Array(items) => list(items, depth),
        Expr::Object(entries) if entries.is_empty() => "{}".to_owned(),
        Expr::Object(entries) => object(entries, depth),
        Expr::FuncCall(call) => function(call, depth),
        Expr::ForExpr(expr) => for_expr(expr, depth),
        leaf => hcl::format::to_string(leaf).expect("an expression prints"),
    }
}

/// Pads each name to the widest of its run, where a run is adjacent values of one line each.
pub(super) fn align(lines: &[(String, String)]) -> Vec<usize> {
    let mut widths = vec![0; lines.len()];
    let mut start = 0;
    while start < lines.len() {
        let single = |line: &(String, String)| !line.1.contains('\n');
        let length = lines[start..].iter().take_while(|line| single(line)).count().max(1);
        let run = &lines[start..start + length];
        let widest = run.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        widths[start..start + length].fill(widest);
        start += length;
    }
    widths
}

pub(super) fn indent(depth: usize) -> String {
    "  ".repeat(depth)
}

fn list(items: &[Expr], depth: usize) -> String {
    let printed: Vec<String> = items.iter().map(|item| expression(item, depth + 1)).collect();
    let line = format!("[{}]", printed.join(", "));
    if line.chars().count() <= WIDEST_LIST && !line.contains('\n') {
        return line;
    }
    let inner = indent(depth + 1);
    let lines: String = printed.iter().map(|item| format!("{inner}{item},\n")).collect();
    format!("[\n{lines}{}]", indent(depth))
}

fn object(entries: &Object<ObjectKey, Expr>, depth: usize) -> String {
    let lines: Vec<(String, String)> =
        entries.iter().map(|(name, value)| (key(name), expression(value, depth + 1))).collect();
    let inner = indent(depth + 1);
    let printed: String = lines
        .iter()
        .zip(align(&lines))
        .map(|((name, value), width)| format!("{inner}{name:<width$} = {value}\n"))
        .collect();
    format!("{{\n{printed}{}}}", indent(depth))
}

fn key(key: &ObjectKey) -> String {
    match key {
        ObjectKey::Identifier(name) => name.to_string(),
        ObjectKey::Expression(expr) => expression(expr, 0),
        other => unreachable!("hcl-rs has no other key than {other:?}"),
    }
}

fn function(call: &FuncCall, depth: usize) -> String {
    let arguments: Vec<String> = call.args.iter().map(|a| expression(a, depth)).collect();
    format!("{}({})", call.name.name, arguments.join(", "))
}

fn for_expr(expr: &ForExpr, depth: usize) -> String {
    let collection = expression(&expr.collection_expr, depth);
    let value = expression(&expr.value_expr, depth);
    let names = match &expr.key_var {
        Some(key) => format!("{key}, {}", expr.value_var),
        None => expr.value_var.to_string(),
    };
    match &expr.key_expr {
        Some(key) => {
            format!("{{ for {names} in {collection} : {} => {value} }}", expression(key, depth))
        }
        None => format!("[for {names} in {collection} : {value}]"),
    }
}
