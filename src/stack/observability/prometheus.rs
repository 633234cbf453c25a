//! The Prometheus workspace: metrics leave the cluster for it, and outlive the cluster in it.
//!
//! The key's uses: <https://docs.aws.amazon.com/prometheus/latest/userguide/encryption-at-rest-Amazon-Service-Prometheus.html>.

use crate::ir::policy::Statement;
use crate::ir::{Block, Expr, Module, Output, TerraformFile, Variable, list, template};
use crate::model::{Platform, Service, Strategy, Workload};
use crate::stack::inside::{controller_role, namespace};
use crate::stack::keys::{Here, Key, SHORT_LOGS, logs_use};
use crate::stack::log_delivery;
use crate::stack::pod_identity::{Controller, Duty, Pods};

/// What every block of the module refers to.
struct Prometheus {
    here: Here,
    name: Variable,
    cluster_name: Variable,
    metrics_days: Variable,
    logs_days: Variable,
    writer: Variable,
    reader: Variable,
}

/// Whether a service comes in step by step, judged by its metrics.
fn analyses(platform: &Platform) -> bool {
    let judged = |service: &Service| match &service.workload {
        Workload::Web(web) => web.release.strategy != Strategy::Rolling,
        Workload::Job(_) => false,
    };
    platform.services.iter().any(judged)
}

/// The module `prometheus`.
pub(super) fn module(platform: &Platform) -> Module {
    let prometheus = Prometheus::new();
    let key = prometheus.key();
    let logs = prometheus.log_group(&key, platform);
    let delivery = log_delivery::policy(
        &prometheus.here,
        "Workspace",
        prometheus.named("prometheus-logs"),
        &logs,
    );
    let workspace = prometheus.workspace(&key, &logs, &delivery[1]);
    let configuration = Block::resource("aws_prometheus_workspace_configuration", "this")
        .set("workspace_id", workspace.address().attr("id"))
        .set("retention_period_in_days", prometheus.metrics_days.address());

    let analyses = analyses(platform);
    let mut roles = vec![prometheus.writer(&workspace)];
    roles.extend(analyses.then(|| prometheus.reader(&workspace)));
    let outputs = outputs(&workspace);

    let here = &prometheus.here;
    let main = TerraformFile::new("main.tf")
        .blocks([here.identity.clone(), here.partition.clone(), here.region.clone()])
        .blocks(key.blocks())
        .block(logs)
        .blocks(delivery)
        .blocks([workspace, configuration]);
    let roles =
        TerraformFile::new("roles.tf").blocks(roles.into_iter().flat_map(Controller::blocks));
    Module {
        family: "prometheus".to_owned(),
        summary: "The workspace of Amazon Managed Service for Prometheus, which keeps the metrics \
                  of the cluster under a key of its own, and who uses it: Prometheus in the \
                  cluster writes, and the analysis of releases, where there is one, reads."
            .to_owned(),
        files: vec![main, roles],
        variables: prometheus.variables(analyses),
        outputs,
    }
}

/// The arguments of its call.
pub(super) fn arguments(platform: &Platform, cluster_name: Expr) -> Vec<(&'static str, Expr)> {
    let mut arguments: Vec<(&str, Expr)> = vec![
        ("name", platform.prefix().into()),
        ("cluster_name", cluster_name),
        ("metrics_days", platform.monitoring.metrics_days.into()),
        ("logs_days", platform.monitoring.logs_days.into()),
        ("writer_role_name", controller_role(platform, "prometheus").into()),
    ];
    let reader = || ("reader_role_name", controller_role(platform, "argo-rollouts").into());
    arguments.extend(analyses(platform).then(reader));
    arguments
}

fn outputs(workspace: &Block) -> Vec<Output> {
    let workspace = |name: &str| workspace.address().attr(name);
    vec![
        Output::new(
            "endpoint",
            "URL of the workspace, with a slash at its end: api/v1/remote_write takes metrics, \
             api/v1/query answers queries.",
            workspace("prometheus_endpoint"),
        ),
        Output::new("workspace_arn", "ARN of the Prometheus workspace.", workspace("arn")),
    ]
}

