//! `locals` blocks: their names merge over the files of a chain, each replaced whole.

use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::source::FileId;
use crate::blueprint::syntax;
use hcl::edit::expr::Expression;
use hcl::edit::structure::{Block, Body};
use std::collections::BTreeMap;

fn blocks(body: &Body) -> impl Iterator<Item = &Block> {
    body.blocks().filter(|block| block.ident.as_str() == "locals")
}

/// The locals of the files, base first; each later one replaces an earlier one.
pub(super) fn merged<'a>(
    bodies: &[(FileId, &'a Body)],
) -> BTreeMap<&'a str, (FileId, &'a Expression)> {
    let mut locals = BTreeMap::new();
    for (file, body) in bodies {
        for attribute in blocks(body).flat_map(|block| block.body.attributes()) {
            locals.insert(attribute.key.as_str(), (*file, &attribute.value));
        }
    }
    locals
}

/// `locals` has attributes only, and each name once in a file.
pub(super) fn check(bodies: &[(FileId, &Body)], found: &mut Vec<Diagnostic>) {
    for &(file, body) in bodies {
        let mut names = BTreeMap::new();
        for block in blocks(body) {
            if let Some(label) = block.labels.first() {
                let place = syntax::span(file, label);
                let diagnostic = Diagnostic::error("GEN105", place, "`locals` takes no label");
                found.push(diagnostic.help("write `locals {`"));
            }
            for nested in block.body.blocks() {
                let name = nested.ident.as_str();
                let message = format!("unknown block `{name}` in `locals`");
                let place = syntax::span(file, &nested.ident);
                let help = format!("write a map: `{name} = {{ … }}`");
                found.push(Diagnostic::error("GEN101", place, message).help(help));
            }
            for attribute in block.body.attributes() {
                let (name, place) = (attribute.key.as_str(), syntax::span(file, &attribute.key));
                if let Some(first) = names.insert(name, place) {
                    let message = format!("the local `{name}` stands twice in its file");
                    let diagnostic = Diagnostic::error("GEN014", place, message)
                        .help("keep one of them")
                        .related(first, "the first one");
                    found.push(diagnostic);
                }
            }
        }
    }
}
