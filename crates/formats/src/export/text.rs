//! Texts of records, which hold only sentences.

use saidso::record::AnnotatedArticle;

/// The text of an article put together from its sentences: right in all but the white space between them, and in the
/// places of all its spans. Where one character is missing stands a space, where more are, line breaks.
///
/// `None` where a sentence has no text, or lies where another one does.
pub fn rebuilt_text(article: &AnnotatedArticle) -> Option<String> {
    let mut text = String::new();
    let mut length = 0;
    for sentence in article.sentences.as_ref()? {
        let words = sentence.text.as_ref()?;
        let gap = sentence.start.checked_sub(length)?;
        // More than an article's worth of white space comes from a broken file, and would be made here.
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

/// Most characters between two sentences.
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
