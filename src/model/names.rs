//! Every name that AWS or Kubernetes will see, with its limit.

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The first `digits` hexadecimal digits of the SHA-256 of `text`.
pub fn digest(text: &str, digits: usize) -> String {
    let mut hexadecimal = String::new();
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing to a string cannot fail.
        let _ = write!(hexadecimal, "{byte:02x}");
    }
    hexadecimal.truncate(digits);
    hexadecimal
}

/// `name`, cut to `limit` characters if it is longer, so that it then ends in `-` and 6
/// hexadecimal digits of the whole name's SHA-256.
pub fn fit(name: &str, limit: usize) -> String {
    if name.chars().count() <= limit {
        return name.to_owned();
    }
    let kept: String = name.chars().take(limit - 7).collect();
    format!("{}-{}", kept.trim_end_matches('-'), digest(name, 6))
}
