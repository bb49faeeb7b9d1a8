//! `saidso import` from outside: small data sets in the same form as the published ones.

use super::support::{Ended, end, folder, saidso};
use saidso::record::gold_schema;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

fn import_in(folder: &Path, arguments: &[&str]) -> Ended {
    end(saidso(&["import"]).args(arguments).current_dir(folder))
}

/// The articles of a run; each must be valid as gold, and each span must match its text.
fn articles(ended: &Ended) -> Vec<Value> {
    let validator = jsonschema::validator_for(&gold_schema()).unwrap();
    let articles: Vec<Value> = ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for article in &articles {
        assert!(validator.is_valid(article), "{article}");
        let text: Vec<char> = article["text"].as_str().unwrap().chars().collect();
        check_spans(article, &text);
    }
    articles
}

fn check_spans(value: &Value, text: &[char]) {
    if let (Some(start), Some(end), Some(given)) =
        (value["start"].as_u64(), value["end"].as_u64(), value["text"].as_str())
    {
        assert_eq!(text[start as usize..end as usize].iter().collect::<String>(), given);
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| check_spans(item, text)),
        Value::Object(fields) => fields.values().for_each(|field| check_spans(field, text)),
        _ => {}
    }
}

/// Source, cue and contents of an attribution as texts.
fn parts(attribution: &Value) -> (Vec<&str>, Vec<&str>, Vec<&str>) {
    let texts = |value: &'_ Value| -> Vec<String> {
        match value {
            Value::Array(spans) => spans.iter().map(|span| span["text"].as_str().unwrap().to_owned()).collect(),
            Value::Null => Vec::new(),
            span => vec![span["text"].as_str().unwrap().to_owned()],
        }
    };
    // Leaked, so that expectations can be written as literals.
    let leak = |texts: Vec<String>| texts.into_iter().map(|text| &*text.leak()).collect::<Vec<&str>>();
    (leak(texts(&attribution["source"])), leak(texts(&attribution["cue"])), leak(texts(&attribution["content"])))
}

const TEXT: &str = "“Él is café,” said\nAna — twice. The port denied it.";

/// TEXT's annotations in brat's form. The last event has no content.
const ANNOTATIONS: &str = "T1\tSource 19 22\tAna\n\
    T2\tCue 14 18\tsaid\n\
    T3\tContent 0 13\t“Él is café,”\n\
    T4\tAttribution 14 18\tsaid\n\
    E1\tAttribution:T4 Source:T1 Cue:T2 Content:T3\n\
    T5\tSource 32 40\tThe port\n\
    T6\tCue 41 47\tdenied\n\
    T7\tContent 48 50\tit\n\
    T8\tAttribution 41 47\tdenied\n\
    E2\tAttribution:T8 Source:T5 Cue:T6 Content:T7\n\
    E3\tAttribution:T8 Source:T5 Cue:T6\n\
    #1\tAnnotatorNotes T1\ta note\n";

#[test]
fn polnear_comes_as_published() {
    let other = "T1\tCue 14 18\tsaid\nT2\tContent 0 13\t“Él is café,”\nE1\tAttribution:T1 Cue:T1 Content:T2\n";
    let folder = folder(&[
        ("data/dev/text/story.txt", TEXT.as_bytes()),
        ("data/dev/attributions/story_a1.ann", ANNOTATIONS.as_bytes()),
        ("data/dev/attributions/story_a2.ann", other.as_bytes()),
        (
            "data/metadata.tsv",
            b"filename\tpublisher\tpublication_date\tauthor\tannotators\nstory\tthe-gull\t2016-09-08\tNone\ta1\n",
        ),
    ]);
    let ended = import_in(folder.path(), &["polnear", "data/dev"]);
    assert_eq!((ended.status, &*ended.stderr), (Some(0), "1 article, 0 sentences, 2 attributions\n"));
    let found = articles(&ended);
    assert_eq!(found[0]["id"], "story");
    assert_eq!(found[0]["metadata"], json!({"publisher": "the-gull", "date": "2016-09-08", "annotator": "a1"}));
    let attributions = found[0]["attributions"].as_array().unwrap();
    assert_eq!(parts(&attributions[0]), (vec!["Ana"], vec!["said"], vec!["“Él is café,”"]));
    assert_eq!(parts(&attributions[1]), (vec!["The port"], vec!["denied"], vec!["it"]));

    let all = articles(&import_in(folder.path(), &["polnear", "data", "--annotator", "all"]));
    assert_eq!(all.iter().map(|article| &article["id"]).collect::<Vec<_>>(), ["story_a1", "story_a2"]);
    let one = articles(&import_in(folder.path(), &["polnear", "data", "--annotator", "a2"]));
    assert_eq!(parts(&one[0]["attributions"][0]), (vec![], vec!["said"], vec!["“Él is café,”"]));
}

