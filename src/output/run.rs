//! A run over every environment: on all cores, and without holding all of them in memory.

use super::compare::{Changes, Purpose, absent, compare};
use super::lock::{self, Kind, Locks};
use super::plan::{Finding, Plan};
use super::{Disk, Event, Failure, Source, System, Target, disk, root};
use rayon::prelude::*;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// How much text is kept between comparing and writing; what goes beyond is generated twice.
const KEPT: usize = 64 << 20;

/// How often a check that a writer overtook is done again.
const CHECKS: usize = 5;

/// A run on an output.
pub struct Run<'a> {
    /// Where the output lies.
    pub target: &'a Target,
    /// Whether files that were edited by hand, and damaged ledgers, are overwritten.
    pub force: bool,
    /// How long another run on the same output is waited for.
    pub patience: Duration,
    /// The disk.
    pub disk: &'a dyn Disk,
    /// Is told how far the run is, from any thread.
    pub watch: &'a (dyn Fn(Event) + Sync),
}

/// What is known of an environment after comparing.
enum Compared {
    /// Nothing of it is there, so it was not generated yet.
    Absent,
    /// All that has to change.
    Kept(Box<Changes>),
    /// Too much has to change to keep it.
    Dropped,
}

type Told = (Vec<Finding>, Option<String>);

impl<'a> Run<'a> {
    /// A run on the disk of this machine that keeps hand edits and waits half a minute for others.
    pub fn new(target: &'a Target) -> Self {
        let patience = Duration::from_secs(30);
        Self { target, force: false, patience, disk: &System, watch: &|_| () }
    }

    /// As [`super::check`].
    ///
    /// # Errors
    ///
    /// As [`super::check`].
    pub fn check(&self, source: &(impl Source + ?Sized)) -> Result<Plan, Failure> {
        for _ in 0..CHECKS {
            self.trust()?;
            let locks = self.lock(Kind::Read)?;
            let told = self.each(source, |index| {
                compare(
                    self.disk,
                    self.target,
                    source.environment(index).into_owned(),
                    Purpose::Check,
                )
                .map(Changes::told)
            });
            // A folder that came meanwhile was not locked: somebody may be writing there.
            if !locks.missing.iter().any(|folder| disk::exists(folder)) {
                return Ok(Plan::of(all(told).map_err(Failure::Refused)?));
            }
        }
        Err(Failure::Busy(format!(
            "`{}` changes while it is checked; run this again when other runs are done",
            self.target.out.display()
        )))
    }

    /// As [`super::write`].
    ///
    /// # Errors
    ///
    /// As [`super::write`].
    pub fn write(&self, source: &(impl Source + ?Sized)) -> Result<Plan, Failure> {
        self.trust()?;
        let _locks = self.lock(Kind::Write)?;
        let workflows = disk::names(&self.target.workflows);
        let names = source.names();
        let kept = AtomicUsize::new(0);
        let compared = self.each(source, |index| {
            if absent(self.disk, self.target, &names[index], &workflows) {
                return Ok(Compared::Absent);
            }
            let changes = self.compare(source, index)?;
            let size = changes.size();
            let before = kept.fetch_add(size, Ordering::Relaxed);
            let keep = size == 0 || before + size <= KEPT;
            Ok(if keep { Compared::Kept(Box::new(changes)) } else { Compared::Dropped })
        });
        let compared = all(compared).map_err(Failure::Refused)?;
        self.carry_out(source, compared)
    }

    /// Writes environment by environment. After one that fails no other is begun.
    fn carry_out(
        &self,
        source: &(impl Source + ?Sized),
        compared: Vec<Compared>,
    ) -> Result<Plan, Failure> {
        let stopped = AtomicBool::new(false);
        let todo: Vec<(usize, Compared)> = compared.into_iter().enumerate().collect();
        let one = |(index, compared)| {
            if stopped.load(Ordering::Relaxed) {
                return Ok(Told::default());
            }
            let changes = match compared {
                Compared::Kept(changes) => *changes,
                Compared::Absent | Compared::Dropped => self.compare(source, index)?,
            };
            changes.carry_out(self.disk, self.target).map_err(|reason| vec![reason])?;
            (self.watch)(Event::Written);
            Ok(changes.told())
        };
        let told: Vec<_> = todo
            .into_par_iter()
            .map(|todo| {
                one(todo).inspect_err(|_: &Vec<String>| stopped.store(true, Ordering::Relaxed))
            })
            .collect();
        Ok(Plan::of(all(told).map_err(Failure::Stopped)?))
    }

    fn compare(
        &self,
        source: &(impl Source + ?Sized),
        index: usize,
    ) -> Result<Changes, Vec<String>> {
        let purpose = Purpose::Write { force: self.force };
        compare(self.disk, self.target, source.environment(index).into_owned(), purpose)
    }

    /// Something for each environment, on all cores, in their order.
    fn each<T: Send>(
        &self,
        source: &(impl Source + ?Sized),
        what: impl Fn(usize) -> Result<T, Vec<String>> + Sync,
    ) -> Vec<Result<T, Vec<String>>> {
        let count = source.names().len();
        let one = |index| {
            let done = what(index);
            (self.watch)(Event::Compared);
            done
        };
        (0..count).into_par_iter().map(one).collect()
    }

    /// Refuses roots that are no folders before anything is created.
    fn trust(&self) -> Result<(), Failure> {
        let Target { out, workflows } = self.target;
        let ways = [root::folder(self.disk, out), root::way(self.disk, out, workflows)];
        let mut reasons: Vec<String> = ways.into_iter().filter_map(Result::err).collect();
        reasons.dedup();
        if reasons.is_empty() { Ok(()) } else { Err(Failure::Refused(reasons)) }
    }

    fn lock(&self, kind: Kind) -> Result<Locks<'_>, Failure> {
        let mut folders: [&Path; 2] = [&self.target.out, &self.target.workflows];
        // In one order for all, so that two runs cannot each hold what the other one waits for.
        folders.sort_unstable();
        let waiting = || (self.watch)(Event::Waiting);
        lock::lock(self.disk, &folders, kind, self.patience, &waiting).map_err(Failure::Busy)
    }
}

/// Every result, or every reason once.
fn all<T>(results: Vec<Result<T, Vec<String>>>) -> Result<Vec<T>, Vec<String>> {
    let mut good = Vec::new();
    let mut reasons = Vec::new();
    for result in results {
        match result {
            Ok(one) => good.push(one),
            Err(more) => reasons.extend(more),
        }
    }
    reasons.dedup();
    if reasons.is_empty() { Ok(good) } else { Err(reasons) }
}
