/// Padded word pieces of a batch unless the user says otherwise. Larger batches fall out of the processor's caches: with
/// 4096, the same work took a fifth more processor time and twice the memory.
pub const DEFAULT_BATCH_TOKENS: usize = 1024;

/// Where groups end: a function of the articles in their order and of the batch size, and of nothing else.
///
/// A group of full size makes some 64 batches, enough for windows of like length to meet. The first ones are smaller, one
/// batch, two, four, so that the first records come soon.
#[derive(Debug)]
pub(super) struct GroupRule {
    full_bytes: usize,
    bytes_limit: usize,
    articles_limit: usize,
    bytes: usize,
    articles: usize,
    /// Whether every article is a group of its own.
    each: bool,
}

/// Bytes of text that make a word piece, roughly.
const BYTES_PER_PIECE: usize = 4;

const FULL_BATCHES: usize = 64;

const FIRST_ARTICLES: usize = 32;
/// Bounds a group of very short articles, and of failures, which have no text at all.
pub(super) const FULL_ARTICLES: usize = 512;

impl GroupRule {
    pub(super) fn new(batch_tokens: usize) -> Self {
        let batch_bytes = batch_tokens.saturating_mul(BYTES_PER_PIECE).max(1);
        Self {
            full_bytes: batch_bytes.saturating_mul(FULL_BATCHES),
            bytes_limit: batch_bytes,
            articles_limit: FIRST_ARTICLES,
            bytes: 0,
            articles: 0,
            each: false,
        }
    }

    /// Every article is a group of its own: none waits for the next.
    pub(super) fn each() -> Self {
        Self { each: true, ..Self::new(1) }
    }

    /// The rule as it stands when so many groups have ended.
    pub(super) fn after(groups: u64, batch_tokens: usize) -> Self {
        let mut rule = Self::new(batch_tokens);
        for _ in 0..groups {
            let before = (rule.bytes_limit, rule.articles_limit);
            rule.grow();
            if before == (rule.bytes_limit, rule.articles_limit) {
                break;
            }
        }
        rule
    }

    fn grow(&mut self) {
        self.bytes_limit = self.bytes_limit.saturating_mul(2).min(self.full_bytes);
        self.articles_limit = (self.articles_limit * 2).min(FULL_ARTICLES);
    }

    /// Adds an article with a text of so many bytes to the group; whether the group ends with it.
    pub(super) fn ends_with(&mut self, bytes: usize) -> bool {
        self.bytes = self.bytes.saturating_add(bytes);
        self.articles += 1;
        let full = self.each || self.bytes >= self.bytes_limit || self.articles >= self.articles_limit;
        if full {
            (self.bytes, self.articles) = (0, 0);
            self.grow();
        }
        full
    }
}

#[cfg(test)]
mod tests {
    use super::{FULL_ARTICLES, GroupRule};

    fn sizes(articles: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut rule = GroupRule::new(1000);
        let mut sizes = vec![0];
        for bytes in articles {
            *sizes.last_mut().unwrap() += 1;
            if rule.ends_with(bytes) {
                sizes.push(0);
            }
        }
        sizes
    }

    #[test]
    fn groups_grow_to_their_full_size() {
        assert_eq!(sizes(std::iter::repeat_n(1000, 800)), [4, 8, 16, 32, 64, 128, 256, 256, 36]);
        assert_eq!(sizes(std::iter::repeat_n(0, 2000)), [32, 64, 128, 256, FULL_ARTICLES, FULL_ARTICLES, 496]);
    }

    #[test]
    fn a_rule_can_go_on_where_another_ended() {
        for groups in [0, 1, 3, 7, 1000] {
            let mut rule = GroupRule::new(1000);
            let mut ended = 0;
            while ended < groups {
                ended += u64::from(rule.ends_with(700));
            }
            let mut later = GroupRule::after(groups, 1000);
            assert!((0..2000).all(|_| rule.ends_with(700) == later.ends_with(700)), "after {groups}");
        }
    }

    #[test]
    fn a_huge_article_ends_its_group() {
        assert_eq!(sizes([100, 50_000_000, 100].into_iter()), [2, 1]);
    }
}
