//! From loaded blueprints to platforms, with every finding once and in order.

use super::canonical::digest;
use super::decode::decode;
use super::diagnostic::{Diagnostic, Severity};
use super::loading::Predecessors;
use super::rules::{across, after};
use super::source::{Sources, Span};
use super::tree::Blueprint;
use crate::model::Platform;
use rayon::prelude::*;

/// Everything a run has read.
#[derive(Debug)]
pub struct Reading {
    /// Every file.
    pub sources: Sources,
    /// The platforms of the blueprints without errors, by path.
    pub platforms: Vec<Read>,
    /// Every finding once, by file and place.
    pub diagnostics: Vec<Diagnostic>,
}

/// A platform and the blueprint that it came from.
#[derive(Debug)]
pub struct Read {
    /// The blueprint's path as it was read.
    pub path: String,
    /// SHA-256 of the merged, evaluated, sorted blueprint, in hexadecimal.
    pub digest: String,
    /// What it describes.
    pub platform: Platform,
}

/// Checks and decodes blueprints, and checks them against each other and their predecessors.
pub fn conclude(
    sources: Sources,
    blueprints: &[Blueprint],
    before: &Predecessors,
    mut diagnostics: Vec<Diagnostic>,
) -> Reading {
    let mut platforms = Vec::new();
    let lookup = |path: &str| match before.get(path) {
        Some(Ok(found)) => Ok(found.as_ref().and_then(|found| after::predecessor(found, &sources))),
        Some(Err(why)) => Err(why.clone()),
        None => {
            let mut run = blueprints.iter();
            let found = run.find(|blueprint| sources.get(blueprint.file).path == path);
            found
                .map(|found| after::predecessor(found, &sources))
                .ok_or_else(|| "cannot be read".to_owned())
        }
    };
    let decoded: Vec<_> = blueprints.par_iter().map(|one| (decode(one), digest(one))).collect();
    for (blueprint, ((platform, found), digest)) in blueprints.iter().zip(decoded) {
        diagnostics.extend(found);
        diagnostics.extend(after::check(blueprint, &sources, &lookup));
        platforms.extend(platform.map(|platform| Read {
            path: sources.get(blueprint.file).path.clone(),
            digest,
            platform,
        }));
    }
    let before: Vec<&Blueprint> =
        before.values().filter_map(|found| found.as_ref().ok()?.as_ref()).collect();
    for blueprint in &before {
        let found = decode(blueprint).1.into_iter();
        diagnostics.extend(found.filter(|finding| finding.severity == Severity::Error));
    }
    diagnostics.extend(across::check(&blueprints.iter().collect::<Vec<_>>(), &before));
    platforms.sort_by(|a, b| a.path.cmp(&b.path));
    sort(&mut diagnostics, &sources);
    Reading { sources, platforms, diagnostics }
}

/// By file and place; a base's finding that several blueprints share stands once.
fn sort(diagnostics: &mut Vec<Diagnostic>, sources: &Sources) {
    let place = |span: Option<Span>| {
        span.map(|span| (sources.get(span.file).path.as_str(), span.start, span.end))
    };
    diagnostics.sort_by(|a, b| {
        let key = |diagnostic: &Diagnostic| (place(diagnostic.span), diagnostic.code);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
    diagnostics.dedup();
}

impl Reading {
    /// The findings for which nothing is written.
    pub fn errors(&self) -> Vec<&Diagnostic> {
        self.diagnostics.iter().filter(|d| d.severity == Severity::Error).collect()
    }
}
