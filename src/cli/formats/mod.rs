//! Findings for other programs: SARIF for code scanning, workflow commands for GitHub.

pub(super) mod github;
pub(super) mod sarif;

use crate::blueprint::Reading;
use crate::blueprint::codes::{self, Rule};
use crate::output::{Finding, Plan, State};

/// What a run found: in blueprints, and in the output if that was compared.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) reading: &'a Reading,
    /// The comparison, and the command that repairs what differs.
    pub(super) drift: Option<(&'a Plan, &'a str)>,
}

/// A file that is not what it should be.
struct Differing {
    rule: &'static Rule,
    path: String,
    /// The first line that differs, from 1.
    line: usize,
    message: String,
}

impl Found<'_> {
    /// Every file that differs, ledgers last.
    fn differing(self) -> Vec<Differing> {
        let Some((plan, repair)) = self.drift else { return Vec::new() };
        let differing = |state: State, path: String, line: usize| {
            let rule = codes::find(code(state)).expect("each state has a page");
            let message = format!("{}: repair with `{repair}`", rule.title);
            Differing { rule, path, line, message }
        };
        let files = plan.findings.iter().map(|f| differing(f.state, f.path.clone(), first_line(f)));
        let ledgers = plan.stale_ledgers.iter().cloned();
        let ledgers = ledgers.map(|path| differing(State::Stale, path, 1));
        files.chain(ledgers).collect()
    }
}

fn code(state: State) -> &'static str {
    match state {
        State::New => "GEN601",
        State::Stale => "GEN602",
        State::Orphan => "GEN603",
        State::Edited => "GEN604",
    }
}

/// The first line of the file on disk that is not what it should be, as its diff tells.
fn first_line(finding: &Finding) -> usize {
    let diff = finding.diff.as_deref().unwrap_or_default();
    let mut lines = diff.lines().skip_while(|line| !line.starts_with("@@ -"));
    let header = lines.next().and_then(|line| line.strip_prefix("@@ -"));
    let digits = header.unwrap_or_default().split(|c: char| !c.is_ascii_digit()).next();
    let Some(start) = digits.and_then(|digits| digits.parse::<usize>().ok()) else { return 1 };
    let hunk: Vec<&str> = lines.take_while(|line| !line.starts_with("@@ -")).collect();
    let same = hunk.iter().take_while(|line| line.starts_with(' ')).count();
    let found = hunk.iter().filter(|line| line.starts_with([' ', '-'])).count();
    (start + same).min((start + found).saturating_sub(1)).max(1)
}
