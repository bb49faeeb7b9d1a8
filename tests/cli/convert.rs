//! `saidso convert` from outside. `scripts/check_exports` checks the formats with other programs' readers.

use super::support::{Ended, STORY, checkout, end, extract_in, folder, saidso};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const FORMATS: [&str; 9] =
    ["brat", "label-studio", "doccano", "conll", "web-annotation", "xmi", "spacy", "datasets", "schema-org"];

fn convert_in(folder: &Path, arguments: &[&str]) -> Ended {
    end(saidso(&["convert"]).args(arguments).current_dir(folder))
}

/// A gold article that challenges every format: nested and discontinuous attributions, characters with a meaning in
/// markup, characters beyond the BMP.
fn odd() -> Value {
    let text = "<b>\"🦀 & co\"</b>\tsaid\u{202e} Ana.\r\n\r\nAccording to Bo, she said ]]> it \u{1} was.\n";
    let span = |part: &str| {
        let start = text[..text.find(part).unwrap()].chars().count();
        json!({"start": start, "end": start + part.chars().count()})
    };
    let whole = |part: &str, more: Value| {
        let mut span = span(part);
        span.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        span
    };
    json!({
        "id": "../odd \"one\"/a&b", "text": text, "metadata": {"title": "A <i>title</i>", "n": [1, null]},
        "sentences": [
            whole("<b>\"🦀 & co\"</b>\tsaid\u{202e} Ana.", json!({"role": "headline", "label": "quote", "source": "s1"})),
            whole("According to Bo, she said ]]> it \u{1} was.", json!({"role": "body", "label": "reported_fact", "source": "s2"})),
        ],
        "attributions": [
            {"id": "a1", "speech": "direct", "source": whole("Ana", json!({"resolved": "s1"})), "cue": span("said"), "content": [span("\"🦀 & co\"")]},
            {"id": "a2", "speech": "indirect", "source": whole("Bo", json!({"resolved": "s2"})), "cue": span("According to"),
             "content": [span("she said ]]> it \u{1} was")]},
            {"id": "a3", "speech": "indirect", "source": null, "cue": [span("she"), span("said ]")], "content": [span("it"), span("was")]},
        ],
        "sources": [{"id": "s1", "name": "Ana \"A\" <x>", "kind": "person"}, {"id": "s2", "name": "Bo", "kind": "group"}],
    })
}

#[test]
fn every_format_takes_odd_articles() {
    let folder = folder(&[("gold.jsonl", format!("{}\n", odd()).as_bytes())]);
    for format in FORMATS {
        let ended = convert_in(folder.path(), &["gold.jsonl", "--to", format, "-o", format]);
        assert_eq!((ended.status, &*ended.stdout), (Some(0), ""), "{format}: {}", ended.stderr);
        assert_eq!(ended.stderr, "1 article converted\n");
    }
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).unwrap();
    let text: Vec<char> = odd()["text"].as_str().unwrap().chars().collect();

    // Nothing was written outside the folder.
    let mut names: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let mut expected = [&FORMATS[..], &["gold.jsonl"]].concat();
    expected.sort_unstable();
    assert_eq!(names, expected);

    let spacy: Value = serde_json::from_str(&read("spacy")).unwrap();
    for group in ["source", "cue", "content"] {
        for span in spacy["spans"][group].as_array().unwrap() {
            assert!(
                span["start"].as_u64() < span["end"].as_u64() && span["end"].as_u64().unwrap() <= text.len() as u64
            );
        }
    }
    let page: Value = serde_json::from_str(&read("web-annotation")).unwrap();
    assert_eq!(page["id"], "urn:saidso:../odd%20%22one%22/a%26b");
    for annotation in page["items"].as_array().unwrap() {
        let Value::Array(targets) = &annotation["target"] else { continue };
        for target in targets {
            let (position, quote) = (&target["selector"][0], &target["selector"][1]);
            let span = position["start"].as_u64().unwrap() as usize..position["end"].as_u64().unwrap() as usize;
            assert_eq!(text[span].iter().collect::<String>(), quote["exact"].as_str().unwrap());
        }
    }
    let conll = read("conll");
    assert!(
        conll
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .all(|line| line.split('\t').count() == 7)
    );
    let xmi = read("xmi/%2E./odd%20%22one%22/a%26b.xmi");
    let document = roxmltree::Document::parse(&xmi).unwrap();
    let sofa = document.descendants().find(|node| node.has_tag_name(("http:///uima/cas.ecore", "Sofa"))).unwrap();
    let held = sofa.attribute("sofaString").unwrap();
    assert_eq!(held, odd()["text"].as_str().unwrap().replace('\u{1}', "\u{fffd}"));
    let units: Vec<u16> = held.encode_utf16().collect();
    let cues: Vec<String> = (document.descendants())
        .filter(|node| node.tag_name().name() == "SaidsoAttribution")
        .map(|node| {
            let at = |name: &str| node.attribute(name).unwrap().parse::<usize>().unwrap();
            String::from_utf16(&units[at("begin")..at("end")]).unwrap()
        })
        .collect();
    assert_eq!(cues, ["said", "According to", "she said ]"]);
    let row: Value = serde_json::from_str(&read("datasets/data/articles.jsonl")).unwrap();
    assert_eq!(row["attributions"][2]["content"].as_array().unwrap().len(), 2);
}

