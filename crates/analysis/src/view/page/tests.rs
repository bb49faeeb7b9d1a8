use super::*;
use crate::view::{sample, tame};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use saidso::record::{Assertion, ErrorDetail, ErrorRecord, Record};
use std::io::Read;

fn report(records: &[Record]) -> Report {
    let options = ReportOptions { title: "a <title>".into(), by: "publisher".into(), date: "date".into() };
    let mut report = Report::new(options);
    for record in records {
        report.add(record, Some(sample::TEXT)).unwrap();
    }
    report
}

/// What stands between the tags of `html`, from the first element with this class on, as a reader sees it.
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
    let page = report(&[record.clone(), record]).html().unwrap();
    assert!(page.contains(">Anna B. Larsen</a> <small>party &#60;Greens&#62;</small>"), "{page}");
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
    let data = |id: &str| {
        let (_, rest) = page.split_once(&format!("id=\"{id}\">")).unwrap();
        rest.split_once("</script>").unwrap().0.trim().to_owned()
    };
    let articles: Vec<String> = data("packed").lines().map(unpacked).collect();
    assert_eq!(articles, vec![article_html(&sample::record(), Some(sample::TEXT)).unwrap(); 2]);
    let index: serde_json::Value = serde_json::from_str(&unpacked(&data("index"))).unwrap();
    assert_eq!(index["claims"]["label"], "FQFFOFQFFO");
    assert_eq!(index["claims"]["source"], serde_json::json!([-1, 0, 1, 2, -1, -1, 0, 1, 2, -1]));
    assert_eq!(index["sources"], serde_json::json!(["Anna Larsen", "He", "the mayor"]));
    assert!(page.contains("<h1>a &#60;title&#62;</h1>") && page.contains("2 articles, 8 labelled sentences"));
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
    let page = report(&[record.clone(), record]).html().unwrap();
    let (_, index) = page.split_once("id=\"index\">").unwrap();
    let index: serde_json::Value = serde_json::from_str(&unpacked(index.split_once('<').unwrap().0.trim())).unwrap();
    assert_eq!(
        (&index["claims"]["assertion"], &index["articles"][0]["title"]),
        (&"ADQTAADQTA".into(), &"A bridge less".into())
    );
    assert!(page.contains("<option value=\"D\">denied</option>"));
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
fn failures_are_named() {
    let mut report = report(&[sample::record(), sample::record()]);
    let error = ErrorDetail { input: "x.txt".into(), line: None, reason: "no <text>".into() };
    report.add_failure(&ErrorRecord { schema_version: 1, id: "x".into(), error });
    let page = report.html().unwrap();
    assert!(page.contains("<code>x</code>: no &#60;text&#62;") && page.contains("1 could not be labelled"));
}

/// The elements of an article's page.
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
        prop_assert!(tame(&text(&html, "text")).contains(&*tame(&words)), "{}", html);
    }
}
