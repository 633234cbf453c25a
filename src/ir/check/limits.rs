//! What AWS accepts as a name, by resource type, each row with its source.

/// A row: whose name, how long, and of which characters.
pub(super) struct Limit {
    /// The resource type.
    pub(super) kind: &'static str,
    /// The argument that holds the name.
    pub(super) argument: &'static str,
    /// Fewest and most characters.
    pub(super) length: (usize, usize),
    /// The characters, as a report says them.
    pub(super) allowed: &'static str,
    /// Whether the name has only such characters, in the right places.
    pub(super) holds: fn(&str) -> bool,
}

/// Arguments that hold the name of the resource itself, whatever its type.
pub(super) const ARGUMENTS: [&str; 9] = [
    "alarm_name",
    "bucket",
    "cluster_identifier",
    "dashboard_name",
    "db_proxy_endpoint_name",
    "identifier",
    "name",
    "node_group_name",
    "replication_group_id",
];

/// How types begin in which such an argument refers to another resource instead.
pub(super) const REFERENCES: [(&str, &str); 2] =
    [("aws_rds_cluster_instance", "cluster_identifier"), ("aws_s3_bucket_", "bucket")];

/// Sorted by type.
pub(super) const LIMITS: &[Limit] = &[
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
    Limit {
        kind: "aws_cloudwatch_dashboard",
        argument: "dashboard_name",
        length: (1, 255),
        allowed: "letters, digits, `-` and `_`",
        holds: |name| only(name, "-_"),
    },
    // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
    Limit {
        kind: "aws_cloudwatch_event_rule",
        argument: "name",
        length: (1, 64),
        allowed: "letters, digits and `.-_`",
        holds: |name| only(name, ".-_"),
    },
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
    Limit {
        kind: "aws_cloudwatch_log_group",
        argument: "name",
        length: (1, 512),
        allowed: "letters, digits and `_-/.#`",
        holds: |name| only(name, "_-/.#"),
    },
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    Limit {
        kind: "aws_cloudwatch_metric_alarm",
        argument: "alarm_name",
        length: (1, 255),
        allowed: "visible characters",
        holds: |name| name.chars().all(|c| !c.is_control()),
    },
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
    Limit {
        kind: "aws_db_instance",
        argument: "identifier",
        length: (1, 63),
        allowed: DATABASE,
        holds: database,
    },
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBProxy.html
    Limit {
        kind: "aws_db_proxy",
        argument: "name",
        length: (1, 63),
        allowed: DATABASE,
        holds: database,
    },
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBProxyEndpoint.html
    Limit {
        kind: "aws_db_proxy_endpoint",
        argument: "db_proxy_endpoint_name",
        length: (1, 63),
        allowed: DATABASE,
        holds: database,
    },
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html
    Limit {
        kind: "aws_db_subnet_group",
        argument: "name",
        length: (1, 255),
        allowed: "lower-case letters, digits and ` ._-`, a letter first, but not `default`",
        holds: |name| {
            only(name, " ._-")
                && !name.contains(|c: char| c.is_ascii_uppercase())
                && name.starts_with(|c: char| c.is_ascii_lowercase())
                && name != "default"
        },
    },
    // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
    Limit {
        kind: "aws_dynamodb_table",
        argument: "name",
        length: (3, 255),
        allowed: "letters, digits and `_.-`",
        holds: |name| only(name, "_.-"),
    },
    // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
    Limit {
        kind: "aws_ecr_repository",
        argument: "name",
        length: (2, 256),
        allowed: "lower-case letters and digits, with single `.`, `_`, `-` and `/` within the name",
        holds: |name| {
            let part = |part: &str| {
                !part.is_empty()
                    && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
            };
            name.split(['.', '_', '-', '/']).all(part)
        },
    },
    // https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
    Limit {
        kind: "aws_eks_cluster",
        argument: "name",
        length: (1, 100),
        allowed: "letters, digits, `-` and `_`, a letter or digit first",
        holds: |name| only(name, "-_") && name.starts_with(|c: char| c.is_ascii_alphanumeric()),
    },
    // https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html
    Limit {
        kind: "aws_eks_node_group",
        argument: "node_group_name",
        length: (1, 63),
        allowed: "letters, digits, `-` and `_`, a letter or digit first",
        holds: |name| only(name, "-_") && name.starts_with(|c: char| c.is_ascii_alphanumeric()),
    },
    // https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
    Limit {
        kind: "aws_elasticache_replication_group",
        argument: "replication_group_id",
        length: (1, 40),
        allowed: DATABASE,
        holds: database,
    },
    // https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheSubnetGroup.html
    Limit {
        kind: "aws_elasticache_subnet_group",
        argument: "name",
        length: (1, 255),
        allowed: DATABASE,
        holds: database,
    },
    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html
    Limit {
        kind: "aws_iam_instance_profile",
        argument: "name",
        length: (1, 128),
        allowed: "letters, digits and `+=,.@_-`",
        holds: |name| only(name, "+=,.@_-"),
    },
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    Limit {
        kind: "aws_iam_policy",
        argument: "name",
        length: (1, 128),
        allowed: "letters, digits and `+=,.@_-`",
        holds: |name| only(name, "+=,.@_-"),
    },
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    Limit {
        kind: "aws_iam_role",
        argument: "name",
        length: (1, 64),
        allowed: "letters, digits and `+=,.@_-`",
        holds: |name| only(name, "+=,.@_-"),
    },
    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
    Limit {
        kind: "aws_iam_role_policy",
        argument: "name",
        length: (1, 128),
        allowed: "letters, digits and `+=,.@_-`",
        holds: |name| only(name, "+=,.@_-"),
    },
    // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
    Limit {
        kind: "aws_kms_alias",
        argument: "name",
        length: (7, 256),
        allowed: "`alias/`, then letters, digits and `/_-`, but not `alias/aws/`",
        holds: |name| {
            only(name, "/_-") && name.starts_with("alias/") && !name.starts_with("alias/aws/")
        },
    },
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html
    Limit {
        kind: "aws_launch_template",
        argument: "name",
        length: (3, 128),
        allowed: "letters, digits and `().-/_`",
        holds: |name| only(name, "().-/_"),
    },
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
    Limit {
        kind: "aws_lb",
        argument: "name",
        length: (1, 32),
        allowed: "letters, digits and `-`, none first or last, but not `internal-` first",
        holds: |name| {
            only(name, "-")
                && !name.starts_with('-')
                && !name.ends_with('-')
                && !name.starts_with("internal-")
        },
    },
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
    Limit {
        kind: "aws_lb_target_group",
        argument: "name",
        length: (1, 32),
        allowed: "letters, digits and `-`, none first or last",
        holds: |name| only(name, "-") && !name.starts_with('-') && !name.ends_with('-'),
    },
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html
    Limit {
        kind: "aws_rds_cluster",
        argument: "cluster_identifier",
        length: (1, 63),
        allowed: DATABASE,
        holds: database,
    },
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
    Limit {
        kind: "aws_rds_cluster_instance",
        argument: "identifier",
        length: (1, 63),
        allowed: DATABASE,
        holds: database,
    },
    // https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html
    Limit {
        kind: "aws_route53_record",
        argument: "name",
        length: (1, 254),
        allowed: "letters, digits and `-._*`, at most 63 characters between dots",
        holds: |name| only(name, "-._*") && name.split('.').all(|label| label.len() <= 63),
    },
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    Limit {
        kind: "aws_s3_bucket",
        argument: "bucket",
        length: (3, 63),
        allowed: "lower-case letters, digits, `-` and `.`, a letter or digit first and last, and no \
                  start or end that S3 keeps for itself",
        holds: |name| {
            let starts = ["amzn-s3-demo-", "sthree-", "xn--"];
            let ends = ["--ol-s3", "--table-s3", "--x-s3", "-s3alias", ".mrap"];
            only(name, "-.")
                && !starts.iter().any(|start| name.starts_with(start))
                && !ends.iter().any(|end| name.ends_with(end))
                && !name.contains(|c: char| c.is_ascii_uppercase())
                && !name.contains("..")
                && !name.starts_with(['-', '.'])
                && !name.ends_with(['-', '.'])
        },
    },
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
    Limit {
        kind: "aws_secretsmanager_secret",
        argument: "name",
        length: (1, 512),
        allowed: "letters, digits and `/_+=.@-`",
        holds: |name| only(name, "/_+=.@-"),
    },
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
    Limit {
        kind: "aws_security_group",
        argument: "name",
        length: (1, 255),
        allowed: "letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`, but not `sg-` first",
        holds: |name| only(name, " ._-:/()#,@[]+=&;{}!$*") && !name.starts_with("sg-"),
    },
    // https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
    Limit {
        kind: "aws_sns_topic",
        argument: "name",
        length: (1, 256),
        allowed: "letters, digits, `-` and `_`, and `.fifo` last where it is one",
        holds: |name| only(name.strip_suffix(".fifo").unwrap_or(name), "-_"),
    },
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
    Limit {
        kind: "aws_sqs_queue",
        argument: "name",
        length: (1, 80),
        allowed: "letters, digits, `-` and `_`, and `.fifo` last where it is one",
        holds: |name| only(name.strip_suffix(".fifo").unwrap_or(name), "-_"),
    },
    // https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
    Limit {
        kind: "aws_ssm_parameter",
        argument: "name",
        length: (1, 1011),
        allowed: "letters, digits and `/_.-`, at most 15 levels, but neither `aws` nor `ssm` first",
        holds: |name| {
            let first = name.trim_start_matches('/').to_ascii_lowercase();
            only(name, "/_.-")
                && name.matches('/').count() <= 15
                && !["aws", "ssm"].iter().any(|start| first.starts_with(start))
        },
    },
    // https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html
    Limit {
        kind: "aws_wafv2_web_acl",
        argument: "name",
        length: (1, 128),
        allowed: "letters, digits, `-` and `_`",
        holds: |name| only(name, "-_"),
    },
    // https://github.com/helm/helm/blob/v3.22.0/pkg/chartutil/validate_name.go
    Limit {
        kind: "helm_release",
        argument: "name",
        length: (1, 53),
        allowed: "lower-case letters, digits, `-` and `.`",
        holds: |name| {
            only(name, "-.") && name == name.to_lowercase() && !name.starts_with(['-', '.'])
        },
    },
];

/// What [`database`] accepts, as a report says it.
const DATABASE: &str = "lower-case letters, digits and single `-` within the name, a letter first";

/// Whether a name is one that RDS and `ElastiCache` keep as it is: they lower capitals, which reads
/// as a change.
fn database(name: &str) -> bool {
    only(name, "-")
        && !name.contains(|c: char| c.is_ascii_uppercase())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.ends_with('-')
        && !name.contains("--")
}

/// Whether a name has only ASCII letters, digits and some more characters.
fn only(name: &str, more: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
}
