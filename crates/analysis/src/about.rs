//! The article that a record describes: title, outlet and date.

use crate::dates::DateOptions;
use crate::fields;
use saidso::record::{Date, Moment, Record, Role};
use serde::Serialize;
use serde_json::Value;

/// Metadata fields that hold the outlet, under the names that corpora use; the first one present is taken.
const OUTLETS: [&str; 5] = ["publisher", "outlet", "site", "publication", "source"];
/// Metadata fields that hold the address.
const LINKS: [&str; 5] = ["url", "link", "canonical", "canonical_url", "webUrl"];

/// What a reader needs to identify an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct About {
    /// Its id.
    pub id: String,
    /// Its title, or else its headline.
    pub title: Option<String>,
    /// What to call it where it is read: its title, or else the beginning of its text.
    #[serde(skip)]
    pub name: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// When it was published, as precisely as that is known: 2024-05-14, 2024-05 or 2024.
    pub date: Option<String>,
    /// The time of that day, as in 06:30 or 06:30+02:00.
    pub time: Option<String>,
    /// Both, for comparisons.
    #[serde(skip)]
    pub published: Option<Date>,
    /// Where it can be read.
    pub link: Option<String>,
}

impl About {
    /// Reads a record's description of its article.
    pub fn of(record: &Record) -> Self {
        Self::dated(record, &DateOptions::default())
    }

    /// The same, with a date that is read in this way.
    pub fn dated(record: &Record, dates: &DateOptions) -> Self {
        let published = dates.published(record);
        let named = |names: &'static [&str]| names.iter().filter_map(|name| fields::text(record.metadata.get(*name)?));
        Self {
            id: record.id.clone(),
            title: headline(record).map(str::to_owned),
            name: name(record),
            outlet: named(&OUTLETS).next(),
            date: published.map(Date::iso),
            time: published.and_then(|published| published.moment()?.clock()),
            published,
            link: named(&LINKS).find(|link| is_page(link)),
        }
    }

    /// Columns of a flat table.
    pub(crate) const COLUMNS: [&str; 6] = ["article", "title", "outlet", "date", "time", "link"];

    /// Its cells in these columns.
    pub(crate) fn cells(&self) -> [Value; 6] {
        let Self { id, title, outlet, date, time, link, .. } = self.clone();
        [id.into(), title.into(), outlet.into(), date.into(), time.into(), link.into()]
    }

    /// The day on which it was published, and the time, if that is known.
    pub(crate) fn moment(&self) -> Option<Moment> {
        self.published.and_then(Date::moment)
    }

    /// "Title · outlet · date", as far as they are known.
    pub(crate) fn told(&self) -> String {
        let published = self.published.map(|published| published.to_string());
        let parts = [Some(self.name.as_str()), self.outlet.as_deref(), published.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// The title of an article, or else its headline.
pub(crate) fn headline(record: &Record) -> Option<&str> {
    let first = || record.sentences.iter().find(|sentence| sentence.role == Role::Headline);
    let title = record.title.as_deref().filter(|title| !title.trim().is_empty());
    title.or_else(|| first().map(|headline| &*headline.span.text))
}

/// Maximum length of a name taken from the text.
const MOST_LETTERS: usize = 80;

/// The name of an article: its title, its headline, or else the beginning of its text, or its id if it has no text.
pub(crate) fn name(record: &Record) -> String {
    if let Some(headline) = headline(record) {
        return headline.to_owned();
    }
    let Some(first) = record.sentences.iter().map(|sentence| sentence.span.text.trim()).find(|text| !text.is_empty())
    else {
        return record.id.clone();
    };
    let Some((end, _)) = first.char_indices().nth(MOST_LETTERS) else { return first.to_owned() };
    let words = first[..end].rsplit_once(char::is_whitespace).map_or(&first[..end], |(words, _)| words);
    format!("{words} …")
}

/// Whether an address is one of a web page, to which a browser may be sent.
fn is_page(address: &str) -> bool {
    let is_http = |scheme: &str| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    (is_http("http://") || is_http("https://"))
        && !address.chars().any(|character| character.is_whitespace() || character.is_control())
}

#[cfg(test)]
mod tests {
    use super::About;
    use crate::view::sample;
    use serde_json::json;

    #[test]
    fn an_article_is_known_by_title_outlet_and_day() {
        let mut record = sample::record();
        assert_eq!(About::of(&record).told(), "Bridge to close · Courier · 2024-05-01");
        record.title = Some("A bridge less".to_owned());
        let metadata =
            json!({"source": {"name": "The Herald"}, "pubDate": "14 May 2024", "url": "javascript:alert(1)"});
        record.metadata = metadata.as_object().cloned().unwrap();
        let about = About::of(&record);
        assert_eq!((about.told().as_str(), about.link), ("A bridge less · The Herald · 2024-05-14", None));
        record.metadata.insert("source".to_owned(), json!(["The Herald", "Post"]));
        record.metadata.insert("pubDate".to_owned(), "May 2024".into());
        assert_eq!(About::of(&record).told(), "A bridge less · The Herald, Post · 2024-05");
        for (link, is_taken) in [
            ("HTTPS://herald.example/1?a=b&c", true),
            ("http://herald.example/ javascript:", false),
            ("//herald.example/", false),
            ("data:text/html,<script>", false),
        ] {
            record.metadata.insert("canonical".to_owned(), link.into());
            assert_eq!(About::of(&record).link.as_deref(), is_taken.then_some(link), "{link}");
        }
    }
}
