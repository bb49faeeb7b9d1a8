use std::io::{self, BufRead, ErrorKind};

/// What [`read_line`] found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A line; its bytes are in the buffer, without the line feed.
    Whole,
    /// A line longer than the limit; it was consumed but not kept.
    TooLong,
    /// Nothing: the input is at its end.
    End,
}

/// What DOS writes after the last line of a text.
pub(super) const END_OF_FILE: &[u8] = b"\x1A";

/// A buffer that a long line has made larger is shrunk back to this capacity.
const KEPT_CAPACITY: usize = 1 << 20;

/// Reads a line of at most `limit` bytes into `buffer`.
pub(super) fn read_line(reader: &mut (impl BufRead + ?Sized), buffer: &mut Vec<u8>, limit: usize) -> io::Result<Line> {
    buffer.clear();
    buffer.shrink_to(KEPT_CAPACITY);
    let mut length = 0usize;
    loop {
        let available = match reader.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if available.is_empty() {
            return Ok(match length {
                0 => Line::End,
                _ => whole_or_too_long(length, limit),
            });
        }
        let end = available.iter().position(|&byte| byte == b'\n');
        let part = &available[..end.unwrap_or(available.len())];
        length += part.len();
        if length <= limit {
            buffer.extend_from_slice(part);
        } else {
            *buffer = Vec::new();
        }
        let used = part.len() + usize::from(end.is_some());
        reader.consume(used);
        if end.is_some() {
            return Ok(whole_or_too_long(length, limit));
        }
    }
}

fn whole_or_too_long(length: usize, limit: usize) -> Line {
    if length <= limit { Line::Whole } else { Line::TooLong }
}

#[cfg(test)]
mod tests {
    use super::{Line, read_line};
    use std::io::BufReader;

    #[test]
    fn long_lines_are_read_over() {
        for capacity in [1, 3, 64] {
            let mut reader = BufReader::with_capacity(capacity, &b"one\n\nmuch too long\r\nfour"[..]);
            let mut buffer = Vec::new();
            let mut seen = Vec::new();
            loop {
                match read_line(&mut reader, &mut buffer, 4).unwrap() {
                    Line::End => break,
                    line => seen.push((line, String::from_utf8(buffer.clone()).unwrap())),
                }
            }
            let expected = [(Line::Whole, "one"), (Line::Whole, ""), (Line::TooLong, ""), (Line::Whole, "four")];
            assert_eq!(seen, expected.map(|(line, text)| (line, text.to_owned())), "capacity {capacity}");
        }
    }
}
