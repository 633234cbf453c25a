//! Quantities of CPU and memory: comparable, and written one way however a blueprint wrote them.

use std::fmt;

/// CPU in thousandths of a vCPU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millicores(pub u64);

/// Memory in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub u64);

impl fmt::Display for Millicores {
    /// `2` or `250m`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 % 1000 {
            0 => write!(formatter, "{}", self.0 / 1000),
            _ => write!(formatter, "{}m", self.0),
        }
    }
}

impl fmt::Display for Bytes {
    /// The shortest exact text: `256Mi`, `1536Mi`, `1G`, `134217729`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].iter().zip((1..).map(|n| 1024_u64.pow(n)));
        let decimal = ["k", "M", "G", "T", "P", "E"].iter().zip((1..).map(|n| 1000_u64.pow(n)));
        let exact =
            units.chain(decimal).filter(|(_, size)| self.0 > 0 && self.0.is_multiple_of(*size));
        let texts = exact.map(|(unit, size)| format!("{}{unit}", self.0 / size));
        let shortest = texts.chain([self.0.to_string()]).min_by_key(String::len);
        formatter.write_str(&shortest.unwrap_or_default())
    }
}
