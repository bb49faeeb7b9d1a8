//! Known people, from a file that is kept by hand or exported from a database.

use super::kind::{Kind, delimiter};
use super::open::uncompressed_file;
use csv::{ReaderBuilder, StringRecord};
use saidso::bounded;
use saidso::error::json_reason;
use saidso::people::{People, Person, PersonProblem, SharedAlias};
use saidso::record::Origin;
use serde::de::IgnoredAny;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::path::Path;

/// Most bytes of a file, after decompression: about a million people.
const MAX_BYTES: u64 = 128 << 20;

/// The column that every file must have.
const NAME: &str = "name";
/// The column with other names, separated by `|` or `;`.
const ALIASES: &str = "aliases";

/// A file of people: CSV or TSV with a header, a JSON array, or JSON Lines, plain or compressed, in UTF-8.
///
/// Each person has a `name`, perhaps `aliases`, and any other columns. Sources get all columns that are not empty,
/// except the aliases.
#[derive(Debug, Clone)]
pub struct PeopleFile {
    /// The people.
    pub people: People,
    /// Warnings about aliases that are left out.
    pub warnings: Vec<String>,
    /// SHA-256 of the file's content after decompression, in hexadecimal.
    pub sha256: String,
}

/// What is wrong with a file of people, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{origin}: {problem}")]
pub struct PeopleError {
    /// The file, and the line if the problem is on one.
    pub origin: Origin,
    /// What is wrong.
    pub problem: PeopleProblem,
}

/// What is wrong with a file of people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PeopleProblem {
    /// It cannot be read.
    #[error("cannot read it: {reason}")]
    Read {
        /// Why.
        reason: String,
    },
    /// It is in another encoding.
    #[error("not UTF-8: save it in that encoding")]
    NotUtf8,
    /// It is not CSV or JSON.
    #[error("{reason}")]
    Syntax {
        /// What is wrong.
        reason: String,
    },
    /// There is no column with names.
    #[error("there is no column `name`; the columns are {columns}")]
    NoNameColumn {
        /// The columns that there are.
        columns: String,
    },
    /// Two columns have the same name.
    #[error("the column `{column}` appears twice")]
    RepeatedColumn {
        /// Its name.
        column: String,
    },
    /// A row has more or fewer fields than the header.
    #[error("the row has {found} fields, but the header has {expected}; put a field with a comma in quotation marks")]
    Fields {
        /// Fields of the row.
        found: usize,
        /// Columns.
        expected: usize,
    },
    /// A field continues over several lines.
    #[error("a field continues on the next line: a quotation mark is not closed")]
    Unclosed,
    /// A value is of the wrong kind.
    #[error("`{field}` is not {expected}")]
    FieldKind {
        /// Its name.
        field: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// A JSON value is not an object.
    #[error("a person is an object: {{\"name\": \"Ilse Tarn\", \"aliases\": [\"Mayor Tarn\"], \"party\": \"Greens\"}}")]
    NotAnObject,
    /// A person cannot be used as given.
    #[error(transparent)]
    Person(PersonProblem),
    /// Two people have the same name.
    #[error("the name `{name}` is on line {line} too: give one of them a fuller name, or leave one out")]
    SharedName {
        /// The name.
        name: String,
        /// The line of the other.
        line: u64,
    },
    /// The file has no people.
    #[error("there is nobody in it; it should have a header with a column `name`, and a line for each person")]
    Empty,
}

impl PeopleFile {
    /// Reads a file.
    ///
    /// # Errors
    /// It cannot be read, is in none of the supported forms, or has people without a name or with the same name.
    pub fn read(path: &Path) -> Result<Self, PeopleError> {
        let input = path.to_string_lossy();
        let wrong = |(line, problem)| PeopleError { origin: Origin { input: (*input).into(), line }, problem };
        let bytes = uncompressed_file(path)
            .and_then(|file| bounded::read(file, MAX_BYTES))
            .map_err(|error| wrong((None, PeopleProblem::Read { reason: error.to_string() })))?;
        let lines = people(&bytes, Kind::by_name(path) == Kind::Tsv).map_err(wrong)?;
        let (people, shared) = known(lines).map_err(wrong)?;
        let warnings = shared.into_iter().map(|warning| format!("{input}: {warning}")).collect();
        Ok(Self { people, warnings, sha256: format!("{:x}", Sha256::digest(&bytes)) })
    }
}

