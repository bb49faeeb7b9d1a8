//! Answers to questions about a corpus: flat tables with typed columns, output formats by file name, and the messages
//! for an input of a kind that the command does not take.

use super::support::{Ended, STORY, checkout, end, extract_in, folder, saidso};
use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use tempfile::TempDir;

fn saidso_in(folder: &Path, arguments: &[&str]) -> Ended {
    end(saidso(arguments).env("SAIDSO_MODEL", checkout().join("models/saidso-en")).current_dir(folder))
}

/// A folder with articles whose metadata is of all types, and their labels.
fn labelled() -> TempDir {
    let first = json!({"id": "a", "title": "No pier", "text": STORY, "date": "Tue, 14 May 2024", "words": 30, "score": 0.5,
        "free": true, "by": {"name": "Ida", "age": 40}, "tags": ["sea"], "mixed": 1, "people": [{"name": "Ida"}]});
    let second = json!({"id": "b", "text": STORY, "date": "2024-06-01", "words": 31, "score": 1, "free": false,
        "by": {"name": "Bo"}, "tags": [], "mixed": "two"});
    let folder = folder(&[("in.jsonl", format!("{first}\n{second}\n").as_bytes()), ("story.txt", STORY.as_bytes())]);
    let options = ["in.jsonl", "--duplicates", "keep", "--quiet", "-o", "labels.jsonl"];
    assert_eq!(extract_in(folder.path(), &options).status, Some(0));
    folder
}

/// Columns of a Parquet file with their types, and its rows as objects.
fn parquet(path: &Path) -> (String, Vec<Value>) {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let schema = reader.metadata().file_metadata().schema_descr();
    let columns =
        schema.columns().iter().map(|column| format!("{} {}", column.path().string(), column.physical_type()));
    let rows = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_json_value()).collect();
    (columns.collect::<Vec<_>>().join("\n"), rows)
}

