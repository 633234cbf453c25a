//! The command that brings the output back to what the blueprints say.

use super::args::{Arguments, Input, Output};
use clap::CommandFactory;
use std::path::Path;

/// The command, with the user's own arguments.
pub(super) fn command(input: &Input, output: &Output, force: bool) -> String {
    let mut words = vec!["gen".to_owned()];
    words.extend(input.paths.iter().map(|path| quoted(path)));
    if output.out != Path::new("generated") {
        words.extend(["--out".to_owned(), quoted(&output.out)]);
    }
    if let Some(workflows) = &output.workflows {
        words.extend(["--workflows".to_owned(), quoted(workflows)]);
    }
    words.extend(force.then(|| "--force".to_owned()));
    words.join(" ")
}

/// A path as a shell and then `gen` read it back.
pub(super) fn quoted(path: &Path) -> String {
    let mut text = path.display().to_string();
    let commands = Arguments::command();
    let is_command = |name: &str| name == "help" || commands.find_subcommand(name).is_some();
    if text.starts_with('-') || is_command(&text) {
        text.insert_str(0, "./");
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}
