//! `saidso schema`.

use super::{Status, console};
use clap::ValueEnum;
use saidso::record::{gold_schema, schema};

/// Print the JSON Schema of records, or of gold files
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso schema | jq .title
  saidso schema gold > gold.schema.json
  check-jsonschema --schemafile <(saidso schema) record.json")]
pub(super) struct Arguments {
    /// The form to describe
    #[arg(value_enum, default_value_t = Form::Record)]
    form: Form,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    /// A line that `extract` writes
    Record,
    /// A line of a gold file, or of another system's predictions
    Gold,
}

/// Prints the schema.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    let schema = match arguments.form {
        Form::Record => schema(),
        Form::Gold => gold_schema(),
    };
    let text = serde_json::to_string_pretty(&schema)? + "\n";
    console::print(&text)?;
    Ok(Status::AllWell)
}
