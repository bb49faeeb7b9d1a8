//! `saidso claims`.

use super::Status;
use super::dates::{Gaps, SpanArguments};
use super::listing::{ListArguments, Printer};
use super::models::ModelArguments;
use super::records::each_line;
use anyhow::bail;
use clap::ValueEnum;
use saidso::record::{Assertion, Label, OutputLine};
use saidso_analysis::claims::{Filter, Rank, Top, listed};
use std::path::PathBuf;

/// List claims: who says what, each readable on its own
///
/// Reads the output of `extract`, or articles, which it labels first. By default, lists statements that their
/// speakers or the authors put forward, not what they deny, leave unsaid, ask, want or only suppose, nor mere topics.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso claims labels.jsonl                              the first 50
  saidso claims labels.jsonl --top 20 --by check-worthy   what to check first
  saidso claims labels.jsonl --speaker larsen --kind quote
  saidso claims labels.jsonl --assertion denied --csv > denied.csv
  saidso extract corpus/ | saidso claims - --json | jq .claim

Square brackets hold what the text says elsewhere: a name for a pronoun, a date for a day of the week. Claims that cannot \
be read on their own are printed unchanged (see `stands_alone` in CSV and JSON).")]
pub(super) struct Arguments {
    /// Output of `extract`, compressed or not, or articles; `-` is standard input
    #[arg(value_name = "OUTPUT", required = true)]
    files: Vec<PathBuf>,
    /// Only claims that the speaker presents in this way
    #[arg(long, value_enum, default_value = "asserted")]
    assertion: AssertionChoice,
    /// Only speakers whose names contain NAME; may be repeated
    #[arg(long, value_name = "NAME")]
    speaker: Vec<String>,
    /// Only claims of this kind
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// Include mere topics, which are not statements
    #[arg(long)]
    topics: bool,
    /// Only the first N by --by [default: all; the table shows the first 50 in article order]
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// Sort by this [default with --top: confidence]
    #[arg(long, value_enum)]
    by: Option<RankChoice>,
    #[command(flatten)]
    span: SpanArguments,
    #[command(flatten)]
    list: ListArguments,
    #[command(flatten)]
    model: ModelArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AssertionChoice {
    /// Puts it forward
    Asserted,
    /// Says that it is false
    Denied,
    /// Makes no mention of it, or declines to say it
    Unsaid,
    /// Asks about it
    Asked,
    /// Demands, plans or promises it
    Wanted,
    /// Would, might or will say it
    Hypothetical,
    /// Any of these
    Any,
}

impl AssertionChoice {
    fn assertion(self) -> Option<Assertion> {
        match self {
            Self::Asserted => Some(Assertion::Asserted),
            Self::Denied => Some(Assertion::Denied),
            Self::Unsaid => Some(Assertion::Unsaid),
            Self::Asked => Some(Assertion::Asked),
            Self::Wanted => Some(Assertion::Wanted),
            Self::Hypothetical => Some(Assertion::Hypothetical),
            Self::Any => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Somebody's words
    Quote,
    /// Reported in the author's words
    Fact,
    /// The author's own judgement
    Opinion,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RankChoice {
    /// Highest confidence first
    Confidence,
    /// Most worth checking first
    CheckWorthy,
}

/// Claims in the table by default.
const IN_TABLE: usize = 50;

/// Lists claims as the arguments say.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    let filter = Filter {
        // What is left unsaid is mostly a topic, so asking for it includes topics.
        topics: arguments.topics || arguments.assertion == AssertionChoice::Unsaid,
        assertion: arguments.assertion.assertion(),
        speakers: arguments.speaker.clone(),
        span: arguments.span.span()?,
        dates: arguments.span.dates.options(),
        label: arguments.kind.map(|kind| match kind {
            Kind::Quote => Label::Quote,
            Kind::Fact => Label::ReportedFact,
            Kind::Opinion => Label::Opinion,
        }),
    };
    let by_worth = arguments.by == Some(RankChoice::CheckWorthy);
    let ranked = arguments.by.is_some() || arguments.top.is_some();
    let rank = if by_worth { Rank::CheckWorthy } else { Rank::Confidence };
    let mut top = Top::new(rank, arguments.top.unwrap_or(usize::MAX));
    let mut printer = Printer::new(&arguments.list, arguments.top.unwrap_or(IN_TABLE), 0, &arguments.files)?;
    let (mut found, mut worth, mut gaps) = (0_usize, 0_usize, Gaps::default());
    let status = each_line(&arguments.files, &arguments.model, |line| {
        // Failed and skipped articles were reported earlier.
        let OutputLine::Record(record) = line else { return Ok(()) };
        let of_article = listed(&record, &filter);
        gaps.add(&record, &filter.dates, of_article.undated, of_article.imprecise);
        for claim in of_article.claims {
            found += 1;
            worth += usize::from(claim.check_worthy.is_some());
            if ranked { top.offer(claim) } else { printer.print(claim)? }
        }
        Ok(())
    })?;
    gaps.expect_field(&filter.dates)?;
    if by_worth && worth == 0 && found > 0 {
        bail!(
            "no claim has a score for check-worthiness (`check_worthy`): label the articles again with a model that computes \
             it, or rank --by confidence"
        );
    }
    for claim in top.ranked() {
        printer.print(claim)?;
    }
    printer.finish()?;
    gaps.report("claim", &filter.dates);
    Ok(status)
}
