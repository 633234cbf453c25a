//! IAM policies as `aws_iam_policy_document` data sources.

use super::{Block, Expr, list};

/// On what a statement is.
#[derive(Debug, Clone)]
enum Resources {
    /// These ARNs.
    Each(Vec<Expr>),
    /// A list that a variable holds or a `for` makes.
    All(Expr),
}

/// One statement of a policy; allows unless said otherwise.
#[derive(Debug, Clone)]
pub struct Statement {
    sid: String,
    effect: &'static str,
    actions: Vec<String>,
    resources: Resources,
    principals: Vec<(&'static str, Vec<Expr>)>,
    conditions: Vec<(&'static str, Expr, Vec<Expr>)>,
}

impl Statement {
    /// Allows `actions`.
    pub fn allow(sid: &str, actions: &[&str]) -> Self {
        let actions = actions.iter().map(|&action| action.to_owned()).collect();
        let resources = Resources::Each(Vec::new());
        let (principals, conditions) = (Vec::new(), Vec::new());
        Self { sid: sid.to_owned(), effect: "Allow", actions, resources, principals, conditions }
    }

    /// Denies `actions`.
    pub fn deny(sid: &str, actions: &[&str]) -> Self {
        Self { effect: "Deny", ..Self::allow(sid, actions) }
    }

    /// On these resources (ARNs).
    pub fn on<T: Into<Expr>>(mut self, resources: impl IntoIterator<Item = T>) -> Self {
        self.resources = Resources::Each(resources.into_iter().map(Into::into).collect());
        self
    }

    /// On all resources of a list of ARNs, which must not be empty.
    pub fn on_all(mut self, resources: impl Into<Expr>) -> Self {
        self.resources = Resources::All(resources.into());
        self
    }

    /// For these principals; `kind` is `AWS`, `Service` or `Federated`.
    pub fn to<T: Into<Expr>>(
        mut self,
        kind: &'static str,
        identifiers: impl IntoIterator<Item = T>,
    ) -> Self {
        self.principals.push((kind, identifiers.into_iter().map(Into::into).collect()));
        self
    }

    /// Only if `test` (such as `StringEquals`) holds between `key` and one of `values`.
    pub fn when<T: Into<Expr>>(
        mut self,
        test: &'static str,
        key: impl Into<Expr>,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        self.conditions.push((test, key.into(), values.into_iter().map(Into::into).collect()));
        self
    }

    fn block(self) -> Block {
        let mut block = Block::nested("statement").set("sid", self.sid);
        if self.effect == "Deny" {
            block = block.set("effect", "Deny");
        }
        block = block.set("actions", list(self.actions));
        match self.resources {
            Resources::Each(each) if each.is_empty() => {}
            Resources::Each(each) => block = block.set("resources", list(each)),
            Resources::All(all) => block = block.set("resources", all),
        }
        for (kind, identifiers) in self.principals {
            let principals = Block::nested("principals").set("type", kind);
            block = block.nest(principals.set("identifiers", list(identifiers)));
        }
        for (test, key, values) in self.conditions {
            let condition = Block::nested("condition").set("test", test).set("variable", key);
            block = block.nest(condition.set("values", list(values)));
        }
        block
    }
}

/// `data "aws_iam_policy_document" "NAME"`; its `.json` is the policy.
pub fn document(name: &str, statements: impl IntoIterator<Item = Statement>) -> Block {
    let block = Block::data("aws_iam_policy_document", name);
    statements.into_iter().fold(block, |block, statement| block.nest(statement.block()))
}
