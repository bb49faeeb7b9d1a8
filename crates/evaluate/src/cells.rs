//! The counts for an article, in a form that can be added up over articles, and the figures computed from the sums.

/// A figure's name within its measure: `f1`, `precision`, `kappa`, …
pub type Statistic = &'static str;

/// Counts of one measure. Cells of the same measure add up; all counts are sums over articles (micro-averages).
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Things found against things to be found.
    Retrieval(Retrieval),
    /// A mean of values.
    Mean {
        /// The name of the mean.
        statistic: Statistic,
        /// Sum of the values.
        sum: f64,
        /// How many there are.
        count: f64,
    },
    /// Classes against gold classes.
    Confusion(Confusion),
    /// Pairs of values that coders assigned to the same unit.
    Coincidences(Coincidences),
    /// Probabilities compared with outcomes.
    Reliability(Reliability),
    /// Confidences with the answers they belong to.
    Ranking(Ranking),
}

impl Cell {
    /// Adds the counts of another article. Cells of different measures cannot be added; `other` is then ignored.
    pub fn add(&mut self, other: &Self) {
        match (self, other) {
            (Self::Retrieval(own), Self::Retrieval(other)) => own.add(other),
            (Self::Mean { sum, count, .. }, Self::Mean { sum: other_sum, count: other_count, .. }) => {
                *sum += other_sum;
                *count += other_count;
            }
            (Self::Confusion(own), Self::Confusion(other)) => add(&mut own.counts, &other.counts),
            (Self::Coincidences(own), Self::Coincidences(other)) => add(&mut own.counts, &other.counts),
            (Self::Reliability(own), Self::Reliability(other)) => own.add(other),
            (Self::Ranking(own), Self::Ranking(other)) => own.answers.extend_from_slice(&other.answers),
            _ => debug_assert!(false, "cells of different measures"),
        }
    }

    /// The figures of the counts; NaN where the divisor is zero.
    pub fn figures(&self) -> Vec<(Statistic, f64)> {
        match self {
            Self::Retrieval(own) => own.figures().to_vec(),
            Self::Mean { statistic, sum, count } => vec![(statistic, sum / count)],
            Self::Confusion(own) => own.figures(),
            Self::Coincidences(own) => vec![("krippendorff_alpha", own.alpha())],
            Self::Reliability(own) => {
                vec![("expected_calibration_error", own.expected_error()), ("brier", own.squared_error / own.count())]
            }
            Self::Ranking(own) => vec![("area_under_risk_coverage", own.area())],
        }
    }
}

fn add(own: &mut [f64], other: &[f64]) {
    for (own, other) in own.iter_mut().zip(other) {
        *own += other;
    }
}

/// The share of predictions that are right, and the share of gold items that are found.
///
/// The two counts of right items differ if matching is not one to one (overlap).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Retrieval {
    /// Predictions that are right; may be fractional.
    pub right_predicted: f64,
    /// All predictions.
    pub predicted: f64,
    /// Gold items that were found.
    pub right_gold: f64,
    /// All gold items.
    pub gold: f64,
}

impl Retrieval {
    /// Counts with one-to-one matching.
    pub fn one_to_one(right: usize, predicted: usize, gold: usize) -> Self {
        Self { right_predicted: right as f64, predicted: predicted as f64, right_gold: right as f64, gold: gold as f64 }
    }

    /// Adds other counts.
    pub fn add(&mut self, other: &Self) {
        self.right_predicted += other.right_predicted;
        self.predicted += other.predicted;
        self.right_gold += other.right_gold;
        self.gold += other.gold;
    }

    /// Share of the predictions that are right; 0 if there are no predictions, NaN if there are no gold items either.
    pub fn precision(&self) -> f64 {
        self.share(self.right_predicted, self.predicted)
    }

    /// Share of the gold items that are found; 0 if there are no gold items, NaN if there are no predictions either.
    pub fn recall(&self) -> f64 {
        self.share(self.right_gold, self.gold)
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(&self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) }
    }

    fn figures(&self) -> [(Statistic, f64); 3] {
        [("precision", self.precision()), ("recall", self.recall()), ("f1", self.f1())]
    }

    fn share(&self, right: f64, all: f64) -> f64 {
        if self.predicted == 0.0 && self.gold == 0.0 {
            f64::NAN
        } else if all == 0.0 {
            0.0
        } else {
            right / all
        }
    }
}

