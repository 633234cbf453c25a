//! `extends`: the chain of a blueprint's files, base first.

use super::diagnostic::Diagnostic;
use super::discover;
use super::nearest::nearest;
use super::source::{FileId, Sources, Span};
use super::syntax;
use hcl::edit::Span as _;
use hcl::edit::expr::Expression;
use hcl::edit::structure::{Body, Structure};
use std::collections::BTreeMap;
use std::path::Path;

/// Every parsed file of a run; `None` where parsing failed.
pub(super) type Bodies = BTreeMap<FileId, Option<Body>>;

/// The files of a blueprint, base first.
pub(super) struct Chain {
    pub(super) files: Vec<FileId>,
    /// Whether some could not be read, for a reason that was reported.
    pub(super) partial: bool,
}

/// Follows `extends` from a file.
pub(super) fn chain(
    start: FileId,
    sources: &mut Sources,
    bodies: &mut Bodies,
    diagnostics: &mut Vec<Diagnostic>,
) -> Chain {
    let mut files = Vec::new();
    let mut current = start;
    let partial = loop {
        let Some(body) = body(current, sources, bodies, diagnostics) else { break true };
        let target = target(current, body, diagnostics);
        files.push(current);
        let target = match target {
            Target::None => break false,
            Target::Invalid => break true,
            Target::Base(path, span) => (path, span),
        };
        let Some(base) = open(current, &target, (sources, bodies), diagnostics) else {
            break true;
        };
        if files.contains(&base) {
            let names: Vec<&str> =
                files.iter().chain([&base]).map(|&id| sources.get(id).path.as_str()).collect();
            let message = format!("`extends` goes in a circle: {}", names.join(" → "));
            diagnostics.push(
                Diagnostic::error("GEN013", target.1, message)
                    .help("remove one `extends` of the circle"),
            );
            break true;
        }
        current = base;
    };
    files.reverse();
    Chain { files, partial }
}

/// The parsed file, parsing it on first use.
pub(super) fn body<'a>(
    file: FileId,
    sources: &Sources,
    bodies: &'a mut Bodies,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<&'a Body> {
    bodies
        .entry(file)
        .or_insert_with(|| match syntax::parse(file, &sources.get(file).text) {
            Ok(body) => Some(body),
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                None
            }
        })
        .as_ref()
}

enum Target {
    None,
    Invalid,
    Base(String, Span),
}

/// What the file extends; every other attribute outside of a block is an error.
fn target(file: FileId, body: &Body, diagnostics: &mut Vec<Diagnostic>) -> Target {
    let mut target = Target::None;
    for structure in body {
        let Structure::Attribute(attribute) = structure else { continue };
        let name = attribute.key.as_str();
        if name != "extends" {
            let place = syntax::span(file, &attribute.key);
            let diagnostic =
                Diagnostic::error("GEN011", place, format!("`{name}` stands outside of any block"));
            diagnostics.push(match nearest(name, ["extends"]) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic.help("move it into its block; only `extends` stands alone"),
            });
            continue;
        }
        let place = syntax::span(file, &attribute.value);
        target = if let Expression::String(path) = &attribute.value {
            Target::Base(path.as_str().to_owned(), place)
        } else {
            let message = "`extends` takes the path of a file as a plain string";
            diagnostics.push(
                Diagnostic::error("GEN012", place, message)
                    .help("write it like `extends = \"base.hcl\"`"),
            );
            Target::Invalid
        };
    }
    target
}

fn open(
    from: FileId,
    (path, span): &(String, Span),
    (sources, bodies): (&mut Sources, &mut Bodies),
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<FileId> {
    let folder = Path::new(&sources.get(from).path).parent().unwrap_or(Path::new("")).to_owned();
    if path.is_empty() {
        let diagnostic = Diagnostic::error("GEN012", *span, "`extends` names no file");
        diagnostics.push(diagnostic.help("write it like `extends = \"base.hcl\"`"));
        return None;
    }
    match discover::read(&folder.join(path), sources, bodies, diagnostics) {
        Ok(id) => Some(id),
        Err(mut diagnostic) => {
            diagnostic.span = Some(*span);
            diagnostics.push(diagnostic.help("`extends` is relative to the file that says it"));
            None
        }
    }
}

/// Whether a file is a blueprint and not a base.
pub(super) fn is_blueprint(body: &Body) -> bool {
    body.blocks().any(|block| block.ident.as_str() == "platform")
}

/// The place of a block's head: from its type to its last label.
pub(super) fn header(file: FileId, block: &hcl::edit::structure::Block) -> Span {
    let start = block.ident.span().map_or(0, |range| range.start);
    let last = block.labels.last().and_then(hcl::edit::Span::span);
    let end = last.or_else(|| block.ident.span()).map_or(start, |range| range.end);
    Span { file, start, end }
}
