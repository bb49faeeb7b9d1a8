//! Lists as commands print them: a readable table, CSV or JSON Lines on standard output, or a file.

use super::console;
use super::output::{cut_short, table_form};
use anyhow::{Context, bail};
use saidso_analysis::listing::{Columns, Flat, Row, json_line};
use saidso_io::write::{Compression, TableFile, TableForm};
use serde_json::Value;
use std::io::{self, ErrorKind, IsTerminal};
use std::path::{Path, PathBuf};

/// Form of a list.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(super) struct ListArguments {
    /// Print JSON Lines, one object per row
    #[arg(long)]
    json: bool,
    /// Print CSV
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    #[command(flatten)]
    file: FileArguments,
}

impl ListArguments {
    /// Refuses a file whose name asks for another form than the options.
    fn expect_form(&self) -> anyhow::Result<()> {
        if self.json {
            self.file.expect_form("--json", &[TableForm::Lines, TableForm::Array])
        } else if self.csv {
            self.file.expect_form("--csv", &[TableForm::Csv])
        } else {
            Ok(())
        }
    }
}

/// A file for a flat table.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(super) struct FileArguments {
    /// Write to FILE, named .csv, .parquet, .xlsx, .jsonl or .json
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    csv: CsvArguments,
}

/// How CSV is written.
#[derive(Debug, clap::Args)]
pub(super) struct CsvArguments {
    /// In CSV, put an apostrophe before text that spreadsheets take for a formula
    #[arg(long)]
    spreadsheet: bool,
}

impl CsvArguments {
    /// The form of CSV that is asked for.
    pub(super) fn form(&self) -> TableForm {
        if self.spreadsheet { TableForm::Spreadsheet } else { TableForm::Csv }
    }

    /// Refuses the option for other forms.
    pub(super) fn expect_csv(&self, is_csv: bool) -> anyhow::Result<()> {
        if self.spreadsheet && !is_csv {
            bail!("--spreadsheet is for CSV");
        }
        Ok(())
    }

    /// Prints a whole table as CSV.
    pub(super) fn print(&self, table: Flat) -> anyhow::Result<()> {
        console::stdout()?;
        let file = TableFile::stdout(self.form(), table.columns).map_err(console::unwritten)?;
        forgiving(rows(file, table.rows)).map_err(console::unwritten)
    }
}

impl FileArguments {
    /// Refuses a file whose name asks for none of these forms, which an option asks for.
    pub(super) fn expect_form(&self, option: &str, forms: &[TableForm]) -> anyhow::Result<()> {
        match &self.output {
            Some(path) if !forms.contains(&table_form(path)?) => {
                bail!("{}: the name asks for another form than {option}; give it another name", path.display())
            }
            _ => Ok(()),
        }
    }

    /// Creates the file, if one was asked for. `is_csv`: otherwise, standard output is CSV.
    pub(super) fn create(
        &self,
        columns: Columns,
        inputs: &[PathBuf],
        is_csv: bool,
    ) -> anyhow::Result<Option<TableFile>> {
        let Some(path) = &self.output else {
            self.csv.expect_csv(is_csv)?;
            return Ok(None);
        };
        if inputs.iter().any(|input| super::run::is_same_file(input, path)) {
            bail!("{} is an input; write to another file", path.display());
        }
        let form = table_form(path)?;
        self.csv.expect_csv(form == TableForm::Csv)?;
        let form = if form == TableForm::Csv { self.csv.form() } else { form };
        let file = TableFile::create(path, form, Compression::of(path), columns);
        Ok(Some(file.with_context(|| format!("cannot write {}", path.display()))?))
    }

    /// Writes a whole table to the file, or as CSV to standard output if none was asked for.
    pub(super) fn write(&self, table: Flat, inputs: &[PathBuf]) -> anyhow::Result<()> {
        match self.create(table.columns.clone(), inputs, true)? {
            Some(file) => flat_result(rows(file, table.rows), self.output.as_deref()),
            None => self.csv.print(table),
        }
    }

