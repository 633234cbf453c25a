//! Any bytes as a ledger: it is refused, or it never leads out of the output.
#![no_main]
#![allow(clippy::disallowed_methods, reason = "a fuzz target sets up files")]

use libfuzzer_sys::fuzz_target;
use platform_gen::output::{self, Environment, Facts, Target};
use std::collections::BTreeMap;
use std::fs;

/// A file beside the output that no run may touch.
const OUTSIDE: &str = "precious.txt";

fuzz_target!(|bytes: &[u8]| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |below: &str| folder.path().join(below);
    fs::create_dir_all(path("generated/shop-staging/docs")).expect("an output");
    fs::write(path(OUTSIDE), "precious").expect("a file outside");
    fs::write(path("generated/shop-staging/gen.lock.json"), bytes).expect("a ledger");
    fs::write(path("generated/shop-staging/docs/mine.md"), "mine").expect("a file of people");
    let environment = Environment {
        name: "shop-staging".to_owned(),
        files: BTreeMap::from([("README.md".to_owned(), "one\n".to_owned())]),
        workflows: BTreeMap::new(),
        facts: Facts::default(),
    };
    let target = Target::new(&path("generated"), None);
    let checked = output::check(&target, std::slice::from_ref(&environment));
    for force in [false, true] {
        let written = output::write(&target, std::slice::from_ref(&environment), force);
        assert!(checked.is_err() || written.is_ok(), "{written:?}");
        if written.is_ok() {
            let again = output::check(&target, std::slice::from_ref(&environment));
            assert!(again.expect("what was written is a ledger").is_clean());
        }
    }
    assert_eq!(fs::read(path(OUTSIDE)).expect("it is still there"), b"precious");
    assert_eq!(fs::read(path("generated/shop-staging/docs/mine.md")).expect("it is kept"), b"mine");
});
