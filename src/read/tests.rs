use super::samples::{self, Sample, compressed};
use super::{Articles, Charset, Duplicates, Input, MAX_BYTES, ReadOptions};
use crate::error::{ArticleError, FailedArticle};
use crate::record::Article;
use niffler::send::compression::Format;
use serde_json::json;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

type Item = Result<Article, FailedArticle>;

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

fn read(paths: &[&Path]) -> Vec<Item> {
    let inputs = paths.iter().map(|path| Input::Path(path.to_path_buf())).collect();
    Articles::new(inputs, ReadOptions::default()).collect()
}

fn read_with(name: &str, content: &[u8], options: ReadOptions) -> Vec<Item> {
    let folder = folder(&[(name, content)]);
    Articles::new(vec![Input::Path(folder.path().join(name))], options).collect()
}

fn read_file(name: &str, content: &[u8]) -> Vec<Item> {
    let folder = folder(&[(name, content)]);
    read(&[&folder.path().join(name)])
}

fn ids(items: &[Item]) -> Vec<&str> {
    items.iter().map(|item| item.as_ref().map_or_else(|failed| &*failed.id, |article| &*article.id)).collect()
}

fn stories(count: usize) -> Vec<Sample> {
    let story = |number: usize| {
        let text = format!(
            "Port {number} will close, the ministry said.\n\n“No choice,” said Anna Larsen, “{number}, or more.”"
        );
        Sample::new(&format!("s{number}"), &format!("Port {number} closes"), &text)
    };
    (1..=count).map(story).collect()
}

fn texts(items: &[Item]) -> Vec<&str> {
    items.iter().map(|item| &*item.as_ref().unwrap().text).collect()
}

fn error(item: &Item) -> &ArticleError {
    &item.as_ref().unwrap_err().error
}

#[test]
fn a_folder_is_read_in_the_order_of_its_paths() {
    let folder = folder(&[
        ("b.txt", b"b"),
        ("a/z.txt", b"z"),
        ("a/lines.jsonl", b"{\"text\": \"1\"}\n\n{\"text\": \"3\", \"id\": 7}"),
        ("a.txt", b"a"),
        ("notes.md", b"no article"),
        (".hidden/c.txt", b"c"),
        ("a/.d.txt", b"d"),
    ]);
    let items = read(&[folder.path()]);
    assert_eq!(ids(&items), ["a/lines:1", "7", "a/z", "a", "b"]);
    let origin = &items[1].as_ref().unwrap().origin;
    assert_eq!(origin.to_string(), format!("{}:3", folder.path().join("a/lines.jsonl").display()));
}

#[test]
fn made_ids_are_unique() {
    let folder = folder(&[("a.txt", b"a"), ("a.txt.gz", &compressed(b"a", Format::Gzip)), ("x/a.txt", b"a")]);
    let items = read(&[folder.path(), &folder.path().join("x/a.txt")]);
    assert_eq!(ids(&items), ["a", "a-2", "x/a", "a-3"]);
}

