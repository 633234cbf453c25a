//! A bar on a terminal when a run takes more than a second.

use super::print;
use crate::output::Event;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// How long a run shows nothing.
const QUIET: Duration = Duration::from_secs(1);

/// The bar of a run; it appears when the run is long.
pub(super) struct Progress {
    start: Instant,
    bar: Option<ProgressBar>,
    shown: OnceLock<()>,
}

impl Progress {
    /// Of a run that begins now.
    pub(super) fn start() -> Self {
        let bar = || ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let bar = print::redraws().then(bar);
        Self { start: Instant::now(), bar, shown: OnceLock::new() }
    }

    /// What an output tells of so many environments, each of which passes so many steps.
    pub(super) fn watch(&self, environments: usize, steps: u64) -> impl Fn(Event) + Sync {
        if let Some(bar) = &self.bar {
            bar.set_length(steps * u64::try_from(environments).unwrap_or(u64::MAX));
        }
        |event| match event {
            Event::Waiting => print::report("waiting for another gen that is at work here\n"),
            Event::Compared | Event::Written => self.step(),
        }
    }

    fn step(&self) {
        let Some(bar) = &self.bar else { return };
        bar.inc(1);
        if self.start.elapsed() > QUIET {
            self.shown.get_or_init(|| {
                let style = ProgressStyle::with_template("{bar:40} {percent:>3} %");
                bar.set_style(style.expect("the template is a constant"));
                bar.set_draw_target(ProgressDrawTarget::stderr());
            });
        }
    }

    /// Takes the bar away before the report is printed.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
