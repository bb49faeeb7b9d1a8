//! JSON in any arrangement, fields at any depth, and what is reported about missing fields.

use super::{Item, error, ids, read_file, read_with, texts};
use crate::read::{FieldFormat, ReadOptions};
use saidso::error::{ArticleError, FieldRole};
use serde_json::json;

fn options(text: &str) -> ReadOptions {
    ReadOptions { text_field: text.into(), ..ReadOptions::default() }
}

fn title(item: &Item) -> Option<&str> {
    item.as_ref().unwrap().title.as_deref()
}

#[test]
fn lists_and_objects_over_lines_are_read() {
    for (name, content) in [
        ("a.json", r#"[{"text": "one"}, {"text": "two"}]"#),
        ("a.jsonl", "[\n  {\n    \"text\": \"one\"\n  },\n  {\n    \"text\": \"two\"\n  }\n]\n"),
        ("a.json", "{\n  \"text\": \"one\"\n}\n{\n  \"text\": \"two\"\n}"),
        ("a.json", "{\n  \"text\": \"one\"\n},\n{\n  \"text\": \"two\"\n},"),
        ("a.txt", "[{\"text\": \"one\"}]\n[{\"text\": \"two\"}]"),
        ("a.jsonl", "\u{1e}{\"text\": \"one\"}\n\u{1e}{\"text\": \"two\"}\n"),
        ("a.json", "\u{feff}[{\"text\": [\"one\", null]}, {\"text\": \"two\"}]"),
    ] {
        let items = read_file(name, content.as_bytes());
        assert_eq!(texts(&items), ["one", "two"], "{content}");
    }
    assert_eq!(ids(&read_file("a.json", br#"[{"text": "one"}, {"id": 5, "text": "two"}]"#)), ["a:1", "5"]);
    let items = read_file("a.jsonl", b"{\"text\": \"one\"}{\"text\": \"two\"}\n{\"text\": \"three\"}");
    assert_eq!((ids(&items), texts(&items)), (vec!["a:1.1", "a:1.2", "a:2"], vec!["one", "two", "three"]));
}

#[test]
fn damage_in_a_list_is_named() {
    let items = read_file("a.json", br#"[{"text": "one"}, {"text" "two"}, {"text": "three"}, {"text": "fo"#);
    assert!(matches!(error(&items[1]), ArticleError::Json { .. }), "{items:?}");
    assert_eq!(texts(&items[2..3]), ["three"]);
    assert!(error(&items[3]).to_string().contains("ends within an object") && items.len() == 4);
    let items = read_file("a.json", br#"[{"text": "one"}"#);
    assert!(error(&items[1]).to_string().contains("ends within a list"), "{items:?}");
    for content in ["just prose", "[1, 2, 3]", "[\"one\", \"two\"]", "\"text\"", "var x = [{}]"] {
        let items = read_file("a.json", content.as_bytes());
        assert!(items.len() == 1 && items[0].is_err(), "{content}: {items:?}");
    }
}

#[test]
fn numbers_that_are_none_are_null() {
    let items = read_file(
        "a.jsonl",
        b"{\"text\": \"is NaN\", \"x\": NaN, \"y\": [-Infinity, Infinity]}\n{\"text\": \"b\", NaN}",
    );
    let article = items[0].as_ref().unwrap();
    assert_eq!((&*article.text, json!(article.metadata)), ("is NaN", json!({"x": null, "y": [null, null]})));
    assert!(matches!(error(&items[1]), ArticleError::Json { .. }));
}

#[test]
fn fields_are_found_by_their_paths() {
    let line = br#"{"meta": {"key": 7, "by": "A", "no": 1}, "fields": {"body": ["one", "two"], "head": "h"}, "z": 1}"#;
    let options = ReadOptions {
        id_field: "meta.key".into(),
        title_field: "fields.head".into(),
        keep_fields: Some(vec!["z".into(), "meta.by".into()]),
        ..options("fields.body")
    };
    let items = read_with("a.jsonl", line, options);
    let article = items[0].as_ref().unwrap();
    assert_eq!((&*article.id, article.title.as_deref(), &*article.text), ("7", Some("h"), "one\n\ntwo"));
    assert_eq!(json!(article.metadata), json!({"z": 1, "meta.by": "A"}));
}

#[test]
fn answers_of_servers_hold_lists_of_articles() {
    let guardian = br#"{"response": {"status": "ok", "total": 2, "results": [
        {"id": "town/1", "webTitle": "W1", "webUrl": "u1", "fields": {"headline": "H1", "bodyText": "one"}},
        {"id": "town/2", "webTitle": "W2", "webUrl": "u2", "fields": {"headline": "H2", "bodyText": "two"}}]}}"#;
    let registry = br#"{"articles": {"page": 1, "totalResults": 2, "results": [
        {"uri": "1", "lang": "eng", "title": "H1", "body": "one", "source": {"uri": "b", "title": "Beacon"}},
        {"uri": "2", "lang": "eng", "title": "H2", "body": "two", "concepts": [{"uri": "c", "label": {"eng": "x"}}]}]}}"#;
    let feed = br#"{"version": "https://jsonfeed.org/version/1.1", "title": "Beacon", "items": [
        {"id": "1", "url": "u1", "title": "H1", "content_html": "<p>one</p>"}, {"id": "2", "url": "u2", "title": "H2", "content_text": "two"}]}"#;
    for (content, paths) in [
        (
            &guardian[..],
            vec!["text", "fields.bodyText", "response.results[].fields.bodyText", "response.results.fields.bodyText"],
        ),
        (registry, vec!["text", "body", "articles.results[].body", "articles.results.body"]),
    ] {
        for path in paths {
            let items = read_with("a.json", content, ReadOptions { any_language: true, ..options(path) });
            assert_eq!(texts(&items), ["one", "two"], "{path}");
        }
        let items = read_file("a.json", content);
        assert_eq!((title(&items[0]), title(&items[1])), (Some("H1"), Some("H2")));
    }
    assert_eq!(texts(&read_file("a.json", feed)), ["one", "two"]);
    let some = br#"{"articles": [{"title": "A", "text": "one"}, {"title": "B"}]}"#;
    let items = read_file("a.json", some);
    assert!(items.len() == 2 && matches!(error(&items[1]), ArticleError::MissingField(_)));
    let stories = br#"{"stories": [{"stories_id": 5, "url": "u", "title": "H", "text": "one"}]}"#;
    assert_eq!(texts(&read_file("a.json", stories)), ["one"]);
    let long =
        "The town council voted on Tuesday to keep the night ferry running until at least 2026, and so it will run.";
    let index = format!(r#"{{"0": {{"text": "{long}"}}, "1": {{"text": "{long} It did."}}}}"#);
    assert_eq!(texts(&read_file("a.json", index.as_bytes())).len(), 2);
    let hits = br#"{"took": 1, "hits": {"hits": [{"_id": "x", "_source": {"title": "H", "text": "one"}}]}}"#;
    assert_eq!(texts(&read_file("a.json", hits)), ["one"]);
}

