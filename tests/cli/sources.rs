//! Sources of sentences in the small texts of `tests/data/sources.jsonl`, and `saidso sources`.

use super::support::{checkout, end, folder, saidso};
use saidso::Pipeline;
use saidso::record::{Article, Record, SourceKind};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;

/// A text, a part of one of its sentences, and the source of that sentence.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    phenomenon: String,
    text: String,
    sentence: String,
    source: String,
    kind: SourceKind,
}

/// Cases that saidso gets wrong, by the part of their sentence; `tests/data/README.md` explains why.
const KNOWN_LIMITS: [&str; 4] =
    ["We have nothing else", "no decision had been taken", "Because the house", "a tax on patience"];

fn words(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase);
    words.skip_while(|word| ["the", "a", "an"].contains(&word.as_str())).collect()
}

/// The name and kind of the source of the sentence with these words.
fn answer(record: &Record, part: &str) -> Option<(String, Option<SourceKind>)> {
    let sentence = record.sentences.iter().find(|sentence| sentence.span.text.contains(part))?;
    let source = record.sources.iter().find(|source| Some(&source.id) == sentence.source.as_ref())?;
    Some((source.name.clone(), source.kind))
}

#[test]
fn nine_in_ten_cases_have_the_right_source() {
    let file = fs::read_to_string(checkout().join("tests/data/sources.jsonl")).unwrap();
    let cases: Vec<Case> = file.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    assert!(cases.len() >= 60);
    let pipeline = Pipeline::load(checkout().join("models/saidso-en")).unwrap();
    let mut failed = Vec::new();
    let mut phenomena: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for case in &cases {
        let record = pipeline.extract(&Article::new("case", case.text.clone())).unwrap();
        let found = answer(&record, &case.sentence);
        let right =
            found.as_ref().is_some_and(|(name, kind)| words(name) == words(&case.source) && *kind == Some(case.kind));
        let (solved, all) = phenomena.entry(&case.phenomenon).or_default();
        (*solved, *all) = (*solved + usize::from(right), *all + 1);
        if !right {
            failed.push((case, found));
        }
    }
    let report: Vec<String> = failed
        .iter()
        .map(|(case, found)| {
            let Case { phenomenon, sentence, source, kind, .. } = case;
            format!("{phenomenon}, “{sentence}”: {source} ({kind:?}), but found {found:?}")
        })
        .collect();
    let report = format!("solved, of all: {phenomena:?}\n{}", report.join("\n"));
    assert!(10 * failed.len() <= cases.len(), "{report}");
    let new: Vec<_> = failed.iter().filter(|(case, _)| !KNOWN_LIMITS.contains(&case.sentence.as_str())).collect();
    assert!(new.is_empty(), "not known to fail: {report}");
}

#[test]
fn sources_are_added_up_over_articles() {
    let story = "The port of Hallen will close in May, the council decided on Monday after a long debate.\n\n\
                 “We had no choice,” said Anna Larsen, who runs the port.";
    let line = |id: &str| serde_json::json!({"id": id, "text": story}).to_string();
    let input = format!("{}\n{}\n", line("a"), line("b"));
    let folder = folder(&[("in.jsonl", input.as_bytes()), ("bad.jsonl", b"{}\n")]);
    let path = |name: &str| folder.path().join(name).display().to_string();
    let extracted = end(&mut saidso(&["extract", &path("in.jsonl"), "-o", &path("out.jsonl"), "--quiet"]));
    assert_eq!(extracted.status, Some(0), "{}", extracted.stderr);

    let table = end(&mut saidso(&["sources", &path("out.jsonl")]));
    assert_eq!((table.status, &*table.stderr), (Some(0), ""));
    let row = table.stdout.lines().find(|line| line.contains("Anna Larsen")).expect("she speaks");
    assert_eq!(row.split_whitespace().take(5).collect::<Vec<_>>(), ["Anna", "Larsen", "person", "2", "2"], "{row}");
    assert!(table.stdout.contains("only if their full names match"));

    let csv = end(&mut saidso(&["sources", &path("out.jsonl"), "--format", "csv"]));
    assert!(
        csv.stdout.starts_with("name,kind,article,articles,claims,quote,reported_fact,direct,indirect,mixed,denied,")
    );
    assert!(csv.stdout.contains("Anna Larsen,person,,2,2,2,0,2,0,0,0,0,0,0,0,0\n"), "{}", csv.stdout);
    let json = end(&mut saidso(&["sources", &path("out.jsonl"), "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["articles"], 2);

    let bad = end(&mut saidso(&["sources", &path("bad.jsonl")]));
    assert_eq!(bad.status, Some(1));
    // A line without labels is read as an article, and this one has no text.
    assert!(bad.stderr.contains("bad.jsonl:1: "), "{}", bad.stderr);
}

#[test]
fn ids_of_sources_exist() {
    let pipeline = Pipeline::load(checkout().join("models/saidso-en")).unwrap();
    for sample in ["05-sarn-call-veldara", "07-pay-freeze-sources"] {
        let text = fs::read_to_string(checkout().join(format!("datasets/sample/{sample}.txt"))).unwrap();
        let record = pipeline.extract(&Article::new(sample, text)).unwrap();
        let has = |id: &String| record.sources.iter().any(|source| source.id == *id);
        assert!(record.sentences.iter().filter_map(|sentence| sentence.source.as_ref()).all(has));
        assert!(record.attributions.iter().filter_map(|one| one.source.as_ref()).all(|source| has(&source.resolved)));
        assert!(record.sources.iter().filter_map(|source| source.speaks_for.as_ref()).all(has));
        let is_explained = record.sources.iter().any(|source| source.anonymity_reason.is_some());
        assert_eq!(is_explained, sample.starts_with("07"), "{sample}");
    }
}
