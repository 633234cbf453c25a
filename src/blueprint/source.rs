//! The files of a run, and places in them.

/// A file of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A place in a file, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// The text of a file as it was read.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as reports print it, with `/`.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// Every file read in a run.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a file.
    pub fn add(&mut self, source: Source) -> FileId {
        self.files.push(source);
        FileId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// A file by its id.
    pub fn get(&self, id: FileId) -> &Source {
        &self.files[id.0 as usize]
    }
}

impl Sources {
    /// Whether a file was read already.
    pub fn find(&self, path: &str) -> Option<FileId> {
        let index = self.files.iter().position(|file| file.path == path)?;
        u32::try_from(index).ok().map(FileId)
    }

    /// The line and the column of a byte of a file; both count from 1, the column in characters.
    pub fn position(&self, file: FileId, byte: usize) -> (usize, usize) {
        let text = &self.get(file).text;
        let before = text.get(..byte).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}
