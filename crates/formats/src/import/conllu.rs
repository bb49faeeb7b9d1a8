//! Reads text, sentences and metadata from CoNLL-U (<https://universaldependencies.org/format.html>).

use super::ImportError;
use super::Problem;
use super::entities::Token;
use super::file::DataFile;
use serde_json::{Map, Value};

/// A document.
pub(super) struct Document {
    pub(super) text: String,
    /// Code points of each sentence.
    pub(super) sentences: Vec<(usize, usize)>,
    /// All words, as far as they could be located in the text.
    pub(super) tokens: Vec<Token>,
    pub(super) metadata: Map<String, Value>,
}

/// The metadata to keep: GUM's names and saidso's.
const METADATA: [(&str, &str); 4] =
    [("title", "title"), ("author", "author"), ("dateCreated", "date"), ("sourceURL", "url")];

/// Reads a file with one document. Paragraphs are separated by an empty line and sentences by a space, unless the
/// last token of the first sentence has `SpaceAfter=No`.
pub(super) fn read(file: &DataFile) -> Result<Document, ImportError> {
    let mut document =
        Document { text: String::new(), sentences: Vec::new(), tokens: Vec::new(), metadata: Map::new() };
    // The part of the sentence after the last word located there, and its first code point.
    let (mut rest, mut at) = ("", 0);
    let (mut new_paragraph, mut space, mut length) = (false, false, 0);
    // The highest word number so far. Words that a multi-word token has already covered do not set `space` again.
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
                (rest, at) = (sentence.trim(), start);
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
                if let Some(mut token) = word.token
                    && let Some((before, after)) = rest.split_once(token.form.as_str())
                {
                    let start = at + before.chars().count();
                    at = start + token.form.chars().count();
                    (token.span, rest) = ((start, at), after);
                    document.tokens.push(token);
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

/// A word, or a multi-word token.
struct Word {
    /// Number of its last word.
    last: usize,
    /// Whether a space follows.
    space: bool,
    /// The word itself; `None` for a multi-word token or a word that is not in the text.
    token: Option<Token>,
}

fn word(line: &str) -> Option<Word> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [id, form, _, part, fine, _, _, _, _, features, ..] = columns[..] else { return None };
    let features = || features.split('|');
    let token = Token {
        span: (0, 0),
        form: form.to_owned(),
        part: part.to_owned(),
        fine: fine.to_owned(),
        entity: features().find_map(|feature| feature.strip_prefix("Entity=")).map(str::to_owned),
    };
    // `3-4` is a token of two words, `4.1` a word that is not in the text.
    let last = id.split('.').next()?.rsplit('-').next()?.parse().ok()?;
    let token = id.bytes().all(|byte| byte.is_ascii_digit()).then_some(token);
    Some(Word { last, space: !features().any(|feature| feature == "SpaceAfter=No"), token })
}
