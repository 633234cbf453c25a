//! A run that is stopped, or that the disk fails, at every step: the next run ends in the whole
//! tree, nothing of the user's is lost, and a check in between tells what is there.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests set up and read files")]

use platform_gen::output::{self, Disk, Environment, Facts, Failure, Run, State, System, Target};
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io::{Error, ErrorKind, Result};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How the disk goes wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    /// The process is killed: this step and all after it do not happen.
    Kill,
    /// As `Kill`, in the middle of writing a file.
    KillHalfWay,
    /// From here on no file can be written; removing still works.
    Full,
    /// This one step fails, whatever it is.
    Once,
}

const FAULTS: [Fault; 4] = [Fault::Kill, Fault::KillHalfWay, Fault::Full, Fault::Once];

/// A disk that goes wrong at a step.
struct Faulty {
    fault: Fault,
    at: usize,
    steps: AtomicUsize,
}

impl Faulty {
    fn new(fault: Fault, at: usize) -> Self {
        Self { fault, at, steps: AtomicUsize::new(0) }
    }

    /// Counts a step; whether it goes wrong.
    fn step(&self, fills: bool) -> Result<()> {
        let step = self.steps.fetch_add(1, Ordering::SeqCst);
        let wrong = match self.fault {
            Fault::Kill | Fault::KillHalfWay => step >= self.at,
            Fault::Full => step >= self.at && fills,
            Fault::Once => step == self.at,
        };
        let error = || match self.fault {
            Fault::Full => Error::from(ErrorKind::StorageFull),
            _ => Error::other("input/output error"),
        };
        if wrong { Err(error()) } else { Ok(()) }
    }

    fn broke(&self) -> bool {
        self.steps.load(Ordering::SeqCst) > self.at
    }
}

impl Disk for Faulty {
    fn metadata(&self, path: &Path) -> Result<Metadata> {
        self.step(false)?;
        System.metadata(path)
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>> {
        self.step(false)?;
        System.read(path)
    }

    fn create_folder(&self, path: &Path) -> Result<()> {
        self.step(true)?;
        System.create_folder(path)
    }

    fn create_file(&self, path: &Path, content: &[u8]) -> Result<()> {
        let first = self.steps.load(Ordering::SeqCst) == self.at;
        self.step(true).inspect_err(|_| {
            if first && self.fault != Fault::Kill {
                System.create_file(path, &content[..content.len() / 2]).unwrap();
            }
        })?;
        System.create_file(path, content)
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        self.step(false)?;
        System.rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> Result<()> {
        self.step(false)?;
        System.remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> Result<()> {
        self.step(false)?;
        System.remove_folder(path)
    }
}

type Files = &'static [(&'static str, &'static str)];

const OLD: Files =
    &[("a.tf", "a1\n"), ("gone/b.tf", "b1\n"), ("edited.tf", "e1\n"), ("same", "\n")];
const NEW: Files = &[("a.tf", "a2\n"), ("new/c.tf", "c2\n"), ("edited.tf", "e2\n"), ("same", "\n")];
const LATER: Files =
    &[("a.tf", "a3\n"), ("new/d.tf", "d3\n"), ("edited.tf", "e3\n"), ("same", "\n")];

fn environments(files: Files) -> Vec<Environment> {
    let owned = |text: &str| text.to_owned();
    let one = |name: &str| Environment {
        name: owned(name),
        files: files.iter().map(|(path, text)| (owned(path), owned(text))).collect(),
        workflows: BTreeMap::from([(format!("{name}-plan.yml"), format!("# {}", files[0].1))]),
        facts: Facts { blueprint: owned(files[0].1), ..Facts::default() },
    };
    vec![one("shop-prod"), one("shop-test")]
}

/// Every file of the output but the ledgers, by its path.
fn tree(out: &Path) -> BTreeMap<String, String> {
    let files = walkdir::WalkDir::new(out).into_iter().filter_map(std::result::Result::ok);
    let files = files.filter(|entry| entry.file_type().is_file());
    let text = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(out).unwrap().to_str().unwrap().to_owned();
        (path, fs::read_to_string(entry.path()).unwrap())
    };
    files.map(text).filter(|(path, _)| !path.ends_with("gen.lock.json")).collect()
}

/// What the output should hold: what is generated, and what is the user's.
fn wanted(files: Files, users: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut tree = BTreeMap::new();
    for environment in environments(files) {
        let name = &environment.name;
        tree.extend(environment.files.iter().map(|(p, t)| (format!("{name}/{p}"), t.clone())));
        let flows = environment.workflows.iter();
        tree.extend(flows.map(|(p, t)| (format!(".github/workflows/{p}"), t.clone())));
    }
    tree.extend(users.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
    tree
}

/// What the user did between the runs.
const USERS: &[(&str, &str)] = &[
    ("shop-prod/edited.tf", "mine\n"),
    ("shop-prod/gone/mine.local.tf", "mine\n"),
    ("shop-test/mine.local.tf", "mine\n"),
];

/// Breaks the write of `NEW` at a step, checks, and repairs with a run of `then`. Whether the
/// fault was reached.
fn case(before: Option<Files>, fault: Fault, at: usize, then: Files) -> bool {
    let name = format!("{fault:?} at {at}, from {before:?}");
    let folder = tempfile::tempdir().unwrap();
    let target = Target::new(&folder.path().join("deep/out"), None);
    let mut users: &[(&str, &str)] = &[];
    if let Some(before) = before {
        output::write(&target, &environments(before), false).unwrap();
        for (path, text) in USERS {
            fs::write(target.out.join(path), text).unwrap();
        }
        users = USERS;
    }
    let disk = Faulty::new(fault, at);
    let result = Run { disk: &disk, ..Run::new(&target) }.write(&environments(NEW)[..]);
    if !disk.broke() {
        assert!(result.is_ok(), "{name}: {result:?}");
    }
    // A write that says it was refused wrote nothing; one that says it is done is done.
    let now = tree(&target.out);
    if let (Err(Failure::Refused(_)), Some(before)) = (&result, before) {
        assert_eq!(now, wanted(before, users), "{name}");
    }
    if result.is_ok() {
        assert_eq!(now, wanted(NEW, users), "{name}");
    }
    check(&target, &name, users);

    let plan = output::write(&target, &environments(then), false).unwrap();
    let kept: Vec<&str> = plan.kept().map(|f| f.path.as_str()).collect();
    let edited = target.out.join("shop-prod/edited.tf").display().to_string();
    assert_eq!(kept, if users.is_empty() { vec![] } else { vec![edited.as_str()] }, "{name}");
    assert_eq!(tree(&target.out), wanted(then, users), "{name}");
    let left = output::check(&target, &environments(then)).unwrap();
    assert!(left.findings.iter().all(|f| kept.contains(&f.path.as_str())), "{name}: {left:?}");
    disk.broke()
}

/// That a check tells every file that differs, and calls nothing edited but what the user edited.
fn check(target: &Target, name: &str, users: &[(&str, &str)]) {
    let plan = output::check(target, &environments(NEW)).unwrap();
    let wanted = wanted(NEW, users);
    let now = tree(&target.out);
    let differs =
        wanted.keys().chain(now.keys()).filter(|path| wanted.get(*path) != now.get(*path));
    let told = |path: &str| plan.findings.iter().any(|f| f.path.ends_with(path));
    for path in differs {
        assert!(told(path), "{name}: {path} differs, and the check is silent: {plan:?}");
    }
    for finding in plan.findings.iter().filter(|f| f.state == State::Edited) {
        let known = users.iter().any(|(path, _)| finding.path.ends_with(path));
        assert!(known, "{name}: nobody edited {finding:?}");
    }
}

/// More than any run takes.
const MOST_STEPS: usize = 10_000;

#[test]
fn a_run_may_stop_at_any_step() {
    for fault in FAULTS {
        for before in [None, Some(OLD)] {
            for then in [NEW, LATER] {
                let reached =
                    (0..MOST_STEPS).take_while(|at| case(before, fault, *at, then)).count();
                assert!(reached < MOST_STEPS, "{fault:?} from {before:?}: the run never ends");
                assert!(reached > 40, "{fault:?} from {before:?}: {reached} steps were broken");
            }
        }
    }
}

#[test]
fn a_full_disk_is_told_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let target = Target::new(&folder.path().join("out"), None);
    output::write(&target, &environments(OLD), false).unwrap();
    let disk = Faulty::new(Fault::Full, 0);
    let result = Run { disk: &disk, ..Run::new(&target) }.write(&environments(NEW)[..]);
    let Err(Failure::Stopped(reasons)) = result else { panic!("{result:?}") };
    assert!(reasons[0].starts_with("cannot write `"), "{reasons:?}");
    assert!(reasons[0].contains(&Error::from(ErrorKind::StorageFull).to_string()), "{reasons:?}");
    assert_eq!(tree(&target.out), wanted(OLD, &[]), "and nothing half-written is left");
}

/// A disk that takes `A` for `a`, as those of macOS and Windows do.
struct IgnoresCase<'a>(&'a Path);

impl IgnoresCase<'_> {
    fn path(&self, path: &Path) -> std::path::PathBuf {
        let below = path.strip_prefix(self.0).unwrap();
        self.0.join(below.to_str().unwrap().to_lowercase())
    }
}

