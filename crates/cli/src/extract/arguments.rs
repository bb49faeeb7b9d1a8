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
/// that cannot be labelled becomes an object with an `error`, and is reported on standard error.
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

A text file is one article; its id is its path within the folder or archive that was named, without extensions. \
JSON holds articles as lines, as a list or as the response of a news API. In CSV, TSV, Parquet and SQLite, each row is \
an article; in WARC and WET, each record; in RSS, Atom, NITF, NewsML, SGML (Reuters-21578, Gigaword) and exports from \
LexisNexis, ProQuest and Factiva, each document; in mail and mailboxes, each message. A web page is one article: its \
main text, with author and date as metadata. ZIP and tar archives may hold any of these; files may be compressed with \
gzip, zstd, bzip2 or xz. The kind of a file is recognised by its content where possible, otherwise by its name. \
In a folder, all files of a known kind are read, including those in subfolders, except files whose names begin with a \
dot and links that lead out of the folder. Files that are left out are counted at the end; --list-skipped names them.

--text-field and similar options take paths: fields.bodyText; authors.0.name; articles[].body, where each element of a \
list is an article. A text may be a list of paragraphs. HTML in a field becomes text, to which all offsets refer; the \
metadata then has text_from. URLs are not fetched: curl -sL URL | saidso extract -

Articles that are not in English are skipped unless --any-language is given: each becomes an object with `skipped`, and \
does not count as a failure.

With --people FILE, a source who is one of these people gets that person's columns as `person`. People are recognised by \
full name or alias, ignoring case and accents; or by surname, initials or a different middle name, if that fits nobody \
else in FILE or among the sources of the article.

With -o FILE, the extension of the name sets the format, and the output is written to FILE.partial and renamed when it is \
complete. With -o DIR/, it is written in parts, and manifest.json records what has been done. To resume a run that was \
interrupted or killed, repeat the command with --resume; the parts are then byte for byte the same as without the \
interruption.

`saidso --help` lists the exit statuses. SAIDSO_MODEL names the model, and every option has an environment variable of \
its own, such as SAIDSO_EXTRACT_THREADS.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(super) reading: InputArguments,
    /// How standard input is read; records are always written once ready
    #[arg(long, value_enum, value_name = "WHEN", default_value = "full", help_heading = INPUT)]
    flush: Flush,
    #[command(flatten)]
    pub(super) output: OutputArguments,
    /// Indent the JSON for reading
    #[arg(long, help_heading = "Output")]
    pub(super) pretty: bool,
    /// Write records as they are ready, not in input order
    #[arg(long, help_heading = "Output")]
    pub(super) unordered_ok: bool,
    /// Model folder, or name of a model [default: saidso-en]
    #[arg(long, value_name = "DIR", env = "SAIDSO_MODEL", help_heading = "Model")]
    pub(super) model: Option<OsString>,
    /// Number of threads, which does not affect the output [default: one per processor]
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
    /// Name the files that are left out because their kind is not read
    #[arg(long, help_heading = MESSAGES)]
    pub(super) list_skipped: bool,
    /// Show no progress and no summary, only errors
    #[arg(short, long, help_heading = MESSAGES)]
    pub(super) quiet: bool,
    /// Show at the end how much CPU time each stage took
    #[arg(long, help_heading = MESSAGES)]
    pub(super) stats: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Flush {
    /// Text, a table or JSON Lines, judged by its content
    Full,
    /// JSON Lines, where every line gets exactly one answer
    Each,
}

impl Arguments {
    /// Whether every line of standard input gets one answer.
    pub(super) fn answers_each(&self) -> bool {
        self.flush == Flush::Each
    }
}
