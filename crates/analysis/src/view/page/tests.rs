use super::*;
use crate::dates::DateOptions;
use crate::view::{sample, sanitize};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use saidso::record::{Assertion, DayOrder, ErrorDetail, ErrorRecord, Record, SkipDetail, SkipRecord, SkipRule};
use serde_json::{Value, json};
use std::io::Read;

fn options() -> ReportOptions {
    ReportOptions { title: "a <title>".into(), ..ReportOptions::default() }
}

fn report_with(options: ReportOptions, records: &[Record]) -> Report {
    let mut report = Report::new(options);
    for record in records {
        report.add(record, Some(sample::TEXT)).unwrap();
    }
    report
}

fn report(records: &[Record]) -> Report {
    report_with(options(), records)
}

/// The data embedded for the script under this id.
fn data(page: &str, id: &str) -> String {
    let (_, rest) = page.split_once(&format!("id=\"{id}\">")).unwrap();
    rest.split_once("</script>").unwrap().0.trim().to_owned()
}

fn index(report: &Report) -> Value {
    serde_json::from_str(&unpacked(&data(&report.html().unwrap(), "index"))).unwrap()
}

/// The text between the tags of `html`, as a reader sees it, from the first element with this class on.
fn text(html: &str, class: &str) -> String {
    let (_, rest) = html.split_once(&format!("class=\"{class}\"")).unwrap();
    let texts = rest.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text));
    let text: String = texts.collect();
    ["&#60;<", "&#62;>", "&#34;\"", "&#39;'", "&#38;&"]
        .iter()
        .fold(text, |text, pair| text.replace(&pair[..5], &pair[5..]))
}

#[test]
fn an_article_has_its_parts() {
    let html = article_html(&sample::record(), None).unwrap();
    for part in [
        "<h1 class=\"headline\"><span class=\"sentence fact\" id=\"s0\" tabindex=\"0\" data-claim=\"0\"",
        "<span class=\"sentence quote\" id=\"s1\" tabindex=\"-1\" data-claim=\"1\" data-scores=\"0.05 0.9 0.05\">",
        "<span class=\"unseen\">[Quote, Anna Larsen:] </span>",
        "<span class=\"source\" data-parts=\"0s\" data-claim=\"1\">Anna Larsen</span>",
        "data-parts=\"1c 2c\" data-claim=\"3\">the bridge would close</span>",
        "<span>Courier</span><span>2024-05-01</span><span>bridge</span>",
    ] {
        assert!(html.contains(part), "{part} is missing in\n{html}");
    }
}

#[test]
fn pages_tell_what_is_known_of_sources() {
    let mut record = sample::record();
    let person = serde_json::json!({"name": "Anna B. Larsen", "party": "<Greens>"});
    record.sources[0].person = person.as_object().cloned();
    let html = article_html(&record, None).unwrap();
    assert!(html.contains("<p class=\"dim\">Anna B. Larsen · party &#60;Greens&#62;<br/>1 quote"), "{html}");
    let source = &index(&report(&[record.clone(), record]))["sources"][0];
    assert_eq!((&source["name"], &source["known"]), (&"Anna B. Larsen".into(), &"party <Greens>".into()));
}

