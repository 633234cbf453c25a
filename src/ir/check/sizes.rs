//! Documents that AWS would refuse for their size, and security groups with too many rules, at the
//! values that the roots pass.
//!
//! What is known only after apply counts with the most it can be, so that what fits here fits in
//! every account, partition and region.

use super::Defects;
use super::calls::{arguments, family};
use super::fold::Known;
use super::scope::{Scope, attribute, attributes};
use super::walk::{self, Element};
use crate::ir::{Block, Expr, Part, Tree};
use crate::tables::quotas::{ATTRIBUTES, COUNTS, DOCUMENTS};
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// What is passed to a list of unknown length counts as so many elements: such lists are one element
/// a zone, and no region has more than six.
const ELEMENTS: usize = 10;

/// The documents and groups of every root, through the modules that it calls.
pub(super) fn check(tree: &Tree, defects: &mut Defects) {
    for root in &tree.roots {
        let scope = Scope::root(root);
        let known = Known::new([].into_iter(), &scope.blocks);
        folder(&Folder::new(&scope.blocks, known), (&scope.place, ""), defects);
        for call in scope.blocks.iter().filter(|block| block.keyword == "module") {
            let module = tree.modules.iter().find(|m| family(call) == Some(&m.family));
            let Some(module) = module.map(Scope::module) else { continue };
            let known = Known::new(arguments(call), &module.blocks);
            let prefix = format!("module.{}.", call.labels.join("."));
            folder(&Folder::new(&module.blocks, known), (&scope.place, &prefix), defects);
        }
    }
}

/// A module or root with what its expressions may refer to.
struct Folder<'a> {
    blocks: &'a [&'a Block],
    known: Known<'a>,
    /// Attributes that a document takes and that have no row.
    unlisted: RefCell<BTreeSet<String>>,
}

/// The sizes or counts of what AWS limits, each with the most that is allowed.
type Totals = BTreeMap<String, (usize, usize)>;

fn folder(folder: &Folder, (place, prefix): (&str, &str), defects: &mut Defects) {
    let (mut sizes, mut counts) = (Totals::new(), Totals::new());
    for block in folder.blocks.iter().filter(|block| block.keyword == "resource") {
        let [kind, name] = block.labels.as_slice() else { continue };
        let repeated = folder.repeated(block);
        for row in DOCUMENTS.iter().filter(|row| row.kind == kind) {
            let Some(value) = attribute(block, row.argument) else { continue };
            let owner = row.together.and_then(|argument| attribute(block, argument));
            let all = folder.documents(block, value);
            let (whose, size) = match owner {
                Some(owner) => {
                    (format!("all `{kind}` of `{}`", reference(owner)), Some(all.iter().sum()))
                }
                None => (format!("`{prefix}{kind}.{name}`"), all.iter().copied().max()),
            };
            let whose = format!("{whose}: `{}`", row.argument);
            sizes.entry(whose).or_insert((0, row.most)).0 += size.unwrap_or_default();
        }
        for row in COUNTS.iter().filter(|row| row.kind == kind) {
            let Some(owner) = attribute(block, row.together) else { continue };
            let whose = format!("all `{kind}` of `{}`", reference(owner));
            counts.entry(whose).or_insert((0, row.most)).0 += repeated;
        }
    }
    for (whose, (size, most)) in sizes.into_iter().filter(|(_, (size, most))| size > most) {
        let defect = format!("{whose} has up to {size} characters, at most {most} are allowed");
        defects.push(place, &defect);
    }
    for (whose, (count, most)) in counts.into_iter().filter(|(_, (count, most))| count > most) {
        defects.push(place, &format!("{whose} are {count}, at most {most} are allowed"));
    }
    for value in folder.unlisted.take() {
        let defect = format!("a policy or user data takes `{value}`, whose length has no row");
        defects.push(place, &defect);
    }
}

/// What an argument points to, to tell owners apart and name them.
fn reference(value: &Expr) -> String {
    let path = walk::references(value).into_iter().next();
    path.map_or_else(|| format!("{value:?}"), |path| path.join("."))
}