impl Disk for IgnoresCase<'_> {
    fn metadata(&self, path: &Path) -> Result<Metadata> {
        System.metadata(&self.path(path))
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>> {
        System.read(&self.path(path))
    }

    fn create_folder(&self, path: &Path) -> Result<()> {
        System.create_folder(&self.path(path))
    }

    fn create_file(&self, path: &Path, content: &[u8]) -> Result<()> {
        System.create_file(&self.path(path), content)
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        System.rename(&self.path(from), &self.path(to))
    }

    fn remove_file(&self, path: &Path) -> Result<()> {
        System.remove_file(&self.path(path))
    }

    fn remove_folder(&self, path: &Path) -> Result<()> {
        System.remove_folder(&self.path(path))
    }
}

#[test]
fn a_file_that_changes_its_case_survives_a_disk_that_ignores_it() {
    for text in ["same\n", "other\n"] {
        let folder = tempfile::tempdir().unwrap();
        let target = Target::new(&folder.path().join("out"), None);
        let disk = IgnoresCase(folder.path());
        let run = Run { disk: &disk, ..Run::new(&target) };
        let environment = |path: &str, text: &str| {
            let mut one = environments(OLD).remove(0);
            one.files = BTreeMap::from([(path.to_owned(), text.to_owned())]);
            [one]
        };
        run.write(&environment("Readme.md", "same\n")[..]).unwrap();
        let plan = run.write(&environment("README.md", text)[..]).unwrap();
        assert_eq!(plan.kept().count(), 0, "{plan:?}");
        let path = folder.path().join("out/shop-prod/readme.md");
        assert_eq!(fs::read_to_string(path).unwrap(), text);
        assert!(run.check(&environment("README.md", text)[..]).unwrap().is_clean());
    }
}
