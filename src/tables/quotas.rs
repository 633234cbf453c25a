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
    // 5,120 for a policy of the account, which this type makes; one of a log group may have ten
    // times that: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-logs-resourcepolicy.html
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
    // Raw, before base64:
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
    document("aws_launch_template", "user_data", 16_384),
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-iam-policies.html
    document("aws_s3_bucket_policy", "policy", 20_480),
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html
    document("aws_secretsmanager_secret_policy", "policy", 20_480),
    // https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
    document("aws_sns_topic_policy", "policy", 30_720),
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-quotas.html
    document("aws_sqs_queue_policy", "policy", 8192),
    // https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html
    document("aws_vpc_endpoint", "policy", 20_480),
];

/// How many resources of a type may belong to the same other one.
#[derive(Debug, Clone, Copy)]
pub struct Count {
    /// The resource type.
    pub kind: &'static str,
    /// The argument that names what they belong to.
    pub together: &'static str,
    /// The most of them.
    pub most: usize,
}

/// Sorted by type.
pub const COUNTS: &[Count] = &[
    // Of a load balancer, without default rules; only the listener for HTTPS has rules:
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
    Count { kind: "aws_lb_listener_rule", together: "listener_arn", most: 100 },
    Count {
        kind: "aws_vpc_security_group_egress_rule",
        together: "security_group_id",
        most: RULES_OF_A_GROUP,
    },
    Count {
        kind: "aws_vpc_security_group_ingress_rule",
        together: "security_group_id",
        most: RULES_OF_A_GROUP,
    },
];

/// Rules of a security group, counted apart by direction and by address family.
/// Source: <https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html>
pub const RULES_OF_A_GROUP: usize = 60;

/// Of those rules, what is kept for rules that no blueprint asks for.
pub const OWN_RULES: usize = 15;

/// Ranges that reach a public Kubernetes API.
/// Source: <https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html>
pub const PUBLIC_API_RANGES: usize = 40;

/// Tags of a resource, whatever its type; those that a provider adds by default count.
/// Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTags.html>
pub const TAGS: usize = 50;

/// Of those tags, what is kept for tags that no blueprint asks for: `Name`, those of `gen`, and
/// those of controllers.
pub const OWN_TAGS: usize = 10;

/// Characters of a tag's key: ACM and EC2 document one less than all others.
/// Source: <https://docs.aws.amazon.com/acm/latest/userguide/tags-restrictions.html>
pub const TAG_KEY: usize = 127;

/// Characters of a tag's value: ACM documents one less than all others.
/// Source: <https://docs.aws.amazon.com/acm/latest/userguide/tags-restrictions.html>
pub const TAG_VALUE: usize = 255;

/// Starts that RDS and EKS refuse in keys and in values of tags, in any case of letters.
/// Source: <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Tag.html>
pub const TAG_RESERVED: [&str; 2] = ["aws:", "rds:"];

/// Whether every service accepts the character in a tag: EC2 and EKS accept more than IAM, RDS,
/// load balancers, log groups, ACM and WAF do.
/// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html>
#[must_use]
pub fn in_tags(character: char) -> bool {
    character.is_alphanumeric() || character == ' ' || "_.:/=+-@".contains(character)
}

/// Starts of names that AWS keeps for itself, and for what; whatever is named after a platform would
/// start so too. A load balancer may not be `internal-` either, which its own name avoids.
/// Sources: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>,
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html>
pub const NAMES_RESERVED: [(&str, &str); 3] =
    [("amzn-s3-demo-", "buckets"), ("sg-", "security groups"), ("sthree-", "buckets")];

/// Bytes of a parameter of the standard and of the advanced tier.
/// Source: <https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html>
pub const PARAMETER: (usize, usize) = (4096, 8192);

/// Tables, queues and buckets, or secrets, that the policy of one role names with their keys: as
/// many as fit into [`DOCUMENTS`] with the longest names.
pub const STORES_OF_A_ROLE: usize = 25;

/// Bytes of a Kubernetes Secret, in which Helm keeps a release.
/// Source: <https://kubernetes.io/docs/concepts/configuration/secret/#restriction-data-size>
pub const SECRET: usize = 1_048_576;

/// The longest name that `gen` gives to anything with an ARN; the check of names holds it.
pub const LONGEST_NAME: usize = 128;

/// The longest ARN: `arn:PARTITION:SERVICE:REGION:ACCOUNT:TYPE/NAME`.
const LONGEST_ARN: usize = "arn:aws-us-gov:elasticloadbalancing:ap-southeast-1:123456789012:".len()
    + "replicationgroup-or-so/".len()
    + LONGEST_NAME
    // What Secrets Manager, load balancers and log groups append.
    + "/0123456789abcdef:*".len();

/// The most characters of what a policy or user data takes from something that exists only after
/// apply, by the end of the attribute's name.
pub const ATTRIBUTES: &[(&str, usize)] = &[
    ("account_id", "123456789012".len()),
    ("arn", LONGEST_ARN),
    ("arn_suffix", LONGEST_ARN),
    ("bucket_arn", "arn:aws-us-gov:s3:::".len() + 63),
    // Of EKS, in base64; it has about 1,500 characters.
    ("certificate_authority", 2048),
    ("cidr", "255.255.255.255/32".len()),
    ("cidr_block", "255.255.255.255/32".len()),
    // Of Kubernetes' API: `https://ID.gr7.REGION.eks.SUFFIX`; other endpoints are shorter.
    ("endpoint", 128),
    ("dns_suffix", "amazonaws.com.cn".len()),
    // A name or an ARN.
    ("id", LONGEST_ARN),
    (
        "key_arn",
        "arn:aws-us-gov:kms:ap-southeast-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef"
            .len(),
    ),
    ("max_pods", "737".len()),
    ("name", LONGEST_NAME),
    ("partition", "aws-us-gov".len()),
    ("queue_arn", "arn:aws-us-gov:sqs:ap-southeast-1:123456789012:".len() + 80),
    ("region", "ap-southeast-1".len()),
    // `PREFIX/secret/LABEL` or `rds!cluster-UUID`, and what Secrets Manager appends.
    (
        "secret_arn",
        "arn:aws-us-gov:secretsmanager:ap-southeast-1:123456789012:secret:-abcdef".len() + 64,
    ),
    // `PREFIX-LABEL`.
    ("table_arn", "arn:aws-us-gov:dynamodb:ap-southeast-1:123456789012:table/".len() + 49),
    ("unique_id", "AROA0123456789ABCDEFG".len()),
    // Of a queue, `https://sqs.REGION.SUFFIX/ACCOUNT/NAME`, or of a token's issuer.
    ("url", LONGEST_ARN),
];
