//! Checks the pages of a Parquet file before they are decoded: in the encodings that store lengths and shared
//! beginnings of texts, a few bytes can ask for any amount of memory.

use crate::parquet_schema::zigzag;
use parquet::basic::Encoding;
use parquet::bloom_filter::Sbbf;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::RowGroupReader;
use parquet::record::reader::RowIter;
use parquet::schema::types::{ColumnDescriptor, Type};

/// The most texts in a page, and the most bytes that their beginnings may have in all.
const MOST_TEXTS: u64 = 1 << 24;
const MOST_BYTES: u64 = 256 << 20;

/// A row group whose pages are checked.
pub(super) struct Checked<'g>(pub(super) &'g dyn RowGroupReader);

impl RowGroupReader for Checked<'_> {
    fn metadata(&self) -> &RowGroupMetaData {
        self.0.metadata()
    }

    fn num_columns(&self) -> usize {
        self.0.num_columns()
    }

    fn get_column_page_reader(&self, index: usize) -> Result<Box<dyn PageReader>> {
        let levels = Levels::of(self.metadata().column(index).column_descr());
        Ok(Box::new(Pages { inner: self.0.get_column_page_reader(index)?, levels }))
    }

    fn get_column_bloom_filter(&self, index: usize) -> Option<&Sbbf> {
        self.0.get_column_bloom_filter(index)
    }

    fn get_row_iter(&self, projection: Option<Type>) -> Result<RowIter<'_>> {
        RowIter::from_row_group(projection, self)
    }
}

struct Pages {
    inner: Box<dyn PageReader>,
    levels: Levels,
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.inner.get_next_page()?;
        if let Some(page) = &page {
            longest_text(page, self.levels)?;
        }
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.inner.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.inner.skip_next_page()
    }

    fn supports_deferred_dictionary(&self) -> bool {
        self.inner.supports_deferred_dictionary()
    }

    fn take_deferred_dictionary(&mut self) -> Result<Option<Page>> {
        self.inner.take_deferred_dictionary()
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.inner.at_record_boundary()
    }
}

/// The highest levels of a column, which say what precedes the values of a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Levels {
    repetition: i16,
    definition: i16,
}

impl Levels {
    pub(super) fn of(column: &ColumnDescriptor) -> Self {
        Self { repetition: column.max_rep_level(), definition: column.max_def_level() }
    }
}

