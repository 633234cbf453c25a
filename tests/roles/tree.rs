//! A generated tree, as the tests of roles ask it.

use hcl::{Attribute, Block, Body};
use std::collections::{BTreeMap, BTreeSet};

/// The role of a controller.
pub(crate) struct Role {
    /// Statements of its trust policy: `actions to principals if conditions`.
    pub trust: Vec<String>,
    /// Statements of its policy: `actions on resources if conditions`.
    pub permitted: Vec<String>,
}

/// The folders with Terraform, each as one body, by path.
pub(crate) struct Tree {
    folders: BTreeMap<String, Body>,
}

impl Role {
    /// The services whose actions it permits.
    pub(crate) fn services(&self) -> BTreeSet<String> {
        let actions = self.permitted.iter().flat_map(|text| {
            let (actions, _) = text.split_once(" on ").unwrap();
            actions.split(' ').map(|action| action.split(':').next().unwrap().to_owned())
        });
        actions.collect()
    }
}

impl Tree {
    pub(crate) fn new(files: BTreeMap<String, String>) -> Self {
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        for (path, text) in files {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
            if name.rsplit_once('.').is_some_and(|(_, extension)| extension == "tf") {
                texts.entry(folder.to_owned()).or_default().push_str(&text);
            }
        }
        let folders = texts.into_iter().map(|(path, text)| (path, hcl::parse(&text).unwrap()));
        Self { folders: folders.collect() }
    }

    pub(crate) fn paths(&self) -> Vec<String> {
        self.folders.keys().cloned().collect()
    }

    /// Every role that an association gives away, its own or an add-on's, by
    /// `namespace/service account`.
    pub(crate) fn controllers(&self) -> BTreeMap<String, Role> {
        let mut roles = self.addons();
        for body in self.folders.values() {
            for association in blocks(body, "resource", "aws_eks_pod_identity_association") {
                let of = values(association);
                let plain = |name: &str| of[name].trim_matches('"').to_owned();
                let who = format!("{}/{}", plain("namespace"), plain("service_account"));
                let role = role(body, of["role_arn"].split('.').nth(1).unwrap());
                assert!(roles.insert(who.clone(), role).is_none(), "{who} has two roles");
            }
        }
        roles
    }

    /// The roles of add-ons, which all run in `kube-system`.
    fn addons(&self) -> BTreeMap<String, Role> {
        let cluster = self.folder("modules/cluster");
        let addons = blocks(cluster, "resource", "aws_eks_addon").into_iter().map(values);
        let with_role = addons.filter_map(|of| {
            let account = of.get("pod_identity_association.service_account")?.trim_matches('"');
            let label = of["pod_identity_association.role_arn"].split('.').nth(1)?;
            Some((format!("kube-system/{account}"), role(cluster, label)))
        });
        with_role.collect()
    }

    /// The arguments of a module call.
    pub(crate) fn call(&self, layer: &str, module: &str) -> BTreeMap<String, String> {
        values(blocks(self.folder(layer), "module", module)[0])
    }

    pub(crate) fn resource(
        &self,
        module: &str,
        kind: &str,
        name: &str,
    ) -> BTreeMap<String, String> {
        let body = self.folder(&format!("modules/{module}"));
        values(named(body, "resource", kind, name).unwrap())
    }

    /// The outputs of a layer with their values.
    pub(crate) fn outputs(&self, layer: &str) -> BTreeMap<String, String> {
        let outputs = self.folder(layer).blocks().filter(|b| b.identifier() == "output");
        outputs.map(|b| (labels(b)[0].to_owned(), values(b)["value"].clone())).collect()
    }

