//! The module of pipelines' roles as Terraform would evaluate it, and its policies as IAM would.

use hcl::eval::{Context, Evaluate};
use hcl::{Block, Body, Value};
use platform_gen::generate;
use platform_gen::model::Platform;
use std::collections::BTreeMap;

const ISSUER: &str = "token.actions.githubusercontent.com";
const PROVIDER: &str =
    "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";

/// The module with the arguments of its call.
pub(crate) struct Pipelines {
    module: Body,
    arguments: Value,
}

impl Pipelines {
    pub(crate) fn of(platform: &Platform) -> Self {
        let files = generate(platform, "digest").files;
        let text = |end: &str| {
            let found = files.iter().find(|(path, _)| path.ends_with(end));
            found.unwrap_or_else(|| panic!("no {end}")).1.as_str()
        };
        let root = hcl::parse(text("/00-bootstrap/main.tf")).unwrap();
        let call = root.blocks().find(|block| label(block, 0) == "pipelines").unwrap();
        let arguments = call.body.attributes().map(|argument| {
            let value = argument.expr.evaluate(&Context::new()).unwrap();
            (argument.key().to_owned(), value)
        });
        let module = hcl::parse(text("/modules/pipelines/main.tf")).unwrap();
        Self { module, arguments: arguments.collect() }
    }

    /// Whether a token with these claims gets the role.
    pub(crate) fn trusts(&self, role: &str, claims: &BTreeMap<&'static str, String>) -> bool {
        self.statements(&format!("{role}_trust")).any(|statement| {
            assert_eq!(self.texts(statement, "actions"), ["sts:AssumeRoleWithWebIdentity"]);
            statement.body.blocks().all(|inner| match inner.identifier() {
                "principals" => {
                    assert_eq!(self.texts(inner, "type"), ["Federated"]);
                    self.texts(inner, "identifiers") == [PROVIDER]
                }
                "condition" => {
                    assert_eq!(self.texts(inner, "test"), ["StringEquals"]);
                    let key = self.texts(inner, "variable").remove(0);
                    let claim = key.strip_prefix(&format!("{ISSUER}:")).unwrap();
                    // A claim that a token does not have equals nothing.
                    let value = claims.get(claim);
                    value.is_some_and(|value| self.texts(inner, "values").contains(value))
                }
                other => panic!("a statement with {other}"),
            })
        })
    }

    /// Each action with what it is permitted on, without conditions.
    pub(crate) fn permitted(&self, role: &str) -> Vec<(String, String)> {
        let policies = self.blocks("resource", "aws_iam_role_policy").count();
        assert_eq!(policies, 1, "another policy may permit more");
        let mut pairs = Vec::new();
        for statement in self.statements(role) {
            assert_eq!(statement.body.blocks().count(), 0, "a condition");
            let resources = self.texts(statement, "resources");
            for action in self.texts(statement, "actions") {
                pairs.extend(resources.iter().map(|resource| (action.clone(), resource.clone())));
            }
        }
        pairs
    }

    /// How GitHub's provider is there: `resource` or `data`.
    pub(crate) fn providers(&self) -> Vec<&str> {
        let of = |keyword| self.blocks(keyword, "aws_iam_openid_connect_provider");
        of("resource").chain(of("data")).map(Block::identifier).collect()
    }

    fn blocks<'a>(&'a self, keyword: &'a str, kind: &'a str) -> impl Iterator<Item = &'a Block> {
        let wanted = move |block: &&Block| block.identifier() == keyword && label(block, 0) == kind;
        self.module.blocks().filter(wanted)
    }

    fn statements<'a>(&'a self, document: &'a str) -> impl Iterator<Item = &'a Block> {
        let mut documents = self.blocks("data", "aws_iam_policy_document");
        let found = documents.find(|block| label(block, 1) == document);
        found.unwrap_or_else(|| panic!("no {document}")).body.blocks()
    }

    /// An argument that is a text or a list of texts.
    fn texts(&self, block: &Block, name: &str) -> Vec<String> {
        let attribute = block.body.attributes().find(|attribute| attribute.key() == name);
        let value = attribute.unwrap_or_else(|| panic!("no {name}")).expr.evaluate(&self.context());
        let text = |value: Value| value.as_str().unwrap().to_owned();
        match value.unwrap() {
            Value::Array(items) => items.into_iter().map(text).collect(),
            value => vec![text(value)],
        }
    }

    fn context(&self) -> Context<'_> {
        let provider =
            hcl::value!({ aws_iam_openid_connect_provider = { github = { arn = PROVIDER } } });
        let mut data = hcl::value!({
            aws_caller_identity = { current = { account_id = "123456789012" } }
            aws_partition = { current = { partition = "aws" } }
            aws_region = { current = { region = "eu-west-1" } }
        });
        let (Value::Object(all), Value::Object(provider)) = (&mut data, provider) else {
            panic!("objects")
        };
        all.extend(provider.clone());
        let mut context = Context::new();
        context.declare_var("var", self.arguments.clone());
        context.declare_var("data", data);
        for (kind, value) in provider {
            context.declare_var(kind, value);
        }
        context
    }
}

fn label(block: &Block, at: usize) -> &str {
    block.labels().get(at).map_or("", hcl::BlockLabel::as_str)
}
