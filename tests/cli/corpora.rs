//! Long runs: output in parts, resumption after whatever ended a run, shards.

use super::support::{GERMAN, check as check_record, checkout, end, folder, output_lines, saidso};
use saidso::record::OutputLine;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The committed model with only one layer of its encoder: fast, and useful only in tests.
static SMALL_MODEL: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = folder(&[]);
    let model = checkout().join("models/saidso-en");
    for file in ["tokenizer.json", "model.safetensors"] {
        fs::copy(model.join(file), folder.path().join(file)).unwrap();
    }
    let mut config: Value = serde_json::from_slice(&fs::read(model.join("config.json")).unwrap()).unwrap();
    config["num_hidden_layers"] = 1.into();
    fs::write(folder.path().join("config.json"), config.to_string()).unwrap();
    folder
});

fn text(number: usize) -> String {
    let name = ["Anna Larsen", "Piet Haan", "the ministry", "Zoë Müller"][number % 4];
    let more = "The pier has been closed since the storm in May. ".repeat(number % 7);
    format!("“We had {number} boats,” said {name}. {more}That is shameful.\n\nNobody was hurt, {name} added.")
}

/// A folder with `corpus/`: a file of JSON Lines, some of them bad and some not in English, and text files that
/// repeat some of them.
pub(super) fn corpus(articles: usize) -> TempDir {
    let lines: String = (0..articles)
        .map(|number| match number % 50 {
            48 => serde_json::json!({"id": format!("n{number}"), "text": GERMAN}).to_string() + "\n",
            49 => "{\"id\": \"cut\", \"text\": \"Some\n".to_owned(),
            _ => {
                serde_json::json!({"id": format!("n{number}"), "text": text(number), "day": number}).to_string() + "\n"
            }
        })
        .collect();
    let folder = folder(&[("corpus/a.jsonl", lines.as_bytes())]);
    for number in 0..5 {
        fs::write(folder.path().join(format!("corpus/b{number}.txt")), text(number)).unwrap();
    }
    folder
}

pub(super) fn command(folder: &Path, arguments: &[&str]) -> assert_cmd::Command {
    let mut command = saidso(&["extract", "corpus", "--threads", "2", "--quiet"]);
    command.args(arguments).env("SAIDSO_MODEL", SMALL_MODEL.path()).current_dir(folder);
    command
}

fn start(folder: &Path, arguments: &[&str]) -> Child {
    const PROGRAM: &str = env!("CARGO_BIN_EXE_saidso");
    // Tests run in the background or under nohup ignore signals, and the program would rightly inherit that.
    Command::new("env")
        .args(["--default-signal=INT,TERM", PROGRAM, "extract", "corpus", "--threads", "2", "--quiet"])
        .args(arguments)
        .env("SAIDSO_MODEL", SMALL_MODEL.path())
        .current_dir(folder)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The parts of an output folder, by name.
pub(super) fn parts(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut parts: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap() != "manifest.json")
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect();
    parts.sort();
    parts
}

fn manifest(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap()
}

pub(super) fn lines(folder: &Path) -> Vec<OutputLine> {
    let text: Vec<u8> = parts(folder).into_iter().flat_map(|(_, bytes)| bytes).collect();
    output_lines(&String::from_utf8(text).unwrap())
}

/// Waits until a run has got far enough.
fn wait_for(child: &mut Child, mut there: impl FnMut() -> bool) {
    let start = Instant::now();
    while !there() {
        assert!(start.elapsed() < Duration::from_mins(2), "the program gets nowhere");
        assert_eq!(child.try_wait().unwrap(), None, "the program has ended");
        sleep(Duration::from_millis(5));
    }
}

