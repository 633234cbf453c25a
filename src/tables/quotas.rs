//! How much AWS and Kubernetes accept: sizes of documents and counts of parts, each with its source.
//!
//! Default quotas count, also where AWS raises them on request: nobody has asked yet when an
//! environment is applied for the first time. Lengths of names are in `ir`, by resource type.

/// A document that AWS limits in size, by the argument that holds it.
#[derive(Debug, Clone, Copy)]
pub struct Document {
    /// The resource type.
    pub kind: &'static str,
    /// The argument.
    pub argument: &'static str,
    /// The most characters; without white space, which the provider takes out.
    pub most: usize,
    /// The argument that names what all documents count together for, such as a role.
    pub together: Option<&'static str>,
}

const fn document(kind: &'static str, argument: &'static str, most: usize) -> Document {
    Document { kind, argument, most, together: None }
}

/// Policies and user data, sorted by type.
pub const DOCUMENTS: &[Document] = &[
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html
    document("aws_cloudwatch_log_resource_policy", "policy_document", 5120),
    // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_SetRepositoryPolicy.html
    document("aws_ecr_repository_policy", "policy", 10_240),
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    document("aws_iam_policy", "policy", 6144),
    document("aws_iam_role", "assume_role_policy", 2048),
    Document {
        kind: "aws_iam_role_policy",
        argument: "policy",
        most: 10_240,
        together: Some("role"),
    },
    // https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
    document("aws_kms_key", "policy", 32_768),
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
    document("aws_launch_template", "user_data", 16_384),
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
    document("aws_s3_bucket_policy", "policy", 20_480),
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html
    document("aws_secretsmanager_secret_policy", "policy", 20_480),
    // https://docs.aws.amazon.com/general/latest/gr/sns.html
    document("aws_sns_topic_policy", "policy", 30_720),
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
    document("aws_sqs_queue_policy", "policy", 8192),
    // https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html
    document("aws_vpc_endpoint", "policy", 20_480),
];

/// Rules of a security group in each direction.
/// Source: <https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html>
pub const RULES_OF_A_GROUP: usize = 60;

/// Of those rules, what is kept for rules that no blueprint asks for.
pub const OWN_RULES: usize = 15;

/// Ranges that reach a public Kubernetes API.
/// Source: <https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html>
pub const PUBLIC_API_RANGES: usize = 40;

/// Tags of a resource.
/// Source: <https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html>
pub const TAGS: usize = 50;

/// Of those tags, what is kept for tags that no blueprint asks for: `Name`, those of `gen`, and
/// those of controllers.
pub const OWN_TAGS: usize = 10;
