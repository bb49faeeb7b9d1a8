//! `saidso quotes`.

use super::support::{Ended, end, folder, saidso};
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;

const PIER: &str = "The harbour will close in May, the ministry said on Monday.\n\n\
    “We had no choice,” said Anna Larsen, who runs the port. “The pier is falling apart.”\n";
const FERRY: &str = "“The ferry was never late,” said Ruben Katash, who owns it.\n";

/// A folder with `labels.jsonl`.
fn labelled() -> TempDir {
    let article = |id: &str, text: &str, date: Option<&str>| {
        let link = format!("https://example.org/{id}");
        json!({"id": id, "title": format!("About {id}"), "text": text, "site": "Courier", "url": link, "date": date})
    };
    let lines: String = [
        article("pier", PIER, Some("2024-05-14")),
        article("ferry", FERRY, Some("2024-05-20")),
        article("undated", "“Nothing was ever dated,” said Maria Holm.\n", None),
    ]
    .map(|line| format!("{line}\n"))
    .concat();
    let folder = folder(&[("in.jsonl", lines.as_bytes())]);
    let extracted = end(saidso(&["extract", "--quiet", "-o"])
        .arg(folder.path().join("labels.jsonl"))
        .arg(folder.path().join("in.jsonl")));
    assert_eq!(extracted.status, Some(0), "{}", extracted.stderr);
    folder
}

fn quotes(folder: &Path, arguments: &[&str]) -> Ended {
    end(saidso(&["quotes", "labels.jsonl"]).args(arguments).current_dir(folder))
}

fn rows(ended: &Ended) -> Vec<Value> {
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    ended.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn quotations_have_speaker_words_headline_date_and_link() {
    let folder = labelled();
    let all = rows(&quotes(folder.path(), &["--json"]));
    let speakers: Vec<&str> = all.iter().filter_map(|quote| quote["speaker"].as_str()).collect();
    assert_eq!(speakers, ["Anna Larsen", "Ruben Katash", "Maria Holm"], "{all:#?}");
    let words = all[0]["words"].as_str().unwrap();
    assert!(words.starts_with("We had no choice") && !words.contains(['“', '”']), "{words}");
    let article = &all[0]["article"];
    assert_eq!(
        (&article["title"], &article["date"], &article["link"]),
        (&"About pier".into(), &"2024-05-14".into(), &"https://example.org/pier".into())
    );

    let larsen = quotes(folder.path(), &["--speaker", "LARSEN", "--csv"]).stdout;
    assert!(
        larsen.starts_with(
            "speaker,kind,titles_or_role,words,speech,assertion,confidence,article,title,outlet,date,link,"
        )
    );
    assert_eq!(larsen.lines().count(), 2, "{larsen}");
    let table = quotes(folder.path(), &["--top", "1"]);
    assert!(table.stdout.contains("Anna Larsen") && !table.stdout.contains("Katash"), "{}", table.stdout);
    assert_eq!(quotes(folder.path(), &["--speaker", "nobody at all", "--csv"]).stdout.lines().count(), 1);
}

#[test]
fn days_are_limits_and_what_has_no_date_is_told() {
    let folder = labelled();
    let week = quotes(folder.path(), &["--since", "2024-05-13", "--until", "2024-05-19", "--json"]);
    let found = rows(&week);
    assert_eq!((found.len(), &found[0]["speaker"]), (1, &"Anna Larsen".into()));
    assert!(week.stderr.contains("1 quotation left out: the articles have no date"), "{}", week.stderr);
    for wrong in [&["--since", "May"][..], &["--since", "2024-06-01", "--until", "2024-05-01"]] {
        let refused = quotes(folder.path(), wrong);
        assert_eq!((refused.status, &*refused.stdout), (Some(2), ""), "{wrong:?}: {}", refused.stderr);
    }
}

#[test]
fn quotations_are_put_together_by_a_field() {
    let folder = labelled();
    let by_speaker = rows(&quotes(folder.path(), &["--by", "speaker", "--json"]));
    let groups: Vec<&str> = by_speaker.iter().filter_map(|quote| quote["by"].as_str()).collect();
    assert_eq!(groups, ["Anna Larsen", "Maria Holm", "Ruben Katash"]);
    let by_site = rows(&quotes(folder.path(), &["--by", "site", "--json", "--top", "2"]));
    assert!(by_site.len() == 2 && by_site.iter().all(|quote| quote["by"] == "Courier"), "{by_site:#?}");
    let refused = quotes(folder.path(), &["--by", "desk"]);
    assert!(refused.status == Some(2) && refused.stderr.contains("no quotation has `desk`"), "{}", refused.stderr);
}

#[test]
fn who_is_not_known_is_no_speaker() {
    let span = |text: &str| json!({"start": 0, "end": text.chars().count(), "text": text});
    let source = |id: &str, name: &str, unresolved: bool| json!({"id": id, "name": name, "kind": "person", "unresolved": unresolved, "mentions": []});
    let says = |number: usize| {
        let (id, source) = (format!("a{number}"), format!("s{number}"));
        let attribution = json!({"id": id, "speech": "direct", "confidence": 0.9, "source": null, "cue": span("said"), "content": [span("“No,”")]});
        let claim = json!({"text": "“No,”", "label": "quote", "source": source, "attribution": id, "sentences": [], "confidence": 0.9});
        (attribution, claim)
    };
    let (attributions, claims): (Vec<_>, Vec<_>) = [1, 2].map(says).into_iter().unzip();
    let record = json!({"schema_version": 2, "id": "a", "offset_unit": "unicode_code_point", "sentences": [],
        "attributions": attributions, "sources": [source("s1", "He", true), source("s2", "Ames", false)], "claims": claims});
    let folder = folder(&[("labels.jsonl", format!("{record}\nno record\n").as_bytes())]);
    let listed = quotes(folder.path(), &["--json"]);
    assert_eq!(listed.status, Some(1), "{}", listed.stderr);
    let listed: Vec<Value> = listed.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&listed[0]["speaker"], &listed[1]["speaker"]), (&Value::Null, &"Ames".into()));
    assert_eq!(quotes(folder.path(), &["--speaker", "he", "--csv"]).stdout.lines().count(), 1);
    let sources = end(saidso(&["sources", "labels.jsonl", "--format", "csv"]).current_dir(folder.path())).stdout;
    assert!(sources.contains("\nAmes,") && !sources.contains("\nHe,"), "{sources}");
    let table = end(saidso(&["sources", "labels.jsonl"]).current_dir(folder.path())).stdout;
    assert!(
        table.starts_with("1 article: 1 claim by 1 source in 1 of them, 1 by sources that the text does not name"),
        "{table}"
    );
}
