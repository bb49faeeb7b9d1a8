//! Lists as commands print them: a readable table, CSV or JSON Lines on standard output, or a file.

use super::console;
use super::output::table_form;
use anyhow::Context;
use saidso_analysis::listing::{Cell, CsvRows, Row, json_line};
use saidso_io::write::{CellType, Compression, TableFile};
use serde_json::Value;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

/// Form of a list.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(super) struct ListArguments {
    /// JSON, one object a line
    #[arg(long)]
    json: bool,
    /// CSV, one row each
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    #[command(flatten)]
    file: FileArguments,
}

/// A file for a flat table.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(super) struct FileArguments {
    /// Write to FILE, named .csv, .parquet, .xlsx, .jsonl or .json
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

impl FileArguments {
    /// Creates the file, if one was asked for.
    pub(super) fn create(&self, columns: &[(String, Cell)], inputs: &[PathBuf]) -> anyhow::Result<Option<TableFile>> {
        let Some(path) = &self.output else { return Ok(None) };
        if inputs.iter().any(|input| super::run::is_same_file(input, path)) {
            anyhow::bail!("{} is an input; write to another file", path.display());
        }
        let columns = columns.iter().map(|(name, cell)| {
            let cells = match cell {
                Cell::Text => CellType::Text,
                Cell::Integer => CellType::Integer,
                Cell::Number => CellType::Number,
                Cell::Boolean => CellType::Boolean,
            };
            (name.clone(), cells)
        });
        let file = TableFile::create(path, table_form(path)?, Compression::of(path), columns);
        Ok(Some(file.with_context(|| format!("cannot write {}", path.display()))?))
    }
}

/// Width of the table in columns if the output is not a terminal.
const WIDTH: usize = 140;

/// Prints rows one by one, or, for the table, all at the end.
pub(super) struct Printer<'a, R> {
    arguments: &'a ListArguments,
    file: Option<TableFile>,
    /// Most rows of the table.
    most: usize,
    csv: CsvRows<R>,
    table: Vec<R>,
    more: usize,
}

impl<'a, R: Row> Printer<'a, R> {
    /// Refuses to write to one of the `inputs`.
    pub(super) fn new(arguments: &'a ListArguments, most: usize, inputs: &[PathBuf]) -> anyhow::Result<Self> {
        let columns: Vec<(String, Cell)> = R::COLUMNS.iter().map(|&(name, cell)| (name.to_owned(), cell)).collect();
        let file = arguments.file.create(&columns, inputs)?;
        Ok(Self { arguments, file, most, csv: CsvRows::default(), table: Vec::new(), more: 0 })
    }

    pub(super) fn print(&mut self, row: R) -> anyhow::Result<()> {
        if let Some(file) = &mut self.file {
            file.row(row.cells()).with_context(|| unwritable(self.arguments.file.output.as_deref()))
        } else if self.arguments.json {
            console::print(&json_line(&row)?)
        } else if self.arguments.csv {
            console::print(&self.csv.rows(&[row])?)
        } else if self.table.len() < self.most {
            self.table.push(row);
            Ok(())
        } else {
            self.more += 1;
            Ok(())
        }
    }

    pub(super) fn finish(mut self) -> anyhow::Result<()> {
        if let Some(file) = self.file {
            return file.finish().with_context(|| unwritable(self.arguments.file.output.as_deref()));
        }
        if self.arguments.csv {
            // Prints the header even if there are no rows.
            console::print(&self.csv.rows(&[])?)?;
        } else if !self.arguments.json {
            let width = io::stdout().is_terminal().then(console::width).flatten().unwrap_or(WIDTH);
            console::print(&R::table(&self.table, width))?;
            if self.more > 0 {
                console::print(&format!("\n… and {} more: --top, --csv, --json, -o FILE\n", self.more))?;
            }
        }
        Ok(())
    }
}

/// Writes a whole flat table at once.
pub(super) fn write_rows(mut file: TableFile, rows: Vec<Vec<Value>>, path: Option<&Path>) -> anyhow::Result<()> {
    let write = || rows.into_iter().try_for_each(|row| file.row(row));
    write().and_then(|()| file.finish()).with_context(|| unwritable(path))
}

fn unwritable(path: Option<&Path>) -> String {
    format!("cannot write {}", path.unwrap_or(Path::new("-")).display())
}
