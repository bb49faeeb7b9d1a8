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
    let with = |part: &str| groups.iter().find(|group| group["statement"].as_str().unwrap().contains(part)).unwrap();
    // What Katash agreed to is known only from Strand's office: a report does not count as agreeing with what it
    // reports.
    let talks = with("technical talks");
    assert_eq!((&talks["relation"], &talks["only_in"]), (&"one_side_only".into(), &"05-sarn-call-veldara".into()));
    assert_eq!(names(&comparison, talks, "said_by"), ["Ruben Katash"]);
    assert_eq!(array(&array(talks, "members")[0], "chain").len(), 2);
    // One of the two accounts does not mention the four drivers.
    let drivers = with("four Veldaran truck drivers");
    assert_eq!(names(&comparison, drivers, "unsaid_by"), ["the presidency"]);
    assert_eq!(drivers["relation"], "one_side_only");
    assert!(groups.iter().all(|group| group["relation"] != "conflict"), "{comparison:#}");

    let ids: HashSet<&str> = array(&comparison, "voices").iter().filter_map(|voice| voice["id"].as_str()).collect();
    let mut seen = HashSet::new();
    for member in groups.iter().flat_map(|group| array(group, "members")) {
        assert!(ids.contains(member["voice"].as_str().unwrap()), "{member}");
        assert!(seen.insert((&member["article"], &member["claim"], &member["text"])), "twice: {member}");
    }
    let table = compare(&labels, &[]).stdout;
    for heading in ["ARTICLES", "AGREE", "CONFLICT", "DIFFER IN NUMBER", "DIFFER IN DATE", "ONE SIDE ONLY"] {
        assert!(table.lines().any(|line| line == heading), "{heading}: {table}");
    }
    assert!(table.contains("UNSAID the presidency [2] (did not refer to)"), "{table}");
    let rows = compare(&labels, &["--csv"]).stdout;
    assert!(
        rows.starts_with("group,relation,statement,position,voice,chain,") && rows.contains(",unsaid,the presidency,")
    );
    let page = folder.path().join("call.html");
    compare(&labels, &["--html", page.to_str().unwrap()]);
    let html = std::fs::read_to_string(page).unwrap();
    assert!(html.contains("<h2 id=\"agree-title\">Agree</h2>") && html.contains("style-src 'sha256-"), "{html}");
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
    assert_eq!(comparison["articles"][0]["id"], "a");
    let (border, fire) = (with("border"), with("fire"));
    assert_eq!((&border[0]["relation"], &fire[0]["relation"]), (&"conflict".into(), &"differ_in_number".into()));
    assert_eq!((border.len(), fire.len()), (1, 1), "{comparison:#}");
    let positions = |group: &Value, field: &str| array(group, field).len();
    assert_eq!((positions(border[0], "said_by"), positions(border[0], "denied_by")), (1, 1), "{comparison:#}");
    assert_eq!((positions(fire[0], "said_by"), positions(fire[0], "differs")), (1, 1), "{comparison:#}");
}

/// A record of version 1, which does not record what is asserted.
const OLD: &str = r#"{"schema_version":1,"id":"old","metadata":{"publisher":"Courier","date":"2024-05-02"},"offset_unit":"unicode_code_point","sentences":[{"start":0,"end":69,"text":"Ruben Katash denied that the border with Ostrany was open to trucks.","role":"body","label":"reported_fact","confidence":0.9,"scores":{"reported_fact":0.9,"quote":0.05,"opinion":0.05},"source":"s1","attributions":["a1"]}],"attributions":[{"id":"a1","speech":"indirect","confidence":0.9,"source":{"start":0,"end":12,"text":"Ruben Katash","resolved":"s1"},"cue":{"start":13,"end":19,"text":"denied"},"content":[{"start":20,"end":67,"text":"that the border with Ostrany was open to trucks"}]}],"sources":[{"id":"s1","name":"Ruben Katash","kind":"person","mentions":[]}],"claims":[{"text":"that the border with Ostrany was open to trucks","label":"reported_fact","source":"s1","attribution":"a1","sentences":[0],"confidence":0.9}]}"#;

#[test]
fn records_of_version_1_are_still_compared() {
    let new = OLD
        .replace("\"old\"", "\"new\"")
        .replace("Katash denied", "Katash stated")
        .replace("\"denied\"", "\"stated\"")
        .replace("Ruben Katash", "Anna Larsen")
        .replace("05-02", "05-01");
    let folder = folder(&[("labels.jsonl", format!("{OLD}\n{new}\n").as_bytes())]);
    let comparison = json(&compare(&folder.path().join("labels.jsonl"), &["--json"]));
    let group = &array(&comparison, "groups")[0];
    assert_eq!((&group["relation"], &group["first"]["article"]), (&"conflict".into(), &"new".into()), "{group:#}");
    assert_eq!(names(&comparison, group, "denied_by"), ["Ruben Katash"]);
}

#[test]
fn who_had_it_first_is_told_within_a_day_and_across_time_zones() {
    let first = |old: &str, new: &str| {
        let [old, new] = [old, new].map(|date| OLD.replace("2024-05-02", date));
        let new = new.replace("\"old\"", "\"new\"").replace("Katash denied", "Katash stated");
        let new = new.replace("\"denied\"", "\"stated\"").replace("Ruben Katash", "Anna Larsen");
        let folder = folder(&[("labels.jsonl", format!("{old}\n{new}\n").as_bytes())]);
        let labels = folder.path().join("labels.jsonl");
        (json(&compare(&labels, &["--json"]))["groups"][0]["first"].take(), compare(&labels, &[]).stdout)
    };
    let (found, table) = first("2024-05-02T09:00:00+02:00", "2024-05-02T08:30:00Z");
    assert_eq!(found, serde_json::json!({"article": "old", "date": "2024-05-02", "time": "09:00+02:00"}));
    assert!(table.contains("(first [1], 2024-05-02 09:00+02:00)"), "{table}");
    assert_eq!(first("2024-05-02 09:00", "2024-05-02 08:30").0["article"], "new");
    // A mere day, and a time of an unknown zone, show nothing within the day.
    assert_eq!(first("2024-05-02", "2024-05-02 08:30").0, Value::Null);
    assert_eq!(first("2024-05-02 09:00", "2024-05-02T08:30:00Z").0, Value::Null);
}

#[test]
fn one_text_in_two_articles_is_one_voice() {
    let text = "The harbour of Thornsea will close in May, the ministry said on Monday. About 400 people work there and most of \
                them live in the streets behind the quay. Ships will be sent to Corrick, where a new pier was opened last year \
                after eleven years of work and many quarrels over its price.\n";
    let comparison = compared(&[("a.txt", text), ("b.txt", &text.replace("eleven", "twelve"))]);
    assert_eq!(array(&comparison, "articles")[1]["same_text_as"], "a", "{comparison:#}");
    assert!(array(&comparison, "groups").iter().all(|group| group["relation"] != "agree"), "{comparison:#}");
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
    let ended = end(&mut saidso(&["compare", "--measure", "datasets/pairs/pairs.jsonl", "--part", "blind"]));
    assert!(ended.stdout.starts_with("300 pairs"), "{}", ended.stdout);
}
