//! However a blueprint is written, it means the same.

use super::run::{environments, equal, folder, generated, holds, read, with_files};
use crate::random::{self, choices::Choices, write::Writer};

#[test]
fn a_valid_blueprint_is_accepted_and_its_writing_changes_no_byte() {
    holds(|numbers| {
        let mut choices = Choices::new(numbers);
        let blocks = random::blueprint(&mut choices);
        let plain = Writer::plain(&mut choices).file(&blocks, None);
        let one = generated(&[("main.hcl", &plain)])
            .map_err(|e| with_files(&e, &[("main.hcl", &plain)]))?;
        for _ in 0..2 {
            let wild = Writer::wild(&mut choices).file(&blocks, None);
            let files = [("plain.hcl", plain.as_str()), ("main.hcl", wild.as_str())];
            generated(&files[1..])
                .and_then(|other| equal(&one, &other))
                .map_err(|e| with_files(&e, &files))?;
        }
        Ok(())
    });
}

#[test]
fn one_file_gives_what_its_folder_gives() {
    holds(|numbers| {
        let mut choices = Choices::new(numbers);
        let blocks = random::blueprint(&mut choices);
        let text = Writer::wild(&mut choices).file(&blocks, None);
        let folder = folder(&[("main.hcl", text.as_bytes()), ("other/base.hcl", b"network {}\n")]);
        let explain = |e: String| with_files(&e, &[("main.hcl", &text)]);
        let alone = environments(&read(folder.path(), "main.hcl")).map_err(explain)?;
        let all = environments(&read(folder.path(), "")).map_err(explain)?;
        let (name, one) = alone.first_key_value().unwrap();
        if all.len() != 2 {
            return Err(explain(format!("{} environments", all.len())));
        }
        equal(one, &all[name]).map_err(explain)
    });
}