/// The length that the longest text of a page may have once it is decoded, if the page shares beginnings of texts.
///
/// # Errors
/// The page asks for more than any table of articles needs, or is damaged.
pub(super) fn longest_text(page: &Page, levels: Levels) -> Result<Option<u64>> {
    let (encoding, texts, values) = match page {
        Page::DataPage { encoding, num_values, buf, def_level_encoding, rep_level_encoding, .. } => {
            let mut values = &buf[..];
            let kinds = [(levels.repetition, rep_level_encoding), (levels.definition, def_level_encoding)];
            for (highest, kind) in kinds.into_iter().filter(|(highest, _)| *highest > 0) {
                let rest = match values.split_first_chunk() {
                    Some((length, rest)) if *kind == Encoding::RLE => rest.get(u32::from_le_bytes(*length) as usize..),
                    _ => values.get((*num_values as usize).saturating_mul(bits(highest)).div_ceil(8)..),
                };
                values = rest.unwrap_or_default();
            }
            (*encoding, *num_values, values)
        }
        Page::DataPageV2 { encoding, num_values, buf, def_levels_byte_len, rep_levels_byte_len, .. } => {
            let start = (*def_levels_byte_len as usize).saturating_add(*rep_levels_byte_len as usize);
            (*encoding, *num_values, buf.get(start..).unwrap_or_default())
        }
        Page::DictionaryPage { .. } => return Ok(None),
    };
    let most = MOST_TEXTS.min(texts.into());
    let damaged = || ParquetError::General("a page claims too many texts, or their lengths are damaged".to_owned());
    match encoding {
        // Pages without a value may have nothing at all.
        Encoding::DELTA_LENGTH_BYTE_ARRAY | Encoding::DELTA_BYTE_ARRAY if values.is_empty() => Ok(None),
        Encoding::DELTA_LENGTH_BYTE_ARRAY => lengths(values, most).map(|_| None).ok_or_else(damaged),
        Encoding::DELTA_BYTE_ARRAY => {
            let (beginnings, rest) = lengths(values, most).ok_or_else(damaged)?;
            let (endings, _) = lengths(rest, most).ok_or_else(damaged)?;
            if beginnings.sum > MOST_BYTES {
                return Err(ParquetError::General("its texts grow like a decompression bomb".to_owned()));
            }
            Ok(Some(beginnings.longest.saturating_add(endings.longest)))
        }
        _ => Ok(None),
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Lengths {
    longest: u64,
    sum: u64,
}

impl Lengths {
    fn add(&mut self, length: i64) -> Option<()> {
        let length = u64::try_from(length).ok()?;
        self.longest = self.longest.max(length);
        self.sum = self.sum.saturating_add(length);
        Some(())
    }
}

/// Sums up numbers that are packed as differences, and returns what follows them. `None` if there are more than `most`,
/// or they are damaged.
fn lengths(mut bytes: &[u8], most: u64) -> Option<(Lengths, &[u8])> {
    let (block, parts) = (number(&mut bytes)?, number(&mut bytes)?);
    let mut left = number(&mut bytes).filter(|count| *count <= most)?;
    let mut length = zigzag(number(&mut bytes)?);
    let part = block.checked_div(parts).filter(|part| *part > 0 && part.is_multiple_of(8))?;
    let mut lengths = Lengths::default();
    if left > 0 {
        lengths.add(length)?;
        left -= 1;
    }
    while left > 0 {
        let least = zigzag(number(&mut bytes)?);
        let (widths, rest) = bytes.split_at_checked(usize::try_from(parts).ok()?)?;
        bytes = rest;
        for &width in widths {
            if left == 0 {
                break;
            }
            let bits = part.checked_mul(width.into()).filter(|_| width <= 64)?;
            let size = usize::try_from(bits / 8).ok()?;
            let (packed, rest) = bytes.split_at_checked(size)?;
            bytes = rest;
            let count = part.min(left);
            for index in 0..count {
                length = length.wrapping_add(least).wrapping_add(unpacked(packed, index, width));
                lengths.add(length)?;
            }
            left -= count;
        }
    }
    Some((lengths, bytes))
}

/// The number of `width` bits at a position.
fn unpacked(packed: &[u8], index: u64, width: u8) -> i64 {
    let mut number = 0;
    for bit in 0..u64::from(width) {
        let at = index * u64::from(width) + bit;
        number |= i64::from(packed[(at / 8) as usize] >> (at % 8) & 1) << bit;
    }
    number
}

/// How many bits a level takes.
pub(super) fn bits(highest: i16) -> usize {
    (i16::BITS - highest.leading_zeros()) as usize
}

/// A number with seven bits per byte.
pub(super) fn number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Lengths, lengths, unpacked};

    #[test]
    fn packed_lengths_are_summed_up() {
        // Blocks of 128 in four parts; 5, 6, 8 and 3: differences 1, 2 and -5 over the least, -5, in three bits.
        let packed = [&[0x80, 1, 4, 4, 10, 9, 3, 0, 0, 0, 0x3E, 0x00][..], &[0; 10], b"rest"].concat();
        assert_eq!(lengths(&packed, 4), Some((Lengths { longest: 8, sum: 22 }, &b"rest"[..])));
        assert_eq!(lengths(&packed, 3), None);
        assert_eq!(lengths(&packed[..20], 4), None);
        // One length, and none.
        assert_eq!(lengths(&[0x80, 1, 4, 1, 14, 9], 9), Some((Lengths { longest: 7, sum: 7 }, &[9][..])));
        assert_eq!(lengths(&[0x80, 1, 4, 0, 0], 9), Some((Lengths::default(), &[][..])));
        // What no writer writes: no parts, parts of no size, negative lengths, numbers of more than 64 bits.
        for damaged in [
            &[0x80, 1, 0, 2, 0, 0][..],
            &[4, 4, 2, 0, 0, 0, 0, 0, 0],
            &[0x80, 1, 4, 1, 1],
            &[0x80, 1, 4, 2, 0, 0, 65, 0, 0, 0],
            &[0x80, 1],
        ] {
            assert_eq!(lengths(damaged, 9), None, "{damaged:?}");
        }
    }

    #[test]
    fn numbers_are_unpacked_across_bytes() {
        assert_eq!((0..3).map(|at| unpacked(&[0b1010_0110, 0b0000_0001], at, 3)).collect::<Vec<_>>(), [6, 4, 6]);
    }
}
