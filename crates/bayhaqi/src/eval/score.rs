//! Precision, recall and F1 by class, with intervals by the bootstrap over rows (Efron 1979), and
//! what is confused with what.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Samples of the bootstrap.
const SAMPLES: usize = 500;
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

    pub(crate) fn is_empty(&self) -> bool {
        self.decisions.is_empty()
    }

    fn classes(&self) -> Vec<String> {
        let mut classes: Vec<String> =
            self.decisions.iter().filter_map(|d| d.gold.clone()).collect();
        classes.sort();
        classes.dedup();
        classes
    }

    /// Counts by class, each row as often as `weight` says; the last are those of all classes.
    fn counts(&self, classes: &[String], weight: &dyn Fn(usize) -> usize) -> Vec<Counts> {
        let mut counts = vec![Counts::default(); classes.len() + 1];
        let place = |label: &Option<String>| {
            label.as_ref().and_then(|label| classes.binary_search(label).ok())
        };
        for d in &self.decisions {
            let times = weight(d.row);
            let (gold, got) = (place(&d.gold), place(&d.got));
            let all = classes.len();
            for at in gold.into_iter().chain(d.gold.is_some().then_some(all)) {
                counts[at].gold += times;
            }
            for at in got.into_iter().chain(d.got.is_some().then_some(all)) {
                counts[at].got += times;
            }
            if d.right {
                for at in gold.into_iter().chain([all]) {
                    counts[at].right += times;
                }
            }
        }
        counts
    }

    /// A line for each class, one for all decisions, one for the mean of the classes.
    fn lines(&self) -> (Vec<String>, Vec<Line>) {
        let mut names = self.classes();
        let counts = self.counts(&names, &|_| 1);
        let scores = |counts: &[Counts]| -> Vec<f64> {
            let mut f1: Vec<f64> = counts.iter().map(|c| c.f1()).collect();
            let classes = &f1[..f1.len() - 1];
            f1.push(classes.iter().sum::<f64>() / classes.len().max(1) as f64);
            f1
        };
        let mut samples: Vec<Vec<f64>> = vec![Vec::with_capacity(SAMPLES); names.len() + 2];
        let mut random = 0x9e37_79b9_7f4a_7c15u64;
        for _ in 0..SAMPLES {
            let mut times = vec![0usize; self.rows + 1];
            for _ in 0..self.rows {
                // xorshift64 (Marsaglia 2003): the same intervals on every machine.
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                times[1 + (random % self.rows.max(1) as u64) as usize] += 1;
            }
            for (sample, f1) in samples.iter_mut().zip(scores(&self.counts(&names, &|r| times[r])))
            {
                sample.push(f1);
            }
        }
        let mean = counts[..names.len()].iter().fold(Counts::default(), |a, c| Counts {
            right: a.right + c.right,
            gold: a.gold + c.gold,
            got: a.got + c.got,
        });
        let counts_of = counts.iter().copied().chain([mean]);
        let lines = scores(&counts).into_iter().zip(samples).zip(counts_of);
        let lines = lines
            .map(|((f1, mut sample), counts)| {
                sample.sort_by(f64::total_cmp);
                let at = |q: f64| sample[((SAMPLES - 1) as f64 * q).round() as usize];
                Line { counts, f1, low: at(0.025), high: at(0.975) }
            })
            .collect();
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

    /// For people.
    pub(crate) fn table(&self) -> String {
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

    /// For machines.
    pub(crate) fn json(&self) -> String {
        self.to_json().to_string()
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

#[cfg(test)]
mod tests {
    use super::Score;

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