    /// What the control plane may call on nodes: `name=port`.
    pub(crate) fn ports(&self) -> Vec<String> {
        let cluster = self.folder("modules/cluster");
        let locals = cluster.blocks().find_map(|block| {
            block.body.attributes().find(|attribute| attribute.key() == "called_by_the_api")
        });
        let hcl::Expression::Object(rows) = locals.unwrap().expr() else { panic!("an object") };
        let port = |row: &hcl::Expression| {
            let hcl::Expression::Object(row) = row else { panic!("a row") };
            text(row.iter().find(|(key, _)| key.to_string() == "port").unwrap().1)
        };
        rows.iter().map(|(name, row)| format!("{name}={}", port(row))).collect()
    }

    fn folder(&self, end: &str) -> &Body {
        let end = format!("/{end}");
        let found = self.folders.iter().find(|(path, _)| path.ends_with(&end));
        found.unwrap_or_else(|| panic!("nothing is generated in {end}")).1
    }
}

/// The role of this label with its policies, attached or its own.
fn role(body: &Body, label: &str) -> Role {
    let resource = values(named(body, "resource", "aws_iam_role", label).unwrap());
    let document = |reference: &str| {
        let name = reference.split('.').nth(2).unwrap();
        let document = named(body, "data", "aws_iam_policy_document", name).unwrap();
        document.body.blocks().map(statement).collect()
    };
    let own = named(body, "resource", "aws_iam_role_policy", label);
    let permitted = own.map(|policy| document(&values(policy)["policy"])).unwrap_or_default();
    Role { trust: document(&resource["assume_role_policy"]), permitted }
}

/// A statement on one line, with short names for what every ARN is made of.
fn statement(block: &Block) -> String {
    let of = values(block);
    assert!(!of.contains_key("effect"), "a role of a controller only permits");
    let mut line = of["actions"].clone();
    if let Some(resources) = of.get("resources") {
        line += &format!(" on {resources}");
    }
    for inner in block.body.blocks() {
        let of = values(inner);
        line += &match inner.identifier() {
            "principals" => format!(" to {} {}", of["type"], of["identifiers"]),
            "condition" => format!(" if {} {} = {}", of["test"], of["variable"], of["values"]),
            other => panic!("a statement with {other}"),
        };
    }
    [
        ("data.aws_caller_identity.current.account_id", "ACCOUNT"),
        ("data.aws_partition.current.partition", "PARTITION"),
        ("data.aws_region.current.region", "REGION"),
    ]
    .iter()
    .fold(line.replace('"', ""), |line, (long, short)| {
        line.replace(&format!("${{{long}}}"), short).replace(long, short)
    })
}

fn labels(block: &Block) -> Vec<&str> {
    block.labels().iter().map(hcl::BlockLabel::as_str).collect()
}

fn blocks<'a>(body: &'a Body, keyword: &str, kind: &str) -> Vec<&'a Block> {
    body.blocks().filter(|b| b.identifier() == keyword && labels(b)[0] == kind).collect()
}

fn named<'a>(body: &'a Body, keyword: &str, kind: &str, name: &str) -> Option<&'a Block> {
    blocks(body, keyword, kind).into_iter().find(|block| labels(block)[1] == name)
}

/// The arguments of a block, and of blocks in it under `block.argument`. Lists are their items with
/// spaces between, references among them as templates.
fn values(block: &Block) -> BTreeMap<String, String> {
    let own = block.body.attributes().map(|a: &Attribute| (a.key().to_owned(), text(a.expr())));
    let inner = block.body.blocks().flat_map(|inner| {
        let under =
            |(name, value): (String, String)| (format!("{}.{name}", inner.identifier()), value);
        values(inner).into_iter().map(under)
    });
    own.chain(inner).collect()
}

fn text(expression: &hcl::Expression) -> String {
    match expression {
        hcl::Expression::Array(items) => {
            let item = |item: &hcl::Expression| match item {
                hcl::Expression::Traversal(_) => format!("${{{}}}", text(item)),
                item => text(item).trim_matches('"').to_owned(),
            };
            items.iter().map(item).collect::<Vec<_>>().join(" ")
        }
        other => hcl::format::to_string(other).unwrap(),
    }
}
