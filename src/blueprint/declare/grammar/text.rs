//! Labels, words and whole numbers.

/// `[a-z][a-z0-9-]*` of at most 24 characters without trailing or double `-`.
pub(in crate::blueprint) fn label(text: &str) -> bool {
    text.len() <= 24
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !text.ends_with('-')
        && !text.contains("--")
}

/// A letter, a digit.
pub(in crate::blueprint) fn word(character: char) -> bool {
    character.is_ascii_alphanumeric()
}

/// Digits only.
pub(in crate::blueprint) fn digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

/// A whole number without leading zero within bounds.
pub(in crate::blueprint) fn number(text: &str, min: u64, max: u64) -> Option<u64> {
    let canonical = digits(text) && (text == "0" || !text.starts_with('0'));
    canonical.then(|| text.parse().ok()).flatten().filter(|number| (min..=max).contains(number))
}
