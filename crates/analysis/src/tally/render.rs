//! A tally as a table, as CSV and as JSON.

use super::{Counts, Speaker, Tally};
use crate::numbers::counted;
use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};
use saidso::record::SourceKind;
use serde::Serialize;
use serde_json::json;

/// No lines but one below the header.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));
/// Columns of a table that hold words.
const WORDS: usize = 3;

/// The `top` sources with most claims, and what each kind says, for a terminal.
pub fn table(tally: &Tally, top: usize) -> String {
    let (all, ranked) = (&tally.all, tally.ranked());
    let mut text = format!(
        "{}: {} of {} in {} of them, {} that the text gives to nobody it names, {} of the authors.\n\
         A source is one over several articles only where its full name is the same.\n\n",
        counted(tally.articles, "article"),
        counted(all.claims, "claim"),
        counted(ranked.len(), "source"),
        all.articles,
        tally.unattributed_claims,
        tally.author_claims
    );
    let shown = &ranked[..top.min(ranked.len())];
    let rows = shown.iter().map(|speaker| {
        let words = [speaker.name.clone(), kind(speaker.kind).to_owned(), speaker.article.clone().unwrap_or_default()];
        words.into_iter().chain(numbers(&speaker.counts, all)).collect()
    });
    text += &draw(&["source", "kind", "article"], rows.collect());
    if shown.len() < ranked.len() {
        text += "\n… and ";
        text += &(ranked.len() - shown.len()).to_string();
        text += " more";
    }
    let rows = tally.kinds.iter().map(|(of, counts)| {
        let words = [format!("all: {}", kind(*of)), String::new(), String::new()];
        words.into_iter().chain(numbers(counts, all)).collect()
    });
    text += "\n\n";
    text += &draw(&["", "", ""], rows.collect());
    text.push('\n');
    text.chars().filter(|&character| character == '\n' || !character.is_control()).collect()
}

fn draw(words: &[&str; WORDS], rows: Vec<Vec<String>>) -> String {
    const NUMBERS: [&str; 8] = ["articles", "claims", "%", "quote", "fact", "direct", "indirect", "mixed"];
    let mut table = Table::new();
    table.load_style(STYLE).set_header(words.iter().copied().chain(NUMBERS)).add_rows(rows);
    for column in table.column_iter_mut().skip(WORDS) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.trim_fmt()
}

fn numbers(counts: &Counts, all: &Counts) -> Vec<String> {
    let share = if all.claims == 0 { 0.0 } else { 100.0 * counts.claims as f64 / all.claims as f64 };
    let counted = [counts.quote, counts.reported_fact, counts.direct, counts.indirect, counts.mixed];
    [counts.articles.to_string(), counts.claims.to_string(), format!("{share:.1}")]
        .into_iter()
        .chain(counted.iter().map(ToString::to_string))
        .collect()
}

fn kind(kind: Option<SourceKind>) -> &'static str {
    kind.map_or("unknown", SourceKind::name)
}

/// All sources, a line each, as CSV with a header.
///
/// # Errors
/// None in practice: writing to memory does not fail.
pub fn csv(tally: &Tally) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "name",
        "kind",
        "article",
        "articles",
        "claims",
        "quote",
        "reported_fact",
        "direct",
        "indirect",
        "mixed",
    ])?;
    for Speaker { name, kind: of, article, counts } in tally.ranked() {
        let Counts { articles, claims, quote, reported_fact, direct, indirect, mixed } = *counts;
        let numbers =
            [articles, claims, quote, reported_fact, direct, indirect, mixed].map(|number| number.to_string());
        let words = [name.as_str(), kind(*of), article.as_deref().unwrap_or_default()];
        writer.write_record(words.into_iter().chain(numbers.iter().map(String::as_str)))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
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
    let sums = json!({"articles": articles, "author_claims": author_claims, "unattributed_claims": unattributed_claims,
        "all": all, "kinds": kinds, "speakers": speakers});
    Ok(serde_json::to_string_pretty(&sums)? + "\n")
}
