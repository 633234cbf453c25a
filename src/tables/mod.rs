//! Facts about AWS and Kubernetes, each row with its source.
