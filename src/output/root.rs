//! A folder that `gen` writes below: an environment's, or that of the workflows.
//!
//! No symbolic link is followed, neither as the root nor below it, and each thing that stands in
//! the way is called by its name.

use super::disk::{Disk, failed};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A root and the folders below it that were looked at.
pub(super) struct Root<'a> {
    disk: &'a dyn Disk,
    path: &'a Path,
    /// Folders that are there and are no links; the root is the empty path.
    known: BTreeSet<String>,
    /// Folders that are not there.
    missing: BTreeSet<String>,
    /// Where files lie until they are whole.
    temporary: String,
}

/// Whether a folder is there; refuses links, and files where folders should be.
pub(super) fn folder(disk: &dyn Disk, path: &Path) -> Result<bool, String> {
    match disk.metadata(path) {
        Ok(found) if found.file_type().is_symlink() => Err(linked(path)),
        Ok(found) if !found.is_dir() => {
            Err(format!("`{}` is a file, where a folder should be", path.display()))
        }
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(failed("read", path, &error)),
    }
}

/// As [`folder`], for every folder on the way from a root to one below it.
pub(super) fn way(disk: &dyn Disk, root: &Path, to: &Path) -> Result<bool, String> {
    let Ok(below) = to.strip_prefix(root) else { return folder(disk, to) };
    let mut path = PathBuf::from(root);
    let mut there = folder(disk, &path)?;
    for part in below {
        path.push(part);
        there = there && folder(disk, &path)?;
    }
    Ok(there)
}

/// Creates a folder and those above it that are missing; adds them to `created`, outermost first.
pub(super) fn create(
    disk: &dyn Disk,
    path: &Path,
    created: &mut Vec<PathBuf>,
) -> std::io::Result<()> {
    match disk.create_folder(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let Some(above) = path.parent().filter(|above| !above.as_os_str().is_empty()) else {
                return Err(error);
            };
            create(disk, above, created)?;
            disk.create_folder(path)?;
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(()),
        other => other?,
    }
    created.push(path.to_owned());
    Ok(())
}

fn linked(path: &Path) -> String {
    format!("`{}` is a symbolic link, which gen does not follow", path.display())
}

impl<'a> Root<'a> {
    /// A root whose files are called `temporary` until they are whole.
    pub(super) fn new(disk: &'a dyn Disk, path: &'a Path, temporary: &str) -> Self {
        Self {
            disk,
            path,
            known: BTreeSet::new(),
            missing: BTreeSet::new(),
            temporary: temporary.to_owned(),
        }
    }

    /// A path below the root; the empty one is the root, without a `/` behind which a link would
    /// not be seen as one.
    fn at(&self, below: &str) -> PathBuf {
        if below.is_empty() { self.path.to_owned() } else { self.path.join(below) }
    }

    /// The content of a file, or `None` if there is none.
    pub(super) fn read(&mut self, below: &str) -> Result<Option<Vec<u8>>, String> {
        let path = self.at(below);
        if !self.folder(parent(below))? {
            return Ok(None);
        }
        match self.disk.metadata(&path) {
            Ok(found) if found.file_type().is_symlink() => return Err(linked(&path)),
            Ok(found) if !found.is_file() => {
                return Err(format!(
                    "`{}` is {}, where a file should be",
                    path.display(),
                    if found.is_dir() { "a folder" } else { "a device or a pipe" }
                ));
            }
            Ok(_) => (),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed("read", &path, &error)),
        }
        self.disk.read(&path).map(Some).map_err(|error| failed("read", &path, &error))
    }

    /// Whether a folder is there, with all above it.
    fn folder(&mut self, below: &str) -> Result<bool, String> {
        if self.known.contains(below) {
            return Ok(true);
        }
        if self.missing.contains(below) {
            return Ok(false);
        }
        let there = (below.is_empty() || self.folder(parent(below))?)
            && folder(self.disk, &self.at(below))?;
        let seen = if there { &mut self.known } else { &mut self.missing };
        seen.insert(below.to_owned());
        Ok(there)
    }

    /// Writes a file, whole or not at all.
    pub(super) fn write(&mut self, below: &str, content: &[u8]) -> Result<(), String> {
        self.make(parent(below))?;
        self.put(below, content)
    }

    /// Writes files, each whole or not at all. Folders are made first; then each is filled on its
    /// own, since its files share the place where they lie until they are whole.
    pub(super) fn write_all<'t>(
        &mut self,
        files: impl Iterator<Item = (&'t str, &'t str)>,
    ) -> Result<(), String> {
        let mut folders: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
        for (below, text) in files {
            folders.entry(parent(below)).or_default().push((below, text));
        }
        for folder in folders.keys() {
            self.make(folder)?;
        }
        let root: &Self = self;
        folders.par_iter().try_for_each(|(_, files)| {
            files.iter().try_for_each(|(below, text)| root.put(below, text.as_bytes()))
        })
    }

    /// Writes a file into a folder that is there.
    fn put(&self, below: &str, content: &[u8]) -> Result<(), String> {
        let path = self.at(below);
        // Beside the file: a file system that keeps folders apart need not move it between them.
        let temporary = self.at(&beside(parent(below), &self.temporary));
        let written = self
            .disk
            .create_file(&temporary, content)
            .and_then(|()| self.disk.rename(&temporary, &path));
        written.map_err(|error| {
            // If even this fails, the next run does it.
            let _ = self.disk.remove_file(&temporary);
            failed("write", &path, &error)
        })
    }

    fn make(&mut self, below: &str) -> Result<(), String> {
        if self.folder(below)? {
            return Ok(());
        }
        let path = self.at(below);
        if below.is_empty() {
            create(self.disk, &path, &mut Vec::new())
        } else {
            self.make(parent(below))?;
            self.disk.create_folder(&path)
        }
        .map_err(|error| failed("create", &path, &error))?;
        self.missing.remove(below);
        self.known.insert(below.to_owned());
        Ok(())
    }

    /// Removes a file, and the folders that it leaves empty.
    pub(super) fn remove(&mut self, below: &str) -> Result<(), String> {
        let path = self.at(below);
        if !self.folder(parent(below))? {
            return Ok(());
        }
        match self.disk.remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(failed("remove", &path, &error));
            }
            _ => (),
        }
        let mut empty = parent(below);
        // A folder that is not empty stays: somebody's own files lie in it.
        while !empty.is_empty() && self.disk.remove_folder(&self.at(empty)).is_ok() {
            self.known.remove(empty);
            empty = parent(empty);
        }
        Ok(())
    }
}

/// A file in a folder of a root.
pub(super) fn beside(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// The folder of a path with `/`; the root's is empty.
pub(super) fn parent(below: &str) -> &str {
    below.rsplit_once('/').map_or("", |(folder, _)| folder)
}
