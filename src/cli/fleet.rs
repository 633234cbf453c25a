//! The environments of a run, generated when they are needed.

use crate::blueprint::Read;
use crate::output::{Environment, Source};
use std::borrow::Cow;

/// What the blueprints of a run describe.
pub(super) struct Fleet<'a>(pub(super) &'a [Read]);

impl Fleet<'_> {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

impl Source for Fleet<'_> {
    fn names(&self) -> Vec<String> {
        self.0.iter().map(|read| read.platform.prefix()).collect()
    }

    fn environment(&self, index: usize) -> Cow<'_, Environment> {
        let read = &self.0[index];
        Cow::Owned(crate::generate(&read.platform, &read.digest))
    }
}
