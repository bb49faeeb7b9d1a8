//! Inputs that are meant to do harm, and those that only look like it.

use super::{error, folder, ids, read, read_file, read_with, texts};
use crate::read::samples;
use crate::read::{Articles, Fingerprint, Input, ReadOptions, total_bytes};
use niffler::send::compression::Format;
use saidso::error::{ArticleError, FailedArticle};
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

#[cfg(target_os = "linux")]
#[test]
fn a_list_from_a_pipe_is_read_once() {
    use std::io::Write;
    use std::os::fd::AsRawFd;

    let folder = folder(&[("a.txt", b"a"), ("b.txt", b"b")]);
    let (reader, mut writer) = std::io::pipe().unwrap();
    for name in ["a.txt", "b.txt"] {
        writeln!(writer, "{}", folder.path().join(name).display()).unwrap();
    }
    drop(writer);
    let inputs = vec![Input::List(Some(format!("/proc/self/fd/{}", reader.as_raw_fd()).into()))];
    assert_eq!(total_bytes(&inputs, &[]), None);
    assert_eq!(Fingerprint::of(&inputs[0], &[]).files, 0);
    let items: Vec<_> = Articles::new(inputs, ReadOptions::default()).collect();
    assert_eq!(texts(&items), ["a", "b"]);
}

#[test]
fn what_holds_nothing_to_read_is_named() {
    let folder = folder(&[
        ("list", b"\n \r\n"),
        ("a.zip", &samples::zip(&[(".hidden.txt", b"a")])),
        ("a.tar", &samples::tar(&[("picture.png", b"\x89PNG")])),
    ]);
    let list = vec![Input::List(Some(folder.path().join("list")))];
    let items: Vec<_> = Articles::new(list, ReadOptions::default()).collect();
    assert_eq!((items.len(), error(&items[0])), (1, &ArticleError::EmptyList));
    for name in ["a.zip", "a.tar"] {
        let items = read(&[&folder.path().join(name)]);
        assert_eq!((items.len(), error(&items[0])), (1, &ArticleError::EmptyArchive), "{name}");
    }
}

#[test]
fn ids_that_no_number_holds_stay_as_they_are_written() {
    let content = br#"{"id": 123456789012345678901234567890, "text": "a"}
{"text": "{\"id\": 1, ", "m": {"id": 2}, "i\u0064":-123456789012345678901234567891 }
{"id": 1.0, "text": "c"}
{"id": 18446744073709551615, "text": "d"}
{"id": 1, "id": 123456789012345678901234567892, "text": "e"}"#;
    let items = read_file("x.jsonl", content);
    let expected = [
        "123456789012345678901234567890",
        "-123456789012345678901234567891",
        "1.0",
        "18446744073709551615",
        "123456789012345678901234567892",
    ];
    assert_eq!(ids(&items), expected);
}

#[test]
fn a_zero_byte_costs_its_line() {
    let items = read_file("x.jsonl", b"{\"text\": \"a\"}\n{\"text\": \"b \0\"}\n{\"text\": \"c\"}");
    assert!(matches!(error(&items[1]), ArticleError::Json { .. }), "{items:?}");
    assert_eq!((&*items[0].as_ref().unwrap().text, &*items[2].as_ref().unwrap().text), ("a", "c"));
    let items = read_file("x.csv", b"id,text\n1,a\n2,\0\n3,c\n");
    assert_eq!(ids(&items), ["1", "x:3", "3"]);
    assert!(matches!(error(&items[1]), ArticleError::Binary { .. }));
    for name in ["x.jsonl", "x.csv"] {
        let utf16: Vec<u8> = "{\"text\": \"a\"}\n".repeat(3).encode_utf16().flat_map(u16::to_le_bytes).collect();
        let items = read_file(name, &utf16);
        assert!(matches!((items.len(), error(&items[0])), (1, ArticleError::Binary { .. })), "{name}");
    }
}

#[test]
fn no_row_of_a_table_is_taken_for_its_end() {
    let mut content = "id,text\n".to_owned();
    for row in 0..20 {
        let _ = if row == 10 { writeln!(content, "\0end\0") } else { writeln!(content, "{row},text {row}") };
    }
    let items = read_file("x.csv", content.as_bytes());
    assert_eq!((items.len(), items.iter().filter(|item| item.is_ok()).count()), (20, 19));
    assert_eq!(items[19].as_ref().unwrap().id, "19");
    for end in ["\0end\0", "\n\0end\0\n", "\0end\0\n\n"] {
        let items = read_file("x.csv", format!("id,text\n1,a\n{end}").as_bytes());
        assert_eq!((items.len(), &*items[0].as_ref().unwrap().text), (2, "a"), "{end:?}");
    }
    let items = read_file("x.csv", b"id,text\n1,a\n2,\"b\n\0end\0\n");
    let message = error(&items[1]).to_string();
    assert!(items.len() == 2 && message.contains("within quotation marks"), "{message}");
}

