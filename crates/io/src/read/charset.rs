//! Decodes bytes into characters.

use super::lines::END_OF_FILE;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult, Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE};
use saidso::error::ArticleError;
use serde::{Serialize, Serializer};
use std::io::{self, BufRead, ErrorKind, Read};

/// How bytes are decoded into characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Charset {
    /// UTF-8, UTF-16 with a byte order mark, or else the most likely encoding for the bytes.
    #[default]
    Detect,
    /// The named encoding.
    Named(&'static Encoding),
}

/// Serialised as the name of the encoding.
impl Serialize for Charset {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Detect => serializer.serialize_none(),
            Self::Named(encoding) => serializer.serialize_str(encoding.name()),
        }
    }
}

impl Charset {
    /// The encoding with this name, as used on the web: `utf-8`, `latin1`, `windows-1252`, `utf-16le`, `shift_jis`, …
    pub fn named(label: &str) -> Option<Self> {
        Encoding::for_label_no_replacement(label.trim().as_bytes()).map(Self::Named)
    }

    /// The named encoding, if its bytes cannot be split into lines.
    pub(super) fn wide(self) -> Option<&'static Encoding> {
        match self {
            Self::Named(encoding) if is_wide(encoding) => Some(encoding),
            _ => None,
        }
    }
}