#[test]
fn what_extract_writes_is_converted_with_the_text_or_without() {
    let folder = folder(&[("in/story.txt", STORY.as_bytes()), ("in/empty.txt", b"")]);
    let labels = extract_in(folder.path(), &["in"]);
    fs::write(folder.path().join("labels.jsonl"), &labels.stdout).unwrap();
    let ended = convert_in(folder.path(), &["labels.jsonl", "--to", "brat", "--input", "in", "-o", "with"]);
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    assert_eq!(ended.stderr, "1 article converted, 1 article had failed before\n");
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).unwrap();
    assert_eq!(read("with/story.txt"), STORY);
    let ended = convert_in(folder.path(), &["labels.jsonl", "--to", "brat", "-o", "without"]);
    assert!(ended.stderr.contains("rebuilt from their sentences"), "{}", ended.stderr);
    assert_eq!(read("without/story.txt"), STORY.trim_end());
    assert_eq!(read("with/story.ann"), read("without/story.ann"));
    let in_folder = folder.path().join("runs/1");
    fs::create_dir_all(&in_folder).unwrap();
    fs::write(in_folder.join("labels.jsonl"), &labels.stdout).unwrap();
    let ended = convert_in(folder.path(), &["runs", "--to", "brat", "--input", "in", "-o", "from-folder"]);
    assert_eq!(ended.stderr, "1 article converted, 1 article had failed before\n");
    assert_eq!(read("with/story.ann"), read("from-folder/story.ann"));
    let piped = end(saidso(&["convert", "-", "--to", "spacy", "-q"]).write_stdin(labels.stdout));
    assert_eq!((piped.status, piped.stdout.lines().count()), (Some(0), 1));
}

#[test]
fn lines_that_cannot_be_used_are_named() {
    let other = r#"{"id": "a", "text": "It rained.", "sentences": [{"start": 0, "end": 99}]}"#;
    let lines = format!("{}\nnot JSON\n{other}\n\n{{\"id\": \"b\"}}\n", odd());
    let folder = folder(&[("gold.jsonl", lines.as_bytes()), ("empty.jsonl", b"")]);
    let ended = convert_in(folder.path(), &["gold.jsonl", "--to", "schema-org"]);
    assert_eq!((ended.status, ended.stdout.lines().count()), (Some(1), 1));
    for part in [
        "gold.jsonl:2: ",
        "gold.jsonl:3: article `a`: sentence 0: 0..99",
        "gold.jsonl:5: ",
        "--input",
        "3 articles could not",
    ] {
        assert!(ended.stderr.contains(part), "{part} is missing in {}", ended.stderr);
    }
    for (arguments, reason) in [
        (&["gold.jsonl", "--to", "brat"][..], "name a new one with -o"),
        (&["gold.jsonl", "--to", "brat", "-o", "."], "is not empty"),
        (&["gold.jsonl", "--to", "brat", "-o", "gold.jsonl"], "gold.jsonl is an input"),
        (&["gold.jsonl", "--to", "brat", "-o", "empty.jsonl"], "cannot write empty.jsonl"),
        (&["none.jsonl", "--to", "spacy"], "none.jsonl: cannot open it"),
        (&["empty.jsonl", "--to", "spacy"], "no article to convert"),
        (&["gold.jsonl", "--to", "brats", "-o", "x"], "a similar value exists: 'brat'"),
    ] {
        let ended = convert_in(folder.path(), arguments);
        assert_eq!(ended.status, Some(2), "{arguments:?}");
        assert!(ended.stderr.contains(reason), "{arguments:?}: {}", ended.stderr);
    }
}

