//! How deep the columns of a Parquet file lie in each other, found out without building them: the `parquet` crate goes
//! down with them, and a file of two kilobytes can ask for more levels than any stack has.

use parquet::file::reader::ChunkReader;
use saidso::record::Article;

/// Magic bytes and the length of the footer before them.
const TAIL: u64 = 8;

/// The footer's field that lists the columns.
const SCHEMA: i16 = 2;

/// A column's field that says how many columns it holds.
const CHILDREN: i16 = 5;

/// Types of Thrift's compact protocol.
mod kind {
    pub(super) const STOP: u8 = 0;
    pub(super) const TRUE: u8 = 1;
    pub(super) const FALSE: u8 = 2;
    pub(super) const BYTE: u8 = 3;
    pub(super) const I16: u8 = 4;
    pub(super) const I64: u8 = 6;
    pub(super) const DOUBLE: u8 = 7;
    pub(super) const BINARY: u8 = 8;
    pub(super) const LIST: u8 = 9;
    pub(super) const SET: u8 = 10;
    pub(super) const STRUCT: u8 = 12;
}

/// What a schema says of a logical type is nested no deeper than this.
const NESTED: usize = 8;

/// What is wrong with the columns of a file: they lie deeper in each other than [`Article::MAX_DEPTH`], or cannot be
/// counted. Where the footer is not to be found, the `parquet` crate says so.
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
        None => Err("its footer is damaged"),
    }
}

/// A footer that is being read, as far as its schema.
struct Footer<'b> {
    bytes: &'b [u8],
}

impl Footer<'_> {
    /// How deep the columns lie in each other; beyond the limit, about.
    fn depth(&mut self) -> Option<usize> {
        let mut field = 0;
        loop {
            match self.field(&mut field)? {
                kind::STOP => return None,
                kind::LIST if field == SCHEMA => return self.depth_of_columns(),
                kind => self.skip(kind, 0)?,
            }
        }
    }

    fn depth_of_columns(&mut self) -> Option<usize> {
        let (count, _) = self.list()?;
        // Of each column on the way down, how many of its own are still to come.
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
            if kind == kind::STOP {
                return Some(children);
            }
            if field == CHILDREN {
                children = zigzag(self.number()?);
            } else {
                self.skip(kind, 0)?;
            }
        }
    }

    /// The type of the next field of a structure, whose number is put in `field`; at its end, [`kind::STOP`].
    fn field(&mut self, field: &mut i16) -> Option<u8> {
        let head = self.byte()?;
        if head == 0 {
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
                // In a list, unlike a field, a truth value has a byte of its own.
                let kind = if matches!(kind, kind::TRUE | kind::FALSE) { kind::BYTE } else { kind };
                (0..count).try_for_each(|_| self.skip(kind, depth + 1))
            }
            kind::STRUCT if depth < NESTED => {
                let mut field = 0;
                loop {
                    match self.field(&mut field)? {
                        kind::STOP => return Some(()),
                        kind => self.skip(kind, depth + 1)?,
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

    /// A number of seven bits a byte.
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

/// A signed number, whose sign is its last bit.
fn zigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::check;
    use bytes::Bytes;

    /// A footer whose schema is a root over so many groups in each other and a number.
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
        for (groups, expected) in [(0, false), (99, false), (100, true), (1_000_000, true)] {
            assert_eq!(check(&nested(groups)).is_err(), expected, "{groups}");
        }
        assert_eq!(check(&Bytes::from_static(b"PAR1\xFF\xFF\xFF\xFFPAR1")), Ok(()));
        assert_eq!(check(&Bytes::from_static(b"PAR1")), Ok(()));
        assert_eq!(check(&Bytes::from_static(b"PAR1\x19\xFC\x02\0\0\0PAR1")), Err("its footer is damaged"));
    }
}
