//! Quantities as Kubernetes writes them: `500m`, `1.5Gi`, `1e9`.
//!
//! The grammar is that of <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/>.

use crate::model::{Bytes, Millicores};

/// The most that Kubernetes computes with.
const MOST: u128 = i64::MAX as u128;
/// The least memory that a container runtime starts anything with.
const LEAST_BYTES: u64 = 1 << 20;
/// The most vCPU of one pod: no instance has more.
const MOST_MILLICORES: u64 = 1_000_000;

/// A CPU quantity of whole millicores, or why it is none.
pub(in crate::blueprint) fn cpu(text: &str) -> Result<Millicores, String> {
    let Parsed { value, exact } = parse(text, 1000).map_err(|fault| fault.told(text, CPU))?;
    if value == 0 && exact {
        return Err("it is zero: write `250m` for a quarter of a vCPU".to_owned());
    }
    if !exact {
        return Err(
            "Kubernetes counts CPU in thousandths: write whole ones, such as `250m`".to_owned()
        );
    }
    match u64::try_from(value) {
        Ok(value) if value <= MOST_MILLICORES => Ok(Millicores(value)),
        _ => Err("no instance has more than 1000 vCPU".to_owned()),
    }
}

/// A memory quantity in bytes, a part of one rounded up as Kubernetes does, or why it is none.
pub(in crate::blueprint) fn memory(text: &str) -> Result<Bytes, String> {
    let Parsed { value, exact } = parse(text, 1).map_err(|fault| fault.told(text, MEMORY))?;
    if value == 0 && exact {
        return Err("it is zero: write `256Mi`".to_owned());
    }
    let value = u64::try_from(value + u128::from(!exact)).unwrap_or(u64::MAX);
    if value >= LEAST_BYTES {
        return Ok(Bytes(value));
    }
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    Err(match (text.strip_suffix('m'), value) {
        (Some(_), _) => format!("`m` is a thousandth of a byte: did you mean `{number}Mi`?"),
        (None, _) => {
            format!("it is {value} bytes, too little to run in: did you mean `{number}Mi`?")
        }
    })
}

/// What a fault suggests instead.
type Examples = (&'static str, &'static str);
const CPU: Examples = ("a CPU quantity", "`250m`, `2` or `0.5`");
const MEMORY: Examples = ("a memory quantity", "`256Mi`, `1.5Gi` or `1G`");

/// A quantity in units, rounded down, and whether nothing was cut.
struct Parsed {
    value: u128,
    exact: bool,
}

/// Why a text is no quantity.
enum Fault {
    Negative,
    Space,
    Byte(String),
    Unit(String),
    Large,
    Form,
}

impl Fault {
    fn told(self, text: &str, (what, examples): Examples) -> String {
        match self {
            Self::Negative => format!("it is negative: write {what} such as {examples}"),
            Self::Space => {
                format!(
                    "write it without spaces: `{}`",
                    text.split_whitespace().collect::<String>()
                )
            }
            Self::Byte(unit) => {
                let number = text.strip_suffix(&unit).unwrap_or(text);
                let short = unit.trim_end_matches(['b', 'B']);
                match short {
                    "" => format!("bytes have no unit: write `{number}`"),
                    _ if short.ends_with('i') => format!("write `{number}{short}`"),
                    _ => format!(
                        "write `{number}{0}` for powers of 1000, `{number}{1}i` for powers of 1024",
                        if short == "K" { "k" } else { short },
                        short.to_uppercase()
                    ),
                }
            }
            Self::Unit(unit) => format!(
                "Kubernetes knows no unit `{}`: write {what} such as {examples}",
                unit.escape_debug()
            ),
            Self::Large => "it is more than Kubernetes computes with".to_owned(),
            Self::Form => format!("write {what} such as {examples}"),
        }
    }
}

/// `units` of the result make one.
fn parse(text: &str, units: u128) -> Result<Parsed, Fault> {
    if text.contains(char::is_whitespace) {
        let joined: String = text.split_whitespace().collect();
        return Err(parse(&joined, units).map_or(Fault::Form, |_| Fault::Space));
    }
    if text.starts_with('-') {
        return Err(Fault::Negative);
    }
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    let end = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
    let (digits, suffix) = unsigned.split_at(end);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
        return Err(Fault::Form);
    }
    let (factor, mut divisor) = scale(suffix)?;
    let fraction = fraction.trim_end_matches('0');
    let digits = format!("{whole}{fraction}");
    let digits = digits.trim_start_matches('0');
    // 18 digits of a number and a unit below 2^63 stay far below 2^128.
    if digits.len() > 18 || fraction.len() > 9 {
        return Err(Fault::Large);
    }
    let number: u128 =
        if digits.is_empty() { 0 } else { digits.parse().map_err(|_| Fault::Form)? };
    divisor *= 10_u128.pow(u32::try_from(fraction.len()).map_err(|_| Fault::Large)?);
    let scaled = number.checked_mul(factor).and_then(|n| n.checked_mul(units));
    let scaled = scaled.ok_or(Fault::Large)?;
    let value = scaled / divisor;
    if value > MOST {
        return Err(Fault::Large);
    }
    Ok(Parsed { value, exact: scaled % divisor == 0 })
}

/// What a suffix multiplies and divides by.
fn scale(suffix: &str) -> Result<(u128, u128), Fault> {
    const DECIMAL: [&str; 7] = ["", "k", "M", "G", "T", "P", "E"];
    const BINARY: [&str; 6] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    const SMALL: [&str; 3] = ["m", "u", "n"];
    let place = |units: &[&str]| {
        units.iter().position(|unit| *unit == suffix).and_then(|place| u32::try_from(place).ok())
    };
    if let Some(power) = place(&DECIMAL) {
        return Ok((1000_u128.pow(power), 1));
    }
    if let Some(power) = place(&BINARY) {
        return Ok((1024_u128.pow(power + 1), 1));
    }
    if let Some(power) = place(&SMALL) {
        return Ok((1, 1000_u128.pow(power + 1)));
    }
    if let Some(exponent) = suffix.strip_prefix(['e', 'E'])
        && let Ok(exponent) = exponent.parse::<i32>()
    {
        let power = 10_u128.checked_pow(exponent.unsigned_abs()).filter(|_| exponent.abs() <= 18);
        let power = power.ok_or(Fault::Large)?;
        return Ok(if exponent < 0 { (1, power) } else { (power, 1) });
    }
    let bytes = ["b", "B"].iter().any(|end| suffix.ends_with(end));
    let rest = suffix.trim_end_matches(['b', 'B']);
    let known = ["", "k", "K", "M", "G", "T", "P", "E"].contains(&rest) || BINARY.contains(&rest);
    Err(if bytes && known {
        Fault::Byte(suffix.to_owned())
    } else {
        Fault::Unit(suffix.to_owned())
    })
}
