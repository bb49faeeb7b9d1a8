//! Files that are damaged, cut off, or put together from several: what is whole is read, and the rest is named.

use super::{error, folder, ids, read_file, stories, texts};
use crate::read::samples::{compressed, nitf, rss, table, warc, zip};
use crate::read::{Articles, Input, ReadOptions};
use niffler::send::compression::Format;
use std::fs;

/// The bytes before the last occurrence of `end`.
fn before<'b>(bytes: &'b [u8], end: &str) -> &'b [u8] {
    let at = bytes.windows(end.len()).rposition(|part| part == end.as_bytes());
    &bytes[..at.unwrap()]
}

#[test]
fn a_feed_that_is_cut_off_loses_its_last_item() {
    let feed = rss(&stories(3));
    for end in ["</description>", "closes</title>", "</item>", "item>"] {
        let items = read_file("a.rss", before(&feed, end));
        assert_eq!(items.len(), 3, "{end}");
        assert!(items[..2].iter().all(Result::is_ok), "{end}");
        assert!(error(&items[2]).to_string().contains("cut off"), "{end}: {}", error(&items[2]));
    }
    // All items are there, but perhaps not all that there were.
    let items = read_file("a.rss", before(&feed, "</channel>"));
    assert_eq!(items.iter().filter(|item| item.is_ok()).count(), 3);
    assert!(items.len() == 4 && error(&items[3]).to_string().contains("cut off"));
}

#[test]
fn an_item_that_is_nested_too_deeply_is_lost_alone() {
    let feed = String::from_utf8(rss(&stories(3))).unwrap();
    let deep = format!("<item>{}x{}", "<div>".repeat(300), "</div>".repeat(300));
    let items = read_file("a.rss", feed.replacen("<item>", &deep, 1).as_bytes());
    assert!(error(&items[0]).to_string().contains("nested more than 200 levels"), "{}", error(&items[0]));
    assert!(items.len() == 3 && items[1..].iter().all(Result::is_ok));
}

#[test]
fn documents_in_sequence_are_all_read() {
    let documents: Vec<Vec<u8>> = stories(2).iter().map(nitf).collect();
    let items = read_file("a.xml", &documents.concat());
    assert_eq!(items.len(), 2);
    assert!(texts(&items)[1].contains("Port 2"));
    let items = read_file("a.xml", before(&documents[0], "</nitf>"));
    assert!(items.len() == 1 && error(&items[0]).to_string().contains("cut off"));
}

#[test]
fn what_comes_before_damage_is_read() {
    let [one, two] = [stories(2)[..1].to_vec(), stories(2)[1..].to_vec()];
    let mut damaged = compressed(&warc(&two), Format::Gzip);
    let middle = damaged.len() / 2;
    damaged[middle..].iter_mut().for_each(|byte| *byte ^= 0x55);
    let items = read_file("a.warc.gz", &[compressed(&warc(&one), Format::Gzip), damaged].concat());
    assert!(items.len() > 1 && items[0].as_ref().unwrap().text.contains("Port 1"));
    assert!(error(items.last().unwrap()).to_string().contains("cannot be read to its end"));

    let rows = String::from_utf8(table(&stories(3), b',')).unwrap().replacen("Port 3", "Port \u{fffc}", 1);
    let half_a_pair = |unit: u16| if unit == 0xFFFC { 0xD800 } else { unit };
    let units = std::iter::once(0xFEFF).chain(rows.encode_utf16().map(half_a_pair));
    let items = read_file("a.csv", &units.flat_map(u16::to_le_bytes).collect::<Vec<_>>());
    assert!(items.len() == 3 && items[..2].iter().all(Result::is_ok));
    assert!(error(&items[2]).to_string().contains("not UTF-16LE"));
}

#[test]
fn a_message_need_not_end_its_parts() {
    let whole = "Subject: s\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=\"b\"\n\n--b\n\
                 Content-Type: text/plain\n\nPort 1 will close, the ministry said.\n--b--\n";
    for message in [whole.as_bytes(), before(whole.as_bytes(), "--b--")] {
        let items = read_file("a.eml", message);
        assert_eq!(texts(&items), ["Port 1 will close, the ministry said."]);
    }
}

#[test]
fn a_byte_order_mark_may_begin_a_line() {
    let line = "\u{feff}{\"text\": \"Port 1 will close, the ministry said.\"}\n";
    assert_eq!(texts(&read_file("a.jsonl", line.repeat(2).as_bytes())).len(), 2);
}

#[test]
fn members_of_the_same_name_are_not_lost_silently() {
    let archive = zip(&[("a.txt", b"Port 1 will close."), ("b.txt", b"Port 2 will close.")]);
    let items = read_file("a.zip", &renamed(archive));
    assert_eq!(items.len(), 2, "{:?}", ids(&items));
    assert!(error(&items[1]).to_string().contains("have the same name"));
}

/// An archive whose member `b.txt` is called `a.txt` too.
fn renamed(mut archive: Vec<u8>) -> Vec<u8> {
    for at in 0..archive.len() - 5 {
        if &archive[at..at + 5] == b"b.txt" {
            archive[at] = b'a';
        }
    }
    archive
}

#[test]
fn a_line_without_end_is_no_path() {
    let folder = folder(&[("a.txt", b"Port 1 will close."), ("list", &vec![0; 100_000])]);
    let named = [folder.path().join("a.txt").to_string_lossy().as_bytes(), b"\r\n\n", &vec![b'x'; 100_000]].concat();
    fs::write(folder.path().join("named"), named).unwrap();
    for (list, expected) in [("list", 1), ("named", 2)] {
        let input = Input::List(Some(folder.path().join(list)));
        let items: Vec<_> = Articles::new(vec![input], ReadOptions::default()).collect();
        assert_eq!(items.len(), expected);
        assert!(error(&items[expected - 1]).to_string().contains("not a list of files"));
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_in_a_folder_is_counted() {
    let folder = folder(&[("a.txt", b"Port 1 will close.")]);
    assert!(std::process::Command::new("mkfifo").arg(folder.path().join("b.txt")).status().unwrap().success());
    let articles = Articles::new(vec![Input::Path(folder.path().to_owned())], ReadOptions::default());
    let left_out = articles.left_out();
    assert_eq!(articles.count(), 1);
    assert_eq!(left_out.to_string(), "1 pipe, socket or device");
}

#[cfg(feature = "parquet")]
#[test]
fn lists_are_counted_before_they_are_expanded() {
    let bomb = include_bytes!("../../../../../tests/data/list_bomb.parquet");
    let items = read_file("bomb.parquet", bomb);
    assert_eq!(items.len(), 1);
    let message = error(&items[0]).to_string();
    assert!(message.contains("have 20000000 values") && message.contains("the row after it is lost"), "{message}");
}
