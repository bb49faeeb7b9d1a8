//! Databases, also damaged ones and such as are meant to do harm.

use super::{Item, compressed, error, folder, ids, read_file, read_with, samples, stories, texts};
use crate::read::{Articles, Duplicates, Input, MAX_BYTES, ReadOptions};
use niffler::send::compression::Format;
use rusqlite::{Connection, MAIN_DB};
use saidso::error::ArticleError;
use serde_json::json;
use std::fs;

/// A database made by these statements.
fn made(statements: &str) -> Vec<u8> {
    let mut database = Connection::open_in_memory().unwrap();
    database.execute_batch(statements).unwrap();
    database.serialize(MAIN_DB).unwrap().to_vec()
}

fn with_table(content: &[u8], table: &str) -> Vec<Item> {
    read_with("a.db", content, ReadOptions { table: Some(table.into()), ..ReadOptions::default() })
}

fn message(items: &[Item]) -> String {
    assert_eq!(items.len(), 1, "{items:?}");
    error(&items[0]).to_string()
}

#[test]
fn a_row_is_an_article() {
    let stories = stories(3);
    let content = samples::sqlite(&stories, "", "CREATE TABLE outlets (name TEXT); PRAGMA user_version = 3");
    // A database with a write-ahead log says so here, also after the log is gone.
    let mut logged = content.clone();
    logged[18..20].fill(2);
    let packed = samples::zip(&[("in/news.db", &content)]);
    for (name, content) in [
        ("news.db", content.clone()),
        ("a?b#c%.sqlite", content.clone()),
        ("news.txt", content.clone()),
        ("news.db.gz", compressed(&content, Format::Gzip)),
        ("news.zip", packed),
        ("logged.db", logged.clone()),
        ("logged.db.zst", compressed(&logged, Format::Zstd)),
    ] {
        let items = read_file(name, &content);
        assert_eq!(ids(&items), ["s1", "s2", "s3"], "{name}: {items:?}");
        assert_eq!(texts(&items), stories.iter().map(|story| &*story.text).collect::<Vec<_>>(), "{name}");
        let article = items[1].as_ref().unwrap();
        assert_eq!((article.title.as_deref(), json!(article.metadata)), (Some("Port 2 closes"), json!({"year": 2024})));
        assert_eq!(article.origin.line, Some(2), "{name}");
    }
}

#[test]
fn values_of_every_kind_are_read() {
    let content = made(
        "CREATE TABLE news (title, text, published INT, score REAL, tags TEXT, image BLOB);
         INSERT INTO news VALUES ('One', 'A <b>bold</b> word.', 1714557600, 0.5, '[\"a\"]', x'FFD8'),
           (NULL, x'43616665CC81', NULL, 9e999, NULL, NULL), ('', 7, 1, 1, 'x', 1), ('Four', x'FF', 1, 1, 1, 1),
           ('Five', CAST(x'9343616665E9942073616964' AS TEXT), 1, 1, '', 1), ('Six', NULL, 1, 1, 1, 1)",
    );
    let items = read_file("n.db", &content);
    assert_eq!(ids(&items), ["n:1", "n:2", "n:3", "n:4", "n:5", "n:6"]);
    assert_eq!(texts(&items[..3]), ["A bold word.", "Cafe\u{301}", "7"]);
    let titles: Vec<_> = items[..3].iter().map(|item| item.as_ref().unwrap().title.as_deref()).collect();
    assert_eq!(titles, [Some("One"), None, None]);
    let metadata = json!({"published": 1_714_557_600, "score": 0.5, "tags": "[\"a\"]", "text_from": "html"});
    assert_eq!(json!(items[0].as_ref().unwrap().metadata), metadata);
    assert_eq!(*error(&items[3]), ArticleError::FieldKind { field: "text".into(), expected: "text" });
    assert_eq!(texts(&items[4..5]), ["“Cafeé” said"]);
    assert_eq!(texts(&items[5..]), [""]);
}

