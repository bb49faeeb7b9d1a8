//! `saidso show`.

use super::support::{Ended, GERMAN, STORY, checkout, end, folder, saidso};
use std::path::Path;

fn show_in(folder: &Path, arguments: &[&str]) -> Ended {
    let model = checkout().join("models/saidso-en");
    end(saidso(&["show"]).args(arguments).env("SAIDSO_MODEL", model).env_remove("NO_COLOR").current_dir(folder))
}

#[test]
fn an_article_and_its_labels_look_the_same() {
    let folder = folder(&[("story.txt", STORY.as_bytes())]);
    let article = show_in(folder.path(), &["story.txt"]);
    assert_eq!((article.status, &*article.stderr), (Some(0), ""));
    for line in ["1  F  s1  The harbour will close in May, the ministry said on Monday.", "4  O      That is shameful."]
    {
        assert!(article.stdout.contains(line), "{line:?} is missing in\n{}", article.stdout);
    }
    assert!(article.stdout.contains("Anna Larsen") && !article.stdout.contains('\x1b'));
    for form in [&["--quiet"][..], &["--quiet", "--pretty"]] {
        let extracted = super::support::extract_in(folder.path(), &[&["story.txt"], form].concat());
        std::fs::write(folder.path().join("labels.jsonl"), &extracted.stdout).unwrap();
        let labelled = show_in(folder.path(), &["labels.jsonl", "--model", "nothing"]);
        assert_eq!((labelled.status, labelled.stdout), (Some(0), article.stdout.clone()));
        let piped = end(saidso(&["show", "-", "--model", "nothing"]).write_stdin(extracted.stdout));
        assert_eq!((piped.status, piped.stdout), (Some(0), article.stdout.clone()));
    }
    let piped = end(saidso(&["show", "-"]).write_stdin(STORY));
    assert!(piped.stdout.contains("4  O      That is shameful."), "{}", piped.stdout);
}

#[test]
fn colours_and_width_are_as_asked_for() {
    let folder = folder(&[("story.txt", STORY.as_bytes())]);
    let coloured = show_in(folder.path(), &["story.txt", "--color", "always", "--width", "40"]);
    assert!(coloured.stdout.contains("\x1b["), "{}", coloured.stdout);
    let plain = show_in(folder.path(), &["story.txt", "--color", "never", "--width", "40"]);
    assert!(plain.stdout.lines().all(|line| line.chars().count() <= 40), "{}", plain.stdout);
    assert_eq!(anstream::adapter::strip_str(&coloured.stdout).to_string(), plain.stdout);
}

#[test]
fn a_label_is_explained() {
    let folder =
        folder(&[("story.txt", STORY.as_bytes()), ("two.jsonl", b"{\"text\": \"One.\"}\n{\"text\": \"Two.\"}")]);
    let explained = show_in(folder.path(), &["story.txt", "--explain", "2"]);
    assert_eq!(explained.status, Some(0));
    for part in [
        "Sentence 2 of 4",
        "quote",
        "  cue         said",
        "share inside quotation marks  (0.",
        "Does somebody else speak?",
    ] {
        assert!(explained.stdout.contains(part), "{part:?} is missing in\n{}", explained.stdout);
    }
    // The explanation agrees with the record.
    let record = super::support::extract_in(folder.path(), &["story.txt", "--quiet"]);
    let saidso::record::OutputLine::Record(record) = &record.lines()[0] else { panic!("no record") };
    let scores = record.sentences[1].scores.unwrap();
    let product = explained.stdout.lines().find(|line| line.starts_with("  quote  ") && line.contains(" = ")).unwrap();
    let quote: f32 = product.rsplit(" = ").next().unwrap().parse().unwrap();
    assert!((quote - scores.quote).abs() < 2e-4, "{quote} is not {}", scores.quote);
    for (arguments, wrong) in [
        (&["story.txt", "--explain", "9"][..], "there is no sentence 9: the article has 4"),
        (&["two.jsonl", "--explain", "1"], "holds several articles: name one with --id"),
        (&["two.jsonl", "--id", "nobody"], "there is no article `nobody`"),
        (&["missing.txt"], "missing.txt: cannot open it"),
    ] {
        let ended = show_in(folder.path(), arguments);
        assert!(ended.status == Some(2) && ended.stderr.contains(wrong), "{arguments:?}: {}", ended.stderr);
    }
    let one = show_in(folder.path(), &["two.jsonl", "--id", "two:2"]);
    assert!(one.stdout.contains("Two.") && !one.stdout.contains("One."), "{}", one.stdout);
}

