use crate::prepare::Prepared;

/// A window of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    /// Index of its article in the group.
    pub(super) article: usize,
    /// Index of the window in its article.
    pub(super) window: usize,
}

/// Cuts the windows of a group into batches of at most `tokens` padded word pieces, or of one window where that has
/// more. Windows of like length come together; which ones depends on the group alone.
pub(super) fn cut(articles: &[&Prepared], tokens: usize) -> Vec<Vec<Row>> {
    let length = |row: &Row| articles[row.article].windows[row.window].pieces.len();
    let mut rows: Vec<Row> = articles
        .iter()
        .enumerate()
        .flat_map(|(article, prepared)| (0..prepared.windows.len()).map(move |window| Row { article, window }))
        .collect();
    // Longest first: the last batches, when some threads have nothing left to do, are the quickest. The sort is stable.
    rows.sort_by_key(|row| std::cmp::Reverse(length(row)));
    let mut batches: Vec<Vec<Row>> = Vec::new();
    let mut padded_to = 0;
    for row in rows {
        match batches.last_mut() {
            Some(batch) if padded_to * (batch.len() + 1) <= tokens => batch.push(row),
            _ => {
                padded_to = length(&row);
                batches.push(vec![row]);
            }
        }
    }
    batches
}
