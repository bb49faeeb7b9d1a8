//! `--flush each` and `--unordered-ok` on endless streams of lines; and the shards of a job array.

use super::support::{GERMAN, checkout, end, folder, saidso};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

const TEXT: &str = "“We had no choice,” said Anna Larsen. It rained in Hallen.";

struct Stream {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

fn start(arguments: &[&str]) -> Stream {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("saidso"));
    command.current_dir(checkout()).args(["extract", "-", "--flush", "each", "--quiet"]).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the program starts");
    let (stdin, stdout) = (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
    Stream { child, stdin, stdout: BufReader::new(stdout) }
}

impl Stream {
    fn send(&mut self, line: &str) {
        writeln!(self.stdin, "{line}").and_then(|()| self.stdin.flush()).expect("the program reads");
    }

    fn receive(&mut self) -> Value {
        let mut line = String::new();
        self.stdout.read_line(&mut line).expect("a line");
        serde_json::from_str(&line).expect("JSON")
    }
}

#[test]
fn rows_of_csv_come_before_the_input_ends() {
    let mut stream = start(&["--format", "csv", "--duplicates", "keep", "--any-language"]);
    for number in 0..110 {
        stream.send(&json!({"id": number.to_string(), "text": "It rained.", "site": "Courier"}).to_string());
    }
    let mut lines = String::new();
    for _ in 0..2 {
        stream.stdout.read_line(&mut lines).expect("a line");
    }
    assert!(lines.starts_with("article,title,date,meta_site,") && lines.contains("\n0,,,Courier,"), "{lines}");
    // A field that comes later is not lost.
    stream.send(&json!({"id": "late", "text": "It rained.", "desk": "City"}).to_string());
    drop(stream.stdin);
    let rest: Vec<String> = stream.stdout.lines().map(|line| line.expect("a line")).collect();
    assert_eq!(rest.len(), 110);
    assert!(rest[109].starts_with("late,,,,\"{\"\"desk\"\":\"\"City\"\"}\","), "{}", rest[109]);
    assert_eq!(stream.child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn every_line_is_answered_before_the_next_is_sent() {
    let mut stream = start(&[]);
    let article = |id: &str| json!({"id": id, "text": TEXT}).to_string();
    for (line, id, key) in [
        (article("a"), "a", "sentences"),
        (String::new(), "stdin:2", "error"),
        ("PK\u{3}\u{4} no JSON at all".to_owned(), "stdin:3", "error"),
        (article("b"), "b", "sentences"),
        (json!({"id": "c", "text": GERMAN}).to_string(), "c", "skipped"),
        (json!({"id": "d"}).to_string(), "d", "error"),
        (article("e"), "e", "sentences"),
    ] {
        stream.send(&line);
        let record = stream.receive();
        assert_eq!(record["id"], id, "{record}");
        assert!(record.get(key).is_some(), "{record}");
    }
    drop(stream.stdin);
    assert_eq!(stream.child.wait().expect("it ends").code(), Some(1));
}

#[test]
fn a_first_line_that_is_no_article_is_answered_too() {
    let mut stream = start(&[]);
    stream.send("");
    assert_eq!(stream.receive()["id"], "stdin:1");
    drop(stream.stdin);
    assert_eq!(stream.child.wait().expect("it ends").code(), Some(1));
}

#[test]
fn records_depend_neither_on_neighbours_nor_on_order() {
    let texts = [TEXT.repeat(40), TEXT.to_owned(), "The mayor denied it.".to_owned(), TEXT.repeat(3)];
    let line = |index: usize| json!({"id": format!("{index}"), "text": texts[index % texts.len()]}).to_string() + "\n";
    let run = |arguments: &[&str], lines: String| {
        let ended = end(saidso(&["extract", "-", "--flush", "each", "--duplicates", "keep"])
            .args(arguments)
            .write_stdin(lines));
        assert_eq!(ended.status, Some(0), "{}", ended.stderr);
        ended.stdout.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let all: String = (0..12).map(line).collect();
    let together = run(&[], all.clone());
    let alone: Vec<String> = (0..12).flat_map(|index| run(&[], line(index))).collect();
    assert_eq!(together, alone);
    let mut unordered = run(&["--unordered-ok", "--threads", "4"], all);
    let id = |record: &String| {
        serde_json::from_str::<Value>(record).unwrap()["id"].as_str().unwrap().parse::<usize>().unwrap()
    };
    unordered.sort_by_key(id);
    assert_eq!(unordered, together);
}

#[test]
fn a_job_array_with_a_job_that_was_killed_merges_to_the_bytes_of_one_run() {
    let folder = folder(&[]);
    let at = |name: &str| folder.path().join(name);
    let lines: String = (0..120)
        .map(|index| {
            json!({"id": format!("{index}"), "text": format!("{} {index}", TEXT.repeat(1 + index % 5))}).to_string()
                + "\n"
        })
        .collect();
    fs::write(at("corpus.jsonl"), lines).unwrap();
    let job = |number: usize| {
        let mut command = Command::new("bash");
        command.arg(checkout().join("scripts/cluster/slurm.sbatch")).current_dir(folder.path());
        command
            .env("SAIDSO", assert_cmd::cargo::cargo_bin("saidso"))
            .env("SAIDSO_MODEL", checkout().join("models/saidso-en"));
        command.env("CORPUS", "corpus.jsonl").env("OUT", ".").stderr(Stdio::null());
        command
            .env("SLURM_ARRAY_TASK_ID", number.to_string())
            .env("SLURM_ARRAY_TASK_COUNT", "4")
            .env_remove("SLURM_JOB_ID");
        command
    };
    for number in 1..=4 {
        if number == 3 {
            let mut first = job(number).process_group(0).spawn().unwrap();
            // How far the job has got depends on the machine: the result must be right in any case.
            std::thread::sleep(std::time::Duration::from_millis(1500));
            let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", first.id())]).status();
            first.wait().unwrap();
        }
        assert_eq!(job(number).status().unwrap().code(), Some(0), "job {number}");
    }
    let merged =
        end(saidso(&["merge", "shard-1/", "shard-2/", "shard-3/", "shard-4/", "-q"]).current_dir(folder.path()));
    assert_eq!(merged.status, Some(0), "{}", merged.stderr);
    let model = checkout().join("models/saidso-en");
    let whole = end(saidso(&["extract", "corpus.jsonl", "--flush", "each", "-q"])
        .env("SAIDSO_MODEL", model)
        .current_dir(folder.path()));
    assert_eq!(merged.stdout, whole.stdout);
    assert_eq!(merged.stdout.lines().count(), 120);
}
