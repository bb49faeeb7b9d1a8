//! Articles that news databases export as documents: LexisNexis and Nexis Uni, Factiva, ProQuest. Each has a head of
//! fields and a body, and one file may hold many articles.

mod factiva;
mod nexis;
mod proquest;

use super::super::exports::without_by;
use super::manuscript::{Paragraph, one_line};
use serde_json::{Map, Value};

/// One of the articles in a file.
#[derive(Debug, Default)]
pub(super) struct Export {
    pub(super) title: Option<String>,
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) fields: Map<String, Value>,
}

impl Export {
    /// Adds a field, or appends the value to a field that already exists.
    fn field(&mut self, name: &str, value: &str) {
        let value = one_line(value);
        if value.is_empty() {
            return;
        }
        match self.fields.get_mut(name) {
            Some(Value::String(before)) => {
                before.push_str("; ");
                before.push_str(&value);
            }
            _ => {
                self.fields.insert(name.to_owned(), Value::String(value));
            }
        }
    }

    /// Adds the author, without the word "by" before the name.
    fn byline(&mut self, value: &str) {
        self.field("byline", without_by(value.trim()));
    }
}

/// The articles in these paragraphs, if a database has exported them; otherwise none.
pub(super) fn split(paragraphs: &[Paragraph]) -> Vec<Export> {
    [nexis::split, factiva::split, proquest::split]
        .iter()
        .map(|split| split(paragraphs))
        .find(|exports| exports.iter().any(|export| !export.paragraphs.is_empty()))
        .unwrap_or_default()
        .into_iter()
        .filter(|export| !export.paragraphs.is_empty())
        .collect()
}

/// The label before a colon, in lower case, and the value after it: `Load-Date: March 5, 2019`.
fn labelled(text: &str) -> Option<(String, &str)> {
    let (label, value) = text.split_once(':')?;
    let is_label = !label.is_empty()
        && label.len() <= 40
        && label.chars().all(|character| character.is_ascii_alphanumeric() || "- /()".contains(character));
    is_label.then(|| (label.trim().to_ascii_lowercase(), value.trim()))
}

/// Whether a text consists of a word count only.
fn is_word_count(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let count = words.next().is_some_and(|count| {
        count.bytes().all(|byte| byte.is_ascii_digit() || byte == b',')
            && count.starts_with(|first: char| first.is_ascii_digit())
    });
    count
        && words.next().is_some_and(|word| word.eq_ignore_ascii_case("words") || word.eq_ignore_ascii_case("word"))
        && words.next().is_none()
}

/// Whether a line is a copyright notice.
fn is_copyright(text: &str) -> bool {
    text.starts_with('©')
        || ["copyright ", "(c) ", "copyright: "]
            .iter()
            .any(|start| text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start)))
}

#[cfg(test)]
mod tests {
    use super::{Export, split};
    use crate::read::documents::manuscript::{Paragraph, Style};

    fn exports(text: &str) -> Vec<Export> {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let paragraphs: Vec<Paragraph> =
            lines.map(|line| Paragraph { text: line.trim().to_owned(), style: Style::Body }).collect();
        split(&paragraphs)
    }

    fn body(export: &Export) -> Vec<&str> {
        export.paragraphs.iter().map(|paragraph| &*paragraph.text).collect()
    }

