//! `saidso claims`.

use super::support::{Ended, end, folder, saidso};
use serde_json::Value;
use std::path::Path;

const STORY: &str = "The harbour will close in May, the ministry said on Monday.\n\n\
    “We had no choice,” said Anna Larsen, who runs the port. “The pier is falling apart.”\n\n\
    Ruben Katash denied that he had taken money from a builder. He declined to say who had paid for the pier.\n";

fn claims(labels: &Path, arguments: &[&str]) -> Ended {
    end(saidso(&["claims"]).arg(labels).args(arguments))
}

fn lines(ended: &Ended) -> Vec<Value> {
    ended.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn what_is_denied_is_listed_only_where_it_is_asked_for() {
    let input =
        serde_json::json!({"id": "a", "title": "No pier", "text": STORY, "site": "Courier", "date": "2024-05-14"});
    let folder = folder(&[("in.jsonl", format!("{input}\n").as_bytes())]);
    let labels = folder.path().join("labels.jsonl");
    let extracted = end(saidso(&["extract", "-o"]).arg(&labels).arg(folder.path().join("in.jsonl")));
    assert_eq!(extracted.status, Some(0), "{}", extracted.stderr);

    let asserted = lines(&claims(&labels, &["--json"]));
    assert!(asserted.iter().all(|claim| claim["assertion"] == "asserted"), "{asserted:#?}");
    assert!(!asserted.iter().any(|claim| claim["text"].as_str().unwrap().contains("taken money")), "{asserted:#?}");
    let article = &asserted[0]["article"];
    assert_eq!(
        (&article["title"], &article["outlet"], &article["date"]),
        (&"No pier".into(), &"Courier".into(), &"2024-05-14".into())
    );
    let denied = lines(&claims(&labels, &["--json", "--assertion", "denied"]));
    assert_eq!((denied.len(), &denied[0]["speaker"]), (1, &"Ruben Katash".into()), "{denied:#?}");

    let quotes = claims(&labels, &["--speaker", "larsen", "--kind", "quote", "--csv"]).stdout;
    assert!(
        quotes.starts_with("claim,stands_alone,text,label,speaker,") && quotes.contains("We had no choice"),
        "{quotes}"
    );
    assert!(!quotes.contains("Katash"), "{quotes}");
    let table = claims(&labels, &["--assertion", "any", "--top", "1"]).stdout;
    assert!(table.contains("No pier · Courier · 2024-05-14"), "{table}");
    let any = claims(&labels, &["--assertion", "any"]).stdout;
    assert!(any.contains("DENIED") && any.contains("Anna Larsen"), "{any}");
}

#[test]
fn old_records_are_listed_but_not_ranked_by_what_they_do_not_tell() {
    let old = r#"{"schema_version":1,"id":"old","offset_unit":"unicode_code_point","sentences":[{"start":0,"end":9,"text":"It rained","role":"body","label":"reported_fact","confidence":0.9,"scores":{"reported_fact":0.9,"quote":0.05,"opinion":0.05},"source":null,"attributions":[]}],"attributions":[],"sources":[],"claims":[{"text":"It rained.","label":"reported_fact","source":null,"attribution":null,"sentences":[0],"confidence":0.9},{"text":"It snowed.","label":"reported_fact","source":null,"attribution":null,"sentences":[0],"confidence":0.95}]}"#;
    let folder = folder(&[("old.jsonl", format!("{old}\n").as_bytes())]);
    let labels = folder.path().join("old.jsonl");
    let first = lines(&claims(&labels, &["--json", "--top", "1"]));
    assert_eq!((first.len(), &first[0]["claim"]), (1, &"It snowed.".into()));
    let refused = claims(&labels, &["--by", "check-worthy"]);
    assert_eq!(refused.status, Some(2));
    assert!(
        refused.stderr.contains("check_worthy") && refused.stderr.contains("--by confidence"),
        "{}",
        refused.stderr
    );
    for command in ["report", "sources", "check", "show"] {
        let page = folder.path().join("page.html");
        let mut run = saidso(&[command]);
        run.arg(&labels);
        if command == "report" {
            run.arg("-o").arg(page);
        }
        let ended = end(&mut run);
        assert_eq!(ended.status, Some(0), "{command}: {}", ended.stderr);
    }
}
