//! `gen init`: a starter blueprint and a pre-commit configuration.

use super::{CLEAN, ERROR, print};
use crate::output::create_new;
use anyhow::Result;
use std::path::Path;

/// The hooks that this repository offers to pre-commit.
const HOOKS: &str = include_str!("../../.pre-commit-hooks.yaml");

/// The same hooks in the configuration of another repository, with the `gen` on its PATH.
fn hooks() -> String {
    let lines = HOOKS.lines().map(|line| format!("      {line}\n"));
    let hooks = lines.collect::<String>().replace("language: rust", "language: system");
    format!("repos:\n  - repo: local\n    hooks:\n{hooks}")
}

/// Writes what is not there yet; says what it left alone.
pub(super) fn init(name: &str) -> Result<u8> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase());
    if !starts
        || !name.chars().all(plain)
        || name.ends_with('-')
        || name.contains("--")
        || name.len() > 16
    {
        anyhow::bail!(
            "`{name}` is no name for a platform: lower-case letters, digits and single dashes, \
             at most 16 characters, starting with a letter"
        );
    }
    let blueprint = format!("blueprints/{name}.hcl");
    let files = [(blueprint.as_str(), starter(name)), (".pre-commit-config.yaml", hooks())];
    let mut code = CLEAN;
    for (path, text) in files {
        match create_new(Path::new(path), &text) {
            Ok(()) => print::report(&format!("[+] {path}\n")),
            Err(reason) => {
                print::error(&reason);
                code = ERROR;
            }
        }
    }
    Ok(code)
}

fn starter(name: &str) -> String {
    format!(
        r#"# One environment of one platform. `gen explain` prints every block and attribute;
# what is left out has the production default.
platform "{name}" {{
  environment = "staging"
  owner       = "platform@{name}.example"
  # A public Route 53 zone of exactly this name, which exists and is delegated.
  domain = "staging.{name}.example"
}}

region "eu-west-1" {{}}

access {{
  github {{ repository = "{name}/platform" }}
}}

service "web" {{
  port = 8080
  expose {{ path = "/" }}
}}
"#
    )
}
