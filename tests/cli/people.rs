//! Known people: `--people`, from the file to records, tables, reports and counts.

use super::support::{STORY, end, extract_in, folder, saidso};
use saidso::record::{OutputLine, Record};
use serde_json::{Value, json};
use std::fs;

const PEOPLE: &str = "name,aliases,id,party\n\
    Ilse Tarn,the Iron Mayor|Mayor Tarn,Q1,Greens\n\
    Anna Larsen,,Q2,Centre\n\
    Peter Holm,Mayor Tarn,Q3,Greens\n";

/// A labelled article with sources of these names, each of whom makes a claim.
fn labelled(id: &str, publisher: &str, names: &[&str]) -> String {
    let span = |text: &str| json!({"start": 0, "end": text.chars().count(), "text": text});
    let (mut attributions, mut sources, mut claims) = (Vec::new(), Vec::new(), Vec::new());
    for (index, name) in names.iter().enumerate() {
        let (source, attribution) = (format!("s{}", index + 1), format!("a{}", index + 1));
        sources.push(json!({"id": source, "name": name, "kind": "person", "mentions": [span(name)]}));
        attributions.push(json!({"id": attribution, "speech": "direct", "confidence": 0.9, "source": null,
            "cue": span("said"), "content": [span("No.")]}));
        claims.push(json!({"text": "No.", "label": "quote", "source": source, "attribution": attribution,
            "sentences": [0], "confidence": 0.9}));
    }
    let mut sentence = span("“No,” they said.");
    let rest = json!({"role": "body", "label": "quote", "confidence": 0.9, "source": "s1", "attributions": ["a1"],
        "scores": {"reported_fact": 0.05, "quote": 0.9, "opinion": 0.05}});
    sentence.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    let record = json!({"schema_version": 1, "id": id, "metadata": {"publisher": publisher},
        "offset_unit": "unicode_code_point", "sentences": [sentence], "attributions": attributions, "sources": sources,
        "claims": claims});
    format!("{record}\n")
}

/// A folder with two labelled articles and a file of people.
fn labels() -> tempfile::TempDir {
    let lines = labelled("a", "Courier", &["Tarn", "Anna Larsen", "Paul Osgard"])
        + &labelled("b", "Post", &["ILSE TARN", "Holm", "Erik Holm"]);
    folder(&[("labels.jsonl", lines.as_bytes()), ("people.csv", PEOPLE.as_bytes())])
}

fn rows(text: &str) -> Vec<&str> {
    text.lines().collect()
}

#[test]
fn claims_are_added_up_by_what_is_known_of_sources() {
    let folder = labels();
    let sources = |arguments: &[&str]| {
        end(saidso(&["sources", "labels.jsonl", "--format", "csv"]).args(arguments).current_dir(folder.path()))
    };
    let by_party = sources(&["--people", "people.csv", "--by", "person.party"]);
    assert_eq!(by_party.status, Some(0), "{}", by_party.stderr);
    assert_eq!(
        rows(&by_party.stdout),
        [
            "person.party,sources,articles,claims,quote,reported_fact,direct,indirect,mixed,denied,unsaid,asked,wanted,hypothetical,topics",
            "Greens,1,2,2,2,0,2,0,0,0,0,0,0,0,0",
            "Centre,1,1,1,1,0,1,0,0,0,0,0,0,0,0",
            ",3,2,3,3,0,3,0,0,0,0,0,0,0,0",
        ]
    );
    let left_out =
        "saidso: warning: people.csv: the alias `Mayor Tarn` fits the people of lines 2 and 4, so it is left out\n";
    assert_eq!(by_party.stderr, left_out);

    let all = sources(&["--people", "people.csv"]);
    let all = rows(&all.stdout);
    assert!(all[0].ends_with(",topics,person.name,person.id,person.party"), "{}", all[0]);
    assert_eq!(all[1], "Ilse Tarn,person,,2,2,2,0,2,0,0,0,0,0,0,0,0,Ilse Tarn,Q1,Greens");
    assert!(all.contains(&"Holm,person,b,1,1,1,0,1,0,0,0,0,0,0,0,0,,,"), "{all:?}");

    let by_publisher = sources(&["--by", "publisher"]);
    assert_eq!(
        rows(&by_publisher.stdout)[1..],
        ["Courier,3,1,3,3,0,3,0,0,0,0,0,0,0,0", "Post,3,1,3,3,0,3,0,0,0,0,0,0,0,0"]
    );
    let nothing = sources(&["--people", "people.csv", "--by", "person.prty"]);
    assert_eq!((nothing.status, &*nothing.stdout), (Some(2), ""));
    assert!(nothing.stderr.contains("no source has `person.prty`"), "{}", nothing.stderr);
}

