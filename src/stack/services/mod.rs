//! Microservices and jobs inside the cluster: values of the chart `service`, and how they are
//! deployed.
//!
//! Each service has two files: one for this platform, where namespaces, policies and secrets are
//! there before it, and one for any other cluster, where the chart brings its own.

mod container;
mod guide;
mod mesh;
mod network;
mod placement;
mod release;
mod routes;
mod values;
mod web;

use crate::ir::Document;
use crate::model::Platform;
use crate::render::yaml::yaml;
use values::{Home, Values};

/// The values files of every service, and the document on deployments.
pub(super) fn documents(platform: &Platform) -> Vec<Document> {
    let files = platform.services.iter().flat_map(|service| {
        [(Home::Platform, "services"), (Home::Elsewhere, "portable")].map(|(home, folder)| {
            Document {
                path: format!("helm/values/{folder}/{}.yaml", service.id.label),
                text: yaml(&Values::of(platform, service, home)),
            }
        })
    });
    files.chain(guide::document(platform)).collect()
}
