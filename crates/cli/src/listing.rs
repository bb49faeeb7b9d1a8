//! Lists as commands print them: a table, CSV or lines of JSON.

use super::console;
use saidso_analysis::listing::{CsvRows, Row, json_line};
use std::io::{self, IsTerminal};

/// Form of a list.
#[derive(Debug, clap::Args)]
pub(super) struct ListArguments {
    /// An object a line, as JSON
    #[arg(long)]
    json: bool,
    /// A row each, as CSV
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

/// Columns of the table where there is no terminal.
const WIDTH: usize = 140;

/// Prints rows one by one, or, for the table, all at the end.
pub(super) struct Printer<'a, R> {
    arguments: &'a ListArguments,
    /// Rows of the table at most.
    most: usize,
    csv: CsvRows<R>,
    table: Vec<R>,
    more: usize,
}

impl<'a, R: Row> Printer<'a, R> {
    pub(super) fn new(arguments: &'a ListArguments, most: usize) -> Self {
        Self { arguments, most, csv: CsvRows::default(), table: Vec::new(), more: 0 }
    }

    pub(super) fn print(&mut self, row: R) -> anyhow::Result<()> {
        if self.arguments.json {
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
        if self.arguments.csv {
            // The header, where there is no row.
            console::print(&self.csv.rows(&[])?)?;
        } else if !self.arguments.json {
            let width = io::stdout().is_terminal().then(console::width).flatten().unwrap_or(WIDTH);
            console::print(&R::table(&self.table, width))?;
            if self.more > 0 {
                console::print(&format!("\n… and {} more: --top, --csv, --json\n", self.more))?;
            }
        }
        Ok(())
    }
}