/// What is wrong, and on which line.
type Wrong = (Option<u64>, PeopleProblem);

/// A person, and the line on which their entry begins.
type Line = (u64, Person);

/// The people in the order of the file.
fn people(bytes: &[u8], tabs: bool) -> Result<Vec<Line>, Wrong> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].split(|&byte| byte == b'\n').count();
        (Some(line as u64), PeopleProblem::NotUtf8)
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let people = match text.trim_start().as_bytes().first() {
        Some(b'[') => array(text),
        Some(b'{') => objects(text.lines().enumerate().map(|(index, line)| (index as u64 + 1, line))),
        _ => table(text, tabs),
    }?;
    if people.is_empty() { Err((None, PeopleProblem::Empty)) } else { Ok(people) }
}

fn table(text: &str, tabs: bool) -> Result<Vec<Line>, Wrong> {
    let header = text.trim_start().lines().next().unwrap_or_default();
    let delimiter = if tabs { b'\t' } else { delimiter(header.as_bytes()).unwrap_or(b',') };
    let mut rows =
        ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut columns: Vec<String> = Vec::new();
    let mut people = Vec::new();
    let mut row = StringRecord::new();
    loop {
        match rows.read_record(&mut row) {
            Ok(true) => {}
            Ok(false) => return Ok(people),
            Err(error) => return Err((None, PeopleProblem::Syntax { reason: error.to_string() })),
        }
        row.trim();
        let line = row.position().map_or(1, csv::Position::line);
        let at_line = |problem| (Some(line), problem);
        if columns.is_empty() {
            columns = named(&row).map_err(at_line)?;
        } else if row.iter().any(|field| !field.is_empty()) {
            people.push((line, person_of_row(&row, &columns).map_err(at_line)?));
        }
    }
}

fn named(header: &StringRecord) -> Result<Vec<String>, PeopleProblem> {
    let columns: Vec<String> = header.iter().map(str::to_owned).collect();
    let is_repeated = |(index, name): &(usize, &String)| !name.is_empty() && columns[..*index].contains(name);
    if let Some((_, column)) = columns.iter().enumerate().find(is_repeated) {
        return Err(PeopleProblem::RepeatedColumn { column: column.clone() });
    }
    if columns.iter().any(|column| column == NAME) {
        Ok(columns)
    } else {
        Err(PeopleProblem::NoNameColumn { columns: columns.join(", ") })
    }
}

fn person_of_row(row: &StringRecord, columns: &[String]) -> Result<Person, PeopleProblem> {
    if row.iter().any(|field| field.contains('\n')) {
        return Err(PeopleProblem::Unclosed);
    }
    if row.len() != columns.len() {
        return Err(PeopleProblem::Fields { found: row.len(), expected: columns.len() });
    }
    let mut person = Person::default();
    for (column, field) in columns.iter().zip(row).filter(|(column, field)| !column.is_empty() && !field.is_empty()) {
        if column == ALIASES {
            person.aliases = field.split(['|', ';']).map(|alias| alias.trim().to_owned()).collect();
            continue;
        }
        if column == NAME {
            field.clone_into(&mut person.name);
        }
        person.columns.insert(column.clone(), field.into());
    }
    Ok(person)
}

/// The people in an array, each of which may span any number of lines.
fn array(text: &str) -> Result<Vec<Line>, Wrong> {
    serde_json::from_str::<IgnoredAny>(text).map_err(|error| syntax(1, &error))?;
    let mut people = Vec::new();
    let mut at = text.find('[').map_or(0, |open| open + 1);
    loop {
        // The array as a whole is valid, so only these characters can come between the values.
        at =
            text.len() - text[at..].trim_start_matches(|between: char| between.is_whitespace() || between == ',').len();
        if text[at..].starts_with(']') {
            return Ok(people);
        }
        let line = text[..at].matches('\n').count() as u64 + 1;
        let mut values = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Value>();
        let Some(value) = values.next() else { return Ok(people) };
        let value = value.map_err(|error| syntax(line, &error))?;
        people.push((line, person(value).map_err(|problem| (Some(line), problem))?));
        at += values.byte_offset();
    }
}

