//! A generated environment before it is text: Terraform as typed blocks, everything else as documents.
//!
//! This module knows neither the blueprint nor the disk.

mod addresses;
pub mod block;
pub mod check;
pub mod expr;
pub mod policy;
pub mod tree;

pub use block::{Block, Part};
pub use expr::{Expr, Ref, call, choice, list, not, object, template};
pub use policy::Statement;
pub use tree::{Document, Item, Module, Output, Root, TerraformFile, Tree, Variable};
