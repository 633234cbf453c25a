//! Rules of the output: GEN601 to GEN604, what `gen check` finds.

use super::Rule;

/// The rules of this part.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "GEN601",
        title: "a generated file is missing",
        why: "The blueprint asks for this file, and it is not there.",
        fix: "Run the command that `gen check` names.",
    },
    Rule {
        code: "GEN602",
        title: "a generated file is stale",
        why: "The file is not what the blueprint gives today.",
        fix: "Run the command that `gen check` names, and read the diff.",
    },
    Rule {
        code: "GEN603",
        title: "a file is no longer generated",
        why: "The blueprint does not ask for this file any more.",
        fix: "Run the command that `gen check` names: it removes the file.",
    },
    Rule {
        code: "GEN604",
        title: "a generated file was edited by hand",
        why: "What it holds follows from no blueprint, and a plain run keeps it as it is.",
        fix: "Move the edit into the blueprint or into a `*.local.tf` file, then run `gen --force`.",
    },
];
