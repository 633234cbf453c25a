//! Secrets of Secrets Manager: how each is kept, and who is kept out.

use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Expr};
use crate::stack::keys::{Here, Key};

/// A secret, still empty.
pub(super) fn secret(name: &str, description: impl Into<Expr>, key: &Key) -> Block {
    Block::resource("aws_secretsmanager_secret", name)
        .set("description", description)
        .set("kms_key_id", key.arn())
}

/// What no IAM policy of the account can allow: principals of other accounts, and plain HTTP.
pub(super) fn policy(here: &Here, name: &str, secret: &Block) -> [Block; 2] {
    let deny = |sid: &str| {
        let arn = secret.address().attr("arn");
        Statement::deny(sid, &["secretsmanager:*"]).on([arn]).to("*", ["*"])
    };
    let account =
        deny("OwnAccount").when("StringNotEquals", "aws:PrincipalAccount", [here.account()]);
    let tls = deny("TlsOnly").when("Bool", "aws:SecureTransport", ["false"]);
    let document = policy::document(name, [account, tls]);
    let policy = Block::resource("aws_secretsmanager_secret_policy", name)
        .set("secret_arn", secret.address().attr("arn"))
        .set("policy", document.address().attr("json"))
        .set("block_public_policy", true);
    [document, policy]
}
