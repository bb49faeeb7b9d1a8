//! Bad input loses the article, never the run: each failure becomes an error record in its place and a line on standard
//! error, and the articles around it are still labelled.

use super::support::{Ended, STORY, extract_in, folder};
use saidso::record::OutputLine;
use std::fs;
use std::path::Path;

/// Runs with a good article before and after, and returns the reasons for the failures in between.
fn reasons_between_good(folder: &Path, bad: &[&str]) -> Vec<String> {
    fs::write(folder.join("first.txt"), STORY).unwrap();
    fs::write(folder.join("last.txt"), STORY).unwrap();
    let mut arguments = vec!["--quiet", "first.txt"];
    arguments.extend(bad);
    arguments.push("last.txt");
    let ended = extract_in(folder, &arguments);
    assert_eq!(ended.status, Some(1), "{}", ended.stderr);
    let reasons = reasons(&ended);
    let ids = ended.ids();
    assert_eq!((ids.first().map(String::as_str), ids.last().map(String::as_str)), (Some("first"), Some("last")));
    reasons
}

/// The reasons in the error records, each of which must also be on standard error.
fn reasons(ended: &Ended) -> Vec<String> {
    let mut reasons = Vec::new();
    for line in ended.lines() {
        if let OutputLine::Error(record) = line {
            let error = record.error;
            let place = error.line.map_or_else(|| error.input.clone(), |line| format!("{}:{line}", error.input));
            let message = format!("saidso: error: {place}: {}", error.reason);
            assert!(
                ended.stderr.lines().any(|line| line.starts_with(&message)),
                "{message} is missing in\n{}",
                ended.stderr
            );
            reasons.push(error.reason);
        }
    }
    assert_eq!(ended.stderr.lines().count(), reasons.len(), "{}", ended.stderr);
    reasons
}

#[test]
fn empty_files() {
    let folder = folder(&[("empty.txt", b""), ("blank.txt", b" \n\t\r\n\xC2\xA0"), ("mark.txt", b"\xEF\xBB\xBF")]);
    assert_eq!(reasons_between_good(folder.path(), &["empty.txt", "blank.txt", "mark.txt"]), ["no text"; 3]);
}

#[test]
fn what_is_not_utf8() {
    let folder = folder(&[
        ("cut.txt", b"caf\xC3"),
        ("noise.txt", b"\xFE\x01\x02"),
        ("lines.jsonl", b"{\"text\": \"\xC3\xA9\xC3\xA9\xFF\"}"),
    ]);
    let reasons = reasons_between_good(folder.path(), &["cut.txt", "noise.txt", "lines.jsonl"]);
    assert!(reasons.iter().all(|reason| reason.starts_with("not UTF-8: byte ")), "{reasons:?}");
    assert_eq!(reasons.len(), 3);
}

#[test]
fn bad_json_lines_among_good_ones() {
    let good = "{\"id\": \"good\", \"text\": \"It rained in Bergen on Monday, the office said.\"}\n";
    let lines =
        format!("{good}{{\"text\": \"cut in the mid\n{{\"title\": \"no text\"}}\n\n{{\"text\": null}}\n[1]\n{good}");
    let folder = folder(&[("x.jsonl", lines.as_bytes())]);
    let ended = extract_in(folder.path(), &["--quiet", "x.jsonl"]);
    assert_eq!(ended.status, Some(1));
    assert_eq!(ended.ids(), ["good", "!x:2", "!x:3", "!x:5", "!x:6", "good"]);
    let reasons = reasons(&ended);
    assert!(reasons[0].starts_with("not JSON: "), "{reasons:?}");
    assert_eq!(reasons[1], "there is no field `text`; fields are title");
    assert_eq!(reasons[2], "no text");
}

