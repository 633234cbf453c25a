//! `access`.

use super::{
    Block, Default, Form, Kind, Label, PLAIN, Presence, WAS, defaulted, optional, required,
};

pub(super) const ACCESS: Block = Block {
    name: "access",
    doc: "Who may change and look. The pipelines are the only writers.",
    attributes: &[
        defaulted(
            "runner",
            Kind::Choice(&["codebuild", "github"]),
            Default::Text("codebuild"),
            "where GitHub jobs run: CodeBuild inside the VPC, or a larger runner of GitHub, which needs `api = \"public\"` and `runner_label`",
        ),
        optional(
            "runner_label",
            Kind::Text(Form::Name),
            "a larger runner whose fixed addresses are in `cluster.allow`",
        ),
    ],
    blocks: &[GITHUB, OPERATOR, BREAK_GLASS],
    presence: Presence::RequiredPending,
    ..PLAIN
};

const GITHUB: Block = Block {
    name: "github",
    doc: "The repository whose pipelines plan, apply and deploy.",
    attributes: &[
        required("repository", Kind::Text(Form::Repository), "`owner/name`"),
        defaulted(
            "branch",
            Kind::Text(Form::Branch),
            Default::Text("main"),
            "the branch that is applied",
        ),
        defaulted(
            "path",
            Kind::Text(Form::Path),
            Default::Text("generated"),
            "where the tree lies in the repository",
        ),
        defaulted(
            "blueprints",
            Kind::Text(Form::Path),
            Default::Text("blueprints"),
            "where the blueprints lie in the repository",
        ),
        defaulted(
            "plan_environment",
            Kind::Text(Form::Name),
            Default::Derived("NAME-ENVIRONMENT-plan"),
            "GitHub environment of plans",
        ),
        defaulted(
            "apply_environment",
            Kind::Text(Form::Name),
            Default::Derived("NAME-ENVIRONMENT-apply"),
            "GitHub environment of applies",
        ),
        defaulted(
            "deploy_environment",
            Kind::Text(Form::Name),
            Default::Derived("NAME-ENVIRONMENT-deploy"),
            "GitHub environment of deployments",
        ),
        optional(
            "owner_id",
            Kind::Text(Form::Digits),
            "numeric id of the owner, for immutable subjects",
        ),
        optional(
            "repository_id",
            Kind::Text(Form::Digits),
            "numeric id of the repository, for immutable subjects",
        ),
        defaulted(
            "provider",
            Kind::Choice(&["create", "existing"]),
            Default::Text("create"),
            "`existing` when another environment of the account made the OIDC provider",
        ),
    ],
    presence: Presence::Required,
    ..PLAIN
};

const OPERATOR: Block = Block {
    name: "operator",
    label: Label::One(Form::Label, "NAME"),
    doc: "An IAM role for one named person or SSO role.",
    attributes: &[
        required("principal", Kind::Text(Form::PrincipalArn), "ARN of the person or SSO role"),
        defaulted(
            "level",
            Kind::Choice(&["view", "operate", "admin"]),
            Default::Text("view"),
            "`admin` administers the namespaces, never the cluster",
        ),
        defaulted(
            "namespaces",
            Kind::Filled(&Kind::Text(Form::Label)),
            Default::Derived("all service namespaces"),
            "names of services",
        ),
        WAS,
    ],
    ..PLAIN
};

const BREAK_GLASS: Block = Block {
    name: "break_glass",
    doc: "Emergency access for one hour, alarmed. Off unless written.",
    attributes: &[required(
        "principals",
        Kind::Filled(&Kind::Text(Form::PrincipalArn)),
        "ARNs of the people or SSO roles",
    )],
    ..PLAIN
};
