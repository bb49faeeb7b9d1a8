//! The option `--people` of several commands.

use super::console;
use saidso::Pipeline;
use saidso::people::People;
use saidso::record::Record;
use saidso_io::read::PeopleFile;
use std::path::PathBuf;

/// The people who are known.
#[derive(Debug, clap::Args)]
pub(super) struct PeopleArguments {
    /// Add FILE's columns to sources who are in it: CSV, TSV or JSON with `name`, optionally `aliases`, and others
    #[arg(long, value_name = "FILE", help_heading = "Known people")]
    people: Option<PathBuf>,
}

impl PeopleArguments {
    /// Reads the file, if there is one; warns of aliases that several people share.
    pub(super) fn read(&self) -> anyhow::Result<Option<PeopleFile>> {
        let Some(path) = &self.people else { return Ok(None) };
        let file = PeopleFile::read(path)?;
        for warning in &file.warnings {
            console::line(format_args!("saidso: warning: {warning}"));
        }
        Ok(Some(file))
    }

    /// The people of the file, if there is one.
    pub(super) fn people(&self) -> anyhow::Result<Option<People>> {
        Ok(self.read()?.map(|file| file.people))
    }
}

/// Records which of these people the sources of a record are; without people, changes nothing.
pub(super) fn identify(people: Option<&People>, record: &mut Record) {
    if let Some(people) = people {
        people.identify(record);
    }
}

/// A pipeline that knows these people, if there are any.
pub(super) fn knowing(pipeline: Pipeline, people: Option<People>) -> Pipeline {
    match people {
        Some(people) => pipeline.with_people(people),
        None => pipeline,
    }
}
