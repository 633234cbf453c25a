//! Buckets: S3, private, versioned, encrypted.

use super::stores::{self, Calls};
use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Module, Output, TerraformFile, Variable, object, template};
use crate::model::{Bucket, Platform, names};
use crate::stack::keys::{Here, Key};
use crate::stack::layers::Layer;

/// The longest name of a bucket.
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
const LONGEST: usize = 63;

/// The module, if the platform has buckets.
pub(super) fn module(platform: &Platform) -> Option<Module> {
    if platform.buckets.is_empty() {
        return None;
    }
    let here = Here::new();
    let name = Variable::new("name", "string", "Name of the bucket.");
    let expiry = platform.buckets.iter().any(|bucket| bucket.expire_days.is_some()).then(|| {
        let kind = "object({ days = optional(number) })";
        Variable::new("expire", kind, "Days after which objects are deleted; none keeps them.")
    });
    let alias = vec![name.address().into(), "-bucket".into()];
    let key = Key::new(&here, "bucket", "Objects of the bucket", alias, Vec::new());
    let bucket = bucket(&name);
    let lifecycle = lifecycle(&bucket, expiry.as_ref());
    let settings = settings(&bucket, &key);
    let policy = tls_only(&bucket);
    let outputs = vec![
        Output::new("name", "Name of the bucket.", bucket.address().attr("id")),
        Output::new("arn", "ARN of the bucket.", bucket.address().attr("arn")),
        Output::new("key_arn", "ARN of the key that encrypts it.", key.arn()),
    ];
    Some(Module {
        family: "bucket".to_owned(),
        summary:
            "An S3 bucket that nothing public reaches: versioned, encrypted with a key of its \
                  own, over TLS only. What is deleted or overwritten can be brought back for 30 \
                  days."
                .to_owned(),
        files: vec![
            TerraformFile::new("main.tf")
                .blocks([here.identity, here.partition, bucket])
                .blocks(settings)
                .block(lifecycle),
            TerraformFile::new("keys.tf").blocks(key.blocks()),
            TerraformFile::new("policy.tf").blocks(policy),
        ],
        variables: [name].into_iter().chain(expiry).collect(),
        outputs,
    })
}

fn bucket(name: &Variable) -> Block {
    Block::resource("aws_s3_bucket", "this")
        .skip("CKV_AWS_18", "only roles of this account get in, which CloudTrail can record")
        .skip("CKV_AWS_144", "versions bring back what is lost; nobody asked for a second region")
        .skip("CKV2_AWS_62", "nothing reacts to an object that arrives")
        .set("bucket", name.address())
        .set_because("force_destroy", false, "People empty it, or it stays.")
}

/// The settings of the bucket, one resource each.
fn settings(bucket: &Block, key: &Key) -> Vec<Block> {
    let setting = |kind: &str| {
        Block::resource(&format!("aws_s3_bucket_{kind}"), "this")
            .set("bucket", bucket.address().attr("id"))
    };
    let encryption = Block::nested("apply_server_side_encryption_by_default")
        .set("kms_master_key_id", key.arn())
        .set("sse_algorithm", "aws:kms");
    vec![
        setting("versioning")
            .nest(Block::nested("versioning_configuration").set("status", "Enabled")),
        setting("server_side_encryption_configuration").nest(
            Block::nested("rule")
                .set_because("bucket_key_enabled", true, "One use of the key for many objects.")
                .nest(encryption),
        ),
        setting("public_access_block")
            .gap()
            .set("block_public_acls", true)
            .set("block_public_policy", true)
            .set("ignore_public_acls", true)
            .set("restrict_public_buckets", true),
        setting("ownership_controls")
            .nest(Block::nested("rule").set("object_ownership", "BucketOwnerEnforced")),
    ]
}

fn lifecycle(bucket: &Block, expiry: Option<&Variable>) -> Block {
    let rule = |id: &str| {
        Block::nested("rule").set("id", id).set("status", "Enabled").nest(Block::nested("filter"))
    };
    let versions = rule("versions")
        .nest(Block::nested("noncurrent_version_expiration").set("noncurrent_days", 30))
        .nest(Block::nested("abort_incomplete_multipart_upload").set("days_after_initiation", 7));
    let versions = match expiry {
        // A null is no item of a splat.
        Some(expiry) => {
            let days = expiry.address().attr("days").splat();
            versions
                .repeat("expiration", days, |day, content| content.set("days", day.attr("value")))
        }
        None => versions,
    };
    let markers = rule("markers")
        .why("The mark of a deletion goes with the last version that it hides.")
        .nest(Block::nested("expiration").set("expired_object_delete_marker", true));
    Block::resource("aws_s3_bucket_lifecycle_configuration", "this")
        .set("bucket", bucket.address().attr("id"))
        .nest(versions)
        .nest(markers)
}

fn tls_only(bucket: &Block) -> [Block; 2] {
    let arn = || bucket.address().attr("arn");
    let statement = Statement::deny("TlsOnly", &["s3:*"])
        .on([arn().into(), template([arn().into(), "/*".into()])])
        .to("*", ["*"])
        .when("Bool", "aws:SecureTransport", ["false"]);
    let document = policy::document("bucket", [statement]);
    let policy = Block::resource("aws_s3_bucket_policy", "this")
        .set("bucket", bucket.address().attr("id"))
        .set("policy", document.address().attr("json"));
    [document, policy]
}

/// Calls it for each bucket, and hands on what later layers need to know.
pub(super) fn calls(layer: &mut Layer, platform: &Platform, module: &Module) -> Calls {
    let expires = module.variables.iter().any(|variable| variable.name == "expire");
    let buckets = platform.buckets.iter();
    let calls: Calls = buckets
        .map(|bucket| {
            let mut arguments = vec![("name", name(platform, bucket).into())];
            if expires {
                let days = bucket.expire_days.map(|days| ("days", days));
                arguments.push(("expire", object(days)));
            }
            (bucket.id.label.clone(), layer.call_for("bucket", &bucket.id, module, arguments))
        })
        .collect();
    let description = "By label: name and ARN of each bucket, and its key.";
    let facts = stores::facts(&calls, &["name", "arn", "key_arn"]);
    layer.output(Output::new("buckets", description, facts));
    calls
}

/// `PREFIX-LABEL-` and 8 hexadecimal digits that follow from the domain: bucket names are taken for
/// the whole world. Other digits than those of the state's bucket, which a label may equal.
pub(super) fn name(platform: &Platform, bucket: &Bucket) -> String {
    let digest = names::digest(&format!("{}/bucket", platform.domain), 8);
    names::fit(&format!("{}-{}-{digest}", platform.prefix(), bucket.id.cloud()), LONGEST)
}
