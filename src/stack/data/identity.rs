//! Identities: what the pods of a service may do in AWS with the tables, queues and buckets that
//! it uses. Databases and caches ask for a password instead.

use super::stores::Stores;
use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Expr, Module, Ref, TerraformFile, Variable, expr, list, template};
use crate::model::{Platform, Service, Store, StoreKind};
use crate::stack::inside::{self, store_kind};
use crate::stack::keys::Here;
use crate::stack::layers::{Earlier, Layer};
use crate::stack::pod_identity::{self, Pods};
use std::collections::BTreeSet;

/// What is done with the items of a table; indexes can be asked only.
const TABLE: [&str; 9] = [
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:UpdateItem",
];

/// What is done with the messages of a queue; SQS itself moves them to the dead-letter queue.
const QUEUE: [&str; 6] = [
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
    "sqs:ReceiveMessage",
    "sqs:SendMessage",
];

/// What is done with the objects of a bucket.
const OBJECT: [&str; 4] =
    ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"];

/// Variables of an identity.
struct Identity {
    here: Here,
    name: Variable,
    namespace: Variable,
    cluster_name: Variable,
    cluster_arn: Variable,
}

/// The lists that one kind of store is passed in: its ARNs, and those of the keys.
struct Lists {
    kind: StoreKind,
    arns: Variable,
    keys: Variable,
}

/// The kinds of stores that a service reaches by its role.
fn kinds(service: &Service) -> BTreeSet<StoreKind> {
    let by_role = [StoreKind::Table, StoreKind::Queue, StoreKind::Bucket];
    service.uses.iter().map(|store| store.kind).filter(|kind| by_role.contains(kind)).collect()
}

fn family(kinds: &BTreeSet<StoreKind>) -> String {
    let names: Vec<&str> = kinds.iter().map(|kind| store_kind(*kind)).collect();
    format!("identity-{}", names.join("-"))
}

/// Whether a service has an identity.
pub(super) fn any(platform: &Platform) -> bool {
    platform.services.iter().any(|service| !kinds(service).is_empty())
}

/// A module for each set of kinds that a service uses.
pub(super) fn modules(platform: &Platform) -> Vec<Module> {
    let sets: BTreeSet<BTreeSet<StoreKind>> =
        platform.services.iter().map(kinds).filter(|kinds| !kinds.is_empty()).collect();
    sets.iter().map(module).collect()
}

fn module(kinds: &BTreeSet<StoreKind>) -> Module {
    let identity = Identity::new();
    let lists: Vec<Lists> = kinds.iter().map(|kind| Lists::new(*kind)).collect();
    let [trust, role] = identity.role();
    let statements = lists.iter().flat_map(|lists| lists.statements(&identity.here));
    let document = policy::document("stores", statements);
    let attached = Block::resource("aws_iam_role_policy", "stores")
        .set("name", "stores")
        .set("role", role.address().attr("name"))
        .set("policy", document.address().attr("json"));
    let association = identity.association(&role, &attached);
    let here = &identity.here;
    let sources = [here.identity.clone(), here.partition.clone(), here.region.clone()];
    let names: Vec<String> = kinds.iter().map(|kind| format!("{}s", store_kind(*kind))).collect();
    let summary = format!(
        "The role of a service's pods, by Pod Identity: what it may do with the {} that it uses, \
         and with no others. Pods that run already do not get a new association.",
        names.join(", ")
    );
    let files = vec![
        TerraformFile::new("main.tf").blocks(sources).blocks([trust, role, association]),
        TerraformFile::new("policy.tf").blocks([document, attached]),
    ];
    let mut variables = identity.variables();
    variables.extend(lists.into_iter().flat_map(|lists| [lists.arns, lists.keys]));
    Module { family: family(kinds), summary, files, variables, outputs: Vec::new() }
}

impl Identity {
    #[rustfmt::skip]
    fn new() -> Self {
        let string = |name: &str, description: &str| Variable::new(name, "string", description);
        Self {
            here: Here::new(),
            name: string("name", "Name of the role."),
            namespace: string("namespace", "Namespace and service account of the pods."),
            cluster_name: string("cluster_name", "Name of the cluster."),
            cluster_arn: string("cluster_arn", "ARN of the cluster."),
        }
    }

