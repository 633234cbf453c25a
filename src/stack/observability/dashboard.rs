//! The environment's CloudWatch dashboard.

use super::widgets::{Grid, Lines, Widget};
use crate::ir::expr::for_list;
use crate::ir::{Block, Expr, Module, Output, Ref, TerraformFile, Variable, call, list, object};
use crate::model::Platform;
use crate::stack::keys::Here;

/// What the widgets refer to.
struct Dashboard {
    here: Here,
    name: Variable,
    cluster: Variable,
    group: Variable,
    queue: Variable,
    gateways: Variable,
    instances: Variable,
    alarms: Variable,
}

/// Metric, title, statistic.
type Row = (&'static str, &'static str, &'static str);

/// Karpenter's interruption queue.
const QUEUE: [Row; 2] = [
    ("ApproximateAgeOfOldestMessage", "Age of the oldest notice, seconds", "Maximum"),
    ("NumberOfMessagesDeleted", "Notices that were read", "Sum"),
];

/// The NAT gateways.
const NAT: [Row; 3] = [
    ("ErrorPortAllocation", "Ports that could not be allocated", "Sum"),
    ("ActiveConnectionCount", "Active connections", "Maximum"),
    ("BytesOutToDestination", "Bytes to the internet", "Sum"),
];

/// Every engine.
const DATABASES: [Row; 6] = [
    ("CPUUtilization", "CPU, percent", "Average"),
    ("FreeableMemory", "Free memory, bytes", "Average"),
    ("DatabaseConnections", "Connections", "Maximum"),
    ("ReadLatency", "Read latency, seconds", "Average"),
    ("WriteLatency", "Write latency, seconds", "Average"),
    ("WriteIOPS", "Writes a second", "Average"),
];

/// The module `dashboard`; `subjects` are what the alarms are grouped by.
pub(super) fn module(platform: &Platform, nat: bool, subjects: &[String]) -> Module {
    let dashboard = Dashboard::new();
    let mut grid = Grid::default();
    dashboard.alarms(&mut grid, subjects);
    dashboard.cluster(&mut grid);
    dashboard.karpenter(&mut grid);
    if nat {
        dashboard.nat(&mut grid);
    }
    let databases = !platform.databases.is_empty();
    if databases {
        dashboard.databases(&mut grid);
    }
    let block = Block::resource("aws_cloudwatch_dashboard", "this")
        .set("dashboard_name", dashboard.name.address())
        .set("dashboard_body", call("jsonencode", [grid.body()]));
    let name = Output::new(
        "dashboard_name",
        "Name of the dashboard.",
        block.address().attr("dashboard_name"),
    );
    let main = TerraformFile::new("main.tf").blocks([dashboard.here.region, block]);
    let mut variables = vec![dashboard.name, dashboard.cluster, dashboard.group, dashboard.queue];
    variables.extend(nat.then_some(dashboard.gateways));
    variables.extend(databases.then_some(dashboard.instances));
    variables.push(dashboard.alarms);
    Module {
        family: "dashboard".to_owned(),
        summary: "The environment's dashboard: which alarms fire, then the Kubernetes API, nodes, \
                  Karpenter's queue, NAT gateways and databases over time."
            .to_owned(),
        files: vec![main],
        variables,
        outputs: vec![name],
    }
}

impl Dashboard {
    fn new() -> Self {
        let string = |name: &str, description: &str| Variable::new(name, "string", description);
        Self {
            here: Here::new(),
            name: string("name", "Name of the dashboard, NAME-ENVIRONMENT."),
            cluster: string("cluster_name", "Name of the cluster."),
            group: string(
                "system_autoscaling_group",
                "Name of the Auto Scaling group of the system nodes.",
            ),
            queue: super::cluster::interruption_queue(),
            gateways: Variable::new(
                "nat_gateway_ids",
                "map(string)",
                "IDs of the NAT gateways by zone.",
            ),
            instances: Variable::new(
                "database_instances",
                "list(string)",
                "IDs of the instances of every database.",
            ),
            alarms: Variable::new(
                "alarm_arns",
                "map(list(string))",
                "ARNs of the alarms, by what they watch.",
            ),
        }
    }

    fn alarms(&self, grid: &mut Grid, subjects: &[String]) {
        grid.add(Widget::Heading("Alarms"));
        for subject in subjects {
            let arns = self.alarms.address().index(subject.as_str()).into();
            grid.add(Widget::Alarms { title: subject.as_str().into(), arns });
        }
    }

    fn cluster(&self, grid: &mut Grid) {
        let api = |metrics: &[&str]| {
            let row = |name: &&str| {
                let dimension = ("ClusterName", self.cluster.address().into());
                metric(("AWS/EKS", name), dimension, short(name).into())
            };
            list(metrics.iter().map(row))
        };
        grid.add(Widget::Heading("Kubernetes API and nodes"));
        let requests = [
            "apiserver_request_total",
            "apiserver_request_total_429",
            "apiserver_request_total_5XX",
        ];
        let latency = ["GET", "LIST", "POST", "PUT", "PATCH", "DELETE"]
            .map(|verb| format!("apiserver_request_duration_seconds_{verb}_P99"));
        let latency: Vec<&str> = latency.iter().map(String::as_str).collect();
        let pending = ["scheduler_pending_pods_ACTIVEQ", "scheduler_pending_pods_UNSCHEDULABLE"];
        self.lines(grid, ("Requests a minute", "Sum"), api(&requests));
        self.lines(grid, ("Latency, 99th percentile, seconds", "Average"), api(&latency));
        self.lines(grid, ("Pods that wait for a node", "Sum"), api(&pending));
        let group = |name: &str, label: &str| {
            let dimension = ("AutoScalingGroupName", self.group.address().into());
            list([metric(("AWS/EC2", name), dimension, label.into())])
        };
        self.lines(
            grid,
            ("Size of the API's database, bytes", "Maximum"),
            api(&["apiserver_storage_size_bytes"]),
        );
        self.lines(
            grid,
            ("System nodes that report", "SampleCount"),
            group("StatusCheckFailed", "nodes"),
        );
        self.lines(grid, ("System nodes, CPU, percent", "Average"), group("CPUUtilization", "cpu"));
    }

    fn karpenter(&self, grid: &mut Grid) {
        grid.add(Widget::Heading("Karpenter's interruption queue"));
        for (name, title, stat) in QUEUE {
            let dimension = ("QueueName", self.queue.address().into());
            let line = metric(("AWS/SQS", name), dimension, name.into());
            self.lines(grid, (title, stat), list([line]));
        }
    }

    fn nat(&self, grid: &mut Grid) {
        grid.add(Widget::Heading("NAT gateways"));
        for (name, title, stat) in NAT {
            let (zone, id) = (Ref::iteration("zone"), Ref::iteration("id"));
            let dimension = ("NatGatewayId", id.into());
            let line = metric(("AWS/NATGateway", name), dimension, zone.into());
            let lines = crate::ir::expr::for_pairs(("zone", "id"), self.gateways.address(), line);
            self.lines(grid, (title, stat), lines);
        }
    }

    fn databases(&self, grid: &mut Grid) {
        grid.add(Widget::Heading("Databases"));
        for (name, title, stat) in DATABASES {
            let id = || Expr::from(Ref::iteration("id"));
            let line = metric(("AWS/RDS", name), ("DBInstanceIdentifier", id()), id());
            self.lines(grid, (title, stat), for_list("id", self.instances.address(), line));
        }
    }

    fn lines(&self, grid: &mut Grid, (title, stat): (&'static str, &'static str), metrics: Expr) {
        let region = self.here.region().into();
        grid.add(Widget::Lines(Lines { title, region, metrics, stat, period: 60 }));
    }
}

/// A metric as a widget lists it.
fn metric((namespace, name): (&str, &str), (dimension, value): (&str, Expr), label: Expr) -> Expr {
    list([Expr::from(namespace), name.into(), dimension.into(), value, object([("label", label)])])
}

/// The end of a metric's name, as its label.
fn short(name: &str) -> &str {
    let starts = ["apiserver_request_duration_seconds_", "apiserver_", "scheduler_"];
    starts.iter().find_map(|start| name.strip_prefix(start)).unwrap_or(name)
}