#[test]
fn what_belongs_to_an_article_is_none() {
    let post = br#"{"id": 1, "title": "t", "url": "u", "full_text": "the post", "entities": {"tags": [{"text": "a", "url": "x"}]}}"#;
    let items = read_file("a.jsonl", post);
    let message = error(&items[0]);
    assert!(
        matches!(message, ArticleError::MissingField(missing) if missing.likely.as_deref() == Some("full_text")),
        "{message}"
    );
    let pieces = br#"{"title": "t", "contents": [{"type": "p", "content": "one"}, {"type": "p", "content": "two"}]}"#;
    assert_eq!(texts(&read_with("a.jsonl", pieces, options("contents.content"))), ["one\n\ntwo"]);
}

#[test]
fn missing_fields_are_answered_with_those_there_are() {
    let items = read_file("a.jsonl", br#"{"id": "x", "content": "c", "url": "u"}"#);
    assert_eq!(items[0].as_ref().unwrap_err().id, "x");
    assert_eq!(error(&items[0]).to_string(), "there is no field `text`; fields are id, content, url");
    for (options, name, role) in [
        (ReadOptions { id_field: "idd".into(), ..ReadOptions::default() }, "idd", FieldRole::Id),
        (
            ReadOptions { keep_fields: Some(vec!["autor".into()]), ..ReadOptions::default() },
            "autor",
            FieldRole::Metadata,
        ),
    ] {
        let lines = b"{\"id\": 1, \"text\": \"a\"}\n{\"id\": 2, \"text\": \"b\", \"author\": \"c\"}";
        let items = read_with("a.jsonl", lines, options.clone());
        assert_eq!(items.len(), 3, "{items:?}");
        assert!(
            matches!(error(&items[2]), ArticleError::UnknownField(missing) if missing.name == name && missing.role == role)
        );
        let items = read_with("a.csv", b"id,text,author\n1,a,c\n", options);
        assert!(
            matches!(error(&items[0]), ArticleError::MissingColumn(missing) if missing.name == name && missing.likely.is_some())
                && items.len() == 1
        );
    }
    let sparse = b"{\"text\": \"a\"}\n{\"text\": \"b\", \"author\": null}";
    let options = ReadOptions { keep_fields: Some(vec!["author".into()]), ..ReadOptions::default() };
    assert!(read_with("a.jsonl", sparse, options).iter().all(Result::is_ok));
}

#[cfg(feature = "html")]
#[test]
fn html_in_fields_becomes_text() {
    let line = br#"{"text": "<p>One &amp; two.</p><p>Three.</p>", "title": "A &amp; B"}"#;
    let read = |field_format| read_with("a.jsonl", line, ReadOptions { field_format, ..ReadOptions::default() });
    let items = read(FieldFormat::Auto);
    let article = items[0].as_ref().unwrap();
    assert_eq!((&*article.text, article.title.as_deref()), ("One & two.\n\nThree.", Some("A & B")));
    assert_eq!(json!(article.metadata), json!({"text_from": "html"}));
    let items = read(FieldFormat::Text);
    assert_eq!(texts(&items), ["<p>One &amp; two.</p><p>Three.</p>"]);
    let table = "id,text\n1,\"One.<br><br>&ldquo;Two.&rdquo;\"\n";
    assert_eq!(texts(&read_file("a.csv", table.as_bytes())), ["One.\n\n“Two.”"]);
}

#[test]
fn large_lists_are_read_element_by_element() {
    let element = format!("{{\"text\": \"{}\"}},", "word ".repeat(2000));
    let content = format!("[{}{{\"text\": \"end\"}}]", element.repeat(8000));
    let options = ReadOptions { any_language: true, ..ReadOptions::default() };
    let items = read_with("a.json", content.as_bytes(), options);
    assert_eq!((items.len(), items[8000].as_ref().unwrap().text.as_str()), (8001, "end"));
}
