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
use crate::tables::quotas::{DOCUMENTS, RULES_OF_A_GROUP};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The most characters of an attribute of a resource or data source, by how it ends; names and
/// ARNs that `gen` makes are shorter than 256.
const LONGEST: [(&str, usize); 5] = [
    ("account_id", "123456789012".len()),
    ("dns_suffix", "amazonaws.com.cn".len()),
    ("partition", "aws-us-gov".len()),
    ("region", "ap-southeast-1".len()),
    ("", 256),
];

/// What is passed to a list of unknown length counts as so many elements.
const ELEMENTS: usize = 10;

/// The documents and groups of every root, through the modules that it calls.
pub(super) fn check(tree: &Tree, defects: &mut Defects) {
    for root in &tree.roots {
        let scope = Scope::root(root);
        let known = Known::new([].into_iter(), &scope.blocks);
        folder(&Folder { blocks: &scope.blocks, known }, (&scope.place, ""), defects);
        for call in scope.blocks.iter().filter(|block| block.keyword == "module") {
            let module = tree.modules.iter().find(|m| family(call) == Some(&m.family));
            let Some(module) = module.map(Scope::module) else { continue };
            let known = Known::new(arguments(call), &module.blocks);
            let prefix = format!("module.{}.", call.labels.join("."));
            folder(&Folder { blocks: &module.blocks, known }, (&scope.place, &prefix), defects);
        }
    }
}

/// A module or root with what its expressions may refer to.
struct Folder<'a> {
    blocks: &'a [&'a Block],
    known: Known<'a>,
}

fn folder(folder: &Folder, (place, prefix): (&str, &str), defects: &mut Defects) {
    let mut sizes: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut rules: BTreeMap<String, usize> = BTreeMap::new();
    for block in folder.blocks.iter().filter(|block| block.keyword == "resource") {
        let [kind, name] = block.labels.as_slice() else { continue };
        let repeated = folder.repeated(block);
        for row in DOCUMENTS.iter().filter(|row| row.kind == kind) {
            let Some(value) = attribute(block, row.argument) else { continue };
            let owner = row.together.and_then(|argument| attribute(block, argument));
            let (whose, copies) = match owner {
                Some(owner) => (format!("all `{kind}` of `{}`", reference(owner)), repeated),
                None => (format!("`{prefix}{kind}.{name}`"), 1),
            };
            let whose = format!("{whose}: `{}`", row.argument);
            sizes.entry(whose).or_insert((0, row.most)).0 += folder.size(value) * copies;
        }
        if kind.starts_with("aws_vpc_security_group_")
            && let Some(group) = attribute(block, "security_group_id")
        {
            *rules.entry(format!("all `{kind}` of `{}`", reference(group))).or_default() +=
                repeated;
        }
    }
    for (whose, (size, most)) in sizes.into_iter().filter(|(_, (size, most))| size > most) {
        let defect = format!("{whose} has up to {size} characters, at most {most} are allowed");
        defects.push(place, &defect);
    }
    for (whose, count) in rules.into_iter().filter(|(_, count)| *count > RULES_OF_A_GROUP) {
        let defect = format!("{whose} are {count}, at most {RULES_OF_A_GROUP} are allowed");
        defects.push(place, &defect);
    }
}

/// What an argument points to, to tell owners apart and name them.
fn reference(value: &Expr) -> String {
    let path = walk::references(value).into_iter().next();
    path.map_or_else(|| format!("{value:?}"), |path| path.join("."))
}

impl Folder<'_> {
    /// How many resources a block makes.
    fn repeated(&self, block: &Block) -> usize {
        let keys = attribute(block, "for_each").map(|each| self.known.keys(each));
        keys.map_or(1, |keys| keys.map_or(ELEMENTS, |keys| keys.len()))
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
            Expr::ForExpr(_) => vec![unknown(""); ELEMENTS],
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
            _ => {
                let path = walk::references(value).pop().unwrap_or_default();
                unknown(path.last().map_or("", String::as_str))
            }
        }
    }
}

