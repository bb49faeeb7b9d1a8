//! `saidso evaluate` from outside.

use super::support::{Ended, checkout, end, folder, saidso};
use saidso::record::gold_schema;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const GOLD: &str = "datasets/gold/gold.jsonl";

fn evaluate_in(folder: &Path, arguments: &[&str]) -> Ended {
    end(saidso(&["evaluate"]).args(arguments).current_dir(folder))
}

/// A gold article of two sentences, one of them quoted.
fn gold(id: &str) -> Value {
    let text = "“It is over,” said Ana. Nobody came.";
    json!({"id": id, "text": text, "metadata": {"paper": id.to_uppercase()},
        "sentences": [{"start": 0, "end": 23, "label": "quote"}, {"start": 24, "end": 36, "label": "reported_fact"}],
        "attributions": [{"source": {"start": 19, "end": 22, "text": "Ana"}, "cue": {"start": 14, "end": 18},
                          "content": [{"start": 0, "end": 13}]}]})
}

fn lines(values: &[Value]) -> Vec<u8> {
    values.iter().flat_map(|value| format!("{value}\n").into_bytes()).collect()
}

#[test]
fn a_model_is_measured_on_the_gold_set() {
    let folder = tempfile::tempdir().unwrap();
    let [json, md, html] = ["figures.json", "figures.md", "figures.html"].map(|name| folder.path().join(name));
    let paths = [&json, &md, &html].map(|path| path.to_str().unwrap());
    let ended = end(&mut saidso(&[
        "evaluate",
        "--gold",
        GOLD,
        "--samples",
        "20",
        "--errors",
        "3",
        "--json",
        paths[0],
        "--md",
        paths[1],
        "--html",
        paths[2],
    ]));
    assert_eq!((ended.status, &*ended.stderr), (Some(0), ""));
    assert!(ended.stdout.contains("the worst 3 of"), "{}", ended.stdout);
    let report: Value = serde_json::from_str(&fs::read_to_string(json).unwrap()).unwrap();
    let f1 = &report["systems"][0]["figures"]["attributions"]["end_to_end"]["f1"];
    let (value, interval) = (f1["value"].as_f64().unwrap(), &f1["interval"]);
    assert!(interval[0].as_f64().unwrap() <= value && value <= interval[1].as_f64().unwrap());
    assert!(value > 0.5, "{value}: the gold set and its articles do not fit each other");
    let shown = format!("{:.1}", 100.0 * value);
    assert!(ended.stdout.contains(&shown) && fs::read_to_string(md).unwrap().contains(&shown));
    assert!(fs::read_to_string(html).unwrap().to_lowercase().starts_with("<!doctype html>"));
}

#[test]
fn what_extract_writes_is_a_prediction() {
    let records = end(&mut saidso(&["extract", "datasets/sample", "--precision", "fp32", "--quiet"])).stdout;
    let validator = jsonschema::validator_for(&gold_schema()).unwrap();
    for line in records.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        assert!(validator.is_valid(&record), "{line}");
    }
    let arguments = ["evaluate", "--gold", GOLD, "--pred", "-", "--samples", "0", "--json", "-"];
    let piped = end(saidso(&arguments).write_stdin(records));
    assert_eq!((piped.status, &*piped.stderr), (Some(0), ""));
    let by_model = end(&mut saidso(&["evaluate", "--gold", GOLD, "--samples", "0", "--json", "-"]));
    let figures =
        |ended: &Ended| serde_json::from_str::<Value>(&ended.stdout).unwrap()["systems"][0]["figures"].clone();
    assert_eq!(figures(&piped), figures(&by_model));
}

#[test]
fn predictions_may_be_in_a_folder() {
    let articles: Vec<Value> = (0..4).map(|index| gold(&format!("a{index}"))).collect();
    let folder = folder(&[
        ("gold.jsonl", &lines(&articles)),
        ("all.jsonl", &lines(&articles)),
        ("run/part-00000.jsonl", &lines(&articles[..3])),
        ("run/part-00001.jsonl", &lines(&articles[3..])),
        ("run/manifest.json", b"{}"),
        ("found/a/1.jsonl", &lines(&articles[..1])),
        ("found/b.jsonl", &lines(&articles[1..])),
        ("found/notes.txt", b"Not to be measured."),
        ("none/notes.txt", b"Not to be measured."),
    ]);
    let figures = |predictions: &str| {
        let arguments = ["--gold", "gold.jsonl", "--pred", predictions, "--samples", "0", "--json", "-"];
        let ended = evaluate_in(folder.path(), &arguments);
        assert_eq!(ended.status, Some(0), "{}", ended.stderr);
        let report: Value = serde_json::from_str(&ended.stdout).unwrap();
        (report["systems"][0]["figures"].clone(), ended.stderr)
    };
    let (expected, _) = figures("all.jsonl");
    assert_eq!(figures("run"), (expected.clone(), String::new()));
    assert_eq!(figures("found"), (expected, "saidso: left out: found/notes.txt (not JSON)\n".to_owned()));
    let none = evaluate_in(folder.path(), &["--gold", "gold.jsonl", "--pred", "none"]);
    assert!(none.status == Some(2) && none.stderr.contains("none holds no labels in JSON"), "{}", none.stderr);
}

#[test]
fn the_committed_gold_set_is_of_the_documented_form() {
    let validator = jsonschema::validator_for(&gold_schema()).unwrap();
    for line in fs::read_to_string(checkout().join(GOLD)).unwrap().lines() {
        let article: Value = serde_json::from_str(line).unwrap();
        assert!(validator.is_valid(&article), "{line}");
    }
}

