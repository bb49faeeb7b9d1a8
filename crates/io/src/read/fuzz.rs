//! Runs every reader on bytes that nobody would write: sound files with edits, and noise. Nothing may panic, hang, or
//! fill the memory. `SAIDSO_FUZZ_SECONDS` sets how long each of these tests runs, with different cases every time.

use super::forms::Form;
use super::kind::Kind;
use super::reading::{Item, Place, Reading};
use super::samples::{self, Sample};
use super::{ReadOptions, read_content};
use cpu_time::ThreadTime;
use niffler::send::compression::Format;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestCaseError, TestRng, TestRunner};
use saidso::error::ArticleError;
use saidso::model::read_tokenizer;
use saidso::prepare::segment;
use saidso::record::OutputLine;
use std::cell::Cell;
use std::fs;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::panic;
use std::path::Path;
use std::sync::{Arc, Once};
use std::time::{Duration, Instant};

/// More articles than these bytes can legitimately hold.
const MANY: usize = 10_000;

/// The same for compressed data: bzip2 has blocks of 900 kB, and every other byte may end a line.
const MANY_COMPRESSED: usize = 450_000;

/// More processor time than a few kilobytes may ever take.
const LONG: Duration = Duration::from_mins(1);

pub(crate) fn stories() -> Vec<Sample> {
    let text = "The harbour will close in May, the ministry said on Monday.\n\n“We had no choice,” said Anna Larsen.";
    (0..6).map(|number| Sample::new(&number.to_string(), "Harbour closes", &format!("{text} {number}"))).collect()
}

/// A change of some bytes; positions are shares of the length.
#[derive(Debug, Clone)]
enum Edit {
    Set(f64, u8),
    Flip(f64, u8),
    Insert(f64, Vec<u8>),
    Remove(f64, usize),
    Repeat(f64, usize),
    Number(f64, u32),
    Cut(f64),
}

fn edit() -> impl Strategy<Value = Edit> {
    let place = 0.0..1.0f64;
    prop_oneof![
        (place.clone(), any::<u8>()).prop_map(|(place, byte)| Edit::Set(place, byte)),
        (place.clone(), 0..8u8).prop_map(|(place, bit)| Edit::Flip(place, bit)),
        (place.clone(), prop::collection::vec(any::<u8>(), 1..20))
            .prop_map(|(place, bytes)| Edit::Insert(place, bytes)),
        (place.clone(), 1..200usize).prop_map(|(place, count)| Edit::Remove(place, count)),
        (place.clone(), 1..200usize).prop_map(|(place, count)| Edit::Repeat(place, count)),
        (place.clone(), prop::sample::select(vec![0, 1, 0x7F, 0x8000, 0x7FFF_FFFF, 0x8000_0000, u32::MAX]))
            .prop_map(|(place, number)| Edit::Number(place, number)),
        (0.3..1.0f64).prop_map(Edit::Cut),
    ]
}

fn edited(mut bytes: Vec<u8>, edits: &[Edit]) -> Vec<u8> {
    for edit in edits {
        let at = |place: f64| (place * bytes.len() as f64) as usize;
        match edit {
            _ if bytes.is_empty() => break,
            Edit::Set(place, byte) => {
                let at = at(*place);
                bytes[at] = *byte;
            }
            Edit::Flip(place, bit) => {
                let at = at(*place);
                bytes[at] ^= 1 << bit;
            }
            Edit::Insert(place, more) => {
                let at = at(*place);
                bytes.splice(at..at, more.iter().copied());
            }
            Edit::Remove(place, count) => {
                let at = at(*place);
                bytes.drain(at..bytes.len().min(at + count));
            }
            Edit::Repeat(place, count) => {
                let at = at(*place);
                let part = bytes[at..bytes.len().min(at + count)].to_vec();
                bytes.splice(at..at, part);
            }
            Edit::Number(place, number) => {
                let at = at(*place);
                for (byte, new) in bytes[at..].iter_mut().zip(number.to_le_bytes()) {
                    *byte = new;
                }
            }
            Edit::Cut(place) => {
                let at = at(*place);
                bytes.truncate(at);
            }
        }
    }
    bytes
}

