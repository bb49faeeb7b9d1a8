//! RTF. The crate `rtf-parser` is not used: it does not support code pages, so that quotation marks become control
//! characters, and it does not return tables.

mod destination;
mod encodings;

use super::manuscript::{Manuscript, Style};
use destination::{Destination, SKIPPED};
use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};
use encodings::{charset, code_page};
use saidso::error::ArticleError;
use std::collections::HashMap;

/// Deepest nesting of groups; Word nests them about twenty deep.
const MAX_DEPTH: usize = 2000;

/// Longest control word.
const MAX_WORD: usize = 32;

/// Most fonts, and most styles, that are kept.
const MAX_ENTRIES: usize = 20_000;

/// The text of an RTF file.
pub(super) fn read(bytes: &[u8]) -> Result<Manuscript, ArticleError> {
    let mut reader = Reader::default();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' => reader.open()?,
            b'}' => reader.close(),
            b'\\' => at += reader.control(&bytes[at..]),
            b'\r' | b'\n' | 0 => {}
            _ => reader.byte(byte),
        }
        // Anything after the outermost group is not part of the document.
        if byte == b'}' && reader.groups.is_empty() {
            break;
        }
    }
    if !reader.groups.is_empty() {
        let reason = "it ends within a group: its end is missing".to_owned();
        return Err(ArticleError::Malformed { form: "RTF", reason });
    }
    Ok(reader.finish())
}

/// The state that applies until the end of the group.
#[derive(Debug, Clone, Copy)]
struct Group {
    destination: Destination,
    /// Whether the group has `\*`, after which unknown words are skipped.
    is_optional: bool,
    /// Whether the group has had a control word or text.
    is_begun: bool,
    is_hidden: bool,
    /// Number of bytes after a Unicode character that replace it in programs without Unicode.
    substitutes: usize,
    encoding: &'static Encoding,
}

impl Default for Group {
    fn default() -> Self {
        Self {
            destination: Destination::Text,
            is_optional: false,
            is_begun: false,
            is_hidden: false,
            substitutes: 1,
            encoding: WINDOWS_1252,
        }
    }
}

#[derive(Default)]
struct Reader {
    manuscript: Manuscript,
    groups: Vec<Group>,
    /// The current group.
    group: Group,
    /// Encoding of the document.
    encoding: Option<&'static Encoding>,
    fonts: HashMap<i32, &'static Encoding>,
    /// The font or style whose entry is being read.
    entry: i32,
    styles: HashMap<i32, Style>,
    /// Name of the style, or a field of the metadata, that is being read.
    name: String,
    paragraph: String,
    style: Style,
    /// Bytes of characters that are not complete yet.
    pending: Vec<u8>,
    /// The first half of a surrogate pair.
    high: Option<u32>,
    /// Substitutes of a Unicode character that are still to be skipped.
    over: usize,
}

impl Reader {
    fn open(&mut self) -> Result<(), ArticleError> {
        self.flush();
        self.over = 0;
        if self.groups.len() == MAX_DEPTH {
            let reason = "its groups are nested too deeply".to_owned();
            return Err(ArticleError::Malformed { form: "RTF", reason });
        }
        self.groups.push(self.group);
        self.group.is_optional = false;
        self.group.is_begun = false;
        Ok(())
    }

    fn close(&mut self) {
        self.flush();
        self.over = 0;
        let ended = self.group.destination;
        self.group = self.groups.pop().unwrap_or_default();
        if ended == self.group.destination && ended != Destination::Styles {
            return;
        }
        match ended {
            Destination::Title => self.manuscript.field("document_title", &std::mem::take(&mut self.name)),
            Destination::Author => self.manuscript.field("author", &std::mem::take(&mut self.name)),
            Destination::Styles => self.end_style(),
            _ => {}
        }
    }

    /// Handles the control after a backslash, and returns its length in bytes.
    fn control(&mut self, bytes: &[u8]) -> usize {
        let Some(&first) = bytes.first() else { return 0 };
        if !first.is_ascii_alphabetic() {
            return self.symbol(first, bytes);
        }
        let length = bytes.iter().take(MAX_WORD).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let word = String::from_utf8_lossy(&bytes[..length]).into_owned();
        let rest = &bytes[length..];
        let digits_at = usize::from(rest.first() == Some(&b'-'));
        let digits = rest[digits_at..].iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let number_length = if digits > 0 { digits_at + digits } else { 0 };
        let number = std::str::from_utf8(&rest[..number_length]).ok().and_then(|number| number.parse::<i32>().ok());
        let blank = usize::from(rest.get(number_length) == Some(&b' '));
        let mut length = length + number_length + blank;
        if word == "bin" {
            length += usize::try_from(number.unwrap_or(0)).unwrap_or(0);
        } else {
            self.word(&word, number);
        }
        length.min(bytes.len())
    }

