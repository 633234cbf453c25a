//! The layer 30-data as Terraform would read it: calls and policies, with every output of a module
//! standing for itself.

use hcl::eval::{Context, Evaluate};
use hcl::{Block, Body, Value};
use platform_gen::model::Platform;
use platform_gen::{blueprint, generate};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A generated environment.
pub(crate) struct Layer {
    pub(crate) files: BTreeMap<String, String>,
    root: Body,
}

/// A statement of a policy, each part as text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Statement {
    pub(crate) effect: String,
    pub(crate) actions: Vec<String>,
    pub(crate) resources: String,
    pub(crate) principals: Vec<String>,
    /// `TEST KEY VALUES`
    pub(crate) conditions: Vec<String>,
}

impl Layer {
    /// The environment of a blueprint, changed before it is generated.
    pub(crate) fn of(path: &str, change: impl FnOnce(&mut Platform)) -> Self {
        let mut reading = blueprint::read(&[PathBuf::from(path)]);
        assert!(reading.errors().is_empty(), "{path}: {:#?}", reading.errors());
        let mut read = reading.platforms.remove(0);
        change(&mut read.platform);
        let files = generate(&read.platform, &read.digest).files;
        let root = body(&files, |path| path.contains("/30-data/"));
        Self { files, root }
    }

    /// The names of the calls that begin so, without that beginning.
    pub(crate) fn calls(&self, start: &str) -> Vec<&str> {
        let blocks = self.root.blocks().filter(|block| block.identifier() == "module");
        blocks.filter_map(|block| label(block, 0).strip_prefix(start)).collect()
    }

    /// An argument of a call.
    pub(crate) fn argument(&self, call: &str, name: &str) -> Value {
        self.evaluated(self.block("module", call), name)
    }

    /// An argument of a call that is a text.
    pub(crate) fn text(&self, call: &str, name: &str) -> String {
        self.argument(call, name).as_str().unwrap().to_owned()
    }

    /// The value of an output.
    pub(crate) fn output(&self, name: &str) -> Value {
        self.evaluated(self.block("output", name), "value")
    }

    fn block(&self, keyword: &str, name: &str) -> &Block {
        let mut blocks = self.root.blocks();
        let found = blocks.find(|block| block.identifier() == keyword && label(block, 0) == name);
        found.unwrap_or_else(|| panic!("no {keyword} {name}"))
    }

    /// Every output of a call is the text `CALL.OUTPUT`.
    fn evaluated(&self, block: &Block, name: &str) -> Value {
        let outputs =
            ["arn", "host", "key_arn", "name", "port", "reader", "role_arn", "secret_arn"];
        let outputs = outputs.into_iter().chain(["url"]);
        let calls =
            self.root.blocks().filter(|block| block.identifier() == "module").map(|block| {
                let call = label(block, 0);
                let known = outputs.clone().map(|name| (name.to_owned(), format!("{call}.{name}")));
                (call.to_owned(), known.collect::<Value>())
            });
        let mut context = Context::new();
        context.declare_var("module", calls.collect::<Value>());
        let attribute = block.body.attributes().find(|attribute| attribute.key() == name);
        attribute.unwrap_or_else(|| panic!("no {name}")).expr.evaluate(&context).unwrap()
    }

    /// The blocks of a module.
    pub(crate) fn module(&self, family: &str) -> Body {
        body(&self.files, |path| path.contains(&format!("/modules/{family}/")))
    }

    /// A policy document of a module.
    pub(crate) fn policy(&self, family: &str, name: &str) -> Vec<Statement> {
        let module = self.module(family);
        let mut blocks = module.blocks();
        let document = blocks.find(|block| {
            block.identifier() == "data"
                && label(block, 0) == "aws_iam_policy_document"
                && label(block, 1) == name
        });
        document.unwrap().body.blocks().map(statement).collect()
    }
}

fn body(files: &BTreeMap<String, String>, wanted: impl Fn(&str) -> bool) -> Body {
    let inside = files.iter().filter(|(path, _)| {
        wanted(path) && PathBuf::from(path).extension().is_some_and(|extension| extension == "tf")
    });
    let text: String = inside.map(|(_, text)| text.as_str()).collect();
    assert!(!text.is_empty(), "nothing is generated there");
    hcl::parse(&text).unwrap()
}

fn label(block: &Block, at: usize) -> &str {
    block.labels()[at].as_str()
}

/// A resource of a body.
pub(crate) fn resource<'a>(body: &'a Body, kind: &str) -> &'a Block {
    let mut blocks = body.blocks();
    let found = blocks.find(|block| block.identifier() == "resource" && label(block, 0) == kind);
    found.unwrap_or_else(|| panic!("no {kind}"))
}

/// An argument as text on one line.
pub(crate) fn written(block: &Block, name: &str) -> String {
    let attribute = block.body.attributes().find(|attribute| attribute.key() == name);
    let Some(attribute) = attribute else { return String::new() };
    let text = hcl::format::to_string(&attribute.expr).unwrap();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.replace("[ ", "[").replace(" ]", "]").trim_matches('"').to_owned()
}

fn statement(block: &Block) -> Statement {
    let texts = |name: &str| -> Vec<String> {
        let text = written(block, name);
        text.trim_matches(['[', ']'])
            .split(", ")
            .map(|text| text.trim_matches('"').to_owned())
            .collect()
    };
    let nested = |keyword: &'static str, names: &'static [&'static str]| {
        let blocks = block.body.blocks().filter(move |block| block.identifier() == keyword);
        blocks
            .map(|block| {
                names.iter().map(|name| written(block, name)).collect::<Vec<_>>().join(" ")
            })
            .collect::<Vec<_>>()
    };
    Statement {
        effect: written(block, "effect"),
        actions: texts("actions"),
        resources: written(block, "resources"),
        principals: nested("principals", &["type", "identifiers"]),
        conditions: nested("condition", &["test", "variable", "values"]),
    }
}

/// A statement that allows, without principals.
pub(crate) fn allow(actions: &[&str], resources: &str, conditions: &[&str]) -> Statement {
    let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    Statement {
        effect: String::new(),
        actions: owned(actions),
        resources: resources.to_owned(),
        principals: Vec::new(),
        conditions: owned(conditions),
    }
}