impl Prometheus {
    fn new() -> Self {
        let text = |name: &str, what: &str| Variable::new(name, "string", what);
        Self {
            here: Here::new(),
            name: text("name", "Alias of the workspace and prefix of every name."),
            cluster_name: text("cluster_name", "Name of the cluster."),
            metrics_days: Variable::new("metrics_days", "number", "Days that metrics are kept."),
            logs_days: Variable::new(
                "logs_days",
                "number",
                "Days that the workspace's own logs are kept; a value that CloudWatch Logs accepts.",
            ),
            writer: text("writer_role_name", "Name of the role of Prometheus in the cluster."),
            reader: text("reader_role_name", "Name of the role of Argo Rollouts."),
        }
    }

    fn variables(self, analyses: bool) -> Vec<Variable> {
        let mut variables =
            vec![self.name, self.cluster_name, self.metrics_days, self.logs_days, self.writer];
        variables.extend(analyses.then_some(self.reader));
        variables
    }

    /// `PREFIX-suffix`
    fn named(&self, suffix: &str) -> Expr {
        template([self.name.address().into(), format!("-{suffix}").into()])
    }

    /// Whoever may use the workspace may use its key, through the workspace only; it makes grants
    /// for itself when it is created.
    fn key(&self) -> Key {
        let here = &self.here;
        let actions = ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"];
        let workspace = Statement::allow("ThroughPrometheus", &actions)
            .on(["*"])
            .to("AWS", ["*"])
            .when("StringEquals", "kms:CallerAccount", [here.account()])
            .when("StringEquals", "kms:ViaService", [here.endpoint("aps")]);
        let group = here.arn(
            "logs",
            vec!["log-group:/aws/vendedlogs/prometheus/".into(), self.name.address().into()],
        );
        Key::new(
            here,
            "prometheus",
            "Metrics of the cluster, and logs of their workspace",
            vec![self.name.address().into(), "-prometheus".into()],
            vec![workspace, logs_use(here, group)],
        )
    }

    fn log_group(&self, key: &Key, platform: &Platform) -> Block {
        let name = template(["/aws/vendedlogs/prometheus/".into(), self.name.address().into()]);
        Block::resource("aws_cloudwatch_log_group", "prometheus")
            .why("Rules that the workspace could not evaluate, and alerts that it could not send.")
            .set("name", name)
            .set("retention_in_days", self.logs_days.address())
            .set("kms_key_id", key.arn())
            .skip_if(platform.monitoring.logs_days < 365, "CKV_AWS_338", SHORT_LOGS)
    }

    fn workspace(&self, key: &Key, logs: &Block, delivery: &Block) -> Block {
        let streams = template([logs.address().attr("arn").into(), ":*".into()]);
        Block::resource("aws_prometheus_workspace", "this")
            .set("alias", self.name.address())
            .set("kms_key_arn", key.arn())
            .nest(Block::nested("logging_configuration").set("log_group_arn", streams))
            .gap()
            .set("depends_on", list([delivery.address()]))
    }

    fn writer(&self, workspace: &Block) -> Controller {
        let write = Statement::allow("WriteMetrics", &["aps:RemoteWrite"]);
        let duty = Duty {
            label: "prometheus",
            role_name: &self.writer,
            description: "Prometheus in the cluster: writes its metrics to the workspace",
            pods: Pods::new(namespace::MONITORING, "prometheus"),
            policy: "write-metrics",
            statements: vec![write.on([workspace.address().attr("arn")])],
        };
        Controller::new(&self.here, &self.cluster_name, duty)
    }

    fn reader(&self, workspace: &Block) -> Controller {
        let query = Statement::allow("QueryMetrics", &["aps:QueryMetrics"]);
        let duty = Duty {
            label: "argo_rollouts",
            role_name: &self.reader,
            description: "Argo Rollouts: queries the metrics that decide over a release",
            pods: Pods::new(namespace::ARGO_ROLLOUTS, "argo-rollouts"),
            policy: "query-metrics",
            statements: vec![query.on([workspace.address().attr("arn")])],
        };
        Controller::new(&self.here, &self.cluster_name, duty)
    }
}