#[test]
fn parts_together_are_the_single_file() {
    let folder = corpus(300);
    let single = end(&mut command(folder.path(), &[]));
    let ended = end(&mut command(folder.path(), &["-o", "out/", "--split-size", "100k"]));
    assert_eq!((ended.status, &*ended.stdout), (Some(1), ""), "{}", ended.stderr);
    assert_eq!(ended.stderr.lines().count(), 6, "{}", ended.stderr);
    let out = folder.path().join("out");
    let written = parts(&out);
    assert!(written.len() > 2, "{}", written.len());
    assert!(written.iter().all(|(name, bytes)| name.starts_with("part-0") && bytes.len() < 400_000));
    let together: Vec<u8> = written.into_iter().flat_map(|(_, bytes)| bytes).collect();
    assert!(String::from_utf8(together).unwrap() == single.stdout);

    let manifest = manifest(&out);
    assert_eq!(manifest["complete"], true);
    let input = &manifest["inputs"][0];
    let counts = ["files", "articles", "failed", "skipped"].map(|name| input[name].as_u64().unwrap());
    assert_eq!(counts, [6, 293, 6, 6]);
    assert_eq!(manifest["failures"].as_array().unwrap().len(), 6);
    assert_eq!(manifest["failures"][0]["line"], 50);
    // The input folder may contain the output.
    let mut again = command(folder.path(), &["-o", "corpus/out/", "--split-size", "100k"]);
    assert_eq!(end(&mut again).status, Some(1));
    assert_eq!(parts(&folder.path().join("corpus/out")), parts(&out));
    assert_eq!(end(again.arg("--resume")).status, Some(1), "complete, and some articles failed");
}

#[test]
fn killed_at_random_moments_it_ends_as_if_it_never_had_been() {
    let folder = corpus(2000);
    let whole = end(&mut command(folder.path(), &["-o", "whole/", "--split-size", "60k"]));
    assert_eq!(whole.status, Some(1), "{}", whole.stderr);
    let whole = parts(&folder.path().join("whole"));
    assert!(whole.len() > 20, "{}", whole.len());

    let out = folder.path().join("killed");
    let (mut killed, mut seed) = (0, 20_u64);
    loop {
        let mut child = start(folder.path(), &["-o", "killed/", "--split-size", "60k", "--resume"]);
        // Killed at any point from loading the model to a few parts further than before.
        let before = fs::read_dir(&out).map_or(0, Iterator::count);
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let further = (seed >> 33) as usize % 4;
        let start = Instant::now();
        while child.try_wait().unwrap().is_none() {
            let is_there = fs::read_dir(&out).map_or(0, Iterator::count) >= before + further;
            if killed < 20 && is_there && start.elapsed() > Duration::from_millis(seed >> 54) {
                child.kill().unwrap();
                killed += 1;
                break;
            }
            sleep(Duration::from_millis(3));
            assert!(start.elapsed() < Duration::from_mins(4), "the program hangs");
        }
        if child.wait().unwrap().code() == Some(1) {
            break;
        }
        if out.join("manifest.json").exists() {
            // The parts that the manifest names always exist.
            for part in manifest(&out)["parts"].as_array().unwrap() {
                let path = out.join(part["name"].as_str().unwrap());
                assert_eq!(path.metadata().unwrap().len(), part["bytes"].as_u64().unwrap());
            }
        }
    }
    assert!(killed >= 10, "only {killed} times");
    assert!(parts(&out) == whole, "killed {killed} times: the parts differ");
    assert_eq!(end(&mut saidso(&["check", &out.to_string_lossy()])).status, Some(0));
}

#[test]
fn interrupts_leave_what_can_be_gone_on_from() {
    let folder = corpus(1200);
    let whole = end(&mut command(folder.path(), &["-o", "whole/"]));
    assert_eq!(whole.status, Some(1), "{}", whole.stderr);
    let out = folder.path().join("out");
    for (signal, status) in [("-INT", 130), ("-TERM", 143)] {
        let mut child = start(folder.path(), &["-o", "out/", "--resume"]);
        let before = fs::metadata(out.join("open.jsonl")).map_or(0, |metadata| metadata.len());
        wait_for(&mut child, || fs::metadata(out.join("open.jsonl")).is_ok_and(|metadata| metadata.len() > before));
        Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        let ended = child.wait_with_output().unwrap();
        let messages = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(status), "{messages}");
        assert!(messages.contains("interrupted; out/ holds") && messages.contains("--resume"), "{messages}");
        // Whatever is durable is kept, although no part is complete yet.
        let manifest = manifest(&out);
        assert_eq!(manifest["parts"], serde_json::json!([]));
        assert_eq!(manifest["open_bytes"], fs::metadata(out.join("open.jsonl")).unwrap().len());
        assert!(manifest["position"]["articles"].as_u64().unwrap() > 0);
    }
    assert_eq!(end(&mut command(folder.path(), &["-o", "out/", "--resume"])).status, Some(1));
    assert!(parts(&out) == parts(&folder.path().join("whole")));
    assert_eq!(manifest(&out)["sessions"].as_array().unwrap().len(), 3);
}