#[test]
fn brat_links_by_relations_too_and_names_its_types_as_it_likes() {
    let annotations = "T1\tSpeaker 19 22\tAna\nT2\tVerb 14 18\tsaid\nT3\tWords 0 3;4 13\t“Él is café,”\n\
        R1\tSays Arg1:T2 Arg2:T1\nR2\tSays Arg1:T2 Arg2:T3\n";
    let folder = folder(&[("a/story.txt", TEXT.as_bytes()), ("a/story.ann", annotations.as_bytes())]);
    let types = ["--source-type", "Speaker", "--cue-type", "Verb", "--content-type", "Words"];
    let ended = import_in(folder.path(), &[&["brat", "a"][..], &types].concat());
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    let found = articles(&ended);
    assert_eq!(parts(&found[0]["attributions"][0]), (vec!["Ana"], vec!["said"], vec!["“Él is café,”"]));
}

#[test]
fn tables_of_subjective_sentences() {
    let folder = folder(&[
        (
            "news.csv",
            "Sentence,Label,Solved conflict\n\"What a, shame!\n\",SUBJ,False\nIt rained.,OBJ,False\n".as_bytes(),
        ),
        ("ct.tsv", "sentence_id\tsentence\tlabel\tsolved_conflict\nx-1\tHe \"won.\tOBJ\tFalse\n".as_bytes()),
    ]);
    let found = articles(&import_in(folder.path(), &["newssd", "news.csv"]));
    assert_eq!(found[0]["text"], "What a, shame!");
    assert_eq!(found[0]["sentences"][0]["subjective"], true);
    assert_eq!((&found[1]["id"], &found[1]["sentences"][0]["subjective"]), (&json!("news:2"), &json!(false)));
    let found = articles(&import_in(folder.path(), &["checkthat", "ct.tsv"]));
    assert_eq!((&found[0]["id"], &found[0]["text"]), (&json!("x-1"), &json!("He \"won.")));
}

#[test]
fn cofenet_passages_keep_their_tokens() {
    let line = json!({"id": "p", "tokens": ["``", "No", ",", "''", "Ana", "said", "."],
        "labels": ["B-content", "I-content", "I-content", "I-content", "B-source", "B-cue", "O"]});
    let folder = folder(&[("test.jsonl", format!("{line}\n{line}\n").as_bytes())]);
    let ended = import_in(folder.path(), &["cofenet", "test.jsonl"]);
    assert_eq!(&*ended.stderr, "2 articles, 0 sentences, 0 attributions, 6 spans\n");
    let found = articles(&ended);
    assert_eq!((&found[0]["id"], &found[1]["id"]), (&json!("p#1"), &json!("p#2")));
    assert_eq!(found[0]["text"], "“No,” Ana said.");
    assert_eq!(found[0]["tokens"].as_array().unwrap().len(), 7);
    assert_eq!(found[0]["spans"]["content"][0]["text"], "“No,”");
    assert_eq!(found[0]["spans"]["source"][0]["text"], "Ana");
}

#[test]
fn gum_has_sentences_and_attributions_in_trees() {
    let conllu = "# newdoc id = GUM_news_port\n# meta::title = Port\n# newpar\n# text = Ana said it rains.\n\
        1\tAna\t_\t_\t_\t_\t_\t_\t_\t_\n2\tsaid\t_\t_\t_\t_\t_\t_\t_\t_\n3\tit\t_\t_\t_\t_\t_\t_\t_\t_\n\
        4\train\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n5\ts\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n6\t.\t_\t_\t_\t_\t_\t_\t_\t_\n\n\
        # text = Nobody came.\n1\tNobody\t_\t_\t_\t_\t_\t_\t_\t_\n2\tcame\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n\
        3\t.\t_\t_\t_\t_\t_\t_\t_\t_\n";
    let tree = "<rst><header/><body>\
        <segment id=\"1\" parent=\"2\" relname=\"attribution-positive\">Ana said</segment>\
        <segment id=\"2\" parent=\"4\" relname=\"span\">it rains .</segment>\
        <segment id=\"3\" parent=\"4\" relname=\"joint-list\">Nobody came .</segment>\
        <group id=\"4\" type=\"multinuc\"/></body></rst>";
    let folder = folder(&[("port.conllu", conllu.as_bytes()), ("port.rs4", tree.as_bytes())]);
    let ended = import_in(folder.path(), &["gum", "."]);
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    let found = articles(&ended);
    assert_eq!(found[0]["text"], "Ana said it rains. Nobody came.");
    assert_eq!(found[0]["sentences"][1]["text"], "Nobody came.");
    assert_eq!(parts(&found[0]["attributions"][0]), (vec![], vec!["Ana said"], vec!["it rains."]));
    assert_eq!(found[0]["metadata"]["title"], "Port");
}

