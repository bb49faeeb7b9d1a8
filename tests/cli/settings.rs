//! Configuration, help, completions, manual pages and the form of messages.

use super::support::{STORY, end, extract_in, folder, saidso};
use serde_json::Value;
use std::process::Command;

const COMMANDS: [&str; 15] = [
    "extract",
    "convert",
    "evaluate",
    "import",
    "pretrain",
    "train",
    "serve",
    "schema",
    "config",
    "completions",
    "man",
    "claims",
    "quotes",
    "shares",
    "stories",
];

#[test]
fn flags_beat_variables_which_beat_the_file() {
    let folder = folder(&[("saidso.toml", b"[extract]\nthreads = 3\nmax-chars = 100\n")]);
    let config = |variables: &[(&str, &str)]| {
        let mut command = saidso(&["config", "extract"]);
        command.env_remove("SAIDSO_CONFIG").current_dir(folder.path()).envs(variables.iter().copied());
        end(&mut command).stdout
    };
    let line = |text: &str, name: &str| -> String {
        let found = text.lines().find(|line| line.starts_with(name));
        found.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).unwrap_or_default()
    };
    let printed = config(&[]);
    assert_eq!(line(&printed, "threads"), "threads = 3 # saidso.toml:2");
    assert_eq!(line(&printed, "text-field"), "text-field = \"text\" # default");
    let printed = config(&[("SAIDSO_EXTRACT_THREADS", "5"), ("SAIDSO_MODEL", "mine")]);
    assert_eq!(line(&printed, "threads"), "threads = 5 # SAIDSO_EXTRACT_THREADS");
    assert_eq!(line(&printed, "max-chars"), "max-chars = 100 # saidso.toml:3");
    assert_eq!(line(&printed, "model"), "model = \"mine\" # SAIDSO_MODEL");
}

#[test]
fn settings_take_effect_and_their_mistakes_stop_the_run() {
    let folder = folder(&[
        ("a.jsonl", format!("{}\n", serde_json::json!({"body": STORY})).as_bytes()),
        ("saidso.toml", b"[extract]\ntext-field = \"body\"\nquiet = true\n"),
        ("bad.toml", b"[extract]\nthreds = 1\n"),
    ]);
    let plain = extract_in(folder.path(), &["a.jsonl"]);
    assert_eq!((plain.status, plain.ids()), (Some(1), vec!["!a:1".to_owned()]));
    let set = extract_in(folder.path(), &["a.jsonl", "--config", "saidso.toml"]);
    assert_eq!((set.status, set.ids(), &*set.stderr), (Some(0), vec!["a:1".to_owned()], ""));
    let flag = extract_in(folder.path(), &["a.jsonl", "--config", "saidso.toml", "--text-field", "text"]);
    assert_eq!(flag.status, Some(1));
    let bad = extract_in(folder.path(), &["a.jsonl", "--config", "bad.toml"]);
    assert_eq!((bad.status, &*bad.stdout), (Some(2), ""));
    assert!(bad.stderr.contains("bad.toml:2: there is no option `threds`"), "{}", bad.stderr);
    let none = extract_in(folder.path(), &["a.jsonl", "--config", "none.toml"]);
    assert!(none.status == Some(2) && none.stderr.contains("cannot read none.toml"), "{}", none.stderr);
}

#[test]
fn every_command_has_help_with_examples() {
    let all = end(&mut saidso(&["--help"])).stdout;
    for command in COMMANDS {
        assert!(all.contains(&format!("\n  {command} ")), "{command} is missing in\n{all}");
        let help = end(&mut saidso(&[command, "--help"])).stdout;
        assert!(help.contains("Example") && help.contains(&format!("\n  saidso {command}")), "{help}");
    }
    let groups = ["Label:", "Look:", "Analyse:", "Convert:", "Learn:"].map(|group| all.find(&format!("\n{group}\n")));
    assert!(groups.is_sorted() && groups[0].is_some(), "{all}");
    let listed = all.split("\nOptions:\n").next().unwrap();
    let names = listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    for name in names.filter_map(|line| line.split_whitespace().next()).filter(|&name| name != "help") {
        let help = end(saidso(&[name, "--help"]).env("COLUMNS", "300")).stdout;
        assert!(help.contains("Example"), "{name} has no example");
        assert!(!help.contains("[env: "), "{name}: {help}");
        let examples = help.split("\nExamples:\n").nth(1).unwrap().lines().take_while(|line| line.starts_with("  "));
        for line in examples.filter(|_| !["report", "serve"].contains(&name)) {
            assert!(line.chars().count() <= 80, "wider than a terminal: {line}");
        }
    }
    let narrow = end(saidso(&["--help"]).env("COLUMNS", "80")).stdout;
    assert!(narrow.lines().all(|line| line.chars().count() <= 80), "{narrow}");
}