#[test]
fn many_failures_of_one_kind_are_counted() {
    let row = |number: usize| format!("{number},{}\n", if number == 25 { "It rained.,more" } else { "" });
    let rows: String = (2..=61).map(row).collect();
    let folder = folder(&[("a.csv", format!("id,text\n{rows}").as_bytes()), ("b.txt", b"")]);
    let ended = extract_in(folder.path(), &["."]);
    assert_eq!((ended.status, ended.stdout.lines().count()), (Some(1), 61));
    let errors: Vec<&str> = ended.stderr.lines().filter(|line| line.contains("error")).collect();
    assert_eq!(errors.len(), 20 + 1 + 1 + 1, "{}", ended.stderr);
    assert_eq!(errors[19], "saidso: error: ./a.csv:21: no text");
    assert!(errors[20].starts_with("saidso: error: ./a.csv:25: invalid CSV"), "{}", errors[20]);
    assert_eq!(errors[21], "saidso: error: 39 more failures like ./a.csv:61: no text");
    assert_eq!(errors[22], "saidso: error: ./b.txt: no text");
}

#[test]
fn files_and_folders_that_cannot_be_opened() {
    let folder = folder(&[("file.txt", b"x"), ("empty/readme.log", b"x")]);
    let reasons = reasons_between_good(folder.path(), &["missing.txt", "file.txt/folder", "empty"]);
    assert_eq!(reasons.len(), 3);
    assert!(reasons[..2].iter().all(|reason| reason.starts_with("cannot open it: ")), "{reasons:?}");
    assert_eq!(reasons[2], "nothing to read in this folder: no file of a known kind");
}

#[cfg(unix)]
#[test]
fn unreadable_folders() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder(&[("tree/a.txt", STORY.as_bytes()), ("tree/closed/b.txt", STORY.as_bytes())]);
    let closed = folder.path().join("tree/closed");
    symlink("endless.txt", folder.path().join("tree/endless.txt")).unwrap();
    symlink(".", folder.path().join("tree/up")).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    // Permissions do not bind the superuser, for whom the folder stays readable.
    let binds = fs::read_dir(&closed).is_err();
    let reasons = reasons_between_good(folder.path(), &["tree"]);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(reasons.iter().filter(|reason| reason.starts_with("cannot open it: ")).count(), 1 + usize::from(binds));
    assert_eq!(reasons.iter().filter(|reason| reason.starts_with("a link that leads back")).count(), 1);
}

#[test]
fn ten_million_characters_without_a_space() {
    let long = "a".repeat(10_000_000);
    let lines = format!("{{\"text\": \"{long}\"}}\n{{\"text\": \"{}\"}}\n", STORY.trim().replace('\n', "\\n"));
    let folder = folder(&[("long.txt", long.as_bytes()), ("long.jsonl", lines.as_bytes())]);
    let reasons = reasons_between_good(folder.path(), &["long.txt", "long.jsonl"]);
    assert_eq!(reasons, ["the text has 10000000 characters, more than the limit of 2000000"; 2]);
}

#[test]
fn a_long_word_that_is_within_the_limit() {
    let folder =
        folder(&[("long.txt", "ab".repeat(500_000).as_bytes()), ("quoted.txt", "“'".repeat(2_000).as_bytes())]);
    let ended = extract_in(folder.path(), &["--quiet", "long.txt", "quoted.txt"]);
    assert_eq!((ended.status, ended.ids()), (Some(0), vec!["long".to_owned(), "quoted".to_owned()]));
}

#[test]
fn a_damaged_compressed_file() {
    use std::io::Write;
    let mut bytes = Vec::new();
    let format = niffler::send::compression::Format::Gzip;
    let mut writer = niffler::send::get_writer(Box::new(&mut bytes), format, niffler::Level::One).unwrap();
    writer.write_all(STORY.as_bytes()).unwrap();
    drop(writer);
    let folder = folder(&[("cut.txt.gz", &bytes[..bytes.len() - 20]), ("short.txt.gz", &bytes[..3])]);
    let reasons = reasons_between_good(folder.path(), &["cut.txt.gz", "short.txt.gz"]);
    assert!(reasons[0].starts_with("cannot be read to its end"), "{reasons:?}");
    assert!(reasons[1].starts_with("not text: compressed data"), "{reasons:?}");
}
