//! Precision, recall and F1 by class, with intervals by the bootstrap over rows, and what is confused
//! with what.

use super::Figures;
use super::bootstrap::interval;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::{AddAssign, Mul};

/// Confusions that are shown.
const SHOWN: usize = 8;

/// One decision: what is right and what was given; either may be nothing.
#[derive(Clone, Debug)]
struct Decision {
    row: usize,
    gold: Option<String>,
    got: Option<String>,
    right: bool,
    /// What it is told as among the confusions, where that is not the classes.
    told: Option<(String, String)>,
}

/// All decisions on a set.
#[derive(Debug)]
pub(crate) struct Score {
    suite: String,
    rows: usize,
    decisions: Vec<Decision>,
    /// Other shares that the suite counts: hits and cases.
    shares: BTreeMap<&'static str, (usize, usize)>,
    /// The same set by other measures.
    measures: Vec<(&'static str, Score)>,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    right: usize,
    gold: usize,
    got: usize,
}

impl Counts {
    fn precision(self) -> f64 {
        self.right as f64 / self.got.max(1) as f64
    }

    fn recall(self) -> f64 {
        self.right as f64 / self.gold.max(1) as f64
    }

    fn f1(self) -> f64 {
        2.0 * self.right as f64 / (self.gold + self.got).max(1) as f64
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.right += other.right;
        self.gold += other.gold;
        self.got += other.got;
    }
}

impl Mul<usize> for Counts {
    type Output = Counts;

    fn mul(self, times: usize) -> Counts {
        Counts { right: self.right * times, gold: self.gold * times, got: self.got * times }
    }
}

/// What a row counts.
#[derive(Clone, Copy)]
struct Cell {
    row: usize,
    counts: Counts,
}

/// F1 with its interval.
struct Line {
    counts: Counts,
    f1: f64,
    low: f64,
    high: f64,
}

impl Score {
    pub(crate) fn new(suite: &str) -> Self {
        let suite = suite.to_owned();
        Score {
            suite,
            rows: 0,
            decisions: Vec::new(),
            shares: BTreeMap::new(),
            measures: Vec::new(),
        }
    }

    /// Begins a row; decisions that follow belong to it.
    pub(crate) fn row(&mut self) {
        self.rows += 1;
    }

    pub(crate) fn add(&mut self, gold: Option<&str>, got: Option<&str>) {
        let text = |t: Option<&str>| t.map(str::to_owned);
        let right = gold.is_some() && gold == got;
        let (row, gold, got) = (self.rows, text(gold), text(got));
        self.decisions.push(Decision { row, gold, got, right, told: None });
    }

    /// Adds a decision that its classes do not judge alone; `told` is what stands among the
    /// confusions where it is wrong.
    pub(crate) fn judge(&mut self, classes: (&str, &str), right: bool, told: (String, String)) {
        let (gold, got) = (Some(classes.0.to_owned()), Some(classes.1.to_owned()));
        let told = (!right).then_some(told);
        self.decisions.push(Decision { row: self.rows, gold, got, right, told });
    }

    /// Adds what another measure says of the same set.
    pub(crate) fn with(mut self, name: &'static str, measure: Score) -> Self {
        self.measures.push((name, measure));
        self
    }

    /// Counts a case of something that is no class.
    pub(crate) fn share(&mut self, name: &'static str, hit: bool) {
        let share = self.shares.entry(name).or_default();
        share.0 += usize::from(hit);
        share.1 += 1;
    }

    fn classes(&self) -> Vec<String> {
        let mut classes: Vec<String> =
            self.decisions.iter().filter_map(|d| d.gold.clone()).collect();
        classes.sort();
        classes.dedup();
        classes
    }

    /// For each class what each row counts; the last are those of all classes.
    fn cells(&self, classes: &[String]) -> Vec<Vec<Cell>> {
        let mut cells = vec![Vec::new(); classes.len() + 1];
        let place = |label: &Option<String>| {
            label.as_ref().and_then(|label| classes.binary_search(label).ok())
        };
        let all = classes.len();
        let mut add = |class: usize, row: usize, counts: Counts| {
            let cells: &mut Vec<Cell> = &mut cells[class];
            match cells.last_mut().filter(|c| c.row == row) {
                Some(cell) => cell.counts += counts,
                None => cells.push(Cell { row, counts }),
            }
        };
        for d in &self.decisions {
            let one = |what: bool| usize::from(what);
            let (gold, got) = (d.gold.is_some(), d.got.is_some());
            let counts = Counts { right: one(d.right), gold: one(gold), got: one(got) };
            add(all, d.row, counts);
            if let Some(class) = place(&d.gold) {
                add(class, d.row, Counts { got: 0, ..counts });
            }
            if let Some(class) = place(&d.got) {
                add(class, d.row, Counts { got: 1, ..Counts::default() });
            }
        }
        cells
    }

