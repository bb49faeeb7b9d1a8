use crate::inputs::{INPUT, InputArguments, LimitArguments, MESSAGES};
use crate::models::Calculation;
use crate::output::{OutputArguments, RunArguments};
use crate::people::PeopleArguments;
use clap::{ValueEnum, value_parser};
use std::ffi::OsString;

/// Label the sentences of articles and attribute them
///
/// Writes one JSON object per article, in the order of the input: its sentences with labels, its attributions with cue,
/// source and content, its sources and claims. Offsets count Unicode code points of the article's text. An article
/// that cannot be labelled is an object with an `error`, and a line on standard error.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(override_usage = "saidso extract [OPTIONS] <INPUT>...")]
#[command(after_help = "\
Examples:
  saidso extract story.txt --pretty
  saidso extract corpus/ letters.txt -o labels.jsonl --threads 8
  saidso extract export.csv --text-field body --id-field url -o labels.jsonl
  saidso extract dump.parquet --keep-fields date,outlet -o labels.jsonl
  saidso extract 'crawl/*.warc.gz' --duplicates skip -o labels.jsonl
  zcat dump.jsonl.gz | saidso extract - > labels.jsonl
  saidso extract corpus/ -o labels.jsonl.zst
  saidso extract corpus/ -o sentences.parquet --rows sentences
  saidso extract corpus/ -o labels/ --resume
  saidso extract corpus/ --people people.csv -o labels.jsonl
  saidso extract corpus/ -o labels-2/ --shard 2/8
  tail -f feed.jsonl | saidso extract - --flush each

A text file is one article; its id is its path in the folder or archive that was named, without extensions. \
JSON has articles in lines, lists or the answers of news servers, CSV, TSV and Parquet a row each, WARC and WET a record, \
RSS, Atom, NITF, NewsML and SGML (Reuters-21578, Gigaword) a document, exports of LexisNexis, ProQuest and Factiva too, mail \
and mailboxes a message. A web page is one article: its main text, with author and date as metadata. ZIP and tar \
archives hold any of these; files may be compressed by gzip, zstd, bzip2 or xz. Content tells the kind where it can, \
else the name. \
In a folder, the files of a known kind are read, those of its folders too, but none whose name begins with a dot, and no \
link that leads out; what is left out is counted at the end, and --list-skipped names it.

--text-field and the like take paths: fields.bodyText; authors.0.name; articles[].body, where each element of a list is \
an article. A text may be a list of paragraphs. HTML in a field becomes text, to which all offsets refer; the metadata then \
has text_from. An address is not fetched: curl -sL URL | saidso extract -

Articles that are not in English are skipped, unless --any-language: an object with `skipped` stands in their place, \
and they are no failures.

With --people FILE, a source who is one of these people is given the columns of that person as `person`: by full name \
or alias, whatever the case and accents; by surname, initials or another middle name, where nobody else is meant by \
that in FILE or among the sources of the article.

With -o FILE, the ending of the name gives the form, and the output is written to FILE.partial and renamed when it is whole. With -o DIR/, it is written in parts, \
and manifest.json says what is done. A run that was interrupted or killed goes on with the same command and --resume; \
the parts are then the same, byte for byte, as without the break.

`saidso --help` tells the exit statuses. SAIDSO_MODEL names the model, and every option has a variable of its own, as \
SAIDSO_EXTRACT_THREADS.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(super) reading: InputArguments,
    /// What standard input is; records are written as they are ready in any case
    #[arg(long, value_enum, value_name = "WHEN", default_value = "full", help_heading = INPUT)]
    flush: Flush,
    #[command(flatten)]
    pub(super) output: OutputArguments,
    /// Indent the JSON for reading
    #[arg(long, help_heading = "Output")]
    pub(super) pretty: bool,
    /// Records may come out of order, the first one ready first
    #[arg(long, help_heading = "Output")]
    pub(super) unordered_ok: bool,
    /// Model folder, or name of a model [default: saidso-en]
    #[arg(long, value_name = "DIR", env = "SAIDSO_MODEL", help_heading = "Model")]
    pub(super) model: Option<OsString>,
    /// Threads [default: one for each processor]; the output does not depend on them
    #[arg(long, value_name = "N", value_parser = value_parser!(u16).range(1..=256), help_heading = "Model")]
    pub(super) threads: Option<u16>,
    #[command(flatten)]
    pub(super) calculation: Calculation,
    #[command(flatten)]
    pub(super) people: PeopleArguments,
    #[command(flatten)]
    pub(super) limits: LimitArguments,
    #[command(flatten)]
    pub(super) run: RunArguments,
    /// Name the files that are left out, since they are of a kind that is not read
    #[arg(long, help_heading = MESSAGES)]
    pub(super) list_skipped: bool,
    /// Neither progress nor summary; errors are still named
    #[arg(short, long, help_heading = MESSAGES)]
    pub(super) quiet: bool,
    /// Say at the end how much processor time each stage took
    #[arg(long, help_heading = MESSAGES)]
    pub(super) stats: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Flush {
    /// A text, a table or JSON Lines, by what it looks like
    Full,
    /// JSON Lines, each of which gets one answer, whatever it holds
    Each,
}

impl Arguments {
    /// Whether every line of standard input gets one answer.
    pub(super) fn answers_each(&self) -> bool {
        self.flush == Flush::Each
    }
}
