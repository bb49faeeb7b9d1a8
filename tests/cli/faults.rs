//! System calls that fail once, or before which the process is killed: in either case, a resumed run writes the same
//! bytes as an undisturbed one. `SAIDSO_FAULTS=200` tries 200 faults.

#![cfg(target_os = "linux")]

use super::corpora::{command, parts};
use super::support::{checkout, end, folder, saidso};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// How many faults are tried by default.
const FAULTS: u64 = 12;

/// Errors that the calls return; the last one stands for SIGKILL.
const ERRORS: [(&str, i32); 5] = [("EIO", 5), ("ENOSPC", 28), ("EINTR", 4), ("EACCES", 13), ("SIGKILL", 0)];

/// The library that makes calls fail.
fn interposer(folder: &Path) -> PathBuf {
    let (source, library) = (checkout().join("tests/cli/faults/interpose.c"), folder.join("interpose.so"));
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(source).arg("-ldl");
    assert!(compiler.status().expect("there is a C compiler").success());
    library
}

/// The sample articles as `corpus/`.
fn samples() -> TempDir {
    let folder = folder(&[]);
    let corpus = folder.path().join("corpus");
    fs::create_dir(&corpus).unwrap();
    for entry in fs::read_dir(checkout().join("datasets/sample")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            fs::copy(&path, corpus.join(path.file_name().unwrap())).unwrap();
        }
    }
    folder
}

fn extract(folder: &Path, output: &str) -> assert_cmd::Command {
    command(folder, &["-o", output, "--split-size", "40k", "--resume"])
}

/// How often an undisturbed run makes each call on files of its output.
fn calls(folder: &Path, library: &Path) -> BTreeMap<String, u64> {
    let counts = folder.join("counts");
    let mut run = extract(folder, "counted-output/");
    run.env("LD_PRELOAD", library).env("FAULT_PATH", "counted-output").env("FAULT_COUNTS", &counts);
    assert_eq!(end(&mut run).status, Some(0));
    let counts = fs::read_to_string(counts).unwrap();
    counts
        .lines()
        .map(|line| line.split_once(' ').unwrap())
        .map(|(call, n)| (call.to_owned(), n.parse().unwrap()))
        .collect()
}

#[test]
fn a_call_that_fails_costs_no_byte() {
    let folder = samples();
    let library = interposer(folder.path());
    assert_eq!(end(&mut extract(folder.path(), "whole/")).status, Some(0));
    let whole = parts(&folder.path().join("whole"));
    assert!(whole.len() >= 4, "{} parts", whole.len());
    let calls = calls(folder.path(), &library);
    assert!(calls.len() == 7 && calls.values().all(|&count| count > 0), "{calls:?}");
    let names: Vec<&String> = calls.keys().collect();

    let faults = std::env::var("SAIDSO_FAULTS").ok().and_then(|count| count.parse().ok()).unwrap_or(FAULTS);
    let (mut seed, mut cut_short) = (11_u64, 0);
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for _ in 0..faults {
        let call = names[random(names.len() as u64) as usize];
        let number = 1 + random(calls[call]);
        let (error, code) = ERRORS[random(ERRORS.len() as u64) as usize];
        let fault = format!("{call} {number} of {}: {error}", calls[call]);
        let output = folder.path().join("faulty-output");
        let mut run = extract(folder.path(), "faulty-output/");
        run.env("LD_PRELOAD", &library).env("FAULT_PATH", "faulty-output");
        let ended = run.env("FAULT", format!("{call}:{number}:{code}")).output().unwrap();
        let messages = String::from_utf8_lossy(&ended.stderr);
        match ended.status.code() {
            None => assert!(code == 0 && messages.is_empty(), "{fault}: {messages}"),
            Some(0) => assert!(parts(&output) == whole, "{fault}: reported as done, and other parts"),
            Some(2 | 3) => assert!(messages.starts_with("saidso: error: "), "{fault}: {messages}"),
            Some(status) => panic!("{fault}: status {status}: {messages}"),
        }
        cut_short += u64::from(!ended.status.success());
        let resumed = end(&mut extract(folder.path(), "faulty-output/"));
        assert_eq!(resumed.status, Some(0), "{fault}: {}", resumed.stderr);
        assert!(parts(&output) == whole, "{fault}: the parts differ");
        let checked = end(saidso(&["check", "faulty-output/"]).current_dir(folder.path()));
        assert_eq!(checked.status, Some(0), "{fault}: {}{}", checked.stdout, checked.stderr);
        fs::remove_dir_all(&output).unwrap();
    }
    assert!(cut_short * 3 > faults, "only {cut_short} of {faults} were felt");
    println!("{faults} faults, {cut_short} of which cut the run short");
}
