//! Counts how far the streams of a PDF would grow, before the PDF reader unpacks them into memory.

use super::super::super::limits::Expansion;
use flate2::read::ZlibDecoder;
use std::io::{Cursor, Read};

/// Most bytes to which one stream may grow.
const MAX_STREAM: u64 = 256 << 20;

/// Most bytes of a stream with an older compression, whose growth is not counted: it may grow a thousandfold.
const MAX_UNCOUNTED: usize = 256 << 10;

/// How many bytes before a stream are searched for its dictionary.
const MAX_DICTIONARY: usize = 4096;

/// Why a file is refused, if reading it would fill the memory.
pub(super) fn refusal(bytes: &[u8]) -> Option<&'static str> {
    const KEYWORD: &[u8] = b"stream";
    let expansion = Expansion::of_size(bytes.len() as u64);
    let mut from = 0;
    while let Some(at) = find(&bytes[from..], KEYWORD).map(|at| from + at) {
        let dictionary = dictionary(&bytes[at.saturating_sub(MAX_DICTIONARY)..at]);
        let start = at + KEYWORD.len();
        let start = start + bytes[start..].iter().take(2).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        from = start;
        // Pictures are not unpacked, and `endstream` has no dictionary before it.
        if dictionary.is_empty() || find(dictionary, b"/Image").is_some() {
            continue;
        }
        let data = &bytes[start..];
        let count = |names: &[&[u8]]| -> usize { names.iter().map(|name| occurrences(dictionary, name)).sum() };
        let packed = count(&[b"/FlateDecode", b"/Fl", b"/BrotliDecode"]);
        let older = count(&[b"/LZWDecode", b"/LZW", b"/RunLengthDecode", b"/RL"]);
        if packed + older > 1 {
            return Some("one of its streams is compressed more than once");
        }
        let length = find(data, b"endstream").unwrap_or(data.len());
        let in_letters = count(&[b"/ASCII85Decode", b"/A85", b"/ASCIIHexDecode", b"/AHx"]) > 0;
        let grown = if in_letters && packed > 0 {
            let hex = count(&[b"/ASCIIHexDecode", b"/AHx"]) > 0;
            let letters = &data[..length];
            inflated(Cursor::new(if hex { from_hex(letters) } else { from_ascii85(letters) }))
        } else if older > 0 && length > MAX_UNCOUNTED {
            return Some("one of its streams has an old compression and is too long for that");
        } else {
            inflated(data)
        };
        expansion.add(grown);
        if grown > MAX_STREAM || expansion.is_bomb() {
            return Some("it grows far beyond its size: refused as a decompression bomb");
        }
    }
    None
}

/// The dictionary at the end of these bytes: everything from the last start of an object on.
fn dictionary(before: &[u8]) -> &[u8] {
    let before = before.trim_ascii_end();
    if !before.ends_with(b">>") {
        return &[];
    }
    let start = before.windows(5).rposition(|window| window == b" obj\n" || window == b" obj\r" || window == b" obj ");
    let start = start.or_else(|| before.windows(4).rposition(|window| window == b" obj"));
    &before[start.unwrap_or(0)..]
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

/// How often a name occurs, not counting names of which it is only the beginning.
fn occurrences(bytes: &[u8], name: &[u8]) -> usize {
    let is_whole = |at: usize| bytes.get(at + name.len()).is_none_or(|next| !next.is_ascii_alphanumeric());
    bytes.windows(name.len()).enumerate().filter(|(at, window)| *window == name && is_whole(*at)).count()
}

/// Number of bytes after decompression, counted up to one above the limit; 0 if the data is not compressed.
fn inflated(packed: impl Read) -> u64 {
    let mut inflated = ZlibDecoder::new(packed).take(MAX_STREAM + 1);
    let (mut sum, mut buffer) = (0, [0; 1 << 14]);
    loop {
        match inflated.read(&mut buffer) {
            Ok(0) | Err(_) => return sum,
            Ok(count) => sum += count as u64,
        }
    }
}

fn from_hex(letters: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> =
        letters.iter().filter_map(|&letter| char::from(letter).to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).unwrap_or(&0)).collect()
}

fn from_ascii85(letters: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(letters.len() / 5 * 4);
    let (mut group, mut count) = (0u32, 0);
    for &letter in letters {
        match letter {
            b'z' if count == 0 => bytes.extend([0; 4]),
            b'!'..=b'u' => {
                group = group.wrapping_mul(85).wrapping_add(u32::from(letter - b'!'));
                count += 1;
                if count == 5 {
                    bytes.extend(group.to_be_bytes());
                    (group, count) = (0, 0);
                }
            }
            b'~' => break,
            _ => {}
        }
    }
    for _ in count..5 {
        group = group.wrapping_mul(85).wrapping_add(84);
    }
    if count > 1 {
        bytes.extend(&group.to_be_bytes()[..count - 1]);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::{from_ascii85, refusal};
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
        [b"%PDF-1.4\n1 0 obj\n<<", dictionary.as_bytes(), b">>\nstream\n", data, b"\nendstream\nendobj"].concat()
    }

    #[test]
    fn what_grows_too_far_is_refused() {
        let bomb = packed(&vec![0; 260 << 20]);
        assert!(refusal(&stream("/Filter/FlateDecode", &bomb)).is_some());
        assert!(refusal(&stream("/Filter /FlateDecode/Subtype/Image", &bomb)).is_none());
        assert!(refusal(&stream("/Filter[/FlateDecode /FlateDecode]", b"x")).is_some());
        assert!(refusal(&stream("/Filter/LZWDecode", &vec![1; 300 << 10])).is_some());
        assert!(refusal(&stream("/Filter/FlateDecode/Length 10", &packed(b"BT (a) Tj ET"))).is_none());
        assert!(refusal(b"stream stream >>stream").is_none());
        assert_eq!(from_ascii85(b"87cURD]i,\"Ebo80~>"), b"Hello World!");
    }
}
