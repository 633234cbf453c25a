//! Blueprints: reading, merging, evaluating, checking, decoding. The only reader of blueprints.

pub mod codes;
pub mod diagnostic;
pub mod source;
pub mod tree;
pub mod value;

mod check;
mod declare;
mod decode;
mod digest;
pub mod explain;
pub mod reading;
mod rules;

pub use decode::decode;
pub use reading::{Read, Reading};