#[test]
fn metadata_has_columns_of_its_own_types() {
    let folder = labelled();
    for rows in ["sentences", "attributions", "claims", "sources"] {
        let file = format!("{rows}.parquet");
        let converted = saidso_in(folder.path(), &["convert", "labels.jsonl", "--rows", rows, "-o", &file]);
        assert_eq!((converted.status, &*converted.stderr), (Some(0), "2 articles converted\n"));
        let (columns, found) = parquet(&folder.path().join(&file));
        for column in [
            "meta_words INT64",
            "meta_score DOUBLE",
            "meta_free BOOLEAN",
            "meta_date BYTE_ARRAY",
            "meta_by.name BYTE_ARRAY",
            "meta_by.age INT64",
            "meta_tags.list.item BYTE_ARRAY",
            "meta_mixed BYTE_ARRAY",
            "meta_people BYTE_ARRAY",
        ] {
            assert!(columns.contains(column), "{column} is missing:\n{columns}");
        }
        assert_eq!(found[0]["meta_by"], json!({"name": "Ida", "age": 40}));
        assert_eq!((&found[0]["date"], &found[0]["meta_date"]), (&json!("2024-05-14"), &json!("Tue, 14 May 2024")));
        assert_eq!((&found[0]["meta_mixed"], &found[0]["meta_people"]), (&json!("1"), &json!("[{\"name\":\"Ida\"}]")));
        // All forms have the same column names.
        let names = |file: &str| {
            let done = saidso_in(folder.path(), &["convert", "labels.jsonl", "--rows", rows, "-o", file, "--quiet"]);
            assert_eq!(done.status, Some(0), "{file}: {}", done.stderr);
            assert_eq!(saidso_in(folder.path(), &["check", file]).status, Some(0), "{file}");
            fs::read_to_string(folder.path().join(file)).unwrap()
        };
        let lines: Vec<Value> = names("rows.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let list: Vec<Value> = serde_json::from_str(&names("rows.json")).unwrap();
        assert_eq!((&list, lines.len()), (&lines, found.len()));
        let own: Vec<&str> = lines[0].as_object().unwrap().keys().map(String::as_str).collect();
        let csv = names("rows.csv");
        assert_eq!(csv.lines().next().unwrap(), own.join(","));
        let of_parquet: Vec<&str> = found[0].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(of_parquet, own);
    }
    // Whole articles have one nested column of metadata, with types of its own.
    let options = ["in.jsonl", "--duplicates", "keep", "--quiet", "-o", "articles.parquet"];
    assert_eq!(extract_in(folder.path(), &options).status, Some(0));
    let (columns, found) = parquet(&folder.path().join("articles.parquet"));
    assert!(columns.contains("metadata.by.age INT64"), "{columns}");
    assert_eq!(found[1]["metadata"]["words"], 31);
}

#[test]
fn what_comes_later_than_the_first_look_is_not_lost() {
    let line = |number: usize| {
        let mut article = json!({"id": number.to_string(), "text": "It rained.", "n": number});
        if number == 1_005 {
            article["n"] = "many".into();
            article["late"] = true.into();
        }
        format!("{article}\n")
    };
    let folder = folder(&[("in.jsonl", (0..1_010).map(line).collect::<String>().as_bytes())]);
    let options = ["in.jsonl", "--duplicates", "keep", "--any-language", "--quiet", "--rows", "sentences"];
    let written = extract_in(folder.path(), &[&options[..], &["-o", "out.parquet"]].concat());
    assert_eq!(written.status, Some(0), "{}", written.stderr);
    let (_, found) = parquet(&folder.path().join("out.parquet"));
    let row = found.iter().find(|row| row["article"] == "1005").unwrap();
    let rest: Value = serde_json::from_str(row["metadata_rest"].as_str().unwrap()).unwrap();
    assert_eq!((rest, &row["meta_n"]), (json!({"n": "many", "late": true}), &Value::Null));
    assert_eq!(found.iter().find(|row| row["article"] == "1006").unwrap()["meta_n"], 1006);
}

#[test]
fn answers_are_files_by_their_names() {
    let folder = labelled();
    for command in [
        &["quotes"][..],
        &["claims", "--assertion", "any"],
        &["sources"],
        &["sources", "--by", "date"],
        &["sources", "--each", "date", "--top", "1"],
        &["shares", "--over", "month"],
        &["shares", "--of", "kinds"],
        &["unsure"],
    ] {
        let write = |file: &str| {
            let arguments = [&command[..1], &["labels.jsonl"], &command[1..], &["-o", file]].concat();
            let done = saidso_in(folder.path(), &arguments);
            assert_eq!((done.status, &*done.stdout), (Some(0), ""), "{command:?}: {}", done.stderr);
            fs::read(folder.path().join(file)).unwrap()
        };
        let csv = String::from_utf8(write("a.csv")).unwrap();
        let (_, rows) = (write("a.parquet"), parquet(&folder.path().join("a.parquet")).1);
        let names: Vec<&str> = rows[0].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(csv.lines().next().unwrap(), names.join(","), "{command:?}");
        let list: Vec<Value> = serde_json::from_slice(&write("a.json")).unwrap();
        assert_eq!(list, rows, "{command:?}");
        let mut sheet = String::new();
        write("a.xlsx");
        let mut workbook = zip::ZipArchive::new(File::open(folder.path().join("a.xlsx")).unwrap()).unwrap();
        workbook.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
        assert_eq!(sheet.matches("<row ").count(), rows.len() + 1, "{command:?}");
        let refused = saidso_in(folder.path(), &[&command[..1], &["labels.jsonl", "-o", "a.doc"]].concat());
        assert!(refused.status == Some(2) && refused.stderr.contains(".doc is not an output format"));
    }
}

#[test]
fn articles_are_labelled_where_labels_are_missing() {
    let folder = labelled();
    for command in ["sources", "quotes", "claims", "shares", "unsure"] {
        let raw = saidso_in(folder.path(), &[command, "story.txt"]);
        assert_eq!(raw.status, Some(0), "{command}: {}", raw.stderr);
        assert_eq!(raw.stderr, "saidso: story.txt holds no labels: labelling its articles first\n", "{command}");
        assert!(!raw.stdout.is_empty());
    }
    let shown = saidso_in(folder.path(), &["show", "story.txt"]);
    assert!(shown.status == Some(0) && shown.stdout.contains("Anna Larsen"), "{}", shown.stderr);
    // The output folder of a run and a JSON list also hold labels.
    assert_eq!(extract_in(folder.path(), &["in.jsonl", "-o", "parts/", "--quiet"]).status, Some(0));
    assert_eq!(extract_in(folder.path(), &["in.jsonl", "-o", "labels.json", "--quiet"]).status, Some(0));
    let quotes = ["parts/", "labels.json"].map(|given| saidso_in(folder.path(), &["quotes", given, "--csv"]));
    assert!(quotes[0].stdout.contains("Anna Larsen") && quotes[0].stdout == quotes[1].stdout, "{}", quotes[0].stderr);
}

#[test]
fn commands_that_label_take_the_model_by_name_and_precision() {
    let folder = labelled();
    let run = |command: &[&str], model: &str| {
        let arguments = [command, &["story.txt", "--model", model, "--precision", "fp32"]].concat();
        end(saidso(&arguments).env("SAIDSO_MODEL", "elsewhere").current_dir(folder.path()))
    };
    let model = checkout().join("models/saidso-en");
    let commands: [&[&str]; 10] = [
        &["claims"],
        &["convert", "--rows", "claims", "--format", "csv"],
        &["quotes"],
        &["report", "-o", "report.html"],
        &["shares"],
        &["show"],
        &["sources"],
        &["stories"],
        &["unsure"],
        &["compare"],
    ];
    for command in commands {
        let missing = run(command, "no-such-model");
        assert_eq!(missing.status, Some(2), "{command:?}");
        assert!(missing.stderr.contains("there is no model `no-such-model`"), "{command:?}: {}", missing.stderr);
        // Comparisons need a sentence encoder as well.
        if command != ["compare"] {
            let named = run(command, model.to_str().unwrap());
            assert_eq!(named.status, Some(0), "{command:?}: {}", named.stderr);
        }
    }
}

#[test]
fn records_are_recognised_wherever_they_are() {
    let folder = labelled();
    let here = folder.path();
    fs::create_dir(here.join("records")).unwrap();
    fs::copy(here.join("labels.jsonl"), here.join("records/labels.jsonl")).unwrap();
    let packed = std::process::Command::new("tar").args(["-cf", "records.tar", "records"]).current_dir(here).status();
    assert!(packed.unwrap().success());
    for form in ["articles.parquet", "claims.jsonl", "claims.csv", "claims.parquet", "claims.xlsx"] {
        let rows = form.split('.').next().unwrap();
        assert_eq!(saidso_in(here, &["convert", "labels.jsonl", "--rows", rows, "-q", "-o", form]).status, Some(0));
    }
    let expected = saidso_in(here, &["quotes", "labels.jsonl", "--csv"]);
    for given in ["records", "records.tar", "articles.parquet"] {
        let found = saidso_in(here, &["quotes", given, "--csv"]);
        assert_eq!((found.status, &*found.stderr), (Some(0), ""), "{given}");
        assert_eq!(found.stdout, expected.stdout, "{given}");
    }
    // Only what has no labels is labelled.
    fs::copy(here.join("story.txt"), here.join("records/story.txt")).unwrap();
    let mixed = saidso_in(here, &["shares", "records", "--by", "date", "--json"]);
    assert_eq!(mixed.stderr.lines().next(), Some("saidso: 1 article of records without labels: labelling them first"));
    assert_eq!(mixed.stdout.lines().count(), 3, "{}", mixed.stdout);

    let records = fs::read_to_string(here.join("labels.jsonl")).unwrap();
    let piped = end(saidso(&["extract", "-", "-q"]).write_stdin(records));
    assert_eq!((piped.status, piped.ids().len()), (Some(1), 1), "{}", piped.stdout);
    assert!(piped.stderr.contains("labelled already: this is the output of `saidso extract`"), "{}", piped.stderr);
    for table in ["claims.jsonl", "claims.csv", "claims.parquet", "claims.xlsx"] {
        for (command, status) in [("shares", 2), ("extract", 1)] {
            let refused = saidso_in(here, &[command, table]);
            assert_eq!((refused.status, refused.stderr.lines().count()), (Some(status), 1), "{}", refused.stderr);
            let is_named = refused.stderr.contains(table) && refused.stderr.contains(": a flat table that saidso made");
            assert!(is_named, "{}", refused.stderr);
        }
    }
}

#[test]
fn repeated_ids_are_reported() {
    let articles = [json!({"id": "d", "text": STORY}), json!({"id": "d", "text": "It rained, said Ana."})];
    let folder = folder(&[("in.jsonl", format!("{}\n{}\n", articles[0], articles[1]).as_bytes())]);
    let ended = extract_in(folder.path(), &["in.jsonl", "-o", "labels.jsonl"]);
    assert!(ended.stderr.contains("warning: 1 article has the id of an earlier one, such as `d`"), "{}", ended.stderr);
    let converted = saidso_in(folder.path(), &["convert", "labels.jsonl", "--to", "spacy", "--input", "in.jsonl"]);
    assert!(converted.stderr.contains("in.jsonl:2: the id `d` belongs to another article too"), "{}", converted.stderr);
}

#[test]
fn a_wrong_input_is_told_in_one_sentence() {
    let folder = labelled();
    for (arguments, status, message) in [
        (
            &["convert", "story.txt", "--to", "spacy"][..],
            2,
            "story.txt holds no labelled articles: label its articles first",
        ),
        (&["check", "story.txt"], 2, "story.txt holds neither labelled articles nor a table"),
        (&["check", "in.jsonl"], 2, "in.jsonl holds neither labelled articles nor a table"),
        (&["evaluate", "--gold", "in.jsonl"], 2, "in.jsonl has texts, but no annotations: it is not a gold file"),
        (&["show", "https://example.org/a"], 2, "https://example.org/a is a URL, which is not fetched"),
        (&["convert", "https://example.org/a", "--to", "spacy"], 2, "is a URL, which is not fetched"),
        (&["convert", "https://example.org/a", "--rows", "claims"], 2, "error: https://example.org/a is a URL"),
        (&["quotes", "labels.jsonl", "--people", "https://example.org/p"], 2, "an address, not a file"),
        (&["report", "labels.jsonl", "-o", "k.pdf"], 2, "k.pdf: this is a page, which needs a name such as page.html"),
        (&["extract", "story.txt", "-o", "k.csv", "--format", "jsonl"], 2, "another form than --format jsonl"),
        (&["quotes", "labels.jsonl", "-o", "k.json", "--csv"], 2, "another form than --csv"),
        (&["sources", "labels.jsonl", "-o", "k.csv", "--format", "json"], 2, "another form than --format json"),
        (&["evaluate", "--gold", "story.txt"], 2, "story.txt holds no labelled articles"),
        (&["merge", "labels.jsonl"], 2, "labels.jsonl is a file, not the output folder of a run"),
        (&["extract", "labels.jsonl"], 2, "labels.jsonl holds labelled articles already: try saidso show labels.jsonl"),
        (&["quotes", "https://example.org/a"], 2, "https://example.org/a is a URL, which is not fetched: try curl -sL"),
        (&["extract", "https://example.org/a"], 1, "an address, not a file: nothing is fetched; try curl -sL"),
        (&["extract", "none.txt"], 1, "none.txt: cannot open it"),
        (&["sources", "labels.jsonl", "--each", "desk"], 2, "no article has the field `desk`"),
    ] {
        let refused = saidso_in(folder.path(), arguments);
        assert_eq!(refused.status, Some(status), "{arguments:?}: {}", refused.stderr);
        assert!(
            refused.stderr.starts_with("saidso: error: ") && refused.stderr.contains(message),
            "{}",
            refused.stderr
        );
        assert_eq!(refused.stderr.lines().count(), 1, "{arguments:?}: {}", refused.stderr);
    }
}

#[test]
fn advice_names_the_command_that_has_the_option() {
    let article = json!({"id": 1, "body": STORY}).to_string();
    let folder = folder(&[("body.jsonl", article.as_bytes())]);
    let refused = saidso_in(folder.path(), &["quotes", "body.jsonl"]);
    let advice = "label it first, with saidso extract body.jsonl --text-field body -o labels.jsonl";
    assert!(refused.status == Some(1) && refused.stderr.contains(advice), "{}", refused.stderr);
    let order = saidso_in(folder.path(), &["extract", "body.jsonl", "--order-by", "uncertainty"]);
    assert!(order.stderr.contains("tip: 'saidso unsure' lists"), "{}", order.stderr);
}

#[test]
fn a_run_that_went_on_ends_with_the_total() {
    let folder = labelled();
    let options = ["in.jsonl", "--duplicates", "keep", "-o", "out/", "--split-size", "1kB"];
    assert_eq!(extract_in(folder.path(), &options).status, Some(0));
    // As if it had been killed after the first part.
    let path = folder.path().join("out/manifest.json");
    let mut manifest: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(manifest["parts"].as_array().unwrap().len(), 2, "{manifest}");
    let complete = extract_in(folder.path(), &[&options[..], &["--resume"]].concat());
    assert_eq!(complete.stderr, "out/ is complete: 2 records\n");
    manifest["complete"] = false.into();
    fs::write(&path, manifest.to_string()).unwrap();
    let resumed = extract_in(folder.path(), &[&options[..], &["--resume"]].concat());
    assert!(resumed.stderr.ends_with("out/ holds 2 records in all\n"), "{}", resumed.stderr);
}

#[test]
fn the_least_sure_come_first() {
    let folder = labelled();
    let record = |id: &str, confidence: f64| {
        let sentence = json!({"start": 0, "end": 1, "text": "x", "role": "body", "label": "opinion", "confidence": confidence,
            "scores": {"reported_fact": 0.0, "quote": 0.0, "opinion": 1.0}, "source": null, "attributions": []});
        json!({"schema_version": 2, "id": id, "offset_unit": "unicode_code_point", "sentences": [sentence],
            "attributions": [], "sources": [], "claims": []})
        .to_string()
    };
    let lines = [record("sure", 0.99), record("unsure", 0.5), record("so-so", 0.7)].join("\n") + "\n";
    fs::write(folder.path().join("three.jsonl"), &lines).unwrap();
    let listed = saidso_in(folder.path(), &["unsure", "three.jsonl", "--json"]).stdout;
    let ids: Vec<Value> =
        listed.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["article"]["id"].clone()).collect();
    assert_eq!(ids, ["unsure", "so-so", "sure"]);
    let records = saidso_in(folder.path(), &["unsure", "three.jsonl", "--records", "--top", "2"]).stdout;
    let expected: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let records: Vec<Value> = records.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ids = |records: &[Value]| records.iter().map(|record| record["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&records), [expected[1]["id"].clone(), expected[2]["id"].clone()]);
}
