//! Rendered Terraform against the provider's schema, and against what no tree of ours spells out.
//!
//! This is what `terraform validate` would say of arguments and blocks, without Terraform, and
//! stricter: a literal needs its type without conversions.

mod blocks;
mod literals;
mod provider;
mod references;
mod types;

pub(crate) use literals::spelled;
pub(crate) use provider::Schema;

use hcl::edit::structure::{Block, Body};

/// Top-level blocks without a schema.
const PLAIN: [&str; 9] =
    ["check", "import", "locals", "module", "moved", "output", "removed", "terraform", "variable"];

/// What `terraform_remote_state`, a data source of Terraform itself, accepts.
const REMOTE_STATE: [&str; 4] = ["backend", "config", "defaults", "workspace"];

/// What `terraform_data`, a resource of Terraform itself, accepts.
const TERRAFORM_DATA: [&str; 2] = ["input", "triggers_replace"];

/// How to add a type to the test data.
const ADD: &str = "is not in tests/data/schema: add it as prune.py there says";

/// Everything in the text of one `.tf` file that the schema does not allow.
pub(crate) fn violations(schema: &Schema, path: &str, text: &str) -> Vec<String> {
    let mut report = Report { place: vec![path.to_owned()], found: Vec::new() };
    let body = match hcl::edit::parser::parse_body(text) {
        Ok(body) => body,
        Err(error) => {
            report.push(&format!("does not parse: {error}"));
            return report.found;
        }
    };
    for attribute in body.attributes() {
        report.push(&format!("has the argument `{}` outside a block", attribute.key.as_str()));
    }
    for block in body.blocks() {
        let labels: Vec<&str> =
            block.labels.iter().map(hcl::edit::structure::BlockLabel::as_str).collect();
        let title = [&[block.ident.as_str()], labels.as_slice()].concat().join(" ");
        report.within(&title, |report| top_level(block, &labels, schema, report));
    }
    for reference in references::unknown(&body, schema) {
        report.push(&format!("refers to {reference}"));
    }
    report.found
}

fn top_level(block: &Block, labels: &[&str], schema: &Schema, report: &mut Report) {
    let declared = match (block.ident.as_str(), labels) {
        ("data", ["terraform_remote_state", _]) => return remote_state(&block.body, report),
        ("resource", ["terraform_data", _]) => return terraform_data(&block.body, report),
        ("resource", [kind, _]) => schema.resources.get(*kind),
        ("ephemeral", [kind, _]) => schema.ephemeral.get(*kind),
        ("data", [kind, _]) => schema.data.get(*kind),
        ("provider", [name]) if schema.providers.contains_key(name) => {
            return blocks::body(&block.body, &schema.providers[name].block, &["alias"], report);
        }
        (keyword, _) if PLAIN.contains(&keyword) => return,
        _ => return report.push("is no block that Terraform knows"),
    };
    match declared {
        Some(declared) => blocks::body(&block.body, &declared.block, &blocks::META, report),
        None => report.push(ADD),
    }
}

fn terraform_data(body: &Body, report: &mut Report) {
    for attribute in body.attributes() {
        let name = attribute.key.as_str();
        if !TERRAFORM_DATA.contains(&name) && !blocks::META.contains(&name) {
            report.push(&format!("has no argument `{name}`"));
        }
    }
}

fn remote_state(body: &Body, report: &mut Report) {
    for attribute in body.attributes() {
        let name = attribute.key.as_str();
        if !REMOTE_STATE.contains(&name) && !blocks::META.contains(&name) {
            report.push(&format!("has no argument `{name}`"));
        }
    }
    for wanted in ["backend", "config"] {
        if !body.has_attribute(wanted) {
            report.push(&format!("lacks the required `{wanted}`"));
        }
    }
}

/// The violations found so far, and the block that is being read.
struct Report {
    place: Vec<String>,
    found: Vec<String>,
}

impl Report {
    fn push(&mut self, violation: &str) {
        self.found.push(format!("{}: {violation}", self.place.join(" > ")));
    }

    fn within(&mut self, name: &str, read: impl FnOnce(&mut Self)) {
        self.place.push(name.to_owned());
        read(self);
        self.place.pop();
    }
}
