//! What can be written behind `gen`.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Turns HCL blueprints into complete AWS platforms, and checks them for drift.
#[derive(Debug, Parser)]
#[command(name = "gen", version, args_conflicts_with_subcommands = true)]
#[command(after_help = "Exit codes: 0 clean, 1 error, 2 drift (check only).\n\
    A folder whose name is a command is written with a path: `gen ./check`.")]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) input: Input,
    #[command(flatten)]
    pub(super) output: Output,
    /// Overwrite files that were edited by hand, and a damaged ledger
    #[arg(long)]
    pub(super) force: bool,
}

/// What is read.
#[derive(Debug, Args)]
pub(super) struct Input {
    /// Blueprints, or folders of them [default: blueprints]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
}

/// Where the output lies.
#[derive(Debug, Args)]
pub(super) struct Output {
    /// The folder of the generated environments
    #[arg(long, value_name = "DIR", default_value = "generated")]
    pub(super) out: PathBuf,
    /// The folder of the workflow files [default: OUT/.github/workflows]
    #[arg(long, value_name = "DIR")]
    pub(super) workflows: Option<PathBuf>,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people, on stderr
    Text,
    /// For programs, on stdout
    Json,
    /// SARIF 2.1.0 for code scanning, on stdout
    Sarif,
    /// Workflow commands of GitHub Actions, on stdout
    Github,
}

/// The commands beside writing.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Compare the output with the blueprints; never writes
    Check {
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        output: Output,
        /// How findings are printed
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Check the blueprints only
    Validate {
        #[command(flatten)]
        input: Input,
        /// How findings are printed
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Write a starter blueprint and a pre-commit configuration; never overwrites
    Init {
        /// The platform's name
        name: String,
    },
    /// Print the reference of a block, an attribute or a rule
    Explain {
        /// BLOCK, BLOCK.ATTRIBUTE or a code such as GEN101
        topic: Option<String>,
    },
    /// Print the completion script of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}