    /// Refuses options that do not fit a list that is printed in this form.
    pub(super) fn expect_csv(&self, is_csv: bool) -> anyhow::Result<()> {
        self.csv.expect_csv(is_csv || self.output.is_some())
    }
}

/// Width of the table in columns if the output is not a terminal.
const WIDTH: usize = 140;

/// Prints rows one by one, or, for the table, all at the end.
pub(super) struct Printer<'a, R> {
    arguments: &'a ListArguments,
    /// A file, or standard output as CSV once there is something to print.
    file: Option<TableFile>,
    columns: Columns,
    /// Most rows of the table.
    most: usize,
    table: Vec<R>,
    more: usize,
}

impl<'a, R: Row> Printer<'a, R> {
    /// Refuses to write to one of the `inputs`. `groups`: by how many fields the rows are grouped.
    pub(super) fn new(
        arguments: &'a ListArguments,
        most: usize,
        groups: usize,
        inputs: &[PathBuf],
    ) -> anyhow::Result<Self> {
        arguments.expect_form()?;
        let columns = R::columns(groups);
        let file = arguments.file.create(columns.clone(), inputs, arguments.csv)?;
        Ok(Self { arguments, file, columns, most, table: Vec::new(), more: 0 })
    }

    pub(super) fn print(&mut self, row: R) -> anyhow::Result<()> {
        if self.is_flat() {
            let cells = row.cells();
            self.flat(|file| file.row(cells))
        } else if self.arguments.json {
            console::print(&json_line(&row)?)
        } else if self.table.len() < self.most {
            self.table.push(row);
            Ok(())
        } else {
            self.more += 1;
            Ok(())
        }
    }

    pub(super) fn finish(mut self) -> anyhow::Result<()> {
        if self.is_flat() {
            // Writes the header even if there are no rows.
            self.flat(|_| Ok(()))?;
            let path = self.arguments.file.output.as_deref();
            return self.file.map_or(Ok(()), |file| flat_result(file.finish(), path));
        }
        if self.table.is_empty() && !self.arguments.json {
            console::line("saidso: there is nothing to list");
        } else if !self.arguments.json {
            let width = io::stdout().is_terminal().then(console::width).flatten().unwrap_or(WIDTH);
            console::print(&R::table(&self.table, width))?;
            if self.more > 0 {
                console::print(&format!("\n… and {} more: --top, --csv, --json, -o FILE\n", self.more))?;
            }
        }
        Ok(())
    }

    fn is_flat(&self) -> bool {
        self.arguments.csv || self.file.is_some()
    }

    /// Writes to the file, or to standard output.
    fn flat(&mut self, write: impl FnOnce(&mut TableFile) -> io::Result<()>) -> anyhow::Result<()> {
        let path = self.arguments.file.output.as_deref();
        if self.file.is_none() {
            console::stdout()?;
            let columns = std::mem::take(&mut self.columns);
            self.file = Some(TableFile::stdout(self.arguments.file.csv.form(), columns).map_err(console::unwritten)?);
        }
        self.file.as_mut().map_or(Ok(()), |file| flat_result(write(file), path))
    }
}

fn rows(mut file: TableFile, rows: Vec<Vec<Value>>) -> io::Result<()> {
    rows.into_iter().try_for_each(|row| file.row(row)).and_then(|()| file.finish())
}

/// The result of writing to a file, or to standard output if there is no path.
fn flat_result(result: io::Result<()>, path: Option<&Path>) -> anyhow::Result<()> {
    match path {
        Some(path) => result.map_err(|error| cut_short(path, error)),
        None => forgiving(result).map_err(console::unwritten),
    }
}

/// It is not an error if the reader has closed the pipe.
fn forgiving(result: io::Result<()>) -> io::Result<()> {
    result.or_else(|error| if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}
