//! Shares as a table and as CSV.

use super::{Group, KindShares, LabelShares, Share};
use crate::listing::{CellType, Columns, Row, grid, group_names, texts};
use crate::numbers::count;
use crate::view::cell;
use comfy_table::CellAlignment;
use serde_json::Value;

impl Row for LabelShares {
    fn columns(groups: usize) -> Columns {
        columns(groups, "sentences", &["reported_fact", "quote", "opinion"])
    }

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
    fn columns(groups: usize) -> Columns {
        columns(groups, "claims", &["persons", "organizations", "documents", "groups", "unnamed"])
    }

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

/// `total`: what is counted; `shares`: names of the shares.
fn columns(groups: usize, total: &str, shares: &[&str]) -> Columns {
    let shares = shares.iter().flat_map(|name| [(*name).to_owned(), format!("{name}_low"), format!("{name}_high")]);
    texts(group_names("group", groups))
        .chain(texts(["period"]))
        .chain(["articles", total].map(|name| (name.to_owned(), CellType::Integer)))
        .chain(shares.map(|name| (name, CellType::Number)))
        .collect()
}

fn cells(of: &Group, total: u64, shares: &[Share]) -> Vec<Value> {
    let mut cells: Vec<Value> = of.group.iter().map(|value| value.clone().into()).collect();
    if of.group.is_empty() {
        cells.push(Value::Null);
    }
    cells.extend([of.period.clone().into(), of.articles.into(), total.into()]);
    for Share { share, low, high } in shares {
        cells.extend([*share, *low, *high].map(Value::from));
    }
    cells
}

/// `header`: headings of the total and of the shares.
fn table(header: &[&str], rows: &[(&Group, u64, Vec<Share>)], width: usize) -> String {
    // Columns without values are left out.
    let groups = rows.first().map_or(0, |(of, ..)| of.group.len());
    let over = rows.iter().any(|(of, ..)| of.period.is_some());
    let mut names: Vec<String> = group_names("group", groups).take(groups).collect();
    names.extend(over.then(|| "period".to_owned()));
    let words = names.len();
    names.push("articles".to_owned());
    names.extend(header.iter().map(|&name| name.to_owned()));
    let mut table = grid(names, width);
    for (of, total, shares) in rows {
        let name = |name: &Option<String>| cell(name.as_deref().unwrap_or("(none)"));
        let mut cells: Vec<String> = of.group.iter().map(name).chain(over.then(|| name(&of.period))).collect();
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
