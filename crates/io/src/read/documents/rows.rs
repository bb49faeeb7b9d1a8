//! Tables of documents: one article per row, as in CSV.

use super::super::limits::Expansion;
use super::super::names::Names;
use super::super::reading::{Flow, Place, Reading, Series};
use super::super::{ReadOptions, fields, missing, own};
use saidso::error::ArticleError;
use serde_json::{Map, Value};
use std::ops::ControlFlow;

/// Most columns that spreadsheets have.
pub(super) const MAX_COLUMNS: usize = 16_384;

/// How many rows may precede the names of the columns, such as a title and the date of an export.
const ROWS_BEFORE_HEADER: usize = 10;

/// The rows of a workbook, sheet by sheet.
pub(super) struct Rows<'p> {
    place: &'p Place,
    sheet: Option<Sheet>,
    /// How far the texts passed on have grown beyond the size of the file.
    expansion: Expansion,
    /// Sheets whose rows have been read.
    read: usize,
    /// Of the rows that lack the text column, the one with the most cells: the likeliest to name the columns.
    without_text: Option<Vec<String>>,
}

struct Sheet {
    name: String,
    state: State,
}

enum State {
    /// The names of the columns have not been read yet, after so many rows.
    Begun(usize),
    /// It lacks the text column or another column that the options name.
    LeftOut,
    /// Its rows are articles; its columns with their numbers.
    Read(Series, Vec<(usize, String)>),
}

impl<'p> Rows<'p> {
    pub(super) fn new(place: &'p Place, size: u64) -> Self {
        Self { place, sheet: None, expansion: Expansion::of_size(size), read: 0, without_text: None }
    }

    pub(super) fn begin_sheet(&mut self, name: String) {
        self.sheet = Some(Sheet { name, state: State::Begun(0) });
    }

    /// Whether the rows of the sheet are articles.
    pub(super) fn is_read(&self) -> bool {
        self.sheet.as_ref().is_some_and(|sheet| matches!(sheet.state, State::Read(..)))
    }

    /// Takes a row: the number of each cell that is not empty, from 0, and its value. The first row with the text
    /// column's name names the columns, unless the options say that there is no header. An error concerns the whole file.
    pub(super) fn row(
        &mut self,
        number: u64,
        cells: &[(usize, Value)],
        reading: &mut Reading<'_>,
    ) -> Result<Flow, ArticleError> {
        let going_on = Ok(ControlFlow::Continue(()));
        let Some(sheet) = self.sheet.as_mut().filter(|_| !cells.is_empty()) else { return going_on };
        let options = reading.options;
        if let State::Begun(before) = sheet.state {
            let columns = named(cells, options.no_header);
            let lacks = |field: &str| !columns.iter().any(|(_, name)| name == field);
            let names = columns.iter().map(|(_, name)| &**name);
            if own::is_flat(|name| !lacks(name)) {
                return Err(ArticleError::FlatTable);
            }
            if lacks(&options.text_field) {
                let (place, text_field) = (&self.place.shown, &options.text_field);
                tracing::info!("{place}: sheet {} has no column `{text_field}`", sheet.name);
                if self.without_text.as_ref().is_none_or(|widest| widest.len() < columns.len()) {
                    self.without_text = Some(names.map(str::to_owned).collect());
                }
                let goes_on = before + 1 < ROWS_BEFORE_HEADER && !options.no_header;
                sheet.state = if goes_on { State::Begun(before + 1) } else { State::LeftOut };
                return going_on;
            }
            let place = if self.read == 0 { self.place.clone() } else { of_sheet(self.place, &sheet.name) };
            self.read += 1;
            if let Some(field) = options.named().find(|field| lacks(field)) {
                sheet.state = State::LeftOut;
                return Ok(reading.single(&place, missing::column(field, names, options)));
            }
            sheet.state = State::Read(reading.series(&place), columns);
            if !options.no_header {
                return going_on;
            }
        }
        match &mut sheet.state {
            State::Begun(_) | State::LeftOut => going_on,
            State::Read(series, columns) => {
                series.number = number;
                let fields = fields_of(cells, columns, options);
                self.expansion.add(fields.iter().map(|(name, value)| name.len() + length(value)).sum::<usize>() as u64);
                if self.expansion.is_bomb() {
                    return Err(ArticleError::Refused {
                        reason: "its rows grow far beyond the size of the file: a decompression bomb",
                    });
                }
                let found = fields::article(fields, options);
                Ok(reading.next_of(series, found))
            }
        }
    }

    /// Takes a row that cannot be read.
    pub(super) fn failed(&mut self, number: u64, error: ArticleError, reading: &mut Reading<'_>) -> Flow {
        match self.sheet.as_mut().map(|sheet| &mut sheet.state) {
            Some(State::Read(series, _)) => {
                series.number = number;
                reading.next_of(series, error)
            }
            Some(State::Begun(_)) => reading.single(self.place, error),
            Some(State::LeftOut) | None => ControlFlow::Continue(()),
        }
    }

    /// Reports an error if no sheet had texts.
    pub(super) fn finish(self, reading: &mut Reading<'_>) -> Flow {
        match self.without_text {
            _ if self.read > 0 => ControlFlow::Continue(()),
            Some(columns) => {
                let columns = columns.iter().map(String::as_str);
                let error = missing::column(&reading.options.text_field, columns, reading.options);
                reading.single(self.place, error)
            }
            None => reading.single(self.place, ArticleError::Empty),
        }
    }
}

/// The names of the columns, made unique; without a header, their numbers.
fn named(cells: &[(usize, Value)], no_header: bool) -> Vec<(usize, String)> {
    if no_header {
        let end = cells.last().map_or(0, |(column, _)| column + 1);
        return (0..end).map(|column| (column, (column + 1).to_string())).collect();
    }
    let mut names = Names::default();
    cells.iter().map(|(column, name)| (*column, names.unique(shown(name).trim().to_owned()))).collect()
}

fn of_sheet(place: &Place, name: &str) -> Place {
    Place { shown: format!("{}!/{name}", place.shown).into(), stem: format!("{}/{name}", place.stem) }
}

/// The fields of a row; text and title are strings even if their cells hold numbers.
fn fields_of(cells: &[(usize, Value)], columns: &[(usize, String)], options: &ReadOptions) -> Map<String, Value> {
    let mut cells = cells.iter().peekable();
    let mut fields = Map::new();
    for (column, name) in columns {
        while cells.next_if(|(at, _)| at < column).is_some() {}
        let cell = cells.peek().filter(|(at, _)| at == column).map(|(_, value)| value);
        let value = match cell {
            Some(value) if *name == options.text_field || *name == options.title_field => Value::String(shown(value)),
            Some(value) => value.clone(),
            None if *name == options.text_field => Value::String(String::new()),
            None => continue,
        };
        fields.insert(name.clone(), value);
    }
    fields
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn length(value: &Value) -> usize {
    value.as_str().map_or(8, str::len)
}

/// The value of a cell that holds a number, from the way spreadsheets store it.
pub(super) fn number(text: &str) -> Value {
    if let Ok(whole) = text.parse::<i64>() {
        return whole.into();
    }
    match text.parse::<f64>() {
        // Whole numbers may be written with an exponent or a zero after the decimal point.
        Ok(number) if number.fract() == 0.0 && number.abs() < 9e15 => (number as i64).into(),
        Ok(number) => serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number),
        Err(_) => Value::String(text.to_owned()),
    }
}
