//! external-secrets: its controller reads nothing itself, it becomes the reader of a namespace.
//!
//! Pod Identity gives a role to the controller's own service account only, so that each secret
//! store names the role that it is read with:
//! <https://external-secrets.io/latest/provider/aws-access/>.

use super::Role;
use crate::ir::policy::Statement;
use crate::ir::{Expr, Module, Output, Variable};
use crate::model::Platform;
use crate::stack::inside::{controller_role, namespace, reader_role};
use crate::stack::pod_identity::{Duty, Pods};

/// The module `external-secrets`.
pub(super) fn module() -> Module {
    let role = Role::new();
    let readers = Variable::new(
        "reader_roles",
        "string",
        "Names of the roles that read the secrets of one namespace each, with a * at the end.",
    );
    let readers_arn = role.here.iam_arn(vec!["role/".into(), readers.address().into()]);
    // The session's tags, which Pod Identity sets, go along into every role that it assumes.
    let assume = Statement::allow("AssumeReaders", &["sts:AssumeRole", "sts:TagSession"]);
    let controller = role.controller(Duty {
        label: "external_secrets",
        role_name: &role.name,
        description: "external-secrets: assumes the reader of the namespace that it works for",
        pods: Pods::new(namespace::EXTERNAL_SECRETS, "external-secrets"),
        policy: "assume-readers",
        statements: vec![assume.on([readers_arn])],
    });
    let arn = Output::new("role_arn", "ARN of the role.", controller.role_arn());
    Module {
        family: "external-secrets".to_owned(),
        summary: "The role of external-secrets' controller. It reads no secret: it may only \
                  become the reader of a namespace, and each reader trusts this role alone."
            .to_owned(),
        files: vec![Role::file(role.here, controller)],
        variables: vec![role.cluster_name, role.name, readers],
        outputs: vec![arn],
    }
}

/// The arguments of its call. The start of a reader's name is never cut, since it and the longest
/// owner stay within what IAM accepts.
pub(super) fn arguments(platform: &Platform, cluster_name: Expr) -> Vec<(&'static str, Expr)> {
    vec![
        ("cluster_name", cluster_name),
        ("role_name", controller_role(platform, "external-secrets").into()),
        ("reader_roles", reader_role(platform, "*").into()),
    ]
}
