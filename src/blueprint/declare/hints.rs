//! What to write instead of a malformed text, where more can be said than the form's name.

use super::Form;
use super::grammar::{
    self, cidr, cpu, cron, digits, dns, egress, email, memory, number, repository, tag_character,
};
use std::net::{Ipv4Addr, Ipv6Addr};

/// The edit that mends a text which has not its form.
pub(in crate::blueprint) fn of(form: Form, text: &str) -> Option<String> {
    match form {
        Form::Cpu => cpu(text).err(),
        Form::Memory => memory(text).err(),
        Form::Cron => cron(text).err(),
        Form::Owner => owner(text),
        Form::Dns => better(form, text, "write it without the dot at the end, in lower case"),
        Form::Cidr | Form::VpcCidr => range(form, text),
        Form::Egress => egress_of(text),
        Form::Repository => repository_of(text),
        Form::Branch => short(text.strip_prefix("refs/heads/")?),
        Form::Path => short(text.strip_prefix("./")?.trim_end_matches('/')),
        Form::HttpPath => text.contains('%').then(|| {
            "write a path that starts with `/`, each `%` with two hexadecimal digits, none of them `%2F`"
                .to_owned()
        }),
        Form::Image => image(text),
        Form::PrincipalArn => principal(text),
        _ => None,
    }
}

fn short(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| format!("write `{}`", text.escape_debug()))
}

/// A text that only a trailing dot or capitals keep from its form.
fn better(form: Form, text: &str, how: &str) -> Option<String> {
    let better = text.trim_end_matches('.').to_lowercase();
    form.accepts(&better).then(|| format!("{how}: `{better}`"))
}

/// The owner's address is also the value of a tag.
fn owner(text: &str) -> Option<String> {
    if !email(text) {
        return None;
    }
    let Some(bad) = text.chars().find(|c| !tag_character(*c)) else {
        return Some(
            "it is also the value of a tag: write an address of at most 256 characters".to_owned(),
        );
    };
    Some(format!(
        "the owner is also the value of a tag, and AWS accepts no `{bad}` there: write an address of letters, digits and `_.:/=+-@`"
    ))
}

fn range(form: Form, text: &str) -> Option<String> {
    let (address, length) = text.split_once('/').unwrap_or((text, "32"));
    if address.parse::<Ipv6Addr>().is_ok() {
        return Some("write an IPv4 range: the platform has no IPv6".to_owned());
    }
    let net: ipnet::Ipv4Net = format!("{address}/{length}").parse().ok()?;
    let better = net.trunc().to_string();
    (form.accepts(&better)).then(|| format!("did you mean `{better}`?"))
}

fn egress_of(text: &str) -> Option<String> {
    if let Some((scheme, rest)) = text.split_once("://") {
        let host = rest.split('/').next().unwrap_or_default();
        let port = if scheme == "http" { 80 } else { 443 };
        let better =
            if egress(host).is_some() { host.to_owned() } else { format!("{host}:{port}") };
        return egress(&better).map(|_| format!("write the host and the port alone: `{better}`"));
    }
    if text.contains('*') {
        return Some("write each host by its full name, such as `api.example:443`".to_owned());
    }
    let target = text.rsplit_once(':').map_or(text, |(target, _)| target);
    let address = target.split('/').next().unwrap_or_default();
    let long = |text: &str| text.parse::<Ipv6Addr>().is_ok();
    if text.contains('[') || long(address) || long(text) {
        return Some("write a host or an IPv4 range: the platform has no IPv6".to_owned());
    }
    let Some((target, port)) = text.rsplit_once(':') else {
        let known = dns(text) || cidr(text).is_some();
        return known.then(|| format!("add the port: `{text}:443`"));
    };
    if digits(port) && number(port, 1, 65_535).is_none() {
        return Some("write a port from 1 to 65535".to_owned());
    }
    if target.parse::<Ipv4Addr>().is_ok() {
        return Some(format!("write a range: `{target}/32:{port}`"));
    }
    if let Some(better) = target.parse::<ipnet::Ipv4Net>().ok().map(|net| net.trunc()) {
        return Some(format!("did you mean `{better}:{port}`?"));
    }
    let lower = text.to_lowercase();
    egress(&lower).map(|_| format!("write it in lower case: `{lower}`"))
}

fn repository_of(text: &str) -> Option<String> {
    let text = text.trim_end_matches('/').trim_end_matches(".git");
    let mut parts = text.rsplit(['/', ':']);
    let name = parts.next()?;
    let better = format!("{}/{name}", parts.next()?);
    repository(&better).then(|| format!("write `{better}`"))
}

fn principal(text: &str) -> Option<String> {
    if text.contains(":assumed-role/") {
        return Some("a session has no lasting ARN: write the ARN of its role, `arn:aws:iam::ACCOUNT:role/…`".to_owned());
    }
    let arn = grammar::arn(text, "iam");
    if text.ends_with(":root") || arn.as_ref().is_some_and(|arn| arn.resource.contains('*')) {
        return Some(
            "name one role or user: everybody of an account is nobody in particular".to_owned(),
        );
    }
    let group = arn.is_some_and(|arn| arn.resource.starts_with("group/"));
    group.then(|| "a group cannot take a role: name a role or a user".to_owned())
}

/// An image with a tag or a digest.
fn image(text: &str) -> Option<String> {
    let (image, _) = text.split_once('@').or_else(|| text.rsplit_once(':'))?;
    let image = image
        .rsplit_once(':')
        .filter(|(_, tag)| !tag.contains('/'))
        .map_or(image, |(image, _)| image);
    let message = || format!("write `image = \"{image}\"` and what follows it in `tag`");
    Form::Image.accepts(image).then(message)
}