/// All F1 in a report.
fn f1s(value: &Value, found: &mut Vec<f64>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| match (name.as_str(), value) {
            ("f1", figure) => found.extend(figure["value"].as_f64()),
            (_, value) => f1s(value, found),
        }),
        Value::Array(items) => items.iter().for_each(|item| f1s(item, found)),
        _ => {}
    }
}

/// From outside, on the gold set, whose text the import must reproduce exactly.
#[test]
fn brat_there_and_back_is_the_same() {
    let folder = folder(&[]);
    let gold = checkout().join("datasets/gold/gold.jsonl");
    let ended = convert_in(folder.path(), &[gold.to_str().unwrap(), "--to", "brat", "-o", "one"]);
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    let ended = end(saidso(&["import", "brat", "one", "-o", "back.jsonl"]).current_dir(folder.path()));
    assert_eq!((ended.status, &*ended.stderr), (Some(0), "18 articles, 472 sentences, 303 attributions\n"));
    convert_in(folder.path(), &["back.jsonl", "--to", "brat", "-o", "two"]);
    let mut names: Vec<_> =
        fs::read_dir(folder.path().join("one")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names.len(), 39);
    for name in names {
        let read = |side: &str| fs::read(folder.path().join(side).join(&name)).unwrap();
        assert!(read("one") == read("two"), "{name:?} differs");
    }
    let ended = end(saidso(&["evaluate", "--samples", "0", "--json", "-", "--gold"])
        .arg(gold)
        .args(["--pred", "back.jsonl"])
        .current_dir(folder.path()));
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    let mut found = Vec::new();
    f1s(&report, &mut found);
    assert!(found.len() > 40 && found.iter().all(|&f1| (f1 - 1.0).abs() < 1e-9), "{found:?}");
}

#[test]
fn a_corrected_folder_is_read_as_corrected() {
    let gold = odd();
    let folder = folder(&[("gold.jsonl", format!("{gold}\n").as_bytes())]);
    convert_in(folder.path(), &["gold.jsonl", "--to", "brat", "-o", "brat"]);
    let file = folder.path().join("brat/%2E./odd%20%22one%22/a%26b.ann");
    let annotations = fs::read_to_string(&file).unwrap();
    let corrected =
        annotations.replace("Fact_sentence", "Opinion_sentence").replace("source: Bo\n", "source: Bo Berg\n");
    fs::write(&file, &corrected).unwrap();
    let ended = end(saidso(&["import", "brat", "brat"]).current_dir(folder.path()));
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    let article: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(article["id"], gold["id"]);
    assert_eq!(article["metadata"], gold["metadata"]);
    assert_eq!(article["sentences"][1]["label"], "opinion");
    let names: Vec<_> = article["sources"].as_array().unwrap().iter().map(|source| &source["name"]).collect();
    assert_eq!(names, ["Ana \"A\" <x>", "Bo Berg"]);

    fs::write(&file, corrected.clone() + "T99\tQuote_sentence 0 5\t<b>\"🦀\n").unwrap();
    let ended = end(saidso(&["import", "brat", "brat"]).current_dir(folder.path()));
    assert_eq!(ended.status, Some(1));
    assert!(ended.stderr.contains("overlaps the one on line"), "{}", ended.stderr);
    fs::write(&file, corrected.replace("Headline", "Heading")).unwrap();
    let ended = end(saidso(&["import", "brat", "brat"]).current_dir(folder.path()));
    assert!(ended.stderr.contains("`Heading` is not a label of this format, which has Headline"), "{}", ended.stderr);
}

