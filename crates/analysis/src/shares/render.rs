//! Shares as a table and as CSV.

use super::{GroupShares, Share};
use crate::listing::{Row, STYLE};
use crate::numbers::count;
use crate::view::tame;
use comfy_table::{CellAlignment, ContentArrangement, Table};

impl Row for GroupShares {
    const HEADER: &'static [&'static str] = &[
        "group",
        "period",
        "articles",
        "sentences",
        "reported_fact",
        "reported_fact_low",
        "reported_fact_high",
        "quote",
        "quote_low",
        "quote_high",
        "opinion",
        "opinion_low",
        "opinion_high",
    ];

    fn cells(&self) -> Vec<String> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let mut cells =
            vec![text(&self.group), text(&self.period), self.articles.to_string(), self.sentences.to_string()];
        for Share { share, low, high } in self.labels() {
            cells.extend([share, low, high].map(|number| number.map(|number| number.to_string()).unwrap_or_default()));
        }
        cells
    }

    fn table(rows: &[Self], width: usize) -> String {
        // Columns that say nothing are left out.
        let by = rows.iter().any(|row| row.group.is_some());
        let over = rows.iter().any(|row| row.period.is_some());
        let mut table = Table::new();
        let mut header: Vec<&str> = by.then_some("group").into_iter().chain(over.then_some("period")).collect();
        let words = header.len();
        header.extend(["articles", "sentences", "fact, %", "quote, %", "opinion, %"]);
        table.load_style(STYLE).set_header(header);
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width.clamp(60, 200) as u16);
        for row in rows {
            let name = |name: &Option<String>| tame(name.as_deref().unwrap_or("(none)")).into_owned();
            let mut cells: Vec<String> =
                by.then(|| name(&row.group)).into_iter().chain(over.then(|| name(&row.period))).collect();
            cells.extend([count(row.articles), row.sentences.to_string()]);
            cells.extend(row.labels().map(share));
            table.add_row(cells);
        }
        table.column_iter_mut().skip(words).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
        table.trim_fmt() + "\n"
    }
}

impl GroupShares {
    fn labels(&self) -> [Share; 3] {
        [self.reported_fact, self.quote, self.opinion]
    }
}

/// `41.2 (38.0–44.1)`, in per cent.
fn share(share: Share) -> String {
    let Some(own) = share.share else { return "–".to_owned() };
    match (share.low, share.high) {
        (Some(low), Some(high)) => format!("{:.1} ({:.1}–{:.1})", own * 100.0, low * 100.0, high * 100.0),
        _ => format!("{:.1}", own * 100.0),
    }
}
