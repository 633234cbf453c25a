//! What a run found, as text and as data.

use super::plan::{Finding, Plan, State};
use serde_json::{Value as Json, json};
use similar::TextDiff;

impl State {
    /// The mark in front of the path.
    pub fn mark(self) -> &'static str {
        match self {
            Self::New => "[+]",
            Self::Stale => "[~]",
            Self::Orphan => "[-]",
            Self::Edited => "[!]",
        }
    }

    /// The word in data.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Stale => "stale",
            Self::Orphan => "orphan",
            Self::Edited => "edited",
        }
    }
}

impl Plan {
    /// A line for each file that differs.
    pub fn list(&self) -> String {
        let line = |f: &Finding| format!("{} {}\n", f.state.mark(), f.path);
        let ledgers = self.stale_ledgers.iter().map(|path| format!("[~] {path}\n"));
        self.findings.iter().map(line).chain(ledgers).collect()
    }

    /// The unified diffs of stale and edited files.
    pub fn diffs(&self) -> String {
        self.findings.iter().filter_map(|f| f.diff.as_deref()).collect()
    }

    /// The findings as data, with the command that repairs them.
    pub fn json(&self, repair: &str) -> Json {
        let rows = self
            .findings
            .iter()
            .map(|f| json!({ "state": f.state.word(), "path": f.path, "diff": f.diff }));
        let ledgers = self
            .stale_ledgers
            .iter()
            .map(|path| json!({ "state": State::Stale.word(), "path": path, "diff": null }));
        let files: Vec<Json> = rows.chain(ledgers).collect();
        let repair = (!self.is_clean()).then_some(repair);
        json!({ "clean": self.is_clean(), "files": files, "repair": repair })
    }
}

/// The unified diff from what is there to what should be.
pub(super) fn diff(path: &str, found: &[u8], wanted: Option<&str>) -> String {
    let found = String::from_utf8_lossy(found);
    let diff = TextDiff::from_lines(found.as_ref(), wanted.unwrap_or_default());
    let header = (format!("{path} (on disk)"), format!("{path} (generated)"));
    diff.unified_diff().context_radius(3).header(&header.0, &header.1).to_string()
}
