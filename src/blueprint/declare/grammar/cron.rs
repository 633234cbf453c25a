//! Cron expressions as Kubernetes reads them: five fields, or a word such as `@daily`.

/// The words that stand for five fields.
const WORDS: [&str; 7] =
    ["@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually"];

/// A field: its name, its bounds, and names for its values from the lowest up.
struct Field {
    name: &'static str,
    min: u32,
    max: u32,
    names: &'static [&'static str],
}

const FIELDS: [Field; 5] = [
    Field { name: "minute", min: 0, max: 59, names: &[] },
    Field { name: "hour", min: 0, max: 23, names: &[] },
    Field { name: "day of the month", min: 1, max: 31, names: &[] },
    Field {
        name: "month",
        min: 1,
        max: 12,
        names: &[
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
        ],
    },
    Field {
        name: "day of the week",
        min: 0,
        max: 6,
        names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
    },
];

/// Days of the longest month of each name.
const DAYS: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// Checks a cron expression, or says why it is none.
pub(in crate::blueprint) fn cron(text: &str) -> Result<(), String> {
    if WORDS.contains(&text) {
        return Ok(());
    }
    if text.starts_with('@') {
        return Err(format!("write five fields or one of {}", WORDS.join(", ")));
    }
    if text.contains("TZ=") {
        return Err("schedules are in UTC: remove the time zone".to_owned());
    }
    let fields: Vec<&str> = text.split_ascii_whitespace().collect();
    if fields.len() != FIELDS.len() {
        let names: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
        return Err(format!(
            "write five fields ({}) such as `0 3 * * *`, or a word such as `@daily`; it has {}",
            names.join(", "),
            fields.len()
        ));
    }
    let mut values = Vec::new();
    for (text, field) in fields.iter().zip(&FIELDS) {
        let mut chosen = Vec::new();
        for item in text.split(',') {
            chosen.extend(field.item(item)?);
        }
        values.push(chosen);
    }
    let (days, months) = (&values[2], &values[3]);
    // With both days given, either of them is enough.
    let weekdays = !["*", "?"].contains(&fields[4]);
    let exists = |month: &u32| days.iter().any(|day| *day <= DAYS[*month as usize - 1]);
    if !weekdays && !months.iter().any(exists) {
        return Err("the date never comes: no such month has such a day".to_owned());
    }
    Ok(())
}

/// The expression with single spaces.
pub(in crate::blueprint) fn canonical(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

impl Field {
    /// The values of `*`, `5`, `1-5`, each with `/STEP`.
    fn item(&self, item: &str) -> Result<Vec<u32>, String> {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) => (range, Some(step)),
            None => (item, None),
        };
        let (from, to) = match range.split_once('-') {
            Some((from, to)) => (self.value(from)?, self.value(to)?),
            None if range == "*" || range == "?" => (self.min, self.max),
            // `5/15` goes on to the end of the range.
            None if step.is_some() => (self.value(range)?, self.max),
            None => (self.value(range)?, self.value(range)?),
        };
        if from > to {
            return Err(format!("the {} goes from {from} down to {to}", self.name));
        }
        let most = self.max - self.min;
        let step = step.unwrap_or("1");
        match digits(step).filter(|step| (1..=most).contains(step)) {
            Some(step) => Ok((from..=to).step_by(step as usize).collect()),
            None => Err(format!(
                "the step of the {} is a number from 1 to {most}, not `{}`",
                self.name,
                step.escape_debug()
            )),
        }
    }

    fn value(&self, text: &str) -> Result<u32, String> {
        let place = self.names.iter().position(|name| name.eq_ignore_ascii_case(text));
        let named = place.and_then(|place| u32::try_from(place).ok()).map(|place| place + self.min);
        named.or_else(|| digits(text)).filter(|n| (self.min..=self.max).contains(n)).ok_or_else(
            || {
                let or = self
                    .names
                    .first()
                    .map_or(String::new(), |name| format!(" or a name such as `{name}`"));
                format!(
                    "the {} is a number from {} to {}{or}, not `{}`",
                    self.name,
                    self.min,
                    self.max,
                    text.escape_debug()
                )
            },
        )
    }
}

/// A number of at most two digits.
fn digits(text: &str) -> Option<u32> {
    let plain = (1..=2).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}
