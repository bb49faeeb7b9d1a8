//! Texts of records that contain only sentences.

use saidso::record::AnnotatedArticle;

/// Rebuilds the text of an article from its sentences. It is correct except for the white space between sentences,
/// and all spans keep their positions. A gap of one character becomes a space, a longer one line breaks.
///
/// `None` if a sentence has no text, or overlaps another one.
pub fn rebuilt_text(article: &AnnotatedArticle) -> Option<String> {
    let mut text = String::new();
    let mut length = 0;
    for sentence in article.sentences.as_ref()? {
        let words = sentence.text.as_ref()?;
        let gap = sentence.start.checked_sub(length)?;
        // A gap longer than any article comes from a broken file, and would have to be allocated here.
        if gap > MOST_BETWEEN || sentence.end.checked_sub(sentence.start)? != words.chars().count() {
            return None;
        }
        match gap {
            1 => text.push(' '),
            more => text.extend(std::iter::repeat_n('\n', more)),
        }
        text.push_str(words);
        length = sentence.end;
    }
    (!text.is_empty()).then_some(text)
}

/// Maximum number of characters between two sentences.
const MOST_BETWEEN: usize = 1 << 20;

#[cfg(test)]
mod tests {
    use super::rebuilt_text;
    use saidso::record::AnnotatedArticle;

    fn rebuilt(json: &str) -> Option<String> {
        rebuilt_text(&serde_json::from_str::<AnnotatedArticle>(json).unwrap())
    }

    #[test]
    fn sentences_stand_where_they_stood() {
        let text = rebuilt(
            r#"{"id": "a", "sentences": [{"start": 1, "end": 4, "text": "Né."}, {"start": 6, "end": 8, "text": "b."},
               {"start": 9, "end": 11, "text": "c."}]}"#,
        );
        assert_eq!(text.as_deref(), Some(" Né.\n\nb. c."));
    }

    #[test]
    fn what_does_not_fit_is_no_text() {
        for sentences in [
            r#"[{"start": 0, "end": 2}]"#,
            r#"[{"start": 0, "end": 3, "text": "b."}]"#,
            r#"[{"start": 0, "end": 2, "text": "b."}, {"start": 1, "end": 3, "text": "c."}]"#,
            r#"[{"start": 9999999999, "end": 10000000001, "text": "b."}]"#,
            r#"[{"start": 2, "end": 0, "text": "b."}]"#,
            "[]",
        ] {
            assert_eq!(rebuilt(&format!(r#"{{"id": "a", "sentences": {sentences}}}"#)), None, "{sentences}");
        }
    }
}
