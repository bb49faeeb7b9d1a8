//! Usage, help, and set-up errors before anything is read.

use super::support::{STORY, checkout, end, extract_in, folder, model_without, saidso};

#[test]
fn help_teaches_with_examples() {
    let ended = end(&mut saidso(&["--help"]));
    assert_eq!(ended.status, Some(0));
    for part in ["saidso extract corpus/ -o labels.jsonl", "schema", "Exit status", "--version"] {
        assert!(ended.stdout.contains(part), "{part} is missing in\n{}", ended.stdout);
    }
    let ended = end(&mut saidso(&["extract", "--help"]));
    for part in ["--output", "--pretty", "--threads", "--encoder", "--model", "--text-field", "--quiet", "gzip"] {
        assert!(ended.stdout.contains(part), "{part} is missing in\n{}", ended.stdout);
    }
}

#[test]
fn the_version_is_the_crates() {
    let ended = end(&mut saidso(&["--version"]));
    assert_eq!((ended.status, ended.stdout), (Some(0), format!("saidso {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn wrong_usage_ends_with_status_2() {
    for (arguments, reason) in [
        (&[][..], "Usage"),
        (&["extract"], "no input: name files or folders, or - for standard input"),
        (&["extract", "-", "-"], "standard input can be read only once"),
        (&["extract", "--threads", "0", "x.txt"], "--threads"),
        (&["extract", "--no-such-flag", "x.txt"], "--no-such-flag"),
        (&["exract", "x.txt"], "extract"),
    ] {
        let ended = end(&mut saidso(arguments));
        assert_eq!(ended.status, Some(2), "{arguments:?}");
        assert!(ended.stderr.contains(reason), "{arguments:?}: {}", ended.stderr);
        assert_eq!(ended.stdout, "");
    }
}

#[test]
fn the_schema_is_the_committed_one() {
    let ended = end(&mut saidso(&["schema"]));
    let committed = std::fs::read_to_string(checkout().join("src/record/record.schema.json")).unwrap();
    assert_eq!((ended.status, ended.stdout), (Some(0), committed));
}

#[test]
fn a_model_that_is_not_there_is_looked_for_in_named_places() {
    let elsewhere = folder(&[]);
    let ended = end(saidso(&["extract", "-", "--model", "no-such-model"]).env("SAIDSO_MODELS", elsewhere.path()));
    assert_eq!(ended.status, Some(2));
    for place in [&*elsewhere.path().join("no-such-model").to_string_lossy(), "models/no-such-model", "--model"] {
        assert!(ended.stderr.contains(place), "{place} is missing in\n{}", ended.stderr);
    }
    let ended = end(&mut saidso(&["extract", "-", "--model", "no/such/folder"]));
    assert_eq!(ended.status, Some(2));
    assert!(ended.stderr.contains("no/such/folder"), "{}", ended.stderr);
}

#[test]
fn a_model_is_found_by_name_from_anywhere() {
    let folder = folder(&[("a.txt", STORY.as_bytes())]);
    let models = checkout().join("models");
    let mut command = saidso(&["extract", "a.txt", "--model", "saidso-en"]);
    let ended = end(command.env("SAIDSO_MODELS", models).current_dir(folder.path()));
    assert_eq!((ended.status, ended.ids()), (Some(0), vec!["a".to_owned()]));
}

#[test]
fn a_model_without_weights_is_named() {
    let (_folder, path) = model_without("model.safetensors");
    let ended = end(saidso(&["extract", "-", "--model"]).arg(&path));
    assert_eq!(ended.status, Some(2));
    assert!(ended.stderr.contains(&*path.join("model.safetensors").to_string_lossy()), "{}", ended.stderr);
}

#[test]
fn an_output_that_cannot_be_written_is_named() {
    let folder = folder(&[("a.txt", STORY.as_bytes()), ("file", b"")]);
    for path in ["no/such/folder/out.jsonl", "file/out.jsonl", "."] {
        let ended = extract_in(folder.path(), &["a.txt", "-o", path]);
        assert_eq!(ended.status, Some(2), "{path}");
        assert!(ended.stderr.contains("cannot write ") && ended.stderr.contains(path), "{}", ended.stderr);
    }
    let ended = extract_in(folder.path(), &["a.txt", "-o", "a.txt"]);
    assert_eq!(ended.status, Some(2));
    assert!(ended.stderr.contains("is an input"), "{}", ended.stderr);
    assert_eq!(std::fs::read_to_string(folder.path().join("a.txt")).unwrap(), STORY);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let folder = folder(&[("a.txt", STORY.as_bytes())]);
    let ended = extract_in(folder.path(), &["a.txt", "-o", "/dev/full"]);
    assert_eq!(ended.status, Some(3));
    assert!(ended.stderr.contains("cannot write the output"), "{}", ended.stderr);
}
