//! The container: its image, settings, resources and what it may write to.

use crate::model::{Bytes, FactOf, Piece, Platform, Service};
use crate::stack::inside;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a container may keep in each path that it writes to: 512 MiB.
const WRITABLE: Bytes = Bytes(512 << 20);

/// What is set aside for its logs, which the node cuts at 50 MiB by default: 64 MiB.
/// Source: <https://kubernetes.io/docs/concepts/cluster-administration/logging/#log-rotation>
const LOGS: Bytes = Bytes(64 << 20);

/// The image: by its name below the registry of the account, which is known only after the first
/// apply, or by its whole address.
#[derive(Serialize)]
pub(super) struct Image {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repository: Option<String>,
    tag: String,
}

/// An environment variable, as Kubernetes takes it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Variable {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_from: Option<Source>,
}

/// Where the value comes from.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Source {
    secret_key_ref: SecretKey,
}

/// A key of a Secret.
#[derive(Serialize)]
struct SecretKey {
    name: String,
    key: String,
}

/// Requests and limits.
#[derive(Serialize)]
pub(super) struct Resources {
    requests: BTreeMap<&'static str, String>,
    limits: BTreeMap<&'static str, String>,
}

/// A path that the container may write to.
#[derive(Serialize)]
pub(super) struct Mount {
    path: String,
    size: String,
}

impl Image {
    /// By its name below the account's registry.
    pub(super) fn named(name: String, tag: &str) -> Self {
        Self { name: Some(name), repository: None, tag: tag.to_owned() }
    }

    /// By its whole address.
    pub(super) fn at(repository: String, tag: &str) -> Self {
        Self { name: None, repository: Some(repository), tag: tag.to_owned() }
    }
}

/// The image of a service.
pub(super) fn image(platform: &Platform, service: &Service) -> Image {
    match &service.image {
        Some(repository) => Image::at(repository.clone(), &service.tag),
        None => Image::named(inside::repository(platform, service), &service.tag),
    }
}

/// A text in which Kubernetes finds no reference: it reads `$(NAME)` as one and `$$` as `$`.
/// Source: <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables>
pub(super) fn doubled(text: &str) -> String {
    text.replace('$', "$$")
}

/// The variables of a service by name: those that the Secret of its name holds, and the others as
/// they are.
pub(super) fn env(service: &Service) -> Vec<Variable> {
    let plain = service.env.iter().map(|(name, pieces)| {
        let value = text(pieces).map(|text| doubled(&text));
        (name, value)
    });
    let secret = service.secrets.keys().map(|name| (name, None));
    let all: BTreeMap<&String, Option<String>> = plain.chain(secret).collect();
    all.into_iter()
        .map(|(name, value)| Variable {
            name: name.clone(),
            value_from: value.is_none().then(|| Source {
                secret_key_ref: SecretKey { name: service.id.label.clone(), key: name.clone() },
            }),
            value,
        })
        .collect()
}

/// The names of the variables that the Secret holds.
pub(super) fn kept(service: &Service) -> Vec<String> {
    let kept = env(service).into_iter().filter(|variable| variable.value.is_none());
    kept.map(|variable| variable.name).collect()
}

/// The text of a setting, if nothing in it is known only after apply.
fn text(pieces: &[Piece]) -> Option<String> {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Literal(text) => Some(text.clone()),
            Piece::Fact(fact) => match &fact.of {
                FactOf::Service(label) => Some(inside::service_address(label)),
                FactOf::Store(_) | FactOf::Secret(_) => None,
            },
        })
        .collect()
}

/// Memory is limited to what is asked for, so that a leak hurts its owner only; CPU is not, so that
/// what is free is used.
pub(super) fn resources(service: &Service) -> Resources {
    let Service { cpu, memory, writable, .. } = service;
    let paths = u64::try_from(writable.len()).unwrap_or(u64::MAX);
    let most = Bytes(LOGS.0 + WRITABLE.0.saturating_mul(paths));
    Resources {
        requests: BTreeMap::from([
            ("cpu", cpu.to_string()),
            ("ephemeral-storage", LOGS.to_string()),
            ("memory", memory.to_string()),
        ]),
        limits: BTreeMap::from([
            ("ephemeral-storage", most.to_string()),
            ("memory", memory.to_string()),
        ]),
    }
}

/// The paths that it may write to.
pub(super) fn mounts(service: &Service) -> Vec<Mount> {
    let size = WRITABLE.to_string();
    service.writable.iter().map(|path| Mount { path: path.clone(), size: size.clone() }).collect()
}
