use super::Problem;
use saidso::record::{AnnotatedSentence, AnnotatedSpan, AnnotatedSpans};

/// A text indexed by code points.
pub(super) struct CodePoints<'t> {
    text: &'t str,
    /// Byte at which each code point begins, and the length at the end.
    starts: Vec<usize>,
}

impl<'t> CodePoints<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, starts: text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect() }
    }

    /// The words at `start..end`.
    ///
    /// # Errors
    /// The range is empty or outside the text.
    pub(super) fn slice(&self, start: usize, end: usize) -> Result<&'t str, Problem> {
        match (self.starts.get(start), self.starts.get(end)) {
            (Some(&from), Some(&to)) if from < to => Ok(&self.text[from..to]),
            _ => Err(Problem::Outside { start, end, length: self.starts.len() - 1 }),
        }
    }

    pub(super) fn span(&self, (start, end): (usize, usize)) -> Result<AnnotatedSpan, Problem> {
        Ok(AnnotatedSpan { text: Some(self.slice(start, end)?.to_owned()), start, end, ..AnnotatedSpan::default() })
    }

    pub(super) fn spans(&self, offsets: &[(usize, usize)]) -> Result<Vec<AnnotatedSpan>, Problem> {
        offsets.iter().map(|&offsets| self.span(offsets)).collect()
    }

    /// Like [`Self::spans`], for a source or cue.
    pub(super) fn fragments(&self, offsets: &[(usize, usize)]) -> Result<AnnotatedSpans, Problem> {
        self.spans(offsets).map(AnnotatedSpans)
    }

    pub(super) fn sentence(&self, (start, end): (usize, usize)) -> Result<AnnotatedSentence, Problem> {
        let text = Some(self.slice(start, end)?.to_owned());
        Ok(AnnotatedSentence { start, end, text, ..AnnotatedSentence::default() })
    }
}
