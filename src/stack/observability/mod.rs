//! 50-observability: where metrics and logs of the cluster are kept, `CloudWatch` alarms, and the
//! environment's dashboard.

mod alarm;
mod cluster;
mod dashboard;
mod databases;
mod karpenter;
mod logs;
mod network;
mod prometheus;
mod thresholds;
mod widgets;

use super::layers::{self, Call, Layer};
use crate::ir::{Expr, Module, Root, call, list, object};
use crate::model::{Database, Engine, Nat, Platform};

/// The roots that this one reads.
pub(super) struct Earlier<'a> {
    pub(super) account: &'a Root,
    pub(super) network: &'a Root,
    pub(super) cluster: &'a Root,
    /// There where the platform has databases.
    pub(super) data: Option<&'a Root>,
}

/// The layer while its alarms are collected.
struct Building<'a> {
    platform: &'a Platform,
    layer: Layer,
    topics: Expr,
    modules: Vec<Module>,
    /// What is watched, and the ARNs of its alarms.
    alarms: Vec<(String, Expr)>,
}

/// The modules and the root 50-observability.
pub(super) fn build(platform: &Platform, earlier: &Earlier<'_>) -> (Vec<Module>, Root) {
    let mut layer = Layer::new(platform, "50-observability");
    let account = layer.read(earlier.account);
    let network = (platform.network.nat != Nat::None).then(|| layer.read(earlier.network));
    let cluster = layer.read(earlier.cluster);
    let data = earlier.data.map(|data| layer.read(data));
    let topics = account.output("topic_arns").into();
    let mut building =
        Building { platform, layer, topics, modules: Vec::new(), alarms: Vec::new() };

    building.prometheus(&cluster);
    building.logs(&cluster);
    building.cluster(&cluster);
    let gateways = network.map(|network| Expr::from(network.output("nat_gateway_ids")));
    if let Some(gateways) = &gateways {
        building.network(gateways);
    }
    let databases = data.map(|data| data.output("databases"));
    if let Some(facts) = &databases {
        building.databases(&|database: &Database| facts.clone().attr(&database.id.label));
    }
    let instances = databases.map(|facts| {
        let of = |database: &Database| {
            Expr::from(facts.clone().attr(&database.id.label).attr("instance_identifiers"))
        };
        call("flatten", [list(by_cloud_name(platform).into_iter().map(of))])
    });
    building.dashboard(&cluster, gateways, instances);
    (building.modules, building.layer.root())
}

impl Building<'_> {
    fn prometheus(&mut self, cluster: &layers::Earlier) {
        let module = prometheus::module(self.platform);
        let name = cluster.output("cluster_name").into();
        let call = self.layer.call(&module, prometheus::arguments(self.platform, name));
        self.layer.pass_on_as("prometheus_", &call);
        self.modules.push(module);
    }

    fn logs(&mut self, cluster: &layers::Earlier) {
        let module = logs::module(self.platform);
        let name = cluster.output("cluster_name").into();
        let call = self.layer.call(&module, logs::arguments(self.platform, name));
        self.layer.pass_on_as("application_", &call);
        self.modules.push(module);
    }

    fn cluster(&mut self, cluster: &layers::Earlier) {
        let module = cluster::module();
        let nodes = object([("system_nodes", self.platform.cluster.system.min)]);
        let arguments = vec![
            ("cluster_name", cluster.output("cluster_name").into()),
            ("system_autoscaling_group", cluster.output("system_autoscaling_group").into()),
            ("interruption_queue", cluster.output("karpenter_queue_name").into()),
            ("thresholds", nodes),
            ("topic_arns", self.topics.clone()),
        ];
        let call = self.layer.call_as("cluster_alarms", &module, arguments);
        self.watched("Cluster".to_owned(), &call);
        self.modules.push(module);
    }

    fn network(&mut self, gateways: &Expr) {
        let module = network::module();
        let arguments = vec![
            ("name", self.platform.prefix().into()),
            ("nat_gateway_ids", gateways.clone()),
            ("topic_arns", self.topics.clone()),
        ];
        let call = self.layer.call_as("nat_alarms", &module, arguments);
        self.watched("NAT gateways".to_owned(), &call);
        self.modules.push(module);
    }

    /// A call for each database and each proxy; `facts` is what 30-data says of one.
    fn databases(&mut self, facts: &dyn Fn(&Database) -> crate::ir::Ref) {
        let platform = self.platform;
        let modules: Vec<Module> =
            [Engine::AuroraMysql, Engine::AuroraPostgresql, Engine::Mysql, Engine::Postgres]
                .into_iter()
                .filter(|&engine| platform.databases.iter().any(|d| d.engine == engine))
                .map(databases::module)
                .collect();
        let proxy = databases::proxy();
        for database in by_cloud_name(platform) {
            let fact = facts(database);
            let family = databases::family(database.engine);
            let module = modules.iter().find(|module| module.family == family);
            let module = module.expect("each engine of the platform has a module");
            let mut arguments: Vec<(&str, Expr)> = vec![
                ("instance_identifiers", fact.clone().attr("instance_identifiers").into()),
                ("thresholds", thresholds::of(database)),
                ("topic_arns", self.topics.clone()),
            ];
            if database.engine.aurora() {
                arguments.insert(0, ("identifier", fact.clone().attr("identifier").into()));
            }
            let call = self.layer.call_for("database_alarms", &database.id, module, arguments);
            self.watched(format!("Database {}", database.id.cloud()), &call);
            if database.proxy {
                let arguments = vec![
                    ("proxy_name", fact.attr("proxy").into()),
                    ("topic_arns", self.topics.clone()),
                ];
                let call = self.layer.call_for("proxy_alarms", &database.id, &proxy, arguments);
                self.watched(format!("Proxy of database {}", database.id.cloud()), &call);
            }
        }
        self.modules.extend(modules);
        self.modules.extend(platform.databases.iter().any(|d| d.proxy).then_some(proxy));
    }

    fn dashboard(
        &mut self,
        cluster: &layers::Earlier,
        gateways: Option<Expr>,
        instances: Option<Expr>,
    ) {
        let subjects: Vec<String> =
            self.alarms.iter().map(|(subject, _)| subject.clone()).collect();
        let module = dashboard::module(self.platform, gateways.is_some(), &subjects);
        let mut arguments: Vec<(&str, Expr)> = vec![
            ("name", self.platform.prefix().into()),
            ("cluster_name", cluster.output("cluster_name").into()),
            ("system_autoscaling_group", cluster.output("system_autoscaling_group").into()),
            ("interruption_queue", cluster.output("karpenter_queue_name").into()),
        ];
        arguments.extend(gateways.map(|gateways| ("nat_gateway_ids", gateways)));
        arguments.extend(instances.map(|instances| ("database_instances", instances)));
        arguments.push(("alarm_arns", object(std::mem::take(&mut self.alarms))));
        let call = self.layer.call(&module, arguments);
        self.layer.pass_on(&call);
        self.modules.push(module);
    }

    fn watched(&mut self, subject: String, call: &Call) {
        self.alarms.push((subject, call.output("alarm_arns").into()));
    }
}

/// The databases in the order of the names that AWS knows, as the dashboard shows them, so that a
/// new label changes nothing there.
fn by_cloud_name(platform: &Platform) -> Vec<&Database> {
    let mut databases: Vec<&Database> = platform.databases.iter().collect();
    databases.sort_by_key(|database| database.id.cloud());
    databases
}
