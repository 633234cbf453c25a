//! Rules of blocks, attributes, references and the platform as a whole: GEN100 and up.

use super::Rule;

/// The rules of this part.
pub(super) const RULES: &[Rule] = &[];
