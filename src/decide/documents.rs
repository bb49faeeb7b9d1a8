//! Texts reproduced after a colon without quotation marks ("In his letter he wrote:"): letters, statements, verse,
//! and the items of a list that a source put forward ("The report found:").

use super::attributions::Attribution;
use super::bare_speakers;
use super::lead_in;
use super::verbatim::{self, Paragraph};
use crate::lexicon::DOCUMENTS;
use crate::prepare::Prepared;
use std::ops::Range;

/// Verbs after which a colon introduces only the source's own words.
const WRITING: [&str; 9] =
    ["wrote", "writes", "written", "reads", "posted", "tweeted", "tweets", "scrawled", "scribbled"];
/// Verbs after which a colon may also introduce words that are only reported.
const SAYING: [&str; 22] = [
    "said",
    "says",
    "read",
    "added",
    "adds",
    "continued",
    "continues",
    "concluded",
    "concludes",
    "began",
    "begins",
    "stated",
    "states",
    "ran",
    "runs",
    "goes",
    "went",
    "replied",
    "announced",
    "declared",
    "told",
    "sings",
];
/// Verbs of finding and demanding, which introduce lists.
const FINDING: [&str; 24] = [
    "found",
    "finds",
    "shows",
    "showed",
    "showing",
    "recommends",
    "recommended",
    "concluded",
    "concludes",
    "revealed",
    "reveals",
    "suggests",
    "suggested",
    "warned",
    "warns",
    "alleges",
    "alleged",
    "claims",
    "claimed",
    "states",
    "stated",
    "demands",
    "demanded",
    "said",
];
/// Maximum number of words from a verb to the colon after it: "said in full:", and "wrote on his page shortly before
/// midnight:".
const NEAR: usize = 4;
const FAR: usize = 12;
/// Maximum number of lines in a verse.
const LONGEST_VERSE: usize = 24;

/// Adds an attribution for each text and list that a colon introduces, and sorts all attributions by cue.
pub(super) fn add(prepared: &Prepared, attributions: &mut Vec<Attribution>) {
    let paragraphs = verbatim::paragraphs(prepared);
    let mut own = Own::new(prepared);
    let mut texts = Vec::new();
    let mut next = 0;
    for index in 0..paragraphs.len().saturating_sub(1) {
        let paragraph = &paragraphs[index];
        own.pass(prepared, paragraph);
        if index < next || !paragraph.is_body() || !lead_in::ends_in_colon(prepared, paragraph) {
            continue;
        }
        let lead = Lead { prepared, paragraphs: &paragraphs, attributions, index };
        if let Some((text, end)) = lead.list().or_else(|| lead.document(own.speaks)) {
            texts.push(text);
            next = end;
        }
    }
    verbatim::put(prepared, attributions, texts);
}

/// Tracks whether the author has used the first person outside quotation marks.
struct Own {
    quoted: Vec<bool>,
    speaks: bool,
}

impl Own {
    fn new(prepared: &Prepared) -> Self {
        Self { quoted: prepared.quoted(), speaks: false }
    }

    fn pass(&mut self, prepared: &Prepared, paragraph: &Paragraph) {
        let mut words = paragraph.words.clone();
        self.speaks = self.speaks || words.any(|word| !self.quoted[word] && is_first_person(prepared.word(word)));
    }
}

fn is_first_person(word: &str) -> bool {
    const PERSONS: [&str; 10] = ["I", "we", "We", "my", "My", "our", "Our", "me", "us", "ours"];
    PERSONS.contains(&word)
}

/// A paragraph that ends in a colon.
struct Lead<'a> {
    prepared: &'a Prepared,
    paragraphs: &'a [Paragraph],
    attributions: &'a [Attribution],
    index: usize,
}

