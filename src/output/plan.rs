//! What has to change: the same plan is carried out by `gen` and reported by `gen check`.

use super::ledger::{self, Hashes, Ledger};
use super::{Environment, Refused, Target, disk};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How a file differs from what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It is not there yet: `[+]`.
    New,
    /// It is as an earlier run left it: `[~]`.
    Stale,
    /// It is no longer generated: `[-]`.
    Orphan,
    /// Somebody edited it, or it was never written by `gen`: `[!]`.
    Edited,
}

/// A file that differs.
#[derive(Debug, Clone)]
pub struct Finding {
    /// How.
    pub state: State,
    /// Its path, from where `gen` runs.
    pub path: String,
    /// What is there.
    pub found: Option<Vec<u8>>,
    /// What should be there.
    pub wanted: Option<String>,
    /// Whether an edited file is overwritten, or removed, all the same.
    pub forced: bool,
    root: PathBuf,
    below: String,
}

/// The changes of a run.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Files that differ, by path.
    pub findings: Vec<Finding>,
    ledgers: Vec<LedgerChange>,
}

/// A ledger before and after the run.
#[derive(Debug, Clone)]
struct LedgerChange {
    folder: PathBuf,
    /// With the hashes of before and after, for while the run is under way.
    during: String,
    after: String,
    changes_files: bool,
    found: Option<Vec<u8>>,
}

impl Plan {
    /// Whether the output is what it should be.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty() && self.ledgers.iter().all(LedgerChange::is_clean)
    }

    /// Files that were edited by hand and stay so.
    pub fn kept(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| f.state == State::Edited && !f.forced)
    }

    /// The ledgers that differ although every file is as it should be.
    pub fn stale_ledgers(&self) -> impl Iterator<Item = String> {
        let stale = self.ledgers.iter().filter(|l| !l.is_clean() && !l.changes_files);
        stale.map(|l| shown(&l.folder, ledger::NAME))
    }

    pub(super) fn carry_out(&self) -> Result<(), String> {
        for ledger in self.ledgers.iter().filter(|ledger| ledger.changes_files) {
            disk::write(&ledger.folder, ledger::NAME, ledger.during.as_bytes())?;
        }
        for finding in self.findings.iter().filter(|f| f.state != State::Edited || f.forced) {
            match &finding.wanted {
                Some(text) => disk::write(&finding.root, &finding.below, text.as_bytes())?,
                None => disk::remove(&finding.root, &finding.below)?,
            }
        }
        for ledger in self.ledgers.iter().filter(|ledger| !ledger.is_clean()) {
            disk::write(&ledger.folder, ledger::NAME, ledger.after.as_bytes())?;
        }
        Ok(())
    }
}

impl LedgerChange {
    fn is_clean(&self) -> bool {
        !self.changes_files && self.found.as_deref() == Some(self.after.as_bytes())
    }
}

/// Compares every environment; refuses all of them if one cannot be trusted.
pub(super) fn plan(
    target: &Target,
    environments: &[Environment],
    force: bool,
) -> Result<Plan, Refused> {
    let mut plan = Plan::default();
    let mut refused = Vec::new();
    // Workflows in the output lie under its rules: no link may lead them out of it.
    refused.extend(disk::refuse_links(&target.out, &target.workflows).err());
    for environment in environments {
        if let Err(reasons) = compare(target, environment, force, &mut plan) {
            refused.extend(reasons);
        }
    }
    plan.findings.sort_by(|one, other| one.path.cmp(&other.path));
    refused.dedup();
    if refused.is_empty() { Ok(plan) } else { Err(Refused(refused)) }
}

