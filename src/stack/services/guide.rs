//! The document on deployments.

use super::container::kept;
use crate::ir::Document;
use crate::model::{Platform, Service, Strategy, Workload};
use crate::render::markdown::code;
use crate::render::prose::prose;
use crate::stack::{inside, mirror};
use serde::Serialize;

/// What the template sees.
#[derive(Serialize)]
struct View {
    name: String,
    region: String,
    services: Vec<ServiceView>,
    /// One for the examples: a canary, if there is one.
    example: ServiceView,
    /// One with a Secret.
    secret: Option<ServiceView>,
    /// The one that moves to another cluster in the examples.
    moved: ServiceView,
    /// One whose image the pipeline builds.
    built: Option<ServiceView>,
    /// One that the internet reaches.
    exposed: Option<ServiceView>,
    /// One whose traffic Argo Rollouts moves.
    moving: Option<String>,
    canary: Option<String>,
    blue_green: Option<String>,
    rolling: Option<String>,
    job: Option<String>,
}

/// A service in the document.
#[derive(Serialize, Clone)]
struct ServiceView {
    label: String,
    /// As Markdown.
    image: String,
    release: &'static str,
    /// Names of the variables that its Secret holds, as Markdown.
    keys: String,
    /// Its first variable in the Secret.
    key: String,
    /// The ECR repository, where it has one.
    repository: Option<String>,
    /// Whether its values name images below the account's registry: its own, or in an isolated
    /// network a copy for its test.
    registry: bool,
    exposed: bool,
}

/// docs/deployment.md, where there is something to deploy.
pub(super) fn document(platform: &Platform) -> Option<Document> {
    let services: Vec<ServiceView> =
        platform.services.iter().map(|service| view(platform, service)).collect();
    let one = |release: &str| services.iter().find(|service| service.release == release).cloned();
    let label = |release| one(release).map(|service| service.label);
    let example = one(CANARY).or_else(|| services.first().cloned())?;
    let secret = services.iter().find(|service| !service.keys.is_empty()).cloned();
    let view = View {
        name: platform.prefix(),
        region: platform.region.name.clone(),
        moved: secret.as_ref().unwrap_or(&example).clone(),
        secret,
        built: services.iter().find(|service| service.repository.is_some()).cloned(),
        exposed: services.iter().find(|service| service.exposed).cloned(),
        moving: label(CANARY).or_else(|| label(BLUE_GREEN)),
        canary: label(CANARY),
        blue_green: label(BLUE_GREEN),
        rolling: label(ROLLING),
        job: label(JOB),
        example,
        services,
    };
    Some(Document { path: "docs/deployment.md".to_owned(), text: prose("deployment.md", &view) })
}

const CANARY: &str = "canary";
const BLUE_GREEN: &str = "blue-green";
const ROLLING: &str = "rolling";
const JOB: &str = "job";

fn view(platform: &Platform, service: &Service) -> ServiceView {
    let keys = kept(service);
    let repository = service.image.is_none().then(|| inside::repository(platform, service));
    let image = service.image.as_ref().or(repository.as_ref()).map(|image| code(image));
    let (release, exposed) = match &service.workload {
        Workload::Job(_) => (JOB, false),
        Workload::Web(web) => {
            let release = match web.release.strategy {
                Strategy::Canary => CANARY,
                Strategy::BlueGreen => BLUE_GREEN,
                Strategy::Rolling => ROLLING,
            };
            (release, web.expose.is_some())
        }
    };
    let tested = mirror::needed(platform) && release != JOB;
    ServiceView {
        registry: repository.is_some() || tested,
        label: service.id.label.clone(),
        image: image.unwrap_or_default(),
        release,
        keys: keys.iter().map(|key| code(key)).collect::<Vec<_>>().join(", "),
        key: keys.first().cloned().unwrap_or_default(),
        repository,
        exposed,
    }
}
