//! Parses `saidso.toml` into settings of options and tables of commands.

use crate::console::one_line;
use anyhow::{anyhow, bail};
use toml::de::{DeTable, DeValue};

/// Settings, and the tables of commands.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) line: usize,
    pub(super) settings: Vec<Setting>,
    pub(super) tables: Vec<(String, Table)>,
}

/// An option that is set.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) line: usize,
    pub(super) name: String,
    /// One value, except for options that can be given several times.
    pub(super) values: Vec<String>,
}

/// Longest message of the parser in bytes.
const LONGEST: usize = 1000;

/// Reads a file.
///
/// # Errors
/// The text is not TOML, or sets something other than values and lists of values.
pub(super) fn parse(text: &str) -> anyhow::Result<Table> {
    let parsed = DeTable::parse(text).map_err(|error| {
        // It quotes the line, which may be long.
        let whole = error.to_string();
        let start = error.span().map_or(0, |span| span.start);
        if whole.len() <= LONGEST { anyhow!(whole) } else { anyhow!("line {}: {}", line(text, start), error.message()) }
    })?;
    table(text, parsed.get_ref(), 0)
}

/// The number of the line that holds a byte.
fn line(text: &str, byte: usize) -> usize {
    1 + text.bytes().take(byte).filter(|&byte| byte == b'\n').count()
}

fn table(text: &str, table: &DeTable, start: usize) -> anyhow::Result<Table> {
    let line = |byte: usize| line(text, byte);
    let mut found = Table { line: line(start), ..Table::default() };
    for (key, value) in table {
        let (name, at) = (key.get_ref().to_string(), key.span().start);
        match value.get_ref() {
            DeValue::Table(below) => found.tables.push((name, self::table(text, below, at)?)),
            DeValue::Array(values) => {
                let values = values.iter().map(|value| plain(value.get_ref())).collect::<Option<Vec<_>>>();
                let Some(values) = values.filter(|values| !values.is_empty()) else {
                    bail!("line {}: `{}` is a list of something other than values", line(at), one_line(name));
                };
                found.settings.push(Setting { line: line(at), name, values });
            }
            value => {
                let Some(value) = plain(value) else {
                    bail!("line {}: `{}` cannot be a date", line(at), one_line(name))
                };
                found.settings.push(Setting { line: line(at), name, values: vec![value] });
            }
        }
    }
    Ok(found)
}

fn plain(value: &DeValue) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Float(number) => Some(number.to_string()),
        DeValue::Boolean(truth) => Some(truth.to_string()),
        DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
