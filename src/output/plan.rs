//! What differs: the same for `gen`, which makes it good, and for `gen check`.

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
    /// From what is there to what should be, as a unified diff; for an edited file those are the
    /// lines that were edited, and what `gen` would write there. When writing, only for files that
    /// are kept.
    pub diff: Option<String>,
    /// Whether an edited file is overwritten, or removed, all the same.
    pub forced: bool,
}

/// What a run found.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Files that differ, by path.
    pub findings: Vec<Finding>,
    /// The ledgers that differ although every file is as it should be.
    pub stale_ledgers: Vec<String>,
}

impl Plan {
    /// The changes of every environment together.
    pub(super) fn of(told: impl IntoIterator<Item = (Vec<Finding>, Option<String>)>) -> Self {
        let mut plan = Self::default();
        for (findings, ledger) in told {
            plan.findings.extend(findings);
            plan.stale_ledgers.extend(ledger);
        }
        plan.findings.sort_by(|one, other| one.path.cmp(&other.path));
        plan.stale_ledgers.sort();
        plan
    }

    /// Whether the output is what it should be.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty() && self.stale_ledgers.is_empty()
    }

    /// Files that were edited by hand and stay so.
    pub fn kept(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| f.state == State::Edited && !f.forced)
    }
}
