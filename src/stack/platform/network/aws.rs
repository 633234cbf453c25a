//! APIs of AWS: which of them a role calls, their hosts, and where they are reached.

use super::places;
use super::rule::{Peer, Rule, Way};
use crate::model::{Platform, Service, StoreKind};
use crate::tables::{endpoints, regions};

/// An API of AWS.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::stack::platform) struct Api {
    /// As its VPC endpoint is called.
    pub(in crate::stack::platform) endpoint: &'static str,
    /// What its host begins with.
    pub(in crate::stack::platform) host: &'static str,
}

/// An API whose host begins with the name of its endpoint.
pub(super) const fn api(name: &'static str) -> Api {
    Api { endpoint: name, host: name }
}

/// What hosts of `DynamoDB` begin with that belong to one account: SDKs prefer them where their
/// credentials name the account, which those of Pod Identity do. Only partition `aws` has them.
/// Source: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-account-endpoints.html>
pub(in crate::stack::platform) const ACCOUNT_HOSTS: (&str, &str) = ("dynamodb", "ddb");

impl Api {
    /// `HOST.REGION.SUFFIX`
    pub(in crate::stack::platform) fn name(self, region: &str) -> String {
        format!("{}.{region}.{}", self.host, suffix(region))
    }
}

/// What hosts of AWS end in.
pub(in crate::stack::platform) fn suffix(region: &str) -> &'static str {
    let china = regions::find(region).is_some_and(|region| region.partition == "aws-cn");
    if china { "amazonaws.com.cn" } else { "amazonaws.com" }
}

/// Whether the pods of a service have a role in AWS.
pub(in crate::stack::platform) fn role(service: &Service) -> bool {
    !of(service).is_empty()
}

/// The APIs that the role of a service calls, by name.
pub(in crate::stack::platform) fn of(service: &Service) -> Vec<Api> {
    let mut apis: Vec<Api> = service
        .uses
        .iter()
        .filter_map(|store| match store.kind {
            StoreKind::Table => Some(api("dynamodb")),
            StoreKind::Queue => Some(api("sqs")),
            StoreKind::Bucket => Some(api("s3")),
            StoreKind::Database | StoreKind::Cache => None,
        })
        .collect();
    apis.sort_unstable();
    apis.dedup();
    apis
}

/// Where APIs are reached over HTTPS.
pub(super) struct Reach {
    /// Those with an interface endpoint, in the private subnets.
    inside: Vec<Api>,
    /// The others, at public addresses, also through a gateway endpoint.
    outside: Vec<Api>,
}

impl Reach {
    pub(super) fn new(platform: &Platform, apis: &[Api]) -> Self {
        let wanted = &platform.network.endpoints;
        let interface = |api: &Api| {
            let named = wanted.iter().any(|name| name == api.endpoint);
            named && endpoints::find(api.endpoint).is_some_and(|endpoint| !endpoint.gateway)
        };
        let (inside, outside) = apis.iter().partition(|api| interface(api));
        Self { inside, outside }
    }

    /// The exception for those inside.
    pub(super) fn endpoints(&self, platform: &Platform) -> Option<Rule> {
        if self.inside.is_empty() {
            return None;
        }
        let who = format!("VPC endpoints, for {}", names(&self.inside).join(", "));
        let peers = places::private(platform);
        Some(Rule::new((Way::Out, "aws-endpoints"), peers, [443], who))
    }

    /// Those outside, as Markdown.
    pub(super) fn outside(&self) -> Vec<String> {
        names(&self.outside)
    }

    /// The exceptions for both.
    pub(super) fn rules(&self, platform: &Platform) -> Vec<Rule> {
        let outside = (!self.outside.is_empty()).then(|| {
            let peers: Vec<Peer> = vec![places::internet(platform)];
            let who = format!("any public address, for {}", self.outside().join(", "));
            Rule::new((Way::Out, "public"), peers, [443], who)
        });
        self.endpoints(platform).into_iter().chain(outside).collect()
    }
}

fn names(apis: &[Api]) -> Vec<String> {
    apis.iter().map(|api| format!("`{}`", api.endpoint)).collect()
}
