//! Inputs of one shape each.

use saidso_io::read::{Articles, Duplicates, Input, ReadOptions};
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// The name and content of a file.
type File = (&'static str, String);

/// A name, the initial number of items, and a function that makes an input of any number.
type Shape = (&'static str, usize, fn(usize) -> File);

const SENTENCE: &str = "The port will close in May, the ministry said on Monday, and it is not the only one.";

pub(crate) const SHAPES: [Shape; 20] = [
    ("lines", 200, |count| {
        ("a.jsonl", each(count, |number| format!("{{\"id\": {number}, \"text\": \"a {number}\"}}\n")))
    }),
    ("fields", 300, |count| {
        ("a.jsonl", format!("{{{}\"text\": \"a\"}}\n", each(count, |number| format!("\"f{number}\": [1], "))))
    }),
    ("items of a list in a field", 500, |count| {
        ("a.jsonl", format!("{{\"text\": \"a\", \"tags\": [{}1]}}\n", "{\"b\": null}, ".repeat(count)))
    }),
    ("paragraphs in a field", 500, |count| ("a.jsonl", format!("{{\"text\": [{}\"b\"]}}\n", "\"a\", ".repeat(count)))),
    ("objects of a list", 200, |count| {
        ("a.json", format!("[{}{{\"text\": \"b\"}}]", each(count, |number| format!("{{\"text\": \"a {number}\"}}, "))))
    }),
    ("rows", 300, |count| ("a.csv", format!("id,text\n{}", each(count, |number| format!("{number},a {number}\n"))))),
    ("columns", 300, |count| {
        ("a.csv", format!("text{}\na{}\n", each(count, |number| format!(",c{number}")), ",b".repeat(count)))
    }),
    ("columns of one name", 300, |count| ("a.csv", format!("text{}\na{}\n", ",c".repeat(count), ",b".repeat(count)))),
    ("files of one name", 200, |count| ("list", "a.txt\n".repeat(count))),
    ("elements", 300, |count| ("a.html", page(&format!("<div><p>{SENTENCE}</p></div>").repeat(count)))),
    ("attributes", 100, |count| {
        let attributes = each(10, |number| format!(" a{number}=b"));
        ("a.html", page(&format!("<p{attributes}>{SENTENCE}</p>").repeat(count)))
    }),
    ("entities", 2_000, |count| ("a.html", page(&format!("<p>{SENTENCE}{}</p>", " &amp; &eacute;".repeat(count))))),
    ("links", 300, |count| ("a.html", page(&format!("<p>{SENTENCE} <a href=\"/b\">b</a></p>").repeat(count)))),
    ("items of a page", 300, |count| {
        ("a.html", page(&format!("<ul>{}</ul>", format!("<li>{SENTENCE}").repeat(count))))
    }),
    ("elements within elements", 80, |count| ("a.html", page(&format!("{}<p>{SENTENCE}</p>", "<div>".repeat(count))))),
    ("scripts and comments", 500, |count| {
        ("a.html", page(&format!("<p>{SENTENCE}</p>{}", "<!-- a --><script>b</script>".repeat(count))))
    }),
    ("items of a feed", 200, |count| {
        let item = |number| format!("<item><title>a {number}</title><description>{SENTENCE}</description></item>");
        ("a.rss", format!("<rss version=\"2.0\"><channel>{}</channel></rss>", each(count, item)))
    }),
    ("lines of mail headers", 500, |count| {
        (
            "a.eml",
            format!(
                "From: a@b.example\nSubject: c\n{}\n{SENTENCE}\n",
                each(count, |number| format!("X-A{number}: b\n"))
            ),
        )
    }),
    ("lines of one mail header", 500, |count| {
        (
            "a.eml",
            format!("From: a@b.example\nSubject: c\nReferences: d\n{}\n{SENTENCE}\n", " <e@f.example>\n".repeat(count)),
        )
    }),
    ("messages of a mailbox", 100, |count| {
        let message = |number| {
            format!("From a Mon May 13 10:00:00 2024\nFrom: a@b.example\nSubject: c\n\n{SENTENCE} {number}\n\n")
        };
        ("a.mbox", each(count, message))
    }),
];

fn each(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut all, number| {
        let _ = write!(all, "{}", one(number));
        all
    })
}

fn page(body: &str) -> String {
    format!("<!DOCTYPE html><html><head><title>Ports</title></head><body><article>{body}</article></body></html>")
}

/// A folder with an input; a list names files in it.
pub(crate) fn folder((name, content): &File) -> (TempDir, Input) {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join(name);
    fs::write(folder.path().join("a.txt"), SENTENCE).unwrap();
    let content = if *name == "list" {
        content.replace("a.txt", &folder.path().join("a.txt").to_string_lossy())
    } else {
        content.clone()
    };
    fs::write(&path, content).unwrap();
    let input = if *name == "list" { Input::List(Some(path)) } else { Input::Path(path) };
    (folder, input)
}

/// How many articles are read from an input.
pub(crate) fn read(_: &TempDir, input: Input) -> usize {
    let options = ReadOptions {
        any_language: true,
        duplicates: Duplicates::Mark,
        max_metadata: usize::MAX,
        ..ReadOptions::default()
    };
    let articles = Articles::new(vec![input], options);
    articles.inspect(|article| assert!(article.is_ok(), "{article:?}")).count()
}
