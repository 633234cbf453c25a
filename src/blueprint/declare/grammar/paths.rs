//! Paths of files, repositories and branches.

use super::word;

/// A relative path of plain characters without empty parts.
pub(in crate::blueprint) fn relative(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('/')
        && !text.ends_with('/')
        && text.chars().all(|c| word(c) || "._-/@+ ".contains(c))
        && text.split('/').all(|part| !part.is_empty() && part.trim() == part)
}

/// An absolute path without `.`, `..` and empty parts.
pub(in crate::blueprint) fn absolute(text: &str) -> bool {
    text.strip_prefix('/').is_some_and(|rest| {
        rest.chars().all(|c| word(c) || "._-/@+".contains(c))
            && rest.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
    })
}

/// `owner/name`
pub(in crate::blueprint) fn repository(text: &str) -> bool {
    text.split_once('/').is_some_and(|(owner, name)| {
        (1..=39).contains(&owner.len())
            && owner.chars().all(|c| word(c) || "-_".contains(c))
            && !owner.starts_with('-')
            && !owner.ends_with('-')
            && (1..=100).contains(&name.len())
            && name.chars().all(|c| word(c) || "._-".contains(c))
            && !name.chars().all(|c| c == '.')
            // What `git clone` names is not the repository's name.
            && name.strip_suffix(".git").is_none()
    })
}

/// A branch that git accepts, of plain characters.
pub(in crate::blueprint) fn branch(text: &str) -> bool {
    text.len() <= 200
        // The ref is not the branch's name.
        && !text.starts_with("refs/")
        && text.chars().all(|c| word(c) || "._-/".contains(c))
        && text.split('/').all(|part| {
            let locked = std::path::Path::new(part).extension().is_some_and(|end| end == "lock");
            !part.is_empty() && !part.starts_with(['.', '-']) && !part.ends_with('.') && !locked
        })
        && !text.contains("..")
}

/// A path that stays below its folder and is written one way: `.` stands for the folder itself.
pub(in crate::blueprint) fn plain(text: &str) -> bool {
    text == "." || text.split('/').all(|part| ![".", ".."].contains(&part))
}
