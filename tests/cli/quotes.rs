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
    assert!(larsen.starts_with(
        "speaker,kind,titles_or_role,words,speech,assertion,confidence,article,title,outlet,date,time,link,"
    ));
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
fn a_month_or_a_year_counts_where_it_tells_enough() {
    let lines = ["2024-05-14", "May 2024", "2024", "Sept. 3, 2024", "soon"]
        .map(|date| record(date, &json!({"date": date, "geo": {"country": "PL"}}), &["Ames"]));
    let folder = folder(&[("labels.jsonl", lines.concat().as_bytes())]);
    let list = |since: &str, until: &str| {
        let ended = quotes(folder.path(), &["--since", since, "--until", until, "--json"]);
        let dates: Vec<_> =
            rows(&ended).iter().map(|row| row["article"]["date"].as_str().unwrap().to_owned()).collect();
        (dates.join(" "), ended.stderr)
    };
    let (year, unread) = list("2024-01-01", "2024-12-31");
    assert_eq!(year, "2024-05-14 2024-05 2024 2024-09-03");
    assert!(unread.contains("1 quotation left out") && unread.contains("(not `soon`: --date names another field)"));
    let (week, coarse) = list("2024-05-13", "2024-05-19");
    assert_eq!(week, "2024-05-14");
    assert!(coarse.contains("2 quotations left out: the articles have a date, but not the day"), "{coarse}");
    let by = |command: &[&str]| end(saidso(command).current_dir(folder.path()));
    let months = by(&["shares", "labels.jsonl", "--over", "month", "--of", "kinds", "--csv"]);
    assert!(months.stdout.contains("\n,2024-05,2,") && months.stdout.contains("\n,2024-09,1,"), "{}", months.stdout);
    assert!(months.stderr.contains("1 of 5 articles with a date that does not tell the month"), "{}", months.stderr);
    let years = by(&["shares", "labels.jsonl", "--over", "year", "--of", "kinds", "--csv"]);
    assert!(years.stdout.contains("\n,2024,4,"), "{}", years.stdout);
    // Fields may be nested, and messages list them.
    let country = by(&["shares", "labels.jsonl", "--by", "geo.country", "--of", "kinds", "--csv"]);
    assert!(country.stdout.contains("\nPL,,5,"), "{}{}", country.stdout, country.stderr);
    for wrong in
        [["quotes", "--by"], ["quotes", "--date"], ["sources", "--by"], ["sources", "--each"], ["shares", "--by"]]
    {
        let refused = by(&[wrong[0], "labels.jsonl", wrong[1], "desk"]);
        assert_eq!(refused.status, Some(2));
        assert!(refused.stderr.contains("has date, geo.country\n"), "{}", refused.stderr);
    }
}

#[test]
fn an_empty_file_is_named() {
    let folder = folder(&[("none.jsonl", b"")]);
    for command in ["quotes", "claims", "shares", "sources"] {
        let ended = end(saidso(&[command, "none.jsonl", "--csv"]).current_dir(folder.path()));
        assert_eq!((ended.status, &*ended.stderr), (Some(0), "saidso: none.jsonl is empty\n"), "{command}");
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
        table.starts_with("1 article: 1 claim by 1 source in 1 of them, 1 by somebody whom the text does not identify"),
        "{table}"
    );
}

/// A record in which each of these speakers says something.
fn record(id: &str, metadata: &Value, speakers: &[&str]) -> String {
    let span = |text: &str| json!({"start": 0, "end": text.chars().count(), "text": text});
    let (mut sources, mut attributions, mut claims) = (Vec::new(), Vec::new(), Vec::new());
    for (number, name) in speakers.iter().enumerate() {
        let (source, attribution) = (format!("s{number}"), format!("a{number}"));
        let words = format!("“=I am {name},”");
        sources.push(json!({"id": source, "name": name, "kind": "person", "mentions": []}));
        attributions.push(json!({"id": attribution, "speech": "direct", "confidence": 0.9, "source": null, "cue": span("said"), "content": [span(&words)]}));
        claims.push(json!({"text": words, "label": "quote", "source": source, "attribution": attribution, "sentences": [], "confidence": 0.9}));
    }
    let record = json!({"schema_version": 2, "id": id, "metadata": metadata, "offset_unit": "unicode_code_point",
        "sentences": [], "attributions": attributions, "sources": sources, "claims": claims});
    format!("{record}\n")
}

