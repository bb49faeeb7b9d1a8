//! The stance head's output for a sentence.

/// Number of stances that a sentence can have.
pub const STANCES: usize = 5;

/// A score for each stance that a sentence can have: logits of one distribution, not calibrated.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Stance {
    /// The author states it as a fact.
    pub fact: f32,
    /// It is the author's own opinion.
    pub opinion: f32,
    /// Somebody else says it, in the author's words.
    pub reported: f32,
    /// Somebody else says it in words of their own.
    pub quoted: f32,
    /// It is not part of the article: a link, a note, a credit.
    pub boilerplate: f32,
}

impl From<[f32; STANCES]> for Stance {
    fn from(scores: [f32; STANCES]) -> Self {
        let [fact, opinion, reported, quoted, boilerplate] = scores;
        Self { fact, opinion, reported, quoted, boilerplate }
    }
}

impl Stance {
    /// The stance of a sentence without words: certainly not opinion, and nobody else's words.
    pub const WORDLESS: Self = Self { fact: 10.0, opinion: 0.0, reported: 0.0, quoted: 0.0, boilerplate: 0.0 };

    /// The scores in the order of the head's output.
    pub fn scores(self) -> [f32; STANCES] {
        let Self { fact, opinion, reported, quoted, boilerplate } = self;
        [fact, opinion, reported, quoted, boilerplate]
    }

    /// Log-odds of opinion, given that the author speaks.
    pub fn own_view(self) -> f32 {
        self.opinion - self.fact
    }

    /// Log-odds that somebody other than the author speaks, given that it is not boilerplate.
    pub fn somebody_else(self) -> f32 {
        log_sum([self.reported, self.quoted]) - log_sum([self.fact, self.opinion])
    }

    /// Log-odds of a quote, given that somebody else speaks.
    pub fn own_words(self) -> f32 {
        self.quoted - self.reported
    }

    /// Log-odds of boilerplate.
    pub fn furniture(self) -> f32 {
        self.boilerplate - log_sum([self.fact, self.opinion, self.reported, self.quoted])
    }
}

/// Logarithm of the sum of exponentials.
fn log_sum<const N: usize>(scores: [f32; N]) -> f32 {
    let largest = scores.into_iter().fold(f32::NEG_INFINITY, f32::max);
    largest + scores.into_iter().map(|score| (score - largest).exp()).sum::<f32>().ln()
}

#[cfg(test)]
mod tests {
    use super::Stance;

    #[test]
    fn odds_compare_what_they_say() {
        let stance = Stance::from([0.5f32, 0.1, 0.2, 0.1, 0.1].map(f32::ln));
        let odds = |logit: f32| logit.exp();
        assert!((odds(stance.own_view()) - 0.2).abs() < 1e-6);
        assert!((odds(stance.somebody_else()) - 0.5).abs() < 1e-6);
        assert!((odds(stance.own_words()) - 0.5).abs() < 1e-6);
        assert!((odds(stance.furniture()) - 1.0 / 9.0).abs() < 1e-6);
    }
}