#[test]
fn pages_and_terminals_tell_what_is_known() {
    let folder = labels();
    let shown = end(saidso(&["show", "labels.jsonl", "--people", "people.csv"]).current_dir(folder.path()));
    assert_eq!(shown.status, Some(0), "{}", shown.stderr);
    assert!(shown.stdout.contains("\ns1  Tarn  Ilse Tarn · id Q1 · party Greens  1 claim"), "{}", shown.stdout);
    let labels = fs::read_to_string(folder.path().join("labels.jsonl")).unwrap();
    fs::write(folder.path().join("one.jsonl"), labels.lines().next().unwrap()).unwrap();
    let report = end(saidso(&["report", "one.jsonl", "--people", "people.csv", "-o", "-"]).current_dir(folder.path()));
    assert!(report.stdout.contains("id Q1 · party Greens"), "{}", report.stderr);
}

#[test]
fn a_file_of_people_that_cannot_be_used_stops_the_run_with_its_line() {
    let folder = labels();
    for (name, content, wrong) in [
        ("a.csv", "name,id\nA B,1\nC D\n", "a.csv:3: the row has 1 fields, but the header has 2"),
        ("b.csv", "person,id\nA B,1\n", "b.csv:1: there is no column `name`; the columns are person, id"),
        ("c.json", "[{\"name\": \"A B\"},\n{\"name\": \"a b\"}]", "c.json:2: the name `a b` is on line 1 too"),
        ("d.jsonl", "{\"name\": \"A B\"\n", "d.jsonl:1: not JSON: it ends in the middle"),
    ] {
        fs::write(folder.path().join(name), content).unwrap();
        for command in [&["extract", "labels.jsonl"][..], &["sources", "labels.jsonl"], &["serve", "--port", "0"]] {
            let ended = end(saidso(command).args(["--people", name]).current_dir(folder.path()));
            assert_eq!((ended.status, &*ended.stdout), (Some(2), ""), "{}", ended.stderr);
            assert!(ended.stderr.contains(wrong), "{}", ended.stderr);
        }
    }
    let missing = end(saidso(&["sources", "labels.jsonl", "--people", "none.csv"]).current_dir(folder.path()));
    assert!(missing.status == Some(2) && missing.stderr.contains("none.csv: cannot read it"), "{}", missing.stderr);
}

#[test]
fn known_people_come_through_to_records_and_tables() {
    let folder = folder(&[
        ("story.txt", STORY.as_bytes()),
        ("people.csv", PEOPLE.as_bytes()),
        ("saidso.toml", b"[extract]\npeople = \"people.csv\"\n"),
    ]);
    let record = |arguments: &[&str]| -> Record {
        let ended = extract_in(folder.path(), &[&["story.txt", "--quiet"], arguments].concat());
        match ended.lines().remove(0) {
            OutputLine::Record(record) => *record,
            other => panic!("{other:?}: {}", ended.stderr),
        }
    };
    let known = record(&["--people", "people.csv"]);
    let person = json!({"name": "Anna Larsen", "id": "Q2", "party": "Centre"});
    let source = known.sources.iter().find(|source| source.name == "Anna Larsen").expect("she speaks");
    assert_eq!(json!(source.person), person);
    assert!(known.sources.iter().filter(|source| source.person.is_some()).count() == 1);
    assert_eq!(record(&["--config", "saidso.toml"]), known);
    assert!(record(&[]).sources.iter().all(|source| source.person.is_none()));

    let table =
        extract_in(folder.path(), &["story.txt", "--people", "people.csv", "--format", "csv", "--rows", "claims"]);
    let mut table = csv::Reader::from_reader(table.stdout.as_bytes());
    let column = table.headers().unwrap().iter().position(|name| name == "source_person").expect("the column is there");
    let cells: Vec<String> = table.records().map(|row| row.unwrap()[column].to_owned()).collect();
    let cells: Vec<Value> = cells.iter().filter(|cell| !cell.is_empty()).map(|cell| cell.parse().unwrap()).collect();
    assert!(!cells.is_empty() && cells.iter().all(|cell| *cell == person), "{cells:?}");
}

#[test]
fn a_run_is_not_resumed_with_other_people() {
    let folder = folder(&[("story.txt", STORY.as_bytes()), ("people.csv", PEOPLE.as_bytes())]);
    let run = |arguments: &[&str]| {
        extract_in(folder.path(), &[&["story.txt", "-o", "out/", "--quiet", "--resume"], arguments].concat())
    };
    assert_eq!(run(&["--people", "people.csv"]).status, Some(0));
    assert_eq!(run(&["--people", "people.csv"]).status, Some(0));
    assert!(run(&[]).stderr.contains("setting people_sha256: \""));
    fs::write(folder.path().join("people.csv"), PEOPLE.replace("Centre", "Left")).unwrap();
    let other = run(&["--people", "people.csv"]);
    assert!(other.status == Some(2) && other.stderr.contains("setting people_sha256: \""), "{}", other.stderr);
}