fn unpacked(packed: &str) -> String {
    let mut text = String::new();
    flate2::read::GzDecoder::new(&*STANDARD.decode(packed).unwrap()).read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_report_holds_its_articles_and_claims() {
    let report = report(&[sample::record(), sample::record()]);
    let page = report.html().unwrap();
    let articles: Vec<String> = data(&page, "packed").lines().map(unpacked).collect();
    assert_eq!(articles, vec![article_html(&sample::record(), Some(sample::TEXT)).unwrap(); 2]);
    let index = index(&report);
    assert_eq!((&index["claims"]["label"], &index["claims"]["speech"]), (&"FQFFOFQFFO".into(), &"-DII--DII-".into()));
    // Anna Larsen is the same person in both; "he" and "the mayor" are not.
    assert_eq!(index["claims"]["source"], json!([-1, 0, 1, 2, -1, -1, 0, 3, 4, -1]));
    let sources: Vec<(&Value, &Value, &Value)> = index["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|source| (&source["name"], &source["kind"], &source["article"]))
        .collect();
    assert_eq!(
        sources[..2],
        [(&"Anna Larsen".into(), &"P".into(), &Value::Null), (&"He".into(), &"R".into(), &0.into())]
    );
    assert_eq!((&index["sentences"]["label"], &index["sentences"]["kind"]), (&"FQFOFQFO".into(), &"APRAAPRA".into()));
    assert!(page.contains("<h1>a &#60;title&#62;</h1>") && page.contains("2 labelled articles"));
}

/// The first article of a report on two articles with this metadata.
fn entry(options: ReportOptions, metadata: &Value) -> Value {
    let mut record = sample::record();
    record.metadata = metadata.as_object().cloned().unwrap();
    index(&report_with(options, &[record.clone(), record]))["articles"][0].take()
}

#[test]
fn metadata_are_found_by_their_usual_names() {
    let metadata = json!({"site": "The Gull", "sectionName": "World", "pubDate": "Fri, 17 May 2024 10:00:00 +0000",
                          "canonical": "https://gull.example/1?a=b&c=\"d\""});
    let entry_of = entry(options(), &metadata);
    let found = ["group", "section", "date", "link"].map(|field| entry_of[field].as_str());
    // A browser would not have written an address with a quotation mark, but it is still treated as an address.
    let link = "https://gull.example/1?a=b&c=\"d\"";
    assert_eq!(found, [Some("The Gull"), Some("World"), Some("2024-05-17"), Some(link)]);
    let named = ReportOptions {
        by: Some("desk".into()),
        dates: DateOptions { field: Some("issued".into()), order: DayOrder::DayFirst },
        ..options()
    };
    let odd = entry(named.clone(), &json!({"desk": ["City", 7], "issued": "17/05/2024", "publisher": "The Gull"}));
    assert_eq!((&odd["group"], &odd["date"]), (&"City, 7".into(), &"2024-05-17".into()));
    let numbers = entry(named, &json!({"desk": 3, "issued": 20_240_517}));
    assert_eq!((&numbers["group"], &numbers["date"]), (&"3".into(), &"2024-05-17".into()));
}

#[test]
fn what_is_missing_or_odd_is_told_and_not_left_out() {
    for metadata in [
        json!({}),
        json!({"publisher": " ", "date": "", "section": null, "url": "javascript:alert(1)"}),
        json!({"publisher": null, "date": null, "link": 3}),
    ] {
        let entry = entry(options(), &metadata);
        for field in ["group", "section", "date", "unread", "link"] {
            assert_eq!(entry[field], Value::Null, "{field} of {metadata}");
        }
        assert_eq!((&entry["title"], &entry["claims"]), (&"Bridge to close".into(), &5.into()));
    }
    let coarse = entry(options(), &json!({"date": "May 2024", "publisher": ["The Gull", "Post"]}));
    assert_eq!((&coarse["date"], &coarse["group"]), (&"2024-05".into(), &"The Gull, Post".into()));
    let unread = entry(options(), &json!({"date": "sometime in May"}));
    assert_eq!((&unread["date"], &unread["unread"]), (&Value::Null, &"sometime in May".into()));
}

#[test]
fn an_article_is_called_by_its_words_never_by_its_id() {
    let mut record = sample::record();
    record.id = "art000".into();
    record.sentences.remove(0);
    record.claims.clear();
    let named = |record: &Record| index(&report(&[record.clone(), record.clone()]))["articles"][0]["title"].clone();
    assert_eq!(named(&record), "“We had no choice,” said Anna Larsen.");
    assert!(article_html(&record, None).unwrap().contains("<h1>“We had no choice,”"));
    record.sentences[0].span.text = "word ".repeat(60);
    assert_eq!(named(&record).as_str().unwrap().chars().count(), 81);
    record.title = Some("A bridge less".into());
    assert_eq!(named(&record), "A bridge less");
}

#[test]
fn an_article_leads_to_its_page() {
    let mut record = sample::record();
    record.metadata.insert("url".into(), "https://gull.example/\"><script>".into());
    let html = article_html(&record, None).unwrap();
    let link = "<a href=\"https://gull.example/&#34;&#62;&#60;script&#62;\" rel=\"noreferrer\">as published</a>";
    assert!(html.contains(link), "{html}");
    record.metadata.insert("url".into(), "javascript:alert(1)".into());
    assert!(!article_html(&record, None).unwrap().contains("<a "));
}

#[test]
fn a_field_that_no_article_has_is_an_error() {
    let wrong = |options: ReportOptions| report_with(options, &[sample::record()]).html().unwrap_err().to_string();
    for options in [
        ReportOptions { by: Some("paper".into()), ..options() },
        ReportOptions { dates: DateOptions { field: Some("paper".into()), ..DateOptions::default() }, ..options() },
        ReportOptions { section: Some("paper".into()), ..options() },
    ] {
        assert_eq!(wrong(options), "no article has the field `paper`; their metadata has date, publisher");
    }
}

#[test]
fn a_denial_never_looks_like_a_claim() {
    let mut record = sample::record();
    record.title = Some("A bridge less".to_owned());
    record.claims[1].assertion = Some(Assertion::Denied);
    record.claims[2].assertion = Some(Assertion::Asked);
    record.claims[3].propositional = Some(false);
    let html = article_html(&record, None).unwrap();
    assert!(html.contains("<b class=\"mark\">DENIED</b> <span class=\"words\">“We had no choice,”"), "{html}");
    let index = index(&report(&[record.clone(), record]));
    assert_eq!(
        (&index["claims"]["assertion"], &index["articles"][0]["title"]),
        (&"ADQTAADQTA".into(), &"A bridge less".into())
    );
}

#[test]
fn only_the_pages_own_script_and_style_are_let_in() {
    let page = report(&[sample::record()]).html().unwrap();
    let (_, rest) = page.split_once("<script>").unwrap();
    let script = rest.split_once("</script>").unwrap().0;
    let hash = STANDARD.encode(<sha2::Sha256 as sha2::Digest>::digest(script.as_bytes()));
    assert!(page.contains(&format!("script-src 'sha256-{hash}'\"")), "{hash}");
    assert!(!page.contains("unsafe-inline") && !page.contains(" style=\""));
}

#[test]
fn what_has_no_labels_is_named() {
    // With only one article labelled and others failed or skipped, the report is not a single-article page.
    let mut report = report(&[sample::record()]);
    let error = ErrorDetail { input: "x.txt".into(), line: None, reason: "no <text>".into() };
    report.add_failure(&ErrorRecord { schema_version: 1, id: "x".into(), error });
    let skipped = SkipDetail { input: "y.txt".into(), line: None, rule: SkipRule::Language, reason: "German".into() };
    report.add_skipped(&SkipRecord { schema_version: 1, id: "y".into(), skipped });
    let page = report.html().unwrap();
    assert!(page.contains("<code>x</code>: no &#60;text&#62;") && page.contains("<code>y</code>: German"), "{page}");
    assert!(page.contains("1 article could not be labelled, 1 article skipped; not in these figures"), "{page}");
}

/// The elements used in an article's page.
const ELEMENTS: [&str; 25] = [
    "article", "aside", "b", "button", "details", "div", "fieldset", "h1", "h2", "header", "i", "input", "label",
    "legend", "li", "ol", "p", "rect", "small", "span", "summary", "svg", "title", "a", "code",
];

proptest! {
    #[test]
    fn whatever_stands_in_an_article_is_text(words in "[<>&\"'a-c ]{0,30}|\\PC{0,20}") {
        let mut record = sample::record();
        record.id.clone_from(&words);
        record.sentences[1].span.text.clone_from(&words);
        record.sources[0].name.clone_from(&words);
        record.claims[1].text.clone_from(&words);
        record.attributions[0].cue.text.clone_from(&words);
        record.metadata.insert("publisher".into(), words.clone().into());
        let html = article_html(&record, None).unwrap();
        for tag in html.split('<').skip(1) {
            let name = tag.trim_start_matches('/').split([' ', '>', '\n']).next().unwrap();
            prop_assert!(ELEMENTS.contains(&name), "<{}> in\n{}", name, html);
        }
        prop_assert!(sanitize(&text(&html, "text")).contains(&*sanitize(&words)), "{}", html);
    }
}
