//! LexisNexis and Nexis Uni: fields, `Body`, the text, more fields, `End of Document`; in older exports each document
//! begins with `1 of 200 DOCUMENTS` and the labels are in capitals.

use super::super::super::exports::names::named;
use super::super::manuscript::{Paragraph, Style, one_line};
use super::{Export, is_copyright, is_word_count, labelled};
use crate::read::exports::is_date;

/// Labels in the head.
const HEAD: &[&str] = &[
    "byline",
    "correction",
    "cycle",
    "dateline",
    "distribution",
    "edition",
    "headline",
    "highlight",
    "journal-code",
    "length",
    "section",
    "series",
    "source",
    "title",
];

/// Labels that end the text if they come after it.
const TAIL: &[&str] = &[
    "acc-no",
    "classification",
    "company",
    "correction-date",
    "country",
    "document-type",
    "geographic",
    "graphic",
    "industry",
    "journal-code",
    "language",
    "load-date",
    "notes",
    "organization",
    "person",
    "pub-type",
    "publication-type",
    "state",
    "subject",
    "ticker",
    "type",
];

/// Lines before and after the text.
const BODY: &str = "body";
const END: &str = "end of document";

pub(super) fn split(paragraphs: &[Paragraph]) -> Vec<Export> {
    let mut exports = Vec::new();
    let mut rest = paragraphs;
    while !rest.is_empty() {
        let end = rest.iter().position(|one| is_line(one, END) || is_count(&one.text)).unwrap_or(rest.len());
        exports.extend(document(&rest[..end]));
        rest = &rest[(end + 1).min(rest.len())..];
    }
    exports
}

fn is_line(paragraph: &Paragraph, line: &str) -> bool {
    paragraph.text.trim_end_matches(':').eq_ignore_ascii_case(line)
}

/// `1 of 200 DOCUMENTS`.
fn is_count(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [number, of, total, documents] = words[..] else { return false };
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
    is_number(number)
        && of.eq_ignore_ascii_case("of")
        && is_number(total)
        && ["document", "documents"].iter().any(|word| documents.eq_ignore_ascii_case(word))
}

/// The article of one document; `None` if the fields that every document has are missing.
fn document(paragraphs: &[Paragraph]) -> Option<Export> {
    let label = |paragraph: &Paragraph| labelled(&paragraph.text).map(|(label, _)| label);
    let is_length = |paragraph: &Paragraph| {
        labelled(&paragraph.text).is_some_and(|(label, value)| label == "length" && is_word_count(value))
    };
    let length = paragraphs.iter().position(is_length);
    let has_load_date = paragraphs.iter().any(|paragraph| label(paragraph).is_some_and(|label| label == "load-date"));
    let body = paragraphs.iter().position(|paragraph| is_line(paragraph, BODY));
    if length.is_none() && !has_load_date {
        return None;
    }
    let start = match (body, length) {
        (Some(body), _) => body + 1,
        // Other fields may follow the length.
        (None, Some(length)) => {
            let fields =
                paragraphs[length..].iter().take_while(|one| label(one).is_some_and(|label| HEAD.contains(&&*label)));
            length + fields.count()
        }
        (None, None) => return None,
    };
    let is_tail = |paragraph: &Paragraph| {
        TAIL.iter().any(|name| is_line(paragraph, name))
            || label(paragraph).is_some_and(|label| is_tail_label(&label, paragraph))
    };
    let end = paragraphs[start..].iter().position(is_tail).map_or(paragraphs.len(), |end| start + end);
    let mut export = Export { paragraphs: paragraphs[start..end].to_vec(), ..Export::default() };
    head(&paragraphs[..start], &mut export);
    tail(&paragraphs[end..], &mut export);
    Some(export)
}

/// Whether a label ends the text. One that could also occur in running text must be in capitals or have a hyphen.
fn is_tail_label(label: &str, paragraph: &Paragraph) -> bool {
    let written = paragraph.text.split(':').next().unwrap_or_default();
    let is_plain = label.contains('-') || written.chars().all(|character| !character.is_lowercase());
    TAIL.contains(&label) && is_plain
}

/// Reads fields with labels, the copyright notice, the date, and above it the name of the newspaper and the headline.
fn head(paragraphs: &[Paragraph], export: &mut Export) {
    // A list of all documents may come before the first one.
    let last_date =
        paragraphs.iter().rposition(|paragraph| labelled(&paragraph.text).is_none() && is_date(&paragraph.text));
    let mut plain: Vec<&Paragraph> = Vec::new();
    for (index, paragraph) in paragraphs.iter().enumerate() {
        match labelled(&paragraph.text) {
            Some((label, value)) if last_date.is_none_or(|date| index > date) && HEAD.contains(&&*label) => {
                match &*label {
                    "headline" | "title" => export.title = Some(one_line(value)),
                    "byline" => export.byline(value),
                    _ => export.field(&named(&label), value),
                }
            }
            _ if is_copyright(&paragraph.text) => export.field("copyright", &paragraph.text),
            _ if is_line(paragraph, BODY) => {}
            _ => plain.push(paragraph),
        }
    }
    let Some(date) = plain.iter().rposition(|paragraph| is_date(&paragraph.text)) else {
        export.title = export.title.take().or_else(|| plain.last().map(|paragraph| one_line(&paragraph.text)));
        return;
    };
    export.field("date", &plain[date].text);
    let styled = plain[..date].iter().rposition(|one| matches!(one.style, Style::Title | Style::Heading));
    let (before, after) = (&plain[..date], &plain[date + 1..]);
    let is_first = date <= 1;
    match before {
        [.., headline, publication] if !is_first => {
            export.field("publication", &publication.text);
            let headline = styled.map_or(*headline, |at| before[at]);
            export.title = export.title.take().or_else(|| Some(one_line(&headline.text)));
        }
        [.., publication] => export.field("publication", &publication.text),
        [] => {}
    }
    // Older exports have the headline below the date, after the edition.
    let is_edition = |paragraph: &&&Paragraph| paragraph.text.to_ascii_lowercase().ends_with("edition");
    after.iter().filter(is_edition).for_each(|edition| export.field("edition", &edition.text));
    let below: Vec<&str> = after.iter().filter(|one| !is_edition(one)).map(|one| &*one.text).collect();
    if export.title.is_none() && !below.is_empty() {
        export.title = Some(one_line(&below.join(" ")));
    }
}

/// Reads the fields after the text: on the same line as their label, or on the lines below it.
fn tail(paragraphs: &[Paragraph], export: &mut Export) {
    let mut open: Option<&str> = None;
    for paragraph in paragraphs {
        let heading = TAIL.iter().find(|name| is_line(paragraph, name));
        match (heading, labelled(&paragraph.text)) {
            (Some(heading), _) => open = Some(heading),
            (None, Some((label, value))) if TAIL.contains(&&*label) => {
                open = Some(TAIL.iter().find(|name| **name == label).map_or("", |name| name));
                export.field(&named(&label), value);
            }
            _ if is_copyright(&paragraph.text) => export.field("copyright", &paragraph.text),
            (None, _) => {
                if let Some(name @ ("graphic" | "notes" | "correction")) = open {
                    export.field(name, &paragraph.text);
                }
            }
        }
    }
}
