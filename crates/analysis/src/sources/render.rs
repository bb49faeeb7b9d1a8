//! Totals as a table, as CSV and as JSON.

use super::{Counts, Group, SourceTotals, Speaker};
use crate::fields;
use crate::listing::{CellType, Columns, Flat, STYLE, texts};
use crate::numbers::{count, counted};
use comfy_table::{CellAlignment, Table};
use saidso::record::SourceKind;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Column headings of the counts, and of the share of all claims.
const NUMBERS: [&str; 11] =
    ["articles", "claims", "%", "quote", "fact", "direct", "indirect", "mixed", "denied", "unsaid", "other"];

/// The `top` sources (or groups of sources) with most claims, and the totals of each kind, for a terminal.
pub fn table(totals: &SourceTotals, top: usize) -> String {
    let (all, ranked) = (&totals.all, totals.ranked());
    let claiming = ranked.iter().filter(|speaker| speaker.counts.claims > 0).count();
    let others = match ranked.len() - claiming {
        0 => String::new(),
        1 => " (1 more has no claim)".to_owned(),
        others => format!(" ({} more have no claim)", count(others)),
    };
    let mut text = format!(
        "{}: {} by {}{others} in {} of them, {} by somebody whom the text does not identify, {} by the authors.\n\
         A claim is a statement that a source puts forward; what it denies, leaves unsaid, or only asks, wants, \
         supposes or mentions (other) is counted separately.\n\
         Sources in several articles count as one only if their full names match or they are one known person.\n\n",
        counted(totals.articles, "article"),
        counted(all.claims, "claim"),
        counted(claiming, "source"),
        all.articles,
        count(totals.unattributed_claims),
        count(totals.author_claims)
    );
    let (header, words, rows) = if totals.by.is_empty() {
        (vec!["source", "kind", "article"], 3, speaker_rows(totals))
    } else {
        let by = totals.by.iter().map(String::as_str);
        (by.chain(["sources"]).collect(), totals.by.len(), group_rows(totals))
    };
    let more = rows.len().saturating_sub(top);
    text += &draw(&header, words, rows.into_iter().take(top).collect());
    if more > 0 {
        text += "\n… and ";
        text += &more.to_string();
        text += " more";
    }
    let rows = totals.kinds.iter().map(|(of, counts)| {
        let words = [format!("all: {}", kind(*of)), String::new(), String::new()];
        words.into_iter().chain(numbers(counts, all)).collect()
    });
    text += "\n\n";
    text += &draw(&["", "", ""], 3, rows.collect());
    text.push('\n');
    text.chars().filter(|&character| character == '\n' || !character.is_control()).collect()
}

fn speaker_rows(totals: &SourceTotals) -> Vec<Vec<String>> {
    let row = |speaker: &Speaker| {
        let words = [speaker.name.clone(), kind(speaker.kind).to_owned(), speaker.article.clone().unwrap_or_default()];
        words.into_iter().chain(numbers(&speaker.counts, &totals.all)).collect()
    };
    totals.ranked().into_iter().map(row).collect()
}

fn group_rows(totals: &SourceTotals) -> Vec<Vec<String>> {
    let row = |Group { value, sources, counts }: Group| {
        let values = value.into_iter().map(|value| value.unwrap_or_else(|| "not known".to_owned()));
        values.chain([sources.to_string()]).chain(numbers(&counts, &totals.all)).collect()
    };
    totals.groups().into_iter().map(row).collect()
}

/// A table in which the first `words` columns hold text and the rest hold `NUMBERS`.
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

/// Columns of the counts.
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

/// The first `top` sources or groups of each part, one row each. `each` names the column that says which part a row
/// belongs to, if there is one. What is known about sources is in the last columns.
pub fn flat(parts: &[(Option<String>, &SourceTotals)], each: Option<&str>, top: usize) -> Flat {
    let mut columns: Columns = texts(each).collect();
    let by = parts.first().map_or(&[][..], |(_, totals)| &totals.by);
    let count = |name: &str| (name.to_owned(), CellType::Integer);
    let ranked: Vec<Vec<&Speaker>> =
        parts.iter().map(|(_, totals)| totals.ranked().into_iter().take(top).collect()).collect();
    let mut known: Vec<&String> = Vec::new();
    if by.is_empty() {
        columns.extend(texts(["name", "kind", "article"]));
        for column in ranked.iter().flatten().filter_map(|speaker| speaker.person.as_ref()).flat_map(Map::keys) {
            if !known.contains(&column) {
                known.push(column);
            }
        }
    } else {
        columns.extend(texts(by));
        columns.push(count("sources"));
    }
    columns.extend(COUNTS.map(count));
    columns.extend(texts(known.iter().map(|column| format!("person.{column}"))));
    let mut rows = Vec::new();
    for ((value, totals), ranked) in parts.iter().zip(ranked) {
        let first = || each.map(|_| Value::from(value.clone())).into_iter();
        if !by.is_empty() {
            rows.extend(totals.groups().into_iter().take(top).map(|Group { value, sources, counts }| {
                first().chain(value.into_iter().map(Value::from)).chain([sources.into()]).chain(cells(counts)).collect()
            }));
            continue;
        }
        rows.extend(ranked.into_iter().map(|Speaker { name, kind: of, article, person, counts }| {
            let column = |column: &&String| {
                person
                    .as_ref()
                    .and_then(|person| person.get(*column))
                    .map_or(Value::Null, |value| fields::text(value).into())
            };
            let own = [Value::from(name.clone()), kind(*of).into(), article.clone().into()];
            first().chain(own).chain(cells(*counts)).chain(known.iter().map(column)).collect()
        }));
    }
    Flat { columns, rows }
}

fn cells(counts: Counts) -> [Value; 13] {
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
    .map(Value::from)
}

/// Totals of all sources of a kind.
#[derive(Serialize)]
struct OfKind {
    kind: Option<SourceKind>,
    #[serde(flatten)]
    counts: Counts,
}

/// The totals as JSON.
pub fn json(totals: &SourceTotals) -> Value {
    let SourceTotals { articles, author_claims, unattributed_claims, all, kinds, .. } = totals;
    let kinds: Vec<OfKind> = kinds.iter().map(|(kind, counts)| OfKind { kind: *kind, counts: *counts }).collect();
    let speakers = totals.ranked();
    let mut sums = json!({"articles": articles, "author_claims": author_claims,
        "unattributed_claims": unattributed_claims, "all": all, "kinds": kinds, "speakers": speakers});
    if !totals.by.is_empty() {
        // One field is a name, several are a list.
        sums["by"] = if let [by] = &totals.by[..] { json!(by) } else { json!(totals.by) };
        sums["groups"] = json!(totals.groups());
    }
    sums
}
