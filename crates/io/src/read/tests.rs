#[cfg(all(feature = "documents", feature = "mail"))]
mod as_found;
#[cfg(all(feature = "archives", feature = "mail", feature = "news", feature = "warc"))]
mod damaged;
#[cfg(feature = "documents")]
mod documents;
mod forms;
mod hostile;
#[cfg(all(feature = "mail", feature = "news"))]
mod hostile_forms;
mod json;
#[cfg(feature = "mail")]
mod mail;
#[cfg(feature = "news")]
mod news;
#[cfg(feature = "sqlite")]
mod sqlite;

use super::samples::{self, Sample, compressed};
use super::{Articles, Charset, Duplicates, Input, MAX_BYTES, ReadOptions, article_of_json, article_of_text};
use niffler::send::compression::Format;
use saidso::error::{ArticleError, FailedArticle};
use saidso::record::Article;
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
        ("notes.log", b"no article"),
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
    assert_eq!(*error(&items[0]), ArticleError::Json { byte: 13, reason: "it ends in the middle".into() });
    assert_eq!(error(&items[1]).to_string(), "there is no field `text`; fields are id, title");
    let expected = "a string or a list of strings";
    assert_eq!(*error(&items[2]), ArticleError::FieldKind { field: "text".into(), expected });
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
    for content in ["", "\n \r\n"] {
        assert_eq!(*error(&read_file("x.jsonl", content.as_bytes())[0]), ArticleError::NoArticles);
    }
}

#[test]
fn unknown_files_are_told_by_their_first_character() {
    assert_eq!(ids(&read_file("data", b"\n  {\"text\": \"a\"}\n{\"text\": \"b\"}")), ["data:2", "data:3"]);
    assert_eq!(ids(&read_file("data", b"\n  [a text\nof two lines")), ["data"]);
    // Nor does a name that says "text" matter if the content is plainly something else.
    assert!(matches!(error(&read_file("x.txt", b"{\"text\": 1}")[0]), ArticleError::FieldKind { .. }));
    assert_eq!(read_file("x.txt", b"{sic} [a text]")[0].as_ref().unwrap().text, "{sic} [a text]");
}

#[test]
fn compression_is_recognised_by_content() {
    let lines: Vec<String> = (0..2000).map(|number| format!("{{\"text\": \"line {number}\"}}\n")).collect();
    let lines = lines.concat();
    for format in [Format::Gzip, Format::Bzip, Format::Lzma, Format::Zstd] {
        let mut bytes = compressed(lines.as_bytes(), format);
        // Two consecutive streams, as parallel compressors write them.
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
        let bytes = compressed(lines.replace('{', "(").as_bytes(), format);
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
    let folder = folder(&[("sub/readme.log", b"x"), ("good.txt", b"x")]);
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
    let options = ReadOptions { leave_out: vec![folder.path().join("out.jsonl")], ..ReadOptions::default() };
    let inputs = vec![Input::Path(folder.path().into())];
    let total = super::total_bytes(&inputs, &options.leave_out);
    let articles = Articles::new(inputs, options);
    let bytes_read = articles.bytes_read();
    assert_eq!(ids(&articles.collect::<Vec<_>>()), ["a", "sub/out:1"]);
    assert_eq!(total, Some(1 + 13));
    assert_eq!(bytes_read.load(std::sync::atomic::Ordering::Relaxed), 14);
}

#[test]
fn names_that_are_wrong_do_not_matter_where_the_content_is_plain() {
    for (name, form) in [
        ("a.parquet", "Parquet"),
        ("a.zip", "ZIP (which DOCX, ODT, XLSX and ODS are too)"),
        ("a.tar", "tar"),
        ("a.warc", "WARC"),
    ] {
        assert_eq!(*error(&read_file(name, b"just text")[0]), ArticleError::NotThis { form });
        assert_eq!(*error(&read_file(name, b"")[0]), ArticleError::NotThis { form });
    }
    assert_eq!(ids(&read_file("a.txt", &samples::parquet(&stories(1)))), ["s1"]);
    assert_eq!(ids(&read_file("a.csv", &samples::zip(&[("b.txt", b"b")]))), ["a/b"]);
    for content in [&b"GIF89a\x01\0"[..], b"\x89PNG\r\n", b"\x7FELF\x02\x01\x01\0\x01\x01", b"text \0 text"] {
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
    assert_eq!(ids(&read(vec![Input::Pattern(at("b*"))])), ["3", "5"]);
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
        ("d.log", b"# no article"),
    ]);
    assert_eq!(ids(&read(&[folder.path()])), ["a", "s1"]);
}