impl<'a> Folder<'a> {
    fn new(blocks: &'a [&'a Block], known: Known<'a>) -> Self {
        Self { blocks, known, unlisted: RefCell::default() }
    }

    /// How many resources a block makes.
    fn repeated(&self, block: &Block) -> usize {
        let keys = attribute(block, "for_each").map(|each| self.known.keys(each));
        keys.map_or(1, |keys| keys.map_or(ELEMENTS, |keys| keys.len()))
    }

    /// The sizes of what an argument holds, for each of the resources that a block makes.
    fn documents(&self, block: &'a Block, value: &Expr) -> Vec<usize> {
        let each = walk::references(value).first().is_some_and(|path| *path == ["each", "value"]);
        let values = attribute(block, "for_each").and_then(|each| self.known.values(each));
        match values.filter(|_| each) {
            Some(values) => values.iter().map(|value| self.size(value)).collect(),
            None => vec![self.size(value); self.repeated(block)],
        }
    }

    /// The most characters of a document: a policy's JSON, or text.
    fn size(&self, value: &Expr) -> usize {
        let path = walk::references(value).into_iter().next();
        let policy = path.as_deref().and_then(|path| match path {
            [data, kind, name, ..] if data == "data" && kind == "aws_iam_policy_document" => {
                self.blocks.iter().find(|block| {
                    block.keyword == "data" && block.labels == [kind.clone(), name.clone()]
                })
            }
            _ => None,
        });
        match policy {
            Some(document) => self.policy(document).to_string().chars().count(),
            None => self.text(value).len(),
        }
    }

    fn policy(&self, document: &Block) -> Value {
        let statements: Vec<Value> =
            nested(document, "statement").map(|block| self.statement(block)).collect();
        json!({ "Version": "2012-10-17", "Statement": statements })
    }

    fn statement(&self, block: &Block) -> Value {
        let mut statement = Map::from_iter([("Effect".to_owned(), json!("Allow"))]);
        for (name, value) in attributes(block) {
            statement.insert(name.to_owned(), json!(self.texts(value)));
        }
        for principals in nested(block, "principals") {
            let kind = attribute(principals, "type").map(|kind| self.text(kind));
            let who = attribute(principals, "identifiers").map(|who| self.texts(who));
            statement.insert("Principal".to_owned(), json!({ kind.unwrap_or_default(): who }));
        }
        let conditions: Vec<Value> = nested(block, "condition")
            .map(|condition| {
                let part = |name: &str| attribute(condition, name).map(|value| self.text(value));
                let values = attribute(condition, "values").map(|values| self.texts(values));
                let (test, key) = (part("test").unwrap_or_default(), part("variable"));
                json!({ test: { key.unwrap_or_default(): values } })
            })
            .collect();
        if !conditions.is_empty() {
            statement.insert("Condition".to_owned(), json!(conditions));
        }
        Value::Object(statement)
    }

    /// The elements of a list, or a text alone.
    fn texts(&self, value: &Expr) -> Vec<String> {
        match value {
            Expr::Array(items) => items.iter().flat_map(|item| self.texts(item)).collect(),
            Expr::ForExpr(each) => {
                let count = self.known.count(&each.collection_expr);
                vec![self.text(&each.value_expr); count.unwrap_or(ELEMENTS)]
            }
            // A list that the root passes.
            Expr::Traversal(_) => vec![self.text(value); self.known.count(value).unwrap_or(1)],
            Expr::FuncCall(call) => {
                call.args.iter().flat_map(|argument| self.texts(argument)).collect()
            }
            _ => vec![self.text(value)],
        }
    }

    /// A text as long as it can be.
    fn text(&self, value: &Expr) -> String {
        if let Some(text) = self.known.text(value, None) {
            return text;
        }
        match value {
            Expr::TemplateExpr(template) => {
                let pieces = walk::elements(template).unwrap_or_default();
                let pieces = pieces.iter().map(|piece| match piece {
                    Element::Literal(text) => text.clone(),
                    Element::Value(value) => self.text(value),
                });
                pieces.collect()
            }
            Expr::FuncCall(call) => call.args.iter().map(|argument| self.text(argument)).collect(),
            Expr::Bool(value) => value.to_string(),
            _ => "x".repeat(self.longest(value)),
        }
    }

    /// The most characters of what an expression refers to.
    fn longest(&self, value: &Expr) -> usize {
        let paths = walk::references(value);
        let lengths = paths.iter().map(|path| {
            // A list of ARNs has the rows of ARNs.
            let last = path.last().map_or("", String::as_str).trim_end_matches('s');
            let fits = |end: &str| {
                let end = end.trim_end_matches('s');
                last.strip_suffix(end).is_some_and(|start| start.is_empty() || start.ends_with('_'))
            };
            let rows = ATTRIBUTES.iter().filter(|(end, _)| fits(end));
            let row = rows.max_by_key(|(end, _)| end.len());
            // An element of a list is a name or an ARN, unless its own name says which.
            let row =
                row.or_else(|| ATTRIBUTES.iter().find(|(end, _)| path.len() == 1 && *end == "arn"));
            if row.is_none() {
                self.unlisted.borrow_mut().insert(path.join("."));
            }
            row.map_or(0, |row| row.1)
        });
        lengths.max().unwrap_or_default()
    }
}

fn nested<'a>(block: &'a Block, keyword: &str) -> impl Iterator<Item = &'a Block> {
    block.body.iter().filter_map(move |part| match part {
        Part::Block(nested) if nested.keyword == keyword => Some(nested),
        _ => None,
    })
}
