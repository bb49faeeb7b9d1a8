//! A folder of good articles among all sorts of other files: the good articles are labelled, the rest is reported.

use super::formats::samples::{self, Sample};
use super::support::{extract_in, folder};
use niffler::send::compression::Format;
use saidso::record::OutputLine;
use std::fs;

const GOOD: usize = 50;

/// Files that are not articles, and the error that each must cause.
fn hostile() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let sample = Sample::new("a", "Harbour closes", "The harbour will close, the ministry said.");
    let samples = [sample.clone()];
    let text = sample.text.as_bytes();
    let mebibyte = 1 << 20;
    let mut state = 7u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    let noise: Vec<u8> = (0..4000).map(|_| random()).collect();
    let packed = |format| samples::compressed(&noise.iter().map(|byte| b'a' + byte % 26).collect::<Vec<u8>>(), format);
    let damaged = |mut bytes: Vec<u8>, at: usize| {
        bytes[at] ^= 0xFF;
        bytes
    };
    let cut = |bytes: &[u8], by: usize| bytes[..bytes.len() - by].to_vec();
    let (table, columns) = (samples::table(&samples, b','), samples::parquet(&samples));
    let crawl = samples::wet(&samples);
    let (zip, tar) = (samples::zip(&[("a.txt", text)]), samples::tar(&[("a.txt", text)]));
    let directory = zip.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let mut locked = zip.clone();
    locked[6] |= 1;
    locked[directory + 8] |= 1;
    let mut footer = b"PAR1".to_vec();
    footer.extend(&noise[..100]);
    footer.extend(b"\xFF\xFF\xFF\x7FPAR1");
    vec![
        ("empty.txt", vec![], "no text"),
        ("blank.txt", b" \n\t\r\n\xC2\xA0".to_vec(), "no text"),
        ("mark.txt", b"\xEF\xBB\xBF".to_vec(), "no text"),
        ("cut-utf8.txt", b"caf\xC3".to_vec(), "not UTF-8: byte 4"),
        ("damaged-utf8.txt", "“Zoë” “Łoś”".bytes().chain(*b"\xFFa").collect(), "not UTF-8"),
        ("controls.txt", b"\xFE\x01\x02 and on".to_vec(), "not UTF-8: byte 1"),
        ("zeros.txt", vec![0; 100], "not text: it contains NUL bytes"),
        ("document.txt", b"%PDF-1.7 and on".to_vec(), "invalid PDF"),
        ("picture.txt", b"\x89PNG\r\n\x1A\n".to_vec(), "not text: an image"),
        ("program.txt", b"\x7FELF\x02".to_vec(), "not text: a program"),
        ("office.txt", b"\xD0\xCF\x11\xE0".to_vec(), "not text: an Office document"),
        ("half-utf16.txt", b"\xFF\xFEa\0b".to_vec(), "not UTF-16LE"),
        ("long.txt", b"word ".repeat(500_000), "more than the limit of 2000000"),
        ("large.txt", vec![b'a'; 64 * mebibyte + 1], "more than 67108864 bytes"),
        ("cut.txt.gz", cut(&packed(Format::Gzip), 20), "cannot be read to its end"),
        ("cut.txt.zst", cut(&packed(Format::Zstd), 20), "cannot be read to its end"),
        ("damaged.txt.xz", damaged(packed(Format::Lzma), 700), "cannot be read to its end"),
        ("damaged.txt.bz2", damaged(packed(Format::Bzip), 700), "cannot be read to its end"),
        ("bomb.jsonl.zst", samples::compressed(&vec![b' '; 300 * mebibyte], Format::Zstd), "decompression bomb"),
        ("grown.txt.gz", samples::compressed(&vec![b'a'; 65 * mebibyte], Format::Gzip), "more than 67108864 bytes"),
        (
            "thrice.txt.gz",
            samples::compressed(&samples::compressed(&packed(Format::Gzip), Format::Gzip), Format::Gzip),
            "not text",
        ),
        ("cut.jsonl", b"{\"text\": \"The harb".to_vec(), "not JSON: it ends in the middle"),
        ("no-text.jsonl", b"{\"title\": \"a\"}".to_vec(), "there is no field `text`"),
        ("array.jsonl", b"[\"text\"]".to_vec(), "an object is expected"),
        ("number.jsonl", b"{\"text\": 5}".to_vec(), "field `text` is not a string"),
        ("deep.jsonl", [&b"{\"text\": \"a\", \"b\": "[..], &b"[".repeat(100_000)].concat(), "it ends within an object"),
        ("infinite.jsonl", b"{\"text\": \"a\", \"b\": 1e999}".to_vec(), "not JSON: number out of range"),
        ("surrogate.jsonl", b"{\"text\": \"\\ud800\"}".to_vec(), "not JSON"),
        ("control.jsonl", b"{\"text\": \"a\x07b\"}".to_vec(), "not JSON: control character"),
        ("not-utf8.jsonl", "{\"text\": \"éé".bytes().chain(*b"\xFF\"}").collect(), "not UTF-8"),
        ("no-column.csv", b"id,body\n1,a\n".to_vec(), "no column `text`; the columns are id, body"),
        ("no-header.csv", vec![], "there is no article in it"),
        ("ragged.csv", b"id,text\n1,a,b\n".to_vec(), "the row has 3 fields, but the first row has 2"),
        ("unclosed.csv", cut(&table, 2), "invalid CSV"),
        ("no.parquet", text.to_vec(), "not Parquet, though its name says so"),
        ("empty.parquet", vec![], "not Parquet, though its name says so"),
        ("cut.parquet", cut(&columns, 30), "invalid Parquet"),
        ("footer.parquet", footer, "invalid Parquet"),
        ("no.warc", text.to_vec(), "not WARC, though its name says so"),
        ("no-length.warc", b"WARC/1.0\r\nWARC-Type: response\r\n\r\n".to_vec(), "it does not say its length"),
        ("cut.warc", cut(&crawl, 20), "bytes of it are missing"),
        ("no.zip", text.to_vec(), "not ZIP (which DOCX, ODT, XLSX and ODS are too), though its name says so"),
        ("cut.zip", cut(&zip, 30), "cannot be read"),
        ("climbing.zip", samples::zip(&[("../../up.txt", text)]), "its path leads out of the archive"),
        ("locked.zip", locked, "cannot be read"),
        ("nested.zip", samples::zip(&[("in.zip", &zip)]), "an archive in an archive"),
        ("checksum.zip", damaged(zip.clone(), directory + 16), "cannot be read to its end"),
        ("no.tar", text.to_vec(), "not tar, though its name says so"),
        ("cut.tar", tar[..530].to_vec(), "bytes of it are missing"),
        ("climbing.tar", samples::tar(&[("a/../../up.txt", text)]), "its path leads out of the archive"),
        ("link.tar", samples::tar_link("a.txt", "/etc/passwd"), "it is a link"),
        ("header.tar", damaged(tar, 3), "checksum"),
    ]
}

