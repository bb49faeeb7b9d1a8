//! Closed pipes and interrupts.

#![cfg(unix)]

use super::support::{STORY, checkout, folder, output_lines};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

fn start(folder: &Path, arguments: &[&str]) -> Child {
    const PROGRAM: &str = env!("CARGO_BIN_EXE_saidso");
    let mut command = Command::new(if cfg!(target_os = "linux") { "env" } else { PROGRAM });
    if cfg!(target_os = "linux") {
        // Tests run in the background or under nohup ignore signals, and the program would rightly inherit that.
        command.args(["--default-signal=INT,HUP", PROGRAM]);
    }
    command
        .arg("extract")
        .args(arguments)
        .env("SAIDSO_MODEL", checkout().join("models/saidso-en"))
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits for the end, with a time limit.
fn end(mut child: Child) -> (Option<i32>, String) {
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > Duration::from_mins(2) {
            child.kill().unwrap();
            panic!("the program hangs");
        }
        sleep(Duration::from_millis(20));
    };
    let mut messages = String::new();
    child.stderr.take().unwrap().read_to_string(&mut messages).unwrap();
    (status.code(), messages)
}

#[test]
fn a_closed_pipe_is_a_quiet_end() {
    let folder = folder(&[("a.txt", STORY.as_bytes()), ("b.txt", STORY.as_bytes())]);
    let mut child = start(folder.path(), &["."]);
    drop(child.stdout.take());
    assert_eq!(end(child), (Some(0), String::new()));
}

/// Output that cannot be written anywhere must not count as written.
#[test]
fn closed_output_is_an_error() {
    let folder = folder(&[("a.txt", STORY.as_bytes())]);
    let run = |arguments: &str| {
        let script = format!("\"$0\" {arguments} >&-");
        let mut command = Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_saidso")]).env("SAIDSO_CONFIG", "");
        command.env("SAIDSO_MODEL", checkout().join("models/saidso-en")).current_dir(folder.path());
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(run("extract a.txt -q -o out.jsonl"), (Some(0), String::new()));
    for arguments in [
        "extract a.txt",
        "extract a.txt --format parquet",
        "show out.jsonl",
        "sources out.jsonl",
        "check out.jsonl",
        "convert out.jsonl --to spacy",
        "schema",
        "--version",
        "extract --help",
    ] {
        let (status, messages) = run(arguments);
        let is_named = messages.contains("cannot write the output: standard output is closed");
        assert!(status == Some(3) && is_named, "{arguments}: {status:?} {messages}");
    }
}

#[test]
fn the_first_records_come_before_the_input_ends() {
    let folder = folder(&[]);
    let mut child = start(folder.path(), &["-", "--quiet"]);
    let mut stdin = child.stdin.take().unwrap();
    let line = serde_json::json!({"text": STORY}).to_string() + "\n";
    stdin.write_all(line.repeat(40).as_bytes()).unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    stdout.read_line(&mut first).unwrap();
    assert_eq!(output_lines(&first).len(), 1);
    // Closes the pipe as `head -1` does: the program notices at the next record.
    drop(stdout);
    stdin.write_all(line.repeat(100).as_bytes()).unwrap();
    assert_eq!(end(child), (Some(0), String::new()));
}

/// Articles in progress may take some seconds; a user who interrupts again does not want to wait for them.
#[test]
fn a_second_interrupt_ends_at_once() {
    let articles: Vec<String> = (0..400)
        .map(|number| serde_json::json!({"text": format!("{STORY} {number} ").repeat(30)}).to_string() + "\n")
        .collect();
    let folder = folder(&[("a.jsonl", articles.concat().as_bytes())]);
    let child = start(folder.path(), &["a.jsonl", "-o", "out/", "--threads", "1", "--quiet"]);
    let open = folder.path().join("out/open.jsonl");
    let begun = Instant::now();
    while !open.exists() {
        assert!(begun.elapsed() < Duration::from_mins(2), "nothing begins");
        sleep(Duration::from_millis(20));
    }
    let interrupt = || Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    // The program has started to read; now it also has articles in progress.
    sleep(Duration::from_secs(1));
    interrupt();
    sleep(Duration::from_millis(300));
    interrupt();
    let (status, messages) = end(child);
    assert_eq!((status, &*messages), (Some(130), ""), "not at once");
}

#[test]
fn an_interrupt_leaves_whole_lines_beside_the_output() {
    let folder = folder(&[]);
    let mut child = start(folder.path(), &["-", "-o", "out.jsonl"]);
    let mut stdin = child.stdin.take().unwrap();
    let line = serde_json::json!({"text": STORY}).to_string() + "\n";
    stdin.write_all(line.repeat(40).as_bytes()).unwrap();
    let partial = folder.path().join("out.jsonl.partial");
    let start = Instant::now();
    while fs::read_to_string(&partial).map_or(0, |text| text.lines().count()) == 0 {
        assert!(start.elapsed() < Duration::from_mins(2), "nothing is written");
        assert_eq!(child.try_wait().unwrap(), None, "the program has ended");
        sleep(Duration::from_millis(20));
    }
    // The input stays open: the program must end although it is waiting for a line.
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let (status, messages) = end(child);
    assert_eq!(status, Some(130), "{messages}");
    assert!(messages.contains("interrupted; ") && messages.contains("out.jsonl.partial"), "{messages}");
    assert!(!output_lines(&fs::read_to_string(&partial).unwrap()).is_empty());
    assert!(!folder.path().join("out.jsonl").exists());
    drop(stdin);
}
