use super::CorpusError;
use super::manifest::{MANIFEST, Manifest, Outcomes, file_hash};
use crate::read::{uncompressed, uncompressed_file};
use crate::write::{Form, Rows, Stored, row_schema, rows_of};
use jsonschema::Validator;
use saidso::record::{Label, OutputLine, schema};
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// What an output holds, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// What the output holds.
    pub counts: Counts,
    /// What is wrong, each with its file and, if it concerns one, its record. Only the first ones of each file.
    pub problems: Vec<String>,
    /// Number of problems, including those that are not listed.
    pub problem_count: u64,
}

/// What an output holds. For a flat table, only the kind of item in its rows is counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Files.
    pub files: u64,
    /// What became of the articles.
    pub outcomes: Outcomes,
    /// Sentences labelled `reported_fact`.
    pub reported_fact: u64,
    /// Sentences labelled `quote`.
    pub quote: u64,
    /// Sentences labelled `opinion`.
    pub opinion: u64,
    /// Sentences without a label: boilerplate.
    pub unlabelled: u64,
    /// Attributions.
    pub attributions: u64,
    /// Claims.
    pub claims: u64,
    /// Sources, counted for each article by itself.
    pub sources: u64,
}

/// Maximum number of problems listed for one file.
const NAMED_PROBLEMS: u64 = 10;

/// Checks an output file, or an output folder by its manifest: whether it is complete, unchanged since it was
/// written, and valid according to the schema.
///
/// # Errors
/// There is nothing to check.
pub fn check(output: &Path) -> Result<Report, CorpusError> {
    let mut report = Report::default();
    if output.is_dir() {
        check_folder(output, &mut report)?;
    } else {
        let form = form_of(output).map_err(CorpusError::io(output))?;
        Checker::new(form).check_file(output, &mut report);
    }
    Ok(report)
}

fn check_folder(folder: &Path, report: &mut Report) -> Result<(), CorpusError> {
    let manifest = Manifest::load(folder)?;
    let path = folder.join(MANIFEST);
    let mut wrong = |problem: String| report.add(format!("{}: {problem}", path.display()));
    let of_parts: Outcomes = manifest.parts.iter().map(|part| part.outcomes).sum();
    let of_inputs: Outcomes = manifest.inputs.iter().map(|input| input.outcomes).sum();
    if manifest.complete {
        let read = manifest.identity.shard.share(manifest.position.read);
        if of_parts.records() != read {
            wrong(format!("{read} articles were read, but {} are in the parts", of_parts.records()));
        }
        if of_inputs != of_parts {
            wrong("the counts of the inputs differ from those of the parts".to_owned());
        }
    } else {
        wrong("the run has not reached its end; resume it with --resume".to_owned());
    }
    let names: HashSet<&str> = manifest.parts.iter().map(|part| part.name.as_str()).collect();
    for entry in fs::read_dir(folder).map_err(CorpusError::io(folder))? {
        let name = entry.map_err(CorpusError::io(folder))?.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("part-") && !names.contains(&*name) && manifest.complete {
            wrong(format!("does not name {name}, which is in the same folder"));
        }
    }
    let Some(form) = manifest.form() else { return Ok(()) };
    let checker = Checker::new(form);
    for part in &manifest.parts {
        let path = folder.join(&part.name);
        match file_hash(&path) {
            Err(error) => report.add(error.to_string()),
            Ok(hash) if hash != part.sha256 => {
                report.add(format!("{}: changed since it was written", path.display()));
            }
            Ok(_) => {
                let before = report.counts.outcomes;
                checker.check_file(&path, report);
                let counted = report.counts.outcomes.since(before);
                if checker.rows == Rows::Articles && counted != part.outcomes {
                    let reason = format!("{counted}, not {} as the manifest says", part.outcomes);
                    report.add(format!("{}: {reason}", path.display()));
                }
            }
        }
    }
    if checker.rows != Rows::Articles {
        report.counts.outcomes = of_parts;
    }
    Ok(())
}

/// Form of a file: by its content where that is clear, by its columns where it is a table.
fn form_of(path: &Path) -> io::Result<Form> {
    let mut head = Vec::new();
    File::open(path)?.take(4).read_to_end(&mut head)?;
    let form: fn(Rows) -> Form = match (head.as_slice(), uncompressed(path).extension()) {
        (b"PAR1", _) => Form::Parquet,
        (b"PK\x03\x04", _) => return Ok(Form::Xlsx(Rows::Sentences)),
        (_, Some(extension)) if extension == "csv" => Form::Csv,
        _ => return Ok(rows_of_lines(path).map_or(Form::Lines, Form::RowLines)),
    };
    let fits = [Rows::Articles].into_iter().chain(Rows::FLAT).map(form).find(|&form| Stored::open(path, form).is_ok());
    // If none fits, the error for any of them says so.
    Ok(fits.unwrap_or(form(Rows::Sentences)))
}