#[test]
fn the_help_of_extract_has_sections_and_statuses_stand_in_one_place() {
    let help = end(&mut saidso(&["extract", "--help"])).stdout;
    let headings = ["Input", "Output", "Model", "Limits", "Long runs", "Messages"];
    let places = headings.map(|heading| help.find(&format!("\n{heading}:\n")));
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}\n{help}");
    assert!(help.contains("SAIDSO_MODEL") && !help.contains("Exit status:"), "{help}");
    assert_eq!(end(&mut saidso(&["--help"])).stdout.matches("Exit status:").count(), 1);
}

#[test]
fn mistypings_are_answered_with_what_was_meant() {
    for (arguments, meant) in [
        (&["exract", "x"][..], "'extract'"),
        (&["extract", "x", "--precison", "fp32"], "'--precision'"),
        (&["extract", "x", "--precision", "int-8"], "'int8'"),
        (&["import", "bart", "x"], "'brat'"),
    ] {
        let ended = end(&mut saidso(arguments));
        assert_eq!(ended.status, Some(2));
        assert!(ended.stderr.contains(meant), "{arguments:?}: {}", ended.stderr);
    }
}

#[test]
fn bash_completes_commands_and_options() {
    let script = end(&mut saidso(&["completions", "bash"])).stdout;
    let complete = |words: &str, current: usize| -> String {
        let test = format!(
            "{script}\nCOMP_WORDS=({words}); COMP_CWORD={current}; \
             _saidso saidso \"${{COMP_WORDS[$COMP_CWORD]}}\" \"${{COMP_WORDS[$((COMP_CWORD-1))]}}\"; echo \"${{COMPREPLY[@]}}\""
        );
        let output = Command::new("bash").args(["--norc", "-c", &test]).output().expect("there is a bash");
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(complete("saidso conv", 1).trim(), "convert");
    assert_eq!(complete("saidso convert --t", 2).trim(), "--to");
    assert!(complete("saidso convert --to ''", 3).contains("web-annotation"));
    for shell in ["zsh", "fish", "powershell", "elvish"] {
        let ended = end(&mut saidso(&["completions", shell]));
        assert!(ended.status == Some(0) && ended.stdout.contains("convert"), "{shell}");
    }
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let folder = folder(&[]);
    let ended = end(saidso(&["man", "--dir", "man1"]).current_dir(folder.path()));
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    for command in COMMANDS {
        let page = std::fs::read_to_string(folder.path().join(format!("man1/saidso-{command}.1"))).unwrap();
        assert!(page.contains(".SH SYNOPSIS") && page.contains("Example"), "{page}");
    }
    let page = end(&mut saidso(&["man", "import", "brat"])).stdout;
    assert!(page.contains("cue\\-type"), "{page}");
    let ended = end(&mut saidso(&["man", "imprt"]));
    assert!(ended.status == Some(2) && ended.stderr.contains("no command `imprt`"), "{}", ended.stderr);
}

#[test]
fn messages_can_be_json() {
    let folder = folder(&[("good.txt", STORY.as_bytes()), ("empty.txt", b"")]);
    let ended = extract_in(folder.path(), &["good.txt", "empty.txt", "--log-format", "json"]);
    assert_eq!((ended.status, ended.ids().len()), (Some(1), 2));
    let lines: Vec<Value> = ended.stderr.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines.iter().all(|line| line["timestamp"].is_string()), "{lines:?}");
    assert_eq!((&lines[0]["level"], &lines[0]["message"]), (&"ERROR".into(), &"empty.txt: no text".into()));
    assert_eq!(lines[1]["level"], "INFO");
    assert!(lines[1]["message"].as_str().unwrap().starts_with("1 article and 1 failure in "), "{lines:?}");
}
