//! The certificate: from ACM, validated in the platform's zone, or one that people brought.

use super::Entry;
use super::hosts::Hosts;
use crate::ir::expr::for_object;
use crate::ir::{Block, Expr, Ref, TerraformFile, Variable, call, list};
use crate::model::{Certificate, Platform};

/// The certificate that the listener shows.
pub(super) enum Source {
    /// An ARN that the root passes.
    Given(Variable),
    /// Made here.
    Managed { name: Variable, alternatives: Option<Variable>, blocks: Vec<Block>, arn: Ref },
}

impl Source {
    pub(super) fn new(entry: &Entry, zone: &Block, hosts: &Hosts, platform: &Platform) -> Self {
        if platform.entry.certificate != Certificate::Managed {
            return Self::Given(entry.certificate_arn.clone());
        }
        let name = entry.certificate_name.clone();
        let (_, others) = hosts.certificate_names();
        let alternatives = (!others.is_empty()).then(|| entry.alternatives.clone());
        let mut certificate = Block::resource("aws_acm_certificate", "this")
            .skip_if(
                hosts.wildcard(),
                "CKV2_AWS_71",
                "more hosts than a certificate has names; all lie one label below the domain",
            )
            .set("domain_name", name.address());
        if let Some(alternatives) = &alternatives {
            certificate = certificate.set("subject_alternative_names", alternatives.address());
        }
        let certificate = certificate.set("validation_method", "DNS").nest(
            Block::nested("lifecycle")
                .why("The listener changes to the new certificate before the old one goes.")
                .set("create_before_destroy", true),
        );
        // The wildcard is validated by the record of the domain itself.
        let validated = match &alternatives {
            Some(others) if !hosts.wildcard() => {
                call("concat", [list([name.address()]), others.address().into()])
            }
            _ => list([name.address()]),
        };
        let (blocks, arn) = validation(certificate, zone, validated);
        Self::Managed { name, alternatives, blocks, arn }
    }

    /// The ARN, once the certificate can be used.
    pub(super) fn arn(&self) -> Ref {
        match self {
            Self::Given(variable) => variable.address(),
            Self::Managed { arn, .. } => arn.clone(),
        }
    }

    pub(super) fn variables(&self) -> Vec<Variable> {
        match self {
            Self::Given(variable) => vec![variable.clone()],
            Self::Managed { name, alternatives, .. } => {
                std::iter::once(name).chain(alternatives).cloned().collect()
            }
        }
    }

    pub(super) fn file(self) -> Option<TerraformFile> {
        let Self::Managed { blocks, .. } = self else { return None };
        Some(TerraformFile::new("certificate.tf").blocks(blocks))
    }
}

/// What the root passes for [`Source::variables`].
pub(super) fn arguments(hosts: &Hosts, platform: &Platform) -> Vec<(&'static str, Expr)> {
    if let Certificate::Given(arn) = &platform.entry.certificate {
        return vec![("certificate_arn", arn.clone().into())];
    }
    let (name, others) = hosts.certificate_names();
    let mut arguments = vec![("certificate_name", name.into())];
    if !others.is_empty() {
        arguments.push(("certificate_alternatives", list(others)));
    }
    arguments
}

fn validation(certificate: Block, zone: &Block, names: Expr) -> (Vec<Block>, Ref) {
    let options = certificate.address().attr("domain_validation_options");
    let option = || Ref::iteration("option");
    let locals = Block::new("locals", &[])
        .why("By name, so that the keys of the records are known before the certificate is made.")
        .set(
            "validation",
            for_object(("_", "option"), options, option().attr("domain_name"), option()),
        );
    let wanted = |what: &str| locals.local("validation").index(Ref::each_value()).attr(what);
    let record = Block::resource("aws_route53_record", "validation")
        .set("for_each", call("toset", [names]))
        .gap()
        .set("zone_id", zone.address().attr("zone_id"))
        .set("name", wanted("resource_record_name"))
        .set("type", wanted("resource_record_type"))
        .set("records", list([wanted("resource_record_value")]))
        .set("ttl", 300)
        .gap()
        .set_because(
            "allow_overwrite",
            true,
            "An account has one record for a name, whichever certificate made it first.",
        );
    let fqdns = crate::ir::expr::for_list(
        "record",
        record.address(),
        Ref::iteration("record").attr("fqdn"),
    );
    let validated = Block::resource("aws_acm_certificate_validation", "this")
        .why("Waits until ACM has seen the records; they stay, since renewal needs them too.")
        .set("certificate_arn", certificate.address().attr("arn"))
        .set("validation_record_fqdns", fqdns);
    let arn = validated.address().attr("certificate_arn");
    (vec![certificate, locals, record, validated], arn)
}
