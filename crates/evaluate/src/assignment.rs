//! The best one-to-one assignment.

/// The largest sum of values that a one-to-one assignment of rows to columns can have: the Hungarian method (Kuhn 1955,
/// Munkres 1957) with potentials, in rows² × columns steps. All rows have the same length, and no value is negative.
pub(super) fn largest_total(values: &[Vec<f64>]) -> f64 {
    let columns = values.first().map_or(0, Vec::len);
    if values.len() > columns {
        let turned: Vec<Vec<f64>> = (0..columns).map(|column| values.iter().map(|row| row[column]).collect()).collect();
        return largest_total(&turned);
    }
    // Column 0 stands for "no column yet": rows and columns are counted from 1. Costs are negated values.
    let (mut of_row, mut of_column) = (vec![0.0; values.len() + 1], vec![0.0; columns + 1]);
    let mut row_in = vec![0; columns + 1];
    for row in 1..=values.len() {
        row_in[0] = row;
        // The cheapest way to each column from the columns reached so far, and the column before it on that way.
        let (mut cheapest, mut before) = (vec![f64::INFINITY; columns + 1], vec![0; columns + 1]);
        let mut reached = vec![false; columns + 1];
        let mut at = 0;
        while row_in[at] != 0 {
            reached[at] = true;
            let (mut step, mut next) = (f64::INFINITY, 0);
            for column in (1..=columns).filter(|&column| !reached[column]) {
                let reduced = -values[row_in[at] - 1][column - 1] - of_row[row_in[at]] - of_column[column];
                if reduced < cheapest[column] {
                    (cheapest[column], before[column]) = (reduced, at);
                }
                if cheapest[column] < step {
                    (step, next) = (cheapest[column], column);
                }
            }
            for column in 0..=columns {
                if reached[column] {
                    of_row[row_in[column]] += step;
                    of_column[column] -= step;
                } else {
                    cheapest[column] -= step;
                }
            }
            at = next;
        }
        while at != 0 {
            row_in[at] = row_in[before[at]];
            at = before[at];
        }
    }
    (1..=columns).filter(|&column| row_in[column] != 0).map(|column| values[row_in[column] - 1][column - 1]).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same by trying everything.
    fn tried(values: &[Vec<f64>], free: &mut [bool]) -> f64 {
        let Some((row, rest)) = values.split_first() else { return 0.0 };
        let mut best = tried(rest, free);
        for (column, value) in row.iter().enumerate() {
            if free[column] {
                free[column] = false;
                best = best.max(value + tried(rest, free));
                free[column] = true;
            }
        }
        best
    }

    proptest! {
        #[test]
        fn no_assignment_is_better(
            (rows, columns) in (1_usize..6, 1_usize..6),
            values in prop::collection::vec(prop_oneof![Just(0.0), 0.0..1.0], 25),
        ) {
            let matrix: Vec<Vec<f64>> = values.chunks(5).take(rows).map(|row| row[..columns.min(5)].to_vec()).collect();
            let best = tried(&matrix, &mut vec![true; columns]);
            prop_assert!((largest_total(&matrix) - best).abs() < 1e-9);
        }
    }

    #[test]
    fn nothing_is_assigned_to_nothing() {
        assert!(largest_total(&[]).abs() < 1e-12 && largest_total(&[vec![], vec![]]).abs() < 1e-12);
    }
}
