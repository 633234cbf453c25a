//! AWS regions: partition, zones, where copies go, and what a region offers.
//!
//! Sources. Partitions, and which regions have Managed Prometheus (`aps`), Managed Grafana
//! (`grafana`) and `CodeBuild` with the connection to GitHub that its runners need (`codebuild` and
//! `codestar-connections`): `botocore` 1.44.5, `data/endpoints.json`.
//!
//! Jurisdictions, and how many zones each region of partition `aws` has:
//! <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html>.
//! That page gives no letters; they stand, beside the zones' identifiers, in
//! <https://github.com/networknext/next>, `terraform/dev/relays/amazon/generated.tf`. `ap-east-2`
//! is not there: accounts there see `a`, `b` and `c`.
//! Left out: `us-east-1e`, where EKS has no control plane
//! (<https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html>), the zones of Tokyo and
//! California that newer accounts do not see, and London's fourth, whose letter no source gives.
//! Accounts of before November 2025 may see other letters in the oldest regions.
//! Zones of the other partitions: <https://github.com/kubernetes/kops>, `pkg/zones/wellknown.go`,
//! except the third one of `cn-north-1`, which is `d`, as accounts there see it.
//!
//! Where a jurisdiction has one region only, copies go to a near region of the partition.

/// A region.
#[derive(Debug, Clone, Copy)]
pub struct Region {
    /// Such as `eu-west-1`.
    pub name: &'static str,
    /// `aws`, `aws-cn` or `aws-us-gov`.
    pub partition: &'static str,
    /// Under whose law data lies: a country's code, or `EU`.
    pub jurisdiction: &'static str,
    /// Zone names, sorted.
    pub zones: &'static [&'static str],
    /// Where copies of state and backups go by default.
    pub copies: &'static str,
    /// Whether Managed Prometheus is offered.
    pub prometheus: bool,
    /// Whether Managed Grafana is offered.
    pub grafana: bool,
    /// Whether `CodeBuild` can run GitHub's jobs.
    pub codebuild_runners: bool,
}

/// The region with this name.
pub fn find(name: &str) -> Option<&'static Region> {
    ALL.iter().find(|region| region.name == name)
}

const fn region(
    (name, partition, jurisdiction): (&'static str, &'static str, &'static str),
    zones: &'static [&'static str],
    copies: &'static str,
    (prometheus, grafana, codebuild_runners): (bool, bool, bool),
) -> Region {
    Region { name, partition, jurisdiction, zones, copies, prometheus, grafana, codebuild_runners }
}

