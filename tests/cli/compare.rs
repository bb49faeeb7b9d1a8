//! `saidso compare`, with the real sentence encoder, which `scripts/test` provides.

use super::support::{Ended, checkout, end, folder, saidso};
use serde_json::Value;
use std::collections::HashSet;
use std::path::Path;

/// What `compare` says of labelled texts, as JSON.
fn compared(articles: &[(&str, &str)]) -> Value {
    let files: Vec<(&str, &[u8])> = articles.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let folder = folder(&files);
    let labels = folder.path().join("labels.jsonl");
    let extracted = end(saidso(&["extract", "-o"]).arg(&labels).arg(folder.path()));
    assert_eq!(extracted.status, Some(0), "{}", extracted.stderr);
    json(&compare(&labels, &["--format", "json"]))
}

fn compare(labels: &Path, arguments: &[&str]) -> Ended {
    let ended = end(saidso(&["compare"]).arg(labels).args(arguments));
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    ended
}

fn json(ended: &Ended) -> Value {
    serde_json::from_str(&ended.stdout).expect("JSON")
}

fn array<'v>(value: &'v Value, field: &str) -> &'v [Value] {
    value[field].as_array().expect(field)
}

/// Names of the voices that a group's field lists.
fn names<'v>(comparison: &'v Value, group: &'v Value, field: &str) -> Vec<&'v str> {
    let voice = |id: &Value| array(comparison, "voices").iter().find(|voice| voice["id"] == *id).expect("a voice");
    array(group, field).iter().map(|id| voice(id)["name"].as_str().unwrap_or("the author")).collect()
}

#[test]
fn two_accounts_of_a_call_share_what_both_say() {
    let folder = folder(&[]);
    let labels = folder.path().join("labels.jsonl");
    let samples = ["05-sarn-call-veldara.txt", "06-sarn-call-ostrany.txt"];
    let paths = samples.map(|name| checkout().join("datasets/sample").join(name));
    assert_eq!(end(saidso(&["extract", "-o"]).arg(&labels).args(&paths)).status, Some(0));
    let comparison = json(&compare(&labels, &["--format", "json"]));
    let groups = array(&comparison, "groups");
    let talks = groups.iter().find(|group| group["statement"].as_str().unwrap().contains("technical talks")).unwrap();
    assert_eq!(names(&comparison, talks, "said_by"), ["Helma Strand's office", "Ruben Katash"]);

    let ids: HashSet<&str> = array(&comparison, "voices").iter().filter_map(|voice| voice["id"].as_str()).collect();
    let mut seen = HashSet::new();
    for member in groups.iter().flat_map(|group| array(group, "members")) {
        assert!(ids.contains(member["voice"].as_str().unwrap()), "{member}");
        assert!(seen.insert((&member["article"], &member["claim"], &member["text"])), "twice: {member}");
    }
    let table = compare(&labels, &[]).stdout;
    assert!(table.starts_with("WHAT SEVERAL SAY\n") && table.contains("\nWHAT ONE ALONE SAYS\n"), "{table}");
    let one = json(&compare(&labels, &["--format", "json", "--id", "05-sarn-call-veldara"]));
    assert_eq!(array(&one, "articles").len(), 1);
}

#[test]
fn denials_and_other_numbers_are_told_from_agreement() {
    let comparison = compared(&[
        (
            "a.txt",
            "The border is open to trucks, the ministry of Veldara said on Monday. Anna Larsen said four people had died in the fire.\n",
        ),
        (
            "b.txt",
            "Ruben Katash denied that the border was open to trucks. Edit Maurer said six people had died in the fire.\n",
        ),
    ]);
    let with = |part: &str| {
        let groups = array(&comparison, "groups").iter();
        groups.filter(|group| group["statement"].as_str().unwrap().contains(part)).collect::<Vec<_>>()
    };
    let (border, fire) = (with("border"), with("fire"));
    assert_eq!((border.len(), fire.len()), (1, 1), "{comparison:#}");
    let positions = |group: &Value, field: &str| array(group, field).len();
    assert_eq!((positions(border[0], "said_by"), positions(border[0], "denied_by")), (1, 1), "{comparison:#}");
    assert_eq!((positions(fire[0], "said_by"), positions(fire[0], "differs")), (1, 1), "{comparison:#}");
}

#[test]
fn without_an_encoder_the_way_out_is_named() {
    let folder = folder(&[("labels.jsonl", b"")]);
    let labels = folder.path().join("labels.jsonl");
    let empty = end(saidso(&["compare"]).arg(&labels));
    assert_eq!(empty.status, Some(2));
    assert!(empty.stderr.contains("no article"), "{}", empty.stderr);
    let pairs = checkout().join("datasets/pairs/pairs.jsonl");
    let missing = end(saidso(&["compare", "--encoder"]).arg(folder.path()).arg("--measure").arg(pairs));
    assert_eq!(missing.status, Some(2));
    assert!(missing.stderr.contains("scripts/base_encoder"), "{}", missing.stderr);
}

#[test]
fn the_labelled_pairs_can_be_measured_on() {
    let ended = end(&mut saidso(&["compare", "--measure", "datasets/pairs/pairs.jsonl"]));
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    assert!(ended.stdout.starts_with("90 pairs"), "{}", ended.stdout);
}
