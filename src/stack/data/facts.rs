//! Connection facts: a parameter for each service that needs some.

use super::stores::Stores;
use crate::ir::{Block, Expr, Module, Output, TerraformFile, Variable, call, object};
use crate::model::{Facts, Platform, Service};
use crate::stack::inside;
use crate::stack::layers::{Call, Layer};
use crate::tables::quotas::PARAMETER;
use std::collections::BTreeMap;

/// The module, if a service needs facts.
pub(super) fn module(platform: &Platform) -> Option<Module> {
    if platform.services.iter().all(|service| service.facts().is_empty()) {
        return None;
    }
    let string = |name: &str, description: &str| Variable::new(name, "string", description);
    let name = string("name", "Name of the parameter.");
    let description = string("description", "Whose facts they are.");
    let tier = string("tier", "Standard up to 4 KiB, else Advanced.");
    let facts = Variable::new("facts", "map(string)", "What pods are told, by name.");
    // JSON says the same with the braces escaped, and is no object of objects without a key.
    let value = call(
        "replace",
        [call("jsonencode", [facts.address().into()]), "{{".into(), r"\u007b\u007b".into()],
    );
    let parameter = Block::resource("aws_ssm_parameter", "this")
        .skip("CKV2_AWS_34", "hosts, ports and names are no secrets")
        .skip("CKV_AWS_337", "hosts, ports and names are no secrets")
        .set("name", name.address())
        .set("description", description.address())
        .set_because(
            "type",
            "String",
            "Nothing in it is secret: a key would hide from plans what changes, and from nobody else.",
        )
        .set("tier", tier.address())
        .set_because(
            "insecure_value",
            value,
            "Parameter Store takes two braces for another parameter, and refuses them.",
        );
    let outputs =
        vec![Output::new("arn", "ARN of the parameter.", parameter.address().attr("arn"))];
    Some(Module {
        family: "facts".to_owned(),
        summary: "A parameter with what a service has to know of its stores: a JSON object of \
                  texts, which external-secrets reads."
            .to_owned(),
        files: vec![TerraformFile::new("main.tf").block(parameter)],
        variables: vec![name, description, tier, facts],
        outputs,
    })
}

/// Calls it for each service that needs facts; the calls are by label.
pub(super) fn calls(
    layer: &mut Layer,
    platform: &Platform,
    module: &Module,
    stores: &Stores,
) -> BTreeMap<String, Call> {
    let services = platform.services.iter();
    services
        .filter_map(|service| {
            let facts = service.facts();
            let arguments =
                (!facts.is_empty()).then(|| arguments(platform, service, &facts, stores))?;
            let call = layer.call_for("facts", &service.id, module, arguments);
            Some((service.id.label.clone(), call))
        })
        .collect()
}

fn arguments(
    platform: &Platform,
    service: &Service,
    facts: &Facts<'_>,
    stores: &Stores,
) -> Vec<(&'static str, Expr)> {
    let settings =
        facts.settings.iter().map(|(name, text)| ((*name).to_owned(), stores.text(text)));
    let mentioned = facts.mentioned.iter().map(|fact| (inside::fact_key(fact), stores.fact(fact)));
    let entries: BTreeMap<String, Expr> = settings.chain(mentioned).collect();
    let tier = if facts.longest() <= PARAMETER.0 { "Standard" } else { "Advanced" };
    vec![
        ("name", inside::facts_parameter(platform, service).into()),
        ("description", format!("Connection facts of {}", service.id.cloud()).into()),
        ("tier", tier.into()),
        ("facts", object(entries)),
    ]
}
