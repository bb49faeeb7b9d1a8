//! Text, sentences and metadata out of CoNLL-U (<https://universaldependencies.org/format.html>).

use super::ImportError;
use super::Problem;
use super::file::DataFile;
use serde_json::{Map, Value};

/// A document.
pub(super) struct Document {
    pub(super) text: String,
    /// Code points of each sentence.
    pub(super) sentences: Vec<(usize, usize)>,
    pub(super) metadata: Map<String, Value>,
}

/// The metadata that are kept, by the names of GUM and ours.
const METADATA: [(&str, &str); 4] =
    [("title", "title"), ("author", "author"), ("dateCreated", "date"), ("sourceURL", "url")];

/// Reads a file with one document. Between paragraphs stands an empty line, between sentences a space, unless the last
/// token of the first has `SpaceAfter=No`.
pub(super) fn read(file: &DataFile) -> Result<Document, ImportError> {
    let mut document = Document { text: String::new(), sentences: Vec::new(), metadata: Map::new() };
    let (mut new_paragraph, mut space, mut length) = (false, false, 0);
    // The last of the words that a token above has written, and with which space.
    let mut written = 0;
    for (number, line) in file.lines() {
        let comment = line.strip_prefix('#').map(str::trim);
        match comment.map(|comment| comment.split_once('=').unwrap_or((comment, ""))) {
            Some((key, sentence)) if key.trim() == "text" => {
                let between = match (document.text.is_empty(), new_paragraph, space) {
                    (false, true, _) => "\n\n",
                    (false, false, true) => " ",
                    _ => "",
                };
                document.text.push_str(between);
                document.text.push_str(sentence.trim());
                let start = length + between.len();
                length = start + sentence.trim().chars().count();
                document.sentences.push((start, length));
                (new_paragraph, written) = (false, 0);
            }
            Some((key, value)) => {
                new_paragraph |= matches!(key.trim(), "newpar" | "newpar id");
                let known = METADATA.iter().find(|(name, _)| key.trim().strip_prefix("meta::") == Some(name));
                if let Some((_, name)) = known {
                    document.metadata.insert((*name).to_owned(), value.trim().into());
                }
            }
            None => {
                let word =
                    word(line).ok_or_else(|| file.error(number, Problem::Form { expected: "a line of CoNLL-U" }))?;
                if word.last > written {
                    (written, space) = (word.last, word.space);
                }
            }
        }
    }
    if document.sentences.is_empty() {
        return Err(
            file.error(None, Problem::Missing { expected: "sentence, each of which needs a line `# text = …`".into() })
        );
    }
    Ok(document)
}

/// A word, or a token of several words.
struct Word {
    /// Number of the last word in it.
    last: usize,
    /// Whether a space follows.
    space: bool,
}

fn word(line: &str) -> Option<Word> {
    let mut columns = line.split('\t');
    let id = columns.next()?;
    let space = !columns.nth(8)?.split('|').any(|feature| feature == "SpaceAfter=No");
    // `3-4` is a token of two words, `4.1` a word that is not in the text.
    let last = id.split('.').next()?.rsplit('-').next()?.parse().ok()?;
    Some(Word { last, space })
}