#[test]
fn utf32_is_told_by_its_mark() {
    let text = "\u{feff}The port will close.";
    let little: Vec<u8> = text.chars().flat_map(|character| u32::from(character).to_le_bytes()).collect();
    let big: Vec<u8> = text.chars().flat_map(|character| u32::from(character).to_be_bytes()).collect();
    for name in ["a.txt", "a.jsonl", "a"] {
        for content in [&little, &big] {
            let items = read_file(name, content);
            assert!(error(&items[0]).to_string().contains("UTF-32") && items.len() == 1, "{items:?}");
        }
    }
}

#[test]
fn parquet_that_grows_like_a_bomb_is_refused() {
    let bomb = include_bytes!("../../../../../tests/data/dictionary_bomb.parquet");
    let items = read_with("x.parquet", bomb, ReadOptions { any_language: true, ..ReadOptions::default() });
    let refused = items.iter().filter(|item| item.is_err()).count();
    assert!(refused == 1 && items.len() < 200, "{refused} of {}", items.len());
    assert!(error(&items[items.len() - 1]).to_string().contains("bomb"));
}

#[test]
fn pages_that_would_keep_the_parser_busy_are_refused() {
    let attributes = (0..400_000).fold(String::new(), |mut all, number| {
        let _ = write!(all, " a{number}=1");
        all
    });
    for page in [
        format!("<!DOCTYPE html><html><body><div{attributes}><p>x</p></div></body></html>"),
        format!("<!DOCTYPE html><html><body>{}", "<table><tr><td></x></x></x>".repeat(20_000)),
    ] {
        let items = read_file("a.html", page.as_bytes());
        assert!(matches!(error(&items[0]), ArticleError::Malformed { form: "HTML", .. }), "{items:?}");
    }
}

#[test]
fn many_files_of_one_name_and_many_equal_columns_take_no_longer() {
    let columns = 30_000;
    let content = format!("id,text{}\n1,a{}\n", ",x".repeat(columns), ",".repeat(columns));
    let items = read_file("x.csv", content.as_bytes());
    let metadata = &items[0].as_ref().unwrap().metadata;
    assert_eq!((metadata.len(), metadata.contains_key("x-30000")), (columns, true));
    let folder = folder(&[("a.txt", b"a")]);
    let file = folder.path().join("a.txt");
    let items = read(&vec![Path::new(&file); 5000]);
    assert_eq!(items[4999].as_ref().unwrap().id, "a-5000");
}

#[test]
fn streams_that_hold_nothing_are_not_read_without_end() {
    let (empty, text) = [&b""[..], b"The port will close."].map(|text| samples::compressed(text, Format::Bzip)).into();
    let streams = |count: usize| [empty.repeat(count), text.clone(), empty.clone(), text.clone()].concat();
    let items = read_file("a.txt.bz2", &streams(1000));
    assert_eq!(texts(&items), ["The port will close.".repeat(2)]);
    let items = read_file("a.txt.bz2", &streams(1001));
    assert!(error(&items[0]).to_string().contains("more than 1000 empty streams"), "{items:?}");
}

#[test]
fn what_takes_too_long_to_be_read_is_named() {
    let options = ReadOptions { max_time: Some(Duration::from_nanos(1)), ..ReadOptions::default() };
    let is_late = |item: &Result<_, FailedArticle>| matches!(error(item), ArticleError::TooSlow { .. });
    let page = b"<html><body><p>The port will close in May, the ministry said.</p></body></html>";
    let zip = samples::zip(&[("a.html", page), ("b.txt", b"The port will close.")]);
    let lines = b"{\"text\": \"a\"}\n{\"text\": \"b\"}\n";
    for (name, content, articles) in [("a.html", &page[..], 1), ("a.zip", &zip, 2), ("a.jsonl", lines, 2)] {
        let items = read_with(name, content, options.clone());
        assert!(items.len() == articles && items.iter().all(is_late), "{name}: {items:?}");
    }
}

#[test]
fn metadata_has_a_limit() {
    let long = "x".repeat(ReadOptions::MAX_METADATA);
    let content = format!("{{\"text\": \"a\", \"m\": \"{long}\"}}\n{{\"text\": \"b\", \"m\": 1}}");
    let items = read_file("x.jsonl", content.as_bytes());
    assert!(matches!(error(&items[0]), ArticleError::MetadataTooLong { .. }), "{items:?}");
    assert_eq!(items[1].as_ref().unwrap().text, "b");
    let options = ReadOptions { keep_fields: Some(Vec::new()), ..ReadOptions::default() };
    assert!(read_with("x.jsonl", content.as_bytes(), options).iter().all(Result::is_ok));
}
