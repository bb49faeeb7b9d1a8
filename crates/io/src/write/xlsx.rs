//! Workbooks of one sheet, by `rust_xlsxwriter`.

use super::columns::Column;
use super::compress::Compressor;
use super::flat::Row;
use super::table::cell;
use super::types::DataType;
use rust_xlsxwriter::{Format, XlsxError};
use serde_json::Value;
use std::io::{self, Write};

/// What a sheet can hold.
const MOST_ROWS: u32 = 1_048_576;
const MOST_CHARACTERS: usize = 32_767;

/// Stands at the end of a text that is too long for a cell.
const CUT: &str = "… (cut)";

pub(super) struct Workbook<W: Write + Send> {
    target: Compressor<W>,
    file: rust_xlsxwriter::Workbook,
    next: u32,
    cut: u64,
}

impl<W: Write + Send> Workbook<W> {
    pub(super) fn new(target: Compressor<W>, columns: &[Column]) -> io::Result<Self> {
        let mut file = rust_xlsxwriter::Workbook::new();
        // Rows wait in a temporary file, not in memory.
        let sheet = file.add_worksheet_with_constant_memory().map_err(from_xlsx)?;
        sheet.set_freeze_panes(1, 0).map_err(from_xlsx)?;
        let bold = Format::new().set_bold();
        for (number, column) in (0..).zip(columns) {
            sheet.write_string_with_format(0, number, &column.name, &bold).map_err(from_xlsx)?;
        }
        Ok(Self { target, file, next: 1, cut: 0 })
    }

    pub(super) fn write(&mut self, row: &Row, columns: &[Column]) -> io::Result<()> {
        if self.next >= MOST_ROWS {
            let message = format!("a sheet holds {MOST_ROWS} rows and no more; write CSV or Parquet");
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        let sheet = self.file.worksheet_from_index(0).map_err(from_xlsx)?;
        for (number, column) in (0..).zip(columns) {
            let written = match row.get(&column.name) {
                None => continue,
                Some(Value::Bool(value)) => sheet.write_boolean(self.next, number, *value),
                Some(Value::Number(value)) if column.data_type != DataType::Float32 && value.as_f64().is_some() => {
                    sheet.write_number(self.next, number, value.as_f64().unwrap_or_default())
                }
                Some(value @ Value::Number(_)) => {
                    // The digits of its own precision.
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
            tracing::warn!("{} texts are longer than the {MOST_CHARACTERS} characters of a cell, and cut", self.cut);
        }
        let bytes = self.file.save_to_buffer().map_err(from_xlsx)?;
        self.target.write_all(&bytes)?;
        self.target.finish()
    }
}

/// A text that a cell holds, and whether it is cut. Spreadsheets count UTF-16 units.
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
