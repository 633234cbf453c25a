//! Random blueprints: every valid one generates what the tree says, however it is written, and no
//! damaged one makes `gen` panic, hang or print what nobody can read.
//!
//! `PROPTEST_CASES` and `PROPTEST_RNG_SEED` say how many and which; without them the cases are few
//! and always the same. `make soak` runs ten thousand.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests set up and read files")]

#[path = "properties/chain.rs"]
mod chain;
#[path = "properties/damaged.rs"]
mod damaged;
#[path = "support/random/mod.rs"]
mod random;
#[path = "properties/run.rs"]
mod run;
#[path = "properties/terraform.rs"]
mod terraform;
#[path = "properties/tree.rs"]
mod tree;
#[path = "properties/written.rs"]
mod written;
