//! The pages of `saidso report`, driven by Playwright: see pages.test.mjs.

use super::browser;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

pub(super) fn checkout() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Runs saidso in the checkout; it must succeed.
fn saidso(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saidso"));
    let output = command.args(arguments).current_dir(checkout()).output().expect("saidso runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Labels articles and makes their page.
fn page(folder: &Path, name: &str, articles: &[Value]) -> String {
    let path = |extension: &str| folder.join(format!("{name}.{extension}")).display().to_string();
    let (input, labels, page) = (path("in.jsonl"), path("jsonl"), path("html"));
    let lines: Vec<String> = articles.iter().map(Value::to_string).collect();
    fs::write(&input, lines.join("\n")).expect("a file");
    saidso(&["extract", &input, "-o", &labels, "--quiet"]);
    saidso(&["report", &labels, "-o", &page, "--title", name, "--quiet"]);
    page
}

/// The sample articles, with metadata as in real corpora: some of it is missing or odd.
fn sample() -> Vec<Value> {
    let entries = fs::read_dir(checkout().join("datasets/sample")).expect("the samples");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    let article = |(index, file): (usize, &std::path::PathBuf)| {
        let id = file.file_stem().expect("a name").to_string_lossy();
        let publisher = ["Harbour Courier", "Northern Post", "The Ledger"][index % 3];
        let date = match index {
            4 => "17 May 2024".to_owned(),
            5 => "20240617".to_owned(),
            6 => "sometime in July".to_owned(),
            7 => String::new(),
            _ => format!("2024-{:02}-{:02}", index % 12 + 1, index + 1),
        };
        let section = ["News", "World"][index % 2];
        let mut article = json!({"id": id, "text": fs::read_to_string(file).expect("a text"), "date": date,
                                 "section": section, "url": format!("https://news.example/{index}")});
        match index {
            1 => article["site"] = json!(publisher),
            2 => article["publisher"] = json!(" "),
            8 => {}
            _ => article["publisher"] = json!(publisher),
        }
        article
    };
    let articles: Vec<Value> = files.iter().enumerate().map(article).collect();
    assert!(articles.len() >= 12);
    articles
}

/// Articles whose content should neither run nor break a page.
pub(super) fn hostile() -> Vec<Value> {
    let attack = "</script><script>globalThis.harm = 1</script><img src=x onerror=\"globalThis.harm = 2\">";
    let article = |text: String| json!({"id": attack, "publisher": attack, "date": attack, "url": "javascript:globalThis.harm = 3", "text": text});
    vec![
        article(format!("{attack}\n\n“{attack},” said {attack} on Monday. <!-- {attack} --> \u{2028}]]> &lt;b&gt;")),
        article("“We \u{202e}had no\u{2066} choice,” said Anna \u{202e}Larsen. She left.\n\nשלום, said Dan.".repeat(3)),
        article("“👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️ 🇳🇴,” said 🦀 Ferris. ".repeat(40)),
        article(format!("“We had no ch{}oice,” said Anna Larsen.", "\u{301}".repeat(1_000_000))),
        article(format!("“{},” said Anna Larsen.", "unbroken".repeat(2_000))),
        article("\u{0}\u{1b}[31m“We had no choice,”\u{7f} said\u{9b}1m Anna Larsen.\u{b}\u{c}".into()),
    ]
}

/// A thousand articles: the sample articles, repeated.
fn thousand(folder: &Path, articles: &[Value]) -> String {
    let labels = folder.join("corpus.jsonl");
    let labelled = fs::read_to_string(labels).expect("the labels of the page before");
    let lines: Vec<Value> = labelled.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), articles.len());
    let copy = |index: usize| {
        let mut record = lines[index % lines.len()].clone();
        record["id"] = json!(format!("copy {index}"));
        record.to_string()
    };
    let path = |name: &str| folder.join(name).display().to_string();
    fs::write(path("thousand.jsonl"), (0..1000).map(copy).collect::<Vec<_>>().join("\n")).expect("a file");
    saidso(&["report", &path("thousand.jsonl"), "-o", &path("thousand.html"), "--quiet"]);
    path("thousand.html")
}

/// Runs the tests of a file, which reads its parameters from environment variables.
pub(super) fn node(browser: &Path, file: &str, variables: &[(&str, &str)]) {
    let tests = checkout().join("tests/browser");
    assert!(tests.join("node_modules").is_dir(), "run `npm ci` in tests/browser, or set SAIDSO_NO_BROWSER");
    let output = Command::new("node")
        .args(["--test", file])
        .current_dir(&tests)
        .env("CHROMIUM", browser)
        .envs(variables.iter().copied())
        .output()
        .expect("Node.js, version 20 or newer");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    assert!(told.contains("# fail 0") || told.contains("ℹ fail 0"), "{told}");
}

#[test]
fn reports_can_be_read_by_everybody() {
    let Some(browser) = browser() else { return };
    let folder = TempDir::new().expect("a folder");
    let articles = sample();
    let corpus = page(folder.path(), "corpus", &articles);
    let article = page(folder.path(), "article", &articles[..1]);
    let hostile = page(folder.path(), "hostile", &hostile());
    let thousand = thousand(folder.path(), &articles);
    let size = fs::metadata(&thousand).expect("the page").len();
    assert!(size < 30_000_000, "a report of 1,000 articles has {size} bytes");
    let pages = [("CORPUS", &*corpus), ("ARTICLE", &article), ("HOSTILE", &hostile), ("THOUSAND", &thousand)];
    node(&browser, "pages.test.mjs", &pages);
}
