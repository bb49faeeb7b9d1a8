//! Tables, pages, crawls and archives.

use super::{error, ids, read_file, read_with, stories, texts};
use crate::read::samples::{self, Sample, compressed};
use crate::read::{Charset, MAX_BYTES, ReadOptions};
use niffler::send::compression::Format;
use saidso::error::ArticleError;
use serde_json::json;

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
        ("deltas.parquet", samples::parquet_of_deltas(&stories)),
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
    assert_eq!(error(&items[1]).to_string(), "invalid CSV: the row has 3 fields, but the first row has 2");
    assert_eq!(items[2].as_ref().unwrap().text, "two\nlines");
    assert_eq!(items[3].as_ref().unwrap().text, "“café”");
    assert!(matches!(error(&items[4]), ArticleError::NotUtf8 { .. }));
}

#[test]
fn tables_and_markup_named_as_texts_are_not_prose() {
    let stories = stories(2);
    let (table, tabs) = (samples::table(&stories, b','), samples::table(&stories, b'\t'));
    let declared = [&b"sep=;\r\n"[..], &samples::table(&stories, b';')].concat();
    for (name, content) in [("a.txt", &table), ("a.txt", &tabs), ("a", &table), ("a.csv", &declared)] {
        assert_eq!(ids(&read_file(name, content)), ["s1", "s2"], "{name}");
    }
    let other = String::from_utf8(table).unwrap().replacen("text", "content", 1);
    let items = read_file("a.txt", other.as_bytes());
    assert!(
        matches!(error(&items[0]), ArticleError::MissingColumn(missing) if missing.likely.as_deref() == Some("content"))
    );
    for (name, content, says) in [
        ("a.txt", "<?xml version=\"1.0\"?><story><p>One.</p></story>", "its first element is `story`"),
        ("a.opml", "<opml><body></body></opml>", "its first element is `opml`"),
        ("a.txt", "TY  - NEWS\nTI  - Pier\nER  - \n", "RIS"),
        ("a.tex", "\\documentclass{article}\\begin{document}One.\\end{document}", "LaTeX"),
        ("a.jsonl", "{\"text\": null}", "no text"),
    ] {
        let items = read_file(name, content.as_bytes());
        assert!(error(&items[0]).to_string().contains(says), "{name}: {items:?}");
    }
    let page = "<p>The pier is gone, the port said on Monday.</p><p>“We are sad,” said Anna Larsen.</p>";
    let items = read_file("a.txt", page.as_bytes());
    assert_eq!(texts(&items), ["The pier is gone, the port said on Monday.\n\n“We are sad,” said Anna Larsen."]);
    for prose in [
        "Text, lies and videotape\n\nOne, two.",
        "Text, body\n\nOne.",
        "<sic> is Latin, and so is it.\nOne.",
        "a,b\n1,2\n",
    ] {
        assert_eq!(texts(&read_file("a.txt", prose.as_bytes())), [prose]);
    }
}

#[test]
fn a_table_that_ends_within_quotation_marks_is_damaged() {
    let whole = samples::table(&stories(3), b',');
    let items = read_file("t.csv", &whole[..whole.len() - 9]);
    assert_eq!(ids(&items), ["s1", "s2", "t:8"]);
    assert_eq!(error(&items[2]).to_string(), "invalid CSV: the file ends within quotation marks");
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
        ("notes.log", b"no article"),
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
fn tables_without_names_have_numbers() {
    let options = |field: &str| ReadOptions {
        text_field: field.into(),
        no_header: true,
        title_field: "2".into(),
        ..ReadOptions::default()
    };
    let tabs = "20230503\tBeacon\tThe port closed, it said; “soon”.\n20230504\tPost\tIt opened.\n";
    for name in ["a.tsv", "a.txt", "a"] {
        let items = read_with(name, tabs.as_bytes(), options("3"));
        assert_eq!(texts(&items), ["The port closed, it said; “soon”.", "It opened."], "{name}");
        let article = items[1].as_ref().unwrap();
        assert_eq!((article.title.as_deref(), json!(article.metadata)), (Some("Post"), json!({"1": "20230504"})));
    }
    let commas = "1,Beacon,\"The port closed, it said; soon; today; at once; so.\"\n2,Post,It opened.\n";
    for name in ["a.csv", "a"] {
        let items = read_with(name, commas.as_bytes(), options("3"));
        assert_eq!(texts(&items), ["The port closed, it said; soon; today; at once; so.", "It opened."], "{name}");
    }
    let message = error(&read_with("a.csv", commas.as_bytes(), options("4"))[0]).to_string();
    assert_eq!(message, "there is no column `4`; the columns are 1, 2, 3");
}

#[test]
fn backslashes_before_quotation_marks_are_understood() {
    let table = "id,text\r\n1,\"One, \\\"two\\\" and\nthree.\"\r\n2,\"\\\"Four,\\\" he said. \\\"Five.\\\"\"\r\n3,\"C:\\\\\"\r\n";
    let items = read_file("a.csv", table.as_bytes());
    assert_eq!(texts(&items), ["One, \"two\" and\nthree.", "\"Four,\" he said. \"Five.\"", "C:\\"]);
    let doubled = "id,text\n1,\"A \"\"b\"\" c\\\"\n2,\"{\"\"a\"\": \"\"x \\\"\"y\\\"\" z\"\"}\"\n";
    assert_eq!(texts(&read_file("a.csv", doubled.as_bytes())), ["A \"b\" c\\", "{\"a\": \"x \\\"y\\\" z\"}"]);
}

#[test]
fn what_spreadsheets_call_unicode_text_is_a_table() {
    let table = "id\ttitle\ttext\r\n1\tPort\t“Zoë,” she said.\r\n2\tPier\tTwo.\r\n";
    let wide = [&b"\xFF\xFE"[..], &table.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat();
    for name in ["a.txt", "a.csv", "a.tsv", "a", "a.xls"] {
        let items = read_file(name, &wide);
        assert_eq!((ids(&items), texts(&items)), (vec!["1", "2"], vec!["“Zoë,” she said.", "Two."]), "{name}");
    }
    let prose: Vec<u8> = "A text.\nAnd\tmore.".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(texts(&read_file("a.txt", &[&b"\xFF\xFE"[..], &prose].concat())), ["A text.\nAnd\tmore."]);
}
