//! The forms of the output: each example of the README's table is run as it stands there.

use super::support::{Ended, GERMAN, STORY, checkout, end, extract_in, folder, saidso};
use saidso::record::{OutputLine, Record};
use std::fs;
use std::path::Path;

/// The commands in the lower half of the README's table.
fn examples() -> Vec<String> {
    let readme = fs::read_to_string(checkout().join("README.md")).unwrap();
    let table = readme.split("\n| **out** |").nth(1).expect("the README has the table");
    let rows = table.lines().skip(1).take_while(|line| line.starts_with('|'));
    rows.map(|row| row.rsplit('`').nth(1).expect("a command in the last cell").to_owned()).collect()
}

/// Runs a command of the README in a folder.
fn run(command: &str, folder: &Path) -> Ended {
    let arguments: Vec<&str> = command.split_whitespace().collect();
    assert_eq!(arguments[0], "saidso", "{command}");
    end(saidso(&arguments[1..]).env("SAIDSO_MODEL", checkout().join("models/saidso-en")).current_dir(folder))
}

#[test]
fn every_example_of_the_table_gives_what_it_says() {
    let folder = folder(&[
        ("corpus/a.txt", STORY.as_bytes()),
        ("corpus/b.jsonl", b"{\"id\": \"b\", \"text\": \"It rained.\", \"n\": [1]}\n"),
    ]);
    let plain = extract_in(folder.path(), &["corpus/"]);
    fs::write(folder.path().join("plain.jsonl"), &plain.stdout).unwrap();
    let counted = run("saidso check plain.jsonl", folder.path()).stdout;
    let counts = |text: &str| text.split_once(": ").unwrap().1.split_once(": ").unwrap().1.trim_end().to_owned();
    let (articles, others) = (2, counts(&counted));
    let examples = examples();
    assert!(examples.len() >= 8, "{examples:?}");
    for example in examples {
        let ended = run(&example, folder.path());
        assert_eq!((ended.status, &*ended.stdout), (Some(0), ""), "{example}: {}", ended.stderr);
        let output = example.split_once("-o ").unwrap().1.split_whitespace().next().unwrap();
        let checked = run(&format!("saidso check {output}"), folder.path());
        assert_eq!((checked.status, &*checked.stderr), (Some(0), ""), "{example}: {}", checked.stdout);
        // A flat table has the counts of its rows only.
        let found = counts(&checked.stdout);
        if example.contains("--shard") {
            assert!(found.starts_with("1 article, "), "{example}: {found}");
        } else if example.contains("--rows")
            || Path::new(output).extension().is_some_and(|extension| extension == "csv")
        {
            let rows = ["sentences (", "attributions,", "claims"].map(|noun| {
                let count =
                    |text: &str| text.split(noun).next().unwrap().trim_end().rsplit(' ').next().unwrap().to_owned();
                count(&found) == count(&others)
            });
            assert!(rows.contains(&true), "{example}: {found}, and not {others}");
        } else {
            assert!(
                found == others && found.starts_with(&format!("{articles} articles")),
                "{example}: {found}, not {others}"
            );
        }
    }
    let read = |path: &str| fs::read(folder.path().join(path)).unwrap();
    assert!(read("labels.jsonl") == plain.stdout.as_bytes());
    assert_eq!(&read("labels.jsonl.gz")[..2], [0x1f, 0x8b]);
    assert_eq!(&read("labels.jsonl.zst")[..4], [0x28, 0xb5, 0x2f, 0xfd]);
}

/// Texts with several of everything, and what comes of them.
fn sample() -> (tempfile::TempDir, Vec<OutputLine>) {
    let folder = folder(&[
        ("a.txt", STORY.as_bytes()),
        ("b.jsonl", b"{\"id\": \"b, \\\"c\\\"\", \"text\": \"It rained, he said. That \\u2013 is a shame!\", \"tags\": [\"x\", null], \"n\": 1.5}\n"),
        ("c.txt", b""),
        ("d.txt", GERMAN.as_bytes()),
    ]);
    let lines = extract_in(folder.path(), &["."]).lines();
    (folder, lines)
}

