//! Printing that survives a closed pipe.

use std::io::{IsTerminal, Write};

/// Data, to stdout. A reader that went away is no error.
pub(super) fn data(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Reports, to stderr.
pub(super) fn report(text: &str) {
    let mut out = std::io::stderr().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// An error of the run itself. Paths may hold anything, which a terminal must not act upon.
pub(super) fn error(message: &str) {
    let plain = |c: char| c == '\n' || !c.is_control();
    let escape = |c: char| if plain(c) { c.to_string() } else { c.escape_default().to_string() };
    report(&format!("error: {}\n", message.chars().map(escape).collect::<String>()));
}

/// Whether stderr shows colours: a terminal does, unless `NO_COLOR` is set.
#[expect(clippy::disallowed_methods, reason = "how it is printed, not what: https://no-color.org")]
pub(super) fn color() -> bool {
    let asked_not_to = std::env::var("NO_COLOR").is_ok_and(|value| !value.is_empty());
    !asked_not_to && std::io::stderr().is_terminal()
}

/// Whether stderr is a terminal that can redraw a line.
#[expect(clippy::disallowed_methods, reason = "how it is printed, not what")]
pub(super) fn redraws() -> bool {
    std::env::var("TERM").is_ok_and(|term| term != "dumb") && std::io::stderr().is_terminal()
}
