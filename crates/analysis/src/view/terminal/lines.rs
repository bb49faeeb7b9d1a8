//! Styled text split into lines.

use anstyle::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Text in a single style.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) style: Style,
}

/// The lines of a text, none wider than `width` columns; styles end with each line and start again on the next.
pub(super) fn wrapped(runs: &[Run], width: Option<usize>) -> Vec<String> {
    let text: String = runs.iter().map(|run| run.text.as_str()).collect();
    let lines = match width {
        Some(width) => textwrap::wrap(&text, textwrap::Options::new(width)),
        None => vec![text.as_str().into()],
    };
    let mut painter = Painter { runs, run: 0, byte: 0 };
    let mut at = 0;
    lines
        .iter()
        .map(|line| {
            let start = at + text[at..].find(&**line).unwrap_or(0);
            painter.take(start - at);
            at = start + line.len();
            painter.take(line.len())
        })
        .collect()
}

/// Steps through runs byte by byte.
struct Painter<'r> {
    runs: &'r [Run],
    run: usize,
    byte: usize,
}

impl Painter<'_> {
    /// The next bytes in their styles.
    fn take(&mut self, mut length: usize) -> String {
        let mut painted = String::new();
        while let Some(run) = self.runs.get(self.run) {
            let taken = length.min(run.text.len() - self.byte);
            let text = &run.text[self.byte..self.byte + taken];
            if !text.is_empty() {
                painted += &super::paint(run.style, text);
            }
            length -= taken;
            self.byte += taken;
            if self.byte < run.text.len() {
                break;
            }
            (self.run, self.byte) = (self.run + 1, 0);
        }
        painted
    }
}

/// Text shortened to at most `width` columns; an ellipsis marks what is left out.
pub(super) fn shortened(text: &str, width: Option<usize>) -> String {
    let Some(width) = width.filter(|width| text.width() > *width) else { return text.to_owned() };
    let mut room = width.saturating_sub(1);
    let fits = |character: &char| {
        let columns = character.width().unwrap_or(0);
        let fits = columns <= room;
        room = room.saturating_sub(columns);
        fits
    };
    let short: String = text.chars().take_while(fits).collect();
    short.trim_end().to_owned() + "…"
}
