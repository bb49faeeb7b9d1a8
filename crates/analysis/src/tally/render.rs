//! A tally as a table, as CSV and as JSON.

use super::{Counts, Group, Speaker, Tally, text};
use crate::numbers::counted;
use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};
use saidso::record::SourceKind;
use serde::Serialize;
use serde_json::{Map, json};

/// No lines but one below the header.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));
/// Columns with what is counted, and its share.
const NUMBERS: [&str; 11] =
    ["articles", "claims", "%", "quote", "fact", "direct", "indirect", "mixed", "denied", "unsaid", "other"];

/// The `top` sources with most claims, or groups of them, and what each kind says, for a terminal.
pub fn table(tally: &Tally, top: usize) -> String {
    let (all, ranked) = (&tally.all, tally.ranked());
    let mut text = format!(
        "{}: {} of {} in {} of them, {} that the text gives to nobody it names, {} of the authors.\n\
         A claim is a statement that a source puts forward; what it denies, leaves unsaid, or only asks, wants, supposes or speaks \
         of (other) is counted beside.\n\
         A source is one over several articles only where its full name is the same, or it is one known person.\n\n",
        counted(tally.articles, "article"),
        counted(all.claims, "claim"),
        counted(ranked.len(), "source"),
        all.articles,
        tally.unattributed_claims,
        tally.author_claims
    );
    let (header, words, rows) = match &tally.by {
        Some(by) => (vec![by.as_str(), "sources"], 1, group_rows(tally)),
        None => (vec!["source", "kind", "article"], 3, speaker_rows(tally)),
    };
    let more = rows.len().saturating_sub(top);
    text += &draw(&header, words, rows.into_iter().take(top).collect());
    if more > 0 {
        text += "\n… and ";
        text += &more.to_string();
        text += " more";
    }
    let rows = tally.kinds.iter().map(|(of, counts)| {
        let words = [format!("all: {}", kind(*of)), String::new(), String::new()];
        words.into_iter().chain(numbers(counts, all)).collect()
    });
    text += "\n\n";
    text += &draw(&["", "", ""], 3, rows.collect());
    text.push('\n');
    text.chars().filter(|&character| character == '\n' || !character.is_control()).collect()
}

fn speaker_rows(tally: &Tally) -> Vec<Vec<String>> {
    let row = |speaker: &Speaker| {
        let words = [speaker.name.clone(), kind(speaker.kind).to_owned(), speaker.article.clone().unwrap_or_default()];
        words.into_iter().chain(numbers(&speaker.counts, &tally.all)).collect()
    };
    tally.ranked().into_iter().map(row).collect()
}

fn group_rows(tally: &Tally) -> Vec<Vec<String>> {
    let row = |Group { value, sources, counts }: Group| {
        let first = [value.unwrap_or_else(|| "not known".to_owned()), sources.to_string()];
        first.into_iter().chain(numbers(&counts, &tally.all)).collect()
    };
    tally.groups().into_iter().map(row).collect()
}

/// A table of which so many columns hold words, and the last what `NUMBERS` says.
fn draw(header: &[&str], words: usize, rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(STYLE).set_header(header.iter().copied().chain(NUMBERS)).add_rows(rows);
    for column in table.column_iter_mut().skip(words) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.trim_fmt()
}

fn numbers(counts: &Counts, all: &Counts) -> Vec<String> {
    let share = if all.claims == 0 { 0.0 } else { 100.0 * counts.claims as f64 / all.claims as f64 };
    let other = counts.asked + counts.wanted + counts.hypothetical + counts.topics;
    let counted = [
        counts.quote,
        counts.reported_fact,
        counts.direct,
        counts.indirect,
        counts.mixed,
        counts.denied,
        counts.unsaid,
        other,
    ];
    [counts.articles.to_string(), counts.claims.to_string(), format!("{share:.1}")]
        .into_iter()
        .chain(counted.iter().map(ToString::to_string))
        .collect()
}

fn kind(kind: Option<SourceKind>) -> &'static str {
    kind.map_or("unknown", SourceKind::name)
}

/// All sources or groups, a line each, as CSV with a header. What is known of sources stands in the last columns.
///
/// # Errors
/// None in practice: writing to memory does not fail.
pub fn csv(tally: &Tally) -> Result<String, csv::Error> {
    const COUNTS: [&str; 13] = [
        "articles",
        "claims",
        "quote",
        "reported_fact",
        "direct",
        "indirect",
        "mixed",
        "denied",
        "unsaid",
        "asked",
        "wanted",
        "hypothetical",
        "topics",
    ];
    let mut writer = csv::Writer::from_writer(Vec::new());
    if let Some(by) = &tally.by {
        writer.write_record([by, "sources"].into_iter().chain(COUNTS))?;
        for Group { value, sources, counts } in tally.groups() {
            let first = [value.unwrap_or_default(), sources.to_string()];
            writer.write_record(first.into_iter().chain(cells(counts)))?;
        }
    } else {
        let ranked = tally.ranked();
        let mut columns: Vec<&String> = Vec::new();
        for column in ranked.iter().filter_map(|speaker| speaker.person.as_ref()).flat_map(Map::keys) {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        let known = columns.iter().map(|column| format!("person.{column}"));
        let header = ["name", "kind", "article"].into_iter().chain(COUNTS).map(str::to_owned);
        writer.write_record(header.chain(known))?;
        for Speaker { name, kind: of, article, person, counts } in ranked {
            let first = [name.clone(), kind(*of).to_owned(), article.clone().unwrap_or_default()];
            let value =
                |column: &&String| person.as_ref().and_then(|person| person.get(*column)).map_or(String::new(), text);
            writer.write_record(first.into_iter().chain(cells(*counts)).chain(columns.iter().map(value)))?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn cells(counts: Counts) -> [String; 13] {
    let Counts { articles, claims, quote, reported_fact, direct, indirect, mixed, .. } = counts;
    let Counts { denied, unsaid, asked, wanted, hypothetical, topics, .. } = counts;
    [
        articles,
        claims,
        quote,
        reported_fact,
        direct,
        indirect,
        mixed,
        denied,
        unsaid,
        asked,
        wanted,
        hypothetical,
        topics,
    ]
    .map(|number| number.to_string())
}

/// What all sources of a kind say.
#[derive(Serialize)]
struct OfKind {
    kind: Option<SourceKind>,
    #[serde(flatten)]
    counts: Counts,
}

/// All of it as JSON.
///
/// # Errors
/// None in practice: it holds nothing that JSON cannot.
pub fn json(tally: &Tally) -> Result<String, serde_json::Error> {
    let Tally { articles, author_claims, unattributed_claims, all, kinds, .. } = tally;
    let kinds: Vec<OfKind> = kinds.iter().map(|(kind, counts)| OfKind { kind: *kind, counts: *counts }).collect();
    let speakers = tally.ranked();
    let mut sums = json!({"articles": articles, "author_claims": author_claims,
        "unattributed_claims": unattributed_claims, "all": all, "kinds": kinds, "speakers": speakers});
    if let Some(by) = &tally.by {
        sums["by"] = json!(by);
        sums["groups"] = json!(tally.groups());
    }
    Ok(serde_json::to_string_pretty(&sums)? + "\n")
}
