//! Known people, as commands take them.

use super::console;
use saidso::Pipeline;
use saidso::people::People;
use saidso::record::Record;
use saidso_io::read::PeopleFile;
use std::path::PathBuf;

/// Who is known.
#[derive(Debug, clap::Args)]
pub(super) struct PeopleArguments {
    /// Give sources who are people of FILE its columns: CSV, TSV or JSON with `name`, perhaps `aliases`, and others
    #[arg(long, value_name = "FILE", help_heading = "Model")]
    people: Option<PathBuf>,
}

impl PeopleArguments {
    /// Reads the file, if there is one; aliases that it shares out twice are named.
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

/// Says of the sources of a record which of these people they are, if there are any; else nothing changes.
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
