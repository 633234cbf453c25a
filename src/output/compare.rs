//! One environment: what is on disk against what should be, and what has to change.

use super::ledger::{self, Distrusted, Hashes, Ledger};
use super::plan::{Finding, State};
use super::root::{self, Root};
use super::{Disk, Environment, Target, report};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Where files of an environment lie until they are whole. One that a run leaves behind when it
/// is killed is removed by the next.
const TEMPORARY: &str = ".gen.tmp";

/// What a comparison is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To tell: with the diffs of all.
    Check,
    /// To write: with the diffs of what is kept.
    Write {
        /// Whether hand edits are overwritten.
        force: bool,
    },
}

/// The changes of one environment.
pub(super) struct Changes {
    pub(super) findings: Vec<Finding>,
    /// The ledger's path, if it alone is stale.
    pub(super) stale_ledger: Option<String>,
    folder: PathBuf,
    temporary: String,
    /// What to remove and to write, in the environment's folder and in the workflows.
    sides: [BTreeMap<String, Option<String>>; 2],
    /// The ledger with the hashes of before and after, for while the run is under way.
    during: Option<String>,
    /// The ledger at the end, unless it is so already.
    after: Option<String>,
}

impl Changes {
    /// About how much memory they hold.
    pub(super) fn size(&self) -> usize {
        let texts = self.sides.iter().flat_map(BTreeMap::values).flatten();
        let ledgers = self.during.iter().chain(&self.after);
        texts.chain(ledgers).map(String::len).sum()
    }

    /// Makes the output what it should be. Whatever stops it, each file is whole, old or new, and
    /// the ledger knows both.
    pub(super) fn carry_out(&self, disk: &dyn Disk, target: &Target) -> Result<(), String> {
        let mut folder = Root::new(disk, &self.folder, TEMPORARY);
        if self.sides[0].contains_key(TEMPORARY) {
            folder.remove(TEMPORARY)?;
        }
        if let Some(during) = &self.during {
            folder.write(ledger::NAME, during.as_bytes())?;
        }
        let mut workflows = Root::new(disk, &target.workflows, &self.temporary);
        for (root, changes) in [&mut folder, &mut workflows].into_iter().zip(&self.sides) {
            // Removing comes first: where a name differs in its case only, the disk may take the
            // old file for the new one.
            for (below, _) in changes.iter().filter(|(_, text)| text.is_none()) {
                root.remove(below)?;
            }
            let texts =
                changes.iter().map(|(below, text)| Some((below.as_str(), text.as_deref()?)));
            root.write_all(texts.flatten())?;
        }
        match &self.after {
            Some(after) => folder.write(ledger::NAME, after.as_bytes()),
            None => Ok(()),
        }
    }

    /// What the report needs; the texts are dropped.
    pub(super) fn told(self) -> (Vec<Finding>, Option<String>) {
        (self.findings, self.stale_ledger)
    }
}

/// Compares an environment; the reasons why it cannot be trusted, if any.
pub(super) fn compare(
    disk: &dyn Disk,
    target: &Target,
    environment: Environment,
    purpose: Purpose,
) -> Result<Changes, Vec<String>> {
    let folder = target.out.join(&environment.name);
    let temporary = format!(".gen-{}.tmp", environment.name);
    let mut root = Root::new(disk, &folder, TEMPORARY);
    let mut workflows = Root::new(disk, &target.workflows, &temporary);
    let shown = shown(&folder, ledger::NAME);
    let found = root.read(ledger::NAME).map_err(|reason| vec![reason])?;
    let before = match found.as_deref().map(|text| Ledger::parse(text, &shown)) {
        Some(Ok(ledger)) => Some(ledger),
        Some(Err(Distrusted::Damaged(_))) if purpose == (Purpose::Write { force: true }) => None,
        Some(Err(Distrusted::Damaged(reason) | Distrusted::Newer(reason))) => {
            return Err(vec![reason]);
        }
        None => None,
    };
    let mut after = Ledger::of(&environment);
    let mut during = after.clone();
    let empty = BTreeMap::new();
    let recorded = before.as_ref().map_or((&empty, &empty), |l| (&l.files, &l.workflows));
    let files = Side { path: &folder, temporary: TEMPORARY, recorded: recorded.0, purpose };
    let flows =
        Side { path: &target.workflows, temporary: &temporary, recorded: recorded.1, purpose };
    let ledgers = (&mut after.files, &mut during.files);
    let files = files.compare(&mut root, environment.files, ledgers);
    let ledgers = (&mut after.workflows, &mut during.workflows);
    let flows = flows.compare(&mut workflows, environment.workflows, ledgers);
    let (files, flows) = match (files, flows) {
        (Ok(files), Ok(flows)) => (files, flows),
        (files, flows) => {
            return Err([files.err(), flows.err()].into_iter().flatten().flatten().collect());
        }
    };
    let changed = !files.changes.is_empty() || !flows.changes.is_empty();
    let after = after.to_json();
    let same = found.as_deref() == Some(after.as_bytes());
    Ok(Changes {
        findings: [files.findings, flows.findings].concat(),
        stale_ledger: (!changed && !same).then_some(shown),
        sides: [files.changes, flows.changes],
        during: changed.then(|| during.to_json()),
        after: (changed || !same).then_some(after),
        folder,
        temporary,
    })
}

