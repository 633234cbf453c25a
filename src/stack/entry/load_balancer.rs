//! The load balancer, its two listeners, and a rule for each host.

use super::Entry;
use super::access_logs::AccessLogs;
use super::target_groups::TargetGroups;
use crate::ir::{Block, Expr, Ref, TerraformFile, list, object};
use crate::model::Platform;

/// TLS 1.3 and 1.2 with forward secrecy, and key exchange that outlasts quantum computers.
/// Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html>
const TLS_POLICY: &str = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";

/// The load balancer.
pub(super) fn balancer(
    entry: &Entry,
    group: &Block,
    logs: &AccessLogs,
    platform: &Platform,
) -> Block {
    let names = |wanted: &str| platform.entry.waf.managed.iter().any(|group| group == wanted);
    Block::resource("aws_lb", "this")
        .skip("CKV_AWS_150", "the root passes whether deletion is refused, which production does")
        .skip_if(
            !names("AWSManagedRulesKnownBadInputsRuleSet"),
            "CKV2_AWS_76",
            "the blueprint names other rule groups",
        )
        .skip_if(
            names("AWSManagedRulesKnownBadInputsRuleSet")
                && !names("AWSManagedRulesAnonymousIpList"),
            "CKV2_AWS_76",
            "Log4j is in the known bad inputs; the check wants anonymous addresses blocked too",
        )
        .set("name", entry.load_balancer_name.address())
        .set("internal", false)
        .set("load_balancer_type", "application")
        .set("ip_address_type", "ipv4")
        .set("subnets", entry.subnet_ids.address())
        .set("security_groups", list([group.address().attr("id")]))
        .gap()
        .set("drop_invalid_header_fields", true)
        .set("desync_mitigation_mode", "defensive")
        .set_because(
            "xff_header_processing_mode",
            "append",
            "The gateway trusts the last address of the header, the one that is added here.",
        )
        .set_because("preserve_host_header", true, "The gateway routes by it.")
        .set("idle_timeout", 60)
        .gap()
        .set_because(
            "enable_zonal_shift",
            true,
            "Traffic can be taken out of a zone that is in trouble.",
        )
        .set("enable_deletion_protection", entry.deletion_protection.address())
        .nest(
            Block::nested("access_logs")
                .set("bucket", logs.bucket.address().attr("id"))
                .set("enabled", true),
        )
        .gap()
        .set("tags", object([("Name", entry.load_balancer_name.address())]))
        .gap()
        .set_because(
            "depends_on",
            list([logs.policy.address()]),
            "The load balancer tries to write a log when it is told to log.",
        )
}

/// The file with the listeners and rules.
pub(super) fn file(
    entry: &Entry,
    balancer: &Block,
    groups: &TargetGroups,
    certificate: Ref,
) -> TerraformFile {
    let https = https(balancer, certificate);
    let mut rules = vec![rule("https", &https, &groups.https, &entry.hosts)];
    if let Some(group) = &groups.grpc {
        rules.push(
            rule("grpc", &https, group, &entry.grpc_hosts)
                .why("Before the rules of hosts: a host may have both kinds of services.")
                .nest(content_type()),
        );
    }
    TerraformFile::new("load_balancer.tf")
        .block(balancer.clone())
        .banner("Listeners")
        .blocks([http(balancer), https])
        .banner("Hosts")
        .blocks(rules)
}

fn http(balancer: &Block) -> Block {
    let redirect = Block::nested("redirect")
        .set("port", "443")
        .set("protocol", "HTTPS")
        .set("status_code", "HTTP_301");
    Block::resource("aws_lb_listener", "http")
        .set("load_balancer_arn", balancer.address().attr("arn"))
        .set("port", 80)
        .set("protocol", "HTTP")
        .nest(Block::nested("default_action").set("type", "redirect").nest(redirect))
}

fn https(balancer: &Block, certificate: Ref) -> Block {
    let answer = Block::nested("fixed_response")
        .set("content_type", "text/plain")
        .set("message_body", "Not found")
        .set("status_code", "404");
    Block::resource("aws_lb_listener", "https")
        .set("load_balancer_arn", balancer.address().attr("arn"))
        .set("port", 443)
        .set("protocol", "HTTPS")
        .set("ssl_policy", TLS_POLICY)
        .set("certificate_arn", certificate)
        .gap()
        .set_because(
            "routing_http_response_strict_transport_security_header_value",
            "max-age=31536000",
            "Without includeSubDomains: the zone may have hosts that are not the platform's.",
        )
        .set("routing_http_response_server_enabled", false)
        .nest(
            Block::nested("default_action")
                .why("A host that no service exposes.")
                .set("type", "fixed-response")
                .nest(answer),
        )
}

fn rule(name: &str, listener: &Block, group: &Block, hosts: &crate::ir::Variable) -> Block {
    let host = Block::nested("host_header").set("values", list([Ref::each_key()]));
    Block::resource("aws_lb_listener_rule", name)
        .set("for_each", hosts.address())
        .gap()
        .set("listener_arn", listener.address().attr("arn"))
        .set("priority", Ref::each_value())
        .nest(
            Block::nested("action")
                .set("type", "forward")
                .set("target_group_arn", Expr::from(group.address().attr("arn"))),
        )
        .nest(Block::nested("condition").nest(host))
}

/// gRPC and its encodings, but not gRPC-Web, which is plain HTTP to a load balancer.
fn content_type() -> Block {
    let header = Block::nested("http_header")
        .set("http_header_name", "content-type")
        .set("values", list(["application/grpc", "application/grpc+*"]));
    Block::nested("condition").nest(header)
}
