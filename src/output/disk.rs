//! The disk as the output sees it, and the only module that changes the output.
//!
//! Everything goes through [`Disk`], so that a test can stop or break a run at any step.

#![expect(clippy::disallowed_methods, reason = "this module is the one that touches the output")]

use std::fs::{self, Metadata};
use std::io::{ErrorKind, Result, Write};
use std::path::Path;

/// What a run asks of the disk, one system call or little more each.
pub trait Disk: Sync {
    /// What lies at a path, without following a link.
    ///
    /// # Errors
    ///
    /// As the system says.
    fn metadata(&self, path: &Path) -> Result<Metadata>;

    /// The content of a file.
    ///
    /// # Errors
    ///
    /// As the system says.
    fn read(&self, path: &Path) -> Result<Vec<u8>>;

    /// Creates one folder.
    ///
    /// # Errors
    ///
    /// As the system says; above all if something is there already.
    fn create_folder(&self, path: &Path) -> Result<()>;

    /// Writes a file that is not there yet; readable as far as the umask lets it.
    ///
    /// # Errors
    ///
    /// As the system says; above all if something is there already.
    fn create_file(&self, path: &Path, content: &[u8]) -> Result<()>;

    /// Puts a file into another's place, whole.
    ///
    /// # Errors
    ///
    /// As the system says.
    fn rename(&self, from: &Path, to: &Path) -> Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    ///
    /// As the system says.
    fn remove_file(&self, path: &Path) -> Result<()>;

    /// Removes an empty folder.
    ///
    /// # Errors
    ///
    /// As the system says; above all if something lies in it.
    fn remove_folder(&self, path: &Path) -> Result<()>;
}

/// The disk of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl Disk for System {
    fn metadata(&self, path: &Path) -> Result<Metadata> {
        fs::symlink_metadata(path)
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>> {
        fs::read(path)
    }

    fn create_folder(&self, path: &Path) -> Result<()> {
        fs::create_dir(path)
    }

    fn create_file(&self, path: &Path, content: &[u8]) -> Result<()> {
        // `create_new` follows no link and overwrites nothing.
        fs::OpenOptions::new().write(true).create_new(true).open(path)?.write_all(content)
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        fs::rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> Result<()> {
        fs::remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> Result<()> {
        fs::remove_dir(path)
    }
}

/// The names in a folder, sorted; none if it cannot be read.
pub(super) fn names(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// Whether something is at a path, without following a link.
pub(super) fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Writes a file that must not exist yet; used for files that are the user's from then on.
pub(crate) fn create_new(path: &Path, content: &str) -> std::result::Result<(), String> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| failed("create", folder, &error))?;
    }
    match System.create_file(path, content.as_bytes()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Err(format!("`{}` exists; gen does not overwrite it", path.display()))
        }
        Err(error) => Err(failed("write", path, &error)),
    }
}

pub(super) fn failed(verb: &str, path: &Path, error: &std::io::Error) -> String {
    format!("cannot {verb} `{}`: {error}", path.display())
}