#[test]
fn spans_and_links_come_back_whole() {
    let gold = checkout().join("datasets/gold/gold.jsonl");
    let folder = folder(&[]);
    let there_and_back = |input: &str, form: &str, out: &str| {
        let written = if form == "doccano" { out.to_owned() } else { format!("{out}/tasks.json") };
        let converted = convert_in(folder.path(), &[input, "--to", form, "-o", out]);
        assert_eq!(converted.status, Some(0), "{form}: {}", converted.stderr);
        if form == "label-studio" {
            let path = folder.path().join(&written);
            let mut tasks: Vec<Value> = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            for task in &mut tasks {
                task["annotations"] = task["predictions"].take();
            }
            fs::write(&path, json!(tasks).to_string()).unwrap();
        }
        let back = format!("{out}.jsonl");
        let imported = end(saidso(&["import", form, &written, "-o", &back]).current_dir(folder.path()));
        assert_eq!(imported.status, Some(0), "{form}: {}", imported.stderr);
        (back.clone(), fs::read_to_string(folder.path().join(back)).unwrap())
    };
    let (name, first) = there_and_back(gold.to_str().unwrap(), "label-studio", "studio");
    let (_, second) = there_and_back(&name, "doccano", "doccano");
    assert_eq!(first, second);
    let measured = end(saidso(&["evaluate", "--gold"]).arg(&gold).args(["--pred", &name]).current_dir(folder.path()));
    let exact = measured.stdout.lines().find(|line| line.contains("exact strict")).expect("it is measured");
    assert_eq!(exact.matches("100.0").count(), 5, "{}", measured.stdout);
}