/// A root of an environment with what the ledger says of it.
struct Side<'a> {
    path: &'a Path,
    temporary: &'a str,
    recorded: &'a BTreeMap<String, Hashes>,
    purpose: Purpose,
}

/// What differs in a root.
#[derive(Default)]
struct Compared {
    findings: Vec<Finding>,
    changes: BTreeMap<String, Option<String>>,
}

impl Side<'_> {
    /// Compares each wanted and each recorded file, and notes in the ledgers of after and of while
    /// the run is under way what stays behind.
    fn compare(
        &self,
        root: &mut Root<'_>,
        wanted: BTreeMap<String, String>,
        (after, during): (&mut BTreeMap<String, Hashes>, &mut BTreeMap<String, Hashes>),
    ) -> Result<Compared, Vec<String>> {
        let mut compared = Compared::default();
        let mut reasons = Vec::new();
        let orphans = self.recorded.keys().filter(|path| !wanted.contains_key(*path)).cloned();
        let paths = wanted.keys().chain(self.recorded.keys());
        let orphans: BTreeSet<String> = orphans.chain(self.temporaries(paths)).collect();
        let renamed = self.renamed(&orphans);
        let all = wanted.into_iter().map(|(path, text)| (path, Some(text)));
        for (below, text) in all.chain(orphans.into_iter().map(|path| (path, None))) {
            let found = match root.read(&below) {
                Ok(found) => found,
                Err(reason) => {
                    reasons.push(reason);
                    continue;
                }
            };
            let old = renamed.get(&below.to_lowercase()).copied();
            let Some(state) = self.state(&below, text.as_deref(), found.as_deref(), old) else {
                continue;
            };
            let forced = state == State::Edited && self.purpose == Purpose::Write { force: true };
            let kept = state == State::Edited && !forced;
            if !self.is_temporary(&below) {
                self.remember(&below, kept, after, during);
            }
            let path = shown(self.path, &below);
            let told = state != State::New && (kept || self.purpose == Purpose::Check);
            let diff = found.filter(|_| told);
            let diff = diff.map(|found| report::diff(&path, &found, text.as_deref()));
            compared.findings.push(Finding { state, path, diff, forced });
            if !kept {
                compared.changes.insert(below, text);
            }
        }
        if reasons.is_empty() { Ok(compared) } else { Err(reasons) }
    }

    /// Where a run that was killed may have left a file that was not whole: in the root, and in
    /// each folder of a file.
    fn temporaries<'p>(&self, paths: impl Iterator<Item = &'p String>) -> BTreeSet<String> {
        let folders: BTreeSet<&str> = paths.map(|path| root::parent(path)).chain([""]).collect();
        folders.into_iter().map(|folder| root::beside(folder, self.temporary)).collect()
    }

    fn is_temporary(&self, below: &str) -> bool {
        below.rsplit('/').next() == Some(self.temporary)
    }

    /// The records of orphans by their names without case: on a disk that ignores case, a file
    /// that is wanted under another case is there already, under its old name.
    fn renamed(&self, orphans: &BTreeSet<String>) -> BTreeMap<String, &Hashes> {
        let records = orphans.iter().filter_map(|path| Some((path, self.recorded.get(path)?)));
        records.map(|(path, hashes)| (path.to_lowercase(), hashes)).collect()
    }

    /// How a file differs; `None` if it is as it should be.
    fn state(
        &self,
        below: &str,
        wanted: Option<&str>,
        found: Option<&[u8]>,
        renamed: Option<&Hashes>,
    ) -> Option<State> {
        let Some(found) = found else { return wanted.map(|_| State::New) };
        let recorded = self.recorded.get(below);
        // Hashing takes as long as all the rest, and most files are as they should be.
        let ours = || recorded.or(renamed).is_some_and(|hashes| hashes.know(found));
        match wanted {
            None if self.is_temporary(below) => Some(State::Orphan),
            Some(_) if recorded.is_none() && renamed.is_some() && ours() => Some(State::Stale),
            Some(text) if text.as_bytes() == found => None,
            Some(_) if ours() => Some(State::Stale),
            None if ours() => Some(State::Orphan),
            _ => Some(State::Edited),
        }
    }

    /// Keeps old hashes while the run is under way, and for good those of edited files that stay.
    fn remember(
        &self,
        below: &str,
        kept: bool,
        after: &mut BTreeMap<String, Hashes>,
        during: &mut BTreeMap<String, Hashes>,
    ) {
        let Some(old) = self.recorded.get(below) else {
            if kept {
                // Never ours: the ledger must not claim it.
                after.remove(below);
                during.remove(below);
            }
            return;
        };
        let entry = during.entry(below.to_owned()).or_insert_with(|| old.clone());
        for hash in old.all() {
            if *hash != entry.sha256 && !entry.previous.contains(hash) {
                entry.previous.push(hash.clone());
            }
        }
        if kept {
            after.insert(below.to_owned(), old.clone());
        }
    }
}

/// Whether nothing of an environment is there yet, so that nothing of it can be in the way.
pub(super) fn absent(disk: &dyn Disk, target: &Target, name: &str, workflows: &[String]) -> bool {
    let known = workflows.partition_point(|other| other.as_str() < name);
    let flows = workflows.get(known).is_some_and(|other| other.starts_with(name));
    !flows && root::folder(disk, &target.out.join(name)) == Ok(false)
}

fn shown(root: &Path, below: &str) -> String {
    root.join(below).display().to_string().replace('\\', "/")
}
