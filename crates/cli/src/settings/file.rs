//! Parses `saidso.toml` into settings of options and tables of commands.

use anyhow::bail;
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

/// Reads a file.
///
/// # Errors
/// The text is not TOML, or sets something other than values and lists of values.
pub(super) fn parse(text: &str) -> anyhow::Result<Table> {
    table(text, DeTable::parse(text)?.get_ref(), 0)
}

fn table(text: &str, table: &DeTable, start: usize) -> anyhow::Result<Table> {
    let line = |byte: usize| 1 + text[..byte].matches('\n').count();
    let mut found = Table { line: line(start), ..Table::default() };
    for (key, value) in table {
        let (name, at) = (key.get_ref().to_string(), key.span().start);
        match value.get_ref() {
            DeValue::Table(below) => found.tables.push((name, self::table(text, below, at)?)),
            DeValue::Array(values) => {
                let values = values.iter().map(|value| plain(value.get_ref())).collect::<Option<Vec<_>>>();
                let Some(values) = values.filter(|values| !values.is_empty()) else {
                    bail!("line {}: `{name}` is a list of something other than values", line(at));
                };
                found.settings.push(Setting { line: line(at), name, values });
            }
            value => {
                let Some(value) = plain(value) else { bail!("line {}: `{name}` cannot be a date", line(at)) };
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