#[test]
fn what_changed_since_is_named() {
    let folder = corpus(40);
    assert_eq!(end(&mut command(folder.path(), &["-o", "out/"])).status, Some(0));
    let refused = |arguments: &[&str], reasons: &[&str]| {
        let ended = end(&mut command(folder.path(), &[&["-o", "out/"], arguments].concat()));
        assert_eq!(ended.status, Some(2), "{}", ended.stderr);
        for reason in reasons {
            assert!(ended.stderr.contains(reason), "{reason} is missing in\n{}", ended.stderr);
        }
    };
    refused(&[], &["out/ holds the output of an earlier run; remove it"]);
    refused(&["--resume", "--max-chars", "32"], &["setting max_characters: 2000000 then, 32 now"]);
    refused(&["--resume", "--format", "parquet"], &["setting format: \"jsonl\" then, \"parquet\" now"]);
    refused(&["--resume", "--id-field", "url"], &["setting id_field: \"id\" then, \"url\" now"]);
    refused(&["--resume", "--shard", "1/2"], &["shard: 1/1 then, 1/2 now"]);
    let model = checkout().join("models/saidso-en");
    refused(&["--resume", "--model", &model.to_string_lossy()], &["model: config.json has changed"]);
    refused(&["--resume", "corpus/b1.txt"], &["inputs: corpus then, corpus corpus/b1.txt now"]);
    let (added, changed) = (folder.path().join("corpus/c.txt"), folder.path().join("corpus/b1.txt"));
    fs::write(&added, "More.").unwrap();
    refused(&["--resume"], &["input corpus: 6 files of", "then, 7 files of"]);
    fs::remove_file(&added).unwrap();
    let content = fs::read(&changed).unwrap();
    sleep(Duration::from_millis(20));
    fs::write(&changed, content).unwrap();
    refused(&["--resume"], &["input corpus: file names or modification times have changed"]);
}

#[test]
fn other_articles_on_standard_input_are_seen() {
    let folder = folder(&[]);
    let lines = |name: &str| -> String {
        let lines = (0..200).map(|number| serde_json::json!({"id": format!("{name}{number}"), "text": text(number)}));
        lines.map(|line| line.to_string() + "\n").collect()
    };
    let mut child = Command::new(env!("CARGO_BIN_EXE_saidso"))
        .args(["extract", "-", "-o", "out/", "--split-size", "20k", "--quiet"])
        .env("SAIDSO_MODEL", SMALL_MODEL.path())
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, lines("a").as_bytes()).unwrap();
    let out = folder.path().join("out");
    wait_for(&mut child, || out.join("part-00000.jsonl").exists() && manifest(&out)["parts"] != serde_json::json!([]));
    child.kill().unwrap();
    child.wait().unwrap();
    let resume = |input: String| {
        let mut command = saidso(&["extract", "-", "-o", "out/", "--split-size", "20k", "--quiet"]);
        command.arg("--resume");
        end(command.env("SAIDSO_MODEL", SMALL_MODEL.path()).current_dir(folder.path()).write_stdin(input))
    };
    for other in [lines("b"), String::new()] {
        let ended = resume(other);
        assert_eq!(ended.status, Some(2), "{}", ended.stderr);
        assert!(ended.stderr.contains("articles are not those that the run has read"), "{}", ended.stderr);
    }
    assert_eq!(resume(lines("a")).status, Some(0));
    assert_eq!(self::lines(&folder.path().join("out")).len(), 200);
}

