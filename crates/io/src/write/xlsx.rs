//! Workbooks with one sheet, written with `rust_xlsxwriter`.

use super::column::{Column, DataType};
use super::compress::Compressor;
use super::flat::Row;
use super::table::cell;
use rust_xlsxwriter::{Format, XlsxError};
use serde_json::Value;
use std::io::{self, Write};

/// How many rows a sheet can hold, and how many characters a cell.
const MOST_ROWS: u32 = 1_048_576;
const MOST_CHARACTERS: usize = 32_767;

/// The end of a text that was too long for a cell.
const CUT: &str = "… (cut)";

pub(super) struct Workbook<W: Write + Send> {
    target: Compressor<W>,
    book: rust_xlsxwriter::Workbook,
    next: u32,
    cut: u64,
}

impl<W: Write + Send> Workbook<W> {
    pub(super) fn new(target: Compressor<W>, columns: &[Column]) -> io::Result<Self> {
        let mut book = rust_xlsxwriter::Workbook::new();
        // Rows wait in a temporary file, not in memory.
        let sheet = book.add_worksheet_with_constant_memory().map_err(from_xlsx)?;
        sheet.set_freeze_panes(1, 0).map_err(from_xlsx)?;
        let bold = Format::new().set_bold();
        for (number, column) in (0..).zip(columns) {
            sheet.write_string_with_format(0, number, &column.name, &bold).map_err(from_xlsx)?;
        }
        Ok(Self { target, book, next: 1, cut: 0 })
    }

    pub(super) fn write(&mut self, row: &Row, columns: &[Column]) -> io::Result<()> {
        if self.next >= MOST_ROWS {
            let message = format!("a sheet holds at most {MOST_ROWS} rows; write CSV or Parquet");
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        let sheet = self.book.worksheet_from_index(0).map_err(from_xlsx)?;
        for (number, column) in (0..).zip(columns) {
            let written = match row.get(&column.name) {
                None => continue,
                Some(Value::Bool(value)) => sheet.write_boolean(self.next, number, *value),
                Some(Value::Number(value)) if column.data_type != DataType::Float32 && value.as_f64().is_some() => {
                    sheet.write_number(self.next, number, value.as_f64().unwrap_or_default())
                }
                Some(value @ Value::Number(_)) => {
                    // The number with the digits of its own precision.
                    let digits = cell(Some(value), column).parse().unwrap_or(f64::NAN);
                    sheet.write_number(self.next, number, digits)
                }
                value => {
                    let (text, cut) = shortened(cell(value, column));
                    self.cut += u64::from(cut);
                    sheet.write_string(self.next, number, text)
                }
            };
            written.map_err(from_xlsx)?;
        }
        self.next += 1;
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        if self.cut > 0 {
            tracing::warn!("{} texts exceed the {MOST_CHARACTERS} characters of a cell and were cut", self.cut);
        }
        let bytes = self.book.save_to_buffer().map_err(from_xlsx)?;
        self.target.write_all(&bytes)?;
        self.target.finish()
    }
}

/// A text shortened to what a cell holds, and whether it was cut. Spreadsheets count UTF-16 units.
fn shortened(text: String) -> (String, bool) {
    if text.len() <= MOST_CHARACTERS || text.encode_utf16().count() <= MOST_CHARACTERS {
        return (text, false);
    }
    let mut left = MOST_CHARACTERS - CUT.encode_utf16().count();
    let fits = |character: &char| {
        let enough = left >= character.len_utf16();
        left = left.saturating_sub(character.len_utf16());
        enough
    };
    let short: String = text.chars().take_while(fits).chain(CUT.chars()).collect();
    (short, true)
}

fn from_xlsx(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_CHARACTERS, shortened};

    #[test]
    fn what_no_cell_holds_is_cut() {
        assert_eq!(shortened("short".to_owned()), ("short".to_owned(), false));
        let (text, cut) = shortened("🦀".repeat(20_000));
        assert!(cut && text.ends_with("🦀… (cut)") && text.encode_utf16().count() <= MOST_CHARACTERS);
    }
}
