//! What each command does.

use super::args::{Arguments, Command, Format, Input, Output};
use super::formats::{Run, github, sarif};
use super::{CLEAN, DRIFT, ERROR, init, print};
use crate::blueprint::{self, Reading, report};
use crate::output::{self, Environment, Refused, Target};
use anyhow::{Result, anyhow};
use clap::CommandFactory;
use std::path::{Path, PathBuf};

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
    let reading = read(input);
    print::report(&report::text(&reading.diagnostics, &reading.sources, print::color()));
    let Some(environments) = environments(&reading) else { return Ok(ERROR) };
    let target = Target::new(&output.out, output.workflows.as_deref());
    let plan = output::write(&target, &environments, force).map_err(refused)?;
    print::report(&plan.list());
    warn_of_strangers(input, &target, &environments);
    let kept = plan.kept().count();
    if kept > 0 {
        print::report(&plan.kept().filter_map(output::Finding::diff).collect::<String>());
        let repair = repair(input, output, true);
        print::error(&format!(
            "{kept} files were edited by hand and kept; `{repair}` overwrites them"
        ));
        return Ok(ERROR);
    }
    print::report(if plan.is_clean() { "nothing to do\n" } else { "" });
    Ok(CLEAN)
}

fn check(input: &Input, output: &Output, format: Format) -> Result<u8> {
    let reading = read(input);
    let target = Target::new(&output.out, output.workflows.as_deref());
    let Some(environments) = environments(&reading) else {
        findings(&reading, format);
        return Ok(ERROR);
    };
    let plan = output::check(&target, &environments).map_err(refused)?;
    let edited = plan.findings.iter().any(|f| f.state == output::State::Edited);
    let repair = repair(input, output, edited);
    match format {
        Format::Json => {
            let mut data = plan.json(&repair);
            data["diagnostics"] = report::json(&reading.diagnostics, &reading.sources);
            print::data(&format!("{data:#}\n"));
        }
        Format::Sarif | Format::Github => {
            foreign(Run { reading: &reading, drift: Some((&plan, &repair)) }, format);
        }
        Format::Text => {
            findings(&reading, format);
            print::report(&plan.diffs());
            print::report(&plan.list());
            warn_of_strangers(input, &target, &environments);
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
        Format::Sarif | Format::Github => foreign(Run { reading, drift: None }, format),
    }
}

/// Prints a run in a format of other programs.
fn foreign(run: Run<'_>, format: Format) {
    let text = if format == Format::Sarif { sarif::log(run) } else { github::commands(run) };
    print::data(&text);
}

fn paths(input: &Input) -> Vec<PathBuf> {
    if input.paths.is_empty() { vec![PathBuf::from("blueprints")] } else { input.paths.clone() }
}

fn read(input: &Input) -> Reading {
    blueprint::read(&paths(input))
}

/// Every environment, or none if any blueprint has an error.
fn environments(reading: &Reading) -> Option<Vec<Environment>> {
    if !reading.errors().is_empty() {
        return None;
    }
    let generate = |read: &blueprint::Read| crate::generate(&read.platform, &read.digest);
    Some(reading.platforms.iter().map(generate).collect())
}

fn refused(Refused(reasons): Refused) -> anyhow::Error {
    anyhow!("nothing was written\n  {}", reasons.join("\n  "))
}

/// The command that brings the output back to what the blueprints say.
fn repair(input: &Input, output: &Output, force: bool) -> String {
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

/// A path as a shell reads it back.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// A run over folders says which environments lost their blueprint; it never prunes them.
fn warn_of_strangers(input: &Input, target: &Target, environments: &[Environment]) {
    if !paths(input).iter().any(|path| path.is_dir()) {
        return;
    }
    for name in output::strangers(target, environments) {
        let folder = target.out.join(&name).display().to_string();
        print::report(&format!(
            "warning: `{folder}` has no blueprint in this run and is left alone\n  \
             to remove it: `make -C {folder} destroy`, then delete the folder\n"
        ));
    }
}
