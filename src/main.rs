//! The `gen` program: everything it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    platform_gen::cli::run()
}
