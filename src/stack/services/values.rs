//! The values of one service.

use super::container::{Image, Mount, Resources, Variable, doubled, env, image, mounts, resources};
use super::mesh::{Mesh, mesh};
use super::network::{Network, network};
use super::placement::{Toleration, node_selector, tolerations};
use super::web::{Web, web};
use crate::model::{Architecture, Platform, Service, Strategy, WebWorkload, Workload};
use crate::stack::inside::priority;
use serde::Serialize;
use std::collections::BTreeMap;

/// The longest that a run of a job may take, in seconds: 6 hours. Karpenter does not touch its node
/// for as long.
const JOB_DEADLINE: u32 = 6 * 60 * 60;

/// Where a service is deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Home {
    /// Into this platform.
    Platform,
    /// Into a cluster of which nothing is known, but that it runs Kubernetes.
    Elsewhere,
}

/// The values of one service.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Values {
    name: String,
    image: Image,
    architectures: Vec<&'static str>,
    node_selector: BTreeMap<&'static str, String>,
    tolerations: Vec<Toleration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    priority_class: Option<&'static str>,
    annotations: BTreeMap<&'static str, &'static str>,
    pod_annotations: BTreeMap<&'static str, String>,
    user: u32,
    low_ports: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    command: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    args: Vec<String>,
    env: Vec<Variable>,
    resources: Resources,
    writable: Vec<Mount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    web: Option<Web>,
    #[serde(skip_serializing_if = "Option::is_none")]
    job: Option<Job>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mesh: Option<Mesh>,
    #[serde(skip_serializing_if = "Option::is_none")]
    network: Option<Network>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ingress: Option<Ingress>,
}

/// What runs by the clock.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Job {
    schedule: String,
    deadline_seconds: u32,
}

/// An Ingress of the cluster's default class, where somebody else does not say more.
#[derive(Serialize)]
struct Ingress {
    annotations: BTreeMap<&'static str, &'static str>,
}

impl Values {
    /// The values of a service at a place.
    pub(super) fn of(platform: &Platform, service: &Service, home: Home) -> Self {
        let here = home == Home::Platform;
        let (listener, schedule) = match &service.workload {
            Workload::Web(web) => (Some(web.as_ref()), None),
            Workload::Job(schedule) => (None, Some(schedule.clone())),
        };
        let exposed = listener.is_some_and(|web| web.expose.is_some());
        Self {
            name: service.id.label.clone(),
            image: image(platform, service),
            architectures: service.architectures.iter().copied().map(Architecture::name).collect(),
            node_selector: if here { node_selector(platform, service) } else { BTreeMap::new() },
            tolerations: if here { tolerations(platform, service) } else { Vec::new() },
            priority_class: here.then_some(priority::SERVICE),
            annotations: if here { annotations(listener) } else { BTreeMap::new() },
            pod_annotations: if here { pod_annotations(listener) } else { BTreeMap::new() },
            user: service.user,
            low_ports: listener.is_some_and(low_ports),
            command: service.command.iter().map(|text| doubled(text)).collect(),
            args: service.args.iter().map(|text| doubled(text)).collect(),
            env: env(service),
            resources: resources(service),
            writable: mounts(service),
            web: listener.map(|listener| web(platform, service, listener, home)),
            job: schedule.map(|schedule| Job { schedule, deadline_seconds: JOB_DEADLINE }),
            mesh: (here && listener.is_some()).then(|| mesh(platform)),
            network: (!here).then(|| network(platform, service)),
            ingress: (!here && exposed).then(|| Ingress { annotations: BTreeMap::new() }),
        }
    }
}

/// A changed secret restarts what runs. A job reads its secrets at each start; Reloader would start
/// one out of turn.
/// Source: <https://github.com/stakater/Reloader/issues/452>
fn annotations(listener: Option<&WebWorkload>) -> BTreeMap<&'static str, &'static str> {
    let Some(web) = listener else { return BTreeMap::new() };
    let mut annotations = BTreeMap::from([("reloader.stakater.com/auto", "true")]);
    if web.release.strategy != Strategy::Rolling {
        // In place: another secret is no new version that traffic has to be moved to.
        annotations.insert("reloader.stakater.com/rollout-strategy", "restart");
    }
    annotations
}

fn pod_annotations(listener: Option<&WebWorkload>) -> BTreeMap<&'static str, String> {
    let mut annotations = super::mesh::sidecar();
    if listener.is_none() {
        // A run that is broken off starts anew: its node is not removed to save money.
        annotations.insert("karpenter.sh/do-not-disrupt", "true".to_owned());
    }
    annotations
}

/// Whether it listens on ports that only root could open.
fn low_ports(web: &WebWorkload) -> bool {
    let metrics = web.metrics.as_ref().map(|metrics| metrics.port);
    [Some(web.port), metrics].into_iter().flatten().any(|port| port < 1024)
}