fn is_wide(encoding: &Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// Decodes the bytes of an article. UTF-16 has already been converted to UTF-8, by [`Wide`].
pub(super) fn decode(mut bytes: Vec<u8>, charset: Charset) -> Result<String, ArticleError> {
    while bytes.ends_with(END_OF_FILE) {
        bytes.pop();
    }
    match charset {
        Charset::Named(encoding) if encoding != UTF_8 && !is_wide(encoding) => decode_as(&bytes, encoding),
        Charset::Named(_) => utf8(bytes),
        Charset::Detect => match String::from_utf8(bytes) {
            Ok(text) => Ok(text),
            Err(error) => {
                let not_utf8 = ArticleError::NotUtf8 { byte: error.utf8_error().valid_up_to() + 1 };
                let bytes = error.into_bytes();
                let encoding = likeliest(&[&bytes]).ok_or_else(|| not_utf8.clone())?;
                let text = decode_as(&bytes, encoding).map_err(|_| not_utf8.clone())?;
                if has_controls(&text) { Err(not_utf8) } else { Ok(text) }
            }
        },
    }
}

/// Decodes bytes that are in the given encoding.
pub(super) fn decode_as(bytes: &[u8], encoding: &'static Encoding) -> Result<String, ArticleError> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    text.map(std::borrow::Cow::into_owned).ok_or_else(|| ArticleError::Encoding { name: encoding.name() })
}

pub(super) fn utf8(bytes: Vec<u8>) -> Result<String, ArticleError> {
    String::from_utf8(bytes).map_err(|error| ArticleError::NotUtf8 { byte: error.utf8_error().valid_up_to() + 1 })
}

/// The most likely encoding of bytes that are not UTF-8; `None` if they are UTF-8 that was damaged or cut off.
pub(super) fn likeliest(parts: &[&[u8]]) -> Option<&'static Encoding> {
    let (mut characters, mut errors) = (0usize, 0usize);
    for part in parts {
        for chunk in part.utf8_chunks() {
            characters += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
            errors += usize::from(!chunk.invalid().is_empty());
        }
    }
    let is_cut_off = std::str::from_utf8(parts.last()?).is_err_and(|error| error.error_len().is_none());
    if characters > errors || errors == 1 && is_cut_off {
        return None;
    }
    if parts.iter().any(|part| is_mac_roman(part)) {
        return Some(MACINTOSH);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    for part in parts {
        detector.feed(part, false);
    }
    detector.feed(b"", true);
    Some(detector.guess(None, Utf8Detection::Deny))
}

/// Whether quotation marks are those of Mac OS before OS X, which the detector does not know. In other encodings, these
/// bytes are letters or signs that do not stand where they stand here.
fn is_mac_roman(bytes: &[u8]) -> bool {
    const APOSTROPHE: u8 = 0xD5;
    const QUOTES: [u8; 2] = [0xD2, 0xD3];
    let is_windows = bytes.iter().any(|byte| matches!(byte, 0x91..=0x94));
    let is_apostrophe =
        |part: &[u8]| part[0].is_ascii_lowercase() && part[1] == APOSTROPHE && part[2].is_ascii_lowercase();
    let opens = |part: &[u8]| part[0].is_ascii_whitespace() && part[1] == QUOTES[0] && part[2].is_ascii_alphabetic();
    let closes = |part: &[u8]| b",.?!".contains(&part[0]) && part[1] == QUOTES[1] && part[2].is_ascii_whitespace();
    let any = |test: &dyn Fn(&[u8]) -> bool| bytes.windows(3).any(test);
    !is_windows && (any(&is_apostrophe) || any(&opens) && any(&closes))
}

/// Whether there are characters that never occur in text, in any encoding.
fn has_controls(text: &str) -> bool {
    text.chars()
        .any(|character| character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{c}' | '\u{85}'))
}

/// Converts UTF-16 to UTF-8.
pub(super) struct Wide<R> {
    reader: R,
    encoding: &'static Encoding,
    decoder: Decoder,
    decoded: Vec<u8>,
    given: usize,
    ended: bool,
    /// Whether what follows the decoded bytes is not in this encoding.
    is_broken: bool,
}

impl<R: BufRead> Wide<R> {
    pub(super) fn new(reader: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Self { reader, encoding, decoder, decoded: Vec::new(), given: 0, ended: false, is_broken: false }
    }

    /// Decodes what the reader has buffered.
    fn refill(&mut self) -> io::Result<()> {
        if self.is_broken {
            let message = format!("some of its bytes are not {}", self.encoding.name());
            return Err(io::Error::new(ErrorKind::InvalidData, message));
        }
        let encoded = self.reader.fill_buf()?;
        let last = encoded.is_empty();
        self.decoded.resize(encoded.len() * 3 + 16, 0);
        let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(encoded, &mut self.decoded, last);
        self.decoded.truncate(written);
        self.given = 0;
        self.ended = last && result == DecoderResult::InputEmpty;
        self.reader.consume(read);
        // What comes before these bytes is passed on first.
        self.is_broken = matches!(result, DecoderResult::Malformed(..));
        Ok(())
    }
}

impl<R: BufRead> Read for Wide<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.decoded.len() && !self.ended {
            self.refill()?;
        }
        let count = buffer.len().min(self.decoded.len() - self.given);
        buffer[..count].copy_from_slice(&self.decoded[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::{Charset, Wide, decode};
    use encoding_rs::{UTF_16BE, UTF_16LE};
    use saidso::error::ArticleError;
    use std::io::{BufReader, Read};

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn encodings_are_detected_or_named() {
        let windows = b"\x93We had no choice,\x94 said Andr\xE9 M\xFCller of the caf\xE9 on Monday.".to_vec();
        let expected = "“We had no choice,” said André Müller of the café on Monday.";
        assert_eq!(decode(windows.clone(), Charset::Detect).unwrap(), expected);
        assert_eq!(decode(windows.clone(), Charset::named("latin1").unwrap()).unwrap(), expected);
        assert_eq!(decode(windows, Charset::named("UTF-8").unwrap()), Err(ArticleError::NotUtf8 { byte: 1 }));
        let cyrillic = b"\xCC\xE8\xED\xE8\xF1\xF2\xF0 \xF1\xEA\xE0\xE7\xE0\xEB, \xF7\xF2\xEE".to_vec();
        assert_eq!(decode(cyrillic, Charset::Detect).unwrap(), "Министр сказал, что");
        let mac = b"It was \xD2over,\xD3 he said of the caf\x8E. They don\xD5t know.".to_vec();
        assert_eq!(decode(mac, Charset::Detect).unwrap(), "It was “over,” he said of the café. They don’t know.");
        assert_eq!(decode(b"N\xC3O, said JO\xC3O.\x1A".to_vec(), Charset::Detect).unwrap(), "NÃO, said JOÃO.");
        assert_eq!(Charset::named("klingon"), None);
    }

    #[test]
    fn damaged_utf8_and_binary_are_not_guessed_at() {
        let mut damaged = "“Ja,” said Zoë Müller. “Größer.”".as_bytes().to_vec();
        damaged[1] = 0xFF;
        assert!(matches!(decode(damaged, Charset::Detect), Err(ArticleError::NotUtf8 { byte: 1 })));
        assert_eq!(decode(b"caf\xC3".to_vec(), Charset::Detect), Err(ArticleError::NotUtf8 { byte: 4 }));
        assert_eq!(decode(b"\xFE\x01\x02 x".to_vec(), Charset::Detect), Err(ArticleError::NotUtf8 { byte: 1 }));
    }

    #[test]
    fn utf16_comes_in_pieces() {
        let text = "“Zoë” 🦀 漢字\n".repeat(500);
        for capacity in [1, 3, 64, 4096] {
            for (encoding, big) in [(UTF_16LE, false), (UTF_16BE, true)] {
                let bytes = utf16(&text, big);
                let mut read = String::new();
                let wide = Wide::new(BufReader::with_capacity(capacity, &bytes[..]), encoding);
                { wide }.read_to_string(&mut read).unwrap();
                assert_eq!(read, text);
                let mut cut = Wide::new(BufReader::with_capacity(capacity, &bytes[..bytes.len() - 1]), encoding);
                assert!(cut.read_to_string(&mut String::new()).unwrap_err().to_string().contains("UTF-16"));
            }
        }
    }
}
