//! VPC endpoints that AWS offers for its services: gateway or interface, and their full names.
//!
//! Source: `aws-cdk-lib` 2.276.0, `aws-ec2/lib/vpc-endpoint.js`, which also says which services
//! have a prefix of their own in China (<https://github.com/aws/aws-cdk/issues/9864>); `scheduler`:
//! <https://docs.aws.amazon.com/scheduler/latest/UserGuide/vpc-interface-endpoints.html>.
//! Left out: FIPS variants, services outside `com.amazonaws`, and those without a region in their
//! name.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The table, a service a line under a heading.
const TABLE: &str = include_str!("data/endpoints.tsv");

/// An endpoint service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    /// The last part of its full name, such as `ecr.api`.
    pub name: &'static str,
    /// Whether it is a gateway, a route that costs nothing, and not an interface.
    pub gateway: bool,
    /// What stands before the region in partition `aws-cn`.
    china: &'static str,
}

impl Endpoint {
    /// The full name in a region, such as `com.amazonaws.eu-west-1.ecr.api`.
    pub fn service_name(&self, region: &str) -> String {
        let prefix = if region.starts_with("cn-") { self.china } else { "com.amazonaws" };
        format!("{prefix}.{region}.{}", self.name)
    }
}

/// The rows; a run over many blueprints reads the table once.
static ROWS: LazyLock<BTreeMap<&str, Endpoint>> =
    LazyLock::new(|| TABLE.lines().skip(1).filter_map(row).map(|row| (row.name, row)).collect());

/// The service with this name.
pub fn find(name: &str) -> Option<Endpoint> {
    ROWS.get(name).copied()
}

/// Every service, by name.
pub fn all() -> impl Iterator<Item = Endpoint> + Clone {
    ROWS.values().copied()
}

fn row(line: &'static str) -> Option<Endpoint> {
    let mut fields = line.split('\t');
    let (name, kind, china) = (fields.next()?, fields.next()?, fields.next()?);
    Some(Endpoint { name, gateway: kind == "gateway", china })
}
