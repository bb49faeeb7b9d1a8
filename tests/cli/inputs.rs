//! Files, folders, pipes, JSON Lines and compression.

use super::support::{STORY, check, end, extract_in, folder, saidso};
use niffler::Level;
use niffler::send::compression::Format;
use saidso::record::OutputLine;
use serde_json::json;
use std::io::Write;

fn compressed(content: &[u8], format: Format) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = niffler::send::get_writer(Box::new(&mut bytes), format, Level::Six).unwrap();
    writer.write_all(content).unwrap();
    drop(writer);
    bytes
}

#[test]
fn the_same_story_from_everywhere_is_the_same() {
    let line = json!({"id": "story", "text": STORY}).to_string();
    let story = STORY.as_bytes();
    let folder = folder(&[
        ("1/story.txt", story),
        ("2/story.jsonl", line.as_bytes()),
        ("3/story.txt.gz", &compressed(story, Format::Gzip)),
        ("4/story.txt.zst", &compressed(story, Format::Zstd)),
        ("5/story.bz2.txt", &compressed(story, Format::Bzip)),
        ("6/story.xz", &compressed(story, Format::Lzma)),
        ("7/story.jsonl.gz", &compressed(line.as_bytes(), Format::Gzip)),
        ("8/story.txt", &[b"\xEF\xBB\xBF", story].concat()),
    ]);
    let ended = extract_in(folder.path(), &["1/story.txt", "2", "3", "4", "5", "6/story.xz", "7", "8"]);
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    let lines = ended.lines();
    assert_eq!(lines.len(), 8);
    let OutputLine::Record(first) = &lines[0] else { panic!("{lines:?}") };
    check(first, STORY);
    assert!(first.sentences.len() >= 4);
    for line in &lines[1..] {
        let OutputLine::Record(record) = line else { panic!("{line:?}") };
        assert_eq!((&record.sentences, &record.attributions), (&first.sentences, &first.attributions));
    }
    let ids = ["story", "story", "story-2", "story-3", "story.bz2", "story-4", "story", "story-5"];
    assert_eq!(ended.ids(), ids);
    assert!(ended.stderr.contains("8 articles in "), "{}", ended.stderr);
}

#[test]
fn standard_input_is_a_text_or_json_lines() {
    let ended = end(saidso(&["extract", "-", "--quiet"]).write_stdin(STORY));
    assert_eq!((ended.status, ended.ids(), &*ended.stderr), (Some(0), vec!["stdin".to_owned()], ""));
    let lines = format!("{}\n\n{}\n", json!({"text": STORY}), json!({"id": 5, "text": STORY}));
    let ended = end(saidso(&["extract", "-"]).write_stdin(compressed(lines.as_bytes(), Format::Zstd)));
    assert_eq!((ended.status, ended.ids()), (Some(0), vec!["stdin:1".to_owned(), "5".to_owned()]));
    let ended = end(saidso(&["extract", "-"]).write_stdin(""));
    assert_eq!((ended.status, ended.ids()), (Some(1), vec!["!stdin".to_owned()]));
}

#[test]
fn fields_have_other_names_and_the_rest_passes_through() {
    let line = json!({"url": "http://x/1", "z": [1, {"a": null}], "body": STORY, "head": "Harbour closes", "b": 1.5});
    let folder = folder(&[("x.ndjson", line.to_string().as_bytes())]);
    let arguments = ["--text-field", "body", "--id-field", "url", "--title-field", "head", "x.ndjson"];
    let ended = extract_in(folder.path(), &arguments);
    assert_eq!((ended.status, ended.ids()), (Some(0), vec!["http://x/1".to_owned()]));
    assert!(ended.stdout.contains(r#""metadata":{"z":[1,{"a":null}],"b":1.5}"#), "{}", ended.stdout);
}

#[test]
fn a_file_without_articles_is_named() {
    let folder = folder(&[("x.jsonl", b"\n\n"), ("y.txt", STORY.as_bytes())]);
    let ended = extract_in(folder.path(), &["x.jsonl"]);
    assert_eq!((ended.status, ended.ids()), (Some(1), vec!["!x".to_owned()]));
    assert!(ended.stderr.contains("x.jsonl: there is no article in it"), "{}", ended.stderr);
    let ended = extract_in(folder.path(), &["."]);
    assert_eq!((ended.status, ended.ids()), (Some(0), vec!["y".to_owned()]));
    assert!(ended.stderr.contains("left out: 1 file without articles; --list-skipped"), "{}", ended.stderr);
    let ended = extract_in(folder.path(), &[".", "--list-skipped", "--quiet"]);
    assert!(ended.stderr.contains("left out: ./x.jsonl (file without articles)"), "{}", ended.stderr);
}
