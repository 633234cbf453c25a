//! Literal values against types. What only an apply can know, a reference or a call, fits any type.

use super::provider::{Attribute, Nesting, Type};
use hcl::edit::expr::{Expression, Object, ObjectKey, UnaryOperator};
use std::collections::BTreeMap;

/// Every literal in `value` that does not have its type, without conversions.
pub(super) fn mismatches(value: &Expression, wanted: &Type) -> Vec<String> {
    match value {
        Expression::Parenthesis(inner) => mismatches(inner.inner(), wanted),
        Expression::Conditional(choice) => {
            let mut found = mismatches(&choice.true_expr, wanted);
            found.extend(mismatches(&choice.false_expr, wanted));
            found
        }
        _ => literal(value, wanted),
    }
}

fn literal(value: &Expression, wanted: &Type) -> Vec<String> {
    let Some(given) = literal_kind(value) else { return Vec::new() };
    match (wanted, value) {
        (Type::Primitive(kind), _) if kind == "dynamic" || kind == given => Vec::new(),
        (Type::Collection(kind, item), Expression::Array(items)) if kind != "map" => {
            items.iter().flat_map(|value| mismatches(value, item)).collect()
        }
        (Type::Collection(kind, _), Expression::ForExpr(_))
            if (kind == "map") == (given == "object") =>
        {
            Vec::new()
        }
        (Type::Collection(kind, item), Expression::Object(object)) if kind == "map" => {
            object.iter().flat_map(|(_, value)| mismatches(value.expr(), item)).collect()
        }
        (Type::Object(_, attributes), Expression::Object(object)) => members(object, attributes),
        (Type::Object(..), Expression::ForExpr(_)) if given == "object" => Vec::new(),
        (
            Type::Nested { attributes, nesting_mode: Nesting::Single },
            Expression::Object(object),
        ) => attributes_of(object, attributes),
        (Type::Nested { attributes, .. }, Expression::Array(items)) => {
            let objects = items.iter().filter_map(|item| match item {
                Expression::Object(object) => Some(object),
                _ => None,
            });
            objects.flat_map(|object| attributes_of(object, attributes)).collect()
        }
        _ => vec![format!("is of type {given}, where {} is wanted", wanted.name())],
    }
}

/// What a literal is; none for what an apply must evaluate, and for `null`, which is any type's.
fn literal_kind(value: &Expression) -> Option<&'static str> {
    match value {
        Expression::Bool(_) => Some("bool"),
        Expression::Number(_) => Some("number"),
        Expression::UnaryOp(operation) => Some(match operation.operator.value() {
            UnaryOperator::Neg => "number",
            UnaryOperator::Not => "bool",
        }),
        Expression::String(_) | Expression::StringTemplate(_) | Expression::HeredocTemplate(_) => {
            Some("string")
        }
        Expression::ForExpr(loops) if loops.key_expr.is_some() => Some("object"),
        Expression::Object(_) => Some("object"),
        Expression::Array(_) | Expression::ForExpr(_) => Some("list"),
        _ => None,
    }
}

/// The members of an object of which some are optional.
fn attributes_of(object: &Object, attributes: &BTreeMap<String, Attribute>) -> Vec<String> {
    let mut found = Vec::new();
    for (key, value) in object {
        let key = key_name(key);
        match attributes.get(&key).map(|attribute| mismatches(value.expr(), &attribute.kind)) {
            Some(mismatches) => {
                found.extend(mismatches.iter().map(|m| format!("has `{key}` that {m}")));
            }
            None => found.push(format!("has `{key}`, which its type does not have")),
        }
    }
    let given: Vec<String> = object.iter().map(|(key, _)| key_name(key)).collect();
    let wanted = attributes.iter().filter(|(_, attribute)| attribute.required);
    let missing = wanted.filter(|(name, _)| !given.contains(name));
    found.extend(missing.map(|(name, _)| format!("lacks `{name}`")));
    found
}

fn members(object: &Object, attributes: &BTreeMap<String, Type>) -> Vec<String> {
    let mut found = Vec::new();
    let mut given = Vec::new();
    for (key, value) in object {
        let key = key_name(key);
        match attributes.get(&key) {
            Some(kind) => {
                let mismatches = mismatches(value.expr(), kind);
                found.extend(
                    mismatches.iter().map(|mismatch| format!("has `{key}` that {mismatch}")),
                );
            }
            None => found.push(format!("has `{key}`, which its type does not have")),
        }
        given.push(key);
    }
    let missing = attributes.keys().filter(|name| !given.contains(name));
    found.extend(missing.map(|name| format!("lacks `{name}`")));
    found
}

fn key_name(key: &ObjectKey) -> String {
    match key {
        ObjectKey::Ident(name) => name.as_str().to_owned(),
        ObjectKey::Expression(Expression::String(name)) => name.as_str().to_owned(),
        ObjectKey::Expression(other) => other.to_string().trim().to_owned(),
    }
}
