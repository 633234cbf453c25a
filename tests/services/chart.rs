//! The chart's own files: nothing of a value becomes syntax, and the charts agree with the values.

use super::{Files, files};
use serde_json::Value;

/// Numbers and booleans, which the schema holds to be such, and texts that the chart makes itself.
const BARE: [&str; 18] = [
    "$web.graceSeconds",
    ".Values.user",
    ".drainSeconds",
    ".port",
    "$.Values.web.port",
    ".scale.min",
    ".scale.max",
    "get $.Values.web.scale $resource",
    "min 2 $web.scale.min",
    ".Values.job.deadlineSeconds",
    "$kind",
    "$key",
    "$resource",
    "$subset",
    ".",
    "include \"service.portName\" $",
    "include \"service.portName\" .",
    "printf \"writable-%d\" $index",
];

fn templates(files: &Files) -> Vec<(&String, &String)> {
    let prefix = "helm/charts/service/templates/";
    let found: Vec<_> = files.iter().filter(|(path, _)| path.starts_with(prefix)).collect();
    assert!(found.len() > 15);
    found
}

/// What a line prints: the actions that are no statement and no comment.
fn printed(line: &str) -> Vec<&str> {
    let actions = line.split("{{").skip(1).filter_map(|rest| rest.split("}}").next());
    let actions = actions.map(|action| action.trim_matches('-').trim());
    let statements = ["/*", "if ", "else", "end", "range ", "with ", "define ", "$"];
    actions
        .filter(|action| {
            !statements.iter().any(|word| action.starts_with(word))
                || (action.starts_with('$') && !action.contains('='))
        })
        .collect()
}

#[test]
fn no_value_is_printed_bare_or_read_as_a_template() {
    let files = files();
    for (path, text) in templates(files) {
        assert!(!text.contains("tpl "), "{path}");
        // Texts between here and the end of a `define` that returns a text are quoted by its caller.
        if path.ends_with("_names.tpl") {
            continue;
        }
        for action in text.lines().filter(|line| line.contains(['{'])).flat_map(printed) {
            let safe =
                ["quote", "toYaml", "toJson", "nindent", "ternary", "printf \"%ds\"", "fail"];
            let safe = safe.iter().any(|way| action.contains(way)) || BARE.contains(&action);
            assert!(safe, "{path} prints {action}");
        }
    }
}

#[test]
fn a_bare_value_is_found() {
    assert_eq!(
        printed("a: {{ .Values.x }} {{- if .y }} {{- $z }} {{ $a := 1 }}"),
        [".Values.x", "$z"]
    );
}

#[test]
fn a_release_grants_nothing() {
    let files = files();
    for (path, text) in templates(files) {
        for kind in ["AuthorizationPolicy", "ExternalSecret", "Role", "RoleBinding", "Namespace"] {
            assert!(!text.contains(&format!("kind: {kind}\n")), "{path}");
        }
    }
}

/// Every object of the schema refuses what it does not know, but maps of texts.
#[test]
fn the_schema_is_strict_everywhere() {
    fn open(schema: &Value, path: &str, found: &mut Vec<String>) {
        if let Value::Object(fields) = schema {
            if fields.get("type").is_some_and(|kind| kind == "object")
                && fields.get("additionalProperties") != Some(&Value::Bool(false))
            {
                found.push(path.to_owned());
            }
            for (name, below) in fields {
                open(below, &format!("{path}/{name}"), found);
            }
        }
    }
    let files = files();
    let schema: Value =
        serde_json::from_str(&files["helm/charts/service/values.schema.json"]).unwrap();
    let mut found = Vec::new();
    open(&schema, "", &mut found);
    assert_eq!(found, ["/definitions/texts", "/properties/global"]);
}

#[test]
fn a_measurement_covers_what_counts_are_made_of() {
    let files = files();
    let templates = &files["helm/charts/platform/templates/clusteranalysistemplates.yaml"];
    // 120 seconds, by which the count of measurements divides a pause.
    assert!(templates.contains("$window := \"2m\""));
    for template in ["http", "grpc", "tcp"] {
        assert!(templates.contains(&format!("\"{template}\" (dict")), "{template}");
    }
}