/// A stand-in for an attribute, as long as it can be.
fn unknown(attribute: &str) -> String {
    let most = LONGEST.iter().find(|(end, _)| attribute.ends_with(end)).map_or(0, |row| row.1);
    "x".repeat(most)
}

fn nested<'a>(block: &'a Block, keyword: &str) -> impl Iterator<Item = &'a Block> {
    block.body.iter().filter_map(move |part| match part {
        Part::Block(nested) if nested.keyword == keyword => Some(nested),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use crate::ir::policy::{self, Statement};
    use crate::ir::{Block, Ref, Root, TerraformFile, Tree, call, template};

    /// The defects of a root with these blocks.
    fn defects(blocks: Vec<Block>) -> Vec<String> {
        let root = Root {
            region: "eu-west-1".to_owned(),
            layer: "10-a".to_owned(),
            files: vec![TerraformFile::new("main.tf").blocks(blocks)],
            backend: std::collections::BTreeMap::new(),
            providers: Vec::new(),
            outputs: Vec::new(),
        };
        let mut found = super::Defects::default();
        super::check(
            &Tree { modules: Vec::new(), roots: vec![root], documents: Vec::new() },
            &mut found,
        );
        found.found
    }

    fn account() -> Ref {
        Block::data("aws_caller_identity", "current").address().attr("account_id")
    }

    /// A document that has `count` resources with an account, each of 32 characters.
    fn document(name: &str, count: usize) -> Block {
        let arn = || template(["arn:aws:sqs:::".into(), account().into(), ":aaaaa".into()]);
        let statement = Statement::allow("A", &["sqs:SendMessage"]).on((0..count).map(|_| arn()));
        policy::document(name, [statement])
    }

    fn with(kind: &str, name: &str, argument: &str, document: &Block) -> Block {
        Block::resource(kind, name).set(argument, document.address().attr("json"))
    }

    #[test]
    fn a_policy_counts_with_the_longest_values_that_apply_can_bring() {
        let policy = |count| {
            let document = document("a", count);
            defects(vec![with("aws_iam_policy", "a", "policy", &document), document])
        };
        assert_eq!(policy(172), [""; 0]);
        let found = policy(173);
        assert_eq!(found.len(), 1);
        assert!(
            found[0].starts_with("eu-west-1/10-a: `aws_iam_policy.a`: `policy` has up to 6"),
            "{found:?}"
        );
        assert!(found[0].ends_with("characters, at most 6144 are allowed"), "{found:?}");
    }

    #[test]
    fn the_inline_policies_of_a_role_count_together() {
        let role = || Block::resource("aws_iam_role", "a");
        let inline = |name, count| {
            let document = document(name, count);
            let policy = with("aws_iam_role_policy", name, "policy", &document);
            [policy.set("role", role().address().attr("name")), document]
        };
        assert_eq!(defects(inline("a", 200).into()), [""; 0]);
        let found = defects([inline("a", 200), inline("b", 200)].concat());
        assert_eq!(found.len(), 1);
        assert!(
            found[0].contains("all `aws_iam_role_policy` of `aws_iam_role.a.name`: `policy`"),
            "{found:?}"
        );
    }

    #[test]
    fn user_data_counts_as_text() {
        let data = |length| {
            let text = call("base64encode", ["x".repeat(length).into()]);
            defects(vec![Block::resource("aws_launch_template", "a").set("user_data", text)])
        };
        assert_eq!(data(16_384), [""; 0]);
        assert_eq!(data(16_385).len(), 1);
    }

    #[test]
    fn the_rules_of_a_group_count_together() {
        let group = Block::resource("aws_security_group", "a").address().attr("id");
        let rule = |index| {
            Block::resource("aws_vpc_security_group_egress_rule", &format!("r{index}"))
                .set("security_group_id", group.clone())
        };
        assert_eq!(defects((0..60).map(rule).collect()), [""; 0]);
        let found = defects((0..61).map(rule).collect());
        assert_eq!(
            found,
            [
                "eu-west-1/10-a: all `aws_vpc_security_group_egress_rule` of `aws_security_group.a.id` \
              are 61, at most 60 are allowed"
            ]
        );
    }
}
