//! Runs on one output, one after the other.
//!
//! The lock is an advisory one on the folders themselves, so that no file is left behind, and the
//! system drops it when a process ends, however it ends. Where the system or the file system has
//! no such locks, runs are not kept apart.

use super::disk::Disk;
use super::root;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often a lock is tried.
const PAUSE: Duration = Duration::from_millis(10);

/// Locked folders, until they are dropped.
pub(super) struct Locks<'a> {
    // Dropped in this order: what was created in vain goes while nobody else may write.
    _created: Created<'a>,
    _held: Vec<File>,
    /// Folders that are not there, and so not locked.
    pub(super) missing: Vec<PathBuf>,
}

/// Folders that a run created; those that are empty at its end are removed again.
struct Created<'a> {
    disk: &'a dyn Disk,
    folders: Vec<PathBuf>,
}

impl Drop for Created<'_> {
    fn drop(&mut self) {
        for folder in self.folders.iter().rev() {
            let _ = self.disk.remove_folder(folder);
        }
    }
}

/// How the folders are locked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// With other readers.
    Read,
    /// Alone; the folders are created.
    Write,
}

/// Locks folders, all or none; waits for as long as `patience` and calls `waiting` once if it must.
pub(super) fn lock<'a>(
    disk: &'a dyn Disk,
    folders: &[&Path],
    kind: Kind,
    patience: Duration,
    waiting: &dyn Fn(),
) -> Result<Locks<'a>, String> {
    let mut created = Created { disk, folders: Vec::new() };
    let mut left = patience;
    loop {
        if kind == Kind::Write {
            for folder in folders {
                // If it cannot be created, whoever writes there says so.
                let _ = root::create(disk, folder, &mut created.folders);
            }
        }
        match attempt(folders, kind) {
            Ok((held, missing)) => return Ok(Locks { _created: created, _held: held, missing }),
            Err(busy) if left.is_zero() => {
                return Err(format!(
                    "another gen is at work in `{}`; run this again when it is done",
                    busy.display()
                ));
            }
            Err(_) => (),
        }
        if left == patience {
            waiting();
        }
        std::thread::sleep(PAUSE);
        left = left.saturating_sub(PAUSE);
    }
}

/// The locks and what is missing, or the folder that another process has locked.
fn attempt(folders: &[&Path], kind: Kind) -> Result<(Vec<File>, Vec<PathBuf>), PathBuf> {
    let mut held = Vec::new();
    let mut missing = Vec::new();
    let mut seen = Vec::new();
    for folder in folders {
        let Ok(file) = File::open(folder) else {
            missing.push(folder.to_path_buf());
            continue;
        };
        let id = identity(&file);
        if id.is_some() && seen.contains(&id) {
            continue;
        }
        let locked = match kind {
            Kind::Read => file.try_lock_shared(),
            Kind::Write => file.try_lock(),
        };
        match locked {
            Err(TryLockError::WouldBlock) => return Err(folder.to_path_buf()),
            // A file system without locks.
            Err(TryLockError::Error(_)) => continue,
            Ok(()) => (),
        }
        // The one who held it may have removed the folder before it let go.
        let now = File::open(folder).ok().and_then(|now| identity(&now));
        if now != id {
            return Err(folder.to_path_buf());
        }
        seen.push(id);
        held.push(file);
    }
    Ok((held, missing))
}

/// What tells a folder from another that has its path later.
#[cfg(unix)]
fn identity(file: &File) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    file.metadata().ok().map(|found| (found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn identity(_: &File) -> Option<(u64, u64)> {
    None
}