/// Tests a property on edited seeds, or on noise after the first bytes of a seed.
pub(crate) fn fuzz(seeds: &[Vec<u8>], property: impl Fn(Vec<u8>) -> Result<(), TestCaseError>) {
    let edits = prop::collection::vec(edit(), 0..8);
    let noise = prop::option::weighted(0.15, prop::collection::vec(any::<u8>(), 0..2000));
    let cases =
        (prop::sample::select(seeds.to_vec()), edits, noise, 0..64usize).prop_map(|(seed, edits, noise, kept)| {
            match noise {
                Some(noise) => [&seed[..seed.len().min(kept)], &noise].concat(),
                None => edited(seed, &edits),
            }
        });
    let seconds = std::env::var("SAIDSO_FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(0);
    let config = ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() };
    let (start, mut round) = (Instant::now(), 0u64);
    while round == 0 || start.elapsed() < Duration::from_secs(seconds) {
        let mut seed = [0; 32];
        let salt = if seconds == 0 { 0 } else { start.elapsed().as_nanos() as u64 ^ u64::from(std::process::id()) };
        seed[..8].copy_from_slice(&(round ^ salt).to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        TestRunner::new_with_rng(config.clone(), rng).run(&cases, &property).unwrap();
        round += 1;
    }
    if seconds > 0 {
        eprintln!("{} cases", round * 300);
    }
}

fn read(bytes: Vec<u8>, kind: Kind, many: usize) -> Vec<Item> {
    let options = ReadOptions::default();
    let mut items = Vec::new();
    let mut send = |item| {
        items.push(item);
        if items.len() > many { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let mut reading = Reading::new(&options, Arc::default(), Arc::default(), &mut send);
    let place = Place { shown: "fuzz".into(), stem: "fuzz".into() };
    let _ = read_content(Cursor::new(bytes), kind, false, &place, &mut reading);
    items
}

thread_local! {
    /// Whether the code of this project has panicked in this thread. A reader that contains panics, because of the
    /// libraries it uses, hides them otherwise.
    static OWN_PANIC: Cell<bool> = const { Cell::new(false) };
}

/// Takes note of panics in the code of this project.
fn watch_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let file = info.location().map_or("", |location| location.file());
            if !file.contains("registry") && !file.starts_with("/rustc") {
                OWN_PANIC.set(true);
            }
            before(info);
        }));
    });
}

/// Checks what must hold for everything that is read.
fn holds(bytes: Vec<u8>, kind: Kind, many: usize) -> Result<(), TestCaseError> {
    watch_panics();
    let start = ThreadTime::now();
    let items = read(bytes, kind, many);
    prop_assert!(!OWN_PANIC.take(), "a contained panic");
    prop_assert!(items.len() <= many, "{} articles", items.len());
    prop_assert!(start.elapsed() < LONG);
    for item in &items {
        match item {
            Ok(article) => {
                for part in article.captions.iter().chain(&article.headings) {
                    prop_assert!(article.text.get(part.clone()).is_some());
                }
            }
            Err(failed) => {
                prop_assert!(!matches!(failed.error, ArticleError::Panic { .. }), "{failed}");
                prop_assert!(!failed.error.to_string().is_empty());
            }
        }
    }
    Ok(())
}

fn fuzz_kind(kind: Kind, seeds: &[Vec<u8>]) {
    fuzz(seeds, |bytes| holds(bytes, kind, MANY));
}

/// Inputs that long runs of these tests have found, and bytes on which the Parquet and tokenizer readers panic, each in
/// a file called `KIND-what.bin`.
#[test]
fn what_was_found_stays_harmless() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let kind = match name.split('-').next() {
            Some("jsonl") => Kind::JsonLines,
            Some("parquet") => Kind::Parquet,
            Some("tokenizer") => {
                assert!(read_tokenizer(&path).is_err(), "{name}");
                count += 1;
                continue;
            }
            _ => panic!("{name} is of an unknown kind"),
        };
        holds(fs::read(&path).unwrap(), kind, MANY_COMPRESSED).unwrap_or_else(|error| panic!("{name}: {error}"));
        count += 1;
    }
    assert!(count > 0);
}

