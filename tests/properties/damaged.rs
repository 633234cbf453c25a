//! Damaged blueprints: no panic, no hang, and each error points into its file.

use super::run::{environments, folder, holds, read};
use super::tree::parses;
use crate::random::{self, choices::Choices, damage::damaged, write::Writer};
use platform_gen::blueprint::source::{Sources, Span};
use platform_gen::blueprint::{Reading, report};
use std::sync::mpsc;
use std::time::Duration;

/// No blueprint of this size takes longer, not even unoptimised on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn a_damaged_blueprint_is_an_error_or_still_generates() {
    holds(|numbers| {
        let mut choices = Choices::new(numbers);
        let blocks = random::blueprint(&mut choices);
        let mut writer = if choices.chance(50) {
            Writer::wild(&mut choices)
        } else {
            Writer::plain(&mut choices)
        };
        let text = writer.file(&blocks, None);
        for _ in 0..4 {
            let bytes = damaged(&mut choices, &text);
            patiently(bytes.clone())
                .map_err(|e| format!("{e}\n{}", String::from_utf8_lossy(&bytes)))?;
        }
        Ok(())
    });
}

/// Judges a file in a thread of its own, so that one that hangs or panics is still shown.
fn patiently(bytes: Vec<u8>) -> Result<(), String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(judge(&bytes)));
    match receiver.recv_timeout(PATIENCE) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => Err("it hangs".to_owned()),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err("it panics".to_owned()),
    }
}

fn judge(bytes: &[u8]) -> Result<(), String> {
    let folder = folder(&[("main.hcl", bytes)]);
    let reading = read(folder.path(), "main.hcl");
    placed(&reading)?;
    // The reports take any finding and any file.
    let text = report::text(&reading.diagnostics, &reading.sources, true);
    let json = report::json(&reading.diagnostics, &reading.sources);
    if text.is_empty() == json.as_array().is_some_and(|rows| !rows.is_empty()) {
        return Err("one report has findings, the other has none".to_owned());
    }
    match environments(&reading) {
        Ok(environments) => environments.values().try_for_each(parses),
        Err(report) if report.is_empty() => Err("no error and no environment".to_owned()),
        Err(_) => Ok(()),
    }
}

/// That every place lies in its file, between characters.
fn placed(reading: &Reading) -> Result<(), String> {
    for diagnostic in &reading.diagnostics {
        let related = diagnostic.related.iter().map(|(span, _)| *span);
        for span in diagnostic.span.into_iter().chain(related) {
            if !inside(&reading.sources, span) {
                return Err(format!("{span:?} is no place: {diagnostic:?}"));
            }
        }
    }
    Ok(())
}

fn inside(sources: &Sources, span: Span) -> bool {
    let text = &sources.get(span.file).text;
    span.start <= span.end && text.get(span.start..span.end).is_some()
}
