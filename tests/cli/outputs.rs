//! The forms of the output: each example of the table in `docs/forms.md` is run as written there.

use super::support::{Ended, GERMAN, STORY, checkout, end, extract_in, folder, saidso};
use saidso::record::{OutputLine, Record};
use serde_json::Value;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// The commands of the table of outputs.
fn examples() -> Vec<String> {
    let page = fs::read_to_string(checkout().join("docs/forms.md")).unwrap();
    let table = page.split("\n| **out** |").nth(1).expect("the page has the table");
    let rows = table.lines().skip(1).take_while(|line| line.starts_with('|'));
    rows.map(|row| row.rsplit('`').nth(1).expect("a command in the last cell").to_owned()).collect()
}

/// Runs a command of the page in a folder.
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
        if Path::new(output).extension().is_some_and(|extension| extension == "xlsx") {
            // Workbooks cannot be read back.
            continue;
        }
        let checked = run(&format!("saidso check {output}"), folder.path());
        assert_eq!((checked.status, &*checked.stderr), (Some(0), ""), "{example}: {}", checked.stdout);
        // A flat table has only the counts of its own rows.
        let found = counts(&checked.stdout);
        if example.contains("--shard") {
            assert!(found.starts_with("1 article; "), "{example}: {found}");
        } else if example.contains("--rows")
            || Path::new(output).extension().is_some_and(|extension| extension == "csv")
        {
            let rows = ["sentence", "attribution", "claim", "source"].map(|noun| {
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

/// Texts with several of everything, and their records.
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

/// The last columns of all flat rows that have a source.
const SOURCE: &str = "source_name source_person source_kind source_titles_or_role source_unresolved";

/// The header and the flat rows of CSV.
fn csv_rows(text: &str) -> (String, Vec<HashMap<String, String>>) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().iter().collect::<Vec<_>>().join(" ");
    (header, reader.deserialize().map(Result::unwrap).collect())
}

#[test]
fn flat_rows_have_the_names_of_the_schema_and_stand_alone() {
    let (folder, lines) = sample();
    let record = |line| if let OutputLine::Record(record) = line { Some(*record) } else { None };
    let records: Vec<Record> = lines.into_iter().filter_map(record).collect();
    let table = |rows: &str| {
        let ended = extract_in(folder.path(), &[".", "--format", "csv", "--rows", rows, "--quiet"]);
        assert_eq!(ended.status, Some(1));
        csv_rows(&ended.stdout)
    };
    let name = |record: &Record, id: Option<&String>| {
        let source = record.sources.iter().find(|source| Some(&source.id) == id);
        source.map_or(String::new(), |source| source.name.clone())
    };

    let (header, sentences) = table("sentences");
    assert_eq!(
        header,
        format!(
            "article title date meta_tags meta_n metadata_rest sentence start end text of role label confidence scores_reported_fact scores_quote \
             scores_opinion source attributed_by attributions text_unquoted speech assertion cue_text {SOURCE}"
        )
    );
    let expected = records.iter().flat_map(|record| record.sentences.iter().map(move |sentence| (record, sentence)));
    assert_eq!(sentences.len(), expected.clone().count());
    for (row, (record, sentence)) in sentences.iter().zip(expected) {
        assert_eq!((&*row["article"], &*row["text"]), (&*record.id, &*sentence.span.text));
        assert_eq!(row["confidence"].parse::<f32>().ok(), sentence.confidence);
        assert_eq!(serde_json::from_str::<Vec<String>>(&row["attributions"]).unwrap(), sentence.attributions);
        assert_eq!(row["source_name"], name(record, sentence.source.as_ref()));
        assert!(!row["text_unquoted"].contains(['“', '”']), "{row:?}");
    }

    let (header, attributions) = table("attributions");
    assert_eq!(
        header,
        format!(
            "article title date meta_tags meta_n metadata_rest id speech confidence source_start source_end source_text source_of source_resolved \
             source_confidence cue_start cue_end cue_text cue_of content content_start content_end content_of assertion \
             propositional within content_unquoted sentences {SOURCE}"
        )
    );
    let expected: Vec<_> = records.iter().flat_map(|record| &record.attributions).collect();
    assert!(expected.len() > 1);
    assert_eq!(attributions.len(), expected.len());
    for (row, attribution) in attributions.iter().zip(expected) {
        assert_eq!((&*row["id"], &*row["cue_text"]), (&*attribution.id, &*attribution.cue.text));
        let words: Vec<&str> = attribution.content.iter().map(|span| &*span.text).collect();
        assert_eq!(row["content"], words.join(" … "));
        let (first, last) = (attribution.content.first().unwrap(), attribution.content.last().unwrap());
        assert_eq!((&row["content_start"], &row["content_end"]), (&first.start.to_string(), &last.end.to_string()));
        let record = records.iter().find(|record| record.id == row["article"]).unwrap();
        let sentences: Vec<usize> = serde_json::from_str(&row["sentences"]).unwrap();
        let holds = |span: &saidso::record::SpanRecord| {
            sentences.iter().any(|&index| record.sentences[index].span.text.contains(&span.text))
        };
        assert!(attribution.content.iter().any(holds), "{row:?}");
    }

    let (header, claims) = table("claims");
    assert_eq!(
        header,
        format!(
            "article title date meta_tags meta_n metadata_rest claim text label source sources attribution sentences confidence assertion \
             propositional check_worthy standalone not_standalone replacements text_unquoted start end of speech cue_text \
             {SOURCE}"
        )
    );
    let expected: Vec<_> =
        records.iter().flat_map(|record| record.claims.iter().map(move |one| (record, one))).collect();
    assert_eq!(claims.len(), expected.len());
    for (row, (record, claim)) in claims.iter().zip(expected) {
        assert_eq!(
            (&*row["text"], &*row["attribution"]),
            (&*claim.text, claim.attribution.as_deref().unwrap_or_default())
        );
        assert_eq!(row["source_name"], name(record, claim.source.as_ref()));
        assert_eq!(row["speech"].is_empty(), claim.attribution.is_none(), "{row:?}");
        assert!(!row["start"].is_empty() && !row["end"].is_empty(), "{row:?}");
    }
    let quoted = claims.iter().find(|row| row["text"].contains("We had no choice")).unwrap();
    assert_eq!(quoted["text_unquoted"], "We had no choice, … The pier is falling apart.", "{quoted:?}");
    assert_eq!(
        (&*quoted["source_name"], &*quoted["source_kind"], &*quoted["cue_text"]),
        ("Anna Larsen", "person", "said")
    );

    let (header, sources) = table("sources");
    assert_eq!(
        header,
        "article title date meta_tags meta_n metadata_rest id name kind titles_or_role person unresolved speaks_for anonymity_reason_start \
         anonymity_reason_end anonymity_reason_text anonymity_reason_of mentions mentions_start mentions_end mentions_of \
         claims_reported_fact claims_quote sentences"
    );
    assert_eq!(sources.len(), records.iter().map(|record| record.sources.len()).sum::<usize>());
    let speaker = sources.iter().find(|row| row["name"] == "Anna Larsen").unwrap();
    assert_eq!((&*speaker["unresolved"], speaker["mentions"].contains("Anna Larsen")), ("false", true), "{speaker:?}");
}

#[test]
fn fields_that_are_kept_have_columns_of_their_own_in_all_forms() {
    let input = serde_json::json!({"id": "a", "title": "No pier", "text": STORY, "desk": "Harbour", "tags": ["x", 1], "n": 1.5});
    let other = serde_json::json!({"id": "b", "text": STORY, "desk": "Town, and \"country\"", "n": null});
    let folder = folder(&[("in.jsonl", format!("{input}\n{other}\n").as_bytes())]);
    let kept = ["in.jsonl", "--quiet", "--duplicates", "keep", "--keep-fields", "desk,tags,n,desk"];
    for rows in ["sentences", "attributions", "claims", "sources"] {
        let write = |file: &str| {
            let ended = extract_in(folder.path(), &[&kept[..], &["--rows", rows, "-o", file]].concat());
            assert_eq!(ended.status, Some(0), "{file}: {}", ended.stderr);
            let checked = end(saidso(&["check", file]).current_dir(folder.path()));
            assert_eq!(checked.status, Some(0), "{file}: {} {}", checked.stdout, checked.stderr);
            checked.stdout.split_once(": valid").unwrap().1.to_owned()
        };
        let counted = ["rows.jsonl", "rows.csv", "rows.parquet", "rows.jsonl.zst"].map(write);
        assert!(counted.iter().all(|counts| *counts == counted[0]), "{counted:?}");
        let read = |file: &str| fs::read_to_string(folder.path().join(file)).unwrap();
        let (header, rows_of_csv) = csv_rows(&read("rows.csv"));
        assert!(header.starts_with("article title date meta_desk meta_tags meta_n metadata_rest "), "{header}");
        let lines = read("rows.jsonl");
        let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), rows_of_csv.len());
        for (line, row) in lines.iter().zip(&rows_of_csv) {
            let names: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(names.join(" "), header);
            let first = line["article"] == "a";
            let desk = if first { "Harbour" } else { "Town, and \"country\"" };
            assert_eq!((&line["meta_desk"], &*row["meta_desk"]), (&desk.into(), desk));
            let number = if first { 1.5.into() } else { Value::Null };
            assert_eq!((&line["meta_n"], &*row["meta_tags"]), (&number, if first { "[\"x\",1]" } else { "" }));
            // An article without a title field has no title except a headline.
            assert_eq!(line["title"] == "No pier", first, "{line}");
        }
    }
    let plain = extract_in(folder.path(), &["in.jsonl", "--quiet", "--rows", "claims", "--duplicates", "keep"]);
    let line: Value = serde_json::from_str(plain.stdout.lines().next().unwrap()).unwrap();
    assert_eq!((&line["meta_desk"], &line["meta_n"]), (&"Harbour".into(), &1.5.into()));
    assert_eq!(line["meta_tags"], serde_json::json!(["x", 1]));

    // The same in parts, and merged from them.
    let parts = extract_in(folder.path(), &[&kept[..], &["-o", "parts/"]].concat());
    assert_eq!(parts.status, Some(0), "{}", parts.stderr);
    let merged =
        end(saidso(&["merge", "parts/", "--quiet", "--rows", "sources", "-o", "sources.csv"])
            .current_dir(folder.path()));
    assert_eq!(merged.status, Some(0), "{}", merged.stderr);
    let (header, _) = csv_rows(&fs::read_to_string(folder.path().join("sources.csv")).unwrap());
    assert!(header.starts_with("article title date meta_desk meta_tags meta_n metadata_rest id name "), "{header}");
    let parts = extract_in(folder.path(), &[&kept[..], &["-o", "claims/", "--rows", "claims"]].concat());
    let checked = end(saidso(&["check", "claims/"]).current_dir(folder.path()));
    assert_eq!((parts.status, checked.status), (Some(0), Some(0)), "{} {}", parts.stderr, checked.stderr);
}
