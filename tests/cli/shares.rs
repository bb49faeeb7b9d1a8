//! `saidso shares`.

use super::support::{Ended, end, folder, saidso};
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;

/// A record of sentences with these labels.
fn record(id: &str, metadata: &Value, labels: &[&str]) -> String {
    let sentence = |(index, label): (usize, &&str)| {
        json!({"start": index, "end": index + 1, "text": "x", "role": "body", "label": label, "confidence": 0.9,
            "scores": {"reported_fact": 0.9, "quote": 0.05, "opinion": 0.05}, "source": null, "attributions": []})
    };
    let sentences: Vec<Value> = labels.iter().enumerate().map(sentence).collect();
    let record = json!({"schema_version": 2, "id": id, "metadata": metadata, "offset_unit": "unicode_code_point",
        "sentences": sentences, "attributions": [], "sources": [], "claims": []});
    format!("{record}\n")
}

/// A folder with `labels.jsonl`.
fn labelled() -> TempDir {
    let (fact, quote, opinion) = ("reported_fact", "quote", "opinion");
    let gull = |date: &str| json!({"publisher": "The Gull", "date": date});
    let lines = [
        record("a", &gull("2024-05-17"), &[fact, fact, quote, opinion]),
        record("b", &gull("2024-05-18"), &[opinion, opinion, opinion, fact]),
        record("c", &gull("2024-06-01"), &[fact]),
        record("d", &json!({"publisher": "Post"}), &[quote]),
        record("e", &json!({"date": "17 May 2024"}), &[]),
        "{\"schema_version\": 2, \"id\": \"f\", \"error\": {\"input\": \"-\", \"line\": null, \"reason\": \"no text\"}}\n"
            .to_owned(),
    ];
    folder(&[("labels.jsonl", lines.concat().as_bytes())])
}

fn shares(folder: &Path, arguments: &[&str]) -> Ended {
    end(saidso(&["shares", "labels.jsonl"]).args(arguments).current_dir(folder))
}

#[test]
fn shares_are_by_field_and_time_and_nothing_goes_without_a_word() {
    let folder = labelled();
    let found = shares(folder.path(), &["--by", "publisher", "--over", "month", "--json"]);
    assert_eq!(found.status, Some(0), "{}", found.stderr);
    let rows: Vec<Value> = found.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let keys: Vec<_> = rows.iter().map(|row| (row["group"].as_str(), row["period"].as_str())).collect();
    let gull = Some("The Gull");
    assert_eq!(keys, [(Some("Post"), None), (gull, Some("2024-05")), (gull, Some("2024-06")), (None, Some("2024-05"))]);
    assert_eq!((&rows[1]["articles"], &rows[1]["sentences"]), (&2.into(), &8.into()));
    assert_eq!(rows[1]["opinion"], json!({"share": 0.5, "low": 0.25, "high": 0.75}));
    // One article has no interval, and one without sentences no share.
    assert_eq!(rows[0]["quote"], json!({"share": 1.0, "low": null, "high": null}));
    assert_eq!(rows[3]["quote"]["share"], Value::Null);
    assert!(found.stderr.contains("1 of 5 articles without the field `publisher`"), "{}", found.stderr);
    assert!(found.stderr.contains("1 of 5 articles without a date"), "{}", found.stderr);

    let csv = shares(folder.path(), &["--by", "publisher", "--csv"]).stdout;
    assert!(
        csv.starts_with("group,period,articles,sentences,reported_fact,reported_fact_low,reported_fact_high,quote,")
    );
    assert!(csv.contains("\nThe Gull,,3,9,"), "{csv}");
    assert_eq!(csv, shares(folder.path(), &["--by", "publisher", "--csv", "--seed", "7"]).stdout);
    let table = shares(folder.path(), &["--by", "publisher"]).stdout;
    let gull = table.lines().find(|line| line.contains("The Gull")).unwrap();
    assert!(gull.contains("44.4 (") && gull.contains('–'), "{table}");
    let plain = shares(folder.path(), &["--samples", "0", "--csv"]).stdout;
    assert!(plain.contains("\n,,5,10,0.4,,,0.2,,,0.4,,\n"), "{plain}");
}

#[test]
fn fields_that_no_article_has_are_refused() {
    let folder = labelled();
    let refused = shares(folder.path(), &["--by", "pubisher"]);
    assert_eq!((refused.status, &*refused.stdout), (Some(2), ""));
    assert!(
        refused.stderr.contains("no article has the field `pubisher`; their metadata has date, publisher"),
        "{}",
        refused.stderr
    );
    let undated = record("a", &json!({"publisher": "Post"}), &["quote"]);
    let other = super::support::folder(&[("labels.jsonl", undated.as_bytes())]);
    let refused = shares(other.path(), &["--over", "year"]);
    assert!(refused.status == Some(2) && refused.stderr.contains("no article has a date"), "{}", refused.stderr);
    let empty = super::support::folder(&[("labels.jsonl", b"")]);
    let nothing = shares(empty.path(), &["--by", "publisher", "--csv"]);
    assert_eq!((nothing.status, nothing.stdout.lines().count()), (Some(0), 1), "{}", nothing.stderr);
}