/// A confusion matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Confusion {
    /// Names of the classes.
    pub classes: &'static [&'static str],
    /// How many classes, counted from the first, have figures of their own; the others stand for answers without a
    /// class.
    pub scored: usize,
    /// Row by row: gold class by predicted class.
    pub counts: Vec<f64>,
}

impl Confusion {
    /// A matrix without counts.
    pub fn new(classes: &'static [&'static str], scored: usize) -> Self {
        Self { classes, scored, counts: vec![0.0; classes.len() * classes.len()] }
    }

    /// Counts one item.
    pub fn count(&mut self, gold: usize, predicted: usize) {
        self.counts[gold * self.classes.len() + predicted] += 1.0;
    }

    /// How many items of a gold class were predicted to be of a given class.
    pub fn at(&self, gold: usize, predicted: usize) -> f64 {
        self.counts[gold * self.classes.len() + predicted]
    }

    /// All items.
    pub fn total(&self) -> f64 {
        self.counts.iter().sum()
    }

    /// Precision, recall and F1 of a class.
    pub fn class(&self, class: usize) -> Retrieval {
        let range = 0..self.classes.len();
        let right = self.at(class, class);
        Retrieval {
            right_predicted: right,
            predicted: range.clone().map(|gold| self.at(gold, class)).sum(),
            right_gold: right,
            gold: range.map(|predicted| self.at(class, predicted)).sum(),
        }
    }

    /// Share of items with the right class.
    pub fn accuracy(&self) -> f64 {
        (0..self.classes.len()).map(|class| self.at(class, class)).sum::<f64>() / self.total()
    }

    /// Agreement beyond chance (Cohen 1960).
    pub fn kappa(&self) -> f64 {
        let total = self.total();
        let chance: f64 = (0..self.classes.len())
            .map(|class| {
                let class = self.class(class);
                class.gold / total * (class.predicted / total)
            })
            .sum();
        // All items are of one class on both sides: agreement is perfect, though no better than chance.
        if chance < 1.0 { (self.accuracy() - chance) / (1.0 - chance) } else { 1.0 }
    }

    /// Mean over the scored classes that occur in gold or prediction, as in scikit-learn.
    fn mean(&self, of: impl Fn(&Retrieval) -> f64) -> f64 {
        let values: Vec<f64> =
            (0..self.scored).map(|class| of(&self.class(class))).filter(|value| !value.is_nan()).collect();
        values.iter().sum::<f64>() / values.len() as f64
    }

    /// Mean of the classes' F1.
    pub fn macro_f1(&self) -> f64 {
        self.mean(Retrieval::f1)
    }

    fn figures(&self) -> Vec<(Statistic, f64)> {
        vec![
            ("macro_f1", self.macro_f1()),
            ("macro_precision", self.mean(Retrieval::precision)),
            ("macro_recall", self.mean(Retrieval::recall)),
            ("accuracy", self.accuracy()),
            ("cohen_kappa", self.kappa()),
        ]
    }

    /// The scored classes, each with its precision, recall and F1.
    pub fn by_class(&self) -> impl Iterator<Item = (&'static str, [(Statistic, f64); 3])> + '_ {
        self.classes.iter().take(self.scored).enumerate().map(|(class, name)| (*name, self.class(class).figures()))
    }
}

/// Krippendorff's matrix of coincidences for nominal values (Krippendorff 2011, *Computing Krippendorff's
/// Alpha-Reliability*).
#[derive(Debug, Clone, PartialEq)]
pub struct Coincidences {
    /// How many values there are.
    pub values: usize,
    /// Row by row; symmetric.
    pub counts: Vec<f64>,
}

impl Coincidences {
    /// A matrix without counts.
    pub fn new(values: usize) -> Self {
        Self { values, counts: vec![0.0; values * values] }
    }

    /// Counts the values that the coders assigned to one unit. A unit with fewer than two values is ignored.
    pub fn count(&mut self, unit: &[usize]) {
        if unit.len() < 2 {
            return;
        }
        let weight = 1.0 / (unit.len() - 1) as f64;
        for (one, &value) in unit.iter().enumerate() {
            for (other, &other_value) in unit.iter().enumerate() {
                if one != other {
                    self.counts[value * self.values + other_value] += weight;
                }
            }
        }
    }

