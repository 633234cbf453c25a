//! In 00-bootstrap: GitHub as a provider of identities, and the roles of this platform's pipelines.

mod deploy;
mod trust;

use super::inside;
use super::keys::Here;
use super::layers::Layer;
use crate::ir::{Block, Expr, Module, Output, TerraformFile, list};
use crate::model::{Github, Platform};
use trust::Trust;

/// Who signs the tokens of GitHub's jobs; condition keys of their claims begin with it.
/// Source: <https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws>
const ISSUER: &str = "token.actions.githubusercontent.com";

/// For whom the tokens are.
const AUDIENCE: &str = "sts.amazonaws.com";

/// The module `pipelines`: what deployments need.
pub(super) fn module(platform: &Platform) -> Module {
    let here = Here::new();
    let github = &platform.access.github;
    let provider = provider(github);
    let trust = Trust::new(github, provider.address().attr("arn"));
    let deploy = deploy::Deploy::new(&here, &trust);
    let role = Output::new("deploy_role_arn", "ARN of the role of deployments.", deploy.role_arn());
    let mut variables = trust.variables();
    let (own, blocks) = deploy.into_parts();
    variables.extend(own);
    let main = TerraformFile::new("main.tf")
        .blocks([here.identity, here.partition, here.region])
        .banner("Identities of GitHub's jobs")
        .block(provider)
        .banner("Deployments")
        .blocks(blocks);
    Module {
        family: "pipelines".to_owned(),
        summary:
            "The role that GitHub's deployments assume. A job shows a token that GitHub signed; \
                  only one of the right repository, GitHub environment, branch and workflow file \
                  is let in. No key is kept anywhere."
                .to_owned(),
        files: vec![main],
        variables,
        outputs: vec![role],
    }
}

/// Calls the module in the layer of the bootstrap.
pub(super) fn add_to(layer: &mut Layer, platform: &Platform, module: &Module) {
    let mut arguments = trust::arguments(platform);
    arguments.extend([
        ("prefix", Expr::from(platform.prefix())),
        ("cluster_name", platform.prefix().into()),
        ("deploy_role_name", inside::deploy_role(platform).into()),
    ]);
    let call = layer.call(module, arguments);
    layer.pass_on(&call);
}

/// The account has one provider for an issuer, so that only one of its environments makes it.
fn provider(github: &Github) -> Block {
    let url = format!("https://{ISSUER}");
    if github.creates_provider {
        Block::resource("aws_iam_openid_connect_provider", "github")
            .set("url", url)
            .set("client_id_list", list([AUDIENCE]))
    } else {
        Block::data("aws_iam_openid_connect_provider", "github").set("url", url)
    }
}
