//! Shares as a table and as CSV.

use super::{Group, KindShares, LabelShares, Share};
use crate::listing::{Cell, Row, grid};
use crate::numbers::count;
use crate::view::sanitize;
use comfy_table::CellAlignment;
use serde_json::Value;

impl Row for LabelShares {
    const COLUMNS: &'static [(&'static str, Cell)] = &[
        ("group", Cell::Text),
        ("period", Cell::Text),
        ("articles", Cell::Integer),
        ("sentences", Cell::Integer),
        ("reported_fact", Cell::Number),
        ("reported_fact_low", Cell::Number),
        ("reported_fact_high", Cell::Number),
        ("quote", Cell::Number),
        ("quote_low", Cell::Number),
        ("quote_high", Cell::Number),
        ("opinion", Cell::Number),
        ("opinion_low", Cell::Number),
        ("opinion_high", Cell::Number),
    ];

    fn cells(&self) -> Vec<Value> {
        cells(&self.of, self.sentences, &self.shares())
    }

    fn table(rows: &[Self], width: usize) -> String {
        let rows: Vec<_> = rows.iter().map(|row| (&row.of, row.sentences, row.shares().to_vec())).collect();
        table(&["sentences", "fact, %", "quote, %", "opinion, %"], &rows, width)
    }
}

impl LabelShares {
    fn shares(&self) -> [Share; 3] {
        [self.reported_fact, self.quote, self.opinion]
    }
}

impl Row for KindShares {
    const COLUMNS: &'static [(&'static str, Cell)] = &[
        ("group", Cell::Text),
        ("period", Cell::Text),
        ("articles", Cell::Integer),
        ("claims", Cell::Integer),
        ("persons", Cell::Number),
        ("persons_low", Cell::Number),
        ("persons_high", Cell::Number),
        ("organizations", Cell::Number),
        ("organizations_low", Cell::Number),
        ("organizations_high", Cell::Number),
        ("documents", Cell::Number),
        ("documents_low", Cell::Number),
        ("documents_high", Cell::Number),
        ("groups", Cell::Number),
        ("groups_low", Cell::Number),
        ("groups_high", Cell::Number),
        ("unnamed", Cell::Number),
        ("unnamed_low", Cell::Number),
        ("unnamed_high", Cell::Number),
    ];

    fn cells(&self) -> Vec<Value> {
        cells(&self.of, self.claims, &self.shares())
    }

    fn table(rows: &[Self], width: usize) -> String {
        let rows: Vec<_> = rows.iter().map(|row| (&row.of, row.claims, row.shares().to_vec())).collect();
        let header = ["claims", "persons, %", "organizations, %", "documents, %", "groups, %", "unnamed, %"];
        table(&header, &rows, width)
    }
}

impl KindShares {
    fn shares(&self) -> [Share; 5] {
        [self.persons, self.organizations, self.documents, self.groups, self.unnamed]
    }
}

fn cells(of: &Group, total: u64, shares: &[Share]) -> Vec<Value> {
    let mut cells = vec![of.group.clone().into(), of.period.clone().into(), of.articles.into(), total.into()];
    for Share { share, low, high } in shares {
        cells.extend([*share, *low, *high].map(Value::from));
    }
    cells
}

/// `header`: headings of the total and of the shares.
fn table(header: &[&str], rows: &[(&Group, u64, Vec<Share>)], width: usize) -> String {
    // Columns without values are left out.
    let by = rows.iter().any(|(of, ..)| of.group.is_some());
    let over = rows.iter().any(|(of, ..)| of.period.is_some());
    let mut names: Vec<&str> = by.then_some("group").into_iter().chain(over.then_some("period")).collect();
    let words = names.len();
    names.push("articles");
    names.extend(header);
    let mut table = grid(names, width);
    for (of, total, shares) in rows {
        let name = |name: &Option<String>| sanitize(name.as_deref().unwrap_or("(none)")).into_owned();
        let mut cells: Vec<String> =
            by.then(|| name(&of.group)).into_iter().chain(over.then(|| name(&of.period))).collect();
        cells.extend([count(of.articles), total.to_string()]);
        cells.extend(shares.iter().copied().map(share));
        table.add_row(cells);
    }
    table.column_iter_mut().skip(words).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
    table.trim_fmt() + "\n"
}

/// `41.2 (38.0–44.1)`, in per cent.
fn share(share: Share) -> String {
    let Some(own) = share.share else { return "–".to_owned() };
    match (share.low, share.high) {
        (Some(low), Some(high)) => format!("{:.1} ({:.1}–{:.1})", own * 100.0, low * 100.0, high * 100.0),
        _ => format!("{:.1}", own * 100.0),
    }
}