    /// 1 − observed disagreement / expected disagreement; 1 if all coders always assigned the same value.
    pub fn alpha(&self) -> f64 {
        let of_value: Vec<f64> = self.counts.chunks(self.values).map(|row| row.iter().sum()).collect();
        let total: f64 = of_value.iter().sum();
        let agreed: f64 = (0..self.values).map(|value| self.counts[value * self.values + value]).sum();
        let pairs: f64 = of_value.iter().map(|count| count * (count - 1.0)).sum();
        let (observed, expected) = (total - agreed, (total * (total - 1.0) - pairs) / (total - 1.0));
        if expected == 0.0 { 1.0 } else { 1.0 - observed / expected }
    }
}

/// Number of equal-width bins for probabilities.
pub const BINS: usize = 10;

/// Probabilities compared with outcomes, in bins of equal width.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reliability {
    /// Answers in each bin.
    pub counts: [f64; BINS],
    /// Sum of their probabilities.
    pub probabilities: [f64; BINS],
    /// How many of them are right.
    pub right: [f64; BINS],
    /// Sum of squared differences between probability and truth, over all classes if there are several (Brier 1950).
    pub squared_error: f64,
}

impl Reliability {
    /// Counts an answer that has this probability of being right.
    pub fn count_answer(&mut self, probability: f64, right: bool) {
        self.bin(probability, right);
        self.squared_error += (probability - f64::from(u8::from(right))).powi(2);
    }

    /// Counts an answer given by the probabilities of all classes; the most probable class is the answer.
    pub fn count_classes(&mut self, probabilities: &[f64], gold: usize) {
        let answer = (0..probabilities.len())
            .fold(0, |best, class| if probabilities[class] > probabilities[best] { class } else { best });
        self.bin(probabilities[answer], answer == gold);
        self.squared_error += probabilities
            .iter()
            .enumerate()
            .map(|(class, probability)| (probability - f64::from(u8::from(class == gold))).powi(2))
            .sum::<f64>();
    }

    fn bin(&mut self, probability: f64, right: bool) {
        let bin = ((probability * BINS as f64) as usize).min(BINS - 1);
        self.counts[bin] += 1.0;
        self.probabilities[bin] += probability;
        self.right[bin] += f64::from(u8::from(right));
    }

    fn add(&mut self, other: &Self) {
        add(&mut self.counts, &other.counts);
        add(&mut self.probabilities, &other.probabilities);
        add(&mut self.right, &other.right);
        self.squared_error += other.squared_error;
    }

    /// All answers.
    pub fn count(&self) -> f64 {
        self.counts.iter().sum()
    }

    /// Mean difference between probability and share of right answers, over the bins, weighted by their number of
    /// answers (Naeini et al. 2015; Guo et al. 2017).
    pub fn expected_error(&self) -> f64 {
        let gaps = self.probabilities.iter().zip(&self.right).map(|(probability, right)| (probability - right).abs());
        gaps.sum::<f64>() / self.count()
    }
}

/// Confidences with the answers they belong to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ranking {
    /// Confidence, and whether the answer is right.
    pub answers: Vec<(f32, bool)>,
}

impl Ranking {
    /// The risk (share of wrong answers) at each coverage (share of answers, most confident first): one point for
    /// each confidence that occurs (El-Yaniv and Wiener 2010).
    pub fn curve(&self) -> Vec<(f64, f64)> {
        let mut answers = self.answers.clone();
        answers.sort_unstable_by(|one, other| other.0.total_cmp(&one.0));
        let (mut wrong, mut curve) = (0usize, Vec::new());
        for (index, (confidence, right)) in answers.iter().enumerate() {
            wrong += usize::from(!right);
            // Answers with equal confidence are accepted or rejected together.
            if answers.get(index + 1).is_none_or(|next| next.0.total_cmp(confidence).is_ne()) {
                let taken = (index + 1) as f64;
                curve.push((taken / answers.len() as f64, wrong as f64 / taken));
            }
        }
        curve
    }

    /// Mean risk over all coverages (Geifman et al. 2019). Lower is better.
    fn area(&self) -> f64 {
        let mut before = 0.0;
        let steps = self.curve().into_iter().map(|(coverage, risk)| {
            let width = coverage - before;
            before = coverage;
            width * risk
        });
        if self.answers.is_empty() { f64::NAN } else { steps.sum() }
    }
}

#[cfg(test)]
mod tests;
