//! Classes against gold ones.

/// Macro-averaged F1 and the F1 of each class, in [0, 1]. A class that neither gold nor prediction knows counts as 0.
pub fn f1_by_class(gold: &[usize], predicted: &[usize], classes: usize) -> (f64, Vec<f64>) {
    let scores: Vec<f64> = (0..classes)
        .map(|class| {
            let right = gold.iter().zip(predicted).filter(|&(&gold, &guess)| gold == class && guess == class).count();
            let all = gold.iter().filter(|&&gold| gold == class).count()
                + predicted.iter().filter(|&&guess| guess == class).count();
            if all == 0 { 0.0 } else { 2.0 * right as f64 / all as f64 }
        })
        .collect();
    (scores.iter().sum::<f64>() / classes as f64, scores)
}

#[cfg(test)]
mod tests {
    use super::f1_by_class;

    #[test]
    fn macro_f1_is_the_mean_over_classes() {
        let (mean, each) = f1_by_class(&[0, 0, 1, 1], &[0, 1, 1, 1], 2);
        assert!((each[0] - 2.0 / 3.0).abs() < 1e-12);
        assert!((each[1] - 0.8).abs() < 1e-12);
        assert!((mean - f64::midpoint(2.0 / 3.0, 0.8)).abs() < 1e-12);
    }
}
