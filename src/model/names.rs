//! Every name that AWS or Kubernetes will see, with its limit.

use sha2::{Digest, Sha256};

/// The first `digits` hexadecimal digits of the SHA-256 of `text`.
pub fn digest(text: &str, digits: usize) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let nibbles = hash.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles.take(digits).filter_map(|nibble| char::from_digit(nibble.into(), 16)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_within_its_limit_stays() {
        assert_eq!(fit("shop-staging", 12), "shop-staging");
    }

    #[test]
    fn a_longer_name_is_cut_and_told_apart_by_its_hash() {
        assert_eq!(
            fit("shop-staging-x", 12),
            format!("shop--{}", digest("shop-staging-x", 6)).replace("--", "-")
        );
        assert_ne!(fit("shop-staging-x", 13), fit("shop-staging-y", 13));
        assert!(fit(&"a".repeat(100), 32).len() <= 32);
    }

    #[test]
    fn digests_are_the_first_digits_of_sha_256() {
        assert_eq!(digest("", 8), "e3b0c442");
    }
}