#[test]
fn systems_are_compared_and_figures_given_by_metadata() {
    let articles: Vec<Value> = (0..6).map(|index| gold(&format!("a{index}"))).collect();
    let mut worse = articles.clone();
    for article in &mut worse {
        article["attributions"] = json!([]);
    }
    let folder =
        folder(&[("gold.jsonl", &lines(&articles)), ("good.jsonl", &lines(&articles)), ("bad.jsonl", &lines(&worse))]);
    let ended = evaluate_in(
        folder.path(),
        &["--gold", "gold.jsonl", "--pred", "good.jsonl", "bad.jsonl", "--by", "paper", "--json", "-"],
    );
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(report["systems"][1]["name"], "bad");
    assert_eq!(report["systems"][0]["by"]["A3"]["figures"]["attributions"]["end_to_end"]["f1"]["value"], 1.0);
    let comparison = report["comparisons"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["group"] == "attributions" && one["measure"] == "end_to_end" && one["statistic"] == "f1");
    let comparison = comparison.expect("a comparison");
    assert_eq!(comparison["difference"], 1.0);
    assert!(comparison["p"].as_f64().unwrap() < 0.05);
}

#[test]
fn a_gold_file_with_errors_is_refused_line_by_line() {
    let outside = json!({"id": "b", "text": "Short.", "sentences": [{"start": 0, "end": 99, "label": "quote"}]});
    let label = json!({"id": "c", "text": "Short.", "sentences": [{"start": 0, "end": 6, "label": "fact"}]});
    let other =
        json!({"id": "d", "text": "Short.", "attributions": [{"content": [{"start": 0, "end": 2, "text": "sh"}]}]});
    let bad = lines(&[gold("a"), outside, gold("a"), label, other, json!({"id": "e"}), json!(["no article"])]);
    let folder = folder(&[("gold.jsonl", &bad)]);
    let ended = evaluate_in(folder.path(), &["--gold", "gold.jsonl"]);
    assert_eq!((ended.status, &*ended.stdout), (Some(2), ""));
    for expected in [
        "gold.jsonl: line 2: article `b`: sentence 0: 0..99 is not a span of a text of 6 code points",
        "line 3: the id `a` already occurs on an earlier line",
        "line 4: unknown variant `fact`",
        "line 5: article `d`: content of attribution number 1: the text at 0..2 is \"Sh\", not \"sh\"",
        "line 6: article `e`: there is no text",
        "line 7: invalid type",
        "6 of its lines cannot be used",
    ] {
        assert!(ended.stderr.contains(expected), "{expected} is not in:\n{}", ended.stderr);
    }
}

#[test]
fn predictions_that_are_missing_or_broken_are_named_and_counted() {
    let articles: Vec<Value> = ["a", "b", "c", "d"].map(gold).to_vec();
    let failed = json!({"schema_version": 1, "id": "b", "error": {"input": "in", "line": 2, "reason": "no text"}});
    let outside = json!({"id": "c", "sentences": [{"start": 0, "end": 99}]});
    let predictions = lines(&[gold("a"), failed, outside, gold("other"), gold("a")]);
    let folder = folder(&[
        ("gold.jsonl", &lines(&articles)),
        ("pred.jsonl", &predictions),
        ("other.jsonl", &lines(&[gold("z")])),
    ]);
    let ended =
        evaluate_in(folder.path(), &["--gold", "gold.jsonl", "--pred", "pred.jsonl", "--samples", "0", "--json", "-"]);
    assert_eq!(ended.status, Some(1));
    for expected in [
        "pred: line 3: article `c`: sentence 0: 0..99 is not a span",
        "pred: line 5: the id `a` already occurs on an earlier line",
        "pred: 1 of its articles are not in the gold set",
    ] {
        assert!(ended.stderr.contains(expected), "{expected} is not in:\n{}", ended.stderr);
    }
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    let system = &report["systems"][0];
    assert_eq!(system["missing"], json!(["d"]));
    assert_eq!(system["failed"][0], json!(["b", "no text"]));
    assert_eq!(system["figures"]["attributions"]["end_to_end"]["f1"]["value"], 0.4);

    let none = evaluate_in(folder.path(), &["--gold", "gold.jsonl", "--pred", "other.jsonl"]);
    assert_eq!(none.status, Some(2));
    assert!(
        none.stderr.contains("none of the 1 articles in other.jsonl has the id of a gold article"),
        "{}",
        none.stderr
    );
    let absent = evaluate_in(folder.path(), &["--gold", "nothing.jsonl"]);
    assert_eq!(absent.status, Some(2));
    assert!(absent.stderr.contains("cannot read nothing.jsonl"), "{}", absent.stderr);
}

#[test]
fn texts_may_come_apart_from_the_gold_file() {
    let mut article = gold("story");
    let text = article["text"].take();
    article.as_object_mut().unwrap().remove("text");
    let folder = folder(&[("gold.jsonl", &lines(&[article])), ("story.txt", text.as_str().unwrap().as_bytes())]);
    let arguments = ["--gold", "gold.jsonl", "--input", "story.txt", "--samples", "0", "--json", "-"];
    let ended = end(saidso(&["evaluate"])
        .args(arguments)
        .env("SAIDSO_MODELS", checkout().join("models"))
        .current_dir(folder.path()));
    assert_eq!((ended.status, &*ended.stderr), (Some(0), ""));
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(report["systems"][0]["figures"]["attributions"]["end_to_end"]["f1"]["value"], 1.0);
}
