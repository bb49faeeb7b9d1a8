//! The arguments that set what is read, and how.

use super::console;
use bytesize::ByteSize;
use clap::builder::PossibleValue;
use clap::{ValueEnum, value_parser};
use saidso::Article;
use saidso_io::read::{Articles, Charset, Duplicates, FieldFormat, Input, ReadOptions};
use saidso_io::write::{Metadata, partial_of};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

/// Headings of the help.
pub(super) const INPUT: &str = "Input";
const LIMITS: &str = "Limits";
pub(super) const MESSAGES: &str = "Messages";

/// The inputs and how to read them.
#[derive(Debug, clap::Args)]
pub(super) struct InputArguments {
    /// Files, folders and patterns to read; `-` is standard input
    #[arg(value_name = "INPUT", help_heading = INPUT)]
    pub(super) inputs: Vec<OsString>,
    /// Read files and folders listed in FILE, one per line; `-` is standard input
    #[arg(long, value_name = "FILE", help_heading = INPUT)]
    files_from: Option<OsString>,
    /// Field or column with the text; a nested field by its path, as in fields.bodyText
    #[arg(long, value_name = "NAME", default_value = "text", help_heading = INPUT)]
    text_field: String,
    /// Field with the id; articles without one get the file's name and a number
    #[arg(long, value_name = "NAME", default_value = ReadOptions::ID_FIELD, help_heading = INPUT)]
    id_field: String,
    /// Field with the headline, if the text lacks it
    #[arg(long, value_name = "NAME", default_value = ReadOptions::TITLE_FIELD, help_heading = INPUT)]
    title_field: String,
    /// Other fields to keep as metadata [default: all]; flat rows have a column `meta_NAME` for each
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', help_heading = INPUT)]
    keep_fields: Option<Vec<String>>,
    /// Table of an SQLite database [default: the only one with the text field]
    #[arg(long, value_name = "NAME", help_heading = INPUT)]
    table: Option<String>,
    /// What fields hold; offsets refer to the text without tags and entities
    #[arg(long, value_name = "HOW", default_value = "auto", help_heading = INPUT)]
    field_format: FieldFormatChoice,
    /// Tables have no header row: columns are named 1, 2, …, as in --text-field 3
    #[arg(long, help_heading = INPUT)]
    no_header: bool,
    /// Encoding of the texts, such as windows-1252 [default: UTF-8, or as declared or detected]
    #[arg(long, value_name = "NAME", value_parser = charset, help_heading = INPUT)]
    encoding: Option<Charset>,
    /// Label articles in other languages too; without this they are skipped and counted
    #[arg(long, help_heading = INPUT)]
    any_language: bool,
    /// What to do with articles whose exact text was read before
    #[arg(long, value_name = "HOW", default_value = "mark", help_heading = INPUT)]
    duplicates: DuplicatesChoice,
}

/// Limits on articles and runs.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_field_names, reason = "they are named as the options")]
pub(super) struct LimitArguments {
    /// Refuse articles with more characters
    #[arg(long, value_name = "N", default_value_t = Article::MAX_CHARACTERS as u64, value_parser = value_parser!(u64).range(1..=Article::MAX_CHARACTERS as u64), help_heading = LIMITS)]
    max_chars: u64,
    /// Refuse articles with more metadata (200kB, 5MB, …); --keep-fields drops fields [default: 1MB]
    #[arg(long, value_name = "SIZE", value_parser = size, help_heading = LIMITS)]
    max_metadata: Option<ByteSize>,
    /// Give up on an article that takes longer to read or label [default: no limit]
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help_heading = LIMITS)]
    pub(super) max_seconds: Option<Duration>,
    /// End the run when more than N articles have failed [default: no limit]
    #[arg(long, value_name = "N", help_heading = LIMITS)]
    pub(super) max_failures: Option<u64>,
}

impl InputArguments {
    /// What to read, in order.
    pub(super) fn inputs(&self) -> Vec<Input> {
        let list = self.files_from.clone().map(|list| Input::List((list != "-").then(|| list.into())));
        self.inputs.iter().cloned().map(Input::from).chain(list).collect()
    }