impl Lead<'_> {
    fn paragraph(&self) -> &Paragraph {
        &self.paragraphs[self.index]
    }

    /// The last of these verbs, unless passive, within `near` words before the colon.
    fn verb(&self, verbs: &[&str], near: usize) -> Option<usize> {
        let clause = lead_in::clause(self.prepared, self.paragraph());
        let passive = |word: usize| {
            let before = word.checked_sub(1).map_or("", |before| self.prepared.word(before));
            ["be", "been", "being", "is", "are", "was", "were"].contains(&before)
        };
        clause.rev().take(near).find(|&word| verbs.contains(&self.prepared.word(word)) && !passive(word))
    }

    /// The list after the colon, and the index of the paragraph after it.
    fn list(&self) -> Option<(Attribution, usize)> {
        let verb = self.verb(&FINDING, NEAR)?;
        let items = self.paragraphs[self.index + 1..].iter().take_while(|item| item.is_body() && self.is_item(item));
        let content: Vec<Range<usize>> = items.map(|item| item.words.clone()).collect();
        let end = self.index + 1 + content.len();
        let source = lead_in::source(self.prepared, self.attributions, self.paragraph(), verb)?;
        let cue = lead_in::cue(self.prepared, self.attributions, self.paragraph());
        (content.len() > 1).then(|| (bare_speakers::attribution(source, cue, content), end))
    }

    /// Whether a paragraph begins with a bullet or a number.
    fn is_item(&self, paragraph: &Paragraph) -> bool {
        let first = self.prepared.word(paragraph.words.start);
        let is_number = first.bytes().all(|byte| byte.is_ascii_digit())
            && paragraph.words.len() > 2
            && matches!(self.prepared.word(paragraph.words.start + 1), "." | ")");
        is_number || matches!(first, "•" | "·" | "*" | "-" | "–" | "—" | "▪" | "●" | "■" | "◦")
    }

    /// The text after the colon, and the index of the paragraph after it.
    fn document(&self, author_speaks: bool) -> Option<(Attribution, usize)> {
        let first = self.index + 1;
        if !self.is_unmarked(first) || self.is_item(&self.paragraphs[first]) {
            return None;
        }
        let clause = lead_in::clause(self.prepared, self.paragraph());
        let names_document = clause.clone().any(|word| DOCUMENTS.has(self.prepared.word(word)));
        let own_words = !author_speaks && self.is_personal(first);
        let verb =
            self.verb(&WRITING, FAR).or_else(|| self.verb(&SAYING, NEAR).filter(|_| names_document || own_words))?;
        let end = self.end(first, author_speaks);
        let content = self.paragraphs[first..end].iter().map(|paragraph| paragraph.words.clone()).collect();
        let source = lead_in::source(self.prepared, self.attributions, self.paragraph(), verb)?;
        let cue = lead_in::cue(self.prepared, self.attributions, self.paragraph());
        Some((verbatim::attribution(cue, Some(source), content), end))
    }

    /// Index after the last paragraph that clearly belongs to the text: lines of a verse, and paragraphs in the first
    /// person, with at most one paragraph between them that contains no attribution.
    fn end(&self, first: usize, author_speaks: bool) -> usize {
        let mut end = first + 1;
        while end < self.paragraphs.len().min(first + LONGEST_VERSE)
            && (self.is_unfinished(end - 1) || self.paragraphs[end].is_next_line)
            && self.is_unmarked(end)
        {
            end += 1;
        }
        while !author_speaks && end < self.paragraphs.len() {
            if self.goes_on(end) {
                end += 1;
            } else if self.is_unmarked(end)
                && !self.reports(end)
                && end + 1 < self.paragraphs.len()
                && self.goes_on(end + 1)
            {
                end += 2;
            } else {
                break;
            }
        }
        end
    }

    fn goes_on(&self, index: usize) -> bool {
        self.is_unmarked(index) && self.is_personal(index)
    }

    /// Whether a paragraph is running text that contains no quotation marks and does not end in a colon.
    fn is_unmarked(&self, index: usize) -> bool {
        let paragraph = &self.paragraphs[index];
        if !paragraph.is_body() || lead_in::ends_in_colon(self.prepared, paragraph) {
            return false;
        }
        let bytes = self.prepared.bytes(&paragraph.words);
        let quotations = &self.prepared.quotations;
        let after = quotations.partition_point(|quotation| quotation.span.end <= bytes.start);
        quotations.get(after).is_none_or(|quotation| quotation.span.start >= bytes.end)
    }

    fn is_personal(&self, index: usize) -> bool {
        self.paragraphs[index].words.clone().any(|word| is_first_person(self.prepared.word(word)))
    }

    fn is_unfinished(&self, index: usize) -> bool {
        let last = self.prepared.word(self.paragraphs[index].words.end - 1);
        !matches!(last, "." | "!" | "?" | "…" | ":" | "\"" | "”")
    }

    /// Whether somebody says something in a paragraph; that "staff are asked to wait" may be the text's own request.
    fn reports(&self, index: usize) -> bool {
        let words = &self.paragraphs[index].words;
        let first = self.attributions.partition_point(|attribution| attribution.cue.start < words.start);
        let here = self.attributions[first..].iter().take_while(|attribution| attribution.cue.start < words.end);
        here.into_iter().any(|attribution| attribution.source.is_some())
    }
}
