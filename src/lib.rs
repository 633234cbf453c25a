//! `gen` turns a short HCL blueprint into a complete AWS platform.
//!
//! The modules in the order in which a run passes through them:
//!
//! ```text
//! blueprint ──► model ──► stack ──► ir ──► render ──► output
//! parse, merge, typed,    one AWS   checked HCL,      write | check,
//! diagnose      no AWS    family a  tree    Markdown  prune, report
//! with spans    syntax    file
//! ```

pub mod blueprint;
pub mod cli;
pub mod ir;
pub mod model;
pub mod output;
pub mod render;
pub mod stack;
pub mod tables;
