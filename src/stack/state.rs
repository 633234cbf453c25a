//! 00-bootstrap: the bucket that holds every layer's state, and its key; beside them the roles of
//! pipelines.

use super::access;
use super::keys::{Here, Key};
use super::layers::{self, Layer};
use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Module, Output, Root, TerraformFile, Variable, template};
use crate::model::Platform;

/// The module `state`.
pub(super) fn module(_platform: &Platform) -> Module {
    let bucket_name = Variable::new("bucket", "string", "Name of the state bucket.");
    let prefix = Variable::new("name", "string", "Prefix of every name, NAME-ENVIRONMENT.");
    let here = Here::new();
    let alias = vec![prefix.address().into(), "-state".into()];
    let description = "Terraform state: who can decrypt with it can read every layer's state";
    let key = Key::new(&here, "state", description, alias, Vec::new()).keep();
    let bucket = bucket(&bucket_name);

    let outputs = vec![
        Output::new("bucket", "Name of the state bucket.", bucket.address().attr("id")),
        Output::new("key_arn", "ARN of the key that encrypts the state.", key.arn()),
    ];
    let settings = settings(&bucket, &key);
    let main = TerraformFile::new("main.tf")
        .blocks([here.identity.clone(), here.partition.clone()])
        .banner("Encryption key")
        .blocks(key.blocks())
        .banner("State bucket")
        .block(bucket)
        .blocks(settings);
    Module {
        family: "state".to_owned(),
        summary: "The S3 bucket that holds the Terraform state of every layer, versioned, \
                  encrypted with its own key, reachable over TLS only. Locks are objects beside \
                  the states, so no table is needed."
            .to_owned(),
        files: vec![main],
        variables: vec![prefix, bucket_name],
        outputs,
    }
}

/// The root 00-bootstrap.
pub(super) fn root(platform: &Platform, module: &Module, pipelines: &Module) -> Root {
    let mut layer = Layer::new(platform, "00-bootstrap");
    let call = layer.call(
        module,
        vec![("name", platform.prefix().into()), ("bucket", layers::state_bucket(platform).into())],
    );
    layer.pass_on(&call);
    access::add_to(&mut layer, platform, pipelines);
    layer.root()
}

fn bucket(name: &Variable) -> Block {
    Block::resource("aws_s3_bucket", "state")
        .skip(
            "CKV_AWS_18",
            "each read and write uses the key, and CloudTrail records each use of a key",
        )
        .skip("CKV_AWS_144", "earlier states are kept as versions; infrastructure can be imported")
        .skip("CKV2_AWS_62", "nothing reacts to a state that changes")
        .set("bucket", name.address())
        .nest(
            Block::nested("lifecycle")
                .why("Without its state the platform still runs, but nobody can change it.")
                .set("prevent_destroy", true),
        )
}

/// The settings of the bucket, one resource each.
fn settings(bucket: &Block, key: &Key) -> Vec<Block> {
    let id = || bucket.address().attr("id");
    let versioning = Block::resource("aws_s3_bucket_versioning", "state")
        .set("bucket", id())
        .nest(Block::nested("versioning_configuration").set("status", "Enabled"));
    let encryption = Block::resource("aws_s3_bucket_server_side_encryption_configuration", "state")
        .set("bucket", id())
        .nest(
            Block::nested("rule")
                .set_because(
                    "bucket_key_enabled",
                    false,
                    "So that each read of a state is a use of the key, which CloudTrail records.",
                )
                .nest(
                    Block::nested("apply_server_side_encryption_by_default")
                        .set("kms_master_key_id", key.arn())
                        .set("sse_algorithm", "aws:kms"),
                ),
        );
    let public = Block::resource("aws_s3_bucket_public_access_block", "state")
        .set("bucket", id())
        .gap()
        .set("block_public_acls", true)
        .set("block_public_policy", true)
        .set("ignore_public_acls", true)
        .set("restrict_public_buckets", true);
    let ownership = Block::resource("aws_s3_bucket_ownership_controls", "state")
        .set("bucket", id())
        .nest(Block::nested("rule").set("object_ownership", "BucketOwnerEnforced"));
    let mut blocks = vec![versioning, encryption, public, ownership, lifecycle(bucket)];
    blocks.extend(tls_only(bucket));
    blocks
}

fn lifecycle(bucket: &Block) -> Block {
    Block::resource("aws_s3_bucket_lifecycle_configuration", "state")
        .set("bucket", bucket.address().attr("id"))
        .nest(
            Block::nested("rule")
                .why("A state can be restored for 90 days, and the last ten versions for ever.")
                .set("id", "versions")
                .set("status", "Enabled")
                .nest(Block::nested("filter"))
                .nest(
                    Block::nested("noncurrent_version_expiration")
                        .set("newer_noncurrent_versions", 10)
                        .set("noncurrent_days", 90),
                )
                .nest(
                    Block::nested("abort_incomplete_multipart_upload")
                        .set("days_after_initiation", 7),
                ),
        )
}

fn tls_only(bucket: &Block) -> [Block; 2] {
    let arn = || bucket.address().attr("arn");
    let statement = Statement::deny("TlsOnly", &["s3:*"])
        .on([arn().into(), template([arn().into(), "/*".into()])])
        .to("*", ["*"])
        .when("Bool", "aws:SecureTransport", ["false"]);
    let document = policy::document("state_bucket", [statement]);
    let policy = Block::resource("aws_s3_bucket_policy", "state")
        .set("bucket", bucket.address().attr("id"))
        .set("policy", document.address().attr("json"));
    [document, policy]
}
