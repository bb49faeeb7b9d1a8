//! Finds how deeply the columns of a Parquet file are nested, without building them: the `parquet` crate recurses
//! into them, and a file of two kilobytes can ask for more levels than any stack has.

use parquet::file::reader::ChunkReader;
use saidso::record::Article;

/// The length of the footer and the magic bytes, which follow the footer.
const TAIL: u64 = 8;

/// The footer's field that lists the columns.
const SCHEMA: i16 = 2;

/// Some fields of a column: its name, how many columns it holds, and what its values mean. All others before the last
/// of these are numbers.
const NAME: i16 = 4;
const CHILDREN: i16 = 5;
const LOGICAL_TYPE: i16 = 10;

/// More columns than any table of articles has, but fewer than there are levels on a stack.
const MOST_COLUMNS: u64 = 5000;

/// Types of Thrift's compact protocol.
mod kind {
    /// No type: the structure ends.
    pub(super) const STOP: u8 = 0;
    pub(super) const TRUE: u8 = 1;
    pub(super) const FALSE: u8 = 2;
    pub(super) const BYTE: u8 = 3;
    pub(super) const I16: u8 = 4;
    pub(super) const I32: u8 = 5;
    pub(super) const I64: u8 = 6;
    pub(super) const DOUBLE: u8 = 7;
    pub(super) const BINARY: u8 = 8;
    pub(super) const LIST: u8 = 9;
    pub(super) const SET: u8 = 10;
    pub(super) const STRUCT: u8 = 12;
}

/// What a footer says about row groups and their columns is nested no deeper than this.
const NESTED: usize = 16;

/// Checks the columns of a file: an error if they are nested deeper than [`Article::MAX_DEPTH`] or cannot be counted.
/// If the footer cannot be found, the `parquet` crate will say so.
pub(crate) fn check(file: &impl ChunkReader) -> Result<(), &'static str> {
    let part = |from: u64, length: u64| file.get_bytes(from, usize::try_from(length).ok()?).ok();
    let footer = || {
        let end = file.len().checked_sub(TAIL)?;
        let length = u32::from_le_bytes(part(end, TAIL)?.get(..4)?.try_into().ok()?).into();
        part(end.checked_sub(length)?, length)
    };
    let Some(footer) = footer() else { return Ok(()) };
    match (Footer { bytes: &footer }).depth() {
        Some(depth) if depth > Article::MAX_DEPTH => Err("its columns are nested too deeply"),
        Some(_) => Ok(()),
        None => Err("its footer is damaged, or has thousands of columns"),
    }
}

/// A footer that is being read, up to its schema.
struct Footer<'b> {
    bytes: &'b [u8],
}

