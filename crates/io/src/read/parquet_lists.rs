//! Counts the values of lists from their repetition levels, before anything expands them: in a Parquet file, a few bytes
//! can stand for millions of values in one row.

use super::parquet_pages::{Levels, bits, longest_text, number};
use parquet::basic::{Encoding, Type as Physical};
use parquet::column::page::{Page, PageReader};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::RowGroupReader;

/// What the lists of one row hold at most.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lists {
    /// Number of values.
    pub(super) values: u64,
    /// Their bytes, as far as they are repeated.
    pub(super) bytes: u64,
}

/// The most that the lists of a row can hold, in the columns of a row group that `is_wanted` accepts. A column is
/// counted up to the first page that cannot be read, since no row is read beyond it.
pub(super) fn largest(group: &dyn RowGroupReader, is_wanted: impl Fn(&ColumnChunkMetaData) -> bool) -> Lists {
    let mut largest = Lists::default();
    for (index, chunk) in group.metadata().columns().iter().enumerate() {
        let column = chunk.column_descr();
        if column.max_rep_level() > 0
            && is_wanted(chunk)
            && let Ok(mut pages) = group.get_column_page_reader(index)
        {
            let mut rows = Rows { width: bits(column.max_rep_level()), ..Rows::default() };
            let entry = rows.add(&mut *pages, column.physical_type(), Levels::of(column));
            largest.values = largest.values.saturating_add(rows.longest);
            largest.bytes = largest.bytes.saturating_add(rows.longest.saturating_mul(entry));
        }
    }
    largest
}

/// Counts the values of each row. A level of zero begins a row.
#[derive(Debug, Default)]
struct Rows {
    width: usize,
    current: u64,
    longest: u64,
}

impl Rows {
    /// Counts all pages of a column, and returns the size of the largest text that a dictionary repeats, or that
    /// shares its beginning with others.
    fn add(&mut self, pages: &mut dyn PageReader, physical: Physical, levels: Levels) -> u64 {
        let mut entry = 0;
        while let Ok(Some(page)) = pages.get_next_page() {
            if let Ok(Some(longest)) = longest_text(&page, levels) {
                entry = entry.max(longest);
            }
            match page {
                Page::DictionaryPage { buf, .. } if physical == Physical::BYTE_ARRAY => {
                    entry = entry.max(longest_entry(&buf));
                }
                Page::DictionaryPage { .. } => {}
                Page::DataPage { buf, num_values, rep_level_encoding: Encoding::RLE, .. } => {
                    let levels = buf
                        .split_first_chunk()
                        .and_then(|(length, rest)| rest.get(..usize::try_from(u32::from_le_bytes(*length)).ok()?));
                    self.count(levels.unwrap_or_default(), num_values.into());
                }
                // An old encoding, which has no runs: the levels are taken for those of one row.
                Page::DataPage { num_values, .. } => self.continues(num_values.into()),
                Page::DataPageV2 { buf, num_values, rep_levels_byte_len, .. } => {
                    let levels = usize::try_from(rep_levels_byte_len).ok().and_then(|length| buf.get(..length));
                    self.count(levels.unwrap_or_default(), num_values.into());
                }
            }
        }
        entry
    }

    /// Counts levels: runs of the same level, and groups of eight whose bits are packed.
    fn count(&mut self, mut levels: &[u8], mut left: u64) {
        while left > 0 {
            let Some(header) = number(&mut levels) else { break };
            let is_run = header & 1 == 0;
            let size = if is_run { Some(self.width.div_ceil(8)) } else { packed(header >> 1, self.width) };
            // What is cut short is counted as far as it goes.
            let (bytes, rest) = levels.split_at(size.unwrap_or(usize::MAX).min(levels.len()));
            levels = rest;
            if is_run {
                let length = (header >> 1).min(left);
                left -= length;
                if bytes.iter().any(|byte| *byte != 0) {
                    self.continues(length);
                } else if length > 0 {
                    self.begins();
                }
            } else {
                let packed = (bytes.len() * 8 / self.width) as u64;
                for index in 0..packed.min(left) as usize {
                    let mut own = index * self.width..(index + 1) * self.width;
                    if own.any(|bit| bytes[bit / 8] >> (bit % 8) & 1 == 1) { self.continues(1) } else { self.begins() }
                }
                left -= packed.min(left);
            }
        }
        // Levels that are missing; the file is damaged.
        self.continues(left);
    }

    fn begins(&mut self) {
        self.current = 0;
        self.continues(1);
    }

    fn continues(&mut self, values: u64) {
        self.current = self.current.saturating_add(values);
        self.longest = self.longest.max(self.current);
    }
}

/// How many bytes this many groups of eight levels take.
fn packed(groups: u64, width: usize) -> Option<usize> {
    usize::try_from(groups).ok()?.checked_mul(width)
}

/// The size of the largest string in a dictionary.
fn longest_entry(mut dictionary: &[u8]) -> u64 {
    let mut longest = 0;
    while let Some((length, rest)) = dictionary.split_first_chunk() {
        let length = u32::from_le_bytes(*length);
        let Some(rest) = usize::try_from(length).ok().and_then(|length| rest.get(length..)) else { break };
        longest = longest.max(length.into());
        dictionary = rest;
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::{Rows, longest_entry};

    #[test]
    fn the_longest_row_is_found_in_runs_and_packed_levels() {
        for (width, levels, count, expected) in [
            // A row of one, and a run of a thousand further values.
            (1, &[2, 0, 0xD0, 0x0F, 1][..], 1001, 1001),
            // Rows of 1, 2 and 5 values, packed.
            (1, &[3, 0b1111_0100], 8, 5),
            // Levels of two bits: 0 1 2 0, 0 1 0 0.
            (2, &[3, 0b0010_0100, 0b0000_0100], 8, 3),
            // Many rows of one value.
            (1, &[0xD0, 0x0F, 0], 1000, 1),
            // Levels that are missing or cut short, or claim to be more than there are.
            (1, &[], 7, 7),
            (2, &[3, 0b0010_0100], 8, 5),
            (1, &[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], 9, 9),
            (1, &[0xFE, 0xFF, 0xFF, 0xFF, 0x0F, 1], 3, 3),
        ] {
            let mut rows = Rows { width, ..Rows::default() };
            rows.count(levels, count);
            assert_eq!(rows.longest, expected, "{levels:?}");
        }
    }

    #[test]
    fn a_row_may_span_pages() {
        let mut rows = Rows { width: 1, ..Rows::default() };
        rows.count(&[2, 0, 4, 1], 3);
        rows.count(&[4, 1], 2);
        assert_eq!(rows.longest, 5);
    }

    #[test]
    fn the_longest_entry_is_found() {
        assert_eq!(longest_entry(b"\x01\0\0\0a\x03\0\0\0abc\x02\0\0\0ab"), 3);
        assert_eq!(longest_entry(b"\x01\0\0\0a\xFF\0\0\0a"), 1);
    }
}
