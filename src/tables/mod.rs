//! Facts about AWS and Kubernetes, each row with its source.

pub mod versions;
