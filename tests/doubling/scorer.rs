//! Stands in for the encoder with simple rules: cues, mentions and roles wherever possible, so that the stages after
//! it have as much work as possible.

use saidso::encode::{Cue, EncodeError, Encoder, Mention, Sort, WindowScores};
use saidso::model::{MentionVectors, Model, Stance};
use saidso::prepare::Window;
use std::collections::HashMap;
use std::ops::Range;

/// Words that act as cues here; other words that are not in [`PLAIN`] are names.
const CUES: [&str; 3] = ["said", "told", "denied"];
const PRONOUNS: [&str; 4] = ["he", "she", "they", "it"];
const NOUNS: [&str; 4] = ["minister", "committee", "report", "union"];
const PLAIN: [&str; 44] = [
    "the",
    "a",
    "an",
    "and",
    "of",
    "in",
    "on",
    "to",
    "that",
    "was",
    "is",
    "will",
    "would",
    "had",
    "not",
    "no",
    "we",
    "port",
    "pier",
    "close",
    "closed",
    "shut",
    "may",
    "monday",
    "choice",
    "late",
    "so",
    "be",
    "has",
    "all",
    "who",
    "runs",
    "yes",
    "item",
    "paragraph",
    "this",
    "for",
    "by",
    "with",
    "at",
    "one",
    "institute",
    "knew",
    "seen",
];

/// How many words after a cue are its content.
const CONTENT: usize = 6;

/// A score high enough to decide.
const SURE: f32 = 12.0;

pub(crate) struct Scorer {
    words: HashMap<u32, Option<Kind>>,
    /// Length of a mention's vectors.
    width: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Cue,
    Mention(Sort),
}

impl Scorer {
    pub(crate) fn new(model: &Model) -> Self {
        let kinds = [
            (&CUES[..], Some(Kind::Cue)),
            (&PRONOUNS, Some(Kind::Mention(Sort::Pronoun))),
            (&NOUNS, Some(Kind::Mention(Sort::Description))),
            (&PLAIN, None),
        ];
        let ids = kinds.into_iter().flat_map(|(words, kind)| {
            words.iter().filter_map(move |word| Some((model.tokenizer.token_to_id(word)?, kind)))
        });
        let width = model.config.saidso.antecedent_width;
        Self { words: ids.collect(), width }
    }

    fn kind(&self, window: &Window, word: usize) -> Option<Kind> {
        let piece = window.pieces[window.first_pieces[word - window.words.start] as usize];
        self.words.get(&piece).copied().unwrap_or(Some(Kind::Mention(Sort::Person)))
    }

    fn scores(&self, window: &Window) -> WindowScores {
        let kinds: Vec<(usize, Kind)> =
            window.core.clone().filter_map(|word| Some((word, self.kind(window, word)?))).collect();
        let cue = |word: usize| {
            // The source comes before the cue, the content after it.
            let content = word + 1..(word + CONTENT).min(window.words.end);
            (!content.is_empty()).then(|| Cue {
                words: word..word + 1,
                probability: 0.99,
                presence: 0.99,
                source: (word > window.words.start).then(|| word - 1..word),
                source_probability: 0.99,
                content: vec![content],
                content_probability: 0.99,
            })
        };
        WindowScores {
            cues: kinds.iter().filter(|(_, kind)| *kind == Kind::Cue).filter_map(|&(word, _)| cue(word)).collect(),
            stance: window.sentences.iter().map(|_| Stance { reported: SURE, ..Stance::default() }).collect(),
            check_worthy: Vec::new(),
            mentions: kinds
                .iter()
                .filter_map(|&(word, kind)| match kind {
                    Kind::Cue => None,
                    Kind::Mention(sort) => Some(self.mention(word..word + 1, sort)),
                })
                .collect(),
        }
    }

    fn mention(&self, words: Range<usize>, sort: Sort) -> Mention {
        let vector = |value: f32| vec![value; self.width].into();
        let vectors = MentionVectors { word: vector(0.1), scale: vector(1.0), shift: vector(0.0) };
        Mention { words, sort, vectors }
    }
}

impl Encoder for Scorer {
    fn encode(&mut self, windows: &[&Window]) -> Result<Vec<WindowScores>, EncodeError> {
        Ok(windows.iter().map(|window| self.scores(window)).collect())
    }
}
