//! An alarm as data, and the resource that it becomes.

use crate::ir::expr::{Piece, for_list};
use crate::ir::{Block, Expr, Ref, Variable, call, list, object, template};
use crate::model::AlertSeverity;

/// A row of the tables of alarms.
pub(super) struct Alarm {
    /// What its name ends in, such as `api-errors`.
    pub(super) what: &'static str,
    /// Which topic it goes to.
    pub(super) severity: AlertSeverity,
    /// What is measured.
    pub(super) measure: Measure,
    /// On which side of the threshold it is bad.
    pub(super) bad: Bad,
    /// Where it is bad.
    pub(super) threshold: Threshold,
    /// Seconds of one data point.
    pub(super) period: u32,
    /// How many data points must be bad, of how many.
    pub(super) datapoints: (u32, u32),
    /// What a missing data point means, and why.
    pub(super) missing: (Missing, &'static str),
    /// What it means, a sentence.
    pub(super) meaning: &'static str,
    /// What to look at first, a sentence.
    pub(super) check: &'static str,
}

/// What an alarm measures.
pub(super) enum Measure {
    /// A metric and its statistic.
    Metric(&'static str, &'static str),
    /// An expression over metrics: each with the id that the expression has for it.
    Math {
        /// The expression of metric math.
        expression: &'static str,
        /// What the result is.
        label: &'static str,
        /// Id, metric, statistic.
        metrics: &'static [(&'static str, &'static str, &'static str)],
    },
}

/// On which side of the threshold it is bad.
#[derive(Clone, Copy)]
pub(super) enum Bad {
    Above,
    Below,
}

/// Where it is bad.
pub(super) enum Threshold {
    /// Everywhere the same.
    Number(f64),
    /// An attribute of the variable `thresholds`, which depends on what is watched.
    Given(&'static str),
}

/// What a missing data point means.
#[derive(Clone, Copy)]
pub(super) enum Missing {
    /// It is as bad as one beyond the threshold.
    Breaching,
    /// All is well.
    NotBreaching,
}

/// What the alarms of a table watch.
pub(super) struct Watched {
    /// The namespace of their metrics.
    pub(super) namespace: &'static str,
    /// What there is one alarm for each of.
    pub(super) for_each: Option<Expr>,
    /// What their names begin with.
    pub(super) prefix: Vec<NamePart>,
    /// Which time series it is.
    pub(super) dimensions: Vec<(&'static str, Expr)>,
}

/// A part of an alarm's name.
#[derive(Clone)]
pub(super) enum NamePart {
    Text(&'static str),
    Value(Ref),
}

/// `var.topic_arns`, which every module of alarms has.
pub(super) fn topic_arns() -> Variable {
    let description = "ARNs of the topics that alarms go to, by severity.";
    Variable::new("topic_arns", "map(string)", description)
}

impl Alarm {
    /// The resource.
    pub(super) fn block(&self, watched: &Watched, topics: &Variable) -> Block {
        let mut block = Block::resource("aws_cloudwatch_metric_alarm", &self.resource());
        if let Some(each) = &watched.for_each {
            block = block.set("for_each", each.clone()).gap();
        }
        let description = format!("{} First check: {}", self.meaning, self.check);
        let block =
            block.set("alarm_name", self.name(watched)).set("alarm_description", description).gap();
        let block = self.measured(block, watched);
        let (datapoints, periods) = self.datapoints;
        let (missing, why) = self.missing;
        let topic = list([topics.address().index(self.severity.name())]);
        let block = block
            .set("comparison_operator", self.bad.operator())
            .set("threshold", self.threshold())
            .set("evaluation_periods", periods)
            .set("datapoints_to_alarm", datapoints)
            .set_because("treat_missing_data", missing.name(), why)
            .gap()
            .set("alarm_actions", topic.clone())
            .set("ok_actions", topic);
        self.queries(block, watched)
    }

    fn resource(&self) -> String {
        self.what.replace('-', "_")
    }

    fn name(&self, watched: &Watched) -> Expr {
        let mut pieces: Vec<Piece> = watched.prefix.iter().map(NamePart::piece).collect();
        pieces.push(format!("-{}", self.what).into());
        template(pieces)
    }

    fn threshold(&self) -> Expr {
        match self.threshold {
            Threshold::Number(number) if number.fract() == 0.0 => whole(number).into(),
            Threshold::Number(number) => number.into(),
            Threshold::Given(name) => thresholds_variable("").address().attr(name).into(),
        }
    }

    /// The metric, where it is one.
    fn measured(&self, block: Block, watched: &Watched) -> Block {
        let Measure::Metric(metric, statistic) = self.measure else { return block };
        block
            .set("namespace", watched.namespace)
            .set("metric_name", metric)
            .set("dimensions", object(watched.dimensions.clone()))
            .set("statistic", statistic)
            .set("period", self.period)
    }

    /// The expression and its metrics, where it is one.
    fn queries(&self, block: Block, watched: &Watched) -> Block {
        let Measure::Math { expression, label, metrics } = self.measure else { return block };
        let result = Block::nested("metric_query")
            .set("id", "result")
            .set("label", label)
            .set("expression", expression)
            .set("return_data", true);
        metrics.iter().fold(block.nest(result), |block, (id, metric, statistic)| {
            let metric = Block::nested("metric")
                .set("namespace", watched.namespace)
                .set("metric_name", *metric)
                .set("dimensions", object(watched.dimensions.clone()))
                .set("stat", *statistic)
                .set("period", self.period);
            block.nest(Block::nested("metric_query").set("id", *id).nest(metric))
        })
    }
}

/// The variable `thresholds`; `attributes` are its type's.
pub(super) fn thresholds_variable(attributes: &str) -> Variable {
    Variable::new(
        "thresholds",
        &format!("object({{ {attributes} }})"),
        "Where alarms begin, which follows from the size of what is watched.",
    )
}

/// The ARNs of an alarm that there is one of for each thing that is watched.
fn every(block: &Block) -> Expr {
    let alarm = Ref::iteration("alarm").attr("arn");
    for_list("alarm", call("values", [block.address().into()]), alarm)
}

/// The alarms of some tables, and an expression that gives all their ARNs.
pub(super) fn blocks(
    tables: &[(&Watched, &[Alarm])],
    topics: &Variable,
) -> (Vec<Vec<Block>>, Expr) {
    let mut arns: Vec<Expr> = Vec::new();
    let mut all = Vec::new();
    for (watched, alarms) in tables {
        let blocks: Vec<Block> = alarms.iter().map(|alarm| alarm.block(watched, topics)).collect();
        arns.extend(blocks.iter().map(|block| match watched.for_each {
            Some(_) => every(block),
            None => block.address().attr("arn").into(),
        }));
        all.push(blocks);
    }
    (all, call("flatten", [list(arns)]))
}

#[expect(clippy::cast_possible_truncation, reason = "thresholds are far below 2^53")]
fn whole(number: f64) -> i64 {
    number as i64
}

impl NamePart {
    fn piece(&self) -> Piece {
        match self {
            Self::Text(text) => (*text).into(),
            Self::Value(value) => value.clone().into(),
        }
    }
}

impl Bad {
    fn operator(self) -> &'static str {
        match self {
            Self::Above => "GreaterThanThreshold",
            Self::Below => "LessThanThreshold",
        }
    }
}

impl Missing {
    fn name(self) -> &'static str {
        match self {
            Self::Breaching => "breaching",
            Self::NotBreaching => "notBreaching",
        }
    }
}
