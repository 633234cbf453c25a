//! The web application firewall in front of the load balancer, and its logs.

use super::Entry;
use crate::ir::{Block, Expr, Output, TerraformFile, list, template};
use crate::model::Platform;
use crate::stack::keys::{Key, SHORT_LOGS, logs_use};
use crate::stack::log_delivery;

/// Headers that prove who somebody is.
const SECRET_HEADERS: [&str; 2] = ["authorization", "cookie"];

/// The firewall.
pub(super) struct Firewall {
    acl: Block,
    association: Block,
    logging: Vec<Block>,
    group: Block,
}

impl Firewall {
    pub(super) fn new(entry: &Entry, balancer: &Block, platform: &Platform) -> Self {
        let acl = acl(entry, platform);
        let association = Block::resource("aws_wafv2_web_acl_association", "this")
            .set("resource_arn", balancer.address().attr("arn"))
            .set("web_acl_arn", acl.address().attr("arn"));
        let (group, logging) = logging(entry, &acl, platform);
        Self { acl, association, logging, group }
    }

    pub(super) fn outputs(&self) -> [Output; 3] {
        let acl = self.acl.address();
        [
            Output::new("web_acl_arn", "ARN of the web ACL.", acl.clone().attr("arn")),
            Output::new(
                "web_acl_name",
                "The web ACL as CloudWatch metrics name it.",
                acl.attr("name"),
            ),
            Output::new(
                "web_acl_log_group_name",
                "Log group of the web ACL.",
                self.group.address().attr("name"),
            ),
        ]
    }

    pub(super) fn file(self) -> TerraformFile {
        TerraformFile::new("waf.tf")
            .blocks([self.acl, self.association])
            .banner("Logs")
            .blocks(self.logging)
    }
}

fn acl(entry: &Entry, platform: &Platform) -> Block {
    let groups = &platform.entry.waf.managed;
    let log4j = groups.iter().any(|group| group == "AWSManagedRulesKnownBadInputsRuleSet");
    let allow = Block::nested("default_action").nest(Block::nested("allow"));
    let acl = Block::resource("aws_wafv2_web_acl", "this")
        .skip_if(!log4j, "CKV_AWS_192", "the blueprint names other rule groups")
        .set("name", entry.named("entry"))
        .set("description", "In front of the load balancer")
        .set("scope", "REGIONAL")
        .nest(allow)
        .nest(rate(entry));
    let numbered = (1_u32..).zip(groups);
    numbered
        .fold(acl, |acl, (priority, group)| acl.nest(managed(priority, group)))
        .nest(hidden_headers())
        .nest(visibility(entry.named("entry")))
}

/// First, so that floods cost no more than this rule.
fn rate(entry: &Entry) -> Block {
    let answer = Block::nested("custom_response").set("response_code", 429);
    let statement = Block::nested("rate_based_statement")
        .set("limit", entry.rate_limit.address())
        .set("aggregate_key_type", "IP")
        .set("evaluation_window_sec", 300);
    Block::nested("rule")
        .set("name", "rate-limit")
        .set("priority", 0)
        .nest(Block::nested("action").nest(Block::nested("block").nest(answer)))
        .nest(Block::nested("statement").nest(statement))
        .nest(visibility("rate-limit".into()))
}

fn managed(priority: u32, name: &str) -> Block {
    let mut statement =
        Block::nested("managed_rule_group_statement").set("vendor_name", "AWS").set("name", name);
    if name == "AWSManagedRulesCommonRuleSet" {
        let count = Block::nested("action_to_use").nest(Block::nested("count"));
        statement = statement.nest(
            Block::nested("rule_action_override")
                .why("It blocks bodies over 8 KB, as uploads and many API calls are: counted only.")
                .set("name", "SizeRestrictions_BODY")
                .nest(count),
        );
    }
    Block::nested("rule")
        .set("name", name)
        .set("priority", priority)
        .nest(Block::nested("override_action").nest(Block::nested("none")))
        .nest(Block::nested("statement").nest(statement))
        .nest(visibility(name.into()))
}

fn visibility(metric: Expr) -> Block {
    Block::nested("visibility_config")
        .set("cloudwatch_metrics_enabled", true)
        .set("metric_name", metric)
        .set("sampled_requests_enabled", true)
}

/// Samples show whole requests to whoever may look at the firewall.
fn hidden_headers() -> Block {
    let field = Block::nested("field")
        .set("field_type", "SINGLE_HEADER")
        .set("field_keys", list(SECRET_HEADERS));
    Block::nested("data_protection_config")
        .why("Samples of requests come without what proves who somebody is, as the logs do.")
        .nest(Block::nested("data_protection").set("action", "SUBSTITUTION").nest(field))
}

fn logging(entry: &Entry, acl: &Block, platform: &Platform) -> (Block, Vec<Block>) {
    let here = &entry.here;
    // AWS WAF accepts log groups of this prefix only.
    let name = || vec!["aws-waf-logs-".into(), entry.name.address().into()];
    let mut resource = vec!["log-group:".into()];
    resource.extend(name());
    let arn = here.arn("logs", resource);
    let alias = vec![entry.name.address().into(), "-waf-logs".into()];
    let description = "Logs of the web application firewall";
    let key = Key::new(here, "waf_logs", description, alias, vec![logs_use(here, arn)]);
    let group = Block::resource("aws_cloudwatch_log_group", "waf")
        .set("name", template(name()))
        .set("retention_in_days", entry.logs_days.address())
        .set("kms_key_id", key.arn())
        .skip_if(platform.monitoring.logs_days < 365, "CKV_AWS_338", SHORT_LOGS);
    let [document, policy] =
        log_delivery::policy(here, "Firewall", entry.named("waf-logs"), &group);
    let logging = Block::resource("aws_wafv2_web_acl_logging_configuration", "this")
        .set("resource_arn", acl.address().attr("arn"))
        .set("log_destination_configs", list([group.address().attr("arn")]));
    let logging = SECRET_HEADERS
        .iter()
        .fold(logging, |logging, &header| {
            let header = Block::nested("single_header").set("name", header);
            logging.nest(Block::nested("redacted_fields").nest(header))
        })
        .gap()
        .set("depends_on", list([policy.address()]));
    let mut blocks: Vec<Block> = key.blocks().into();
    blocks.extend([group.clone(), document, policy, logging]);
    (group, blocks)
}