/// The people on lines that hold one each.
fn objects<'t>(lines: impl Iterator<Item = (u64, &'t str)>) -> Result<Vec<Line>, Wrong> {
    let held = lines.filter(|(_, line)| !line.trim().is_empty());
    held.map(|(number, line)| {
        let value = serde_json::from_str(line).map_err(|error| syntax(number, &error))?;
        Ok((number, person(value).map_err(|problem| (Some(number), problem))?))
    })
    .collect()
}

/// The problem with JSON that begins on this line.
fn syntax(line: u64, error: &serde_json::Error) -> Wrong {
    let reason = if error.is_eof() { "it ends in the middle".to_owned() } else { json_reason(error) };
    let line = line + (error.line() as u64).saturating_sub(1);
    (Some(line), PeopleProblem::Syntax { reason: format!("not JSON: {reason}, at column {}", error.column()) })
}

fn person(value: Value) -> Result<Person, PeopleProblem> {
    let Value::Object(mut columns) = value else { return Err(PeopleProblem::NotAnObject) };
    let aliases = columns.shift_remove(ALIASES).filter(|aliases| !aliases.is_null());
    let Ok(aliases) = aliases.map_or(Ok(Vec::new()), serde_json::from_value::<Vec<String>>) else {
        return Err(PeopleProblem::FieldKind { field: ALIASES, expected: "a list of strings" });
    };
    columns.retain(|_, value| !value.is_null());
    let name = match columns.get(NAME) {
        None => String::new(),
        Some(Value::String(name)) => name.clone(),
        Some(_) => return Err(PeopleProblem::FieldKind { field: NAME, expected: "a string" }),
    };
    Ok(Person { name, aliases, columns })
}

