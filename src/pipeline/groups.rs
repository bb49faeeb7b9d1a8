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
        }
    }

    /// Adds an article with a text of so many bytes to the group; whether the group ends with it.
    pub(super) fn ends_with(&mut self, bytes: usize) -> bool {
        self.bytes = self.bytes.saturating_add(bytes);
        self.articles += 1;
        let full = self.bytes >= self.bytes_limit || self.articles >= self.articles_limit;
        if full {
            (self.bytes, self.articles) = (0, 0);
            self.bytes_limit = self.bytes_limit.saturating_mul(2).min(self.full_bytes);
            self.articles_limit = (self.articles_limit * 2).min(FULL_ARTICLES);
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
    fn a_huge_article_ends_its_group() {
        assert_eq!(sizes([100, 50_000_000, 100].into_iter()), [2, 1]);
    }
}