fn compare(
    target: &Target,
    environment: &Environment,
    force: bool,
    plan: &mut Plan,
) -> Result<(), Vec<String>> {
    let folder = target.out.join(&environment.name);
    // The output's own folder may be a link; what lies in it may not.
    let found = disk::read(&target.out, &format!("{}/{}", environment.name, ledger::NAME))
        .map_err(|reason| vec![reason])?;
    let before = match &found {
        Some(text) => match Ledger::parse(text, &shown(&folder, ledger::NAME)) {
            Ok(ledger) => Some(ledger),
            Err(_) if force => None,
            Err(reason) => return Err(vec![reason]),
        },
        None => None,
    };
    let mut after = Ledger::of(environment);
    let mut during = after.clone();
    let mut findings = Vec::new();
    let mut reasons = Vec::new();
    {
        let mut sides = [
            (&folder, &environment.files, &mut after.files, &mut during.files),
            (
                &target.workflows,
                &environment.workflows,
                &mut after.workflows,
                &mut during.workflows,
            ),
        ];
        for (index, (root, wanted, after, during)) in sides.iter_mut().enumerate() {
            let recorded =
                before.as_ref().map(|l| if index == 0 { &l.files } else { &l.workflows });
            let empty = BTreeMap::new();
            let side = Side { root, wanted, recorded: recorded.unwrap_or(&empty), force };
            match side.compare(after, during) {
                Ok(found) => findings.extend(found),
                Err(found) => reasons.extend(found),
            }
        }
    }
    if !reasons.is_empty() {
        return Err(reasons);
    }
    plan.ledgers.push(LedgerChange {
        changes_files: findings.iter().any(|f| f.state != State::Edited || f.forced),
        folder,
        during: during.to_json(),
        after: after.to_json(),
        found,
    });
    plan.findings.extend(findings);
    Ok(())
}

/// One root of an environment: its folder, or the workflows.
struct Side<'a> {
    root: &'a Path,
    wanted: &'a BTreeMap<String, String>,
    recorded: &'a BTreeMap<String, Hashes>,
    force: bool,
}

impl Side<'_> {
    /// Compares each wanted and each recorded file, and notes in the ledgers what stays behind.
    fn compare(
        &self,
        after: &mut BTreeMap<String, Hashes>,
        during: &mut BTreeMap<String, Hashes>,
    ) -> Result<Vec<Finding>, Vec<String>> {
        let mut findings = Vec::new();
        let mut reasons = Vec::new();
        let orphans = self.recorded.keys().filter(|path| !self.wanted.contains_key(*path));
        for below in self.wanted.keys().chain(orphans) {
            let found = match disk::read(self.root, below) {
                Ok(found) => found,
                Err(reason) => {
                    reasons.push(reason);
                    continue;
                }
            };
            let Some(state) = self.state(below, found.as_deref()) else { continue };
            let forced = state == State::Edited && self.force;
            self.remember(below, state, forced, (&mut *after, &mut *during));
            findings.push(Finding {
                state,
                path: shown(self.root, below),
                wanted: self.wanted.get(below).cloned(),
                found,
                forced,
                root: self.root.to_owned(),
                below: below.clone(),
            });
        }
        if reasons.is_empty() { Ok(findings) } else { Err(reasons) }
    }

    /// How a file differs; `None` if it is as it should be.
    fn state(&self, below: &str, found: Option<&[u8]>) -> Option<State> {
        let ours = |found: &[u8]| self.recorded.get(below).is_some_and(|h| h.know(found));
        match (self.wanted.get(below), found) {
            (Some(_), None) => Some(State::New),
            (Some(text), Some(found)) if text.as_bytes() == found => None,
            (Some(_), Some(found)) if ours(found) => Some(State::Stale),
            (None, None) => None,
            (None, Some(found)) if ours(found) => Some(State::Orphan),
            (_, Some(_)) => Some(State::Edited),
        }
    }

    /// Keeps old hashes while the run is under way, and for good those of edited files that stay.
    fn remember(
        &self,
        below: &str,
        state: State,
        forced: bool,
        (after, during): (&mut BTreeMap<String, Hashes>, &mut BTreeMap<String, Hashes>),
    ) {
        let Some(old) = self.recorded.get(below) else {
            if state == State::Edited && !forced {
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
        if state == State::Edited && !forced {
            after.insert(below.to_owned(), old.clone());
        }
    }
}

fn shown(root: &Path, below: &str) -> String {
    root.join(below).display().to_string().replace('\\', "/")
}
