//! What each command does.

use super::args::{Arguments, Command, Format, Input, Output};
use super::fleet::Fleet;
use super::formats::{Found, github, sarif};
use super::progress::Progress;
use super::repair::{self, quoted};
use super::{CLEAN, DRIFT, ERROR, init, print};
use crate::blueprint::{self, Reading, report};
use crate::output::{self, Failure, Run, Source, Target};
use anyhow::{Result, anyhow};
use clap::CommandFactory;
use std::path::PathBuf;

/// Runs the command that the arguments name; gives the exit code.
pub(super) fn run(arguments: Arguments) -> Result<u8> {
    match arguments.command {
        None => write(&arguments.input, &arguments.output, arguments.force),
        Some(Command::Check { input, output, format }) => check(&input, &output, format),
        Some(Command::Validate { input, format }) => Ok(validate(&input, format)),
        Some(Command::Init { name }) => init::init(&name),
        Some(Command::Explain { topic }) => {
            let text = blueprint::explain::explain(topic.as_deref()).map_err(|e| anyhow!(e))?;
            print::data(&text);
            Ok(CLEAN)
        }
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "gen", &mut script);
            print::data(&String::from_utf8_lossy(&script));
            Ok(CLEAN)
        }
    }
}

fn write(input: &Input, output: &Output, force: bool) -> Result<u8> {
    let progress = Progress::start();
    let reading = read(input);
    print::report(&report::text(&reading.diagnostics, &reading.sources, print::color()));
    let Some(fleet) = fleet(&reading) else { return Ok(ERROR) };
    let target = Target::new(&output.out, output.workflows.as_deref());
    let watch = progress.watch(fleet.len(), 2);
    let plan = Run { force, watch: &watch, ..Run::new(&target) }.write(&fleet);
    progress.finish();
    let plan = plan.map_err(failed)?;
    print::report(&plan.list());
    warn_of_strangers(input, &target, &fleet);
    let kept = plan.kept().count();
    if kept > 0 {
        print::report(&plan.kept().filter_map(|f| f.diff.as_deref()).collect::<String>());
        let repair = repair::command(input, output, true);
        let files = if kept == 1 { "1 file was" } else { &format!("{kept} files were") };
        print::error(&format!("{files} edited by hand and kept; `{repair}` overwrites them"));
        return Ok(ERROR);
    }
    print::report(if plan.is_clean() { "nothing to do\n" } else { "" });
    Ok(CLEAN)
}

fn check(input: &Input, output: &Output, format: Format) -> Result<u8> {
    let progress = Progress::start();
    let reading = read(input);
    let target = Target::new(&output.out, output.workflows.as_deref());
    let Some(fleet) = fleet(&reading) else {
        findings(&reading, format);
        return Ok(ERROR);
    };
    let watch = progress.watch(fleet.len(), 1);
    let plan = Run { watch: &watch, ..Run::new(&target) }.check(&fleet);
    progress.finish();
    let plan = plan.map_err(failed)?;
    let edited = plan.findings.iter().any(|f| f.state == output::State::Edited);
    let repair = repair::command(input, output, edited);
    match format {
        Format::Json => {
            let mut data = plan.json(&repair);
            data["diagnostics"] = report::json(&reading.diagnostics, &reading.sources);
            print::data(&format!("{data:#}\n"));
        }
        Format::Sarif | Format::Github => {
            foreign(Found { reading: &reading, drift: Some((&plan, &repair)) }, format);
        }
        Format::Text => {
            findings(&reading, format);
            print::report(&plan.diffs());
            print::report(&plan.list());
            warn_of_strangers(input, &target, &fleet);
            print::report(&if plan.is_clean() {
                "the output is what the blueprints say\n".to_owned()
            } else {
                format!("repair with: {repair}\n")
            });
        }
    }
    Ok(if plan.is_clean() { CLEAN } else { DRIFT })
}

fn validate(input: &Input, format: Format) -> u8 {
    let reading = read(input);
    findings(&reading, format);
    if reading.errors().is_empty() { CLEAN } else { ERROR }
}

fn findings(reading: &Reading, format: Format) {
    match format {
        Format::Text => {
            print::report(&report::text(&reading.diagnostics, &reading.sources, print::color()));
        }
        Format::Json => {
            let rows = report::json(&reading.diagnostics, &reading.sources);
            print::data(&format!("{:#}\n", serde_json::json!({ "diagnostics": rows })));
        }
        Format::Sarif | Format::Github => foreign(Found { reading, drift: None }, format),
    }
}

/// Prints a run in a format of other programs.
fn foreign(found: Found<'_>, format: Format) {
    let text = if format == Format::Sarif { sarif::log(found) } else { github::commands(found) };
    print::data(&text);
}

fn paths(input: &Input) -> Vec<PathBuf> {
    if input.paths.is_empty() { vec![PathBuf::from("blueprints")] } else { input.paths.clone() }
}

fn read(input: &Input) -> Reading {
    blueprint::read(&paths(input))
}

/// Every environment, or none if any blueprint has an error.
fn fleet(reading: &Reading) -> Option<Fleet<'_>> {
    reading.errors().is_empty().then_some(Fleet(&reading.platforms))
}

fn failed(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Refused(reasons) => anyhow!("nothing was written\n  {}", reasons.join("\n  ")),
        Failure::Busy(reason) => anyhow!(reason),
        Failure::Stopped(reasons) => anyhow!(
            "the run stopped half-way; each file is whole, old or new, and the next run goes on\n  {}",
            reasons.join("\n  ")
        ),
    }
}

/// A run over folders says which environments lost their blueprint; it never prunes them.
fn warn_of_strangers(input: &Input, target: &Target, fleet: &Fleet<'_>) {
    if !paths(input).iter().any(|path| path.is_dir()) {
        return;
    }
    for name in output::strangers(target, &fleet.names()) {
        let folder = target.out.join(&name);
        print::report(&format!(
            "warning: `{}` has no blueprint in this run and is left alone\n  \
             to remove it: `make -C {} destroy`, then delete the folder\n",
            folder.display().to_string().escape_debug(),
            quoted(&folder)
        ));
    }
}
