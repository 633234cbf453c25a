//! The command line: the only printing, the only `anyhow`.

mod args;
mod commands;
mod fleet;
mod formats;
mod init;
mod print;
mod progress;
mod repair;

use clap::Parser;
use std::process::ExitCode;

/// The output is what it should be, or was made so.
const CLEAN: u8 = 0;
/// A blueprint is invalid, or the disk refuses.
const ERROR: u8 = 1;
/// `gen check` found drift.
const DRIFT: u8 = 2;

/// Runs the program.
pub fn run() -> ExitCode {
    let arguments = match args::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version go to stdout and are no error; a usage error is one.
            let code = if error.use_stderr() { ERROR } else { CLEAN };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    match commands::run(arguments) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            print::error(&format!("{error:#}"));
            ExitCode::from(ERROR)
        }
    }
}
