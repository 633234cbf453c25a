//! What external-secrets brings into a namespace: a Secret of the service's name, with a key for
//! each setting that is secret or known only after apply.

use super::texts;
use crate::model::{Authority, Fact, FactOf, Piece, Platform, Service, Store};
use crate::stack::data::CERTIFICATE;
use crate::stack::inside::{fact_key, facts_parameter, namespace, reader_role};
use crate::stack::mesh::OWN;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A service of AWS that values are read from; also the store's name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Parameters,
    Secrets,
}

/// A store. The chart puts the role's ARN into it, which needs the account.
#[derive(Serialize)]
pub(super) struct SecretStore {
    name: &'static str,
    namespace: String,
    /// The role that reads, by name.
    role: String,
    spec: Value,
}

/// A Secret to be. The chart puts the names of secrets into it that Terraform or RDS chose.
#[derive(Serialize)]
pub(super) struct ExternalSecret {
    name: String,
    namespace: String,
    spec: Value,
    data: Vec<Entry>,
}

/// A value and where it is read.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
struct Entry {
    secret_key: String,
    store: &'static str,
    /// The name of a parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    /// Which of the facts `secretNames` is the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    /// A key of the JSON that is read; none is all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    property: Option<String>,
}

impl Source {
    fn store(self) -> &'static str {
        match self {
            Self::Parameters => "parameters",
            Self::Secrets => "secrets",
        }
    }

    fn service(self) -> &'static str {
        match self {
            Self::Parameters => "ParameterStore",
            Self::Secrets => "SecretsManager",
        }
    }
}

/// Whether a service reads something.
pub(super) fn reads(platform: &Platform, service: &Service) -> bool {
    !Settings::of(platform, service).entries.is_empty()
}

/// The stores of every namespace that reads something.
pub(super) fn stores(platform: &Platform) -> Vec<SecretStore> {
    let mut stores = Vec::new();
    for service in &platform.services {
        let entries = Settings::of(platform, service).entries;
        let read: BTreeSet<&str> = entries.iter().map(|entry| entry.store).collect();
        let reads = |from: &Source| read.contains(from.store());
        let role = reader_role(platform, service.id.cloud());
        for from in [Source::Parameters, Source::Secrets].into_iter().filter(reads) {
            stores.push(store(platform, from, &service.id.label, role.clone()));
        }
    }
    if let Authority::Secret(_) = platform.mesh.ca {
        let role = reader_role(platform, namespace::ISTIO);
        stores.push(store(platform, Source::Secrets, namespace::ISTIO, role));
    }
    stores
}

/// No `auth`: external-secrets takes the role with its own identity, and only a store of this
/// namespace may have it taken, which the session's tag and the external id tell.
fn store(platform: &Platform, from: Source, namespace: &str, role: String) -> SecretStore {
    let aws = json!({
        "service": from.service(),
        "region": platform.region.name,
        "externalID": namespace,
        "sessionTagsPolicy": "Simple",
    });
    SecretStore {
        name: from.store(),
        namespace: namespace.to_owned(),
        role,
        spec: json!({ "provider": { "aws": aws } }),
    }
}

/// The Secret of every service that reads something, and the mesh's own certificate.
pub(super) fn secrets(platform: &Platform) -> Vec<ExternalSecret> {
    let services = platform.services.iter().filter_map(|service| {
        let Settings { entries, template } = Settings::of(platform, service);
        let label = &service.id.label;
        let target = match template {
            Some(data) => json!({
                "name": label,
                "creationPolicy": "Owner",
                "template": { "engineVersion": "v2", "data": data },
            }),
            None => json!({ "name": label, "creationPolicy": "Owner" }),
        };
        (!entries.is_empty()).then(|| ExternalSecret {
            name: label.clone(),
            namespace: label.clone(),
            spec: json!({ "refreshInterval": "5m", "target": target }),
            data: entries,
        })
    });
    services.chain(certificate(platform)).collect()
}

