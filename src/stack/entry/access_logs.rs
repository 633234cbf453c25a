//! Access logs of the load balancer: a bucket that only its log delivery writes to.

use super::Entry;
use crate::ir::policy::{self, Statement};
use crate::ir::{Block, TerraformFile, template};
use hcl::expr::{Expression, UnaryOp, UnaryOperator};

/// The bucket and its settings.
pub(super) struct AccessLogs {
    pub(super) bucket: Block,
    /// Without it the load balancer refuses to log.
    pub(super) policy: Block,
    settings: Vec<Block>,
}

impl AccessLogs {
    pub(super) fn new(entry: &Entry) -> Self {
        let protected = Expression::from(entry.deletion_protection.address());
        let unprotected = UnaryOp::new(UnaryOperator::Not, protected);
        let bucket = Block::resource("aws_s3_bucket", "access_logs")
            .skip("CKV_AWS_18", "logs of reading the logs would need a bucket of their own")
            .skip("CKV_AWS_144", "nothing is restored from access logs")
            .skip("CKV_AWS_145", "the load balancer writes to SSE-S3 only")
            .skip("CKV2_AWS_62", "nothing reacts to a log that arrives")
            .set("bucket", entry.access_logs_bucket.address())
            .set("force_destroy", Expression::from(hcl::expr::Operation::from(unprotected)));
        let [document, policy] = bucket_policy(entry, &bucket);
        let mut settings = settings(&bucket);
        settings.push(lifecycle(entry, &bucket));
        settings.push(document);
        Self { bucket, policy, settings }
    }

    pub(super) fn file(self) -> TerraformFile {
        TerraformFile::new("access_logs.tf")
            .block(self.bucket)
            .blocks(self.settings)
            .block(self.policy)
    }
}

fn settings(bucket: &Block) -> Vec<Block> {
    let setting = |kind: &str| {
        Block::resource(&format!("aws_s3_bucket_{kind}"), "access_logs")
            .set("bucket", bucket.address().attr("id"))
    };
    vec![
        setting("versioning")
            .nest(Block::nested("versioning_configuration").set("status", "Enabled")),
        setting("server_side_encryption_configuration").nest(
            Block::nested("rule").nest(
                Block::nested("apply_server_side_encryption_by_default")
                    .why("The only encryption that load balancers can write with.")
                    .set("sse_algorithm", "AES256"),
            ),
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

fn lifecycle(entry: &Entry, bucket: &Block) -> Block {
    Block::resource("aws_s3_bucket_lifecycle_configuration", "access_logs")
        .set("bucket", bucket.address().attr("id"))
        .nest(
            Block::nested("rule")
                .set("id", "expire")
                .set("status", "Enabled")
                .nest(Block::nested("filter"))
                .nest(Block::nested("expiration").set("days", entry.access_logs_days.address()))
                .nest(
                    Block::nested("noncurrent_version_expiration")
                        .why("What somebody deleted or overwrote can be brought back for a week.")
                        .set("noncurrent_days", 7),
                )
                .nest(
                    Block::nested("abort_incomplete_multipart_upload")
                        .set("days_after_initiation", 7),
                ),
        )
}

/// The service writes below the account of the load balancer it writes for, so the path is what
/// keeps the load balancers of other accounts out.
/// Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html>
fn bucket_policy(entry: &Entry, bucket: &Block) -> [Block; 2] {
    let arn = || bucket.address().attr("arn");
    let own =
        template([arn().into(), "/AWSLogs/".into(), entry.here.account().into(), "/*".into()]);
    let delivery = Statement::allow("LoadBalancersOfThisAccount", &["s3:PutObject"])
        .on([own])
        .to("Service", ["logdelivery.elasticloadbalancing.amazonaws.com"]);
    let tls = Statement::deny("TlsOnly", &["s3:*"])
        .on([arn().into(), template([arn().into(), "/*".into()])])
        .to("*", ["*"])
        .when("Bool", "aws:SecureTransport", ["false"]);
    let document = policy::document("access_logs_bucket", [delivery, tls]);
    let policy = Block::resource("aws_s3_bucket_policy", "access_logs")
        .set("bucket", bucket.address().attr("id"))
        .set("policy", document.address().attr("json"));
    [document, policy]
}
