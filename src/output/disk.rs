//! The only module that touches the output.
//!
//! It follows no symbolic link below the roots, writes by temporary file and rename, and calls
//! each thing that stands in the way by its name.

#![expect(clippy::disallowed_methods, reason = "this module is the one that touches the output")]

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The text of a file below `root`, or `None` if there is none.
pub(super) fn read(root: &Path, below: &str) -> Result<Option<Vec<u8>>, String> {
    let path = root.join(below);
    if !inspect(root, below)? {
        return Ok(None);
    }
    fs::read(&path).map(Some).map_err(|error| failed("read", &path, &error))
}

/// Whether a file is there; refuses links, and folders where files should be.
fn inspect(root: &Path, below: &str) -> Result<bool, String> {
    match fs::metadata(root) {
        Ok(found) if !found.is_dir() => {
            return Err(format!("`{}` is a file, where a folder should be", root.display()));
        }
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(failed("read", root, &error)),
        Ok(_) => (),
    }
    let mut path = PathBuf::from(root);
    let mut parts = below.split('/').peekable();
    while let Some(part) = parts.next() {
        path.push(part);
        let found = match fs::symlink_metadata(&path) {
            Ok(found) => found,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(failed("read", &path, &error)),
        };
        let shown = path.display();
        if found.file_type().is_symlink() {
            return Err(linked(&path));
        }
        if parts.peek().is_some() && !found.is_dir() {
            return Err(format!("`{shown}` is a file, where a folder should be"));
        }
        if parts.peek().is_none() && !found.is_file() {
            return Err(format!("`{shown}` is a folder, where a file should be"));
        }
    }
    Ok(true)
}

/// Refuses links on the way from `root` to a folder that lies below it.
pub(super) fn refuse_links(root: &Path, folder: &Path) -> Result<(), String> {
    let Ok(below) = folder.strip_prefix(root) else { return Ok(()) };
    let mut path = PathBuf::from(root);
    for part in below {
        path.push(part);
        if fs::symlink_metadata(&path).is_ok_and(|found| found.file_type().is_symlink()) {
            return Err(linked(&path));
        }
    }
    Ok(())
}

fn linked(path: &Path) -> String {
    format!("`{}` is a symbolic link, which gen does not follow", path.display())
}

/// Writes a file below `root`, whole or not at all.
pub(super) fn write(root: &Path, below: &str, content: &[u8]) -> Result<(), String> {
    inspect(root, below)?;
    let path = root.join(below);
    let folder = path.parent().unwrap_or(root);
    fs::create_dir_all(folder).map_err(|error| failed("create", folder, &error))?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".gen-").suffix(".tmp");
    readable(&mut builder);
    let mut file = builder.tempfile_in(folder).map_err(|error| failed("write", &path, &error))?;
    file.write_all(content).map_err(|error| failed("write", &path, &error))?;
    file.persist(&path).map_err(|error| failed("write", &path, &error.error))?;
    Ok(())
}

/// Generated files are for everybody to read, as far as the umask lets them.
#[cfg(unix)]
fn readable(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn readable(_: &mut tempfile::Builder<'_, '_>) {}

/// Removes a file below `root`, and the folders that it leaves empty.
pub(super) fn remove(root: &Path, below: &str) -> Result<(), String> {
    if !inspect(root, below)? {
        return Ok(());
    }
    let path = root.join(below);
    fs::remove_file(&path).map_err(|error| failed("remove", &path, &error))?;
    let mut folder = path.parent();
    while let Some(empty) = folder.filter(|folder| *folder != root) {
        // A folder that is not empty stays: somebody's own files lie in it.
        if fs::remove_dir(empty).is_err() {
            break;
        }
        folder = empty.parent();
    }
    Ok(())
}

/// Whether something is at a path, without following a link.
pub(super) fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// The names of the folders in a folder, sorted.
pub(super) fn folders(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

/// Writes a file that must not exist yet; used for files that are the user's from then on.
pub(crate) fn create_new(path: &Path, content: &str) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| failed("create", folder, &error))?;
    }
    let file = fs::OpenOptions::new().write(true).create_new(true).open(path);
    match file {
        Ok(mut file) => {
            file.write_all(content.as_bytes()).map_err(|error| failed("write", path, &error))
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Err(format!("`{}` exists; gen does not overwrite it", path.display()))
        }
        Err(error) => Err(failed("write", path, &error)),
    }
}

fn failed(verb: &str, path: &Path, error: &std::io::Error) -> String {
    format!("cannot {verb} `{}`: {error}", path.display())
}
