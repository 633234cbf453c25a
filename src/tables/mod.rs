//! Facts about AWS and Kubernetes, each row with its source.
pub mod engines;
pub mod instances;
pub mod kubernetes;
pub mod regions;
