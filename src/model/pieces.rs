//! Checks that a tokenizer cannot fill the memory, and that it belongs to its model.

use crate::prepare::WindowConfig;
use tokenizers::{
    ModelWrapper, NormalizerWrapper, PostProcessor, PostProcessorWrapper, PreTokenizerWrapper, Tokenizer,
};

/// How many times longer a tokenizer may make a text.
const MOST_GROWTH: usize = 64;

/// The most pieces that a tokenizer may put around a text, and the longest prefix that marks the inside of a word.
const MOST_AROUND: usize = 8;
const LONGEST_PREFIX: usize = 16;

/// How many rows at the end of a model's vocabulary table may have no piece: tables are often rounded up.
const MOST_UNUSED: usize = 128;

/// Checks that a tokenizer does not make much more of a text than there is.
pub(super) fn growth(tokenizer: &Tokenizer) -> Result<(), String> {
    let normalizer = tokenizer.get_normalizer().map_or(1, of_normalizer);
    let growth = normalizer.saturating_mul(tokenizer.get_pre_tokenizer().map_or(1, of_pre_tokenizer));
    if growth > MOST_GROWTH {
        return Err(format!("its normalizer and pre-tokenizer may make a text more than {MOST_GROWTH} times longer"));
    }
    let around =
        tokenizer.get_post_processor().map_or(0, |processor: &PostProcessorWrapper| processor.added_tokens(false));
    if around > MOST_AROUND {
        return Err(format!("it puts {around} pieces around each text, more than the limit of {MOST_AROUND}"));
    }
    match tokenizer.get_model() {
        ModelWrapper::WordPiece(model) if model.continuing_subword_prefix.len() > LONGEST_PREFIX => {
            Err(format!("the prefix of its pieces has more than {LONGEST_PREFIX} bytes"))
        }
        _ => Ok(()),
    }
}

/// How many times longer a normalizer may make a text, where that can be repeated. The forms of Unicode cannot.
fn of_normalizer(normalizer: &NormalizerWrapper) -> usize {
    match normalizer {
        NormalizerWrapper::Sequence(steps) => steps.as_ref().iter().map(of_normalizer).fold(1, usize::saturating_mul),
        NormalizerWrapper::Replace(step) => step.content.len().saturating_add(1),
        NormalizerWrapper::Prepend(step) => step.prepend.len().saturating_add(1),
        NormalizerWrapper::ByteLevel(_) => 2,
        // A table that may make anything of a character.
        NormalizerWrapper::Precompiled(_) => usize::MAX,
        _ => 1,
    }
}

fn of_pre_tokenizer(pre_tokenizer: &PreTokenizerWrapper) -> usize {
    match pre_tokenizer {
        PreTokenizerWrapper::Sequence(steps) => {
            steps.as_ref().iter().map(of_pre_tokenizer).fold(1, usize::saturating_mul)
        }
        PreTokenizerWrapper::ByteLevel(_) => 2,
        PreTokenizerWrapper::Metaspace(_) => 4,
        _ => 1,
    }
}

/// Checks that the pieces of a tokenizer are those of a model with a vocabulary table of `rows` rows, as far as their
/// number shows it, and that it takes characters that it does not know.
pub(super) fn vocabulary(tokenizer: &Tokenizer, rows: usize) -> Result<(), String> {
    let vocabulary = tokenizer.get_vocab(true);
    let last = vocabulary.iter().max_by_key(|(_, id)| **id);
    match last {
        Some((piece, &id)) if id as usize >= rows => {
            return Err(format!("{piece:?} has the id {id}, but the vocabulary of the model ends at {}", rows - 1));
        }
        Some((_, &id)) if rows - id as usize <= MOST_UNUSED => {}
        _ => {
            return Err(format!(
                "it has {} pieces, but the vocabulary of the model has {rows}: it is that of another model",
                vocabulary.len()
            ));
        }
    }
    // A cuneiform sign, which news do without.
    let unknown = tokenizer.encode("\u{12000}", false);
    unknown.map(drop).map_err(|error| format!("it has no piece for unknown characters: {error}"))
}