/// The Secret that istiod signs with.
fn certificate(platform: &Platform) -> Option<ExternalSecret> {
    let Authority::Secret(label) = &platform.mesh.ca else { return None };
    let entry = |key: &str| Entry {
        secret_key: key.to_owned(),
        property: Some(property(key)),
        ..of_secret(name("secret", label))
    };
    Some(ExternalSecret {
        name: OWN.to_owned(),
        namespace: namespace::ISTIO.to_owned(),
        spec: json!({
            "refreshInterval": "5m",
            "target": { "name": OWN, "creationPolicy": "Owner" },
        }),
        data: CERTIFICATE.map(entry).into(),
    })
}

/// What is read for a service, and how the settings are made of it; no template if each is a value
/// as it is read.
struct Settings {
    entries: Vec<Entry>,
    template: Option<BTreeMap<String, String>>,
}

impl Settings {
    fn of(platform: &Platform, service: &Service) -> Self {
        let parameter = facts_parameter(platform, service);
        // The parameter has the whole text of each of these.
        let env: BTreeMap<&str, Entry> = service
            .facts()
            .settings
            .into_keys()
            .map(|name| (name, of_parameter(&parameter, name, name)))
            .collect();
        let single = |pieces: &[Piece]| match pieces {
            [Piece::Fact(fact)] => Some(fact.clone()),
            _ => None,
        };
        let plain: Option<Vec<Entry>> = service
            .secrets
            .iter()
            .map(|(name, pieces)| Some(of_fact(&parameter, &single(pieces)?, name)))
            .collect();
        if let Some(plain) = plain {
            return Self { entries: env.into_values().chain(plain).collect(), template: None };
        }
        let facts: BTreeSet<&Fact> = service.secrets.values().flatten().filter_map(read).collect();
        let facts = facts.into_iter().map(|fact| of_fact(&parameter, fact, &texts::input(fact)));
        let same = env.keys().map(|name| ((*name).to_owned(), texts::value(name)));
        let made = service.secrets.iter().map(|(name, pieces)| (name.clone(), texts::text(pieces)));
        let template = same.chain(made).collect();
        Self { entries: env.into_values().chain(facts).collect(), template: Some(template) }
    }
}

/// A fact that is read: a service's address is known.
fn read(piece: &Piece) -> Option<&Fact> {
    match piece {
        Piece::Fact(fact) if !matches!(fact.of, FactOf::Service(_)) => Some(fact),
        _ => None,
    }
}

/// Where a fact is read.
fn of_fact(parameter: &str, fact: &Fact, secret_key: &str) -> Entry {
    let secret = match &fact.of {
        FactOf::Secret(label) => Some(name("secret", label)),
        FactOf::Store(Store { kind, label }) if fact.secret() => Some(name(kind.name(), label)),
        FactOf::Store(_) | FactOf::Service(_) => None,
    };
    match secret {
        Some(secret) => Entry {
            secret_key: secret_key.to_owned(),
            property: fact.attribute.as_deref().map(property),
            ..of_secret(secret)
        },
        None => of_parameter(parameter, &fact_key(fact), secret_key),
    }
}

/// The key of a secret's name in the facts.
fn name(kind: &str, label: &str) -> String {
    format!("{kind}_{}", label.replace('-', "_"))
}

fn of_secret(secret: String) -> Entry {
    Entry {
        secret_key: String::new(),
        store: Source::Secrets.store(),
        key: None,
        secret: Some(secret),
        property: None,
    }
}

fn of_parameter(parameter: &str, key: &str, secret_key: &str) -> Entry {
    Entry {
        secret_key: secret_key.to_owned(),
        store: Source::Parameters.store(),
        key: Some(parameter.to_owned()),
        secret: None,
        property: Some(property(key)),
    }
}

/// A key of a JSON object as a path that names it and nothing below it.
/// Source: <https://github.com/tidwall/gjson/blob/master/SYNTAX.md>
fn property(key: &str) -> String {
    let escaped = |c: char| {
        let plain = c.is_alphanumeric() || "_-".contains(c);
        (!plain).then_some('\\').into_iter().chain([c])
    };
    key.chars().flat_map(escaped).collect()
}

#[cfg(test)]
mod tests {
    use super::property;

    #[test]
    fn a_property_is_one_key_whatever_it_is_called() {
        assert_eq!(property("api_key-2"), "api_key-2");
        assert_eq!(property("ca-cert.pem"), r"ca-cert\.pem");
        assert_eq!(property(r"@a|b*c\#"), r"\@a\|b\*c\\\#");
    }
}
