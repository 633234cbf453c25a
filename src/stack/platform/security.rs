//! `docs/security.md`: who reaches whom, by which policy, and what each service may do in AWS.

use super::mesh::principal;
use super::network::{Guarded, Rule, Way, apis, guarded};
use crate::model::{Mtls, Platform, Service, StoreKind};
use crate::render::markdown::code;
use crate::render::prose::prose;
use crate::stack::addons::namespaces::{
    Namespace as System, PodSecurity, namespaces as namespaces_of_system,
};
use crate::stack::inside::{reader_role, service_role};
use crate::stack::platform::secrets;
use serde::Serialize;

/// What the template sees.
#[derive(Serialize)]
struct View {
    name: String,
    vpc: String,
    version: String,
    services: Vec<Namespace>,
    system: Vec<Namespace>,
    identities: Vec<Identity>,
    privileged: Vec<Privileged>,
    /// Whether the mesh accepts connections without mutual TLS.
    permissive: bool,
}

/// A namespace whose pods may do what `restricted` forbids.
#[derive(Serialize)]
struct Privileged {
    name: &'static str,
    why: &'static str,
}

/// A namespace and its exceptions.
#[derive(Serialize)]
struct Namespace {
    name: String,
    incoming: Vec<Row>,
    outgoing: Vec<Row>,
}

/// An exception.
#[derive(Serialize)]
struct Row {
    who: String,
    ports: String,
    policy: String,
}

/// Who a service is, and what that admits it to.
#[derive(Serialize)]
struct Identity {
    name: String,
    principal: String,
    /// Its role, and what the role is for; empty without one.
    role: String,
    may: String,
    /// The role that reads its secrets and facts; empty without one.
    reader: String,
}

/// The document.
pub(super) fn text(platform: &Platform) -> String {
    let (services, system) = guarded(platform).into_iter().partition(|guarded: &Guarded| {
        platform.services.iter().any(|service| service.id.label == guarded.namespace)
    });
    let namespaces = |guarded: Vec<Guarded>| guarded.into_iter().map(namespace).collect();
    let view = View {
        name: platform.prefix(),
        vpc: platform.network.cidr.to_string(),
        version: platform.cluster.version.clone(),
        services: namespaces(services),
        system: namespaces(system),
        identities: platform.services.iter().map(|one| identity(platform, one)).collect(),
        privileged: namespaces_of_system(platform).iter().filter_map(privileged).collect(),
        permissive: platform.mesh.mtls == Mtls::Permissive,
    };
    prose("security.md", &view)
}

fn namespace(Guarded { namespace, rules }: Guarded) -> Namespace {
    let rows = |way| rules.iter().filter(|rule| rule.way == way).map(row).collect();
    Namespace { incoming: rows(Way::In), outgoing: rows(Way::Out), name: namespace }
}

fn privileged(namespace: &System) -> Option<Privileged> {
    match namespace.pod_security {
        PodSecurity::Privileged { why } => Some(Privileged { name: namespace.name, why }),
        PodSecurity::Restricted => None,
    }
}

fn row(rule: &Rule) -> Row {
    let ports: Vec<String> = rule.ports.iter().map(|port| port.words()).collect();
    Row { who: rule.who.clone(), ports: ports.join(", "), policy: rule.name.clone() }
}

fn identity(platform: &Platform, service: &Service) -> Identity {
    let label = &service.id.label;
    let apis: Vec<String> = apis(service).into_iter().map(|api| code(api.endpoint)).collect();
    let granted = [StoreKind::Table, StoreKind::Queue, StoreKind::Bucket];
    let stores = service.uses.iter().filter(|store| granted.contains(&store.kind));
    let may: Vec<String> =
        stores.map(|store| format!("{} {}", store.kind.name(), code(&store.label))).collect();
    Identity {
        name: label.clone(),
        principal: principal(label, label),
        role: if apis.is_empty() { String::new() } else { service_role(platform, service) },
        may: may.join(", "),
        reader: if secrets::reads(platform, service) {
            reader_role(platform, service.id.cloud())
        } else {
            String::new()
        },
    }
}
