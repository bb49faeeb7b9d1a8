//! Tables that write a quotation mark inside a quoted field as `\"` instead of `""`, as databases and pandas can.

use std::io::{self, Read};

/// Whether the start of a table has such escapes; a backslash before the mark that ends a field is part of the text.
pub(super) fn is_escaped(begin: &[u8], delimiter: u8) -> bool {
    let ends_field = |byte: Option<&u8>| byte.is_none_or(|&byte| byte == delimiter || byte == b'\r' || byte == b'\n');
    let (mut escaped, mut doubled) = (0usize, 0usize);
    for (at, _) in begin.windows(2).enumerate().filter(|(_, pair)| *pair == b"\\\"") {
        match begin.get(at + 2) {
            // JSON in a field whose quotation marks are doubled: `{\""a\"": 1}`.
            Some(b'"') => doubled += usize::from(!ends_field(begin.get(at + 3))),
            next => escaped += usize::from(!ends_field(next)),
        }
    }
    escaped > 0 && doubled == 0
}

/// Replaces `\"` with `""`, and `\\` with `\`.
pub(super) struct Unescaped<R> {
    reader: R,
    chunk: Vec<u8>,
    given: usize,
    /// Whether the previous chunk ended with a backslash that has not been handled yet.
    is_open: bool,
    ended: bool,
}

impl<R: Read> Unescaped<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, chunk: Vec::new(), given: 0, is_open: false, ended: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        let mut raw = [0; 1 << 13];
        let count = self.reader.read(&mut raw)?;
        self.chunk.clear();
        self.given = 0;
        self.ended = count == 0;
        for &byte in &raw[..count] {
            match (std::mem::take(&mut self.is_open), byte) {
                (false, b'\\') => self.is_open = true,
                (false, byte) => self.chunk.push(byte),
                (true, b'"') => self.chunk.extend(b"\"\""),
                (true, b'\\') => self.chunk.push(b'\\'),
                (true, byte) => self.chunk.extend([b'\\', byte]),
            }
        }
        if self.ended && std::mem::take(&mut self.is_open) {
            self.chunk.push(b'\\');
        }
        Ok(())
    }
}

impl<R: Read> Read for Unescaped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.chunk.len() && !self.ended {
            self.refill()?;
        }
        let count = buffer.len().min(self.chunk.len() - self.given);
        buffer[..count].copy_from_slice(&self.chunk[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::{Unescaped, is_escaped};
    use std::io::Read;

    #[test]
    fn backslashes_before_marks_are_told_from_others() {
        for (begin, expected) in [
            (r#"id,text\n1,"\"No,\" he said.""#, true),
            (r#"id,text\n1,"He said \"no\"","x""#, true),
            (r#"id,text\n1,"""No,"" he said.""#, false),
            (r#"id,text\n1,"C:\","x""#, false),
            (r#"id,text\n1,"{""a"": ""b \""c\"" d""}""#, false),
            (r"id,text\n1,no marks", false),
        ] {
            let begin = begin.replace(r"\n", "\n");
            assert_eq!(is_escaped(begin.as_bytes(), b','), expected, "{begin}");
        }
    }

    #[test]
    fn escapes_across_chunks_are_seen() {
        for length in (1 << 13) - 3..(1 << 13) + 3 {
            let filling = "x".repeat(length);
            let mut read = String::new();
            Unescaped::new(format!("{filling}\\\"\\\\\\n\\").as_bytes()).read_to_string(&mut read).unwrap();
            assert_eq!(read, format!("{filling}\"\"\\\\n\\"));
        }
    }
}