/// The kind of flat rows in a JSON Lines file, judged by the first line; `None` if it holds records.
fn rows_of_lines(path: &Path) -> Option<Rows> {
    /// No row is as long as this, but a file without line feeds may be longer.
    const MOST: u64 = 16 << 20;
    let mut first = Vec::new();
    // A file that cannot be read is reported when it is checked.
    let mut reader = BufReader::new(uncompressed_file(path).ok()?.take(MOST));
    reader.read_until(b'\n', &mut first).ok()?;
    if first.trim_ascii() == b"[" {
        first.clear();
        reader.read_until(b'\n', &mut first).ok()?;
    }
    let first = first.trim_ascii();
    let row: Map<String, Value> = serde_json::from_slice(first.strip_suffix(b",").unwrap_or(first)).ok()?;
    rows_of(&row.keys().map(String::as_str).collect::<Vec<_>>())
}

struct Checker {
    form: Form,
    rows: Rows,
    /// For a record or a row, for a failure, and for a skipped article.
    validators: [Option<Validator>; 3],
}

impl Checker {
    fn new(form: Form) -> Self {
        let rows = match form {
            Form::Lines | Form::Pretty | Form::Array { .. } => Rows::Articles,
            Form::RowLines(rows)
            | Form::RowArray(rows)
            | Form::Csv(rows)
            | Form::Spreadsheet(rows)
            | Form::Parquet(rows)
            | Form::Xlsx(rows) => rows,
        };
        let line = |name: &str| json!({"$ref": format!("#/$defs/{name}"), "$defs": schema()["$defs"]});
        let record = if rows == Rows::Articles { line("Record") } else { row_schema(rows) };
        // The schemas are our own: tests compile them.
        let validators =
            [record, line("ErrorRecord"), line("SkipRecord")].map(|schema| jsonschema::validator_for(&schema).ok());
        Self { form, rows, validators }
    }

    fn check_file(&self, path: &Path, report: &mut Report) {
        report.counts.files += 1;
        let mut problems = 0;
        let mut wrong = |problem: String, report: &mut Report| {
            problems += 1;
            if problems <= NAMED_PROBLEMS { report.add(problem) } else { report.problem_count += 1 }
        };
        let objects = match Stored::open(path, self.form) {
            Ok(objects) => objects,
            Err(error) => return wrong(format!("{}: {error}", path.display()), report),
        };
        let unit = if matches!(self.form, Form::Lines | Form::RowLines(_)) { "line" } else { "row" };
        for (index, object) in objects.enumerate() {
            let checked =
                object.map_err(|error| error.to_string()).and_then(|object| self.object(object, &mut report.counts));
            if let Err(problem) = checked {
                wrong(format!("{}: {unit} {}: {problem}", path.display(), index + 1), report);
            }
        }
    }

    /// Checks and counts a record or a row.
    fn object(&self, object: Value, counts: &mut Counts) -> Result<(), String> {
        let kind = ["error", "skipped"].iter().position(|field| object.get(field).is_some());
        if let Some(validator) = &self.validators[kind.map_or(0, |kind| kind + 1)]
            && let Err(error) = validator.validate(&object)
        {
            return Err(match error.instance_path.as_str() {
                "" => format!("not valid by the schema: {}", shortened(&error.to_string())),
                place => format!("not valid by the schema: {place}: {}", shortened(&error.to_string())),
            });
        }
        match self.rows {
            Rows::Articles => {
                let line = serde_json::from_value(object).map_err(|error| error.to_string())?;
                counts.outcomes.count(&line);
                if let OutputLine::Record(record) = line {
                    counts.attributions += record.attributions.len() as u64;
                    counts.claims += record.claims.len() as u64;
                    counts.sources += record.sources.len() as u64;
                    record.sentences.iter().for_each(|sentence| counts.sentence(sentence.label));
                    record.check()?;
                }
            }
            Rows::Sentences => {
                counts.sentence(serde_json::from_value(object["label"].clone()).map_err(|error| error.to_string())?);
            }
            Rows::Attributions => counts.attributions += 1,
            Rows::Claims => counts.claims += 1,
            Rows::Sources => counts.sources += 1,
        }
        Ok(())
    }
}

/// The message of a validator, without the whole record that it quotes.
fn shortened(message: &str) -> String {
    const MOST: usize = 160;
    match message.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message.to_owned(),
    }
}

impl Counts {
    fn sentence(&mut self, label: Option<Label>) {
        *match label {
            Some(Label::ReportedFact) => &mut self.reported_fact,
            Some(Label::Quote) => &mut self.quote,
            Some(Label::Opinion) => &mut self.opinion,
            None => &mut self.unlabelled,
        } += 1;
    }
}

impl Report {
    fn add(&mut self, problem: String) {
        self.problems.push(problem);
        self.problem_count += 1;
    }
}
