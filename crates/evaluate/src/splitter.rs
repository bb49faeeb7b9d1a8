use fancy_regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A sentence ends after `.`, `!` or `?` and any closing marks if white space and then a capital or a digit follow,
/// and at every line break. Deliberately simple: it is used for gold sets without sentences, so that all systems are
/// counted in the same way.
static BREAK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?<=[.!?])["”’')\]]*\s+(?=["“‘'(\[]*[A-Z0-9])|\s*\n+\s*"#).ok());

/// Sentences of a text, in bytes, each with the white space after it.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut last = 0;
    let breaks = BREAK.iter().flat_map(|pattern| pattern.find_iter(text)).flatten();
    for found in breaks {
        if !text[last..found.start()].trim().is_empty() {
            sentences.push(last..found.end());
        }
        last = found.end();
    }
    if !text[last..].trim().is_empty() {
        sentences.push(last..text.len());
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::sentences;

    #[test]
    fn sentences_end_at_marks_and_lines() {
        let text = "One. “Two!” Three of 3.5 a.m. four\n\nFive ";
        let found: Vec<&str> = sentences(text).into_iter().map(|span| &text[span]).collect();
        assert_eq!(found, ["One. ", "“Two!” ", "Three of 3.5 a.m. four\n\n", "Five "]);
    }
}
