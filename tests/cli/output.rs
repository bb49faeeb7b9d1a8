//! What is written, and where.

use super::support::{Ended, STORY, check, end, extract_in, folder, output_lines, saidso};
use saidso::record::OutputLine;
use saidso_io::read::{Articles, Input, ReadOptions};
use std::fs;
use std::sync::LazyLock;
use std::thread;

const SAMPLE: &str = "datasets/sample";

/// The sample articles, labelled by one thread.
static ONE_THREAD: LazyLock<Ended> =
    LazyLock::new(|| end(&mut saidso(&["extract", SAMPLE, "--threads", "1", "--precision", "fp32", "--quiet"])));

#[test]
fn all_sample_articles_are_labelled() {
    assert_eq!((ONE_THREAD.status, &*ONE_THREAD.stderr), (Some(0), ""));
    let inputs = vec![Input::Path(super::support::checkout().join(SAMPLE))];
    let articles: Vec<_> = Articles::new(inputs, ReadOptions::default()).map(Result::unwrap).collect();
    let lines = ONE_THREAD.lines();
    assert!(articles.len() >= 12);
    assert_eq!(lines.len(), articles.len());
    for (line, article) in lines.iter().zip(&articles) {
        let OutputLine::Record(record) = line else { panic!("{line:?}") };
        assert_eq!(record.id, article.id);
        check(record, &article.text);
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let run = |threads, precision| {
        let ended = end(&mut saidso(&["extract", SAMPLE, "--threads", threads, "--precision", precision, "--quiet"]));
        assert_eq!(ended.status, Some(0));
        ended.stdout
    };
    assert!(run("4", "fp32") == ONE_THREAD.stdout, "the outputs in single precision differ");
    assert!(run("4", "int8") == run("1", "int8"), "the outputs with integers differ");
}

#[test]
fn integers_change_digits_and_hardly_a_label() {
    let rounded = end(&mut saidso(&["extract", SAMPLE, "--precision", "int8", "--quiet"]));
    assert_eq!((rounded.status, &*rounded.stderr), (Some(0), ""));
    let labels = |ended: &Ended| -> Vec<_> {
        let sentences = ended.lines().into_iter().flat_map(|line| match line {
            OutputLine::Record(record) => record.sentences,
            other => panic!("{other:?}"),
        });
        sentences.map(|sentence| sentence.label).collect()
    };
    let (one, other) = (labels(&ONE_THREAD), labels(&rounded));
    let changed = one.iter().zip(&other).filter(|(one, other)| one != other).count();
    assert!(one.len() == other.len() && 50 * changed <= one.len(), "{changed} of {} labels differ", one.len());
    assert!(rounded.stdout != ONE_THREAD.stdout);
}

#[test]
fn a_file_is_replaced_when_its_successor_is_whole() {
    let folder = folder(&[("a.txt", STORY.as_bytes()), ("b.txt", b""), ("out.jsonl", b"before")]);
    let to_stdout = extract_in(folder.path(), &["a.txt", "b.txt"]);
    assert_eq!(to_stdout.status, Some(1));
    // The input folder contains the output of the previous run.
    for _ in 0..2 {
        let ended = extract_in(folder.path(), &[".", "-o", "out.jsonl"]);
        assert_eq!((ended.status, &*ended.stdout), (Some(1), ""));
        let written = fs::read_to_string(folder.path().join("out.jsonl")).unwrap();
        assert_eq!(output_lines(&written).len(), 2);
        assert_eq!(written.replace("./b.txt", "b.txt"), to_stdout.stdout);
        assert!(!folder.path().join("out.jsonl.partial").exists());
    }
}

#[test]
fn two_runs_with_one_output_do_not_harm_each_other() {
    let folder = folder(&[("a.txt", STORY.as_bytes())]);
    let alone = extract_in(folder.path(), &["a.txt"]).stdout;
    for _ in 0..3 {
        let run = || extract_in(folder.path(), &["-q", "a.txt", "-o", "out.jsonl"]);
        let ended: Vec<Ended> = thread::scope(|scope| {
            let runs: Vec<_> = (0..3).map(|_| scope.spawn(run)).collect();
            runs.into_iter().map(|run| run.join().unwrap()).collect()
        });
        for one in &ended {
            let is_refused = one.status == Some(2) && one.stderr.contains("another run is writing");
            assert!(one.status == Some(0) || is_refused, "{:?} {}", one.status, one.stderr);
        }
        assert!(ended.iter().any(|one| one.status == Some(0)));
        assert_eq!(fs::read_to_string(folder.path().join("out.jsonl")).unwrap(), alone);
    }
}

#[test]
fn pretty_output_is_indented() {
    let folder = folder(&[("a.txt", STORY.as_bytes()), ("b.txt", STORY.as_bytes())]);
    let plain = extract_in(folder.path(), &["a.txt", "b.txt"]);
    let pretty = extract_in(folder.path(), &["a.txt", "b.txt", "--pretty"]);
    assert_eq!(pretty.status, Some(0));
    assert!(pretty.stdout.starts_with("{\n  \"schema_version\": 2,\n  \"id\": \"a\",\n"), "{}", pretty.stdout);
    let objects = serde_json::Deserializer::from_str(&pretty.stdout).into_iter::<OutputLine>();
    assert_eq!(objects.map(Result::unwrap).collect::<Vec<_>>(), plain.lines());
}

#[test]
fn the_summary_counts_and_quiet_silences_it() {
    let folder = folder(&[("a.txt", STORY.as_bytes()), ("b.txt", b"")]);
    let ended = extract_in(folder.path(), &["a.txt", "b.txt"]);
    for part in ["1 article and 1 failure in ", " sentences: ", " quote, ", " attribution", " word pieces, "] {
        assert!(ended.stderr.contains(part), "{part} is missing in\n{}", ended.stderr);
    }
    let quiet = extract_in(folder.path(), &["-q", "a.txt", "b.txt"]);
    assert_eq!(quiet.stderr, "saidso: error: b.txt: no text\n");
    assert_eq!(quiet.stdout, ended.stdout);
}
