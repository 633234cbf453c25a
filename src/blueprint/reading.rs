//! From loaded blueprints to platforms, with every finding once and in order.

use super::canonical::digest;
use super::declare::view::Tree;
use super::decode::decode;
use super::diagnostic::{Diagnostic, Severity};
use super::rules::{across, after};
use super::source::{Sources, Span};
use super::tree::Blueprint;
use crate::model::Platform;

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

/// Checks and decodes blueprints, and checks them against each other.
///
/// `lookup` finds a predecessor that `after` names, by its path: it gives the path of that one's
/// own predecessor, or says why it is none.
pub fn conclude(
    sources: Sources,
    blueprints: &[Blueprint],
    mut diagnostics: Vec<Diagnostic>,
    lookup: &mut dyn FnMut(&str) -> Result<Option<String>, String>,
) -> Reading {
    let mut platforms = Vec::new();
    for blueprint in blueprints {
        let (platform, found) = decode(blueprint);
        diagnostics.extend(found);
        diagnostics.extend(after::check(blueprint, &sources, lookup));
        platforms.extend(platform.map(|platform| Read {
            path: sources.get(blueprint.file).path.clone(),
            digest: digest(blueprint),
            platform,
        }));
    }
    diagnostics.extend(across::check(&blueprints.iter().collect::<Vec<_>>()));
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

/// The path of the predecessor that a blueprint names with `after`.
pub fn predecessor(blueprint: &Blueprint, sources: &Sources) -> Option<String> {
    Tree(blueprint).platform().written?;
    after::predecessor(blueprint, sources)
}
