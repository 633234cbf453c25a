//! Readers: the roles in which external-secrets reads what one namespace may know.
//!
//! Its controller takes the role of the namespace's store. Who may write a store in a namespace
//! still cannot name another namespace's reader, because the controller tags its session with the
//! store's own namespace.

use super::stores::{Calls, Stores, Vault};
use crate::ir::policy::{self, Statement};
use crate::ir::{
    Block, Expr, Module, Output, Ref, TerraformFile, Variable, list, object, template,
};
use crate::model::{Authority, Platform, Service};
use crate::stack::inside::{self, namespace};
use crate::stack::keys::Here;
use crate::stack::layers::Layer;
use std::collections::BTreeSet;

/// What a reader reads.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reads {
    /// A parameter with facts.
    Facts,
    /// Secrets.
    Secrets,
    /// Both.
    Both,
}

/// Variables of a reader, of which each kind has some.
struct Reader {
    here: Here,
    name: Variable,
    namespace: Variable,
    controller: Variable,
    parameter: Variable,
    secrets: Variable,
    keys: Variable,
}

impl Reads {
    /// What a service reads, if it reads anything.
    fn of(service: &Service) -> Option<Self> {
        let secrets = !Vault::mentioned(service.secrets.values()).is_empty();
        match (!service.facts().is_empty(), secrets) {
            (true, true) => Some(Self::Both),
            (true, false) => Some(Self::Facts),
            (false, true) => Some(Self::Secrets),
            (false, false) => None,
        }
    }

    fn family(self) -> &'static str {
        match self {
            Self::Facts => "reader-facts",
            Self::Secrets => "reader-secrets",
            Self::Both => "reader-facts-secrets",
        }
    }

    fn facts(self) -> bool {
        self != Self::Secrets
    }

    fn secrets(self) -> bool {
        self != Self::Facts
    }
}

/// The secret with the mesh's own certificate.
fn certificate(platform: &Platform) -> Option<&str> {
    match &platform.mesh.ca {
        Authority::Secret(label) => Some(label),
        Authority::Generated | Authority::Acm(_) => None,
    }
}

/// A module for each kind of reader that the platform has.
pub(super) fn modules(platform: &Platform) -> Vec<Module> {
    let mesh = certificate(platform).map(|_| Reads::Secrets);
    let kinds: BTreeSet<Reads> =
        platform.services.iter().filter_map(Reads::of).chain(mesh).collect();
    kinds.into_iter().map(module).collect()
}

fn module(reads: Reads) -> Module {
    let reader = Reader::new();
    let [trust, role] = reader.role();
    let document = policy::document("read", reader.statements(reads));
    let attached = Block::resource("aws_iam_role_policy", "read")
        .set("name", "read")
        .set("role", role.address().attr("name"))
        .set("policy", document.address().attr("json"));
    let outputs = vec![Output::new("role_arn", "ARN of the role.", role.address().attr("arn"))];
    let here = &reader.here;
    let mut sources = vec![here.identity.clone(), here.partition.clone()];
    sources.extend(reads.secrets().then(|| here.region.clone()));
    let what = match reads {
        Reads::Facts => "the connection facts of one service",
        Reads::Secrets => "the secrets of one namespace",
        Reads::Both => "the connection facts and the secrets of one service",
    };
    Module {
        family: reads.family().to_owned(),
        summary: format!(
            "A role that reads {what}, and nothing else. Only external-secrets takes it, and only \
             for a store in that namespace."
        ),
        files: vec![
            TerraformFile::new("main.tf").blocks(sources).blocks([trust, role]),
            TerraformFile::new("policy.tf").blocks([document, attached]),
        ],
        variables: reader.variables(reads),
        outputs,
    }
}

impl Reader {
    #[rustfmt::skip]
    fn new() -> Self {
        let string = |name: &str, description: &str| Variable::new(name, "string", description);
        let list = |name: &str, description: &str| Variable::new(name, "list(string)", description);
        Self {
            here: Here::new(),
            name: string("name", "Name of the role."),
            namespace: string("namespace", "The only namespace whose stores use the role."),
            controller: string("controller_role_name", "Name of the role of external-secrets."),
            parameter: string("parameter_arn", "ARN of the parameter with the connection facts."),
            secrets: list("secret_arns", "ARNs of the secrets."),
            keys: list("key_arns", "ARNs of the keys that encrypt the secrets."),
        }
    }

    fn variables(self, reads: Reads) -> Vec<Variable> {
        let mut variables = vec![self.name, self.namespace, self.controller];
        variables.extend(reads.facts().then_some(self.parameter));
        variables
            .extend(reads.secrets().then_some([self.secrets, self.keys]).into_iter().flatten());
        variables
    }