/// The same for pages.
fn hostile_pages() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let page = samples::html(&Sample::new("a", "Harbour closes", "The harbour will close, the ministry said."));
    vec![
        ("empty.html", vec![], "no article found in this page"),
        ("no-article.html", b"<!DOCTYPE html><html><body><nav>Home</nav></body></html>".to_vec(), "no article"),
        ("large.html", page.iter().copied().chain(vec![b' '; 17 << 20]).collect(), "more than 16777216 bytes"),
        ("deep.html", [&page[..page.len() - 50], &b"<div>".repeat(100_000)].concat(), "nested too deeply"),
        (
            "hidden.html",
            [&page[..page.len() - 50], b"<noscript>", &b"<div>".repeat(100_000)].concat(),
            "nested too deeply",
        ),
        (
            "crossed.html",
            [&page[..page.len() - 50], &b"<span><div></span>".repeat(50_000)].concat(),
            "nested too deeply",
        ),
        (
            "buried.html",
            [&page[..page.len() - 50], &b"<div>".repeat(900), &b"word ".repeat(100_000)].concat(),
            "too much text for how deeply it is nested",
        ),
        (
            "ampersands.html",
            [&page[..page.len() - 50], &b"&".repeat(400_000)].concat(),
            "a text in it has too many special characters",
        ),
        ("many.html", [&page[..page.len() - 50], &b"<p>a".repeat(201_000)].concat(), "invalid HTML"),
    ]
}

#[test]
fn fifty_good_articles_among_hostile_files() {
    let mut hostile = hostile();
    hostile.extend(hostile_pages());
    assert!(hostile.len() >= 50, "{}", hostile.len());
    let folder = folder(&[]);
    for number in 0..GOOD {
        let text = format!("The port of Harl will close in May, the ministry said on day {number}.");
        fs::write(folder.path().join(format!("{number:02}-good.txt")), text).unwrap();
    }
    for (name, content, _) in &hostile {
        fs::write(folder.path().join(name), content).unwrap();
    }
    let ended = extract_in(folder.path(), &["-q", "."]);
    assert_eq!(ended.status, Some(1), "{}", ended.stderr);
    let lines = ended.lines();
    let good = |line: &&OutputLine| matches!(line, OutputLine::Record(record) if record.id.ends_with("-good"));
    assert_eq!(lines.iter().filter(good).count(), GOOD);
    let failed: Vec<_> = lines
        .iter()
        .filter_map(|line| if let OutputLine::Error(failed) = line { Some(&failed.error) } else { None })
        .collect();
    for (name, _, reason) in &hostile {
        let of_it: Vec<_> = failed.iter().filter(|error| error.input.contains(&format!("/{name}"))).collect();
        assert!(of_it.len() == 1 && of_it[0].reason.contains(reason), "{name}: {reason}: {of_it:?}");
        assert!(ended.stderr.contains(&of_it[0].reason), "{name}");
    }
    assert_eq!((failed.len(), lines.len()), (hostile.len(), GOOD + hostile.len()));
}
