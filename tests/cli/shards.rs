//! `saidso merge` and `saidso check`.

use super::corpora::{command, corpus, lines, parts};
use super::support::{end, output_lines, saidso};
use saidso::record::OutputLine;
use serde_json::Value;
use std::fs;

#[test]
fn shards_make_a_whole_again() {
    let folder = corpus(130);
    let at = |name: &str| folder.path().join(name);
    let merge = |arguments: &[&str]| end(saidso(&["merge"]).args(arguments).current_dir(folder.path()));
    for (shard, out, form) in [("1/3", "s1/", "jsonl"), ("2/3", "s2/", "jsonl"), ("3/3", "s3/", "jsonl")] {
        let arguments = ["-o", out, "--shard", shard, "--format", form, "--split-size", "30k", "--compress", "gz"];
        assert!(end(&mut command(folder.path(), &arguments)).status < Some(2));
    }
    let whole = end(&mut command(folder.path(), &["-o", "whole.jsonl"]));
    assert_eq!(whole.status, Some(1));
    let ids = |lines: Vec<OutputLine>| lines.iter().map(|line| line.id().to_owned()).collect::<Vec<_>>();
    let expected = ids(output_lines(&fs::read_to_string(at("whole.jsonl")).unwrap()));
    // The order of the arguments does not matter.
    let merged = merge(&["s3/", "s1/", "s2/", "-q"]);
    assert_eq!((merged.status, &*merged.stderr), (Some(1), ""), "one article failed");
    assert_eq!(ids(merged.lines()), expected);
    assert_eq!(merge(&["s3/", "s1/", "s2/", "-o", "joined/", "--split-size", "50k"]).status, Some(1));
    assert_eq!(ids(lines(&at("joined"))), expected);
    assert!(parts(&at("joined")).len() > 3);
    assert_eq!(end(&mut saidso(&["check", &at("joined").to_string_lossy()])).status, Some(0));

    for (arguments, reason) in [
        (&["s1/", "s3/"][..], "shard 2/3 is missing"),
        (&["s1/", "s2/", "s3/", "s2/"], "s2/: is 2/3, as s2/ is"),
        (&["s1/", "s2/", "s3/", "-o", "joined/"], "joined/ holds the output of an earlier run"),
        (&["s1/", "corpus"], "corpus/manifest.json"),
    ] {
        let refused = merge(arguments);
        assert_eq!(refused.status, Some(2), "{arguments:?}");
        assert!(refused.stderr.contains(reason), "{arguments:?}: {}", refused.stderr);
    }
    let part = at("s2/part-00000.jsonl.gz");
    let mut bytes = fs::read(&part).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&part, bytes).unwrap();
    let refused = merge(&["s1/", "s2/", "s3/"]);
    assert!(refused.status == Some(2) && refused.stderr.contains("changed since it was written"), "{}", refused.stderr);
    // Shards of a different corpus.
    fs::write(at("corpus/c.txt"), "More.").unwrap();
    assert_eq!(end(&mut command(folder.path(), &["-o", "t2/", "--shard", "2/3"])).status, Some(1));
    let refused = merge(&["s1/", "t2/", "s3/"]);
    assert!(refused.stderr.contains("t2/: differs from s1/: "), "{}", refused.stderr);
}

/// A change that makes a record invalid.
type Change = fn(&mut Value);

#[test]
fn check_finds_what_is_wrong() {
    let folder = corpus(60);
    let at = |name: &str| folder.path().join(name);
    let check = |name: &str| end(saidso(&["check", name]).current_dir(folder.path()));
    assert_eq!(end(&mut command(folder.path(), &["-o", "out/", "--split-size", "40k"])).status, Some(1));
    let ended = check("out");
    assert_eq!((ended.status, &*ended.stderr), (Some(0), ""));
    assert!(
        ended.stdout.starts_with("out: valid; ") && ended.stdout.contains(": 63 articles, 1 failure, 1 skipped; "),
        "{}",
        ended.stdout
    );
    assert_eq!(check("no-such-file").status, Some(2));
    assert_eq!(check("corpus").status, Some(2));

    let records = parts(&at("out")).remove(0).1;
    let first: Value = serde_json::from_str(String::from_utf8(records).unwrap().lines().next().unwrap()).unwrap();
    let altered = |change: Change| {
        let mut record = first.clone();
        change(&mut record);
        fs::write(at("altered.jsonl"), record.to_string() + "\n").unwrap();
        check("altered.jsonl")
    };
    assert_eq!(altered(|_| ()).status, Some(0));
    let changes: [(Change, &str); 6] = [
        (|record: &mut Value| record["sentences"][0]["label"] = "fact".into(), "/sentences/0/label: "),
        (|record: &mut Value| record["sentences"][0]["end"] = 3.into(), "the span 0..3 is not as long as its text"),
        (|record: &mut Value| record["sentences"][0]["source"] = "s99".into(), "there is no source s99"),
        (|record: &mut Value| record["claims"][0]["sentences"][0] = 99.into(), "there is no sentence 99"),
        (|record: &mut Value| record["schema_version"] = 3.into(), "schema_version is 3, not 2"),
        (
            |record: &mut Value| drop(record.as_object_mut().unwrap().remove("claims")),
            "\"claims\" is a required property",
        ),
    ];
    for (change, reason) in changes {
        let ended = altered(change);
        assert_eq!(ended.status, Some(1), "{reason}");
        assert!(ended.stderr.contains("altered.jsonl: line 1: ") && ended.stderr.contains(reason), "{}", ended.stderr);
    }
    fs::write(at("half.jsonl"), &first.to_string()[..100]).unwrap();
    assert!(check("half.jsonl").stderr.contains("the last line is not whole"));

    fs::write(at("out/part-00099.jsonl"), "").unwrap();
    assert!(check("out").stderr.contains("does not name part-00099.jsonl"));
    fs::remove_file(at("out/part-00099.jsonl")).unwrap();
    fs::remove_file(at("out/part-00001.jsonl")).unwrap();
    let ended = check("out");
    assert!(ended.status == Some(1) && ended.stderr.contains("part-00001.jsonl: No such file"), "{}", ended.stderr);
    assert_eq!(end(&mut command(folder.path(), &["-o", "out/", "--split-size", "40k", "--resume"])).status, Some(2));
}