#[test]
fn a_source_is_explained() {
    let text = "Peter Holm left the harbour on Monday. Anna Larsen, the mayor, stayed. She said the ferry would sail. \
                The mayor said the quay was safe.";
    let folder = folder(&[("story.txt", text.as_bytes())]);
    let shown = show_in(folder.path(), &["story.txt", "--explain", "3"]).stdout;
    let rows: Vec<&str> = shown.lines().skip_while(|line| !line.starts_with("  source ")).collect();
    assert_eq!(rows[0], "  source      She (s1 Anna Larsen)", "{shown}");
    let (decided, _) = rows[1].rsplit_once(", ").unwrap();
    assert_eq!(decided, "  decided by  the likeliest antecedent", "{shown}");
    assert!(rows[2].starts_with("  may mean    ") && rows[2].ends_with("  Anna Larsen"), "{shown}");
    // All probabilities are one in all.
    let candidates: Vec<&str> = rows[2..].iter().copied().take_while(|row| !row.starts_with("  ruled out")).collect();
    assert!(candidates.last().unwrap().ends_with("  nobody mentioned before"), "{shown}");
    let sum: f32 = candidates.iter().map(|row| row[14..20].parse::<f32>().unwrap()).sum();
    assert!((sum - 1.0).abs() < 0.02, "{sum}: {shown}");
    assert!(rows.iter().any(|row| row.ends_with("  Peter Holm: of another gender")), "{shown}");
    let described = show_in(folder.path(), &["story.txt", "--explain", "4"]).stdout;
    assert!(described.contains("  decided by  the person whom the text calls that"), "{described}");
    // Names explain themselves, and labelled files hold no scores.
    let labels = super::support::extract_in(folder.path(), &["story.txt", "--quiet"]).stdout;
    std::fs::write(folder.path().join("labels.jsonl"), labels).unwrap();
    let labelled = show_in(folder.path(), &["labels.jsonl", "--explain", "3"]).stdout;
    assert!(labelled.contains("She (s1 Anna Larsen)") && !labelled.contains("decided by"), "{labelled}");
}

#[test]
fn what_cannot_be_shown_is_named() {
    let folder = folder(&[
        ("bad.jsonl", b"{\"schema_version\": 1, \"id\": \"a\"}\nno json\n{\"schema_version\": 1, \"id\": \"b\", \"error\": {\"input\": \"b.txt\", \"line\": null, \"reason\": \"no text\"}}\n"),
    ]);
    let ended = show_in(folder.path(), &["bad.jsonl"]);
    assert_eq!((ended.status, &*ended.stdout), (Some(1), ""));
    for part in
        ["bad.jsonl:1: not a labelled article", "missing field", "bad.jsonl:2: ", "b: could not be labelled: no text"]
    {
        assert!(ended.stderr.contains(part), "{part:?} is missing in\n{}", ended.stderr);
    }
}

#[test]
fn nothing_in_an_article_reaches_the_terminal() {
    let hostile = format!("“We \u{202e}had\x1b[2J no\x07 ch{}oice,” said\u{9b}1m Anna.", "\u{301}".repeat(1_000_000));
    let folder = folder(&[("hostile.txt", hostile.as_bytes())]);
    let ended = show_in(folder.path(), &["hostile.txt"]);
    assert_eq!(ended.status, Some(0));
    assert!(!ended.stdout.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}'));
    assert!(ended.stdout.contains("␛[2J") && ended.stdout.contains("⟨U+202E⟩") && ended.stdout.contains("more marks⟩"));
    assert!(ended.stdout.len() < 10_000, "{} bytes", ended.stdout.len());
}

#[test]
fn an_article_that_is_named_is_shown_in_whatever_language() {
    let folder = folder(&[("bericht.txt", GERMAN.as_bytes())]);
    let named = show_in(folder.path(), &["bericht.txt"]);
    assert_eq!((named.status, &*named.stderr), (Some(0), ""));
    assert!(named.stdout.contains("Die Regierung"), "{}", named.stdout);
}
