/// Converts byte offsets of a text to code points, in constant time after one pass over the text.
///
/// Stores the number of code points before every 64th byte; an ASCII text needs no table at all.
///
/// ```
/// let text = "“Oui”, dit-il";
/// let offsets = saidso::record::Offsets::new(text);
/// assert_eq!(offsets.code_point(text.find("dit").unwrap()), 7);
/// ```
#[derive(Debug)]
pub struct Offsets<'t> {
    text: &'t str,
    counts: Vec<usize>,
}

const STRIDE: usize = 64;

impl<'t> Offsets<'t> {
    /// Counts the code points of `text`.
    pub fn new(text: &'t str) -> Self {
        let mut counts = Vec::new();
        if !text.is_ascii() {
            let mut seen = 0;
            for block in text.as_bytes().chunks(STRIDE) {
                counts.push(seen);
                seen += code_points(block);
            }
        }
        Self { text, counts }
    }

    /// The number of code points before byte `byte`, which must be a character boundary of the text.
    pub fn code_point(&self, byte: usize) -> usize {
        debug_assert!(self.text.is_char_boundary(byte));
        if self.counts.is_empty() {
            return byte;
        }
        let block = (byte / STRIDE).min(self.counts.len() - 1);
        self.counts[block] + code_points(&self.text.as_bytes()[block * STRIDE..byte])
    }
}

/// Counts the bytes that begin a character.
fn code_points(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0b1100_0000 != 0b1000_0000).count()
}

#[cfg(test)]
mod tests {
    use super::Offsets;

    #[test]
    fn agrees_with_counting_characters() {
        let text = "“Zażółć gęślą jaźń” — 🦀 said; ".repeat(9) + "ascii tail";
        let offsets = Offsets::new(&text);
        for (count, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(offsets.code_point(byte), count);
        }
        assert_eq!(offsets.code_point(text.len()), text.chars().count());
    }
}