/// Checks that the pieces around each window are special ones, not words.
pub(super) fn around(tokenizer: &Tokenizer, windows: &WindowConfig) -> Result<(), String> {
    let special = tokenizer.get_added_tokens_decoder();
    for (name, id) in [("cls", windows.cls), ("sep", windows.sep)] {
        if !special.get(&id).is_some_and(|piece| piece.special) {
            let found = tokenizer.id_to_token(id).map_or_else(|| "no piece".to_owned(), |piece| format!("{piece:?}"));
            return Err(format!(
                "the id {id}, which saidso.windows.{name} names, belongs to {found}, not to a special piece"
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{around, growth, vocabulary};
    use crate::prepare::WindowConfig;
    use serde_json::{Value, json};
    use tokenizers::Tokenizer;

    /// A tokenizer of two words and two special pieces, with one part replaced.
    fn tokenizer(part: &str, value: Value) -> Tokenizer {
        let special = |id: u32, content: &str| {
            json!({
                "id": id, "content": content, "single_word": false, "lstrip": false, "rstrip": false,
                "normalized": false, "special": true,
            })
        };
        let mut whole = json!({
            "version": "1.0", "truncation": null, "padding": null,
            "added_tokens": [special(1, "[CLS]"), special(2, "[SEP]")],
            "normalizer": null, "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": null, "decoder": null,
            "model": {
                "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                "max_input_chars_per_word": 100, "vocab": {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "port": 7},
            },
        });
        *whole.pointer_mut(part).unwrap() = value;
        whole.to_string().parse().unwrap()
    }

    fn sound() -> Tokenizer {
        tokenizer("/version", json!("1.0"))
    }

    #[test]
    fn tokenizers_that_multiply_texts_are_refused() {
        assert_eq!(growth(&sound()), Ok(()));
        let replace = |content: &str| json!({"type": "Replace", "pattern": {"String": "a"}, "content": content});
        let normalizers = |steps: &[Value]| json!({"type": "Sequence", "normalizers": steps});
        let harmless = normalizers(&[json!({"type": "NFKC"}), replace("  "), json!({"type": "Lowercase"})]);
        assert_eq!(growth(&tokenizer("/normalizer", harmless)), Ok(()));
        let many: Vec<Value> = std::iter::repeat_n(replace("aa"), 40).collect();
        let bytes = json!({"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true});
        let template = vec![json!({"SpecialToken": {"id": "[CLS]", "type_id": 0}}); 9];
        for (part, value, expected) in [
            ("/normalizer", replace(&"a".repeat(1000)), "64 times longer"),
            ("/normalizer", normalizers(&many), "64 times longer"),
            ("/normalizer", json!({"type": "Prepend", "prepend": "a".repeat(100)}), "64 times longer"),
            ("/pre_tokenizer", json!({"type": "Sequence", "pretokenizers": vec![bytes; 70]}), "64 times longer"),
            (
                "/post_processor",
                json!({
                    "type": "TemplateProcessing", "single": template, "pair": [],
                    "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [1], "tokens": ["[CLS]"]}},
                }),
                "9 pieces around",
            ),
            ("/model/continuing_subword_prefix", json!("#".repeat(100)), "the prefix"),
        ] {
            let reason = growth(&tokenizer(part, value)).unwrap_err();
            assert!(reason.contains(expected), "{reason}");
        }
    }

    #[test]
    fn a_tokenizer_of_another_model_is_named() {
        assert_eq!(vocabulary(&sound(), 8), Ok(()));
        assert_eq!(vocabulary(&sound(), 128), Ok(()));
        assert!(vocabulary(&sound(), 7).unwrap_err().contains("\"port\" has the id 7"));
        assert!(vocabulary(&sound(), 1000).unwrap_err().contains("it has 4 pieces"));
        let no_unknown = tokenizer("/model/unk_token", json!("[NONE]"));
        assert!(vocabulary(&no_unknown, 8).unwrap_err().contains("no piece for unknown characters"));
        let windows = |cls, sep| WindowConfig { max_pieces: 128, context_pieces: 16, cls, sep };
        assert_eq!(around(&sound(), &windows(1, 2)), Ok(()));
        assert!(around(&sound(), &windows(7, 2)).unwrap_err().contains("windows.cls names, belongs to \"port\""));
        assert!(around(&sound(), &windows(1, 6)).unwrap_err().contains("windows.sep names, belongs to no piece"));
    }
}
