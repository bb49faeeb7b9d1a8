//! Dates of articles: where they are, how to read them, and the period that a list covers.

use super::console;
use anyhow::bail;
use saidso::record::{Date, DayOrder, Moment, Record};
use saidso_analysis::dates::{DateOptions, Span};
use saidso_analysis::fields::{self, Known};
use saidso_analysis::numbers::counted;

/// Where the dates of articles are.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Dates")]
pub(super) struct DateArguments {
    /// Field of the metadata that holds the date, or its path [default: date, published, pubDate and other usual names]
    #[arg(long, value_name = "FIELD")]
    date: Option<String>,
    /// Read 05/06/2024 as 5 June, rather than as 6 May
    #[arg(long)]
    day_first: bool,
}

impl DateArguments {
    pub(super) fn options(&self) -> DateOptions {
        let order = if self.day_first { DayOrder::DayFirst } else { DayOrder::MonthFirst };
        DateOptions { field: self.date.clone(), order }
    }
}

/// The period that a list covers.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Dates")]
pub(super) struct SpanArguments {
    /// Only articles from this day or time on, such as 2024-05-13 or 2024-05-13T18:30
    #[arg(long, value_name = "DATE", value_parser = moment)]
    since: Option<Moment>,
    /// Only articles up to and including this day or time
    #[arg(long, value_name = "DATE", value_parser = moment)]
    until: Option<Moment>,
    #[command(flatten)]
    pub(super) dates: DateArguments,
}

impl SpanArguments {
    pub(super) fn span(&self) -> anyhow::Result<Span> {
        let Self { since, until, .. } = *self;
        let span = Span { since, until };
        if let (Some(since), Some(until)) = (since, until)
            && (since.day > until.day || since.order(&until).is_some_and(|order| order.is_gt() && until.time.is_some()))
        {
            bail!("--since {since} is after --until {until}");
        }
        Ok(span)
    }
}

fn moment(text: &str) -> Result<Moment, String> {
    Moment::read(text, DayOrder::Unknown).ok_or_else(|| "not a date such as 2024-05-13 or 2024-05-13T18:30".to_owned())
}

/// What a list leaves out because of missing dates.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    articles: usize,
    with_field: usize,
    undated: usize,
    imprecise: usize,
    unread: Option<String>,
    known: Known,
}

impl Gaps {
    /// Takes note of an article, and of how many of its items have no date or no precise one.
    pub(super) fn add(&mut self, record: &Record, options: &DateOptions, undated: usize, imprecise: usize) {
        self.articles += 1;
        let field = options.field.as_ref().and_then(|field| fields::find(&record.metadata, field));
        self.with_field += usize::from(field.is_some());
        self.known.add(&record.metadata);
        self.undated += undated;
        self.imprecise += imprecise;
        if undated > 0 && self.unread.is_none() {
            self.unread = options.unread(record);
        }
    }

    /// Refuses a field that no article has.
    pub(super) fn expect_field(&self, options: &DateOptions) -> anyhow::Result<()> {
        if let Some(field) = &options.field
            && self.articles > 0
            && self.with_field == 0
        {
            bail!("no article has the field `{field}`, which --date names; their metadata has {}", self.known);
        }
        Ok(())
    }

    /// The fields that articles have.
    pub(super) fn known(&self) -> &Known {
        &self.known
    }

    /// Says what was left out; `thing`: what the list holds.
    pub(super) fn report(&self, thing: &str, options: &DateOptions) {
        if self.undated > 0 {
            let undated = counted(self.undated, thing);
            let unread = that_is_read(self.unread.as_deref(), options);
            console::line(format_args!("{undated} left out: the articles have no date{unread}"));
        }
        if self.imprecise > 0 {
            let imprecise = counted(self.imprecise, thing);
            console::line(format_args!(
                "{imprecise} left out: the articles have a date, but not the day or the time that the period needs"
            ));
        }
    }
}

/// What follows "no date" if some article has one that cannot be read: so, an example and what to do about it.
pub(super) fn that_is_read(unread: Option<&str>, options: &DateOptions) -> String {
    let Some(date) = unread else { return String::new() };
    let is_day_first = options.order == DayOrder::DayFirst;
    let other = if is_day_first { DayOrder::MonthFirst } else { DayOrder::DayFirst };
    let remedy = match Date::read(date, other) {
        None => "--date names another field",
        Some(_) if is_day_first => "leave out --day-first",
        Some(_) => "--day-first reads it",
    };
    format!(" that can be read (not `{date}`: {remedy})")
}