#[test]
fn what_was_altered_is_not_carried_on() {
    let folder = corpus(40);
    let options = ["-o", "out/", "--split-size", "20k"];
    assert_eq!(end(&mut command(folder.path(), &options)).status, Some(0));
    let out = folder.path().join("out");
    let (whole, part) = (manifest(&out), fs::read_to_string(out.join("part-00000.jsonl")).unwrap());
    assert!(whole["parts"].as_array().unwrap().len() > 2);
    let refused = |altered: &Value, reason: &str| {
        fs::write(out.join("manifest.json"), altered.to_string()).unwrap();
        let ended = end(&mut command(folder.path(), &[&options[..], &["--resume"]].concat()));
        assert_eq!(ended.status, Some(2), "{reason}: {}", ended.stderr);
        assert!(ended.stderr.contains(reason), "{reason} is missing in\n{}", ended.stderr);
    };
    let altered = |alter: &dyn Fn(&mut Value)| {
        let mut manifest = whole.clone();
        alter(&mut manifest);
        manifest
    };
    let unfinished = altered(&|manifest| manifest["complete"] = false.into());
    fs::write(out.join("part-00000.jsonl"), part.replacen("boats", "ships", 1)).unwrap();
    refused(&whole, "part-00000.jsonl: changed since it was written");
    refused(&unfinished, "part-00000.jsonl: changed since it was written");
    fs::write(out.join("part-00000.jsonl"), part).unwrap();
    let counts = "the counts of the parts differ";
    refused(&altered(&|manifest| manifest["parts"][0]["articles"] = u64::MAX.into()), counts);
    refused(&altered(&|manifest| drop(manifest["parts"].as_array_mut().unwrap().pop())), counts);
    refused(&altered(&|manifest| manifest["position"]["read"] = 0.into()), "0 articles were read, but");
    let twice = |manifest: &mut Value| manifest["parts"].as_array_mut().unwrap().insert(0, whole["parts"][0].clone());
    refused(&altered(&twice), "it names part-00000.jsonl twice");
    let open = altered(&|manifest| manifest["open_bytes"] = 100.into());
    refused(&open, "there are records in no part");
    // A run that was interrupted after its first part, and claims to be complete.
    let first = altered(&|manifest| {
        let articles = manifest["parts"][0]["articles"].clone();
        manifest["parts"].as_array_mut().unwrap().truncate(1);
        manifest["position"] = serde_json::json!({"trail": "", "articles": articles, "failed": 0, "skipped": 0});
        manifest["position"]["read"] = articles.clone();
        for (name, count) in [("articles", articles), ("failed", 0.into()), ("skipped", 0.into())] {
            manifest["inputs"][0][name] = count;
        }
    });
    refused(&first, "its input has more than");
    fs::write(out.join("manifest.json"), whole.to_string()).unwrap();
    assert_eq!(end(&mut command(folder.path(), &[&options[..], &["--resume"]].concat())).status, Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_cuts_a_list_short_and_leaves_no_part_of_it() {
    let folder = corpus(200);
    assert_eq!(end(&mut command(folder.path(), &["-o", "labels.jsonl"])).status, Some(1));
    for arguments in [
        &["claims", "labels.jsonl", "-o", "list.csv"][..],
        &["report", "labels.jsonl", "-o", "report.html"],
        &["convert", "labels.jsonl", "--rows", "sentences", "-o", "rows.csv"],
        &["convert", "labels.jsonl", "--to", "doccano", "-o", "spans.jsonl"],
        &["convert", "labels.jsonl", "--to", "label-studio", "-o", "tasks/"],
    ] {
        let mut command = assert_cmd::Command::new("bash");
        command.args(["-c", "trap '' XFSZ; ulimit -f 4; exec \"$@\"", "-", env!("CARGO_BIN_EXE_saidso")]);
        let ended = end(command.args(arguments).current_dir(folder.path()));
        assert_eq!(ended.status, Some(3), "{arguments:?}: {}", ended.stderr);
        assert!(ended.stderr.contains("File too large"), "{}", ended.stderr);
        if arguments.ends_with(&["tasks/"]) {
            assert!(ended.stderr.contains("tasks/ is incomplete: remove it"), "{}", ended.stderr);
        }
    }
    let mut left: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    left.sort();
    assert_eq!(left, ["corpus", "labels.jsonl", "tasks"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_cuts_a_run_short_and_it_goes_on_later() {
    let folder = corpus(600);
    let whole = end(&mut command(folder.path(), &["-o", "whole/", "--split-size", "200k"]));
    assert_eq!(whole.status, Some(1), "{}", whole.stderr);
    // Files are limited to 100 KiB, and the parts are larger.
    let limited = |output: &[&str]| {
        let script = "trap '' XFSZ; ulimit -f 100; exec \"$@\"";
        let mut command = assert_cmd::Command::new("bash");
        command.args(["-c", script, "-", env!("CARGO_BIN_EXE_saidso"), "extract", "corpus"]);
        command.args(["--threads", "2", "--quiet"]);
        end(command.args(output).env("SAIDSO_MODEL", SMALL_MODEL.path()).current_dir(folder.path()))
    };
    let ended = limited(&["-o", "out/", "--split-size", "200k"]);
    assert_eq!(ended.status, Some(3), "{}", ended.stderr);
    assert!(ended.stderr.contains("the run is cut short; out/ holds "), "{}", ended.stderr);
    assert!(ended.stderr.contains("--resume") && ended.stderr.contains("File too large"), "{}", ended.stderr);
    let resumed = end(&mut command(folder.path(), &["-o", "out/", "--split-size", "200k", "--resume"]));
    assert_eq!(resumed.status, Some(1), "{}", resumed.stderr);
    assert!(parts(&folder.path().join("out")) == parts(&folder.path().join("whole")));

    let ended = limited(&["-o", "single.jsonl"]);
    assert_eq!(ended.status, Some(3), "{}", ended.stderr);
    assert!(ended.stderr.contains("the output up to here is in ") && !folder.path().join("single.jsonl").exists());
    assert!(!output_lines(&fs::read_to_string(folder.path().join("single.jsonl.partial")).unwrap()).is_empty());
}

#[test]
fn forms_that_make_no_sense_are_refused() {
    let folder = corpus(1);
    for (arguments, reason) in [
        (&["--resume"][..], "parts need a folder: name one with -o DIR/"),
        (&["-o", "a.jsonl", "--split-size", "1MB"], "a.jsonl looks like a file"),
        (&["-o", "a.csv", "--rows", "articles"], "CSV and workbooks cannot hold whole articles"),
        (&["--rows", "claims", "--pretty"], "--pretty is for whole records"),
        (&["-o", "a.parquet", "--pretty"], "--pretty is for JSON"),
        (&["-o", "corpus/"], "cannot write corpus/: corpus/ is not empty, and not the output of an earlier run"),
        (&["--shard", "3/2"], "not I/N with I from 1 to N"),
        (&["-o", "a.xls"], "a.xls: .xls is not an output format; use .jsonl, .json, .csv, .parquet or .xlsx"),
        (&["-o", "a.parquet.gz"], "Parquet and workbooks are compressed internally"),
        (&["-o", "a.xlsx", "--rows", "articles"], "CSV and workbooks cannot hold whole articles"),
        (&["-o", "a.txt.gz"], ".txt is not an output format"),
        (&["-o", "out/", "--split-size", "much"], "not a size such as"),
    ] {
        let ended = end(&mut command(folder.path(), arguments));
        assert_eq!(ended.status, Some(2), "{arguments:?}");
        assert!(ended.stderr.contains(reason), "{arguments:?}: {}", ended.stderr);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is written");
}

#[test]
fn names_without_an_ending_and_forms_that_are_named_are_taken() {
    let folder = corpus(1);
    for output in ["labels", "b.txt --format jsonl", "c.NDJSON"] {
        let output: Vec<&str> = output.split(' ').collect();
        let ended = end(&mut command(folder.path(), &[&["-o"], &output[..]].concat()));
        assert_eq!(ended.status, Some(0), "{output:?}: {}", ended.stderr);
        assert!(!output_lines(&fs::read_to_string(folder.path().join(output[0])).unwrap()).is_empty());
    }
}

#[test]
fn records_of_parts_are_those_of_their_texts() {
    let folder = corpus(10);
    assert_eq!(end(&mut command(folder.path(), &["-o", "out/", "--compress", "zst"])).status, Some(0));
    let merged = end(saidso(&["merge", "out/"]).current_dir(folder.path()));
    for (number, line) in merged.lines().iter().take(10).enumerate() {
        let OutputLine::Record(record) = line else { panic!("{line:?}") };
        assert_eq!(record.metadata["day"], number);
        check_record(record, &text(number));
    }
    let _: PathBuf = folder.path().join("out/part-00000.jsonl.zst").canonicalize().unwrap();
}
