//! Rules of files, syntax, inheritance and expressions: GEN001 to GEN099.

use super::Rule;

/// The rules of this part.
pub(super) const RULES: &[Rule] = &[];