    /// Handles a control of one character, and returns its length in bytes.
    fn symbol(&mut self, symbol: u8, bytes: &[u8]) -> usize {
        match symbol {
            b'\'' => {
                let digits = bytes.get(1..3).and_then(|digits| std::str::from_utf8(digits).ok());
                if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    self.byte(byte);
                    return 3;
                }
            }
            b'*' => self.group.is_optional = true,
            b'~' => self.characters("\u{a0}"),
            b'_' => self.characters("-"),
            b'{' | b'}' | b'\\' => self.byte(symbol),
            b'\r' | b'\n' => self.end_paragraph(),
            _ => {}
        }
        1
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        if word != "u" {
            self.flush();
        }
        if !std::mem::replace(&mut self.group.is_begun, true) && self.begins(word) {
            return;
        }
        if self.group.destination == Destination::Skipped {
            return;
        }
        let is_on = number != Some(0);
        match word {
            "u" => return self.unicode(number.unwrap_or(0)),
            "uc" => self.group.substitutes = number.and_then(|count| count.try_into().ok()).unwrap_or(1),
            "ansicpg" => self.document_encoding(number.and_then(code_page)),
            "mac" => self.document_encoding(Some(MACINTOSH)),
            "f" if self.group.destination == Destination::Fonts => self.entry = number.unwrap_or(0),
            "f" => {
                let font = self.fonts.get(&number.unwrap_or(0)).copied();
                self.group.encoding = font.or(self.encoding).unwrap_or(WINDOWS_1252);
            }
            "fcharset" if self.fonts.len() < MAX_ENTRIES => {
                if let Some(encoding) = number.and_then(charset) {
                    self.fonts.insert(self.entry, encoding);
                }
            }
            "s" if self.group.destination == Destination::Styles => self.entry = number.unwrap_or(0),
            "s" => self.style = self.styles.get(&number.unwrap_or(0)).copied().unwrap_or_default(),
            "outlinelevel" if self.group.destination == Destination::Text && number.is_some_and(|level| level < 9) => {
                self.style = Style::Heading;
            }
            "pard" => self.style = Style::Body,
            "plain" => {
                self.group.is_hidden = false;
                self.group.encoding = self.encoding.unwrap_or(WINDOWS_1252);
            }
            "v" | "deleted" => self.group.is_hidden = is_on,
            "par" | "sect" | "page" | "row" => self.end_paragraph(),
            "line" | "softline" => self.characters("\n"),
            "tab" | "cell" | "nestcell" => self.characters("\t"),
            "emdash" => self.characters("—"),
            "endash" => self.characters("–"),
            "lquote" => self.characters("‘"),
            "rquote" => self.characters("’"),
            "ldblquote" => self.characters("“"),
            "rdblquote" => self.characters("”"),
            "bullet" => self.characters("•"),
            "emspace" | "enspace" | "qmspace" => self.characters(" "),
            _ => {}
        }
        self.over = 0;
    }

    fn document_encoding(&mut self, encoding: Option<&'static Encoding>) {
        self.encoding = encoding;
        self.group.encoding = encoding.unwrap_or(WINDOWS_1252);
    }

    /// Sets the destination of a group if its first word names one, and returns whether the word has been handled.
    fn begins(&mut self, word: &str) -> bool {
        let destination = match word {
            _ if self.group.destination == Destination::Skipped => return true,
            "fonttbl" => Destination::Fonts,
            "stylesheet" => Destination::Styles,
            "info" => Destination::Info,
            "title" if self.group.destination == Destination::Info => Destination::Title,
            "author" if self.group.destination == Destination::Info => Destination::Author,
            _ if self.group.destination == Destination::Info => Destination::Skipped,
            _ if SKIPPED.contains(&word) => Destination::Skipped,
            "cs" | "ds" | "ts" => return false,
            _ if self.group.is_optional => Destination::Skipped,
            _ => return false,
        };
        if destination != Destination::Skipped {
            self.name.clear();
        }
        self.group.destination = destination;
        true
    }

    /// Takes a byte of text in the current encoding.
    fn byte(&mut self, byte: u8) {
        self.group.is_begun = true;
        if self.over > 0 {
            self.over -= 1;
        } else if byte < 0x80 && self.pending.is_empty() {
            self.characters(char::from(byte).encode_utf8(&mut [0; 4]));
        } else if self.group.destination != Destination::Skipped {
            self.pending.push(byte);
        }
    }

    fn unicode(&mut self, number: i32) {
        self.flush();
        // Normally a signed 16-bit number.
        let code = u32::from(number as u16);
        let code = if number > 0xFFFF { number as u32 } else { code };
        match (self.high.take(), code) {
            (_, 0xD800..0xDC00) => self.high = Some(code),
            (Some(high), 0xDC00..0xE000) => {
                let joined = 0x1_0000 + ((high - 0xD800) << 10) + (code - 0xDC00);
                self.character(joined);
            }
            // Symbol fonts put their characters here.
            (_, 0xF020..0xF100) => self.character(code - 0xF000),
            _ => self.character(code),
        }
        self.over = self.group.substitutes;
    }

    fn character(&mut self, code: u32) {
        if let Some(character) = char::from_u32(code) {
            self.characters(character.encode_utf8(&mut [0; 4]));
        }
    }

    fn characters(&mut self, text: &str) {
        match self.group.destination {
            Destination::Text if !self.group.is_hidden => self.paragraph.push_str(text),
            Destination::Styles | Destination::Title | Destination::Author => self.name.push_str(text),
            _ => {}
        }
    }

    /// Decodes the pending bytes.
    fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let (text, _) = self.group.encoding.decode_without_bom_handling(&self.pending);
        let text = text.into_owned();
        self.pending.clear();
        self.characters(&text);
    }

    fn end_style(&mut self) {
        let name = std::mem::take(&mut self.name);
        let name = name.trim().trim_end_matches(';').to_lowercase();
        let style = match &*name {
            "title" | "headline" => Style::Title,
            "caption" => Style::Caption,
            "quote" | "intense quote" | "block text" | "quotations" => Style::Quotation,
            _ if name.starts_with("heading") => Style::Heading,
            _ => return,
        };
        if self.styles.len() < MAX_ENTRIES {
            self.styles.insert(self.entry, style);
        }
    }

    fn end_paragraph(&mut self) {
        self.flush();
        if self.group.destination == Destination::Text {
            let text = std::mem::take(&mut self.paragraph);
            self.manuscript.push(&text, self.style);
        }
    }

    fn finish(mut self) -> Manuscript {
        self.group.destination = Destination::Text;
        self.end_paragraph();
        self.manuscript
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    fn texts(rtf: &str) -> Vec<String> {
        read(rtf.as_bytes()).unwrap().paragraphs.into_iter().map(|paragraph| paragraph.text).collect()
    }

    #[test]
    fn text_is_told_from_what_is_none() {
        let rtf = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil Times;}{\f1\fcharset204 Times;}}{\colortbl;\red0;}
{\stylesheet{\s0 Normal;}{\s1\b heading 1;}}{\info{\title A}{\author Mona Lind}}{\header Page 1}{\*\generator X;}
\pard\s1 Harbour\par\pard \'93Caf\'e9,\'94 \f1\'cf\f0  \u8220?x\u8221 ?{\v hidden}{\*\unknown no}\line two\par
{\field{\*\fldinst HYPERLINK x}{\fldrslt link}} \uc2\u-10179??\u-8704??.\~a\_b\-c \{d\}\par}trailing";
        assert_eq!(texts(rtf), ["Harbour", "“Café,” П “x”\ntwo", "link 😀.\u{a0}a-bc {d}"]);
    }

    #[test]
    fn multibyte_text_and_cells_are_whole() {
        assert_eq!(texts(r"{\rtf1\ansi\ansicpg932\f0 \'82\'a0\'82b.\par HD\cell A \cell\row}"), ["あＣ.", "HD\tA"]);
    }

    #[test]
    fn nothing_harms() {
        assert!(read("{".repeat(1_000_000).as_bytes()).unwrap_err().to_string().contains("nested too deeply"));
        assert_eq!(texts(&"}{".repeat(100_000)), Vec::<String>::new());
        assert!(read(br"{\rtf1 She said that {\b it").unwrap_err().to_string().contains("its end is missing"));
        for rtf in
            ["", "\\", "{\\rtf1 \\'", "{\\rtf1\\bin99999999999 x", "{\\rtf1\\u99999999999 ?a", "{\\rtf1\\bin-5 a}"]
        {
            let _ = read(rtf.as_bytes());
        }
        assert_eq!(texts(r"{\rtf1 a{\*\bin3 }}}b}}"), ["ab"]);
    }
}