#[test]
fn what_is_left_out_is_counted() {
    let folder = folder(&[
        ("a.txt", b"a"),
        ("b.doc", b"\xD0\xCF\x11\xE0"),
        ("c.jpg", b"\xFF\xD8\xFF\xE0\0\x10JFIF"),
        ("d.png", b"\x89PNG\r\n\x1a\n\0"),
        ("e.cfg", b"x = 1"),
        ("f", b"just text"),
        ("g.jsonl", b"\n"),
        ("h.xml", b"<corpus/>"),
        (".git/config", b"x"),
        ("i.zip", &samples::zip(&[("b.txt", b"b"), ("c.xls", b"\xD0\xCF\x11\xE0"), (".d", b"d")])),
    ]);
    let options = ReadOptions { list_left_out: true, ..ReadOptions::default() };
    let mut articles = Articles::new(vec![Input::Path(folder.path().into())], options);
    let left_out = articles.left_out();
    assert_eq!(ids(&articles.by_ref().collect::<Vec<_>>()), ["a", "i/b"]);
    let expected = "1 .cfg file, 1 .xml file, 2 Office documents, 1 file without articles, \
                    1 file without extension, 2 hidden files or folders, 2 images";
    assert_eq!(left_out.to_string(), expected);
    let names = left_out.names();
    assert_eq!(names.len(), 10);
    assert!(names.iter().any(|(name, kind)| name.ends_with("i.zip!/c.xls") && kind == "Office document"), "{names:?}");
}

#[test]
fn addresses_are_not_fetched() {
    let read = |address: &str| {
        let input = Input::from(std::ffi::OsString::from(address));
        Articles::new(vec![input], ReadOptions::default()).collect::<Vec<_>>()
    };
    for address in ["https://beacon.example/a?b=*", "s3://bucket/key.jsonl"] {
        assert_eq!(*error(&read(address)[0]), ArticleError::Remote, "{address}");
    }
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
    assert_eq!(error.to_string(), "it ended at byte 3000, but had 4096 bytes when it was opened");
}

#[test]
fn requests_are_articles_too() {
    let article =
        article_of_json(br#"{"url": "u", "id": 7, "text": "t", "title": null, "date": "d"}"#.to_vec(), "x").unwrap();
    assert_eq!((&*article.id, &*article.text, article.title), ("7", "t", None));
    assert_eq!(article.metadata.keys().collect::<Vec<_>>(), ["url", "date"]);
    assert_eq!(article_of_json(b"{\"text\": \"t\"}".to_vec(), "x").unwrap().id, "x");
    for (json, expected) in [
        (&b"{\"text\": \"a\"\n,, }"[..], "not JSON: key must be a string, at byte 15"),
        (b"[]", "not an object"),
        (b"{}", "no field `text`"),
        (b"{\"text\": 1}", "`text` is not a string"),
        (b"{\"text\": \"a\", \"id\": []}", "`id` is not a string or a number"),
        (b"\xff", "not UTF-8: byte 1"),
    ] {
        let error = article_of_json(json.to_vec(), "x").unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    assert_eq!(article_of_text(b"One.".to_vec(), "x").unwrap().text, "One.");
    assert!(article_of_text(b"\xff".to_vec(), "x").is_err());
}
