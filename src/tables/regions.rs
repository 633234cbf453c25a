pub struct Region {
    pub name: &'static str,
    pub partition: &'static str,
    pub jurisdiction: &'static str,
    pub zones: &'static [&'static str],
    pub copies: &'static str,
    pub prometheus: bool,
    pub grafana: bool,
    pub codebuild_runners: bool,
}
pub const ALL: &[Region] = &[
    Region {
        name: "eu-west-1",
        partition: "aws",
        jurisdiction: "EU",
        zones: &["eu-west-1a", "eu-west-1b", "eu-west-1c"],
        copies: "eu-central-1",
        prometheus: true,
        grafana: true,
        codebuild_runners: true,
    },
    Region {
        name: "eu-central-1",
        partition: "aws",
        jurisdiction: "EU",
        zones: &["eu-central-1a", "eu-central-1b", "eu-central-1c"],
        copies: "eu-west-1",
        prometheus: true,
        grafana: true,
        codebuild_runners: true,
    },
    Region {
        name: "us-west-1",
        partition: "aws",
        jurisdiction: "US",
        zones: &["us-west-1a", "us-west-1b"],
        copies: "us-east-1",
        prometheus: false,
        grafana: false,
        codebuild_runners: false,
    },
    Region {
        name: "cn-north-1",
        partition: "aws-cn",
        jurisdiction: "CN",
        zones: &["cn-north-1a", "cn-north-1b", "cn-north-1d"],
        copies: "cn-northwest-1",
        prometheus: false,
        grafana: false,
        codebuild_runners: false,
    },
];
pub fn find(name: &str) -> Option<&'static Region> {
    ALL.iter().find(|r| r.name == name)
}