/// Every region that `gen` knows.
#[rustfmt::skip]
pub const ALL: &[Region] = &[
    region(("us-east-1", "aws", "US"), &["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d", "us-east-1f"], "us-west-2", (true, true, true)),
    region(("us-east-2", "aws", "US"), &["us-east-2a", "us-east-2b", "us-east-2c"], "us-west-2", (true, true, true)),
    region(("us-west-1", "aws", "US"), &["us-west-1a", "us-west-1c"], "us-west-2", (true, false, true)),
    region(("us-west-2", "aws", "US"), &["us-west-2a", "us-west-2b", "us-west-2c", "us-west-2d"], "us-east-2", (true, true, true)),
    region(("ca-central-1", "aws", "CA"), &["ca-central-1a", "ca-central-1b", "ca-central-1d"], "ca-west-1", (true, false, true)),
    region(("ca-west-1", "aws", "CA"), &["ca-west-1a", "ca-west-1b", "ca-west-1c"], "ca-central-1", (true, false, false)),
    region(("mx-central-1", "aws", "MX"), &["mx-central-1a", "mx-central-1b", "mx-central-1c"], "us-east-2", (true, false, false)),
    region(("sa-east-1", "aws", "BR"), &["sa-east-1a", "sa-east-1b", "sa-east-1c"], "us-east-1", (true, false, true)),
    region(("eu-west-1", "aws", "EU"), &["eu-west-1a", "eu-west-1b", "eu-west-1c"], "eu-central-1", (true, true, true)),
    region(("eu-west-2", "aws", "GB"), &["eu-west-2a", "eu-west-2b", "eu-west-2c"], "eu-west-1", (true, true, true)),
    region(("eu-west-3", "aws", "EU"), &["eu-west-3a", "eu-west-3b", "eu-west-3c"], "eu-central-1", (true, false, true)),
    region(("eu-central-1", "aws", "EU"), &["eu-central-1a", "eu-central-1b", "eu-central-1c"], "eu-west-1", (true, true, true)),
    region(("eu-central-2", "aws", "CH"), &["eu-central-2a", "eu-central-2b", "eu-central-2c"], "eu-central-1", (true, false, false)),
    region(("eu-north-1", "aws", "EU"), &["eu-north-1a", "eu-north-1b", "eu-north-1c"], "eu-west-1", (true, false, true)),
    region(("eu-south-1", "aws", "EU"), &["eu-south-1a", "eu-south-1b", "eu-south-1c"], "eu-central-1", (true, false, true)),
    region(("eu-south-2", "aws", "EU"), &["eu-south-2a", "eu-south-2b", "eu-south-2c"], "eu-west-3", (true, false, false)),
    region(("il-central-1", "aws", "IL"), &["il-central-1a", "il-central-1b", "il-central-1c"], "eu-central-1", (true, false, false)),
    region(("me-central-1", "aws", "AE"), &["me-central-1a", "me-central-1b", "me-central-1c"], "me-south-1", (true, false, false)),
    region(("me-south-1", "aws", "BH"), &["me-south-1a", "me-south-1b", "me-south-1c"], "me-central-1", (true, false, false)),
    region(("af-south-1", "aws", "ZA"), &["af-south-1a", "af-south-1b", "af-south-1c"], "eu-west-1", (true, false, false)),
    region(("ap-east-1", "aws", "HK"), &["ap-east-1a", "ap-east-1b", "ap-east-1c"], "ap-southeast-1", (true, false, false)),
    region(("ap-east-2", "aws", "TW"), &["ap-east-2a", "ap-east-2b", "ap-east-2c"], "ap-northeast-1", (true, false, false)),
    region(("ap-northeast-1", "aws", "JP"), &["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"], "ap-northeast-3", (true, true, true)),
    region(("ap-northeast-2", "aws", "KR"), &["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c", "ap-northeast-2d"], "ap-northeast-1", (true, true, true)),
    region(("ap-northeast-3", "aws", "JP"), &["ap-northeast-3a", "ap-northeast-3b", "ap-northeast-3c"], "ap-northeast-1", (true, false, false)),
    region(("ap-south-1", "aws", "IN"), &["ap-south-1a", "ap-south-1b", "ap-south-1c"], "ap-south-2", (true, false, true)),
    region(("ap-south-2", "aws", "IN"), &["ap-south-2a", "ap-south-2b", "ap-south-2c"], "ap-south-1", (true, false, false)),
    region(("ap-southeast-1", "aws", "SG"), &["ap-southeast-1a", "ap-southeast-1b", "ap-southeast-1c"], "ap-southeast-3", (true, true, true)),
    region(("ap-southeast-2", "aws", "AU"), &["ap-southeast-2a", "ap-southeast-2b", "ap-southeast-2c"], "ap-southeast-4", (true, true, true)),
    region(("ap-southeast-3", "aws", "ID"), &["ap-southeast-3a", "ap-southeast-3b", "ap-southeast-3c"], "ap-southeast-1", (true, false, false)),
    region(("ap-southeast-4", "aws", "AU"), &["ap-southeast-4a", "ap-southeast-4b", "ap-southeast-4c"], "ap-southeast-2", (true, false, false)),
    region(("ap-southeast-5", "aws", "MY"), &["ap-southeast-5a", "ap-southeast-5b", "ap-southeast-5c"], "ap-southeast-1", (true, false, false)),
    region(("ap-southeast-6", "aws", "NZ"), &["ap-southeast-6a", "ap-southeast-6b", "ap-southeast-6c"], "ap-southeast-2", (true, false, false)),
    region(("ap-southeast-7", "aws", "TH"), &["ap-southeast-7a", "ap-southeast-7b", "ap-southeast-7c"], "ap-southeast-1", (true, false, false)),
    region(("cn-north-1", "aws-cn", "CN"), &["cn-north-1a", "cn-north-1b", "cn-north-1d"], "cn-northwest-1", (false, false, false)),
    region(("cn-northwest-1", "aws-cn", "CN"), &["cn-northwest-1a", "cn-northwest-1b", "cn-northwest-1c"], "cn-north-1", (false, false, false)),
    region(("us-gov-east-1", "aws-us-gov", "US"), &["us-gov-east-1a", "us-gov-east-1b", "us-gov-east-1c"], "us-gov-west-1", (true, true, true)),
    region(("us-gov-west-1", "aws-us-gov", "US"), &["us-gov-west-1a", "us-gov-west-1b", "us-gov-west-1c"], "us-gov-east-1", (true, true, true)),
];
