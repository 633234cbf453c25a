//! The token of a cache: random, and in no plan and no state.

use super::variables::Variables;
use crate::ir::{Block, Expr, TerraformFile, call, list, object};
use crate::stack::data::vault;
use crate::stack::keys::{Here, Key};

/// What the token is made of, and where it is kept.
pub(super) struct Token {
    random: Block,
    generation: Block,
    pub(super) secret: Block,
}

impl Token {
    pub(super) fn new(variables: &Variables, key: &Key) -> Self {
        let random = Block::ephemeral("aws_secretsmanager_random_password", "token")
            .why("A new one in each run; it counts only where the generation is new too.")
            .set("password_length", 64)
            .set_because("exclude_punctuation", true, "It stands in URLs.");
        let generation = Block::resource("terraform_data", "token").why(
            "Which token is the current one. To rotate it, replace this: \
             terraform apply -replace=ADDRESS. The cache accepts the old token until the next time.",
        );
        let secret = vault::secret("token", "Token of the cache, as JSON", key)
            .skip("CKV2_AWS_57", "the cache has to learn a new token first, which Terraform does")
            .set("name", variables.secret_name.address())
            .set("recovery_window_in_days", variables.recovery_days.address());
        Self { random, generation, secret }
    }

    fn value(&self) -> Expr {
        self.random.address().attr("random_password").into()
    }

    /// Gives it to the cache.
    pub(super) fn on(&self, cache: Block) -> Block {
        let id = self.generation.address().attr("id");
        let digits = call("substr", [id.into(), 0.into(), 7.into()]);
        cache
            .set("auth_token_wo", self.value())
            .set_because(
                "auth_token_wo_version",
                call("parseint", [digits, 16.into()]),
                "A number that is another one for another generation.",
            )
            .set_because(
                "auth_token_update_strategy",
                "ROTATE",
                "The token before stays valid while pods take the new one.",
            )
    }

    /// Its parts, the value in the secret following what the cache has.
    pub(super) fn file(self, here: &Here, cache: &Block) -> TerraformFile {
        let cache = |name: &str| cache.address().attr(name);
        let json = object([("token", self.value())]);
        let again = Block::nested("lifecycle")
            .why("A cache that is made again takes the token of that run.")
            .set("replace_triggered_by", list([cache("arn")]));
        let version = Block::resource("aws_secretsmanager_secret_version", "token")
            .why("After the cache, so that a cache that failed leaves no token that it does not know.")
            .set("secret_id", self.secret.address().attr("id"))
            .set("secret_string_wo", call("jsonencode", [json]))
            .set("secret_string_wo_version", cache("auth_token_wo_version"))
            .nest(again);
        let policy = vault::policy(here, "token", &self.secret);
        TerraformFile::new("token.tf")
            .blocks([self.random, self.generation, self.secret, version])
            .blocks(policy)
    }
}
