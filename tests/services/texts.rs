//! Texts of a blueprint reach the process as they are.

use super::{files, here, platform};
use platform_gen::model::Piece;
use serde_json::Value;
use std::collections::BTreeMap;

/// The texts of the service `hostile`, by the variable that has each.
fn texts() -> BTreeMap<String, String> {
    serde_json::from_str(&std::fs::read_to_string("tests/data/texts.json").unwrap()).unwrap()
}

/// As the kubelet reads a text where there is no variable: `$$` is `$`, a reference stays.
fn expanded(text: &str) -> String {
    let mut read = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        read.push_str(&rest[..=at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            rest = after;
        }
    }
    read + rest
}

/// The names in references that the kubelet would resolve.
fn references(text: &str) -> usize {
    let unread = text.replace("$$", "");
    unread.matches("$(").count()
}

#[test]
fn the_list_of_texts_is_what_the_blueprint_says() {
    let platform = platform();
    let hostile = platform.services.iter().find(|service| service.id.label == "hostile").unwrap();
    let env: BTreeMap<String, String> = hostile
        .env
        .iter()
        .map(|(name, pieces)| {
            let text = pieces.iter().map(|piece| match piece {
                Piece::Literal(text) => text.as_str(),
                Piece::Fact(_) => panic!("{name} is no text"),
            });
            (name.clone(), text.collect())
        })
        .collect();
    assert_eq!(env, texts());
    let words = ["T00", "T01", "T06", "T07", "T08", "T12"].map(|name| texts()[name].clone());
    assert_eq!(hostile.command, words);
    assert_eq!(hostile.args, words);
}

#[test]
fn every_dollar_is_doubled_in_settings_and_on_the_command_line() {
    let values = here("hostile");
    let texts = texts();
    let env = values["env"].as_array().unwrap();
    assert_eq!(env.len(), texts.len());
    for variable in env {
        let (name, value) =
            (variable["name"].as_str().unwrap(), variable["value"].as_str().unwrap());
        assert_eq!(value, texts[name].replace('$', "$$"), "{name}");
        assert_eq!(expanded(value), texts[name], "{name}");
        assert_eq!(references(value), 0, "{name}");
    }
    for part in ["command", "args"] {
        let words: Vec<String> = serde_json::from_value(values[part].clone()).unwrap();
        let read: Vec<String> = words.iter().map(|word| expanded(word)).collect();
        assert_eq!(
            read,
            ["T00", "T01", "T06", "T07", "T08", "T12"].map(|name| texts[name].clone())
        );
        assert!(words.iter().all(|word| references(word) == 0), "{part}");
    }
}

#[test]
fn what_is_known_only_after_apply_comes_from_the_secret_of_the_services_name() {
    let source = |name: &str| {
        let values = here("api");
        let env = values["env"].as_array().unwrap().clone();
        env.into_iter().find(|variable| variable["name"] == name).unwrap()
    };
    for name in ["ADDRESS", "QUEUE", "PASSWORD"] {
        let variable = source(name);
        let key = &variable["valueFrom"]["secretKeyRef"];
        assert_eq!((key["name"].as_str(), key["key"].as_str()), (Some("api"), Some(name)));
        assert!(variable.get("value").is_none(), "{name}");
    }
    let front: BTreeMap<String, Value> = here("front")["env"]
        .as_array()
        .unwrap()
        .iter()
        .map(|variable| (variable["name"].as_str().unwrap().to_owned(), variable["value"].clone()))
        .collect();
    assert_eq!(front["API"], "http://api.api.svc.cluster.local:80/");
    assert_eq!(front["BYTES"], "bytes.bytes.svc.cluster.local:80");
}

#[test]
fn no_text_leaves_the_values_files() {
    for (path, text) in files().iter().filter(|(path, _)| path.starts_with("docs/")) {
        assert!(!text.contains("$(T01)") && !text.contains("fail"), "{path}");
    }
}
