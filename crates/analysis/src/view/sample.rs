//! A small labelled article for tests.

use saidso::record::{Record, SCHEMA_VERSION};
use serde_json::{Value, json};

pub(crate) const TEXT: &str = "Bridge to close\n\n“We had no choice,” said Anna Larsen. He said that the mayor feared \
                               the bridge would close.\n\nA sorry end.";

/// A headline, a quote, a report within a report, and an opinion.
pub(crate) fn record() -> Record {
    let report = "that the mayor feared the bridge would close";
    let source = |id: &str, name: &str, kind: &str| json!({"id": id, "name": name, "kind": kind, "unresolved": name == "He", "mentions": [span(name, name)]});
    let value = json!({
        "schema_version": SCHEMA_VERSION,
        "id": "bridge",
        "metadata": {"publisher": "Courier", "date": "2024-05-01"},
        "offset_unit": "unicode_code_point",
        "sentences": [
            sentence("Bridge to close", "headline", "reported_fact", None, &[]),
            sentence("“We had no choice,” said Anna Larsen.", "body", "quote", Some("s1"), &["a1"]),
            sentence(&format!("He said {report}."), "body", "reported_fact", Some("s2"), &["a2", "a3"]),
            sentence("A sorry end.", "body", "opinion", None, &[]),
        ],
        "attributions": [
            attribution("a1", "direct", ("Anna Larsen", "s1"), ("said", "said Anna"), "“We had no choice,”"),
            attribution("a2", "indirect", ("He", "s2"), ("said", "said that"), report),
            attribution("a3", "indirect", ("the mayor", "s3"), ("feared", "feared"), "the bridge would close"),
        ],
        "sources": [source("s1", "Anna Larsen", "person"), source("s2", "He", "person"), source("s3", "the mayor", "unnamed")],
        "claims": [
            claim("Bridge to close", "reported_fact", None, 0),
            claim("“We had no choice,”", "quote", Some(("s1", "a1")), 1),
            claim(report, "reported_fact", Some(("s2", "a2")), 2),
            claim("the bridge would close", "reported_fact", Some(("s3", "a3")), 2),
            claim("A sorry end.", "opinion", None, 3),
        ],
    });
    serde_json::from_value(value).expect("a record")
}

/// The span of `words`, which occur where `place` begins in the text.
fn span(words: &str, place: &str) -> Value {
    let byte = TEXT.find(place).expect("it stands in the text");
    let start = TEXT[..byte].chars().count();
    json!({"start": start, "end": start + words.chars().count(), "text": words})
}

fn sentence(text: &str, role: &str, label: &str, source: Option<&str>, attributions: &[&str]) -> Value {
    let mut scores = json!({"reported_fact": 0.05, "quote": 0.05, "opinion": 0.05});
    scores[label] = json!(0.9);
    let mut sentence = span(text, text);
    let rest = json!({"role": role, "label": label, "confidence": 0.9, "scores": scores, "source": source, "attributed_by": attributions.first(),
                      "attributions": attributions});
    sentence.as_object_mut().expect("an object").extend(rest.as_object().expect("an object").clone());
    sentence
}

fn attribution(id: &str, speech: &str, source: (&str, &str), cue: (&str, &str), content: &str) -> Value {
    let mut named = span(source.0, source.0);
    named["resolved"] = json!(source.1);
    json!({"id": id, "speech": speech, "confidence": 0.9, "source": named, "cue": span(cue.0, cue.1),
           "content": [span(content, content)]})
}

fn claim(text: &str, label: &str, whose: Option<(&str, &str)>, sentence: usize) -> Value {
    json!({"text": text, "label": label, "source": whose.map(|whose| whose.0), "attribution": whose.map(|whose| whose.1),
           "sentences": [sentence], "confidence": 0.9})
}