    /// A line for each class, one for all decisions, one for the mean of the classes.
    fn lines(&self) -> (Vec<String>, Vec<Line>) {
        let mut names = self.classes();
        let cells = self.cells(&names);
        // Rows are counted from 1.
        let times_of = |times: &[usize], row: usize| if row == 0 { 0 } else { times[row - 1] };
        let sum = |cells: &[Cell], times: &[usize]| -> Counts {
            let mut sum = Counts::default();
            cells.iter().for_each(|c| sum += c.counts * times_of(times, c.row));
            sum
        };
        let mean = |times: &[usize]| {
            let classes = &cells[..names.len()];
            let total: f64 = classes.iter().map(|c| sum(c, times).f1()).sum();
            total / classes.len().max(1) as f64
        };
        let once = vec![1; self.rows];
        let mut lines: Vec<Line> = Vec::with_capacity(names.len() + 2);
        for class in &cells {
            let counts = sum(class, &once);
            let (low, high) = interval(self.rows, |times| sum(class, times).f1());
            lines.push(Line { counts, f1: counts.f1(), low, high });
        }
        let mut counts = Counts::default();
        lines[..names.len()].iter().for_each(|l| counts += l.counts);
        let f1 = mean(&once);
        let (low, high) = interval(self.rows, mean);
        lines.push(Line { counts, f1, low, high });
        names.extend(["all".to_owned(), "mean of classes".to_owned()]);
        (names, lines)
    }

    /// What is confused most often: right answer, given answer, times.
    fn confusions(&self) -> Vec<(String, String, usize)> {
        let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
        let name = |label: &Option<String>| label.clone().unwrap_or_else(|| "nothing".to_owned());
        for d in self.decisions.iter().filter(|d| !d.right) {
            let told = d.told.clone().unwrap_or_else(|| (name(&d.gold), name(&d.got)));
            *counts.entry(told).or_default() += 1;
        }
        let mut list: Vec<_> = counts.into_iter().map(|((a, b), n)| (a, b, n)).collect();
        list.sort_by_key(|(_, _, n)| std::cmp::Reverse(*n));
        list.truncate(SHOWN);
        list
    }

    fn to_json(&self) -> Value {
        let (names, lines) = self.lines();
        let line = |(name, line): (&String, &Line)| {
            json!({
                "class": name,
                "gold": line.counts.gold,
                "precision": line.counts.precision(),
                "recall": line.counts.recall(),
                "f1": line.f1,
                "interval": [line.low, line.high],
            })
        };
        let classes: Vec<Value> = names.iter().zip(&lines).map(line).collect();
        let shares: BTreeMap<_, _> = self
            .shares
            .iter()
            .map(|(name, (hits, cases))| (name, json!({"hits": hits, "cases": cases})))
            .collect();
        let mut json = json!({
            "suite": self.suite,
            "rows": self.rows,
            "classes": classes,
            "shares": shares,
            "confusions": self.confusions(),
        });
        if !self.measures.is_empty() {
            let measures = self.measures.iter().map(|(n, m)| ((*n).to_owned(), m.to_json()));
            json["measures"] = Value::Object(measures.collect());
        }
        json
    }
}

impl Figures for Score {
    fn is_empty(&self) -> bool {
        self.decisions.is_empty() && self.measures.iter().all(|(_, m)| m.is_empty())
    }

    fn table(&self) -> String {
        let (names, lines) = self.lines();
        let mut out = format!("{} rows of {}\n\n", self.rows, self.suite);
        // Writing into a string cannot fail.
        let _ =
            writeln!(out, "{:<16} {:>5}  precision  recall     F1  95 % interval", "class", "gold");
        for (name, line) in names.iter().zip(&lines) {
            let Line { counts, f1, low, high } = line;
            let (precision, recall) = (counts.precision(), counts.recall());
            let gold = counts.gold;
            if name == "mean of classes" {
                let _ = writeln!(
                    out,
                    "{name:<16} {:>5}  {:>9}  {:>6}  {f1:.3}  {low:.3}–{high:.3}",
                    "", "", ""
                );
            } else {
                let _ = writeln!(
                    out,
                    "{name:<16} {gold:>5}  {precision:>9.3}  {recall:>6.3}  {f1:.3}  {low:.3}–{high:.3}"
                );
            }
        }
        for (name, (hits, cases)) in &self.shares {
            let share = *hits as f64 / (*cases).max(1) as f64;
            let _ = writeln!(out, "\n{name}: {hits} of {cases} = {share:.3}");
        }
        let confusions = self.confusions();
        if !confusions.is_empty() {
            out += "\nmost often confused (right → given)\n";
        }
        for (gold, got, times) in confusions {
            let _ = writeln!(out, "{times:>5}  {gold} → {got}");
        }
        for (_, measure) in &self.measures {
            let _ = write!(out, "\n{}", measure.table());
        }
        out
    }

    fn json(&self) -> String {
        self.to_json().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::{Figures, Score};

    #[test]
    fn scores_are_counted() {
        let mut score = Score::new("x");
        for (gold, got) in
            [(Some("A"), Some("A")), (Some("A"), Some("B")), (Some("B"), None), (None, Some("B"))]
        {
            score.row();
            score.add(gold, got);
        }
        let (names, lines) = score.lines();
        assert_eq!(names, ["A", "B", "all", "mean of classes"]);
        let f1: Vec<f64> = lines.iter().map(|l| l.f1).collect();
        assert_eq!(f1, [2.0 / 3.0, 0.0, 2.0 / 6.0, 1.0 / 3.0]);
        assert!(lines.iter().all(|l| l.low <= l.f1 + 1e-9 && l.f1 <= l.high + 1e-9));
        assert!(score.table().contains("A → B") && score.json().contains("\"nothing\""));
    }
}