fn articles(quotes: &[Value]) -> Vec<&str> {
    quotes.iter().filter_map(|quote| quote["article"]["id"].as_str()).collect()
}

#[test]
fn a_period_may_begin_and_end_within_a_day() {
    let at = |id: &str, date: &str| record(id, &json!({"date": date}), &["Ames"]);
    let lines = [
        at("early", "2024-05-14T06:30:00+02:00"),
        at("late", "14 May 2024 18:30"),
        at("day", "2024-05-14"),
        at("next", "2024-05-15"),
    ];
    let folder = folder(&[("labels.jsonl", lines.concat().as_bytes())]);
    let noon = quotes(folder.path(), &["--since", "2024-05-14T12:00", "--json"]);
    assert_eq!(articles(&rows(&noon)), ["late", "next"], "{}", noon.stderr);
    assert!(
        noon.stderr.contains("1 quotation left out: the articles have a date, but not the day or the time"),
        "{}",
        noon.stderr
    );
    let whole = rows(&quotes(folder.path(), &["--since", "2024-05-14", "--until", "2024-05-14", "--json"]));
    assert_eq!(articles(&whole), ["early", "late", "day"]);
    assert_eq!(
        (&whole[0]["article"]["date"], &whole[0]["article"]["time"]),
        (&"2024-05-14".into(), &"06:30+02:00".into())
    );
    let none = quotes(folder.path(), &["--since", "2024-05-14T12:00", "--until", "2024-05-14T11:00"]);
    assert!(none.status == Some(2) && none.stderr.contains("is after --until"), "{}", none.stderr);
    let claims =
        end(saidso(&["claims", "labels.jsonl", "--until", "2024-05-14 07:00", "--json"]).current_dir(folder.path()));
    assert_eq!(articles(&rows(&claims)), ["early"], "{}", claims.stderr);
    assert!(
        claims.stderr.contains("1 claim left out: the articles have a date, but not the day or the time"),
        "{}",
        claims.stderr
    );
}

#[test]
fn dates_are_where_and_how_they_are_said_to_be() {
    let at = |id: &str, date: &str| record(id, &json!({"issued": date}), &["Ames"]);
    let lines = [at("a", "05/06/2024"), at("b", "17/06/2024")].concat();
    let folder = folder(&[("labels.jsonl", lines.as_bytes())]);
    let list =
        |arguments: &[&str]| quotes(folder.path(), &[&["--since", "2024-06-01", "--json"][..], arguments].concat());
    let read = list(&["--date", "issued", "--day-first"]);
    assert_eq!((articles(&rows(&read)), &*read.stderr), (vec!["a", "b"], ""));
    let unread = list(&["--date", "issued"]);
    assert!(
        rows(&unread).is_empty() && unread.stderr.contains("(not `17/06/2024`: --day-first reads it)"),
        "{}",
        unread.stderr
    );
    let missing = list(&["--date", "printed"]);
    assert!(missing.status == Some(2) && missing.stderr.contains("no article has the field `printed`"));
    let shares = |arguments: &[&str]| {
        let command = ["shares", "labels.jsonl", "--over", "month", "--of", "kinds", "--csv"];
        end(saidso(&[&command[..], arguments].concat()).current_dir(folder.path()))
    };
    let months = shares(&["--date", "issued", "--day-first"]);
    assert!(months.stdout.contains("\n,2024-06,2,2,1"), "{}{}", months.stdout, months.stderr);
    assert!(shares(&[]).stderr.contains("no article has a date"), "{}", shares(&[]).stderr);
}

