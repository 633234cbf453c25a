//! Which of GitHub's jobs are let in, by the claims of their tokens.
//!
//! Claims: <https://docs.github.com/en/actions/reference/security/oidc>; those that AWS reads:
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html>.

use super::{AUDIENCE, ISSUER};
use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Expr, Ref, Variable, template};
use crate::model::{Github, Platform};
use crate::stack::inside;

/// What a token has to say.
pub(super) struct Trust {
    provider: Ref,
    deploy_subject: Variable,
    /// The subject with ids, and the repository's id: where the blueprint knows them.
    immutable: Option<[Variable; 2]>,
    deploy_workflow: Variable,
    branch: Variable,
}

impl Trust {
    pub(super) fn new(github: &Github, provider: Ref) -> Self {
        let text = |name: &str, description: &str| Variable::new(name, "string", description);
        let immutable = github.ids.as_ref().map(|_| {
            [
                text("deploy_immutable_subject", "The same with the ids of owner and repository."),
                text("repository_id", "Id of the repository, which a namesake does not have."),
            ]
        });
        Self {
            provider,
            deploy_subject: text("deploy_subject", "Subject of the tokens of deployments."),
            immutable,
            deploy_workflow: text("deploy_workflow", "File of the workflow that deploys."),
            branch: text("branch", "The only branch that is deployed from."),
        }
    }

    /// The trust policy of deployments. Whoever may change the workflow file on that branch decides
    /// what the role does, so that the branch has to be protected.
    pub(super) fn deploy(&self) -> Block {
        let claim = |name: &str| format!("{ISSUER}:{name}");
        let reference = template(["refs/heads/".into(), self.branch.address().into()]);
        let workflow = template([
            self.deploy_workflow.address().into(),
            "@refs/heads/".into(),
            self.branch.address().into(),
        ]);
        let subjects = [&self.deploy_subject]
            .into_iter()
            .chain(self.immutable.iter().map(|[subject, _]| subject))
            .map(Variable::address);
        let mut statement = Statement::allow("Deployments", &["sts:AssumeRoleWithWebIdentity"])
            .to("Federated", [self.provider.clone()])
            .when("StringEquals", claim("aud"), [AUDIENCE])
            .when("StringEquals", claim("sub"), subjects);
        if let Some([_, repository]) = &self.immutable {
            statement =
                statement.when("StringEquals", claim("repository_id"), [repository.address()]);
        }
        let statement = statement.when("StringEquals", claim("ref"), [reference]).when(
            "StringEquals",
            claim("job_workflow_ref"),
            [workflow],
        );
        policy::document("deploy_trust", [statement])
    }

    /// In the order of [`arguments`].
    pub(super) fn variables(self) -> Vec<Variable> {
        let mut variables = vec![self.branch, self.deploy_workflow, self.deploy_subject];
        variables.extend(self.immutable.into_iter().flatten());
        variables
    }
}

/// The arguments of the module's call that say whom it trusts.
pub(super) fn arguments(platform: &Platform) -> Vec<(&'static str, Expr)> {
    let github = &platform.access.github;
    let environment = &github.deploy_environment;
    let mut arguments = vec![
        ("branch", Expr::from(github.branch.clone())),
        ("deploy_workflow", inside::deploy_workflow(platform).into()),
        ("deploy_subject", subject(&github.repository, environment).into()),
    ];
    if let Some((owner, id)) = &github.ids {
        let repository = immutable(&github.repository, owner, id);
        arguments.push(("deploy_immutable_subject", subject(&repository, environment).into()));
        arguments.push(("repository_id", id.clone().into()));
    }
    arguments
}

/// The subject of a job that names a GitHub environment.
fn subject(repository: &str, environment: &str) -> String {
    format!("repo:{repository}:environment:{environment}")
}

/// `OWNER@ID/NAME@ID`: how subjects spell a repository that was made, renamed or moved since
/// 15 July 2026.
fn immutable(repository: &str, owner_id: &str, id: &str) -> String {
    let (owner, name) = repository.split_once('/').unwrap_or((repository, ""));
    format!("{owner}@{owner_id}/{name}@{id}")
}
