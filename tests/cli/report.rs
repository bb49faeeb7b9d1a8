//! `saidso report`.

use super::support::{GERMAN, STORY, end, extract_in, folder, saidso};
use std::fs;
use std::path::Path;

fn report_in(folder: &Path, arguments: &[&str]) -> super::support::Ended {
    end(saidso(&["report"]).args(arguments).current_dir(folder))
}

#[test]
fn a_report_holds_everything_and_loads_nothing() {
    let line = |id: &str, date: &str| {
        serde_json::json!({"id": id, "text": STORY, "publisher": "The <Courier>", "date": date}).to_string()
    };
    let articles = [line("a", "2024-05-01"), line("b", "2024-07-02"), "{\"id\": \"empty\", \"text\": \" \"}".into()];
    let folder = folder(&[("articles.jsonl", articles.join("\n").as_bytes())]);
    let extracted = extract_in(folder.path(), &["articles.jsonl", "-o", "labels.jsonl", "--quiet"]);
    assert_eq!(extracted.status, Some(1));
    let ended = report_in(folder.path(), &["labels.jsonl", "-o", "report.html"]);
    assert_eq!((ended.status, &*ended.stdout), (Some(0), ""));
    assert!(
        ended.stderr.starts_with("2 articles, 0.") && ended.stderr.ends_with(" MB: report.html\n"),
        "{}",
        ended.stderr
    );
    let page = fs::read_to_string(folder.path().join("report.html")).unwrap();
    for part in [
        "<h1>labels.jsonl</h1>",
        "2 labelled articles",
        "1 article could not be labelled; not in these figures",
        "<code>empty</code>: no text",
    ] {
        assert!(page.contains(part), "{part:?} is missing");
    }
    for loaded in [" src=", "@import", "http://", "https://", "url("] {
        // The SVG namespace is only a name and loads nothing; the articles are compressed.
        assert!(!page.replace("http://www.w3.org/2000/svg", "").contains(loaded), "{loaded:?} is there");
    }
}

#[test]
fn one_article_is_a_page_that_needs_no_script() {
    let folder = folder(&[("story.txt", STORY.as_bytes())]);
    let extracted = extract_in(folder.path(), &["story.txt", "--quiet"]);
    let ended = end(saidso(&["report", "-", "-o", "-", "--quiet"]).write_stdin(extracted.stdout));
    assert_eq!((ended.status, &*ended.stderr), (Some(0), ""));
    for part in ["class=\"sentence quote\"", "class=\"sentence opinion\"", "Anna Larsen", "<title>Standard input"] {
        assert!(ended.stdout.contains(part), "{part:?} is missing");
    }
    assert!(!ended.stdout.contains("id=\"index\""));
}

#[test]
fn bad_lines_are_named_and_left_out() {
    let folder = folder(&[("story.txt", STORY.as_bytes())]);
    let extracted = extract_in(folder.path(), &["story.txt", "--quiet"]);
    fs::write(folder.path().join("labels.jsonl"), format!("{}{{\"id\": 3}}\n", extracted.stdout)).unwrap();
    let ended = report_in(folder.path(), &["labels.jsonl", "-o", "report.html", "-q"]);
    assert_eq!(ended.status, Some(1));
    assert!(ended.stderr.starts_with("saidso: error: labels.jsonl:2: not a labelled article"), "{}", ended.stderr);
    fs::write(folder.path().join("none.jsonl"), "").unwrap();
    for (arguments, wrong) in [
        (["none.jsonl", "-o", "new.html"], "there is no labelled article in none.jsonl"),
        (["labels.jsonl", "-o", "labels.jsonl"], "labels.jsonl is an input; write to another file"),
    ] {
        let ended = report_in(folder.path(), &arguments);
        assert!(ended.status == Some(2) && ended.stderr.contains(wrong), "{}", ended.stderr);
    }
    assert!(!folder.path().join("new.html").exists());
}

#[test]
fn texts_of_labelled_articles_are_found_whatever_their_language() {
    let folder = folder(&[("bericht.txt", GERMAN.as_bytes())]);
    let extracted = extract_in(folder.path(), &["bericht.txt", "--any-language", "-o", "labels.jsonl", "--quiet"]);
    assert_eq!(extracted.status, Some(0));
    let input = ["labels.jsonl", "--input", "bericht.txt", "-o", "-", "--quiet"];
    let ended = report_in(folder.path(), &input);
    assert_eq!((ended.status, &*ended.stderr), (Some(0), ""));
    let convert = ["labels.jsonl", "--to", "spacy", "--input", "bericht.txt", "--quiet"];
    let ended = end(saidso(&["convert"]).args(convert).current_dir(folder.path()));
    assert_eq!((ended.status, &*ended.stderr), (Some(0), ""));
    let document: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(document["text"], GERMAN);
}

#[test]
fn a_field_that_does_not_exist_is_an_error_and_dates_are_read_as_they_are_said_to_be() {
    let line = |id: &str, date: &str| {
        serde_json::json!({"id": id, "text": STORY, "paper": "The Gull", "issued": date}).to_string()
    };
    let articles = [line("a", "17/05/2024"), line("b", "05/06/2024")].join("\n");
    let folder = folder(&[("articles.jsonl", articles.as_bytes())]);
    let extracted = extract_in(folder.path(), &["articles.jsonl", "-o", "labels.jsonl", "--quiet"]);
    assert_eq!(extracted.status, Some(0));
    for option in ["--by", "--date", "--section"] {
        let ended = report_in(folder.path(), &["labels.jsonl", "-o", "report.html", option, "outlet"]);
        let wrong = "no article has the field `outlet`; their metadata has issued, paper";
        assert!(ended.status == Some(2) && ended.stderr.contains(wrong), "{}", ended.stderr);
        assert!(!folder.path().join("report.html").exists());
    }
    let named = ["labels.jsonl", "-o", "report.html", "--by", "paper", "--date", "issued", "--day-first", "-q"];
    let ended = report_in(folder.path(), &named);
    assert_eq!((ended.status, &*ended.stderr), (Some(0), ""));
    let page = fs::read_to_string(folder.path().join("report.html")).unwrap();
    assert!(page.contains("data-by=\"paper\"") && page.contains("<h2 id=\"groups-title\">By paper</h2>"));
}

#[test]
fn articles_that_were_skipped_are_named() {
    let folder = folder(&[("story.txt", STORY.as_bytes()), ("bericht.txt", GERMAN.as_bytes())]);
    let extracted = extract_in(folder.path(), &["story.txt", "bericht.txt", "-o", "labels.jsonl", "--quiet"]);
    assert_eq!(extracted.status, Some(0));
    let ended = report_in(folder.path(), &["labels.jsonl", "-o", "-", "-q"]);
    assert_eq!((ended.status, &*ended.stderr), (Some(0), ""));
    assert!(ended.stdout.contains("1 article skipped; not in these figures"));
    assert!(ended.stdout.contains("<code>bericht</code>: "));
}
