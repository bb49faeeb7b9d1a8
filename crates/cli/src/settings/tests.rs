use super::{Settings, check_harmless, file, print};
use crate::Cli;
use clap::{CommandFactory, FromArgMatches};
use std::ffi::OsString;
use std::fs;

/// The settings of a file with this text.
fn settings(text: &str) -> anyhow::Result<Settings> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("saidso.toml");
    fs::write(&path, text).unwrap();
    let arguments = ["saidso", "extract", "x.txt", "--config"].map(OsString::from).into_iter().chain([path.into()]);
    Settings::load(Cli::command(), arguments)
}

#[test]
fn settings_are_defaults_of_options() {
    let settings = settings("precision = \"int8\"\nlog-format = \"json\"\n[extract]\nthreads = 3\nquiet = true\n[evaluate]\npred = [\"a\", \"b\"]\ngold = \"g\"\n").unwrap();
    let parse = |arguments: &[&str]| {
        let matches = settings.command.clone().try_get_matches_from(arguments).unwrap();
        format!("{:?}", Cli::from_arg_matches(&matches).unwrap())
    };
    let extract = parse(&["saidso", "extract", "x.txt"]);
    for part in ["threads: Some(3)", "precision: Int8", "quiet: true", "log_format: Json"] {
        assert!(extract.contains(part), "{part} is missing in {extract}");
    }
    let extract = parse(&["saidso", "extract", "x.txt", "--threads", "5", "--precision=fp32", "--log-format", "text"]);
    for part in ["threads: Some(5)", "precision: Fp32", "log_format: Text"] {
        assert!(extract.contains(part), "{part} is missing in {extract}");
    }
    let evaluate = parse(&["saidso", "evaluate"]);
    for part in [r#"pred: ["a", "b"]"#, r#"gold: "g""#, "precision: Int8"] {
        assert!(evaluate.contains(part), "{part} is missing in {evaluate}");
    }
    assert!(parse(&["saidso", "evaluate", "--pred", "c"]).contains(r#"pred: ["c"]"#));
    let printed = print(&settings, Some("extract")).unwrap();
    assert!(printed.contains("threads = 3") && printed.contains("saidso.toml:4\n"), "{printed}");
}

#[test]
fn what_is_in_force_is_a_file_that_sets_it() {
    let before = print(&settings("[extract]\nthreads = 3\ntext-field = \"a\\\"b\"\n").unwrap(), None).unwrap();
    let after = print(&settings(&before).unwrap(), None).unwrap();
    let values = |text: &str| -> Vec<String> {
        text.lines().skip(1).map(|line| line.split("  #").next().unwrap().trim_end().to_owned()).collect()
    };
    assert_eq!(values(&before), values(&after));
    assert!(before.contains(r#"text-field = 'a"b'"#), "{before}");
}

#[test]
fn mistakes_are_named_with_their_line() {
    for (text, line, expected) in [
        ("\n[extract]\nthreds = 1\n", ":3: ", "there is no option `threds` of `extract`; did you mean `threads`?"),
        ("modl = \"x\"\n", ":1: ", "did you mean `model`?"),
        ("[exract]\nthreads = 1\n", ":1: ", "there is no command `exract`"),
        ("[extract]\nthreads = 0\n", ":2: ", "threads: invalid value '0'"),
        ("[extract]\nquiet = \"yes\"\n", ":2: ", "quiet: must be true or false"),
        ("precision = \"int9\"\n", ":1: ", "precision: invalid value 'int9'"),
        ("[import.brat]\ncue-tipe = \"Verb\"\n", ":2: ", "did you mean `cue-type`?"),
        ("threads = [[1]]\n", "line 1", "a list of something other than values"),
        ("threads = \n", "line 1", "threads"),
    ] {
        let error = settings(text).err().expect(text);
        let message = format!("{error:#}");
        assert!(message.contains(line) && message.contains(expected), "{message}");
    }
}

#[test]
fn no_file_imitates_a_message_or_fills_the_screen() {
    let (forged, long) = (r#""a\nsaidso: error: all is well""#, "a".repeat(100_000));
    for text in [
        format!("{forged} = 1\n"),
        format!("[{forged}]\n"),
        format!("{forged} = [[1]]\n"),
        format!("{forged} = 1979-05-27\n"),
        format!("{long} = 1\n"),
        format!("[{long}]\n"),
        format!("{long} = [[1]]\n"),
        format!("a = {}\n", "[".repeat(100_000)),
        format!("precision = \"{long}\"\n"),
    ] {
        let message = format!("{:#}", settings(&text).err().expect("it is refused"));
        assert!(message.len() < 1500 && !message.contains("\nsaidso"), "{message:.3000}");
    }
}

#[test]
fn a_file_that_nobody_named_does_not_decide_what_is_written() {
    let line = |text: &str| check_harmless(&Cli::command(), &file::parse(text).unwrap()).err().map(|wrong| wrong.line);
    for (text, expected) in [
        ("[extract]\nthreads = 3\noutput = \"/etc/x\"\n", Some(3)),
        ("output = \"x\"\n", Some(1)),
        ("[serve]\nhost = \"0.0.0.0\"\n", Some(2)),
        ("[evaluate]\njson = \"x\"\n", Some(2)),
        ("[serve]\nhost = \"127.0.0.1\"\nport = 9000\n", None),
        ("precision = \"int8\"\n[extract]\nthreads = 3\n", None),
    ] {
        assert_eq!(line(text), expected, "{text}");
    }
    // The output of `saidso config` changes no setting.
    let printed = print(&settings("").unwrap(), None).unwrap();
    assert_eq!(line(&printed), None, "{printed}");
}
