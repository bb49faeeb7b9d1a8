//! Builds the paragraphs of a document whose parts are nested: text boxes in paragraphs, paragraphs in tables.

use super::manuscript::{Manuscript, Paragraph, Style};

/// A table row whose cells have more bytes than this is part of a page laid out as a table, not a row of figures.
const MAX_ROW: usize = 400;

/// A document that is being read.
#[derive(Default)]
pub(super) struct Builder {
    pub(super) manuscript: Manuscript,
    open: Vec<Open>,
    /// The open rows, each with its cells.
    rows: Vec<Vec<Vec<Paragraph>>>,
}

#[derive(Default)]
struct Open {
    text: String,
    style: Style,
    is_left_out: bool,
}

impl Builder {
    pub(super) fn begin_paragraph(&mut self, style: Style) {
        self.open.push(Open { style, ..Open::default() });
    }

    pub(super) fn style(&mut self, style: Style) {
        if let Some(open) = self.open.last_mut() {
            open.style = style;
        }
    }

    /// Marks the open paragraph to be left out, for example because it is an entry of a table of contents.
    pub(super) fn leave_out(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.is_left_out = true;
        }
    }

    pub(super) fn is_in_paragraph(&self) -> bool {
        !self.open.is_empty()
    }

    /// Adds text to the open paragraph.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut() {
            open.text.push_str(text);
        }
    }

    /// Adds text to the open paragraph and reduces each run of white space to one blank.
    pub(super) fn collapsed(&mut self, text: &str) {
        let Some(open) = self.open.last_mut() else { return };
        for character in text.chars() {
            let is_blank = character.is_ascii_whitespace();
            if !is_blank || !open.text.ends_with([' ', '\n']) {
                open.text.push(if is_blank { ' ' } else { character });
            }
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        let Some(Open { text, style, is_left_out: false }) = self.open.pop() else { return };
        match self.rows.last_mut().and_then(|row| row.last_mut()) {
            Some(cell) => {
                let text = text.trim();
                cell.extend((!text.is_empty()).then(|| Paragraph { text: text.to_owned(), style }));
            }
            None => self.manuscript.push(&text, style),
        }
    }

    pub(super) fn begin_row(&mut self) {
        self.rows.push(Vec::new());
    }

    pub(super) fn begin_cell(&mut self) {
        if let Some(row) = self.rows.last_mut() {
            row.push(Vec::new());
        }
    }

    /// Ends a row: short cells are joined to one paragraph; otherwise the paragraphs of the row stay separate.
    pub(super) fn end_row(&mut self) {
        let Some(row) = self.rows.pop() else { return };
        let length: usize = row.iter().flatten().map(|paragraph| paragraph.text.len()).sum();
        let is_short = row.iter().all(|cell| cell.len() <= 1) && length <= MAX_ROW;
        let mut paragraphs: Vec<Paragraph> = row.into_iter().flatten().collect();
        if is_short && paragraphs.len() > 1 {
            let texts: Vec<&str> = paragraphs.iter().map(|paragraph| &*paragraph.text).collect();
            paragraphs = vec![Paragraph { text: texts.join("\t"), style: Style::Body }];
        }
        match self.rows.last_mut().and_then(|row| row.last_mut()) {
            Some(cell) => cell.append(&mut paragraphs),
            None => self.manuscript.paragraphs.append(&mut paragraphs),
        }
    }

    /// Ends everything that is still open and returns the document.
    pub(super) fn finish(mut self) -> Manuscript {
        while self.is_in_paragraph() {
            self.end_paragraph();
        }
        while !self.rows.is_empty() {
            self.end_row();
        }
        self.manuscript
    }
}