/// The people, and warnings about aliases that are left out.
fn known(lines: Vec<Line>) -> Result<(People, Vec<String>), Wrong> {
    let (numbers, people): (Vec<u64>, Vec<Person>) = lines.into_iter().unzip();
    let (people, shared) = People::new(people).map_err(|error| {
        let problem = match error.problem {
            PersonProblem::SharedName { name, first } => PeopleProblem::SharedName { name, line: numbers[first] },
            problem => PeopleProblem::Person(problem),
        };
        (Some(numbers[error.index]), problem)
    })?;
    let warning = |SharedAlias { alias, people }: SharedAlias| {
        let lines: Vec<String> = people.iter().map(|&person| numbers[person].to_string()).collect();
        format!("the alias `{alias}` fits the people of lines {}, so it is left out", lines.join(" and "))
    };
    Ok((people, shared.into_iter().map(warning).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The people of a text, or what is wrong with it.
    fn read(text: &str, tabs: bool) -> Result<Vec<(String, Vec<String>, Value)>, String> {
        let lines = people(text.as_bytes(), tabs).map_err(told)?;
        let people = lines.iter().map(|(_, one)| (one.name.clone(), one.aliases.clone(), json!(one.columns))).collect();
        known(lines).map_err(told)?;
        Ok(people)
    }

    fn told((line, problem): Wrong) -> String {
        format!("{}: {problem}", line.unwrap_or_default())
    }

    #[test]
    fn all_forms_give_the_same() {
        let expected = vec![
            (
                "Ilse Tarn".to_owned(),
                vec!["the Iron Mayor".to_owned(), "I. Tarn".to_owned()],
                json!({"name": "Ilse Tarn", "id": "Q1", "party": "Greens, old"}),
            ),
            ("Peter Holm".to_owned(), vec![], json!({"name": "Peter Holm", "party": "Centre"})),
        ];
        for (tabs, text) in [
            (
                false,
                "\u{feff}name,aliases,id,party\r\nIlse Tarn,the Iron Mayor|I. Tarn,Q1,\"Greens, old\"\r\n\r\n,,,\r\n\
                 Peter Holm ,,,Centre\r\n",
            ),
            (
                false,
                "id;name;party;aliases\nQ1;Ilse Tarn;Greens, old;\"the Iron Mayor; I. Tarn\"\n;Peter Holm;Centre;\n",
            ),
            (
                true,
                "name\taliases\tid\tparty\nIlse Tarn\tthe Iron Mayor|I. Tarn\tQ1\tGreens, old\nPeter Holm\t\t\tCentre",
            ),
            (
                false,
                r#"[
                    {"name": "Ilse Tarn", "aliases": ["the Iron Mayor", "I. Tarn"], "id": "Q1", "party": "Greens, old"},
                    {"name": "Peter Holm", "aliases": null, "id": null, "party": "Centre"}
                ]"#,
            ),
            (
                false,
                r#"{"name": "Ilse Tarn", "aliases": ["the Iron Mayor", "I. Tarn"], "id": "Q1", "party": "Greens, old"}

                   {"name": "Peter Holm", "party": "Centre"}"#,
            ),
        ] {
            assert_eq!(read(text, tabs).as_ref(), Ok(&expected), "{text}");
        }
    }

    #[test]
    fn columns_keep_their_kinds() {
        let people = read("{\"born\": 1961, \"name\": \"A B\", \"roles\": [\"mayor\"]}", false).unwrap();
        assert_eq!(people[0].2.to_string(), r#"{"born":1961,"name":"A B","roles":["mayor"]}"#);
    }

    #[test]
    fn mistakes_are_named_with_their_lines() {
        for (text, expected) in [
            ("", "0: there is nobody in it"),
            ("name,id\n", "0: there is nobody in it"),
            ("[]", "0: there is nobody in it"),
            ("Name,id\nA B,1\n", "1: there is no column `name`; the columns are Name, id"),
            ("name,id,id\nA B,1,2\n", "1: the column `id` appears twice"),
            ("name,id\nA B,1\n,2\n", "3: there is no name"),
            ("name,id\nA B,1,2\n", "2: the row has 3 fields, but the header has 2"),
            ("name,id\nA B,\"1\nC D,2\n", "2: a field continues on the next line"),
            ("name,id\n\"Tarn, Ilse\",1\n", "2: the name `Tarn, Ilse` has a comma"),
            ("name,id\nIlse Tarn,1\nA B,2\nilse tarn,3\n", "4: the name `ilse tarn` is on line 2 too"),
            ("{\"name\": \"A B\"}\n{\"name\": 3}\n", "2: `name` is not a string"),
            ("{\"name\": \"A B\"}\n{\"name\": \"C D\", \"aliases\": \"E\"}\n", "2: `aliases` is not a list of strings"),
            ("{\"name\": \"A B\"}\n{\"name\": \"C D\"\n", "2: not JSON: it ends in the middle"),
            ("[\n{\"name\": \"A B\"},\n{\"name\" \"C D\"}]", "3: not JSON: "),
            ("[\n{\"name\": \"A B\"},\n\n{\n\"id\": 1}]", "4: there is no name"),
            ("[[\"A B\"]]", "1: a person is an object"),
        ] {
            let error = read(text, false).unwrap_err();
            assert!(error.starts_with(expected), "{text:?}: {error}");
        }
    }

    #[test]
    fn a_file_is_named_with_what_is_wrong_or_left_out_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("people.csv");
        let name = path.to_string_lossy().into_owned();
        let error = PeopleFile::read(&path).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{name}: cannot read it: ")), "{error}");
        std::fs::write(&path, b"name\nA B\nC \xE9\n").unwrap();
        assert_eq!(
            PeopleFile::read(&path).unwrap_err().to_string(),
            format!("{name}:3: not UTF-8: save it in that encoding")
        );
        std::fs::write(&path, "name,aliases\nA B,Bee\nC D,bee|A B\n").unwrap();
        let file = PeopleFile::read(&path).unwrap();
        let left_out =
            |alias: &str| format!("{name}: the alias `{alias}` fits the people of lines 2 and 3, so it is left out");
        assert_eq!(file.warnings, [left_out("A B"), left_out("Bee")]);
        assert_eq!(file.sha256.len(), 64);
    }
}
