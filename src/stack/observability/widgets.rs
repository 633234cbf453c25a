//! Widgets of a CloudWatch dashboard, and the grid that they lie on.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html>

use crate::ir::{Expr, list, object};

/// Columns of a dashboard.
const COLUMNS: u32 = 24;

/// What a widget shows.
pub(super) enum Widget {
    /// A heading.
    Heading(&'static str),
    /// States of alarms.
    Alarms {
        /// What they watch.
        title: Expr,
        /// Their ARNs, at most 100.
        arns: Expr,
    },
    /// Lines over time.
    Lines(Lines),
}

/// Lines over time.
pub(super) struct Lines {
    /// What they are, with the unit.
    pub(super) title: &'static str,
    /// The region of the metrics.
    pub(super) region: Expr,
    /// A list of metrics: namespace, name, dimensions, options.
    pub(super) metrics: Expr,
    /// The statistic.
    pub(super) stat: &'static str,
    /// Seconds of one point.
    pub(super) period: u32,
}

/// Widgets placed from left to right and from top to bottom.
#[derive(Default)]
pub(super) struct Grid {
    widgets: Vec<Expr>,
    x: u32,
    y: u32,
    row: u32,
}

impl Grid {
    /// Adds a widget behind the last one, or below where the row is full.
    pub(super) fn add(&mut self, widget: Widget) {
        let (width, height) = widget.size();
        if self.x + width > COLUMNS {
            self.y += self.row;
            (self.x, self.row) = (0, 0);
        }
        let place = [("x", self.x), ("y", self.y), ("width", width), ("height", height)];
        let mut entries = vec![("type", Expr::from(widget.kind()))];
        entries.extend(place.map(|(name, value)| (name, Expr::from(value))));
        entries.push(("properties", widget.properties()));
        self.widgets.push(object(entries));
        self.x += width;
        self.row = self.row.max(height);
    }

    /// The dashboard's body.
    pub(super) fn body(self) -> Expr {
        object([("widgets", list(self.widgets))])
    }
}

impl Widget {
    fn kind(&self) -> &'static str {
        match self {
            Self::Heading(_) => "text",
            Self::Alarms { .. } => "alarm",
            Self::Lines(_) => "metric",
        }
    }

    fn size(&self) -> (u32, u32) {
        match self {
            Self::Heading(_) => (COLUMNS, 1),
            Self::Alarms { .. } => (COLUMNS, 3),
            Self::Lines(_) => (8, 6),
        }
    }

    fn properties(self) -> Expr {
        match self {
            Self::Heading(text) => object([
                ("markdown", Expr::from(format!("## {text}"))),
                ("background", "transparent".into()),
            ]),
            Self::Alarms { title, arns } => object([("title", title), ("alarms", arns)]),
            Self::Lines(lines) => object([
                ("title", Expr::from(lines.title)),
                ("region", lines.region),
                ("view", "timeSeries".into()),
                ("stacked", false.into()),
                ("stat", lines.stat.into()),
                ("period", lines.period.into()),
                ("metrics", lines.metrics),
            ]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widgets_fill_a_row_before_they_begin_the_next() {
        let mut grid = Grid::default();
        grid.add(Widget::Heading("a"));
        for _ in 0..4 {
            let (region, metrics) = (Expr::from("r"), list::<Expr>([]));
            grid.add(Widget::Lines(Lines { title: "b", region, metrics, stat: "Sum", period: 60 }));
        }
        let text = hcl::format::to_string(&grid.body()).unwrap();
        let places: Vec<&str> = text
            .lines()
            .map(str::trim)
            .filter(|line| {
                line.starts_with("\"x\"") || line.starts_with("x ") || line.starts_with("y ")
            })
            .collect();
        let expected = [
            "x = 0", "y = 0", "x = 0", "y = 1", "x = 8", "y = 1", "x = 16", "y = 1", "x = 0",
            "y = 7",
        ];
        assert_eq!(places, expected);
    }
}