    /// How flat rows hold the metadata: named fields get columns of their own.
    pub(super) fn metadata(&self) -> Metadata {
        self.keep_fields.clone().map_or(Metadata::First, Metadata::Fields)
    }

    /// How to read the inputs; `output` itself is not read.
    pub(super) fn options(&self, limits: &LimitArguments, list_left_out: bool, output: Option<&Path>) -> ReadOptions {
        ReadOptions {
            text_field: self.text_field.clone(),
            id_field: self.id_field.clone(),
            title_field: self.title_field.clone(),
            keep_fields: self.keep_fields.clone(),
            table: self.table.clone(),
            field_format: self.field_format.0,
            no_header: self.no_header,
            charset: self.encoding.unwrap_or_default(),
            any_language: self.any_language,
            duplicates: self.duplicates.0,
            max_characters: limits.max_chars as usize,
            max_metadata: limits
                .max_metadata
                .map_or(ReadOptions::MAX_METADATA, |size| usize::try_from(size.0).unwrap_or(usize::MAX)),
            max_time: limits.max_seconds,
            every_line: false,
            records: false,
            list_left_out,
            leave_out: output.into_iter().flat_map(|path| [path.to_owned(), partial_of(path)]).collect(),
        }
    }
}

/// The articles of these inputs by id, in any language: they supply the texts of articles that are already labelled.
/// Reports what cannot be read, and texts that cannot be told apart by their ids.
pub(super) fn by_id(inputs: &[OsString]) -> HashMap<String, Article> {
    let options = ReadOptions { any_language: true, duplicates: Duplicates::Keep, ..ReadOptions::default() };
    let articles = Articles::new(inputs.iter().cloned().map(Input::from).collect(), options);
    let mut by_id: HashMap<String, Article> = HashMap::new();
    for article in articles {
        match article {
            Err(failed) => console::failure(failed),
            Ok(article) => match by_id.entry(article.id.clone()) {
                Entry::Vacant(place) => drop(place.insert(article)),
                Entry::Occupied(first) if first.get().text == article.text => {}
                Entry::Occupied(first) => console::failure(format_args!(
                    "{}: the id `{}` belongs to another article too, at {}, whose text is used for both",
                    article.origin,
                    article.id,
                    first.get().origin
                )),
            },
        }
    }
    by_id
}

#[derive(Debug, Clone, Copy)]
struct DuplicatesChoice(Duplicates);

impl ValueEnum for DuplicatesChoice {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self(Duplicates::Keep), Self(Duplicates::Mark), Self(Duplicates::Skip)]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self.0 {
            Duplicates::Keep => PossibleValue::new("keep").help("Label it like any other"),
            Duplicates::Mark => PossibleValue::new("mark").help("Label it, and name the first one as `duplicate_of`"),
            Duplicates::Skip => PossibleValue::new("skip").help("Skip it, and count it"),
        })
    }
}

#[derive(Debug, Clone, Copy)]
struct FieldFormatChoice(FieldFormat);

impl ValueEnum for FieldFormatChoice {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self(FieldFormat::Auto), Self(FieldFormat::Html), Self(FieldFormat::Text)]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self.0 {
            FieldFormat::Auto => PossibleValue::new("auto").help("HTML where it has tags or entities, else text"),
            FieldFormat::Html => PossibleValue::new("html").help("HTML"),
            FieldFormat::Text => PossibleValue::new("text").help("Text, whatever it looks like"),
        })
    }
}

fn charset(label: &str) -> Result<Charset, String> {
    Charset::named(label).ok_or_else(|| "no such encoding; try utf-8, windows-1252, iso-8859-2 or utf-16le".to_owned())
}

fn size(text: &str) -> Result<ByteSize, String> {
    text.parse().map_err(|_| "not a size such as 200kB or 5MB".to_owned())
}

/// A number of seconds above 0.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    let duration = Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())?;
    if duration.is_zero() { Err("must be more than 0 seconds".to_owned()) } else { Ok(duration) }
}
