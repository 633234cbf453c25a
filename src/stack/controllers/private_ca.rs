//! The issuer of an ACM Private CA: it has the authority sign the mesh's one intermediate.
//!
//! The actions are those of <https://github.com/cert-manager/aws-privateca-issuer>, README at
//! commit cc32c13 of 2026-07-22, whose code asks for this template where a certificate is a CA.

use super::Role;
use crate::ir::policy::Statement;
use crate::ir::{Expr, Module, Variable, template};
use crate::model::Platform;
use crate::stack::inside::{controller_role, namespace};
use crate::stack::pod_identity::{Duty, Pods};

/// A CA that signs no further CA.
/// Source: <https://docs.aws.amazon.com/privateca/latest/userguide/UsingTemplates.html>
const TEMPLATE: &str = "SubordinateCACertificate_PathLen0/V1";

/// The module `private-ca-issuer`.
pub(super) fn module() -> Module {
    let role = Role::new();
    let authority = Variable::new(
        "certificate_authority_arn",
        "string",
        "ARN of the ACM Private CA that signs the intermediate of the mesh.",
    );
    let template = template([
        "arn:".into(),
        role.here.partition().into(),
        format!(":acm-pca:::template/{TEMPLATE}").into(),
    ]);
    let read = ["acm-pca:DescribeCertificateAuthority", "acm-pca:GetCertificate"];
    let statements = vec![
        Statement::allow("ReadAuthority", &read).on([authority.address()]),
        Statement::allow("SignIntermediate", &["acm-pca:IssueCertificate"])
            .on([authority.address()])
            .when("StringEquals", "acm-pca:TemplateArn", [template]),
    ];
    let controller = role.controller(Duty {
        label: "private_ca_issuer",
        role_name: &role.name,
        description: "aws-privateca-issuer: has the authority sign the intermediate of the mesh",
        pods: Pods::new(namespace::CERT_MANAGER, "aws-privateca-issuer"),
        policy: "sign-intermediate",
        statements,
    });
    Module {
        family: "private-ca-issuer".to_owned(),
        summary: "The role of aws-privateca-issuer. The authority signs one intermediate, which \
                  cert-manager keeps and signs the certificates of the mesh with; no other \
                  template may be used."
            .to_owned(),
        files: vec![Role::file(role.here, controller)],
        variables: vec![role.cluster_name, role.name, authority],
        outputs: Vec::new(),
    }
}

/// The arguments of its call.
pub(super) fn arguments(
    platform: &Platform,
    cluster_name: Expr,
    authority: &str,
) -> Vec<(&'static str, Expr)> {
    vec![
        ("cluster_name", cluster_name),
        ("role_name", controller_role(platform, "aws-privateca-issuer").into()),
        ("certificate_authority_arn", authority.into()),
    ]
}
