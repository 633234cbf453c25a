//! Which files a run reads: the files and folders of the command line.

use super::diagnostic::{Diagnostic, Severity};
use super::extends::Bodies;
use super::source::{FileId, Source, Sources, Span};
use std::path::{Path, PathBuf};

/// A file of the command line.
pub(super) struct Found {
    pub(super) file: FileId,
    /// Whether it was named itself, and not found in a folder.
    pub(super) named: bool,
}

/// Reads every file and every `*.hcl` file of every folder, in the order of their paths.
pub(super) fn discover(
    paths: &[PathBuf],
    sources: &mut Sources,
    bodies: &mut Bodies,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for path in paths {
        let folder = path.is_dir();
        let files = if folder { walk(path, diagnostics) } else { vec![path.clone()] };
        for file in files {
            match read(&file, sources, bodies, diagnostics) {
                Ok(id) => match found.iter_mut().find(|f| f.file == id) {
                    Some(twice) => twice.named |= !folder,
                    None => found.push(Found { file: id, named: !folder }),
                },
                Err(diagnostic) => diagnostics.push(diagnostic),
            }
        }
    }
    found.sort_by(|a, b| sources.get(a.file).path.cmp(&sources.get(b.file).path));
    found
}

/// Reads a file, if it was not read before. One that is not UTF-8 is there, but has no body.
#[expect(clippy::disallowed_methods, reason = "this module is the one that reads blueprints")]
pub(super) fn read(
    path: &Path,
    sources: &mut Sources,
    bodies: &mut Bodies,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<FileId, Diagnostic> {
    let shown = display(path);
    if let Some(id) = sources.find(&shown) {
        return Ok(id);
    }
    let bytes = std::fs::read(path)
        .map_err(|error| unplaced("GEN001", format!("cannot read `{shown}`: {error}")))
        .map_err(|diagnostic| diagnostic.help("correct the path, or make the file readable"))?;
    // Like Terraform, a byte order mark is passed over.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec).unwrap_or(bytes);
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Ok(sources.add(Source { path: shown, text })),
        Err(error) => error,
    };
    let start = error.utf8_error().valid_up_to();
    let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
    let file = sources.add(Source { path: shown.clone(), text });
    bodies.insert(file, None);
    let span = Span { file, start, end: start + char::REPLACEMENT_CHARACTER.len_utf8() };
    let diagnostic = Diagnostic::error("GEN002", span, format!("`{shown}` is not UTF-8"));
    diagnostics.push(diagnostic.help("save the file in the encoding UTF-8"));
    Ok(file)
}

/// An error that has no place in any file.
pub(super) fn unplaced(code: &'static str, message: String) -> Diagnostic {
    let (help, related) = (Vec::new(), Vec::new());
    Diagnostic { code, severity: Severity::Error, message, span: None, help, related }
}

fn walk(folder: &Path, diagnostics: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.path().is_file() => {
                if entry.path().extension().is_some_and(|extension| extension == "hcl") {
                    files.push(entry.into_path());
                }
            }
            Ok(_) => (),
            Err(error) => {
                let message = format!("cannot read `{}`: {error}", display(folder));
                diagnostics.push(unplaced("GEN001", message));
            }
        }
    }
    files
}

/// A path as reports print it: with `/`, without `.` and without `x/..`.
pub(super) fn display(path: &Path) -> String {
    use std::path::Component;
    let mut parts: Vec<String> = Vec::new();
    let mut root = "";
    for component in path.components() {
        match component {
            Component::RootDir => root = "/",
            Component::ParentDir if parts.last().is_some_and(|last| last != "..") => {
                parts.pop();
            }
            Component::CurDir => (),
            other => parts.push(other.as_os_str().to_string_lossy().into_owned()),
        }
    }
    let joined = parts.join("/");
    if root.is_empty() && joined.is_empty() { ".".to_owned() } else { format!("{root}{joined}") }
}