    fn field<'e>(export: &'e Export, name: &str) -> &'e str {
        export.fields.get(name).and_then(serde_json::Value::as_str).unwrap_or("")
    }

    #[test]
    fn nexis_uni_gives_bodies_and_fields() {
        let document = |headline: &str, body: &str| {
            format!(
                "{headline}\nThe Tern (Vellan)\nMarch 5, 2019 Tuesday\nEdition 1\nCopyright 2019 Tern Newspapers All Rights Reserved\n\
                 Section: NEWS; Pg. 4\nLength: 84 words\nByline: By Marta Keel\nDateline: LOMVIK\nHighlight: The pier goes.\nBody\n{body}\n\
                 Graphic\nThe pier on Monday.\nClassification\nLanguage: ENGLISH\nPublication-Type: Newspaper\nSubject: PORTS (90%)\n\
                 Load-Date: March 6, 2019\nEnd of Document\n"
            )
        };
        let cover = "User Name: reader\nDate and Time: Friday, May 3, 2024 10:00 AM EST\nJob Number: 1\nDocuments (2)\n1. Pier goes\n\
                     Client/Matter: -None-\nSearch Terms: pier\nNarrowed by:\nContent Type\tNarrowed by\nNews\t-None-\n2. Ferry stays\n";
        let text = format!(
            "{cover}{}{}",
            document("Pier goes", "The pier goes in May.\nThe crew said: nobody asked.\nBody parts were not found."),
            document("Ferry stays", "Note: this is a column.\nThe ferry stays.")
        );
        let found = exports(&text);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0].title.as_deref(), Some("Pier goes"));
        assert_eq!(
            body(&found[0]),
            ["The pier goes in May.", "The crew said: nobody asked.", "Body parts were not found."]
        );
        assert_eq!(body(&found[1]), ["Note: this is a column.", "The ferry stays."]);
        for (name, value) in [
            ("publication", "The Tern (Vellan)"),
            ("date", "March 5, 2019 Tuesday"),
            ("byline", "Marta Keel"),
            ("section", "NEWS; Pg. 4"),
            ("length", "84 words"),
            ("copyright", "Copyright 2019 Tern Newspapers All Rights Reserved"),
            ("load_date", "March 6, 2019"),
            ("graphic", "The pier on Monday."),
            ("language", "ENGLISH"),
        ] {
            assert_eq!(field(&found[0], name), value, "{name}");
        }
    }

    #[test]
    fn older_lexisnexis_has_capitals_and_counts() {
        let text = "1 of 2 DOCUMENTS\nThe Tern\nMarch 5, 2019 Tuesday\nFinal Edition\nPier goes\nBYLINE: Marta Keel\nSECTION: NEWS; Pg. 4\n\
                    LENGTH: 84 words\nDATELINE: LOMVIK\nThe pier goes in May.\nNobody asked.\nLOAD-DATE: March 6, 2019\nLANGUAGE: ENGLISH\n\
                    Copyright 2019 Tern Newspapers\n2 of 2 DOCUMENTS\nThe Tern\nMarch 6, 2019\nHEADLINE: Ferry stays\nLENGTH: 20 words\n\
                    BODY:\nThe ferry stays.\nLOAD-DATE: March 7, 2019\n";
        let found = exports(text);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!((found[0].title.as_deref(), found[1].title.as_deref()), (Some("Pier goes"), Some("Ferry stays")));
        assert_eq!(body(&found[0]), ["The pier goes in May.", "Nobody asked."]);
        assert_eq!(body(&found[1]), ["The ferry stays."]);
        assert_eq!((field(&found[0], "publication"), field(&found[0], "date")), ("The Tern", "March 5, 2019 Tuesday"));
    }

    #[test]
    fn factiva_has_codes_or_lines_of_a_known_order() {
        let coded = "HD\tPier goes\nBY\tBy Marta Keel\nWC\t84 words\nPD\t5 March 2019\nET\t10:30\nSN\tThe Tern\nSC\tTERN\nLA\tEnglish\n\
                     CY\tCopyright 2019, Tern.\nLP\nThe pier goes in May.\nNobody asked.\nTD\nThe crew left.\nNS\ngcat : Political\nAN\n\
                     Document TERN000020190305ef3500001\n";
        let plain = "News\nFerry stays\nMarta Keel\n1,084 words\n6 March 2019\nThe Tern\nTERN\n4\nEnglish\n(c) 2019 Tern.\n\
                     The ferry stays.\nNobody asked.\nDocument TERN000020190306ef3600002\n";
        for text in [format!("{coded}{plain}"), format!("{plain}{coded}Search Summary\nText\tpier\nDate\tAll dates\n")]
        {
            let mut found = exports(&text);
            found.sort_by_key(|export| export.title.clone());
            assert_eq!(found.len(), 2, "{found:?}");
            assert_eq!(found[0].title.as_deref(), Some("Ferry stays"));
            assert_eq!(body(&found[0]), ["The ferry stays.", "Nobody asked."]);
            assert_eq!(body(&found[1]), ["The pier goes in May.", "Nobody asked.", "The crew left."]);
            for (export, date, id) in [
                (&found[0], "6 March 2019", "TERN000020190306ef3600002"),
                (&found[1], "5 March 2019", "TERN000020190305ef3500001"),
            ] {
                assert_eq!((field(export, "byline"), field(export, "publication")), ("Marta Keel", "The Tern"));
                assert_eq!((field(export, "date"), field(export, "id")), (date, id));
            }
        }
    }

    #[test]
    fn proquest_has_labels_or_headings() {
        let labels = "Pier goes\nAuthor: Keel, Marta\nPublication info: The Tern ; Vellan [Vellan]05 Mar 2019: A.4.\nAbstract: None available.\n\
                      Full text: The pier goes in May.\nNobody asked.\nSubject: Ports\nPublication title: The Tern\nPublication date: Mar 5, 2019\n\
                      ProQuest document ID: 123456\nDocument URL: https://search.proquest.example/1\n";
        let headings = "Ferry stays\nAuthor: Keel, Marta. The Tern ; Vellan. 06 Mar 2019: A.4.\nProQuest document link\nFULL TEXT\nThe ferry stays.\n\
                        DETAILS\nSubject:\tPorts\nPublication title:\tThe Tern\nPublication date:\tMar 6, 2019\nProQuest document ID:\t654321\n";
        let found = exports(&format!("{labels}{}{headings}", "____________________\n"));
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(body(&found[0]), ["The pier goes in May.", "Nobody asked."]);
        assert_eq!(body(&found[1]), ["The ferry stays."]);
        assert_eq!((found[0].title.as_deref(), found[1].title.as_deref()), (Some("Pier goes"), Some("Ferry stays")));
        assert_eq!((field(&found[0], "publication"), field(&found[1], "date")), ("The Tern", "Mar 6, 2019"));
    }

    #[test]
    fn other_documents_are_left_alone() {
        for text in [
            "Pier goes\nThe pier goes in May.\nBody\nNobody asked.",
            "Minutes\nSection: one\nLength: long\nThe end of the document was missing.",
            "Document A12 was found.\n84 words\nFull text of the speech\nIt begins here.",
        ] {
            assert!(exports(text).is_empty(), "{text}");
        }
    }
}