#[test]
fn nested_parquet_holds_whole_records() {
    let (folder, lines) = sample();
    let plain = extract_in(folder.path(), &[".", "-o", "parts/", "--format", "parquet"]);
    assert_eq!(plain.status, Some(1));
    let back = end(saidso(&["merge", "parts/", "--quiet"]).current_dir(folder.path())).lines();
    assert!(matches!(back[2..], [OutputLine::Error(_), OutputLine::Skipped(_)]), "{back:?}");
    assert_eq!(back, lines);
    let checked = end(saidso(&["check", "parts/"]).current_dir(folder.path()));
    assert!(checked.stdout.contains(": 2 articles, 1 failure, 1 skipped; "), "{}", checked.stdout);
}

#[test]
fn flat_rows_have_the_names_of_the_schema() {
    let (folder, lines) = sample();
    let record = |line| if let OutputLine::Record(record) = line { Some(*record) } else { None };
    let records: Vec<Record> = lines.into_iter().filter_map(record).collect();
    let table = |rows: &str| -> Vec<csv::StringRecord> {
        let ended = extract_in(folder.path(), &[".", "--format", "csv", "--rows", rows, "--quiet"]);
        assert_eq!(ended.status, Some(1));
        csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(ended.stdout.as_bytes())
            .records()
            .map(Result::unwrap)
            .collect()
    };
    let header = |table: &[csv::StringRecord]| table[0].iter().collect::<Vec<_>>().join(" ");

    let sentences = table("sentences");
    assert_eq!(
        header(&sentences),
        "article sentence start end text of role label confidence scores_reported_fact scores_quote scores_opinion source \
         answers attributions source_name source_person"
    );
    let expected = records.iter().flat_map(|record| record.sentences.iter().map(move |sentence| (record, sentence)));
    assert_eq!(sentences.len() - 1, expected.clone().count());
    for (row, (record, sentence)) in sentences[1..].iter().zip(expected) {
        assert_eq!((&row[0], &row[4]), (&*record.id, &*sentence.span.text));
        assert_eq!(row[8].parse::<f32>().ok(), sentence.confidence);
        assert_eq!(serde_json::from_str::<Vec<String>>(&row[14]).unwrap(), sentence.attributions);
        let source = record.sources.iter().find(|source| Some(&source.id) == sentence.source.as_ref());
        assert_eq!(&row[15], source.map_or("", |source| &source.name));
    }

    let attributions = table("attributions");
    assert_eq!(
        header(&attributions),
        "article id speech confidence source_start source_end source_text source_of source_resolved source_confidence \
         cue_start cue_end cue_text cue_of content assertion propositional within source_name source_person"
    );
    let expected: Vec<_> = records.iter().flat_map(|record| &record.attributions).collect();
    assert!(expected.len() > 1);
    assert_eq!(attributions.len() - 1, expected.len());
    for (row, attribution) in attributions[1..].iter().zip(expected) {
        assert_eq!((&row[1], &row[12]), (&*attribution.id, &*attribution.cue.text));
        assert_eq!(serde_json::from_str::<Vec<saidso::record::SpanRecord>>(&row[14]).unwrap(), attribution.content);
    }

    let claims = table("claims");
    assert_eq!(
        header(&claims),
        "article claim text label source sources attribution sentences confidence assertion propositional check_worthy \
         standalone not_standalone replacements source_name source_person"
    );
    let expected: Vec<_> = records.iter().flat_map(|record| &record.claims).collect();
    assert_eq!(claims.len() - 1, expected.len());
    for (row, claim) in claims[1..].iter().zip(expected) {
        assert_eq!((&row[2], &row[6]), (&*claim.text, claim.attribution.as_deref().unwrap_or_default()));
    }
}