#[test]
fn the_table_is_found_or_named() {
    let content = made(
        "CREATE TABLE pages (url, text); INSERT INTO pages VALUES ('u', 'Of a page.');
         CREATE TABLE \"the \"\"news\"\"\" (id PRIMARY KEY, text) WITHOUT ROWID; CREATE TABLE tags (id INTEGER PRIMARY KEY AUTOINCREMENT, name);
         INSERT INTO \"the \"\"news\"\"\" VALUES ('b', 'Of b.'), ('a', 'Of a.'); INSERT INTO tags (name) VALUES ('x');
         CREATE VIEW joined AS SELECT text FROM pages; CREATE VIRTUAL TABLE searched USING fts5(text)",
    );
    let several = "several tables have a column `text`: pages (url, text), the \"news\" (id, text)";
    assert_eq!(message(&read_file("a.db", &content)), several);
    assert_eq!(texts(&with_table(&content, "PAGES")), ["Of a page."]);
    assert_eq!(ids(&with_table(&content, "the \"news\"")), ["a", "b"]);
    let absent = message(&with_table(&content, "new"));
    assert!(absent.starts_with("there is no table `new`; the tables are pages (url, text), the \"news\""), "{absent}");
    assert!(absent.contains("tags (id, name)") && !absent.contains("sqlite_"), "{absent}");
    assert_eq!(message(&with_table(&content, "tags")), "there is no column `text`; the columns are id, name");
    for view in ["joined", "searched"] {
        assert!(message(&with_table(&content, view)).contains("view or virtual table"), "{view}");
    }
    let options = |field: &str| ReadOptions { text_field: field.into(), ..ReadOptions::default() };
    let items = read_with("a.db", &content, options("body"));
    let ArticleError::MissingColumn(missing) = error(&items[0]) else { panic!("{items:?}") };
    assert_eq!((&*missing.name, missing.likely.as_deref()), ("body", Some("text")));
    assert!(missing.known.starts_with("those of the SQLite tables pages (url, text), "), "{}", missing.known);
    let kept = ReadOptions { keep_fields: Some(vec!["urll".into()]), table: Some("pages".into()), ..options("text") };
    assert_eq!(message(&read_with("a.db", &content, kept)), "there is no column `urll`; the columns are url, text");
    assert_eq!(message(&read_file("a.db", &made("CREATE TABLE news (text)"))), "there is no article in it");
    assert_eq!(*error(&read_file("a.db", &made("CREATE VIEW a AS SELECT 1"))[0]), REFUSED);
}

#[test]
fn the_column_of_the_text_is_suggested() {
    let content = made(
        "CREATE TABLE newsdata (id TEXT PRIMARY KEY, source TEXT, title TEXT, content TEXT, published_utc INT);
         CREATE TABLE tweet (id, embedded_tweet); INSERT INTO newsdata VALUES ('tern--1', 'tern', 'Pier', 'One.', 2)",
    );
    let items = read_file("nela-gt.db", &content);
    let ArticleError::MissingColumn(missing) = error(&items[0]) else { panic!("{items:?}") };
    assert_eq!(missing.likely.as_deref(), Some("content"));
    let options = ReadOptions { text_field: "content".into(), ..ReadOptions::default() };
    let items = read_with("nela-gt.db", &content, options);
    assert_eq!((ids(&items), texts(&items)), (vec!["tern--1"], vec!["One."]));
    assert_eq!(json!(items[0].as_ref().unwrap().metadata), json!({"source": "tern", "published_utc": 2}));
}

const REFUSED: ArticleError =
    ArticleError::Refused { reason: "a view or virtual table is not read, only tables that store rows" };

#[test]
fn changes_that_are_not_in_the_file_yet_are_read() {
    let folder = folder(&[("news.db", &made("CREATE TABLE news (text)"))]);
    let path = folder.path().join("news.db");
    let writer = Connection::open(&path).unwrap();
    writer.pragma_update(None, "journal_mode", "wal").unwrap();
    writer.execute("INSERT INTO news VALUES ('New.')", []).unwrap();
    let read = || Articles::new(vec![Input::Path(path.clone())], ReadOptions::default()).collect::<Vec<_>>();
    assert_eq!(texts(&read()), ["New."]);
    drop(writer);
    let names = || fs::read_dir(folder.path()).unwrap().count();
    assert_eq!((texts(&read()), names()), (vec!["New."], 1));
}

#[test]
fn a_cell_that_is_too_large_costs_its_row() {
    let content = made(&format!(
        "CREATE TABLE news (id, text, notes); INSERT INTO news VALUES (1, 'One.', 1), (2, hex(zeroblob({half})), 1),
           (3, 'Three.', 1), (4, 'Four.', zeroblob({whole})), (5, 'Five.', 1)",
        half = MAX_BYTES / 2 + 1,
        whole = MAX_BYTES + 1
    ));
    let items = read_file("a.db", &content);
    assert_eq!(ids(&items), ["1", "2", "3", "4", "5"]);
    for at in [1, 3] {
        assert_eq!(*error(&items[at]), ArticleError::TooLarge { limit: MAX_BYTES });
    }
    assert_eq!((texts(&items[2..3]), texts(&items[4..])), (vec!["Three."], vec!["Five."]));
}

