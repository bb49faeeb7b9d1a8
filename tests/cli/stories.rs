//! `saidso stories`.

use super::support::{end, folder, saidso};
use serde_json::{Value, json};
use std::fs;

/// One article per line: two events, each reported twice, and one reported once; then the first event a month later.
fn corpus() -> String {
    let ferry = [
        "The ferry Santa Brigida sank off Thornsea on Monday with 214 passengers on board, the coast guard said. All of them were saved.",
        "All 214 passengers of the Santa Brigida were saved when the ferry sank near Thornsea harbour on Monday, the coast guard said.",
    ];
    let budget = [
        "Parliament in Veldara passed a budget of 40 billion crowns on Monday after a night of debate about pensions.",
        "The parliament of Veldara passed the 40 billion crowns budget; pensions were debated all night.",
    ];
    let articles = [
        ("a", "2024-05-14", ferry[0]),
        ("b", "2024-05-14", budget[0]),
        ("c", "2024-05-15", ferry[1]),
        ("d", "2024-05-16", budget[1]),
        (
            "e",
            "2024-05-15",
            "A choir of forty children sang in the cathedral, and most of the audience wept at the end of it.",
        ),
        ("f", "2024-06-20", ferry[1]),
    ];
    articles.iter().map(|(id, date, text)| json!({"id": id, "date": date, "text": text}).to_string() + "\n").collect()
}

#[test]
fn stories_are_found_and_written_for_compare() {
    let folder = folder(&[("in.jsonl", corpus().as_bytes())]);
    let path = |name: &str| folder.path().join(name).display().to_string();
    let extracted = end(&mut saidso(&["extract", &path("in.jsonl"), "-o", &path("out.jsonl"), "--duplicates", "keep"]));
    assert_eq!(extracted.status, Some(0), "{}", extracted.stderr);
    let found =
        end(&mut saidso(&["stories", &path("out.jsonl"), "--likeness", "0.2", "--json", "-o", &path("stories")]));
    assert_eq!(found.status, Some(0), "{}", found.stderr);
    let stories: Vec<Value> = found.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let ids = |story: &Value| -> Vec<String> {
        story["articles"].as_array().unwrap().iter().map(|article| article["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(stories.iter().map(ids).collect::<Vec<_>>(), [["a", "c"], ["b", "d"]], "{}", found.stdout);

    let compared = end(&mut saidso(&["compare", &path("stories/story-1.jsonl"), "--json"]));
    let compared: Value = serde_json::from_str(&compared.stdout).expect("JSON");
    assert_eq!(compared["articles"].as_array().unwrap().len(), 2);
    let rows = end(&mut saidso(&["stories", &path("out.jsonl"), "--likeness", "0.2", "--csv"])).stdout;
    assert!(rows.starts_with("story,size,shared,article,") && rows.lines().count() == 5, "{rows}");
    let table = end(&mut saidso(&["stories", &path("out.jsonl"), "--likeness", "0.2"])).stdout;
    assert!(table.starts_with("6 articles: 4 in 2 stories.\n") && table.contains("Santa Brigida"), "{table}");

    let again = end(&mut saidso(&["stories", &path("out.jsonl"), "-o", &path("stories")]));
    assert_eq!(again.status, Some(2));
    assert!(again.stderr.contains("not empty"), "{}", again.stderr);

    // From a pipe, and from a folder of parts in Parquet.
    let records = fs::read_to_string(path("out.jsonl")).unwrap();
    let piped = end(saidso(&["stories", "-", "--likeness", "0.2", "-o", &path("piped")]).write_stdin(records));
    assert_eq!(piped.status, Some(0), "{}", piped.stderr);
    let parts = ["extract", &path("in.jsonl"), "-o", &path("parts/"), "--format", "parquet", "--duplicates", "keep"];
    assert_eq!(end(&mut saidso(&parts)).status, Some(0));
    let of_parts = end(&mut saidso(&["stories", &path("parts"), "--likeness", "0.2", "-o", &path("of-parts")]));
    assert_eq!(of_parts.status, Some(0), "{}", of_parts.stderr);
    let first = |name: &str| fs::read_to_string(folder.path().join(name).join("story-1.jsonl")).unwrap();
    assert_eq!(first("piped"), first("stories"));
    assert_eq!(first("of-parts").lines().count(), 2);
}