#[test]
fn fields_are_taken_and_the_rest_passed_through_in_order() {
    let line = r#"{"z": 1, "body": "t", "url": null, "key": 12, "headline": "h", "a": [true]}"#;
    let folder = folder(&[("x.jsonl", line.as_bytes())]);
    let options = ReadOptions {
        text_field: "body".into(),
        id_field: "key".into(),
        title_field: "headline".into(),
        ..ReadOptions::default()
    };
    let items: Vec<_> = Articles::new(vec![Input::Path(folder.path().into())], options).collect();
    let article = items[0].as_ref().unwrap();
    assert_eq!((&*article.id, &*article.text, article.title.as_deref()), ("12", "t", Some("h")));
    assert_eq!(json!(article.metadata).to_string(), r#"{"z":1,"url":null,"a":[true]}"#);
}

#[test]
fn a_bad_line_is_named_and_the_next_is_read() {
    let mut content = b"{\"text\": \"cut".to_vec();
    content
        .extend(b"\n{\"id\": \"m\", \"title\": \"no text\"}\n{\"text\": 5}\n\"just a string\"\n{\"text\": \"\xc3\xa9\xc3\xa9\xff\"}\n");
    content.extend(b"{\"text\": \"a\", \"id\": [1]}\n{\"text\": \"a\" \"b\"}\r\n{\"text\": \"good\"}");
    let items = read_file("x.jsonl", &content);
    assert_eq!(ids(&items), ["x:1", "m", "x:3", "x:4", "x:5", "x:6", "x:7", "x:8"]);
    assert_eq!(*error(&items[0]), ArticleError::Json { byte: 13, reason: "the line ends in the middle".into() });
    assert_eq!(*error(&items[1]), ArticleError::MissingField { field: "text".into() });
    assert_eq!(*error(&items[2]), ArticleError::FieldKind { field: "text".into(), expected: "a string" });
    assert_eq!(*error(&items[3]), ArticleError::NotAnObject);
    assert_eq!(*error(&items[4]), ArticleError::NotUtf8 { byte: 15 });
    assert_eq!(*error(&items[5]), ArticleError::FieldKind { field: "id".into(), expected: "a string or a number" });
    assert!(matches!(error(&items[6]), ArticleError::Json { byte: 14, .. }), "{items:?}");
    assert_eq!(items[7].as_ref().unwrap().text, "good");
}

#[test]
fn a_byte_order_mark_is_left_out_and_line_ends_stay() {
    assert_eq!(read_file("x.txt", b"\xEF\xBB\xBFa\r\nb\r\n")[0].as_ref().unwrap().text, "a\r\nb\r\n");
    assert_eq!(read_file("x", b"\xEF\xBB\xBF \n{\"text\": \"a\"}")[0].as_ref().unwrap().text, "a");
    assert_eq!(read_file("x.txt", b"\xEF")[0].as_ref().unwrap_err().error, ArticleError::NotUtf8 { byte: 1 });
    assert_eq!(*error(&read_file("x.txt", b"caf\xE9")[0]), ArticleError::NotUtf8 { byte: 4 });
}

#[test]
fn short_inputs_and_look_alikes_are_texts() {
    for content in ["", "a", "BZ", "BZ was the answer of the ministry.", "\u{1f}", "abcde"] {
        for name in ["x.txt", "x"] {
            assert_eq!(read_file(name, content.as_bytes())[0].as_ref().unwrap().text, content);
        }
    }
    assert!(read_file("x.jsonl", b"").is_empty());
    assert!(read_file("x.jsonl", b"\n \r\n").is_empty());
}

#[test]
fn unknown_files_are_told_by_their_first_character() {
    assert_eq!(ids(&read_file("data", b"\n  {\"text\": \"a\"}\n{\"text\": \"b\"}")), ["data:2", "data:3"]);
    assert_eq!(ids(&read_file("data", b"\n  [a text\nof two lines")), ["data"]);
    assert_eq!(read_file("x.txt", b"{\"text\": 1}")[0].as_ref().unwrap().text, "{\"text\": 1}");
}

#[test]
fn compression_is_recognised_by_content() {
    let lines: Vec<String> = (0..2000).map(|number| format!("{{\"text\": \"line {number}\"}}\n")).collect();
    let lines = lines.concat();
    for format in [Format::Gzip, Format::Bzip, Format::Lzma, Format::Zstd] {
        let mut bytes = compressed(lines.as_bytes(), format);
        // Two streams one after the other, as parallel compressors write them.
        bytes.extend(compressed(b"{\"text\": \"the end\"}", format));
        for name in ["x.jsonl", "x"] {
            let items = read_file(name, &bytes);
            assert_eq!(items.len(), 2001, "{format:?}");
            assert_eq!(items[2000].as_ref().unwrap().text, "the end");
        }
        assert_eq!(read_file("x.txt", &compressed(b"", format))[0].as_ref().unwrap().text, "", "{format:?}");
    }
}

#[test]
fn a_truncated_file_fails_where_it_breaks() {
    let lines: Vec<String> = (0..20_000u64)
        .map(|number| format!("{{\"text\": \"{}\"}}\n", number.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
        .collect();
    let lines = lines.concat();
    for format in [Format::Gzip, Format::Bzip, Format::Lzma, Format::Zstd] {
        let bytes = compressed(lines.as_bytes(), format);
        let items = read_file("x.jsonl", &bytes[..bytes.len() / 2]);
        let (last, good) = items.split_last().unwrap();
        assert!(good.iter().all(Result::is_ok), "{format:?}");
        let failed = last.as_ref().unwrap_err();
        // bzip2 has blocks so large that not even the first line comes out.
        let line = if good.is_empty() { None } else { Some(items.len() as u64) };
        assert_eq!(failed.origin.line, line, "{format:?}");
        assert!(matches!(failed.error, ArticleError::Read { .. }), "{format:?}: {failed}");
        let text = read_file("x.txt", &bytes[..bytes.len() / 2]);
        assert!(matches!(error(&text[0]), ArticleError::Read { .. }), "{format:?}");
    }
}

#[test]
fn what_is_too_large_is_not_kept() {
    let mut content = vec![b'a'; MAX_BYTES + 1];
    assert_eq!(*error(&read_file("x.txt", &content)[0]), ArticleError::TooLarge { limit: MAX_BYTES });
    content.extend(b"\n{\"text\": \"good\"}\n");
    let items = read_file("x.jsonl", &content);
    assert_eq!(*error(&items[0]), ArticleError::TooLarge { limit: MAX_BYTES });
    assert_eq!(items[1].as_ref().unwrap().id, "x:2");
}

#[test]
fn missing_files_and_empty_folders_are_failures() {
    let folder = folder(&[("sub/readme.md", b"x"), ("good.txt", b"x")]);
    let items = read(&[&folder.path().join("none.txt"), &folder.path().join("sub"), &folder.path().join("good.txt")]);
    assert!(items[0].as_ref().unwrap_err().to_string().contains("none.txt: cannot open it: "), "{items:?}");
    assert_eq!(*error(&items[1]), ArticleError::EmptyFolder);
    assert!(items[2].is_ok());
    assert_eq!(items.len(), 3);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_back_is_a_failure() {
    let folder = folder(&[("a.txt", b"a"), ("sub/b.txt", b"b")]);
    std::os::unix::fs::symlink(folder.path(), folder.path().join("sub/back")).unwrap();
    let items = read(&[folder.path()]);
    assert_eq!(items.len(), 3);
    assert!(error(&items[2]).to_string().contains("leads back") || error(&items[1]).to_string().contains("leads back"));
}

#[test]
fn the_output_of_an_earlier_run_is_left_out() {
    let folder = folder(&[("a.txt", b"a"), ("out.jsonl", b"{}"), ("sub/out.jsonl", b"{\"text\": \"t\"}")]);
    let options = ReadOptions { leave_out: Some(folder.path().join("out.jsonl")), ..ReadOptions::default() };
    let inputs = vec![Input::Path(folder.path().into())];
    let total = super::total_bytes(&inputs, options.leave_out.clone());
    let articles = Articles::new(inputs, options);
    let bytes_read = articles.bytes_read();
    assert_eq!(ids(&articles.collect::<Vec<_>>()), ["a", "sub/out:1"]);
    assert_eq!(total, Some(1 + 13));
    assert_eq!(bytes_read.load(std::sync::atomic::Ordering::Relaxed), 14);
}

#[test]
fn rows_of_tables_are_articles() {
    let stories = stories(6);
    for (name, content) in [
        ("t.csv", samples::table(&stories, b',')),
        ("t.tsv", samples::table(&stories, b'\t')),
        ("semicolons", samples::table(&stories, b';')),
        ("tabs", samples::table(&stories, b'\t')),
        ("t.parquet", samples::parquet(&stories)),
        ("columns", samples::parquet(&stories)),
        ("t.parquet.gz", compressed(&samples::parquet(&stories), Format::Gzip)),
    ] {
        let items = read_file(name, &content);
        assert_eq!(ids(&items), ["s1", "s2", "s3", "s4", "s5", "s6"], "{name}");
        assert_eq!(texts(&items), stories.iter().map(|story| &*story.text).collect::<Vec<_>>(), "{name}");
        let article = items[4].as_ref().unwrap();
        assert_eq!(article.title.as_deref(), Some("Port 5 closes"), "{name}");
        let metadata = json!(article.metadata).to_string();
        match article.origin.line {
            Some(5) => assert_eq!(metadata, r#"{"published":"2024-05-01 10:00:00.000000 +00:00"}"#),
            line => assert_eq!((line, &*metadata), (Some(14), r#"{"year":"2024"}"#), "{name}"),
        }
    }
}

#[test]
fn columns_are_chosen() {
    let options = ReadOptions {
        text_field: "title".into(),
        title_field: "none".into(),
        keep_fields: Some(vec!["id".into()]),
        id_field: "none".into(),
        ..ReadOptions::default()
    };
    for (name, content) in [
        ("t.parquet", samples::parquet(&stories(2))),
        ("t.csv", samples::table(&stories(2), b',')),
        ("t.jsonl", samples::json_lines(&stories(2))),
    ] {
        let items = read_with(name, &content, options.clone());
        let article = items[0].as_ref().unwrap();
        assert_eq!((&*article.text, json!(article.metadata)), ("Port 1 closes", json!({"id": "s1"})), "{name}");
        let items = read_with(name, &content, ReadOptions { text_field: "body".into(), ..ReadOptions::default() });
        let message = error(&items[0]).to_string();
        assert!(message.starts_with("there is no "), "{message}");
        assert!(name == "t.jsonl" || message.contains("the columns are id, ") && items.len() == 1, "{message}");
    }
}

#[test]
fn a_bad_row_is_named_and_the_next_is_read() {
    let content =
        b"id,text\n1,good\n2,one,more\n\n3,\"two\nlines\"\n4,\x93caf\xE9\x94\n5,\xFF\xE2\x80\x9C\xC3\xA9\n,good\n";
    let items = read_file("t.csv", content);
    assert_eq!(ids(&items), ["1", "t:3", "3", "4", "t:8", "t:9"]);
    assert_eq!(error(&items[1]).to_string(), "not sound CSV: the row has 3 fields, and the first row 2");
    assert_eq!(items[2].as_ref().unwrap().text, "two\nlines");
    assert_eq!(items[3].as_ref().unwrap().text, "“café”");
    assert!(matches!(error(&items[4]), ArticleError::NotUtf8 { .. }));
}

#[test]
fn a_table_that_ends_within_quotation_marks_is_damaged() {
    let whole = samples::table(&stories(3), b',');
    let items = read_file("t.csv", &whole[..whole.len() - 9]);
    assert_eq!(ids(&items), ["s1", "s2", "t:8"]);
    assert_eq!(error(&items[2]).to_string(), "not sound CSV: the file ends within quotation marks");
    for end in ["", "\n", "\r\n", "\n\n"] {
        let items = read_file("t.csv", format!("id,text\n1,\"a\"{end}").as_bytes());
        assert_eq!(texts(&items), ["a"]);
    }
}

#[test]
fn an_unclosed_quotation_mark_does_not_fill_the_memory() {
    let mut content = b"id,text\n1,good\n2,\"".to_vec();
    content.resize(MAX_BYTES + (8 << 20), b'a');
    let items = read_file("t.csv", &content);
    assert_eq!((ids(&items)[0], items.len()), ("1", 2));
    assert_eq!(*error(&items[1]), ArticleError::TooLarge { limit: MAX_BYTES });
}

#[test]
fn a_page_is_its_article() {
    let text = "The harbour will close in May, the ministry said on Monday, and none of the town’s two other piers is safe.\n\n\
                “We had no choice,” said Anna Larsen, who runs the port. “The pier is falling apart & nobody pays.”";
    let story = Sample::new("a", "Harbour closes", text);
    let page = samples::html(&story);
    for (name, content) in [
        ("a.html", page.clone()),
        ("a.txt", page.clone()),
        ("a", [&b"\xEF\xBB\xBF"[..], &page].concat()),
        ("a.htm.gz", compressed(&page, Format::Gzip)),
    ] {
        let items = read_file(name, &content);
        let article = items[0].as_ref().unwrap();
        assert_eq!(article.text, text, "{name}");
        assert_eq!(article.title.as_deref(), Some("Harbour closes"));
        let expected = json!({"author": "Mona Lind", "date": "2024-05-01T10:00:00Z"});
        assert_eq!((&*article.id, json!(article.metadata)), ("a", expected));
    }
    let with_caption = String::from_utf8(page).unwrap().replacen(
        "<p>",
        "<figure><img src=\"p.jpg\" alt=\"\"><figcaption>The old pier on Sunday evening</figcaption></figure><p>",
        1,
    );
    let items = read_file("a.html", with_caption.as_bytes());
    let article = items[0].as_ref().unwrap();
    let captions: Vec<_> = article.captions.iter().map(|caption| &article.text[caption.clone()]).collect();
    assert_eq!(captions, ["The old pier on Sunday evening"]);
    assert_eq!(*error(&read_file("a.html", b"<html><body></body></html>")[0]), ArticleError::NoArticle);
}

#[test]
fn pages_say_their_encoding() {
    let page = |declared: &str| {
        let mut page = format!("<html><head>{declared}<title>Port</title></head><body><p>").into_bytes();
        for _ in 0..20 {
            page.extend(b"Za\xBF\xF3\xB3\xE6 g\xEA\xB6l\xB1 ja\xBC\xF1, said the minister. ");
        }
        page.extend(b"</p></body></html>");
        page
    };
    let options = ReadOptions { any_language: true, ..ReadOptions::default() };
    for declared in
        ["<meta charset=iso-8859-2>", "<meta http-equiv='Content-Type' content='text/html; charset=ISO-8859-2'>"]
    {
        let items = read_with("a.html", &page(declared), options.clone());
        assert!(items[0].as_ref().unwrap().text.starts_with("Zażółć gęślą jaźń, said"), "{items:?}");
    }
    let named = ReadOptions { charset: Charset::named("latin2").unwrap(), ..options };
    assert!(read_with("a.html", &page(""), named)[0].as_ref().unwrap().text.starts_with("Zażółć"));
}

#[test]
fn records_of_a_crawl_are_articles() {
    let stories = stories(3);
    let mut crawl = samples::warc(&stories);
    crawl.extend(samples::warc_record(
        "response",
        "u",
        "application/http",
        b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\nno",
    ));
    crawl.extend(samples::warc_record(
        "response",
        "u",
        "application/http",
        b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG",
    ));
    for (name, content) in [("c.warc", crawl.clone()), ("c.warc.gz", compressed(&crawl, Format::Gzip)), ("c", crawl)] {
        let items = read_file(name, &content);
        assert_eq!(ids(&items), ["c:3", "c:5", "c:7"], "{name}");
        let article = items[1].as_ref().unwrap();
        assert_eq!(article.text, stories[1].text);
        assert_eq!(article.title.as_deref(), Some("Port 2 closes"));
        let expected = json!({"url": "https://post.example/s2", "crawled": "2024-05-02T00:00:00Z", "author": "Mona Lind",
            "date": "2024-05-01T10:00:00Z"});
        assert_eq!(json!(article.metadata), expected);
    }
    let by_url = ReadOptions { id_field: "url".into(), ..ReadOptions::default() };
    let items = read_with("c.wet", &samples::wet(&stories), by_url);
    assert_eq!(ids(&items), ["https://post.example/s1", "https://post.example/s2", "https://post.example/s3"]);
    assert_eq!(texts(&items), stories.iter().map(|story| &*story.text).collect::<Vec<_>>());
}

#[test]
fn answers_come_in_chunks_and_compressed() {
    let page = samples::html(&stories(1)[0]);
    let packed = compressed(&page, Format::Gzip);
    let (one, two) = packed.split_at(100);
    let mut answer =
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
            .to_vec();
    for chunk in [one, two, b""] {
        answer.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
        answer.extend([chunk, b"\r\n"].concat());
    }
    let items = read_file("c.warc", &samples::warc_record("response", "u", "application/http", &answer));
    assert_eq!(texts(&items), [stories(1)[0].text.as_str()]);
}

#[test]
fn a_bad_record_of_a_crawl_is_named_and_the_next_is_read() {
    let good = samples::wet(&stories(1));
    let no_length = b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\n\r\ntext\r\n\r\n";
    let shorter = String::from_utf8(good.clone()).unwrap().replace("Content-Length: ", "Content-Length: 1 ");
    let cut = &good[..good.len() - 30];
    let items = read_file("c.warc", &[&good[..], no_length, &good, shorter.as_bytes(), &good, cut].concat());
    assert_eq!(ids(&items), ["c:1", "c:2", "c:3", "c:4", "c:5", "c:6"]);
    assert!(error(&items[1]).to_string().contains("does not say its length"));
    assert!(error(&items[5]).to_string().contains("bytes of it are missing"), "{}", error(&items[5]));
}

#[test]
fn archives_hold_any_of_these() {
    let stories = stories(4);
    let (lines, page) = (samples::json_lines(&stories[1..2]), samples::html(&stories[2]));
    let (packed, columns) = (compressed(stories[0].text.as_bytes(), Format::Gzip), samples::parquet(&stories[3..]));
    let members: Vec<(&str, &[u8])> = vec![
        ("b/one.txt.gz", &packed),
        ("a/two.jsonl", &lines),
        ("three", &page),
        ("four.parquet", &columns),
        ("notes.md", b"no article"),
        (".hidden.txt", b"hidden"),
        ("__MACOSX/b/one.txt", b"\x00\x05\x16\x07"),
    ];
    for (name, content) in [
        ("x.zip", samples::zip(&members)),
        ("x.tar", samples::tar(&members)),
        ("x.tgz", compressed(&samples::tar(&members), Format::Gzip)),
        ("x.tar.zst", compressed(&samples::tar(&members), Format::Zstd)),
        ("x", samples::zip(&members)),
        ("x.zip.gz", compressed(&samples::zip(&members), Format::Gzip)),
    ] {
        let items = read_file(name, &content);
        assert_eq!(ids(&items), ["x/b/one", "s2", "x/three", "s4"], "{name}");
        assert_eq!(texts(&items), stories.iter().map(|story| &*story.text).collect::<Vec<_>>(), "{name}");
        let origin = items[1].as_ref().unwrap().origin.to_string();
        assert!(origin.ends_with(&format!("{name}!/a/two.jsonl:1")), "{origin}");
    }
}

#[test]
fn what_climbs_out_of_an_archive_is_refused() {
    let good: (&str, &[u8]) = ("good.txt", b"good");
    for bad in ["../up.txt", "a/../../up.txt", "/etc/up.txt", "..\\up.txt", "C:\\up.txt", "c:/up.txt"] {
        let members: Vec<(&str, &[u8])> = vec![(bad, b"bad"), good];
        for (name, content) in [("x.zip", samples::zip(&members)), ("x.tar", samples::tar(&members))] {
            let items = read_file(name, &content);
            assert_eq!(error(&items[0]).to_string(), "refused: its path leads out of the archive", "{name}: {bad}");
            assert_eq!(ids(&items[1..]), ["x/good"], "{name}: {bad}");
        }
    }
    let link = read_file("x.tar", &samples::tar_link("a.txt", "/etc/passwd"));
    assert_eq!(error(&link[0]).to_string(), "refused: it is a link");
    let inner = samples::zip(&[good]);
    let nested = read_file("x.zip", &samples::zip(&[("in.zip", &inner), good]));
    assert!(error(&nested[0]).to_string().contains("an archive in an archive"));
    assert_eq!(ids(&nested[1..]), ["x/good"]);
}

#[test]
fn archives_that_end_early_are_damaged() {
    let text = "word ".repeat(2000);
    let members: Vec<(&str, &[u8])> = vec![("a.txt", b"a"), ("b.txt", text.as_bytes())];
    let tar = samples::tar(&members);
    let items = read_file("x.tar", &tar[..4000]);
    assert_eq!(ids(&items)[..2], ["x/a", "x/b"]);
    assert!(error(&items[1]).to_string().contains("bytes of it are missing"), "{}", error(&items[1]));
    let zip = samples::zip(&members);
    assert!(matches!(error(&read_file("x.zip", &zip[..zip.len() - 40])[0]), ArticleError::Read { .. }));
    let mut damaged = zip;
    let at = damaged.windows(5).rposition(|window| window == b"b.txt").unwrap();
    damaged[at - 46 + 16] ^= 0xFF;
    assert!(read_file("x.zip", &damaged).iter().any(Result::is_err), "the checksum does not fit");
}

#[test]
fn bombs_are_refused() {
    let zeros = vec![b' '; 300 << 20];
    let bomb = compressed(&zeros, Format::Zstd);
    let items = read_file("x.jsonl", &bomb);
    assert!(error(&items[0]).to_string().contains("decompression bomb"), "{}", error(&items[0]));
    let inner = samples::tar(&[("a.jsonl", &bomb), ("b.txt", b"b")]);
    let items = read_file("x.tar.gz", &compressed(&inner, Format::Gzip));
    assert!(error(&items[0]).to_string().contains("decompression bomb"), "{}", error(&items[0]));
}

#[test]
fn names_that_are_wrong_do_not_matter_where_the_content_is_plain() {
    for (name, form) in [("a.parquet", "Parquet"), ("a.zip", "ZIP"), ("a.tar", "tar"), ("a.warc", "WARC")] {
        assert_eq!(*error(&read_file(name, b"just text")[0]), ArticleError::NotThis { form });
        assert_eq!(*error(&read_file(name, b"")[0]), ArticleError::NotThis { form });
    }
    assert_eq!(ids(&read_file("a.txt", &samples::parquet(&stories(1)))), ["s1"]);
    assert_eq!(ids(&read_file("a.csv", &samples::zip(&[("b.txt", b"b")]))), ["a/b"]);
    for content in [&b"%PDF-1.7\n"[..], b"\x89PNG\r\n", b"text \0 text"] {
        assert!(matches!(error(&read_file("a.txt", content)[0]), ArticleError::Binary { .. }));
    }
}

#[test]
fn patterns_and_lists_name_files() {
    let folder =
        folder(&[("a/1.txt", b"1"), ("a/2.txt", b"2"), ("b/3.txt", b"3"), ("b/.4.txt", b"4"), ("b/5.text", b"5")]);
    let at = |path: &str| folder.path().join(path).to_string_lossy().into_owned();
    let read = |inputs| Articles::new(inputs, ReadOptions::default()).collect::<Vec<_>>();
    assert_eq!(ids(&read(vec![Input::from(std::ffi::OsString::from(at("*/*.txt")))])), ["1", "2", "3"]);
    assert_eq!(ids(&read(vec![Input::Pattern(at("b*"))])), ["3"]);
    assert_eq!(ids(&read(vec![Input::Pattern(at("**/[35].t*xt"))])), ["3", "5"]);
    let items = read(vec![Input::Pattern(at("*.none")), Input::Pattern(at("a[")), Input::Path(at("a/1.txt").into())]);
    assert_eq!(*error(&items[0]), ArticleError::NoMatch);
    assert!(error(&items[1]).to_string().starts_with("not a pattern"));
    assert!(items[2].is_ok());
    let list = format!("{}\r\n\n{}\n{}", at("b/3.txt"), at("none.txt"), at("a"));
    fs::write(folder.path().join("list"), list).unwrap();
    let items = read(vec![Input::List(Some(at("list").into()))]);
    assert_eq!(ids(&items), ["3", &*at("none.txt"), "1", "2"]);
    assert!(items[1].is_err());
    assert!(error(&read(vec![Input::List(Some(at("no list").into()))])[0]).to_string().starts_with("cannot open it"));
}

#[cfg(unix)]
#[test]
fn links_are_followed_only_within_their_folder() {
    use std::os::unix::fs::symlink;
    let folder = folder(&[("out/secret.txt", b"secret"), ("in/a.txt", b"a"), ("in/sub/b.txt", b"b")]);
    let root = folder.path().join("in");
    symlink("../out/secret.txt", root.join("c.txt")).unwrap();
    symlink("../out", root.join("d")).unwrap();
    symlink("sub/b.txt", root.join("e.txt")).unwrap();
    let items = read(&[&root]);
    assert_eq!(ids(&items).len(), 5);
    assert_eq!([0, 3, 4].map(|index| ids(&items)[index].to_owned()), ["a", "e", "sub/b"]);
    assert!(
        matches!(error(&items[1]), ArticleError::LeadsOut { .. })
            && matches!(error(&items[2]), ArticleError::LeadsOut { .. })
    );
    assert!(items.iter().flatten().all(|article| article.text != "secret"));
    assert_eq!(texts(&read(&[&root.join("c.txt")])), ["secret"], "what is named is read");
}

#[test]
fn files_without_a_telling_name_are_told_by_content_in_a_folder() {
    let story = &stories(1)[0];
    let folder = folder(&[
        ("a.page", &samples::html(story)),
        ("b.data", &samples::parquet(&stories(1))),
        ("c", b"just text"),
        ("d.md", b"# no article"),
    ]);
    assert_eq!(ids(&read(&[folder.path()])), ["a", "s1"]);
}

#[test]
fn encodings_of_texts_and_lines() {
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let marked = [&b"\xFF\xFE"[..], &wide("“Zoë” said")].concat();
    assert_eq!(texts(&read_file("a.txt", &marked)), ["“Zoë” said"]);
    let named = ReadOptions { charset: Charset::named("utf-16le").unwrap(), ..ReadOptions::default() };
    let lines = wide("{\"text\": \"“Zoë”\"}\n{\"text\": \"漢字\"}\n");
    assert_eq!(texts(&read_with("a.jsonl", &lines, named)), ["“Zoë”", "漢字"]);
    let items = read_file(
        "a.jsonl",
        b"{\"text\": \"\x93No,\x94 said Andr\xE9.\"}\n{\"text\": \"\xC3\xA9\xE2\x80\x93\xFF\"}\n{\"text\": \"b\"}",
    );
    assert_eq!(items[0].as_ref().unwrap().text, "“No,” said André.");
    assert!(matches!(error(&items[1]), ArticleError::NotUtf8 { .. }));
    assert_eq!(items[2].as_ref().unwrap().text, "b");
}

#[test]
fn repeats_are_marked_or_passed_over() {
    let lines = samples::json_lines(&[stories(2), stories(1)].concat());
    let of = |items: &[Item]| -> Vec<Option<String>> {
        items
            .iter()
            .map(|item| {
                item.as_ref().map_or_else(|failed| Some(failed.to_string()), |article| article.duplicate_of.clone())
            })
            .collect()
    };
    let read = |duplicates| read_with("x.jsonl", &lines, ReadOptions { duplicates, ..ReadOptions::default() });
    assert_eq!(of(&read(Duplicates::Mark)), [None, None, Some("s1".into())]);
    assert_eq!(of(&read(Duplicates::Keep)), [None, None, None]);
    assert_eq!(*error(&read(Duplicates::Skip)[2]), ArticleError::Repeat { of: "s1".into() });
}

#[test]
fn long_and_foreign_articles_do_not_go_on() {
    let german = "Die Regierung hat am Montag in Berlin angekündigt, den Hafen bis zum Ende des Jahres zu schließen. Der \
                  Minister sagte, es gebe keine andere Möglichkeit, weil die Mauern des alten Piers nicht mehr sicher seien, \
                  und die Reparatur koste zu viel Geld.";
    let read = |text: &str, options| read_with("x.txt", text.as_bytes(), options);
    let items = read(german, ReadOptions::default());
    assert_eq!(*error(&items[0]), ArticleError::NotEnglish { language: "German" });
    assert!(read(german, ReadOptions { any_language: true, ..ReadOptions::default() })[0].is_ok());
    let items = read("äöü ß", ReadOptions { max_characters: 4, ..ReadOptions::default() });
    assert_eq!(*error(&items[0]), ArticleError::TooLong { characters: 5, limit: 4 });
    assert!(read("äöüß", ReadOptions { max_characters: 4, ..ReadOptions::default() })[0].is_ok());
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_shrinks_is_damaged() {
    use std::io::Read;
    let folder = folder(&[("x.txt", &[b'a'; 4096])]);
    let path = folder.path().join("x.txt");
    let mut raw =
        super::open::raw(Some(&path), &std::sync::Arc::default(), &super::limits::Expansion::default()).unwrap();
    let mut half = vec![0; 2000];
    raw.read_exact(&mut half).unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_len(3000).unwrap();
    let error = raw.read_to_end(&mut half).unwrap_err();
    assert_eq!(error.to_string(), "it ended at byte 3000 and had 4096 when it was opened");
}
