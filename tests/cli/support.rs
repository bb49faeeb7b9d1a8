//! Helpers that the tests share.

use assert_cmd::Command;
use jsonschema::Validator;
use saidso::record::{OutputLine, Record, schema};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;
use tempfile::TempDir;

/// Longer than any run here takes, even on a busy machine: a hanging run fails its test.
const TIMEOUT: Duration = Duration::from_mins(4);

pub(crate) const STORY: &str = "The harbour will close in May, the ministry said on Monday.\n\n\
    “We had no choice,” said Anna Larsen, who runs the port. “The pier is falling apart.”\n\n\
    That is shameful.\n";

/// A text that is skipped.
pub(crate) const GERMAN: &str = "Die Regierung hat am Montag in Berlin angekündigt, den Hafen bis zum Ende des Jahres zu schließen. Der Minister sagte, \
     es gebe keine andere Möglichkeit, weil die Mauern des alten Piers nicht mehr sicher seien, und die Reparatur koste zu \
     viel Geld.";

/// The checkout, where the program finds `models/saidso-en`.
pub(crate) fn checkout() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The program, run in the checkout and independent of the tests' environment.
pub(crate) fn saidso(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("saidso").expect("cargo builds the program for its tests");
    for variable in ["SAIDSO_MODEL", "SAIDSO_MODELS", "SAIDSO_ENCODER", "SAIDSO_LOG"] {
        command.env_remove(variable);
    }
    // Ignores the user's configuration.
    command.env("SAIDSO_CONFIG", "");
    command.current_dir(checkout()).args(arguments).timeout(TIMEOUT);
    command
}

/// How a run ended.
pub(crate) struct Ended {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// The lines of the output, each of which must be valid by the schema.
    pub(crate) fn lines(&self) -> Vec<OutputLine> {
        output_lines(&self.stdout)
    }

    /// The ids in the output, prefixed with `!` for errors and with `~` for skipped articles.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.lines()
            .iter()
            .map(|line| match line {
                OutputLine::Record(record) => record.id.clone(),
                OutputLine::Error(error) => format!("!{}", error.id),
                OutputLine::Skipped(skip) => format!("~{}", skip.id),
            })
            .collect()
    }
}

/// Runs the program to its end.
pub(crate) fn end(command: &mut Command) -> Ended {
    let output = command.output().expect("the program starts");
    let ended = Ended {
        status: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("the output is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("messages are UTF-8"),
    };
    assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
    assert!(ended.status.is_some(), "ended by a signal or by the time limit: {}", ended.stderr);
    ended
}

/// Runs `saidso extract` on inputs in a folder.
pub(crate) fn extract_in(folder: &Path, arguments: &[&str]) -> Ended {
    let model = checkout().join("models/saidso-en");
    end(saidso(&["extract"]).args(arguments).env("SAIDSO_MODEL", model).current_dir(folder))
}

/// A folder with these files.
pub(crate) fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("the path lies in the folder")).expect("folders can be made");
        fs::write(path, content).expect("files can be written");
    }
    folder
}

/// Reads lines of output, each of which must be valid by the schema.
pub(crate) fn output_lines(text: &str) -> Vec<OutputLine> {
    static SCHEMA: LazyLock<Validator> =
        LazyLock::new(|| jsonschema::validator_for(&schema()).expect("the schema is a schema"));
    assert!(text.is_empty() || text.ends_with('\n'), "the last line is not whole");
    text.lines()
        .map(|line| {
            let value: Value = serde_json::from_str(line).expect("each line is JSON");
            assert!(SCHEMA.is_valid(&value), "not valid by the schema: {line}");
            serde_json::from_value(value).expect("what is valid can be read")
        })
        .collect()
}

/// Checks what must hold for every record of any text.
pub(crate) fn check(record: &Record, text: &str) {
    let characters: Vec<char> = text.chars().collect();
    let title: Vec<char> = record.title.iter().flat_map(|title| title.chars()).collect();
    check_spans(&serde_json::to_value(record).expect("records can be written"), &characters, &title);
    for pair in record.sentences.windows(2).filter(|pair| pair[0].span.of == pair[1].span.of) {
        assert!(pair[0].span.end <= pair[1].span.start, "sentences overlap: {pair:?}");
    }
    for sentence in &record.sentences {
        assert!(sentence.span.start < sentence.span.end && sentence.span.text.trim() == sentence.span.text);
        assert_eq!(sentence.label.is_some(), sentence.confidence.is_some());
        if let Some(scores) = sentence.scores {
            let sum = scores.reported_fact + scores.quote + scores.opinion;
            assert!((sum - 1.0).abs() < 1e-3, "{scores:?}");
        }
        for id in &sentence.attributions {
            assert!(record.attributions.iter().any(|attribution| attribution.id == *id), "{id} leads nowhere");
        }
    }
    let sources = record.sentences.iter().filter_map(|sentence| sentence.source.as_ref());
    let sources = sources.chain(record.claims.iter().filter_map(|claim| claim.source.as_ref()));
    let sources = sources.chain(record.attributions.iter().filter_map(|one| Some(&one.source.as_ref()?.resolved)));
    for id in sources {
        assert!(record.sources.iter().any(|source| source.id == *id), "{id} leads nowhere");
    }
    for claim in &record.claims {
        assert!(claim.sentences.iter().all(|&sentence| sentence < record.sentences.len()), "{claim:?}");
    }
}

/// Checks `text[start..end] == span.text` by code points, for every object with a start, an end and a text; and
/// likewise for spans of the title.
fn check_spans(value: &Value, characters: &[char], title: &[char]) {
    if let (Some(start), Some(end), Some(text)) =
        (value["start"].as_u64(), value["end"].as_u64(), value["text"].as_str())
    {
        let of = if value["of"] == "title" { title } else { characters };
        let slice: String = of[start as usize..end as usize].iter().collect();
        assert_eq!(slice, text);
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| check_spans(item, characters, title)),
        Value::Object(fields) => fields.values().for_each(|field| check_spans(field, characters, title)),
        _ => {}
    }
}

/// Copies a model folder without one of its files.
pub(crate) fn model_without(file: &str) -> (TempDir, PathBuf) {
    let folder = folder(&[]);
    for entry in fs::read_dir(checkout().join("models/saidso-en")).expect("there is a model") {
        let entry = entry.expect("the model folder can be read");
        if entry.file_name() != file {
            fs::copy(entry.path(), folder.path().join(entry.file_name())).expect("files can be copied");
        }
    }
    let path = folder.path().to_owned();
    (folder, path)
}