#[test]
fn texts() {
    let text = stories()[0].text.clone();
    let wide = text.encode_utf16().flat_map(u16::to_le_bytes);
    let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(wide).collect();
    fuzz_kind(Kind::Unknown, &[text.clone().into_bytes(), wide, b"\x93Non,\x94 said Ren\xE9.".to_vec()]);
}

#[test]
fn json_lines() {
    fuzz_kind(Kind::JsonLines, &[samples::json_lines(&stories())]);
}

#[test]
fn tables() {
    fuzz_kind(Kind::Csv, &[samples::table(&stories(), b','), samples::table(&stories(), b';')]);
}

#[test]
fn json() {
    let one =
        serde_json::to_vec_pretty(&serde_json::json!({"text": ["One.", "Two &amp; three."], "a": {"b": [1, null]}}))
            .unwrap();
    fuzz_kind(Kind::Json, &[samples::json_list(&stories()), samples::json_answer(&stories()), one]);
}

#[test]
fn html_in_fields() {
    let list = samples::json_answer(&stories());
    fuzz(&[list], |bytes| {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let _ = super::field_text::without_html(&text, super::FieldFormat::Html);
        Ok(())
    });
}

#[test]
fn news() {
    let stories = stories();
    fuzz_kind(Kind::Unknown, &[samples::rss(&stories), samples::nitf(&stories[0]), samples::newsml(&stories)]);
    fuzz_kind(
        Kind::Of(Form::Sgml),
        &[
            samples::sgml(&stories),
            b"<REUTERS NEWID=\"1\"><TEXT><TITLE>A</TITLE><BODY>B &lt; c\n Reuter\n</BODY></TEXT></REUTERS>".to_vec(),
        ],
    );
}

#[test]
fn exports() {
    let stories = stories();
    let seeds = [
        samples::lexis(&stories),
        samples::proquest(&stories),
        samples::factiva(&stories),
        samples::story(&stories[0]),
    ];
    fuzz_kind(Kind::Text, &seeds);
}

#[test]
fn mail() {
    let stories = stories();
    fuzz_kind(Kind::Of(Form::Mail), &[samples::mail(&stories[0])]);
    fuzz_kind(Kind::Of(Form::Mbox), &[samples::mailbox(&stories)]);
    fuzz_kind(Kind::Of(Form::Mhtml), &[samples::mhtml(&stories[0])]);
}

#[test]
fn parquet() {
    fuzz_kind(Kind::Parquet, &[samples::parquet(&stories()), samples::parquet_of_deltas(&stories())]);
}

#[cfg(feature = "sqlite")]
#[test]
fn databases() {
    let small = samples::sqlite(&stories(), "PRAGMA page_size = 512", "CREATE TABLE tags (name)");
    let deep: Vec<Sample> = (0..40).map(|number| Sample { id: number.to_string(), ..stories()[0].clone() }).collect();
    fuzz_kind(Kind::Sqlite, &[small, samples::sqlite(&deep, "PRAGMA page_size = 512", "")]);
}

#[test]
fn pages() {
    fuzz_kind(Kind::Html, &[samples::html(&stories()[0]), samples::marked_page()]);
}

#[cfg(feature = "documents")]
fn document(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/documents").join(name)).unwrap()
}

#[cfg(feature = "documents")]
#[test]
fn documents() {
    fuzz_kind(Kind::Rtf, &[document("pandoc.rtf")]);
    fuzz_kind(Kind::Pdf, &[document("newspaper.pdf"), document("encrypted.pdf"), document("scanned.pdf")]);
    let export =
        b"Pier\n\nTern\n\nMay 5, 2019\n\nLength: 84 words\n\nBody\n\nOne.\n\nLoad-Date: May 6, 2019\n\nEnd of Document"
            .to_vec();
    let marked =
        b"---\ntitle: a\ntags: [b]\n---\n# T\n\n> q\n\n- l\n\n|a|b|\n|-|-|\n|1|2|\n\n<p>x</p>\n[^1]\n\n[^1]: n"
            .to_vec();
    fuzz_kind(Kind::Markdown, &[marked, export]);
}