#[test]
fn several_speakers_and_several_groups_are_asked_for_by_repeating_an_option() {
    let gull = |section: &str| json!({"publisher": "The Gull", "section": section});
    let lines = [
        record("a", &gull("news"), &["Anna Larsen", "Per Holm", "Ames"]),
        record("b", &gull("culture"), &["Larsen"]),
        record("c", &json!({"publisher": "Post"}), &["Ames"]),
    ];
    let folder = folder(&[("labels.jsonl", lines.concat().as_bytes())]);
    for command in ["quotes", "claims"] {
        let arguments = [command, "labels.jsonl", "--speaker", "larsen", "--speaker", "HOLM", "--json"];
        let found = rows(&end(saidso(&arguments).current_dir(folder.path())));
        let speakers: Vec<&str> = found.iter().filter_map(|row| row["speaker"].as_str()).collect();
        assert_eq!(speakers, ["Anna Larsen", "Per Holm", "Larsen"], "{command}");
    }
    let by = ["--by", "publisher", "--by", "section"];
    let grouped = rows(&quotes(folder.path(), &[&by[..], &["--json"]].concat()));
    let groups: Vec<_> = grouped.iter().map(|row| (row["by"].as_str(), row["by_2"].as_str())).collect();
    let (the_gull, news) = (Some("The Gull"), Some("news"));
    let expected =
        [(Some("Post"), None), (the_gull, Some("culture")), (the_gull, news), (the_gull, news), (the_gull, news)];
    assert_eq!(groups, expected);
    let csv = |command: &str| {
        let ended = end(saidso(&[&[command, "labels.jsonl", "--csv"][..], &by].concat()).current_dir(folder.path()));
        assert_eq!(ended.status, Some(0), "{command}: {}", ended.stderr);
        ended.stdout
    };
    assert!(csv("quotes").lines().next().unwrap().ends_with(",link,index,by,by_2"));
    assert!(csv("shares").starts_with("group,group_2,period,articles,sentences,"));
    assert!(csv("shares").contains("\nPost,,,1,0,"), "{}", csv("shares"));
    assert!(csv("sources").starts_with("publisher,section,sources,articles,claims,"));
    assert!(csv("sources").contains("\nThe Gull,news,3,1,3,"), "{}", csv("sources"));
    let missing = quotes(folder.path(), &["--by", "publisher", "--by", "desk"]);
    assert!(missing.status == Some(2) && missing.stderr.contains("no quotation has `desk`"), "{}", missing.stderr);
}

#[test]
fn cells_that_look_like_formulas_are_marked_on_request() {
    let line = record("a", &json!({"publisher": "=1+1", "date": "2024-05-14"}), &["=cmd", "Ames"]);
    let folder = folder(&[("labels.jsonl", line.as_bytes())]);
    let run = |arguments: &[&str]| end(saidso(arguments).current_dir(folder.path()));
    for (arguments, cell) in [
        (&["quotes", "labels.jsonl", "--csv"][..], "'=I am Ames"),
        (&["claims", "labels.jsonl", "--csv"], "'=1+1"),
        (&["sources", "labels.jsonl", "--csv"], "\n'=cmd,"),
        (&["shares", "labels.jsonl", "--by", "publisher", "--csv"], "\n'=1+1,"),
    ] {
        let marked = run(&[arguments, &["--spreadsheet"]].concat());
        assert!(marked.status == Some(0) && marked.stdout.contains(cell), "{}{}", marked.stdout, marked.stderr);
        let plain = run(arguments);
        assert!(!plain.stdout.contains("'=") && plain.stdout.lines().count() == marked.stdout.lines().count());
        let command = arguments[0];
        let file = run(&[command, "labels.jsonl", "--spreadsheet", "-o", "a.csv"]);
        assert_eq!((file.status, &*file.stdout), (Some(0), ""), "{}", file.stderr);
        for other in [&[][..], &["-o", "a.parquet"], &["--json"]] {
            let refused = run(&[&[command, "labels.jsonl", "--spreadsheet"][..], other].concat());
            assert_eq!((refused.status, &*refused.stderr), (Some(2), "saidso: error: --spreadsheet is for CSV\n"));
        }
    }
}
