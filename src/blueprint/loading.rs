//! From files to merged, evaluated blueprints, and to those that `after` names.

use super::diagnostic::Diagnostic;
use super::discover::{self, Found};
use super::eval::Evaluator;
use super::extends::{self, Bodies, Chain};
use super::merge;
use super::rules::after;
use super::source::{FileId, Sources, Span};
use super::syntax;
use super::tree::Blueprint;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Every file of a run as far as it is read.
#[derive(Default)]
pub(super) struct Loader {
    pub(super) sources: Sources,
    bodies: Bodies,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// What `after` leads to, by path: a blueprint, one that was reported already, or why it is none.
pub type Predecessors = BTreeMap<String, Result<Option<Blueprint>, String>>;

impl Loader {
    /// The blueprints of files and folders, in the order of their paths.
    pub(super) fn load(&mut self, paths: &[PathBuf]) -> Vec<Blueprint> {
        let found =
            discover::discover(paths, &mut self.sources, &mut self.bodies, &mut self.diagnostics);
        self.parse(&found);
        let mut chains = Vec::new();
        for file in &found {
            match self.is_blueprint(file.file) {
                Some(true) => chains.push((file.file, self.chain(file.file))),
                Some(false) if file.named => self.not_a_blueprint(file.file),
                _ => (),
            }
        }
        let evaluated = chains.par_iter().map(|(file, chain)| evaluate(*file, chain, &self.bodies));
        let evaluated: Vec<_> = evaluated.collect();
        self.empty_folders(paths, &found);
        evaluated
            .into_iter()
            .map(|(blueprint, findings)| {
                self.diagnostics.extend(findings);
                blueprint
            })
            .collect()
    }

    /// Parses the files on all cores; their findings stay in the order of the files.
    fn parse(&mut self, found: &[Found]) {
        let Self { sources, bodies, diagnostics } = self;
        let unread = found.par_iter().filter(|found| !bodies.contains_key(&found.file));
        let parsed = unread
            .map(|found| (found.file, syntax::parse(found.file, &sources.get(found.file).text)));
        for (file, parsed) in parsed.collect::<Vec<_>>() {
            bodies.insert(file, parsed.map_err(|finding| diagnostics.push(finding)).ok());
        }
    }

    /// Whether a file is a blueprint; none where it cannot be read, which is reported.
    fn is_blueprint(&mut self, file: FileId) -> Option<bool> {
        extends::body(file, &self.sources, &mut self.bodies, &mut self.diagnostics)
            .map(extends::is_blueprint)
    }

    fn not_a_blueprint(&mut self, file: FileId) {
        let path = &self.sources.get(file).path;
        let message = format!("`{path}` has no `platform` block, so it is no blueprint");
        let span = Span { file, start: 0, end: 0 };
        self.diagnostics.push(
            Diagnostic::error("GEN003", span, message)
                .help("name the file that extends it, or add a `platform` block"),
        );
    }

    fn empty_folders(&mut self, paths: &[PathBuf], found: &[Found]) {
        for path in paths.iter().filter(|path| path.is_dir()) {
            let shown = discover::display(path);
            let below = |file: &&Found| {
                shown == "." || Path::new(&self.sources.get(file.file).path).starts_with(&shown)
            };
            let some = |file: &Found| {
                let body = self.bodies.get(&file.file).and_then(Option::as_ref);
                body.is_none_or(extends::is_blueprint)
            };
            if !found.iter().filter(below).any(some) {
                let message = format!("`{shown}` holds no blueprint");
                let help = "add a file `*.hcl` with a `platform` block; `gen init NAME` writes one";
                self.diagnostics.push(discover::unplaced("GEN004", message).help(help));
            }
        }
    }

    fn chain(&mut self, file: FileId) -> Chain {
        let Self { sources, bodies, diagnostics } = self;
        extends::chain(file, sources, bodies, diagnostics)
    }

    fn blueprint(&mut self, file: FileId) -> Blueprint {
        let chain = self.chain(file);
        let (blueprint, findings) = evaluate(file, &chain, &self.bodies);
        self.diagnostics.extend(findings);
        blueprint
    }

    /// The blueprints that `after` leads to and that are not of this run.
    pub(super) fn predecessors(&mut self, run: &[Blueprint]) -> Predecessors {
        let mut found = Predecessors::new();
        let mut ahead: Vec<String> = run
            .iter()
            .filter_map(|blueprint| after::predecessor(blueprint, &self.sources))
            .collect();
        while let Some(path) = ahead.pop() {
            let known = |blueprint: &Blueprint| self.sources.get(blueprint.file).path == path;
            if found.contains_key(&path) || run.iter().any(known) {
                continue;
            }
            let predecessor = self.predecessor(&path);
            if let Ok(Some(blueprint)) = &predecessor {
                ahead.extend(after::predecessor(blueprint, &self.sources));
            }
            found.insert(path, predecessor);
        }
        found
    }

    fn predecessor(&mut self, path: &str) -> Result<Option<Blueprint>, String> {
        if Path::new(path).is_dir() {
            return Err("is a folder".to_owned());
        }
        let Self { sources, bodies, diagnostics } = self;
        let file = discover::read(Path::new(path), sources, bodies, diagnostics)
            .map_err(|_| "cannot be read".to_owned())?;
        match self.is_blueprint(file) {
            Some(true) => Ok(Some(self.blueprint(file))),
            Some(false) => Err("has no `platform` block, so it is no blueprint".to_owned()),
            None => Ok(None),
        }
    }
}

/// Merges and evaluates the files of a chain.
fn evaluate(file: FileId, chain: &Chain, bodies: &Bodies) -> (Blueprint, Vec<Diagnostic>) {
    let bodies: Vec<_> =
        chain.files.iter().filter_map(|id| Some((*id, bodies.get(id)?.as_ref()?))).collect();
    let mut evaluator = Evaluator::new(&bodies, chain.partial);
    let mut blocks = Vec::new();
    for (id, body) in &bodies {
        let own = merge::file(*id, body, &mut evaluator);
        merge::merge(&mut blocks, own);
    }
    merge::drop_nulls(&mut blocks);
    (Blueprint { file, blocks, partial: chain.partial }, evaluator.finish())
}