#[test]
fn what_annotators_change_is_read() {
    let text = "🦀 It rained, said Ana.";
    let region = |id: &str, start: usize, end: usize, words: &str, label: &str| json!({"id": id, "type": "labels", "value": {"start": start, "end": end, "text": words, "labels": [label]}});
    // Some versions of Label Studio count UTF-16 units: the crab counts as two.
    let result = [
        region("s", 3, 23, "It rained, said Ana.", "Opinion_sentence"),
        region("q", 3, 12, "It rained", "Content"),
        region("c", 14, 18, "said", "Cue"),
        region("w", 19, 22, "Ana", "Source"),
        region("x", 19, 22, "Ana", "Place"),
        json!({"type": "relation", "from_id": "q", "to_id": "c", "direction": "right"}),
        json!({"type": "relation", "from_id": "w", "to_id": "c", "direction": "right"}),
    ];
    let cancelled = json!({"was_cancelled": true, "result": []});
    let tasks = json!([
        {"id": 7, "data": {"text": text}, "annotations": [{"result": result}, cancelled], "predictions": [{"result": []}]},
        {"id": 8, "data": {"text": text}, "annotations": [{"result": [region("s", 0, 4, "wrong", "Cue")]}]},
        {"id": 9, "data": {"text": text}, "annotations": [], "predictions": [{"result": result}]},
        {"id": 10, "data": {"text": text}, "annotations": [cancelled]},
    ]);
    let prodigy = json!({"text": text, "answer": "accept",
        "spans": [{"start": 2, "end": 11, "label": "Content"}, {"start": 13, "end": 17, "label": "Cue"}],
        "relations": [{"head_span": {"start": 13, "end": 17, "label": "Cue"},
            "child_span": {"start": 2, "end": 11, "label": "Content"}, "label": "content"}]});
    let with_id = json!({"text": text, "answer": "accept", "spans": [], "meta": {"id": "bridge"}});
    let rejected = json!({"text": text, "answer": "reject", "spans": []});
    let labels = json!({"id": 3, "text": text, "label": [[2, 11, "Content"]]});
    let folder = folder(&[
        ("tasks.json", tasks.to_string().as_bytes()),
        ("spans.jsonl", format!("{prodigy}\n{rejected}\n{labels}\n{with_id}\n").as_bytes()),
        ("tasks.jsonl", tasks[2].to_string().as_bytes()),
        ("unseen.json", json!([tasks[2], tasks[3]]).to_string().as_bytes()),
    ]);
    let import = |form: &str, file: &str| {
        let ended = end(saidso(&["import", form, file]).current_dir(folder.path()));
        let lines: Vec<Value> = ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        (ended, lines)
    };
    let (ended, found) = import("label-studio", "tasks.json");
    assert_eq!((ended.status, found.len(), &found[0]["id"]), (Some(1), 1, &json!("7")), "{}", ended.stderr);
    assert!(ended.stderr.contains("the annotation has \"wrong\""), "{}", ended.stderr);
    assert!(ended.stderr.contains("2 articles without an annotation left out"), "{}", ended.stderr);
    let attribution = &found[0]["attributions"][0];
    assert_eq!(
        (&found[0]["sentences"][0]["start"], &found[0]["sentences"][0]["label"]),
        (&json!(2), &json!("opinion"))
    );
    assert_eq!((&attribution["cue"]["text"], &attribution["source"]["text"]), (&json!("said"), &json!("Ana")));
    assert_eq!(
        (&attribution["content"][0]["text"], &found[0]["sources"][0]["name"]),
        (&json!("It rained"), &json!("Ana"))
    );
    let (ended, found) = import("doccano", "spans.jsonl");
    assert_eq!((ended.status, found.len()), (Some(0), 3), "{}", ended.stderr);
    assert!(ended.stderr.contains("1 article rejected or ignored left out"), "{}", ended.stderr);
    assert_eq!(found[2]["id"], "bridge");
    assert_eq!(found[0]["attributions"][0]["cue"]["text"], "said");
    assert_eq!((&found[1]["id"], &found[1]["attributions"][0]["content"][0]["start"]), (&json!("3"), &json!(2)));
    for (form, file, message) in [
        ("doccano", "tasks.json", "this is a list in JSON, where JSON Lines is expected"),
        ("label-studio", "tasks.jsonl", "this is no list in JSON, where the list of tasks"),
        ("label-studio", "unseen.json", "has nothing to import: 2 articles without an annotation left out"),
    ] {
        let (ended, found) = import(form, file);
        assert_eq!((ended.status, found.len(), ended.stderr.lines().count()), (Some(2), 0, 1), "{}", ended.stderr);
        assert!(ended.stderr.contains(message), "{}", ended.stderr);
    }
}

#[test]
fn tables_are_made_in_the_form_that_is_asked_for() {
    let text = json!({"id": "a", "text": STORY});
    let folder = folder(&[("in.jsonl", format!("{text}\n{{\"id\": \"b\", \"text\": \"\"}}\n").as_bytes())]);
    assert_eq!(extract_in(folder.path(), &["in.jsonl", "-q", "-o", "labels.jsonl"]).status, Some(1));
    let ended = convert_in(folder.path(), &["labels.jsonl", "--rows", "claims", "--format", "csv", "--spreadsheet"]);
    assert!(ended.stdout.starts_with("article,title,"), "{}", ended.stdout);
    assert_eq!((ended.status, &*ended.stderr), (Some(0), "1 article converted, 1 article had failed before\n"));
    for (arguments, message) in [
        (&["-o", "q.csv"][..], "q.csv: say what a row of the table holds, with --rows"),
        (&["--rows", "claims", "-o", "q.csv", "--format", "jsonl"], "another form than --format jsonl"),
        (&["--rows", "claims", "--spreadsheet"], "--spreadsheet is for CSV"),
        (&["--to", "prodigy"], "'saidso import prodigy' reads what Prodigy saves"),
    ] {
        let refused = convert_in(folder.path(), &[&["labels.jsonl"], arguments].concat());
        assert_eq!(refused.status, Some(2), "{arguments:?}: {}", refused.stderr);
        assert!(refused.stderr.contains(message), "{arguments:?}: {}", refused.stderr);
    }
    assert!(!folder.path().join("q.csv").exists());
}
