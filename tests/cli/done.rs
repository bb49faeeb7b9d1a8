//! What is reported as done is done, and content of inputs cannot pass for the program's own messages.

use super::support::{STORY, checkout, end, extract_in, folder, saidso};
use serde_json::json;
use std::fs;
use std::process::{Command, Stdio};

#[cfg(unix)]
#[test]
fn a_list_from_a_pipe_names_the_articles_of_a_long_run() {
    let folder = folder(&[("a.txt", STORY.as_bytes()), ("b.txt", STORY.as_bytes())]);
    let model = checkout().join("models/saidso-en");
    let list = ["extract", "--files-from", "/dev/stdin", "--duplicates", "keep", "-o", "out/"];
    let run = |names: &str| {
        let mut command = saidso(&list);
        end(command.env("SAIDSO_MODEL", &model).current_dir(folder.path()).write_stdin(names))
    };
    let ended = run("a.txt\nb.txt\n");
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    let manifest = fs::read_to_string(folder.path().join("out/manifest.json")).unwrap();
    assert!(manifest.contains("\"articles\": 2"), "{manifest}");
    fs::remove_dir_all(folder.path().join("out")).unwrap();
    let ended = run("");
    assert!(ended.status == Some(1) && ended.stderr.contains("this list names no file"), "{}", ended.stderr);
}

#[cfg(unix)]
#[test]
fn whoever_has_read_enough_of_a_table_ends_the_run_well() {
    // More rows than the writer buffers.
    let folder = folder(&[("a.txt", STORY.repeat(60).as_bytes())]);
    for form in ["parquet", "csv"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = Command::new(env!("CARGO_BIN_EXE_saidso"))
            .args(["extract", "a.txt", "--format", form, "--quiet"])
            .env("SAIDSO_MODEL", checkout().join("models/saidso-en"))
            .env("SAIDSO_CONFIG", "")
            .current_dir(folder.path())
            .stdout(Stdio::from(writer))
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && stderr.is_empty(), "{form}: {stderr}");
    }
}

#[test]
fn a_record_that_could_not_be_read_again_is_a_failed_article() {
    let deep = (0..126).fold(json!(1), |value, _| json!([value]));
    let content = format!("{}\n{}\n", json!({"text": STORY, "m": deep}), json!({"id": "good", "text": STORY}));
    for output in ["out.parquet", "out.jsonl", "out.csv"] {
        let folder = folder(&[("a.jsonl", content.as_bytes())]);
        let ended = extract_in(folder.path(), &["a.jsonl", "--duplicates", "keep", "-o", output]);
        assert!(ended.status == Some(1) && ended.stderr.contains("nested more than 100 levels"), "{}", ended.stderr);
        let checked = end(saidso(&["check", output]).current_dir(folder.path()));
        assert_eq!(checked.status, Some(0), "{}", checked.stderr);
    }
}

#[cfg(unix)]
#[test]
fn file_names_cannot_forge_messages() {
    let name = "a\u{1b}[2J\nsaidso: error: b.txt";
    let folder = folder(&[(name, b"")]);
    let ended = extract_in(folder.path(), &["-q", "."]);
    assert_eq!((ended.status, ended.stderr.lines().count()), (Some(1), 1), "{}", ended.stderr);
    assert!(ended.stderr.contains("a␛[2J␊saidso: error: b.txt: no text"), "{}", ended.stderr);
}

#[test]
fn a_settings_file_that_came_along_decides_nothing_outside() {
    let folder = folder(&[
        ("a.txt", STORY.as_bytes()),
        ("saidso.toml", b"[extract]\noutput = \"elsewhere.jsonl\"\n"),
        ("good/saidso.toml", b"[extract]\nthreads = 1\n"),
        ("good/a.txt", STORY.as_bytes()),
    ]);
    let run = |folder: &std::path::Path| {
        let mut command = saidso(&["extract", "a.txt"]);
        command.env("SAIDSO_MODEL", checkout().join("models/saidso-en")).env_remove("SAIDSO_CONFIG");
        end(command.current_dir(folder))
    };
    let refused = run(folder.path());
    assert!(refused.status == Some(2) && refused.stderr.contains("saidso.toml:2: output:"), "{}", refused.stderr);
    assert!(!folder.path().join("elsewhere.jsonl").exists());
    let announced = run(&folder.path().join("good"));
    assert!(announced.status == Some(0) && announced.stderr.contains("is in force"), "{}", announced.stderr);
}