impl Footer<'_> {
    /// How deeply the columns are nested; only approximate beyond the limit.
    fn depth(&mut self) -> Option<usize> {
        let (mut field, mut deepest) = (0, None);
        loop {
            match self.field(&mut field)? {
                kind::STOP => return deepest,
                // If there are several, the last one counts.
                kind::LIST if field == SCHEMA => {
                    let depth = self.depth_of_columns()?;
                    deepest = Some(depth);
                    if depth > Article::MAX_DEPTH {
                        return deepest;
                    }
                }
                _ if field == SCHEMA => return None,
                other => self.skip(other, 0)?,
            }
        }
    }

    fn depth_of_columns(&mut self) -> Option<usize> {
        let (count, _) = self.list()?;
        if count > MOST_COLUMNS {
            return None;
        }
        // For each column on the way down, how many of its children are still to come.
        let mut open: Vec<i64> = Vec::new();
        let mut deepest = 0;
        for _ in 0..count {
            deepest = open.len().max(deepest);
            if deepest > Article::MAX_DEPTH {
                break;
            }
            let children = self.children()?;
            if children > 0 {
                open.push(children);
                continue;
            }
            while let Some(left) = open.last_mut() {
                *left -= 1;
                if *left > 0 {
                    break;
                }
                open.pop();
            }
        }
        Some(deepest)
    }

    /// How many columns the next one holds.
    fn children(&mut self) -> Option<i64> {
        let (mut field, mut children) = (0, 0);
        loop {
            let kind = self.field(&mut field)?;
            // The `parquet` crate goes by the number of a field alone, and would misread a field of another type.
            let is_sound = match field {
                NAME => kind == kind::BINARY,
                LOGICAL_TYPE => kind == kind::STRUCT,
                1..LOGICAL_TYPE => kind == kind::I32,
                _ => true,
            };
            match kind {
                kind::STOP => return Some(children),
                _ if !is_sound => return None,
                _ if field == CHILDREN => children = zigzag(self.number()?),
                other => self.skip(other, 0)?,
            }
        }
    }

    /// The type of the next field of a structure, whose number is put in `field`.
    fn field(&mut self, field: &mut i16) -> Option<u8> {
        let head = self.byte()?;
        if head == kind::STOP {
            return Some(kind::STOP);
        }
        *field = match head >> 4 {
            0 => i16::try_from(zigzag(self.number()?)).ok()?,
            step => field.checked_add(step.into())?,
        };
        Some(head & 0xF).filter(|&kind| kind != kind::STOP)
    }

    /// Length and type of a list.
    fn list(&mut self) -> Option<(u64, u8)> {
        let head = self.byte()?;
        let length = if head >> 4 == 0xF { self.number()? } else { u64::from(head >> 4) };
        Some((length, head & 0xF))
    }

    fn skip(&mut self, kind: u8, depth: usize) -> Option<()> {
        match kind {
            kind::TRUE | kind::FALSE => Some(()),
            kind::BYTE => self.take(1),
            kind::I16..=kind::I64 => self.number().map(drop),
            kind::DOUBLE => self.take(8),
            kind::BINARY => {
                let length = self.number()?;
                self.take(usize::try_from(length).ok()?)
            }
            kind::LIST | kind::SET if depth < NESTED => {
                let (count, kind) = self.list()?;
                // In a list, unlike in a field, a Boolean has a byte of its own.
                let kind = if matches!(kind, kind::TRUE | kind::FALSE) { kind::BYTE } else { kind };
                (0..count).try_for_each(|_| self.skip(kind, depth + 1))
            }
            kind::STRUCT if depth < NESTED => {
                let mut field = 0;
                loop {
                    match self.field(&mut field)? {
                        kind::STOP => return Some(()),
                        other => self.skip(other, depth + 1)?,
                    }
                }
            }
            _ => None,
        }
    }

    fn take(&mut self, count: usize) -> Option<()> {
        self.bytes = self.bytes.get(count..)?;
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(first)
    }

    /// A number with seven bits per byte.
    fn number(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }
}

/// Decodes a signed number, whose sign is its last bit.
pub(crate) fn zigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::check;
    use bytes::Bytes;

    /// A footer whose schema is a root over this many nested groups and a number.
    fn nested(groups: usize) -> Bytes {
        let group: &[u8] = b"\x35\x02\x18\x01m\x15\x02\0";
        let mut footer = b"\x15\x02\x19\xFC".to_vec();
        let count = groups + 2;
        footer.extend([count as u8 | 0x80, (count >> 7) as u8 | 0x80, (count >> 14) as u8]);
        footer.extend(b"\x48\x01r\x15\x02\0");
        footer.extend(group.repeat(groups));
        footer.extend(b"\x15\x02\x25\x02\x18\x01n\0\0");
        let length = (footer.len() as u32).to_le_bytes();
        Bytes::from([b"PAR1", &footer[..], &length, b"PAR1"].concat())
    }

    #[test]
    fn deep_schemas_are_told_before_they_are_built() {
        for (groups, expected) in [(0, false), (99, false), (100, true), (4000, true), (1_000_000, true)] {
            assert_eq!(check(&nested(groups)).is_err(), expected, "{groups}");
        }
        assert_eq!(check(&Bytes::from_static(b"PAR1\xFF\xFF\xFF\xFFPAR1")), Ok(()));
        assert_eq!(check(&Bytes::from_static(b"PAR1")), Ok(()));
        assert_eq!(
            check(&Bytes::from_static(b"PAR1\x19\xFC\x02\0\0\0PAR1")),
            Err("its footer is damaged, or has thousands of columns")
        );
    }
}