/// Packages, also sound archives with damaged parts in them: edits of the archive itself seldom reach the parts.
#[cfg(feature = "documents")]
#[test]
fn packages() {
    let names = ["article.odt", "articles.ods", "articles.xlsx", "pandoc.docx"];
    fuzz_kind(Kind::Zip, &names.map(document));
    for name in names {
        let parts = samples::unzipped(&document(name));
        let edited = parts.iter().position(|(part, _)| {
            part.ends_with("document.xml") || part.ends_with("content.xml") || part.ends_with("sheet2.xml")
        });
        let edited = edited.unwrap();
        fuzz(&[parts[edited].1.clone()], |bytes| {
            let with = |at: usize| if at == edited { &*bytes } else { &*parts[at].1 };
            let members: Vec<(&str, &[u8])> = (0..parts.len()).map(|at| (&*parts[at].0, with(at))).collect();
            holds(samples::zip(&members), Kind::Zip, MANY)
        });
    }
}

#[test]
fn crawls() {
    fuzz_kind(Kind::Warc, &[samples::warc(&stories()[..2]), samples::wet(&stories())]);
}

#[test]
fn archives() {
    let stories = stories();
    let (lines, page) = (samples::json_lines(&stories), samples::html(&stories[1]));
    let members: Vec<(&str, &[u8])> = vec![("a/b.txt", stories[0].text.as_bytes()), ("c.jsonl", &lines), ("d", &page)];
    fuzz_kind(Kind::Zip, &[samples::zip(&members)]);
    fuzz_kind(Kind::Tar, &[samples::tar(&members)]);
}

#[test]
fn compressed() {
    let lines = samples::json_lines(&stories());
    let formats = [Format::Gzip, Format::Zstd, Format::Bzip, Format::Lzma];
    let seeds = formats.map(|format| samples::compressed(&lines, format));
    fuzz(&seeds, |bytes| holds(bytes, Kind::JsonLines, MANY_COMPRESSED));
}

#[test]
fn sentences() {
    fuzz(&[stories()[0].text.clone().into_bytes()], |bytes| {
        let text = String::from_utf8_lossy(&bytes);
        let (quotations, sentences) = segment(&text, Some("Harbour closes"));
        for span in sentences.iter().map(|one| &one.span).chain(quotations.iter().map(|one| &one.span)) {
            prop_assert!(text.get(span.clone()).is_some(), "{span:?}");
        }
        Ok(())
    });
}

#[test]
fn records() {
    let record = br#"{"schema_version":1,"id":"a","offset_unit":"unicode_code_point","sentences":[{"start":0,"end":3,"text":"One","role":"body","label":"quote","confidence":0.9,"scores":{"reported_fact":0.05,"quote":0.9,"opinion":0.05},"source":"s1","attributions":["a1"]}],"attributions":[{"id":"a1","speech":"direct","confidence":0.9,"source":{"start":0,"end":3,"text":"One","resolved":"s1"},"cue":{"start":0,"end":3,"text":"One"},"content":[]}],"sources":[{"id":"s1","name":"One","mentions":[]}],"claims":[]}"#;
    let error = br#"{"schema_version":1,"id":"a","error":{"input":"a.txt","line":4,"reason":"no text"}}"#;
    let skipped =
        br#"{"schema_version":1,"id":"a","skipped":{"input":"a","line":null,"rule":"language","reason":"German"}}"#;
    fuzz(&[record.to_vec(), error.to_vec(), skipped.to_vec()], |bytes| {
        if let Ok(line) = serde_json::from_slice::<OutputLine>(&bytes) {
            let again = serde_json::to_vec(&line).unwrap();
            prop_assert_eq!(serde_json::from_slice::<OutputLine>(&again).unwrap(), line);
        }
        Ok(())
    });
}
