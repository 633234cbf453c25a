//! Facts about AWS and Kubernetes, each row with its source.

pub mod charts;
pub mod connections;
pub mod endpoints;
pub mod engines;
pub mod images;
pub mod instances;
pub mod kubernetes;
pub mod logs;
pub mod pods;
pub mod quotas;
pub mod regions;
pub mod registries;
pub mod versions;
pub mod waf;