    /// Trust and role.
    fn role(&self) -> [Block; 2] {
        let iam = || -> Vec<crate::ir::expr::Piece> {
            let start = ["arn:".into(), self.here.partition().into(), ":iam::".into()];
            start.into_iter().chain([self.here.account().into()]).collect()
        };
        let account = template(iam().into_iter().chain([":root".into()]));
        let controller =
            template(iam().into_iter().chain([":role/".into(), self.controller.address().into()]));
        let from = |sid: &str, action: &str| {
            Statement::allow(sid, &[action])
                .to("AWS", [account.clone()])
                .when("ArnEquals", "aws:PrincipalArn", [controller.clone()])
                .when("StringEquals", "aws:RequestTag/esoNamespace", [self.namespace.address()])
        };
        // A tag of the session is an action of its own, which does not know the external ID.
        let assume = from("ExternalSecrets", "sts:AssumeRole").when(
            "StringEquals",
            "sts:ExternalId",
            [self.namespace.address()],
        );
        let trust = policy::document("trust", [assume, from("SessionTags", "sts:TagSession")]).why(
            "The account, of whose principals the condition admits one: a role that is named as \
             principal itself is not recognised once it is made again.",
        );
        let role = Block::resource("aws_iam_role", "this")
            .set("name", self.name.address())
            .set("description", "external-secrets: what it reads for one namespace")
            .set("assume_role_policy", trust.address().attr("json"));
        [trust, role]
    }

    fn statements(&self, reads: Reads) -> Vec<Statement> {
        let mut statements = Vec::new();
        if reads.facts() {
            let facts = Statement::allow("Facts", &["ssm:GetParameter"]);
            statements.push(facts.on([self.parameter.address()]));
        }
        if reads.secrets() {
            let actions = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"];
            statements.push(Statement::allow("Secrets", &actions).on_all(self.secrets.address()));
            statements.push(
                Statement::allow("Keys", &["kms:Decrypt"]).on_all(self.keys.address()).when(
                    "StringEquals",
                    "kms:ViaService",
                    [self.here.endpoint("secretsmanager")],
                ),
            );
        }
        statements
    }
}

/// Calls them, and hands on the role of each namespace.
pub(super) fn calls(
    layer: &mut Layer,
    platform: &Platform,
    modules: &[Module],
    (facts, stores): (&Calls, &Stores),
) {
    let module = |reads: Reads| {
        let found = modules.iter().find(|module| module.family == reads.family());
        found.expect("each kind of reader has a module")
    };
    let mut roles: Vec<(&str, Ref)> = Vec::new();
    if let Some(label) = certificate(platform) {
        let vaults = BTreeSet::from([Vault::secret(label)]);
        let names = (inside::reader_role(platform, namespace::ISTIO), namespace::ISTIO);
        let arguments = arguments(platform, names, None, (&vaults, stores));
        let call = layer.call_as("reader_istio_system", module(Reads::Secrets), arguments);
        roles.push((namespace::ISTIO, call.output("role_arn")));
    }
    for service in &platform.services {
        let Some(reads) = Reads::of(service) else { continue };
        let label = service.id.label.as_str();
        let vaults = Vault::mentioned(service.secrets.values());
        let names = (inside::reader_role(platform, service.id.cloud()), label);
        let parameter = facts.get(label).map(|call| call.output("arn"));
        let arguments = arguments(platform, names, parameter, (&vaults, stores));
        let call = layer.call_for("reader", &service.id, module(reads), arguments);
        roles.push((label, call.output("role_arn")));
    }
    if !roles.is_empty() {
        let description = "By namespace: ARN of the role in which external-secrets reads for it.";
        layer.output(Output::new("reader_roles", description, object(roles)));
    }
}

fn arguments(
    platform: &Platform,
    (name, namespace): (String, &str),
    parameter: Option<Ref>,
    (vaults, stores): (&BTreeSet<Vault<'_>>, &Stores),
) -> Vec<(&'static str, Expr)> {
    let controller = inside::controller_role(platform, namespace::EXTERNAL_SECRETS);
    let mut arguments: Vec<(&str, Expr)> = vec![
        ("name", name.into()),
        ("namespace", namespace.into()),
        ("controller_role_name", controller.into()),
    ];
    arguments.extend(parameter.map(|arn| ("parameter_arn", arn.into())));
    if !vaults.is_empty() {
        let part = |at: usize| list(vaults.iter().map(|vault| stores.secret(vault)[at].clone()));
        arguments.extend([("secret_arns", part(0)), ("key_arns", part(1))]);
    }
    arguments
}