#[test]
fn sentence_labels_bring_their_sources() {
    let line = json!({"id": "s", "publisher": "gull", "text": "Ana said no. It rains.", "sentences": [
        {"start": 0, "end": 12, "role": "body", "label": "reported_fact", "source": "Ana", "resolved": "Ana Bo",
         "kind": "person", "speech": "indirect"},
        {"start": 13, "end": 22, "role": "body", "label": "reported_fact", "source": null, "resolved": null, "kind": null}]});
    let folder = folder(&[("dev.jsonl", format!("{line}\n").as_bytes())]);
    let found = articles(&import_in(folder.path(), &["sentences", "dev.jsonl"]));
    let source = found[0]["sentences"][0]["source"].as_str().unwrap();
    assert_eq!(found[0]["sources"][0], json!({"id": source, "name": "Ana Bo", "kind": "person"}));
    assert_eq!(found[0]["sentences"][1]["source"], Value::Null);
}

#[test]
fn what_cannot_be_imported_is_named_by_file_and_line() {
    let wrong_text = "T1\tCue 14 18\tsays\n";
    let folder = folder(&[
        ("brat/good.txt", TEXT.as_bytes()),
        ("brat/good.ann", ANNOTATIONS.as_bytes()),
        ("brat/lonely.txt", b"No annotations."),
        ("brat/other.txt", TEXT.as_bytes()),
        ("brat/other.ann", wrong_text.as_bytes()),
        ("brat/outside.txt", b"Short."),
        ("brat/outside.ann", b"T1\tCue 2 99\tsays\n"),
        ("labels.csv", b"Sentence,Label\nOne.,SUBJ\nTwo.,MAYBE\n"),
        ("none.csv", b"Text,Label\nOne.,SUBJ\n"),
        ("passages.jsonl", b"{\"id\": \"a\", \"tokens\": [\"x\"], \"labels\": [\"O\", \"O\"]}\n{\"id\n"),
        ("twice.csv", b"sentence_id,sentence,label\nq,One.,OBJ\nq,Two.,OBJ\n"),
    ]);
    let cases: [(&[&str], i32, usize, &[&str]); 6] = [
        (&["brat", "brat"], 1, 1, &["lonely.txt", "other.ann:1", "outside.ann:1", "3 articles could not be imported"]),
        (&["newssd", "labels.csv"], 1, 1, &["labels.csv:3", "MAYBE"]),
        (&["newssd", "none.csv"], 2, 0, &["none.csv:1", "column `sentence`"]),
        (&["cofenet", "passages.jsonl"], 1, 0, &["passages.jsonl:1", "passages.jsonl:2"]),
        (&["checkthat", "twice.csv"], 1, 1, &["twice.csv", "`q`"]),
        (&["gum", "nothing-here"], 2, 0, &["nothing-here"]),
    ];
    for (arguments, status, imported, named) in cases {
        let ended = import_in(folder.path(), arguments);
        assert_eq!(ended.status, Some(status), "{arguments:?}: {}", ended.stderr);
        assert_eq!(articles(&ended).len(), imported, "{arguments:?}");
        for name in named {
            assert!(ended.stderr.contains(name), "{arguments:?}: {name} is not in:\n{}", ended.stderr);
        }
    }
}

#[test]
fn the_input_is_never_overwritten_and_the_output_is_whole() {
    let table = b"Sentence,Label\nOne.,SUBJ\n";
    let folder = folder(&[("a.csv", table)]);
    let refused = import_in(folder.path(), &["newssd", "a.csv", "-o", "a.csv"]);
    assert_eq!(refused.status, Some(2));
    assert_eq!(fs::read(folder.path().join("a.csv")).unwrap(), table);
    let written = import_in(folder.path(), &["newssd", "a.csv", "-o", "gold.jsonl", "--quiet"]);
    assert_eq!((written.status, &*written.stdout, &*written.stderr), (Some(0), "", ""));
    assert_eq!(fs::read_to_string(folder.path().join("gold.jsonl")).unwrap().lines().count(), 1);
    assert!(!folder.path().join("gold.jsonl.partial").exists());
}
