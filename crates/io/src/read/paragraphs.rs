//! Assembles texts from pieces, and joins the lines of texts that were wrapped to a width.

/// A text being assembled: white space becomes one space, a line end or a paragraph break.
#[derive(Default)]
pub(super) struct Paragraphs {
    written: String,
    /// Line ends before the next character: two or more end a paragraph.
    lines: usize,
    is_spaced: bool,
    /// Whether line feeds in added text are line ends.
    keeps_lines: bool,
}

impl Paragraphs {
    /// An empty text; `keeps_lines` says whether line feeds in added text are line ends.
    pub(super) fn with_lines(keeps_lines: bool) -> Self {
        Self { keeps_lines, ..Self::default() }
    }

    pub(super) fn push(&mut self, text: &str) {
        for character in text.chars() {
            if character.is_ascii_whitespace() {
                self.is_spaced = true;
                self.lines += usize::from(self.keeps_lines && character == '\n');
                continue;
            }
            if !self.written.is_empty() {
                self.written.push_str(match (self.lines, self.is_spaced) {
                    (2.., _) => "\n\n",
                    (1, _) => "\n",
                    (0, true) => " ",
                    (0, false) => "",
                });
            }
            (self.lines, self.is_spaced) = (0, false);
            self.written.push(character);
        }
    }

    /// Adds a space, unless there is white space already.
    pub(super) fn space(&mut self) {
        self.is_spaced = true;
    }

    /// A line ends here.
    pub(super) fn end_line(&mut self) {
        self.lines += 1;
    }

    /// A paragraph ends here.
    pub(super) fn end_paragraph(&mut self) {
        self.lines = 2;
    }

    pub(super) fn into_text(self) -> String {
        self.written
    }
}

/// Line widths of typewriters and terminals, in characters; text with longer or shorter lines was not wrapped.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=120;

/// Additional spaces of indentation that begin a paragraph.
const INDENT: usize = 2;

/// The text with the wrapped lines of each paragraph joined. Paragraphs begin after a blank line or with an indented
/// one. A line that had room for the next word was ended on purpose, and stays a line.
pub(super) fn unwrapped(text: &str) -> String {
    let width = text.lines().map(|line| line.trim().chars().count()).max().unwrap_or_default();
    let is_wrapped = WIDTHS.contains(&width);
    let indent = |line: &str| line.len() - line.trim_start().len();
    let least = text.lines().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or_default();
    let mut joined = Paragraphs::default();
    let mut before: Option<&str> = None;
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            joined.end_paragraph();
            before = None;
            continue;
        }
        if indent(line) >= least + INDENT {
            joined.end_paragraph();
        } else if let Some(before) = before {
            let word = trimmed.split_whitespace().next().unwrap_or_default();
            let is_full = before.chars().count() + 1 + word.chars().count() > width - width / 8;
            if is_wrapped && is_full {
                joined.space();
            } else {
                joined.end_line();
            }
        }
        joined.push(trimmed);
        before = Some(trimmed);
    }
    joined.into_text()
}

#[cfg(test)]
mod tests {
    use super::unwrapped;

    #[test]
    fn cut_lines_are_joined_and_others_are_kept() {
        for (given, expected) in [
            (
                "The town council of Vellan voted on\nTuesday to keep the ferry that runs at night.\n    The operator, Brine and others, said that\nit would pay.\n",
                "The town council of Vellan voted on Tuesday to keep the ferry that runs at night.\n\nThe operator, Brine and others, said that it would pay.",
            ),
            ("\n\n  One line of it that is long.\n  Next.\n\n\n  Two.", "One line of it that is long.\nNext.\n\nTwo."),
            (
                "Harl 2\nVellan 1\n\nThe match was decided in the last minute.",
                "Harl 2\nVellan 1\n\nThe match was decided in the last minute.",
            ),
            ("", ""),
        ] {
            assert_eq!(unwrapped(given), expected, "{given}");
        }
        let long = format!("{}\n{}", "word ".repeat(40).trim(), "other ".repeat(40).trim());
        assert_eq!(unwrapped(&long), long);
    }
}
