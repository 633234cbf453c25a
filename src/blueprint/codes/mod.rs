//! The rules: each code with what it finds, why that matters and how to mend it.
//!
//! `gen explain CODE` prints these texts; a test proves that every code that is raised is here.

mod declarations;
mod files;
mod output;
mod platform;
mod warnings;

/// A rule's manual page.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Stable code, such as `GEN101`; never used again for something else.
    pub code: &'static str,
    /// A phrase that names the finding.
    pub title: &'static str,
    /// Why it matters, in a sentence or two.
    pub why: &'static str,
    /// How to mend it.
    pub fix: &'static str,
}

/// Every rule, by code.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let parts =
        [files::RULES, declarations::RULES, platform::RULES, warnings::RULES, output::RULES];
    parts.into_iter().flatten()
}

/// The rule with this code.
pub fn find(code: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.code.eq_ignore_ascii_case(code))
}

/// A row of the tables.
const fn rule(
    code: &'static str,
    title: &'static str,
    why: &'static str,
    fix: &'static str,
) -> Rule {
    Rule { code, title, why, fix }
}
