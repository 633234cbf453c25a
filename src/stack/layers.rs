//! What every root has: its state in the bucket, its provider, and the states of earlier layers.

use crate::ir::{Block, Expr, Module, Output, Ref, Root, TerraformFile, list, object};
use crate::model::{Platform, names};
use std::collections::BTreeMap;

/// `PREFIX-state-` and 8 hexadecimal digits of the domain's SHA-256: known before anything exists,
/// and not taken by somebody else's platform of the same name.
pub(super) fn state_bucket(platform: &Platform) -> String {
    format!("{}-state-{}", platform.prefix(), names::digest(&platform.domain, 8))
}

/// The alias of the key that encrypts the state.
pub(super) fn state_key_alias(platform: &Platform) -> String {
    format!("alias/{}-state", platform.prefix())
}

/// Where a layer's state lies in the bucket.
fn state_key(region: &str, layer: &str) -> String {
    format!("{region}/{layer}.tfstate")
}

/// A root of the primary region that calls `module` with `arguments` and passes on its outputs.
pub(super) fn root(platform: &Platform, layer: &str, main: TerraformFile, module: &Module) -> Root {
    let region = platform.region.name.clone();
    let outputs = module
        .outputs
        .iter()
        .map(|output| Output::new(&output.name, &output.description, module.output(&output.name)))
        .collect();
    Root {
        backend: backend(platform, &region, layer),
        providers: vec![provider(platform)],
        files: vec![main],
        layer: layer.to_owned(),
        region,
        outputs,
    }
}

/// `module "FAMILY"` with its arguments, in the order of the module's variables.
pub(super) fn call(module: &Module, arguments: Vec<(&str, Expr)>) -> Block {
    let block = Block::module(&module.family)
        .set("source", format!("../../modules/{}", module.family))
        .gap();
    arguments.into_iter().fold(block, |block, (name, value)| block.set(name, value))
}

/// Reads the outputs of an earlier layer.
pub(super) fn remote_state(name: &str, root: &Root) -> Block {
    let wanted = ["bucket", "key", "region"];
    let config = root.backend.iter().filter(|(key, _)| wanted.contains(&key.as_str()));
    Block::data("terraform_remote_state", name)
        .set("backend", "s3")
        .gap()
        .set("config", object(config.map(|(key, value)| (key, value.clone()))))
}

/// An output of an earlier layer.
///
/// # Panics
///
/// If that layer has no such output: a bug in `gen`.
pub(super) fn remote_output(state: &Block, root: &Root, name: &str) -> Ref {
    assert!(root.outputs.iter().any(|o| o.name == name), "{} has no output {name}", root.layer);
    state.address().attr("outputs").attr(name)
}

fn backend(platform: &Platform, region: &str, layer: &str) -> BTreeMap<String, Expr> {
    let mut backend: BTreeMap<String, Expr> = BTreeMap::from([
        ("bucket".to_owned(), state_bucket(platform).into()),
        ("encrypt".to_owned(), true.into()),
        ("key".to_owned(), state_key(region, layer).into()),
        // Named, because `encrypt` without a key asks S3 for AES256 instead of the bucket's key.
        ("kms_key_id".to_owned(), state_key_alias(platform).into()),
        ("region".to_owned(), platform.region.name.clone().into()),
        ("use_lockfile".to_owned(), true.into()),
    ]);
    if let Some(account) = &platform.account {
        backend.insert("allowed_account_ids".to_owned(), list([account.clone()]));
    }
    backend
}

fn provider(platform: &Platform) -> Block {
    let mut tags: BTreeMap<&str, &str> = BTreeMap::from([
        ("Environment", platform.environment.as_str()),
        ("ManagedBy", "gen"),
        ("Owner", platform.owner.as_str()),
        ("Platform", platform.name.as_str()),
    ]);
    tags.extend(platform.tags.iter().map(|(key, value)| (key.as_str(), value.as_str())));

    let mut block = Block::new("provider", &["aws"]).set("region", platform.region.name.clone());
    if let Some(account) = &platform.account {
        block = block.set("allowed_account_ids", list([account.clone()]));
    }
    block.gap().nest(Block::nested("default_tags").set("tags", object(tags)))
}
