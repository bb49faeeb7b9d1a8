use super::encoder::RecordWriter;
use super::{Compression, Form, Metadata, Output, PartialFile, Rows, Stored};
use saidso::record::{ErrorDetail, ErrorRecord, OutputLine, SCHEMA_VERSION};
use serde_json::{Value, json};
use std::fs;
use std::io::{self, ErrorKind, Write};

fn line(id: &str) -> OutputLine {
    let error = ErrorDetail { input: "-".into(), line: None, reason: "no text".into() };
    OutputLine::Error(ErrorRecord { schema_version: SCHEMA_VERSION, id: id.into(), error })
}

#[test]
fn a_file_appears_when_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    fs::write(&path, "before").unwrap();
    let mut output = Output::file(&path, Form::Lines).unwrap();
    output.write(&line("a")).unwrap();
    output.write(&line("b")).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "before");
    output.finish().unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let ids: Vec<_> = text
        .lines()
        .map(|line| serde_json::from_str::<OutputLine>(line).unwrap())
        .map(|line| line.id().to_owned())
        .collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

#[test]
fn an_abandoned_file_stays_beside_its_place_unless_it_is_empty() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    let mut output = Output::file(&path, Form::Lines).unwrap();
    output.write(&line("a")).unwrap();
    let partial = output.abandon().unwrap();
    assert_eq!(partial.file_name().unwrap(), "out.jsonl.partial");
    assert!(!path.exists());
    assert_eq!(Output::file(&path, Form::Lines).unwrap().abandon(), None);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn two_runs_do_not_write_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    let mut first = Output::file(&path, Form::Lines).unwrap();
    first.write(&line("a")).unwrap();
    assert!(Output::file(&path, Form::Lines).unwrap_err().to_string().contains("another run"));
    first.finish().unwrap();
    assert!(fs::read_to_string(&path).unwrap().contains("\"a\""));
}

#[test]
fn folders_are_refused_and_devices_written_straight() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Output::file(folder.path(), Form::Lines).is_err());
    assert!(Output::file(&folder.path().join("no/such/folder.jsonl"), Form::Lines).is_err());
    #[cfg(unix)]
    {
        let mut output = Output::file(std::path::Path::new("/dev/null"), Form::Pretty).unwrap();
        output.write(&line("a")).unwrap();
        output.finish().unwrap();
        assert!(!std::path::Path::new("/dev/null.partial").exists());
    }
}

/// A pipe whose reader is gone.
struct Broken;

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_the_system_says_comes_through_all_forms() {
    let forms = [Form::Lines, Form::Pretty, Form::Csv(Rows::Sentences), Form::Parquet(Rows::Articles)];
    for form in forms {
        for compression in [Compression::None, Compression::Zstd] {
            let written = RecordWriter::new(Broken, form, compression, &Metadata::First).and_then(|mut writer| {
                writer.write(&line("a"))?;
                writer.finish().map(drop)
            });
            assert_eq!(written.unwrap_err().kind(), ErrorKind::BrokenPipe, "{form:?} {compression:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn writers_that_take_turns_never_harm_a_finished_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    let work = |content: &[u8]| {
        for _ in 0..100 {
            // Another thread may be writing it.
            let Ok(mut file) = PartialFile::create(&path) else { continue };
            file.append(content).unwrap();
            file.finish().unwrap();
            assert_eq!(fs::read(&path).unwrap().len(), content.len());
        }
    };
    std::thread::scope(|threads| {
        for content in [b"a", b"b", b"c", b"d"] {
            threads.spawn(move || work(content));
        }
    });
}

#[cfg(unix)]
#[test]
fn no_link_is_followed() {
    let folder = tempfile::tempdir().unwrap();
    let (path, target) = (folder.path().join("out.jsonl"), folder.path().join("target"));
    fs::write(&target, "precious").unwrap();
    std::os::unix::fs::symlink(&target, folder.path().join("out.jsonl.partial")).unwrap();
    assert!(Output::file(&path, Form::Lines).unwrap_err().to_string().contains("link"));
    assert_eq!(fs::read_to_string(&target).unwrap(), "precious");
}

#[test]
fn what_is_known_of_a_source_comes_through_tables() {
    let person = json!({"id": "Q1", "name": "Ilse Tarn", "born": 1961, "roles": ["mayor"]});
    let source = |id: &str, name: &str| json!({"id": id, "name": name, "kind": "person", "mentions": []});
    let mut known = source("s1", "Tarn");
    known["person"] = person.clone();
    let claim = |source: &str| {
        let (label, attribution) = ("quote", Value::Null);
        json!({"text": "", "label": label, "source": source, "attribution": attribution, "sentences": [], "confidence": 1})
    };
    let value = json!({"schema_version": SCHEMA_VERSION, "id": "a", "metadata": {"tags": [1, null]},
        "offset_unit": "unicode_code_point", "sentences": [], "attributions": [],
        "sources": [known, source("s2", "Holm")], "claims": [claim("s1"), claim("s2")]});
    let line: OutputLine = serde_json::from_value(value).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let stored = |name: &str, form: Form| -> Vec<Value> {
        let path = folder.path().join(name);
        let mut output = Output::file(&path, form).unwrap();
        output.write(&line).unwrap();
        output.finish().unwrap();
        Stored::open(&path, form).unwrap().map(Result::unwrap).collect()
    };
    let back = stored("a.parquet", Form::Parquet(Rows::Articles)).remove(0);
    assert_eq!(serde_json::from_value::<OutputLine>(back).unwrap(), line);
    for (name, form) in [("c.parquet", Form::Parquet(Rows::Claims)), ("c.csv", Form::Csv(Rows::Claims))] {
        let rows = stored(name, form);
        assert_eq!((&rows[0]["source_name"], &rows[1]["source_person"]), (&"Tarn".into(), &Value::Null), "{name}");
        let known: Value = serde_json::from_str(rows[0]["source_person"].as_str().unwrap()).unwrap();
        assert_eq!(known, person, "{name}");
    }
}
