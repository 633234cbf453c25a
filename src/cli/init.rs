//! `gen init`: a starter blueprint and a pre-commit configuration.

use super::{CLEAN, ERROR, print};
use crate::output::create_new;
use anyhow::Result;
use std::path::Path;

/// The hooks that stop a commit with an invalid blueprint or a tree that does not follow from it.
const HOOKS: &str = "\
repos:
  - repo: local
    hooks:
      - id: gen-validate
        name: gen validate
        entry: gen validate
        language: system
        pass_filenames: false
      - id: gen-check
        name: gen check
        entry: gen check
        language: system
        pass_filenames: false
";

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
    let files =
        [(blueprint.as_str(), starter(name)), (".pre-commit-config.yaml", HOOKS.to_owned())];
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
