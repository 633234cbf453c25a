//! Blueprints: reading, merging, evaluating, checking, decoding. The only reader of blueprints.

mod canonical;
mod check;
pub mod codes;
mod declare;
mod decode;
pub mod diagnostic;
mod discover;
mod eval;
pub mod explain;
mod extends;
mod merge;
pub(crate) mod nearest;
pub mod reading;
pub mod report;
mod rules;
pub mod source;
mod syntax;
pub mod tree;
pub mod value;

pub use canonical::{canonical, digest};
pub use decode::decode;
pub use reading::{Read, Reading};

use diagnostic::Diagnostic;
use eval::Evaluator;
use extends::Bodies;
use source::{FileId, Sources};
use std::path::PathBuf;
use tree::Blueprint;

/// The blueprints of a run, merged and evaluated, before their declarations are checked.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Every file that was read.
    pub sources: Sources,
    /// The blueprints, in the order of their paths.
    pub blueprints: Vec<Blueprint>,
    /// What is wrong with files, syntax, inheritance and expressions.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads, checks and decodes every blueprint of the files and folders.
pub fn read(paths: &[PathBuf]) -> Reading {
    let Loaded { sources, blueprints, diagnostics } = load(paths);
    let mut lookup = |path: &str| {
        let found = load(&[PathBuf::from(path)]);
        match found.blueprints.first() {
            Some(blueprint) => Ok(reading::predecessor(blueprint, &found.sources)),
            None if found.sources.is_empty() => Err("cannot be read".to_owned()),
            None => Err("is no blueprint that can be read".to_owned()),
        }
    };
    reading::conclude(sources, &blueprints, diagnostics, &mut lookup)
}

/// Reads files and folders. A file with a `platform` block is a blueprint, one without is a base.
pub fn load(paths: &[PathBuf]) -> Loaded {
    let mut loaded = Loaded::default();
    let Loaded { sources, blueprints, diagnostics } = &mut loaded;
    let mut bodies = Bodies::new();
    let found = discover::discover(paths, sources, diagnostics);
    for file in &found {
        let Some(body) = extends::body(file.file, sources, &mut bodies, diagnostics) else {
            continue;
        };
        if extends::is_blueprint(body) {
            if let Some(chain) = extends::chain(file.file, sources, &mut bodies, diagnostics) {
                blueprints.push(blueprint(file.file, &chain, &bodies, diagnostics));
            }
        } else if file.named {
            let path = &sources.get(file.file).path;
            let message = format!("`{path}` has no `platform` block, so it is no blueprint");
            diagnostics.push(
                discover::unplaced("GEN003", message)
                    .help("name the file that extends it, or add a `platform` block"),
            );
        }
    }
    for path in paths.iter().filter(|path| path.is_dir()) {
        let shown = discover::display(path);
        let of_folder = |f: &&discover::Found| f.folder.as_deref() == Some(shown.as_str());
        let blueprint = |f: &discover::Found| {
            bodies.get(&f.file).is_some_and(|body| body.as_ref().is_none_or(extends::is_blueprint))
        };
        if !found.iter().filter(of_folder).any(blueprint) {
            diagnostics
                .push(discover::unplaced("GEN004", format!("`{shown}` holds no blueprint")).help(
                    "add a file `*.hcl` with a `platform` block; `gen init NAME` writes one",
                ));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    diagnostics.retain(|d| seen.insert((d.code, d.span, d.message.clone())));
    loaded
}

fn blueprint(
    file: FileId,
    chain: &[FileId],
    bodies: &Bodies,
    diagnostics: &mut Vec<Diagnostic>,
) -> Blueprint {
    let bodies: Vec<_> =
        chain.iter().filter_map(|id| Some((*id, bodies.get(id)?.as_ref()?))).collect();
    let mut evaluator = Evaluator::new(&bodies);
    let mut blocks = Vec::new();
    for (id, body) in &bodies {
        let own = merge::blocks(*id, body, &mut evaluator);
        merge::merge(&mut blocks, own);
    }
    merge::drop_nulls(&mut blocks);
    diagnostics.extend(evaluator.finish());
    Blueprint { file, blocks }
}
