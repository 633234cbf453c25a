//! The predecessor: a blueprint that is there, without going in a circle.

use super::Tree;
use crate::blueprint::declare::Form;
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::source::Sources;
use crate::blueprint::tree::Blueprint;

/// What a lookup of a blueprint by its path gives: the path of its own predecessor, or why it is
/// none.
pub(in crate::blueprint) type Found = Result<Option<String>, String>;

/// Follows `after` from blueprint to blueprint.
pub(in crate::blueprint) fn check(
    blueprint: &Blueprint,
    sources: &Sources,
    lookup: &dyn Fn(&str) -> Found,
) -> Option<Diagnostic> {
    let span = Tree(blueprint).platform().span("after")?;
    let mut seen = vec![normal(&sources.get(blueprint.file).path)];
    let mut next = predecessor(blueprint, sources)?;
    loop {
        if seen.contains(&next) {
            let message = format!("`after` goes in a circle: {} comes after itself", quoted(&next));
            let help = "the first environment of a promotion has no `after`: remove one";
            return Some(Diagnostic::error("GEN431", span, message).help(help));
        }
        match lookup(&next) {
            Ok(None) => return None,
            Ok(Some(further)) => {
                seen.push(next);
                next = further;
            }
            Err(why) => {
                let message = format!("the predecessor {} {why}", quoted(&next));
                let help = "name a blueprint relative to the file that says `after`, such as `staging.hcl`";
                return Some(Diagnostic::error("GEN431", span, message).help(help));
            }
        }
    }
}

fn quoted(path: &str) -> String {
    format!("`{path}`")
}

/// The path of a blueprint's predecessor, from the file that says `after`.
pub(in crate::blueprint) fn predecessor(
    blueprint: &Blueprint,
    sources: &Sources,
) -> Option<String> {
    let platform = Tree(blueprint).platform();
    // What is no path was reported as such.
    let after = platform.text("after").filter(|path| Form::File.accepts(path))?;
    let span = platform.span("after")?;
    let file = &sources.get(span.file).path;
    let folder = file.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    Some(normal(&format!("{folder}{after}")))
}

/// A path without `.` and, where something stands before it, without `..`.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match (part, parts.last()) {
            (".", _) => {}
            ("..", Some(last)) if !["", ".."].contains(last) => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}