#[test]
fn rows_before_damage_come_out() {
    let stories = stories(40);
    let content = samples::sqlite(&stories, "PRAGMA page_size = 512", "");
    let mut damaged = content.clone();
    let at = content.windows(11).rposition(|window| window == b"Port 30 wil").unwrap() / 512 * 512;
    damaged[at..at + 512].fill(0xFF);
    for content in [&damaged[..], &content[..at]] {
        let items = read_file("a.db", content);
        let (last, good) = items.split_last().unwrap();
        assert!(good.len() > 5 && good.len() < 40, "{}", good.len());
        assert_eq!(texts(good), stories[..good.len()].iter().map(|story| &*story.text).collect::<Vec<_>>());
        let message = error(last).to_string();
        assert!(message.starts_with("invalid SQLite: ") && message.contains("malformed"), "{message}");
    }
    for cut in [17, 50, 100, 511] {
        assert!(read_file("a.db", &content[..cut]).iter().all(Result::is_err), "{cut}");
    }
    assert_eq!(message(&read_file("a.sqlite", b"text")), "not SQLite, though its name says so");
}

/// A table whose pages of pages all lead to the same page below: a few kilobytes with more rows than could ever be read.
fn endless() -> Vec<u8> {
    const SIZE: usize = 4096;
    let text = "The port is shut. ".repeat(200);
    let sound = format!("PRAGMA page_size = {SIZE}; CREATE TABLE news (text); INSERT INTO news VALUES ('{text}')");
    let mut content = made(&sound);
    assert_eq!(content.len(), 2 * SIZE);
    let leaf = content.split_off(SIZE);
    let levels = 15_u32;
    let page = |child: u32| {
        let mut page = vec![0; SIZE];
        let cells: Vec<Vec<u8>> = (1..=100).map(|key| [&child.to_be_bytes()[..], &[key]].concat()).collect();
        let mut end = SIZE;
        page[0] = 5;
        page[3..5].copy_from_slice(&100_u16.to_be_bytes());
        for (at, cell) in cells.iter().enumerate() {
            end -= cell.len();
            page[end..end + cell.len()].copy_from_slice(cell);
            page[12 + 2 * at..14 + 2 * at].copy_from_slice(&(end as u16).to_be_bytes());
        }
        page[5..7].copy_from_slice(&(end as u16).to_be_bytes());
        page[8..12].copy_from_slice(&child.to_be_bytes());
        page
    };
    for level in 0..=levels {
        content.extend(page(3 + level));
    }
    content.extend(leaf);
    let pages = (content.len() / SIZE) as u32;
    content[28..32].copy_from_slice(&pages.to_be_bytes());
    content
}

#[test]
fn databases_do_no_harm() {
    let quick = ReadOptions { any_language: true, duplicates: Duplicates::Keep, ..ReadOptions::default() };
    let items = read_with("a.db", &endless(), quick);
    let last = error(items.last().unwrap()).to_string();
    assert!(last.contains("decompression bomb") && items.len() < 200_000, "{last}: {} items", items.len());
    let calculated = made(
        "CREATE TABLE news (text, more AS (printf('%1000000d', 1)), kept TEXT AS (upper(text)) STORED);
         INSERT INTO news (text) VALUES ('One.')",
    );
    let items = read_file("a.db", &calculated);
    assert_eq!(json!(items[0].as_ref().unwrap().metadata), json!({"kept": "ONE."}));
    let schema = made(
        "CREATE TABLE news (text); PRAGMA writable_schema = on;
         UPDATE sqlite_schema SET sql = 'CREATE TABLE news (text, (((((('",
    );
    assert!(message(&read_file("a.db", &schema)).contains("malformed database schema"));
    let columns: Vec<String> = (0..1900).map(|column| format!("c{column}")).collect();
    let wide =
        made(&format!("CREATE TABLE news (text, {}); INSERT INTO news (text) VALUES ('One.')", columns.join(",")));
    assert!(message(&read_file("a.db", &wide)).contains("too many columns"));
    let kept = ReadOptions { keep_fields: Some(vec!["c7".into()]), ..ReadOptions::default() };
    assert_eq!(texts(&read_with("a.db", &wide, kept)), ["One."]);
}