    fn variables(self) -> Vec<Variable> {
        vec![self.name, self.namespace, self.cluster_name, self.cluster_arn]
    }

    /// The account of a service has the name of its namespace.
    fn pods(&self) -> Pods {
        Pods::new(self.namespace.address(), self.namespace.address())
    }

    /// Trust and role.
    fn role(&self) -> [Block; 2] {
        let arn = self.cluster_arn.address().into();
        let trust = pod_identity::trust("this", &self.here, arn, &self.pods());
        let role = Block::resource("aws_iam_role", "this")
            .set("name", self.name.address())
            .set("description", "What the pods of a service do with the stores that it uses")
            .set("assume_role_policy", trust.address().attr("json"));
        [trust, role]
    }

    fn association(&self, role: &Block, attached: &Block) -> Block {
        pod_identity::association("this", &self.cluster_name, &self.pods(), role).gap().set_because(
            "depends_on",
            list([attached.address()]),
            "So that no pod starts with a role that may not do anything yet.",
        )
    }
}

impl Lists {
    fn new(kind: StoreKind) -> Self {
        let name = store_kind(kind);
        let variable = |variable: String, description: String| {
            Variable::new(&variable, "list(string)", &description)
        };
        Self {
            kind,
            arns: variable(format!("{name}_arns"), format!("ARNs of the {name}s.")),
            keys: variable(
                format!("{name}_key_arns"),
                format!("ARNs of the keys that encrypt the {name}s."),
            ),
        }
    }

    /// Everything below each ARN: `ARN/suffix`.
    fn below(&self, suffix: &str) -> Expr {
        let each = format!("{}_arn", store_kind(self.kind));
        let below = template([Ref::iteration(&each).into(), format!("/{suffix}").into()]);
        expr::for_list(&each, self.arns.address(), below)
    }

    fn statements(&self, here: &Here) -> Vec<Statement> {
        let all = || self.arns.address();
        let keys = |sid: &str, actions: &[&str], service: &str| {
            Statement::allow(sid, actions).on_all(self.keys.address()).when(
                "StringEquals",
                "kms:ViaService",
                [here.endpoint(service)],
            )
        };
        // SQS and S3 ask for a data key to write, DynamoDB has one for the table.
        let both = ["kms:Decrypt", "kms:GenerateDataKey"];
        match self.kind {
            StoreKind::Table => vec![
                Statement::allow("Items", &TABLE).on_all(all()),
                Statement::allow("Indexes", &["dynamodb:Query", "dynamodb:Scan"])
                    .on_all(self.below("index/*")),
                keys("TableKeys", &["kms:Decrypt"], "dynamodb"),
            ],
            StoreKind::Queue => vec![
                Statement::allow("Messages", &QUEUE).on_all(all()),
                keys("QueueKeys", &both, "sqs"),
            ],
            StoreKind::Bucket => vec![
                Statement::allow("Objects", &OBJECT).on_all(self.below("*")),
                Statement::allow("Listing", &["s3:ListBucket"]).on_all(all()),
                keys("BucketKeys", &both, "s3"),
            ],
            StoreKind::Database | StoreKind::Cache => Vec::new(),
        }
    }
}

/// Calls them for each service that has an identity.
pub(super) fn calls(
    layer: &mut Layer,
    platform: &Platform,
    modules: &[Module],
    (cluster, stores): (&Earlier, &Stores),
) {
    for service in &platform.services {
        let kinds = kinds(service);
        let Some(module) = modules.iter().find(|module| module.family == family(&kinds)) else {
            continue;
        };
        let mut arguments: Vec<(&str, Expr)> = vec![
            ("name", inside::service_role(platform, service).into()),
            ("namespace", service.id.label.as_str().into()),
            ("cluster_name", cluster.output("cluster_name").into()),
            ("cluster_arn", cluster.output("cluster_arn").into()),
        ];
        let lists: Vec<Lists> = kinds.iter().map(|kind| Lists::new(*kind)).collect();
        for lists in &lists {
            let used: Vec<&Store> =
                service.uses.iter().filter(|store| store.kind == lists.kind).collect();
            let part = |at: usize| list(used.iter().map(|store| stores.arns(store)[at].clone()));
            arguments.extend([(lists.arns.name.as_str(), part(0)), (&lists.keys.name, part(1))]);
        }
        layer.call_for("identity", &service.id, module, arguments);
    }
}
